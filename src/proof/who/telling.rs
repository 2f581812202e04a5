//! What a box says, in the words of the policy: who, what, and which condition keys.

use std::collections::BTreeSet;

use crate::model::{Condition, Principal, PrincipalKind, Statement, Text};
use crate::proof::Limits;
use crate::proof::callers;
use crate::proof::cellset::CellSet;
use crate::proof::keys;
use crate::proof::search::{Region, Search};
use crate::proof::verdict::{Reason, Side};
use crate::proof::world::{ACTION, CALLER, Count, NO, RESOURCE, World, YES};
use crate::semantics::condition::holds;
use crate::semantics::trust::home;
use crate::semantics::{
    Caller, Key, Request, action_matches, is_caller, resource_matches, variable,
};

use super::single::{add, caller_relation, kind_word, name, principal_of, relation_of, singles};
use super::words::{Atom, Values, describe};

/// What a request must have of a condition key.
#[derive(Clone, Debug)]
pub struct Asked {
    /// As the policy writes it.
    pub key: String,
    /// Whether a request without the key gets in too.
    pub absent: bool,
    /// Whether every request has the key.
    pub always: bool,
    pub values: Values,
    /// For a key of several values: whether some value has to be so, or every one.
    pub of_several: Option<Several>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Several {
    SomeValue,
    EveryValue,
}

/// Whether the caller's own policies have to allow the request as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerPolicy {
    Needed,
    /// Unless the caller is of the resource's own account.
    NeededFromOutside,
    NotNeeded,
}

pub struct Telling<'a> {
    side: &'a Side<'a>,
    world: &'a World,
    /// Those who can come by the way that is asked about.
    callers: CellSet,
    limits: &'a Limits,
}

impl<'a> Telling<'a> {
    /// `federated`: by users of identity providers, else by all others.
    pub fn new(side: &'a Side<'a>, world: &'a World, federated: bool, limits: &'a Limits) -> Self {
        let named: BTreeSet<&str> = side
            .policy
            .sound_statements()
            .filter_map(|one| one.principal.as_ref())
            .flat_map(|one| &one.items)
            .filter_map(|one| one.text.known())
            .collect();
        let callers = CellSet::where_(world.callers.len(), |cell| {
            match world.callers.get(cell).map(|one| &one.caller) {
                Some(Caller::Federated(_)) => federated,
                // One that nobody names is among everybody, and nothing is to be told of it.
                Some(Caller::Service(name)) => !federated && named.contains(name.as_str()),
                _ => !federated,
            }
        });
        Self {
            side,
            world,
            callers,
            limits,
        }
    }

    pub fn callers(&self) -> &CellSet {
        &self.callers
    }

    fn statements(&self) -> impl Iterator<Item = &'a Statement<'a>> {
        self.side.policy.sound_statements()
    }

    /// The cells that a question says yes to; none where there are too many to ask.
    fn cells(&self, count: usize, asks: usize, is_in: impl FnMut(usize) -> bool) -> CellSet {
        if count.saturating_mul(asks) > self.limits.asks {
            return CellSet::none(count);
        }
        CellSet::where_(count, is_in)
    }

    /// Who gets in; where it hangs on whom a principal stands for, that principal.
    pub fn who(&self, search: &Search<'_>, region: &Region, hangs_on: &[Reason]) -> Values {
        let cells = self.world.callers.len();
        let caller = |cell: usize| self.world.callers.get(cell);
        let principals: Vec<&Principal> = self
            .statements()
            .filter_map(|one| one.principal.as_ref())
            .flat_map(|one| &one.items)
            .filter(|one| one.kind != PrincipalKind::Everyone)
            .collect();
        let mut atoms: Vec<Atom> = Vec::new();
        for principal in &principals {
            let set = self.cells(cells, principals.len(), |cell| {
                caller(cell).is_some_and(|one| is_caller(principal, &one.caller).is_yes())
            });
            add(
                &mut atoms,
                kind_word(principal),
                principal.text.written(),
                set,
            );
        }
        for condition in self.statements().flat_map(|one| &one.conditions) {
            let Some(name) = condition.key.known() else {
                continue;
            };
            let lower = name.to_ascii_lowercase();
            if !callers::DERIVED.contains(&lower.as_str()) {
                continue;
            }
            for (relation, single) in singles(condition) {
                let set = self.cells(cells, condition.values.len(), |cell| {
                    let keys = caller(cell).map(|one| &one.keys);
                    let key = keys.and_then(|keys| keys.iter().find(|(key, _)| *key == lower));
                    key.is_some_and(|(_, key)| self.says(&single, key.clone()))
                });
                let text = single
                    .values
                    .first()
                    .map(|value| value.written().to_owned());
                let text = text.unwrap_or_default();
                let relation = caller_relation(&lower, relation);
                add(&mut atoms, relation, &text, set);
            }
        }
        for atom in &mut atoms {
            atom.cells.intersect_with(&self.callers);
        }
        let told = describe(
            &search.cells(region, CALLER),
            &self.callers,
            &atoms,
            &|cell| caller(cell).map(|one| name(&one.caller)),
        );
        match (&told, principal_of(hangs_on)) {
            (Values::SuchAs(_), Some(principal)) => principal,
            _ => told,
        }
    }

