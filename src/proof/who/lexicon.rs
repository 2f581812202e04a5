//! `Lexicon`: the words of a policy on each dimension, each looked up once and within a budget.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use crate::model::{Condition, Principal, PrincipalKind, Statement, Text};
use crate::proof::Limits;
use crate::proof::callers;
use crate::proof::cellset::CellSet;
use crate::proof::keys;
use crate::proof::verdict::Side;
use crate::proof::world::{ACTION, RESOURCE, World};
use crate::semantics::condition::holds;
use crate::semantics::{
    Caller, Key, Request, action_matches, is_caller, resource_matches, variable,
};

use super::single::{add, caller_relation, kind_word, opposites, relation_of, singles};
use super::words::Atom;

pub struct Lexicon<'a> {
    side: &'a Side<'a>,
    world: &'a World,
    /// How many cells may still be asked about. Whatever is beyond has no word.
    left: Cell<usize>,
    /// By the canonical name of their key.
    conditions: HashMap<String, Vec<&'a Condition<'a>>>,
    callers: OnceCell<Vec<Atom>>,
    actions: OnceCell<Vec<Atom>>,
    resources: OnceCell<Vec<Atom>>,
    keys: RefCell<HashMap<String, Rc<[Atom]>>>,
}

impl<'a> Lexicon<'a> {
    pub fn new(side: &'a Side<'a>, world: &'a World, limits: &Limits) -> Self {
        let mut conditions: HashMap<String, Vec<&Condition>> = HashMap::new();
        for condition in side
            .policy
            .sound_statements()
            .flat_map(|one| &one.conditions)
        {
            if let Some(name) = condition.key.known() {
                conditions
                    .entry(keys::canonical(name))
                    .or_default()
                    .push(condition);
            }
        }
        Self {
            side,
            world,
            left: Cell::new(limits.asks),
            conditions,
            callers: OnceCell::new(),
            actions: OnceCell::new(),
            resources: OnceCell::new(),
            keys: RefCell::default(),
        }
    }

    fn statements(&self) -> impl Iterator<Item = &'a Statement<'a>> {
        self.side.policy.sound_statements()
    }

    /// The principals that the policy names one by one.
    pub fn principals(&self) -> impl Iterator<Item = &'a Principal<'a>> {
        self.statements()
            .filter_map(|one| one.principal.as_ref())
            .flat_map(|one| &one.items)
            .filter(|one| one.kind != PrincipalKind::Everyone)
    }

