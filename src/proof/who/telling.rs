//! What a box says, in the words of the policy: who, what, and which condition keys.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::model::{Arn, Principal, PrincipalKind};
use crate::proof::Limits;
use crate::proof::callers::CallerCell;
use crate::proof::cellset::CellSet;
use crate::proof::search::{Region, Search};
use crate::proof::verdict::{Reason, Side};
use crate::proof::world::{ACTION, CALLER, Count, KeyCells, NO, RESOURCE, World, YES};
use crate::semantics::presence;
use crate::semantics::trust::home;
use crate::semantics::{Caller, is_caller};
use crate::sort;

use super::lexicon::Lexicon;
use super::single::{add, name, of_services, principal_of};
use super::words::{Atom, Values, Word, describe};

/// What a request must have of a condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// As the policy writes it.
    pub key: String,
    /// Whether a request without the key gets in too.
    pub absent: bool,
    /// Whether every request has the key.
    pub always: bool,
    pub values: Values,
    /// For a key of several values: which of them has to be so.
    pub of_several: Option<Several>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Several {
    SomeValue,
    EveryValue,
    /// It has one value, and that has to be so.
    OnlyValue,
}

/// Whether the caller's own policies have to allow the request as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerPolicy {
    Needed,
    /// Unless the caller is of the resource's own account.
    NeededFromOutside,
    /// By some of the callers.
    NeededBySome,
    NotNeeded,
}

/// Those of the callers whose ways in are looked for together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    /// All but users of identity providers; of services those that the policy names.
    Callers,
    /// Users of identity providers.
    Users,
    /// AWS services.
    Services,
}

pub struct Telling<'a> {
    side: &'a Side<'a>,
    world: &'a World,
    callers: CellSet,
    users: CellSet,
    services: CellSet,
    lexicon: Lexicon<'a>,
    /// Of each cell of callers.
    needs: OnceCell<Vec<CallerPolicy>>,
}

impl<'a> Telling<'a> {
    pub fn new(side: &'a Side<'a>, world: &'a World, limits: &Limits) -> Self {
        let named: BTreeSet<&str> = side
            .policy
            .sound_statements()
            .filter_map(|one| one.principal.as_ref())
            .flat_map(|one| &one.items)
            .filter_map(|one| one.text.known())
            .collect();
        let those = |is_one: &dyn Fn(&Caller) -> bool| {
            CellSet::where_(world.callers.len(), |cell| {
                let caller = world.callers.get(cell).map(|one| &one.caller);
                caller.is_some_and(is_one)
            })
        };
        Self {
            side,
            world,
            callers: those(&|caller| match caller {
                Caller::Federated(_) => false,
                // One that nobody names is among everybody, or has a way of its own.
                Caller::Service(name) => named.contains(name.as_str()),
                _ => true,
            }),
            users: those(&|caller| matches!(caller, Caller::Federated(_))),
            services: those(&|caller| matches!(caller, Caller::Service(_))),
            lexicon: Lexicon::new(side, world, limits),
            needs: OnceCell::new(),
        }
    }

    pub fn callers(&self, among: Among) -> &CellSet {
        match among {
            Among::Callers => &self.callers,
            Among::Users => &self.users,
            Among::Services => &self.services,
        }
    }

    /// Some of the services in words, if there are words for them.
    pub fn services(&self, cells: &CellSet) -> Option<Vec<Word>> {
        let atoms = self.atoms(&self.services);
        match of_services(describe(cells, &self.services, &atoms, &|_| None)) {
            Values::Some { of, but } if but.is_empty() => Some(of),
            _ => None,
        }
    }

    /// What is said of callers, for those among them.
    fn atoms(&self, among: &CellSet) -> Vec<Atom> {
        let mut atoms = Vec::new();
        for atom in self.lexicon.callers() {
            let mut cells = atom.cells.clone();
            cells.intersect_with(among);
            add(&mut atoms, atom.word.relation, &atom.word.text, cells);
        }
        atoms
    }