    /// Whether the callers need policies of their own.
    pub fn caller_policy(&self, search: &Search<'_>, region: &Region) -> CallerPolicy {
        let own = home(self.side.policy);
        let delegated = |caller: &Caller| {
            let kinds = self.statements().flat_map(Statement::principals);
            let mut naming = kinds
                .filter(|one| is_caller(one, caller).is_yes())
                .peekable();
            naming.peek().is_some() && naming.all(|one| one.kind == PrincipalKind::Account)
        };
        let mut answer = CallerPolicy::NotNeeded;
        for cell in search.cells(region, CALLER).iter() {
            let Some(caller) = self.world.callers.get(cell).map(|one| &one.caller) else {
                continue;
            };
            let Caller::Identity(arn) = caller else {
                continue;
            };
            let account = crate::model::Arn::parse(arn).map(|arn| arn.account);
            let needs = if delegated(caller) || (own.is_some() && own != account) {
                CallerPolicy::Needed
            } else if own.is_some() {
                CallerPolicy::NotNeeded
            } else {
                CallerPolicy::NeededFromOutside
            };
            answer = match (answer, needs) {
                (CallerPolicy::NotNeeded, needs) => needs,
                (CallerPolicy::Needed, CallerPolicy::Needed) => CallerPolicy::Needed,
                _ => CallerPolicy::NeededFromOutside,
            };
        }
        answer
    }

    pub fn actions(&self, search: &Search<'_>, region: &Region) -> Values {
        let cells = self.world.size(ACTION);
        let witness = |cell: usize| self.world.actions.witnesses.get(cell);
        let lists = self.statements().filter_map(|one| one.action.as_ref());
        let texts: Vec<&str> = lists
            .flat_map(|list| &list.items)
            .filter_map(Text::known)
            .collect();
        let mut atoms = Vec::new();
        for text in &texts {
            let set = self.cells(cells, texts.len(), |cell| {
                witness(cell).is_some_and(|action| action_matches(text, action))
            });
            add(&mut atoms, relation_of(text), text, set);
        }
        let all = CellSet::all(cells);
        describe(&search.cells(region, ACTION), &all, &atoms, &|cell| {
            witness(cell).cloned()
        })
    }

    pub fn resources(&self, search: &Search<'_>, region: &Region) -> Values {
        let cells = self.world.size(RESOURCE);
        let witness = |cell: usize| self.world.resources.get(cell);
        let lists = self.statements().filter_map(|one| one.resource.as_ref());
        let texts: Vec<&str> = lists
            .flat_map(|list| &list.items)
            .filter_map(Text::known)
            .collect();
        let variables = self.side.policy.has_variables();
        let mut atoms = Vec::new();
        for text in &texts {
            let pieces = variable::open(text, variables);
            let set = self.cells(cells, texts.len(), |cell| {
                witness(cell).is_some_and(|one| resource_matches(&pieces, one).is_yes())
            });
            add(&mut atoms, relation_of(text), text, set);
        }
        let all = CellSet::all(cells);
        describe(&search.cells(region, RESOURCE), &all, &atoms, &|cell| {
            witness(cell).cloned()
        })
    }

    /// What is asked of each key.
    pub fn all_asked(&self, search: &Search<'_>, region: &Region) -> Vec<Asked> {
        let single = self.world.keys.iter().flat_map(|key| &key.names);
        let mut asked: Vec<Asked> = single
            .filter_map(|name| self.asked(search, region, name))
            .collect();
        for multi in &self.world.multis {
            self.asked_of_several(search, region, multi, &mut asked);
        }
        asked.sort_by(|one, other| one.key.cmp(&other.key));
        asked
    }