    /// The key as the policy first writes it.
    pub fn written(&self, name: &str) -> Option<&'a str> {
        let conditions = self.conditions.get(&keys::canonical(name))?;
        let mut written = conditions.iter().filter_map(|one| one.key.known());
        written.find(|key| key.eq_ignore_ascii_case(name))
    }

    /// Whether so much may still be asked.
    pub fn spend(&self, asks: usize) -> bool {
        let left = self.left.get().checked_sub(asks);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// The cells that a question says yes to; none where there are too many to ask.
    fn cells(&self, count: usize, is_in: impl FnMut(usize) -> bool) -> CellSet {
        if self.spend(count) {
            CellSet::where_(count, is_in)
        } else {
            CellSet::none(count)
        }
    }

    /// Principals, and what conditions say of them.
    pub fn callers(&self) -> &[Atom] {
        self.callers.get_or_init(|| {
            let cells = self.world.callers.len();
            let caller = |cell: usize| self.world.callers.get(cell);
            let mut atoms: Vec<Atom> = Vec::new();
            for principal in self.principals() {
                let set = self.cells(cells, |cell| {
                    caller(cell).is_some_and(|one| is_caller(principal, one.who()).is_yes())
                });
                add(
                    &mut atoms,
                    kind_word(principal),
                    principal.text.written(),
                    set,
                );
            }
            for name in callers::DERIVED {
                for condition in self.conditions.get(name).into_iter().flatten() {
                    for (relation, single) in singles(condition) {
                        let set = self.cells(cells, |cell| {
                            let keys = caller(cell).map(|one| &one.keys);
                            let key =
                                keys.and_then(|keys| keys.iter().find(|(key, _)| *key == name));
                            key.is_some_and(|(_, key)| self.says(&single, key.clone()))
                        });
                        add(
                            &mut atoms,
                            caller_relation(name, relation),
                            first(&single),
                            set,
                        );
                    }
                }
            }
            atoms
        })
    }

    pub fn actions(&self) -> &[Atom] {
        self.actions.get_or_init(|| {
            let cells = self.world.size(ACTION);
            let lists = self.statements().filter_map(|one| one.action.as_ref());
            let mut atoms = Vec::new();
            for text in lists.flat_map(|list| &list.items).filter_map(Text::known) {
                let set = self.cells(cells, |cell| {
                    let action = self.world.actions.witnesses.get(cell);
                    action.is_some_and(|action| action_matches(text, action))
                });
                add(&mut atoms, relation_of(text), text, set);
            }
            atoms
        })
    }

    pub fn resources(&self) -> &[Atom] {
        self.resources.get_or_init(|| {
            let cells = self.world.size(RESOURCE);
            let variables = self.side.policy.has_variables();
            let lists = self.statements().filter_map(|one| one.resource.as_ref());
            let mut atoms = Vec::new();
            for text in lists.flat_map(|list| &list.items).filter_map(Text::known) {
                let pieces = variable::open(text, variables);
                let set = self.cells(cells, |cell| {
                    let resource = self.world.resources.get(cell);
                    resource.is_some_and(|one| resource_matches(&pieces, one).is_yes())
                });
                add(&mut atoms, relation_of(text), text, set);
            }
            atoms
        })
    }

    /// What the conditions on a key take, value by value.
    pub fn key(
        &self,
        name: &str,
        cells: usize,
        value: &dyn Fn(usize) -> Option<String>,
    ) -> Rc<[Atom]> {
        let name = keys::canonical(name);
        if let Some(known) = self.keys.borrow().get(&name) {
            return Rc::clone(known);
        }
        let mut atoms = Vec::new();
        for condition in self.conditions.get(&name).into_iter().flatten() {
            self.add_all(singles(condition), cells, value, &mut atoms);
        }
        let atoms: Rc<[Atom]> = atoms.into();
        self.keys.borrow_mut().insert(name, Rc::clone(&atoms));
        atoms
    }

    /// The same, and what conditions that compare do not take: `at most` of `more than`.
    pub fn key_and_opposites(
        &self,
        name: &str,
        cells: usize,
        value: &dyn Fn(usize) -> Option<String>,
    ) -> Vec<Atom> {
        let mut atoms = self.key(name, cells, value).to_vec();
        let conditions = self.conditions.get(&keys::canonical(name));
        for condition in conditions.into_iter().flatten() {
            self.add_all(opposites(condition), cells, value, &mut atoms);
        }
        atoms
    }

    fn add_all<'c>(
        &self,
        all: impl Iterator<Item = (&'static str, Condition<'c>)>,
        cells: usize,
        value: &dyn Fn(usize) -> Option<String>,
        atoms: &mut Vec<Atom>,
    ) {
        for (relation, single) in all {
            let set = self.cells(cells, |cell| {
                value(cell).is_some_and(|text| self.says(&single, Key::value(text)))
            });
            add(atoms, relation, first(&single), set);
        }
    }

    fn says(&self, condition: &Condition, key: Key) -> bool {
        let mut request = Request::new(Caller::Unknown, "");
        request
            .context
            .set(condition.key.known().unwrap_or_default(), key);
        holds(
            condition,
            &request.context,
            self.side.policy.has_variables(),
        )
        .is_yes()
    }
}

fn first<'c>(single: &'c Condition) -> &'c str {
    single.values.first().map_or("", Text::written)
}
