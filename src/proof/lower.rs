//! From statements to boxes: the world that some statements can tell apart, and each statement as boxes in it.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::catalog::Catalog;
use crate::kind::PolicyType;
use crate::model::{Effect, List, Principals};
use crate::semantics::{applies_to, rcp_reaches, resource_matches, variable};

use super::Limits;
use super::actions;
use super::callers::{self, Universe};
use super::cellset::CellSet;
use super::conditions;
use super::impossible;
use super::keys::{self, Table, Use};
use super::parts::{self, ResourceSets};
use super::selected::{Selected, is_everything, known_items};
use super::strings::Grown;
use super::texts::{self, Reading};
use super::verdict::Reason;
use super::world::{ACTION, Block, CALLER, Origin, RESOURCE, Term, Why, World};

/// What the statements say.
#[derive(Clone, Debug)]
pub struct Lowered {
    pub world: World,
    pub allows: Vec<Block>,
    pub denies: Vec<Block>,
}

pub fn lower(selected: &[Selected<'_>], limits: &Limits) -> Result<Lowered, Reason> {
    let readable = || selected.iter().filter(|one| is_readable(one));
    let everyone = selected
        .iter()
        .any(|one| Universe::of(one.policy_type) == Universe::Everyone);
    let universe = if everyone {
        Universe::Everyone
    } else {
        Universe::Identities
    };
    let grown = |what: &str| {
        let what = what.to_owned();
        move |_: Grown| Reason::TooLarge(what)
    };
    let mut texts: BTreeSet<&str> = readable()
        .filter_map(|one| one.statement.action.as_ref())
        .flat_map(known_items)
        .collect();
    if selected
        .iter()
        .any(|one| one.policy_type == PolicyType::Trust)
    {
        texts.extend(impossible::ASSUMING);
    }
    let texts: Vec<&str> = texts.into_iter().collect();
    // In what resource control policies do not reach, two of them cannot differ.
    let are_rcps = selected
        .iter()
        .all(|one| one.policy_type == PolicyType::Rcp);
    let exists = |action: &str| !are_rcps || rcp_reaches(action);
    let actions = actions::cells(&texts, Catalog::embedded(), &exists, limits);
    let actions = actions.map_err(grown("actions"))?;
    let action_places = texts.iter().enumerate().map(|(index, &text)| (text, index));
    let (resources, resource_sets) =
        parts::resources(readable(), limits).map_err(grown("resources"))?;
    let uses = readable().flat_map(|one| {
        let conditions = one.statement.conditions.iter();
        conditions.map(|condition| Use {
            condition,
            variables: one.variables,
        })
    });
    let by_key = keys::by_key(uses);
    let callers =
        parts::callers(readable(), &by_key, universe, limits).map_err(grown("principals"))?;
    let mut lowering = Lowering {
        action_places: action_places.collect(),
        resource_sets,
        table: Table::new(),
        world: World::new(actions, resources, callers),
        limits,
        asked: 0,
        entailments: Vec::new(),
    };
    lowering.table = keys::add(&mut lowering.world, &by_key, universe, limits)
        .map_err(|(key, _)| Reason::TooLarge(key))?;
    let (mut allows, mut denies) = (Vec::new(), Vec::new());
    for one in selected {
        let blocks = lowering.statement(one)?;
        match one.statement.effect.map(|effect| effect.value) {
            Some(Effect::Allow) => allows.extend(blocks),
            Some(Effect::Deny) => denies.extend(blocks),
            None => {
                // It may be either, and not both.
                allows.extend(blocks);
                denies.extend(lowering.statement(one)?);
            }
        }
        if allows.len() + denies.len() > limits.blocks {
            return Err(Reason::TooLarge("statements".to_owned()));
        }
    }
    lowering.world.forbidden = impossible::forbidden(&lowering.world);
    lowering.entail();
    Ok(Lowered {
        world: lowering.world,
        allows,
        denies,
    })
}

fn is_readable(one: &Selected<'_>) -> bool {
    one.statement.sound
}

struct Lowering<'s> {
    action_places: HashMap<&'s str, usize>,
    resource_sets: ResourceSets,
    table: Table,
    world: World,
    limits: &'s Limits,
    /// How often a principal was held against a caller.
    asked: usize,
    /// What open resources say: their dimension, the text, whether it has variables.
    entailments: Vec<(usize, String, bool)>,
}

/// Ways in which a statement can apply, each a row of constraints.
type Ways = Vec<Vec<Term>>;

