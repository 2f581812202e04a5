//! The cells of the dimension of actions: AWS's actions by what the patterns say of them, and the names that AWS may
//! publish one day.

use std::collections::HashMap;
use std::ops::Range;

use crate::catalog::{Action, Catalog};
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

/// `exists` tells of an action whether it counts at all.
pub fn cells(
    patterns: &[&str],
    catalog: &'static Catalog,
    exists: &dyn Fn(&str) -> bool,
    limits: &Limits,
) -> Result<ActionCells, Grown> {
    let (signatures, witnesses) = published(patterns, catalog, exists);
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
    // What a pattern takes that names its service counts as the service does.
    let services: Vec<bool> = open
        .iter()
        .map(|&index| counts(patterns.get(index).copied().unwrap_or_default(), exists))
        .collect();
    let is_kept = |cell: usize| {
        let taken = others.taken.iter().zip(&services);
        taken
            .clone()
            .all(|(set, counts)| *counts || !set.contains(cell))
    };
    let kept: Vec<usize> = (0..others.witnesses.len())
        .filter(|&cell| is_kept(cell))
        .collect();
    let cells = published + kept.len();
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
            for (place, _) in (published..)
                .zip(&kept)
                .filter(|(_, cell)| set.contains(**cell))
            {
                own.insert(place);
            }
        }
    }
    let mut all = witnesses;
    all.extend(
        kept.iter()
            .filter_map(|&cell| others.witnesses.get(cell).cloned()),
    );
    Ok(ActionCells {
        witnesses: all,
        published,
        taken,
    })
}

/// Whether something counts that the pattern takes, as far as its service tells.
fn counts(pattern: &str, exists: &dyn Fn(&str) -> bool) -> bool {
    let service = pattern.split(':').next().unwrap_or_default();
    service.contains(['*', '?']) || exists(&format!("{service}:*"))
}

type Signatures = HashMap<Vec<usize>, usize>;

/// The cells of AWS's actions by the patterns that take them, and one action of each.
fn published(
    patterns: &[&str],
    catalog: &'static Catalog,
    exists: &dyn Fn(&str) -> bool,
) -> (Signatures, Vec<String>) {
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
    let mut cell = |active: &[usize], numbers: Range<u16>| {
        if signatures.contains_key(active) {
            return;
        }
        let actions = numbers.filter_map(|number| catalog.action_at(number));
        let mut names = actions.map(Action::full_name);
        if let Some(name) = names.find(|name| exists(name)) {
            signatures.insert(active.to_vec(), witnesses.len());
            witnesses.push(name);
        }
    };
    let mut from = 0;
    for (at, begins, index) in bounds {
        if at > from {
            cell(&active, from..at);
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
    cell(&active, from..catalog.action_count());
    (signatures, witnesses)
}
