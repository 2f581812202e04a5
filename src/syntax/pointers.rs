//! The way from a document's root to any of its nodes, found without a walk through their siblings.

use super::{Kind, Node, Tree, Value};
use crate::source::Span;

/// Where a pointer grows past so many bytes it leads to a value around the one that is meant: thousands of places under one
/// key of a megabyte must not need a megabyte each. No key of a policy that AWS takes is so long.
const LONGEST: usize = 1024;

/// For each node, what it is to its parent; made at the first question.
#[derive(Debug)]
pub(super) struct Pointers(Vec<Step>);

#[derive(Clone, Copy, Debug)]
struct Step {
    /// The parent's index; the root's own for the root.
    parent: u32,
    /// How many children of the parent come before; keys count too.
    before: u32,
}

impl Pointers {
    pub(super) fn new(nodes: &[Node]) -> Self {
        let mut steps = Vec::with_capacity(nodes.len());
        // The arrays and objects that the node is in: index, index after the subtree, children so far.
        let mut around: Vec<(u32, u32, u32)> = Vec::new();
        for (node, index) in nodes.iter().zip(0_u32..) {
            while around.last().is_some_and(|&(_, next, _)| next <= index) {
                around.pop();
            }
            let step = around.last_mut().map(|(parent, _, children)| {
                *children += 1;
                Step {
                    parent: *parent,
                    before: *children - 1,
                }
            });
            steps.push(step.unwrap_or(Step {
                parent: index,
                before: 0,
            }));
            if matches!(node.kind, Kind::Array | Kind::Object) {
                around.push((index, node.next, 0));
            }
        }
        Self(steps)
    }

    /// See [`Tree::pointer`].
    pub(super) fn find(&self, tree: &Tree, span: Span) -> String {
        // Whatever holds the span starts no later, so it is this node or around it.
        let started = tree.nodes.partition_point(|node| node.start <= span.start);
        let value = |index: u32| Value { tree, index };
        let mut index = u32::try_from(started.saturating_sub(1)).unwrap_or(u32::MAX);
        let mut is_inside = false;
        let mut way = Vec::with_capacity(8);
        while let Some(step) = self.0.get(index as usize) {
            is_inside = is_inside || value(index).span().contains(span);
            if step.parent == index {
                break;
            }
            if is_inside {
                way.push((index, *step));
            }
            index = step.parent;
        }
        let mut pointer = String::with_capacity(32);
        for (index, step) in way.into_iter().rev() {
            let key = match value(step.parent).kind() {
                Kind::Array => None,
                _ if step.before % 2 == 0 => Some(value(index)),
                // A key has no children, so it stands right before its value.
                _ => Some(value(index - 1)),
            };
            let length = key.map_or(0, |key| key.raw().len());
            if pointer.len() + length > LONGEST {
                break;
            }
            pointer.push('/');
            match key {
                Some(key) => push_name(&mut pointer, key),
                None => push_number(&mut pointer, step.before),
            }
        }
        pointer
    }
}

fn push_name(pointer: &mut String, key: Value) {
    let name = key.as_str().unwrap_or_else(|| key.raw());
    if memchr::memchr2(b'~', b'/', name.as_bytes()).is_none() {
        pointer.push_str(name);
    } else {
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
    }
}

fn push_number(pointer: &mut String, number: u32) {
    if let Some(digit) = char::from_digit(number, 10) {
        pointer.push(digit);
    } else {
        pointer.push_str(&number.to_string());
    }
}
