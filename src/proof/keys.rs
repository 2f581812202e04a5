//! The dimensions of condition keys: how the values that policies name part the values of a key.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, KnownKey, global_keys};
use crate::model::{Condition, Text};
use crate::operator::{Family, Operator};
use crate::semantics::{Truth, operators};

use super::Limits;
use super::callers::{self, Universe};
use super::cellset::CellSet;
use super::glob::{Class, Glob};
use super::ordered::Union;
use super::strings::{self, Grown};
use super::texts::{self, Reading};
use super::world::{Count, DimKind, KeyCells, Multi, World};

/// A condition, and whether `${…}` in its values are variables.
#[derive(Clone, Copy, Debug)]
pub struct Use<'s> {
    pub condition: &'s Condition<'s>,
    pub variables: bool,
}

/// The values of a key, parted.
#[derive(Clone, Debug)]
pub struct Values {
    pub shape: Shape,
    pub texts: Vec<String>,
    taken: BTreeMap<Glob, CellSet>,
}

/// What the values of a key are compared as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Text,
    Ordered(Family),
    /// As two keys that are one only as instants, and not as instants.
    Mixed,
}

/// Where a key's values are in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// The principal tells them.
    Derived,
    Single(usize),
    Several(usize),
}

/// The keys that conditions name, by [`canonical`] name.
pub type Table = BTreeMap<String, (Where, Values)>;

const TIME: [&str; 2] = ["aws:currenttime", "aws:epochtime"];

/// The name that stands for a key: in lower case, one for both keys of the current time.
#[must_use]
pub fn canonical(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    if TIME.contains(&lower.as_str()) {
        return TIME[0].to_owned();
    }
    lower
}

/// Conditions by the canonical name of their key.
#[must_use]
pub fn by_key<'s>(uses: impl Iterator<Item = Use<'s>>) -> BTreeMap<String, Vec<Use<'s>>> {
    let mut keys: BTreeMap<String, Vec<Use>> = BTreeMap::new();
    for one in uses {
        if let (Some(_), Some(name)) = (one.condition.spec, one.condition.key.known()) {
            keys.entry(canonical(name)).or_default().push(one);
        }
    }
    keys
}

/// Adds the dimensions of all keys.
pub fn add(
    world: &mut World,
    keys: &BTreeMap<String, Vec<Use<'_>>>,
    universe: Universe,
    limits: &Limits,
) -> Result<Table, (String, Grown)> {
    let mut table = Table::new();
    for (name, uses) in keys {
        let known = Catalog::embedded().known_key(name);
        if callers::DERIVED.contains(&name.as_str()) {
            let none = Values {
                shape: Shape::Text,
                texts: Vec::new(),
                taken: BTreeMap::new(),
            };
            table.insert(name.clone(), (Where::Derived, none));
            continue;
        }
        let values = part(uses, known, limits).map_err(|grown| (name.clone(), grown))?;
        let has_set = uses
            .iter()
            .any(|one| one.condition.spec.is_some_and(|spec| spec.set.is_some()));
        let several = known.map_or(has_set, |key| key.is_multivalued().unwrap_or(has_set));
        let place = if several {
            add_several(world, name, &values)
        } else {
            add_single(world, name, &values, may_be_absent(known, universe))
        };
        table.insert(name.clone(), (place, values));
    }
    Ok(table)
}

fn add_single(world: &mut World, name: &str, values: &Values, absent: bool) -> Where {
    let mut cells: Vec<Option<String>> = values.texts.iter().cloned().map(Some).collect();
    if absent {
        cells.push(None);
    }
    let names = if name == TIME[0] {
        TIME.map(str::to_owned).into()
    } else {
        vec![name.to_owned()]
    };
    let index = world.keys.len();
    let dim = world.add(DimKind::Key(index), cells.len());
    world.keys.push(KeyCells {
        names,
        dim,
        values: cells,
    });
    Where::Single(index)
}

fn add_several(world: &mut World, name: &str, values: &Values) -> Where {
    let index = world.multis.len();
    let count = world.add(DimKind::Count(index), Count::ALL.len());
    world.multis.push(Multi {
        name: name.to_owned(),
        count,
        values: values.texts.clone(),
        empty: values.texts.iter().position(String::is_empty),
        literals: Vec::new(),
    });
    Where::Several(index)
}