impl Lowering<'_> {
    fn statement(&mut self, one: &Selected<'_>) -> Result<Vec<Block>, Reason> {
        let statement = one.statement;
        if !statement.sound {
            let term = self.world.opaque(None, None, || Why::Unsound);
            return Ok(Block::new(one.place, vec![term]).into_iter().collect());
        }
        let mut ways: Ways = vec![Vec::new()];
        match &statement.principal {
            Some(principals) => {
                let way = self.principals(principals, statement.is_deny());
                self.multiply(&mut ways, &[way])?;
            }
            None if Universe::of(one.policy_type) == Universe::Everyone => return Ok(Vec::new()),
            None => {}
        }
        let effect = statement.effect.map(|effect| effect.value);
        if effect.is_none() {
            let term = self.world.opaque(None, None, || Why::Unsound);
            self.multiply(&mut ways, &[vec![term]])?;
        }
        let actions = self.actions(statement.action.as_ref());
        self.multiply(&mut ways, &actions)?;
        let is_of_its_own =
            one.policy_type == PolicyType::Resource && statement.is_of_its_own_resource();
        if one.policy_type != PolicyType::Trust && !is_of_its_own {
            let resources = self.resources(statement.resource.as_ref(), one.variables);
            self.multiply(&mut ways, &resources)?;
        }
        let twice_named = conditions::twice_named(statement);
        let mut told = HashSet::new();
        for condition in &statement.conditions {
            let name = conditions::named(condition);
            if twice_named.contains(&name) {
                if told.insert(name.clone()) {
                    let why = || Why::Contested(condition.key.written().to_owned());
                    let identity = conditions::written_alike(statement, &name, one.variables);
                    let term = self.world.opaque(None, identity, why);
                    self.multiply(&mut ways, &[vec![term]])?;
                }
                continue;
            }
            let one = Use {
                condition,
                variables: one.variables,
            };
            let more = conditions::ways(&mut self.world, &self.table, one, self.limits);
            self.multiply(&mut ways, &more)?;
            if self.world.dims.len() > self.limits.dims {
                return Err(Reason::TooLarge("condition keys".to_owned()));
            }
        }
        let blocks = ways
            .into_iter()
            .filter_map(|terms| Block::new(one.place, terms));
        Ok(blocks.collect())
    }

    fn multiply(&self, ways: &mut Ways, more: &[Vec<Term>]) -> Result<(), Reason> {
        /// A way has some terms; of many ways none can have thousands.
        const TERMS: usize = 64;
        let product = ways.len().saturating_mul(more.len());
        let terms = ways.first().map_or(0, Vec::len).saturating_mul(product);
        if product > self.limits.blocks || terms > self.limits.blocks.saturating_mul(TERMS) {
            return Err(Reason::TooLarge("conditions".to_owned()));
        }
        if let [only] = more {
            for way in ways.iter_mut() {
                way.extend_from_slice(only);
            }
            return Ok(());
        }
        let mut product = Vec::with_capacity(ways.len() * more.len());
        for way in ways.iter() {
            for other in more {
                product.push(way.iter().chain(other).cloned().collect());
            }
        }
        *ways = product;
        Ok(())
    }

    fn principals(&mut self, principals: &Principals<'_>, is_deny: bool) -> Vec<Term> {
        let cells = self.world.callers.len();
        let asks = cells.saturating_mul(principals.items.len());
        self.asked = self.asked.saturating_add(asks);
        let is_dear = self.asked > self.limits.asks;
        let sets = if is_dear {
            (CellSet::none(cells), CellSet::all(cells))
        } else {
            callers::sets(&self.world.callers, |cell| {
                applies_to(principals, is_deny, cell.who())
            })
        };
        let mut texts: Vec<String> = principals
            .items
            .iter()
            .map(|one| format!("{:?} {}", one.kind, one.text.written()))
            .collect();
        texts.sort_unstable();
        let is_known = principals
            .items
            .iter()
            .all(|one| one.text.known().is_some());
        let negated = (principals.negated, is_deny && principals.negated);
        let identity = format!("p{negated:?} {texts:?}");
        let written = principals.items.iter().map(|one| one.text.written());
        let why = || Why::Principal(written.collect::<Vec<_>>().join(", "));
        let identity = is_known.then_some(identity);
        vec![self.world.three_valued(CALLER, sets, identity, why)]
    }

    fn actions(&mut self, list: Option<&List<'_>>) -> Ways {
        let Some(list) = list else {
            return vec![vec![self.world.opaque(None, None, || Why::Unsound)]];
        };
        let mut named = CellSet::none(self.world.size(ACTION));
        let mut open = Vec::new();
        for item in &list.items {
            let place = item.known().and_then(|text| self.action_places.get(text));
            match place.and_then(|&place| self.world.actions.taken.get(place)) {
                Some(set) => named.union_with(set),
                None => {
                    let why = || Why::UnknownText(item.written().to_owned());
                    open.push(self.world.opaque(None, None, why));
                }
            }
        }
        self.union(ACTION, named, open, list.negated())
    }

    fn resources(&mut self, list: Option<&List<'_>>, variables: bool) -> Ways {
        let Some(list) = list else {
            return vec![vec![self.world.opaque(None, None, || Why::Unsound)]];
        };
        let cells = self.world.size(RESOURCE);
        let mut named = CellSet::none(cells);
        let mut open = Vec::new();
        for item in &list.items {
            let Some(text) = item.known() else {
                let why = || Why::UnknownText(item.written().to_owned());
                open.push(self.world.opaque(None, None, why));
                continue;
            };
            if is_everything(text) {
                named = CellSet::all(cells);
                continue;
            }
            let reading = texts::resource(text, variables);
            match self.exact(&reading) {
                Some(set) => named.union_with(set),
                None => open.push(self.open_resource(text, variables)),
            }
        }
        self.union(RESOURCE, named, open, list.negated())
    }

    fn exact(&self, reading: &Reading) -> Option<&CellSet> {
        let glob = reading.globs.first().filter(|_| reading.is_exact)?;
        self.resource_sets.get(glob)
    }

    /// A resource that hangs on variables or on what AWS leaves open.
    fn open_resource(&mut self, text: &str, variables: bool) -> Term {
        let pieces = texts::pieces(text, variables);
        let cells = self.world.size(RESOURCE);
        let (mut must, mut may) = (CellSet::none(cells), CellSet::none(cells));
        for (cell, resource) in self.world.resources.iter().enumerate() {
            let truth = resource_matches(&pieces, resource);
            if truth.is_yes() {
                must.insert(cell);
            }
            if !truth.is_no() {
                may.insert(cell);
            }
        }
        let has_variables = variables && variable::has_variables(text);
        let identity = Some(format!("r{has_variables} {text}"));
        let why = || {
            let text = text.to_owned();
            if has_variables {
                Why::Variable(text)
            } else {
                Why::Contested(text)
            }
        };
        let term = self
            .world
            .three_valued(RESOURCE, (must, may), identity, why);
        if has_variables && self.world.opaque_of(term.dim).is_some() {
            let origin = || Origin::Resource(text.to_owned());
            self.world.originate(term.dim, origin);
            let known = self.entailments.iter().any(|(dim, ..)| *dim == term.dim);
            if !known {
                self.entailments
                    .push((term.dim, text.to_owned(), variables));
                self.need_variables(term.dim, text);
            }
        }
        term
    }

    /// A variable without a value matches nothing: if the pattern matches, its keys are there.
    fn need_variables(&mut self, dim: usize, text: &str) {
        let names = variable::segments(text)
            .into_iter()
            .filter_map(|segment| match segment.kind {
                variable::SegmentKind::Variable {
                    name,
                    default: None,
                } => Some(keys::canonical(name)),
                _ => None,
            });
        let mut present = Vec::new();
        for name in names {
            if let Some((keys::Where::Single(index), _)) = self.table.get(&name)
                && let Some(key) = self.world.keys.get(*index)
                && let Some(absent) = key.values.iter().position(Option::is_none)
            {
                present.push((key.dim, absent));
            }
        }
        let found = self.world.opaques.iter_mut().find(|one| one.dim == dim);
        if let Some(opaque) = found {
            opaque.present = present;
        }
    }

    /// The ways to be in a union of known cells and of open things, or outside of it.
    fn union(&self, dim: usize, named: CellSet, open: Vec<Term>, negated: bool) -> Ways {
        let named = Term { dim, cells: named };
        if negated {
            let outside = open.iter().map(|one| one.negated(&self.world));
            return vec![
                std::iter::once(named.negated(&self.world))
                    .chain(outside)
                    .collect(),
            ];
        }
        let mut ways = Vec::with_capacity(open.len() + 1);
        if !named.cells.is_empty() {
            ways.push(vec![named]);
        }
        ways.extend(open.into_iter().map(|one| vec![one]));
        ways
    }

    /// Open patterns of which one takes all that the other one does, whatever the values of the variables.
    fn entail(&mut self) {
        const MOST: usize = 200;
        if self.entailments.len() > MOST {
            return;
        }
        for (narrow, text, _) in &self.entailments {
            for (wide, other, _) in &self.entailments {
                if narrow != wide && super::cover::resource_with_variables(other, text) {
                    self.world.implications.push((*narrow, *wide));
                }
            }
        }
    }
}
