//! The cells of resources and principals that some statements part, and the requests that do not exist.

use std::collections::BTreeMap;

use crate::kind::PolicyType;
use crate::semantics::Caller;

use super::Limits;
use super::callers::{self, CallerCell, Universe};
use super::cellset::CellSet;
use super::glob::{Class, Glob};
use super::keys::{self, Use};
use super::selected::{Selected, is_everything, known_items};
use super::strings::{self, Grown};
use super::texts;

pub type ResourceSets = BTreeMap<Glob, CellSet>;

/// A resource of each cell, and the cells of each pattern.
pub fn resources<'s>(
    statements: impl Iterator<Item = &'s Selected<'s>>,
    limits: &Limits,
) -> Result<(Vec<String>, ResourceSets), Grown> {
    let mut globs: Vec<Glob> = Vec::new();
    let mut places: BTreeMap<Glob, usize> = BTreeMap::new();
    for one in statements.filter(|one| one.policy_type != PolicyType::Trust) {
        let Some(list) = &one.statement.resource else {
            continue;
        };
        for text in known_items(list).filter(|text| !is_everything(text)) {
            for glob in texts::resource(text, one.variables).globs {
                places.entry(glob).or_insert_with_key(|glob| {
                    globs.push(glob.clone());
                    globs.len() - 1
                });
            }
        }
    }
    let mut arn = Glob::literal("arn:");
    for class in [
        Class::LOWER_FIELD,
        Class::LOWER_FIELD,
        Class::IN_FIELD,
        Class::IN_FIELD,
    ] {
        arn = arn.run(class).text(":");
    }
    let universe = [arn.run(Class::ANY), Glob::literal("*")];
    let parted = strings::partition(&globs, &universe, limits, &|_| false)?;
    let mut sets = BTreeMap::new();
    for (glob, place) in places {
        if let Some(set) = parted.taken.get(place) {
            sets.insert(glob, set.clone());
        }
    }
    Ok((parted.witnesses, sets))
}

/// The principals, if any statement asks for them.
pub fn callers<'s>(
    statements: impl Iterator<Item = &'s Selected<'s>>,
    by_key: &BTreeMap<String, Vec<Use<'_>>>,
    universe: Universe,
    limits: &Limits,
) -> Result<Vec<CallerCell>, Grown> {
    let principals: Vec<_> = statements
        .filter_map(|one| one.statement.principal.as_ref())
        .flat_map(|principals| &principals.items)
        .collect();
    let mut globs = Vec::new();
    let mut is_asked = !principals.is_empty();
    for name in callers::DERIVED {
        for one in by_key.get(name).into_iter().flatten() {
            is_asked = true;
            keys::caller_globs(name, one, &mut globs);
        }
    }
    if !is_asked {
        return Ok(vec![CallerCell {
            caller: Caller::Unknown,
            keys: Vec::new(),
        }]);
    }
    let asks_for_arns = by_key.contains_key(callers::ARN);
    callers::cells(
        principals.into_iter(),
        globs,
        asks_for_arns,
        universe,
        limits,
    )
}