fn may_be_absent(known: Option<KnownKey>, universe: Universe) -> bool {
    let Some(KnownKey::Global(key)) = known else {
        return true;
    };
    match key.presence {
        global_keys::Presence::Always => false,
        global_keys::Presence::Signed => universe == Universe::Everyone,
        global_keys::Presence::Sometimes => true,
    }
}

/// What the key's conditions compare it as: by type if all agree on one.
fn shape(uses: &[Use<'_>]) -> Shape {
    let is_instant = |one: &Use| {
        let family = one.condition.spec.map(|spec| spec.base.family());
        matches!(family, Some(Family::Date | Family::Null))
    };
    let is_asked = |name: &str| uses.iter().any(|one| one.condition.is_on(name));
    if TIME.iter().all(|name| is_asked(name)) && !uses.iter().all(is_instant) {
        return Shape::Mixed;
    }
    let mut families = uses
        .iter()
        .filter_map(|one| one.condition.spec)
        .map(|spec| spec.base.family())
        .filter(|&family| family != Family::Null);
    match families.next() {
        Some(first @ (Family::Numeric | Family::Date | Family::IpAddress))
            if families.all(|family| family == first) =>
        {
            Shape::Ordered(first)
        }
        _ => Shape::Text,
    }
}

fn part(uses: &[Use<'_>], known: Option<KnownKey>, limits: &Limits) -> Result<Values, Grown> {
    let shape = shape(uses);
    let Shape::Ordered(family) = shape else {
        let values = part_texts(uses, known, limits)?;
        return Ok(Values { shape, ..values });
    };
    let constants: Vec<&str> = uses
        .iter()
        .flat_map(|one| &one.condition.values)
        .filter_map(Text::known)
        .collect();
    if constants.len() > limits.cells {
        return Err(Grown);
    }
    let mut values = match family {
        Family::Numeric => super::ordered::numbers(&constants),
        Family::Date => super::ordered::dates(&constants),
        _ => super::ordered::addresses(&constants)
            .into_iter()
            .map(|(text, _)| text)
            .collect(),
    };
    let is_readable = |text: &String| match family {
        Family::Numeric => operators::number::parse(text).is_ok(),
        Family::Date => operators::date::parse(text).is_ok(),
        _ => operators::ip::parse(text).is_ok(),
    };
    if !values.iter().all(is_readable) {
        return Err(Grown);
    }
    let fits = |one: &Use| {
        let known = one.condition.key.known();
        let known = known.and_then(|name| Catalog::embedded().known_key(name));
        let value = known.and_then(KnownKey::value);
        value.is_some_and(|value| value.fits(family))
    };
    if !uses.iter().all(fits) {
        // Nobody knows that its values are such.
        values.extend(["none", ""].map(str::to_owned));
    }
    Ok(Values {
        shape,
        texts: values,
        taken: BTreeMap::new(),
    })
}

fn part_texts(uses: &[Use<'_>], known: Option<KnownKey>, limits: &Limits) -> Result<Values, Grown> {
    let mut globs: Vec<Glob> = Vec::new();
    let mut places: BTreeMap<Glob, usize> = BTreeMap::new();
    let all = uses.iter().flat_map(readings);
    for glob in all.flat_map(|one| one.globs.into_iter().chain(one.perhaps)) {
        places.entry(glob).or_insert_with_key(|glob| {
            globs.push(glob.clone());
            globs.len() - 1
        });
    }
    let some = Glob::default().one(Class::ANY).run(Class::ANY);
    globs.push(some);
    let is_bool = known.and_then(KnownKey::value) == Some(global_keys::Value::Bool);
    let universe = if is_bool {
        ["true", "false"].map(Glob::literal).to_vec()
    } else {
        vec![Glob::default().run(Class::ANY)]
    };
    let parted = strings::partition(&globs, &universe, limits, &|_| false)?;
    let mut taken = BTreeMap::new();
    for (glob, place) in places {
        if let Some(set) = parted.taken.get(place) {
            taken.insert(glob, set.clone());
        }
    }
    Ok(Values {
        shape: Shape::Text,
        texts: parted.witnesses,
        taken,
    })
}

/// What each value of a condition takes, where patterns tell.
fn readings(one: &Use<'_>) -> Vec<Reading> {
    let Some(spec) = one.condition.spec else {
        return Vec::new();
    };
    let values = one.condition.values.iter().filter_map(Text::known);
    values
        .filter_map(|text| texts::condition_value(spec.base, text, one.variables))
        .collect()
}

/// Whether patterns over texts part all values that the condition tells apart.
#[must_use]
pub fn parts_texts(one: Use<'_>) -> bool {
    let Some(spec) = one.condition.spec else {
        return false;
    };
    let mut values = one.condition.values.iter();
    spec.base == Operator::Null
        || values.all(|text| {
            text.known().is_some_and(|text| {
                texts::condition_value(spec.base, text, one.variables).is_some()
            })
        })
}

/// The patterns over principals that a condition on a derived key asks for.
pub fn caller_globs(name: &str, one: &Use<'_>, globs: &mut Vec<Glob>) {
    for glob in readings(one).iter().flat_map(|reading| &reading.globs) {
        callers::key_globs(name, glob, globs);
    }
}

/// For which values the operator of a condition holds, set prefix aside: for certain, and perhaps.
#[must_use]
pub fn holding(values: &Values, one: Use<'_>, limits: &Limits) -> (CellSet, CellSet) {
    let cells = values.texts.len();
    let open = (CellSet::none(cells), CellSet::all(cells));
    let Some(spec) = one.condition.spec else {
        return open;
    };
    let base = spec.base;
    let fits = match values.shape {
        Shape::Text => matches!(base.family(), Family::String | Family::Arn | Family::Bool),
        Shape::Ordered(family) => base.family() == family,
        Shape::Mixed => false,
    };
    let ignores_case = base.positive() == Operator::StringEqualsIgnoreCase;
    let is_foreign = |text: &Text| !text.written().is_ascii();
    if !fits || (ignores_case && one.condition.values.iter().any(is_foreign)) {
        return open;
    }
    let (mut must, mut may) = match exact(values, one) {
        Some(set) if base.is_negated() => (set.complement(cells), set.complement(cells)),
        Some(set) => (set.clone(), set),
        None if cells.saturating_mul(one.condition.values.len()) > limits.asks => return open,
        None => asked(values, one, base),
    };
    let perhaps = perhaps(values, one);
    if base.is_negated() {
        must.subtract(&perhaps);
    } else {
        may.union_with(&perhaps);
    }
    (must, may)
}

/// What the values of a condition may stand for beside what is asked of each cell.
fn perhaps(values: &Values, one: Use<'_>) -> CellSet {
    let cells = values.texts.len();
    let mut all = CellSet::none(cells);
    for reading in readings(&one) {
        let mut sets = reading.perhaps.iter().map(|glob| values.taken.get(glob));
        if let Some(first) = sets.next() {
            let mut common = first.cloned().unwrap_or_else(|| CellSet::all(cells));
            for set in sets.flatten() {
                common.intersect_with(set);
            }
            all.union_with(&common);
        }
    }
    all
}

/// The values that a positive operator takes, if patterns tell that exactly.
fn exact(values: &Values, one: Use<'_>) -> Option<CellSet> {
    let base = one.condition.spec?.base;
    match values.shape {
        Shape::Text => {}
        Shape::Ordered(Family::IpAddress) => {
            let ranges = one.condition.values.iter().map(Text::known);
            return Union::of(ranges)?.cells(&values.texts);
        }
        Shape::Ordered(_) | Shape::Mixed => return None,
    }
    let mut set = CellSet::none(values.texts.len());
    for text in &one.condition.values {
        let reading = texts::condition_value(base, text.known()?, one.variables)?;
        let glob = reading.globs.first().filter(|_| reading.is_exact)?;
        set.union_with(values.taken.get(glob)?);
    }
    Some(set)
}

fn asked(values: &Values, one: Use<'_>, base: Operator) -> (CellSet, CellSet) {
    let cells = values.texts.len();
    let pieces: Vec<_> = one
        .condition
        .values
        .iter()
        .map(|text| Some(texts::pieces(text.known()?, one.variables)))
        .collect();
    let (mut must, mut may) = (CellSet::none(cells), CellSet::none(cells));
    for (cell, value) in values.texts.iter().enumerate() {
        let each = pieces.iter().map(|pieces| match pieces {
            Some(pieces) => operators::holds(base, value, pieces),
            None => Truth::Unknown,
        });
        let truth = if base.is_negated() {
            Truth::all(each)
        } else {
            Truth::any(each)
        };
        if truth.is_yes() {
            must.insert(cell);
        }
        if !truth.is_no() {
            may.insert(cell);
        }
    }
    (must, may)
}