    /// The callers of a region.
    pub fn cells_of(
        &self,
        search: &Search<'_>,
        region: &Region,
    ) -> impl Iterator<Item = &CallerCell> {
        let cells: Vec<usize> = search.cells(region, CALLER).iter().collect();
        cells
            .into_iter()
            .filter_map(|cell| self.world.callers.get(cell))
    }

    /// Who gets in; where it hangs on whom a principal stands for, that principal.
    pub fn who(
        &self,
        search: &Search<'_>,
        region: &Region,
        among: Among,
        hangs_on: &[Reason],
    ) -> Values {
        let caller = |cell: usize| self.world.callers.get(cell);
        let all = self.callers(among);
        let told = describe(
            &search.cells(region, CALLER),
            all,
            &self.atoms(all),
            &|cell| caller(cell).map(|one| name(&one.caller)),
        );
        match (told, principal_of(hangs_on)) {
            (Values::SuchAs(_), Some(principal)) => principal,
            (told, _) if among == Among::Services => of_services(told),
            (told, _) => told,
        }
    }

    /// Whether the callers need policies of their own.
    pub fn caller_policy(&self, search: &Search<'_>, region: &Region) -> CallerPolicy {
        let needs = self.needs.get_or_init(|| self.needs());
        let mut answer: Option<CallerPolicy> = None;
        for cell in search.cells(region, CALLER).iter() {
            let caller = self.world.callers.get(cell).map(|one| &one.caller);
            let (Some(Caller::Identity(_)), Some(&needs)) = (caller, needs.get(cell)) else {
                continue;
            };
            answer = Some(match answer {
                None => needs,
                Some(known) if known == needs => known,
                Some(_) => CallerPolicy::NeededBySome,
            });
        }
        answer.unwrap_or(CallerPolicy::NotNeeded)
    }

    fn needs(&self) -> Vec<CallerPolicy> {
        let own = home(self.side.policy);
        let named: Vec<&Principal> = self.lexicon.principals().collect();
        let cells = self.world.callers.len();
        if !self.lexicon.spend(cells.saturating_mul(named.len())) {
            return vec![CallerPolicy::NeededFromOutside; cells];
        }
        let callers = self.world.callers.iter();
        callers
            .map(|cell| {
                let Caller::Identity(arn) = &cell.caller else {
                    return CallerPolicy::NotNeeded;
                };
                let mut naming = named
                    .iter()
                    .filter(|one| is_caller(one, cell.who()).is_yes())
                    .peekable();
                let delegated =
                    naming.peek().is_some() && naming.all(|one| one.kind == PrincipalKind::Account);
                let account = Arn::parse(arn).map(|arn| arn.account);
                if delegated || (own.is_some() && own != account) {
                    CallerPolicy::Needed
                } else if own.is_some() {
                    CallerPolicy::NotNeeded
                } else {
                    CallerPolicy::NeededFromOutside
                }
            })
            .collect()
    }

    pub fn actions(&self, search: &Search<'_>, region: &Region) -> Values {
        let all = CellSet::all(self.world.size(ACTION));
        let sample = |cell: usize| self.world.actions.witnesses.get(cell).cloned();
        describe(
            &search.cells(region, ACTION),
            &all,
            self.lexicon.actions(),
            &sample,
        )
    }

    pub fn resources(&self, search: &Search<'_>, region: &Region) -> Values {
        let all = CellSet::all(self.world.size(RESOURCE));
        let sample = |cell: usize| self.world.resources.get(cell).cloned();
        describe(
            &search.cells(region, RESOURCE),
            &all,
            self.lexicon.resources(),
            &sample,
        )
    }

    /// What is asked of each key.
    pub fn all_asked(&self, search: &Search<'_>, region: &Region) -> Vec<Asked> {
        let mut asked: Vec<Asked> = Vec::new();
        let callers = self.cells_of(search, region);
        let mut callers = callers.map(|cell| &cell.caller);
        // Identities have none of the keys that services send, which nobody has to be told.
        let are_identities = callers.all(|one| matches!(one, Caller::Identity(_)));
        let is_plain = |name: &str| are_identities && presence::is_of_services(name);
        for key in &self.world.keys {
            let names = key.names.iter().filter(|name| !is_plain(name));
            asked.extend(names.filter_map(|name| self.asked_of_one(search, region, key, name)));
        }
        for multi in self.world.multis.iter().filter(|one| !is_plain(&one.name)) {
            self.asked_of_several(search, region, multi, &mut asked);
        }
        sort::by(&mut asked, |one, other| one.key.cmp(&other.key));
        asked
    }

