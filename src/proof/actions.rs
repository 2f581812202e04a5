//! The cells of the dimension of actions: AWS's actions by what the patterns say of them, and the names that AWS may
//! publish one day.

use std::collections::HashMap;

use crate::catalog::Catalog;
use crate::semantics::action_matches;
use crate::semantics::actions::{Named, named_by};

use super::Limits;
use super::cellset::CellSet;
use super::glob::{Class, Glob};
use super::strings::{self, Grown};

/// The actions, parted.
#[derive(Clone, Debug, Default)]
pub struct ActionCells {
    /// One action of each cell; those of the catalog come first.
    pub witnesses: Vec<String>,
    /// How many of the cells are of the catalog.
    pub published: usize,
    /// For each pattern, in the order given.
    pub taken: Vec<CellSet>,
}

pub fn cells(
    patterns: &[&str],
    catalog: &'static Catalog,
    limits: &Limits,
) -> Result<ActionCells, Grown> {
    let (signatures, witnesses) = published(patterns, catalog);
    let published = witnesses.len();
    let open: Vec<usize> = (0..patterns.len())
        .filter(|&index| {
            let text = patterns.get(index).copied().unwrap_or_default();
            text.contains(['*', '?']) || catalog.action(text).is_none()
        })
        .collect();
    let globs: Vec<Glob> = open
        .iter()
        .filter_map(|&index| patterns.get(index))
        .map(|text| Glob::pattern(&text.to_ascii_lowercase(), Class::ANY))
        .collect();
    let field = Class::IN_FIELD;
    let universe = Glob::default()
        .one(field)
        .run(field)
        .text(":")
        .one(field)
        .run(field);
    let barred = |text: &str| catalog.action(text).is_some();
    let others = strings::partition(&globs, &[universe], limits, &barred)?;
    let cells = published + others.witnesses.len();
    if cells.saturating_mul(patterns.len()) > limits.bits {
        return Err(Grown);
    }
    let mut taken = vec![CellSet::none(cells); patterns.len()];
    for (signature, cell) in signatures {
        for pattern in signature {
            if let Some(set) = taken.get_mut(pattern) {
                set.insert(cell);
            }
        }
    }
    for (index, set) in open.iter().zip(&others.taken) {
        if let Some(own) = taken.get_mut(*index) {
            for cell in set.iter() {
                own.insert(published + cell);
            }
        }
    }
    let mut all = witnesses;
    all.extend(others.witnesses);
    Ok(ActionCells {
        witnesses: all,
        published,
        taken,
    })
}

type Signatures = HashMap<Vec<usize>, usize>;

/// The cells of AWS's actions by the patterns that take them, and one action of each.
fn published(patterns: &[&str], catalog: &'static Catalog) -> (Signatures, Vec<String>) {
    let mut bounds: Vec<(u16, bool, usize)> = Vec::new();
    for (index, pattern) in patterns.iter().enumerate() {
        let mut range = |start, end| {
            bounds.push((start, true, index));
            bounds.push((end, false, index));
        };
        match named_by(pattern, catalog) {
            Named::Everything => range(0, catalog.action_count()),
            Named::Action(action) => range(action.number(), action.number() + 1),
            Named::Pattern(_, set) => {
                for one in set.ranges() {
                    range(one.start, one.end);
                }
            }
            Named::NoAction(_) | Named::NoService => {}
            Named::Unknown => {
                for number in 0..catalog.action_count() {
                    let action = catalog.action_at(number);
                    if action.is_some_and(|action| action_matches(pattern, &action.full_name())) {
                        range(number, number + 1);
                    }
                }
            }
        }
    }
    bounds.sort_unstable();
    let mut signatures = Signatures::new();
    let mut witnesses = Vec::new();
    let mut active: Vec<usize> = Vec::new();
    let mut cell = |active: &[usize], start: u16| {
        let Some(action) = catalog.action_at(start) else {
            return;
        };
        if !signatures.contains_key(active) {
            signatures.insert(active.to_vec(), witnesses.len());
            witnesses.push(action.full_name());
        }
    };
    let mut from = 0;
    for (at, begins, index) in bounds {
        if at > from {
            cell(&active, from);
            from = at;
        }
        match active.binary_search(&index) {
            Err(place) if begins => active.insert(place, index),
            Ok(place) if !begins => {
                active.remove(place);
            }
            _ => {}
        }
    }
    cell(&active, from);
    (signatures, witnesses)
}