    /// What is asked of a key of one value; `None` if nothing is.
    pub fn asked(&self, search: &Search<'_>, region: &Region, name: &str) -> Option<Asked> {
        let key = self
            .world
            .keys
            .iter()
            .find(|key| key.names.iter().any(|own| own == name))?;
        let cells = key.values.len();
        let set = search.cells(region, key.dim);
        let absent = key.values.iter().position(Option::is_none);
        let all = CellSet::where_(cells, |cell| Some(cell) != absent);
        let value = |cell: usize| key.values.get(cell).cloned().flatten();
        let written = self.written(name)?;
        let values = describe(&set, &all, &self.atoms(name, cells, &value), &value);
        let may_be_absent = absent.is_some_and(|absent| set.contains(absent));
        let nothing = values == Values::Any && (may_be_absent || absent.is_none());
        (!nothing).then(|| Asked {
            key: written.to_owned(),
            absent: may_be_absent,
            always: absent.is_none(),
            values,
            of_several: None,
        })
    }

    fn asked_of_several(
        &self,
        search: &Search<'_>,
        region: &Region,
        multi: &crate::proof::world::Multi,
        asked: &mut Vec<Asked>,
    ) {
        let Some(written) = self.written(&multi.name) else {
            return;
        };
        let value = |cell: usize| multi.values.get(cell).cloned();
        let cells = multi.values.len();
        let all = CellSet::all(cells);
        let atoms = self.atoms(&multi.name, cells, &value);
        let counts = search.cells(region, multi.count);
        let absent = counts.contains(Count::Absent.cell());
        let mut is_told = false;
        for (dim, set) in &multi.literals {
            let answer = search.cells(region, *dim);
            let (set, of_several) = match (answer.contains(YES), answer.contains(NO)) {
                (true, false) => (set.clone(), Several::SomeValue),
                (false, true) => (set.complement(cells), Several::EveryValue),
                _ => continue,
            };
            is_told = true;
            asked.push(Asked {
                key: written.to_owned(),
                absent: absent && of_several == Several::EveryValue,
                always: false,
                values: describe(&set, &all, &atoms, &value),
                of_several: Some(of_several),
            });
        }
        let is_free = Count::ALL.iter().all(|count| counts.contains(count.cell()));
        if !is_told && !is_free {
            let present = counts.contains(Count::One.cell()) || counts.contains(Count::Many.cell());
            asked.push(Asked {
                key: written.to_owned(),
                absent,
                always: false,
                values: if present { Values::Any } else { Values::None },
                of_several: None,
            });
        }
    }

    /// The shortest value of a key that gets in.
    pub fn shortest(&self, search: &Search<'_>, region: &Region, name: &str) -> Option<String> {
        let key = self
            .world
            .keys
            .iter()
            .find(|key| key.names.iter().any(|own| own == name))?;
        let cells = search.cells(region, key.dim);
        let values = cells
            .iter()
            .filter_map(|cell| key.values.get(cell)?.clone());
        values.min_by_key(String::len)
    }

    /// What the conditions on a key take, value by value.
    fn atoms(
        &self,
        name: &str,
        cells: usize,
        value: &dyn Fn(usize) -> Option<String>,
    ) -> Vec<Atom> {
        let mut atoms = Vec::new();
        let conditions = self.statements().flat_map(|one| &one.conditions);
        let on_key = |one: &&Condition| {
            one.key
                .known()
                .is_some_and(|key| keys::canonical(key) == keys::canonical(name))
        };
        for condition in conditions.filter(on_key) {
            for (relation, single) in singles(condition) {
                let set = self.cells(cells, condition.values.len(), |cell| {
                    value(cell).is_some_and(|text| self.says(&single, Key::value(text)))
                });
                let text = single
                    .values
                    .first()
                    .map(|value| value.written().to_owned());
                add(&mut atoms, relation, &text.unwrap_or_default(), set);
            }
        }
        atoms
    }

    fn says(&self, condition: &Condition, key: Key) -> bool {
        let mut request = Request::new(Caller::Unknown, "");
        let name = condition.key.known().unwrap_or_default();
        request.context.set(name, key);
        holds(
            condition,
            &request.context,
            self.side.policy.has_variables(),
        )
        .is_yes()
    }

    /// The key as the policy first writes it.
    fn written(&self, name: &str) -> Option<&'a str> {
        let mut conditions = self.statements().flat_map(|one| &one.conditions);
        conditions.find_map(|one| one.key.known().filter(|key| key.eq_ignore_ascii_case(name)))
    }
}
