//! The way from a document's root to any of its nodes, found without a walk through their siblings.

use super::{Kind, Node, Tree, Value};
use crate::source::Span;

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
        let mut names = Vec::new();
        while let Some(step) = self.0.get(index as usize) {
            is_inside = is_inside || value(index).span().contains(span);
            if step.parent == index {
                break;
            }
            if is_inside {
                names.push(match value(step.parent).kind() {
                    Kind::Array => step.before.to_string(),
                    _ if step.before % 2 == 0 => name(value(index)),
                    // A key has no children, so it stands right before its value.
                    _ => name(value(index - 1)),
                });
            }
            index = step.parent;
        }
        names
            .iter()
            .rev()
            .fold(String::new(), |pointer, name| pointer + "/" + name)
    }
}

fn name(key: Value) -> String {
    let name = key.as_str().unwrap_or_else(|| key.raw().into());
    name.replace('~', "~0").replace('/', "~1")
}
