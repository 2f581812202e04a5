//! What a condition says as constraints on the dimensions of its key.

use std::collections::HashSet;

use crate::model::{Condition, Statement, Text};
use crate::operator::{Operator, OperatorSpec, SetPrefix};
use crate::semantics::condition::holds;
use crate::semantics::{Caller, Key, Request, Truth, variable};

use super::Limits;
use super::callers;
use super::cellset::CellSet;
use super::keys::{self, Table, Use, Values, Where};
use super::world::{CALLER, Count, NO, Origin, Term, Why, World, YES};

pub type Named = (Option<OperatorSpec>, Option<String>);

/// The operator and the key, in lower case.
pub fn named(condition: &Condition) -> Named {
    let key = condition.key.known().map(str::to_ascii_lowercase);
    (condition.spec, key)
}

/// What several conditions have in common but for letter case: what AWS makes of both is nowhere said.
pub fn twice_named(statement: &Statement) -> HashSet<Named> {
    let mut seen = HashSet::new();
    let all = statement.conditions.iter().map(named);
    all.filter(|one| one.0.is_some() && one.1.is_some() && !seen.insert(one.clone()))
        .collect()
}

/// Conditions of the same name, as they are written: whatever AWS makes of them, it makes of them in every policy.
pub fn written_alike(statement: &Statement, name: &Named, variables: bool) -> Option<String> {
    let alike = statement
        .conditions
        .iter()
        .filter(|one| named(one) == *name);
    let written: Option<Vec<_>> = alike
        .map(|one| {
            let values: Option<Vec<_>> = one.values.iter().map(Text::known).collect();
            Some((one.operator.written(), one.key.written(), values?))
        })
        .collect();
    Some(format!("n{variables} {:?}", written?))
}

/// The ways in which a condition can hold; each is a row of constraints that hold together.
pub fn ways(world: &mut World, table: &Table, one: Use<'_>, limits: &Limits) -> Vec<Vec<Term>> {
    let ways = plain_ways(world, table, one, limits);
    for term in ways.iter().flatten() {
        world.originate(term.dim, || origin(one));
    }
    ways
}

fn origin(one: Use<'_>) -> Origin {
    let condition = one.condition;
    let texts = condition.values.iter().filter_map(Text::known);
    let texts: Vec<String> = texts
        .filter(|text| one.variables && variable::has_variables(text))
        .map(str::to_owned)
        .collect();
    match (condition.spec, condition.key.known()) {
        (Some(spec), Some(key)) if !texts.is_empty() => {
            Origin::Condition(key.to_owned(), spec.base, texts)
        }
        _ => Origin::Nothing,
    }
}

fn plain_ways(world: &mut World, table: &Table, one: Use<'_>, limits: &Limits) -> Vec<Vec<Term>> {
    let condition = one.condition;
    let unknown = |world: &mut World| {
        let why = || Why::UnknownOperator(condition.operator.written().to_owned());
        vec![vec![world.opaque(None, None, why)]]
    };
    let (Some(spec), Some(name)) = (condition.spec, condition.key.known()) else {
        return unknown(world);
    };
    match table.get(&keys::canonical(name)) {
        Some((Where::Derived, _)) => derived(world, one, name, limits),
        Some((Where::Single(index), values)) => single(world, *index, values, one, limits),
        Some((Where::Several(index), values)) => several(world, *index, values, one, spec, limits),
        None => unknown(world),
    }
}

/// A condition is the same as another one if operator, key and values are.
fn identity(one: Use<'_>) -> Option<String> {
    let condition = one.condition;
    let mut values: Vec<&str> = Vec::with_capacity(condition.values.len());
    for value in &condition.values {
        values.push(value.known()?);
    }
    values.sort_unstable();
    let key = condition.key.known()?.to_ascii_lowercase();
    let spec = condition.spec?;
    // As Rust writes texts: no text runs into the next one.
    Some(format!("c{} {spec} {key:?} {values:?}", one.variables))
}

/// Why a condition is open; `cells` were to be held against each of its values.
fn why(one: Use<'_>, cells: usize, limits: &Limits) -> Why {
    let condition = one.condition;
    let unknown = condition
        .values
        .iter()
        .find(|value| value.known().is_none());
    if let Some(value) = unknown {
        return Why::UnknownText(value.written().to_owned());
    }
    let has_variable = |value: &&Text| variable::has_variables(value.written());
    if one.variables
        && let Some(value) = condition.values.iter().find(has_variable)
    {
        return Why::Variable(value.written().to_owned());
    }
    if cells.saturating_mul(condition.values.len()) > limits.asks {
        return Why::TooMany(condition.key.written().to_owned());
    }
    match condition.values.first() {
        Some(value) => Why::Contested(value.written().to_owned()),
        None => Why::Contested(condition.key.written().to_owned()),
    }
}

/// What the condition says of one state of its key.
fn says(one: Use<'_>, key: Key) -> Truth {
    let mut request = Request::new(Caller::Unknown, "");
    request
        .context
        .set(one.condition.key.known().unwrap_or_default(), key);
    holds(one.condition, &request.context, one.variables)
}

fn note(cell: usize, truth: Truth, (must, may): (&mut CellSet, &mut CellSet)) {
    must.remove(cell);
    may.remove(cell);
    if truth.is_yes() {
        must.insert(cell);
    }
    if !truth.is_no() {
        may.insert(cell);
    }
}