    /// What is asked of a key of one value; `None` if nothing is.
    pub fn asked(&self, search: &Search<'_>, region: &Region, name: &str) -> Option<Asked> {
        let key = self.key(name)?;
        self.asked_of_one(search, region, key, name)
    }

    fn key(&self, name: &str) -> Option<&'a KeyCells> {
        let mut keys = self.world.keys.iter();
        keys.find(|key| key.names.iter().any(|own| own == name))
    }

    fn asked_of_one(
        &self,
        search: &Search<'_>,
        region: &Region,
        key: &KeyCells,
        name: &str,
    ) -> Option<Asked> {
        let cells = key.values.len();
        let set = search.cells(region, key.dim);
        let absent = key.values.iter().position(Option::is_none);
        let all = CellSet::where_(cells, |cell| Some(cell) != absent);
        let value = |cell: usize| key.values.get(cell).cloned().flatten();
        let written = self.lexicon.written(name)?;
        let may_be_absent = absent.is_some_and(|absent| set.contains(absent));
        let mut values = describe(&set, &all, &self.lexicon.key(name, cells, &value), &value);
        if matches!(values, Values::SuchAs(_)) {
            let atoms = self.lexicon.key_and_opposites(name, cells, &value);
            values = describe(&set, &all, &atoms, &value);
            // Where the key has to be there, an empty text is as good as none, and no word of the policy.
            let mut with_text = all;
            with_text.subtract(&CellSet::where_(cells, |cell| {
                !set.contains(cell) && value(cell).is_some_and(|text| text.is_empty())
            }));
            if matches!(values, Values::SuchAs(_)) && !may_be_absent {
                values = describe(&set, &with_text, &atoms, &value);
            }
        }
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
        let Some(written) = self.lexicon.written(&multi.name) else {
            return;
        };
        let value = |cell: usize| multi.values.get(cell).cloned();
        let cells = multi.values.len();
        let all = CellSet::all(cells);
        let atoms = self.lexicon.key(&multi.name, cells, &value);
        let counts = search.cells(region, multi.count);
        let may_be = |count: Count| counts.contains(count.cell());
        let absent = may_be(Count::Absent);
        let mut tell = |values, absent, of_several| {
            asked.push(Asked {
                key: written.to_owned(),
                absent,
                always: false,
                values,
                of_several,
            });
        };
        if !may_be(Count::One) && !may_be(Count::Many) {
            // What would be so of its values says nothing: it has none.
            return tell(Values::None, absent, None);
        }
        let mut left = all.clone();
        let mut wanted: Vec<&CellSet> = Vec::new();
        for (dim, set) in &multi.literals {
            let answer = search.cells(region, *dim);
            match (answer.contains(YES), answer.contains(NO)) {
                (true, false) => wanted.push(set),
                (false, true) => left.subtract(set),
                _ => {}
            }
        }
        let told = |set: &CellSet| describe(set, &all, &atoms, &value);
        if !may_be(Count::Many) {
            for set in wanted {
                left.intersect_with(set);
            }
            return tell(told(&left), absent, Some(Several::OnlyValue));
        }
        if !absent && wanted.is_empty() {
            tell(Values::Any, false, None);
        }
        if left != all {
            tell(told(&left), absent, Some(Several::EveryValue));
        }
        for set in wanted {
            tell(told(set), false, Some(Several::SomeValue));
        }
    }

    /// The shortest value of a key that gets in.
    pub fn shortest(&self, search: &Search<'_>, region: &Region, name: &str) -> Option<String> {
        let key = self.key(name)?;
        let cells = search.cells(region, key.dim);
        let values = cells
            .iter()
            .filter_map(|cell| key.values.get(cell)?.clone());
        values.min_by_key(String::len)
    }
}
