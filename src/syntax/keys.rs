//! Keys that an object has twice.

use std::collections::HashMap;

use super::{Problem, ProblemKind, Tree, Value};

/// Up to this many members every key is compared with every other, which is quicker than hashing them.
const COMPARED: usize = 16;

/// Beyond this many equal keys a document is beyond reading.
const MOST_PROBLEMS: usize = 20;

/// Adds a problem for each key that its object has before, decoded: `\u0041` equals `A`. `suspects` are the nodes of the objects
/// that may have one; each object that has is among them.
///
/// Linear in the number of nodes: every object's keys are visited once.
pub(super) fn find_duplicates(tree: &mut Tree, mut suspects: Vec<u32>) {
    suspects.sort_unstable();
    suspects.dedup();
    let mut problems = Vec::new();
    let mut keys = Vec::new();
    for index in suspects {
        let object = Value { tree, index };
        keys.clear();
        keys.extend(
            object
                .members()
                .filter_map(|(key, _)| Some((key.as_str()?, key))),
        );
        if keys.len() <= COMPARED {
            compare(&keys, &mut problems);
        } else {
            hash(&keys, &mut problems);
        }
        if problems.len() >= MOST_PROBLEMS {
            break;
        }
    }
    problems.truncate(MOST_PROBLEMS);
    tree.problems.append(&mut problems);
}

/// One of 64 bits by the length and the last byte of a key: those of two keys in one object nearly always differ.
#[inline]
pub(super) fn glance(key: &[u8]) -> u64 {
    let last = key.last().copied().unwrap_or_default();
    // Five apart, so that `Effect`, `Action` and `Resource` do not meet.
    1 << ((key.len() * 5 + usize::from(last)) % 64)
}

type Key<'t> = (&'t str, Value<'t>);

fn compare(keys: &[Key], problems: &mut Vec<Problem>) {
    for (index, (name, key)) in keys.iter().enumerate() {
        let mut before = keys.iter().take(index);
        if let Some((_, first)) = before.find(|(other, _)| other == name) {
            problems.push(duplicate(*key, *first));
        }
    }
}

fn hash(keys: &[Key], problems: &mut Vec<Problem>) {
    let mut seen = HashMap::with_capacity(keys.len());
    for (name, key) in keys {
        let first = *seen.entry(*name).or_insert(*key);
        if first.span() != key.span() {
            problems.push(duplicate(*key, first));
            if problems.len() >= MOST_PROBLEMS {
                return;
            }
        }
    }
}

fn duplicate(key: Value, first: Value) -> Problem {
    Problem {
        span: key.span(),
        kind: ProblemKind::DuplicateKey {
            first: first.span(),
        },
    }
}