fn derived(world: &mut World, one: Use<'_>, name: &str, limits: &Limits) -> Vec<Vec<Term>> {
    let name = name.to_ascii_lowercase();
    let cells = world.callers.len();
    let is_parted =
        keys::parts_texts(one) && cells.saturating_mul(one.condition.values.len()) <= limits.asks;
    let sets = if is_parted {
        callers::sets(&world.callers, |cell| {
            let key = cell.keys.iter().find(|(key, _)| *key == name);
            says(one, key.map_or(Key::Unknown, |(_, key)| key.clone()))
        })
    } else {
        (CellSet::none(cells), CellSet::all(cells))
    };
    vec![vec![world.three_valued(
        CALLER,
        sets,
        identity(one),
        || {
            if is_parted {
                Why::Unstated(one.condition.key.written().to_owned())
            } else {
                why(one, cells, limits)
            }
        },
    )]]
}

fn single(
    world: &mut World,
    index: usize,
    values: &Values,
    one: Use<'_>,
    limits: &Limits,
) -> Vec<Vec<Term>> {
    let Some(key) = world.keys.get(index) else {
        return Vec::new();
    };
    let (dim, cells, present) = (key.dim, key.values.len(), values.texts.len());
    let spec = one.condition.spec;
    let (mut must, mut may) = if spec.is_some_and(|spec| spec.base == Operator::Null) {
        let value = values.texts.iter().find(|text| !text.is_empty());
        let value = value.cloned().unwrap_or_default();
        match says(one, Key::value(value)) {
            Truth::Yes => (CellSet::all(present), CellSet::all(present)),
            Truth::No => (CellSet::none(present), CellSet::none(present)),
            Truth::Unknown => (CellSet::none(present), CellSet::all(present)),
        }
    } else {
        keys::holding(values, one, limits)
    };
    must = CellSet::where_(cells, |cell| must.contains(cell));
    may = CellSet::where_(cells, |cell| may.contains(cell));
    if cells > present {
        note(present, says(one, Key::Absent), (&mut must, &mut may));
    }
    if spec.is_some_and(|spec| spec.set.is_some() || spec.base == Operator::Null)
        && let Some(empty) = values.texts.iter().position(String::is_empty)
    {
        let truth = says(one, Key::value(""));
        note(empty, truth, (&mut must, &mut may));
    }
    let why = || why(one, cells, limits);
    let term = world.three_valued(dim, (must, may), identity(one), why);
    vec![vec![term]]
}

fn several(
    world: &mut World,
    index: usize,
    values: &Values,
    one: Use<'_>,
    spec: OperatorSpec,
    limits: &Limits,
) -> Vec<Vec<Term>> {
    let Some(count) = world.multis.get(index).map(|multi| multi.count) else {
        return Vec::new();
    };
    let cells = Count::ALL.len();
    let (mut must, mut may) = (CellSet::none(cells), CellSet::none(cells));
    for (state, key) in [
        (Count::Absent, Key::Absent),
        (Count::Empty, Key::Present(Vec::new())),
        (Count::EmptyText, Key::value("")),
    ] {
        note(state.cell(), says(one, key), (&mut must, &mut may));
    }
    let several_values = || Why::SeveralValues(one.condition.key.written().to_owned());
    let is_null = spec.base == Operator::Null;
    let (some, perhaps) = if is_null {
        (CellSet::none(0), CellSet::none(0))
    } else {
        keys::holding(values, one, limits)
    };
    if is_null || some != perhaps {
        let text = values.texts.iter().find(|value| !value.is_empty());
        let text = text.cloned().unwrap_or_default();
        for (state, number) in [(Count::One, 1), (Count::Many, 2)] {
            let truth = if is_null {
                says(one, Key::Present(vec![text.clone(); number]))
            } else {
                Truth::Unknown
            };
            note(state.cell(), truth, (&mut must, &mut may));
        }
        let why = || why(one, values.texts.len(), limits);
        let term = world.three_valued(count, (must, may), identity(one), why);
        return vec![vec![term]];
    }
    let empty = Count::EmptyText.cell();
    let has_empty = world
        .multis
        .get(index)
        .is_some_and(|multi| multi.empty.is_some());
    if !has_empty || (must.contains(empty) && spec.set == Some(SetPrefix::ForAllValues)) {
        must.remove(empty);
        may.remove(empty);
    }
    let states = |wanted: &[Count]| Term {
        dim: count,
        cells: CellSet::where_(cells, |cell| wanted.iter().any(|one| one.cell() == cell)),
    };
    let mut ways = Vec::new();
    match spec.set {
        Some(SetPrefix::ForAllValues) => {
            // Without a value no value is outside the set, so one constraint says it for the states without any too.
            let outside = some.complement(values.texts.len());
            ways.push(vec![world.some_value(index, outside, NO)]);
            for state in [Count::Absent, Count::Empty] {
                must.remove(state.cell());
                may.remove(state.cell());
            }
        }
        Some(SetPrefix::ForAnyValue) => {
            let inside = world.some_value(index, some, YES);
            ways.push(vec![inside, states(&[Count::One, Count::Many])]);
        }
        None => {
            let inside = world.some_value(index, some, YES);
            ways.push(vec![inside, states(&[Count::One])]);
            let identity = identity(one).map(|identity| format!("several {identity}"));
            let open = world.opaque(None, identity, several_values);
            ways.push(vec![open, states(&[Count::Many])]);
        }
    }
    if !may.is_empty() {
        ways.push(vec![world.three_valued(
            count,
            (must, may),
            identity(one),
            several_values,
        )]);
    }
    ways
}
