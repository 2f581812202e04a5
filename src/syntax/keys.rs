//! Keys that an object has twice.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Kind, Problem, ProblemKind, Tree, Value};

/// Up to this many members every key is compared with every other, which is quicker than hashing them.
const COMPARED: usize = 16;

/// Beyond this many equal keys a document is beyond reading.
const MOST_PROBLEMS: usize = 20;

/// Adds a problem for each key that its object has before, decoded: `\u0041` equals `A`.
///
/// Linear in the number of nodes: every object's keys are visited once.
pub(super) fn find_duplicates(tree: &mut Tree) {
    let mut problems = Vec::new();
    let mut keys = Vec::new();
    let nodes = tree.nodes.iter().zip(0..);
    let objects = nodes.filter(|(node, _)| node.kind == Kind::Object);
    for (_, index) in objects {
        let object = Value { tree, index };
        if !may_repeat(object) {
            continue;
        }
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

/// Whether two keys may be equal: a glance at their lengths and last bytes, which nearly always differ.
fn may_repeat(object: Value) -> bool {
    let mut seen = 0_u64;
    object.members().any(|(key, _)| {
        let text = match key.kind() {
            Kind::String => key.inner().as_bytes(),
            Kind::EscapedString => return true,
            _ => return false,
        };
        let last = text.last().copied().unwrap_or_default();
        // Five apart, so that `Effect`, `Action` and `Resource` do not meet.
        let bit = 1 << ((text.len() * 5 + usize::from(last)) % 64);
        let is_seen = seen & bit != 0;
        seen |= bit;
        is_seen
    })
}

type Key<'t> = (Cow<'t, str>, Value<'t>);

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
        let first = *seen.entry(name.as_ref()).or_insert(*key);
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
