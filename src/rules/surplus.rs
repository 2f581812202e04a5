//! Findings about values of a list that another value of the list covers: one for each value that covers others.

use std::collections::HashMap;

use crate::finding::{Finding, Safety};
use crate::model::Text;
use crate::rules::removal::removal;
use crate::rules::{Context, Rule};
use crate::semantics::redundancy::Redundant;
use crate::source::Span;
use crate::text::quote;

/// The values that one value covers.
#[derive(Debug)]
pub(super) struct Group {
    /// The place of the value that covers the others.
    pub(super) by: usize,
    /// Ascending, and never empty.
    pub(super) redundant: Vec<usize>,
}

/// How many of the others are shown.
pub(super) const SHOWN: usize = 3;

/// Brings together what the same value covers, in the order of the list.
pub(super) fn groups(found: &[Redundant]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<usize, usize> = HashMap::new();
    for &Redundant { index, by } in found {
        let place = *places.entry(by).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.redundant.push(index),
            None => groups.push(Group {
                by,
                redundant: vec![index],
            }),
        }
    }
    groups
}

/// What is said of one group; `case_note` where letter case alone tells equal values apart.
pub(super) fn finding(
    rule: &'static Rule,
    cx: &Context,
    values: &[Text],
    group: &Group,
    case_note: &str,
) -> Option<Finding> {
    let by = values.get(group.by)?;
    let first = values.get(*group.redundant.first()?)?;
    let is_same = |index: &usize| {
        values
            .get(*index)
            .is_some_and(|value| value.written().eq_ignore_ascii_case(by.written()))
    };
    let (name, more) = (quote(by.written()), group.redundant.len() - 1);
    let all_same = group.redundant.iter().all(is_same);
    let message = match (all_same, more) {
        (true, 0) if first.written() != by.written() => {
            format!("{} is {name} again{case_note}", quote(first.written()))
        }
        (true, 0) => format!("{name} is listed twice"),
        (true, more) => format!("{name} is listed {} times", more + 2),
        (false, 0) => format!("{} is already part of {name}", quote(first.written())),
        (false, more) => format!("{} values are already part of {name}", more + 1),
    };
    let base = if all_same {
        "to what this says already"
    } else {
        "to what this takes in"
    };
    let help = match (all_same, more) {
        (true, _) => "keep one of them",
        (false, 0) => "remove it, or the wider one if that takes in too much",
        (false, _) => "remove them, or the wider one if that takes in too much",
    };
    let finding = rule
        .finding(message)
        .at(first.span(), adds_nothing(more))
        .related(by.span(), base)
        .help(help);
    Some(with_removal(
        with_others(finding, values, group),
        cx,
        values,
        group,
    ))
}

/// The primary label: whether there are more than are shown.
pub(super) fn adds_nothing(more: usize) -> String {
    match more.saturating_sub(SHOWN) {
        0 => "adds nothing".to_owned(),
        1 => "adds nothing, and one more is not shown".to_owned(),
        hidden => format!("adds nothing, and {hidden} more are not shown"),
    }
}

/// Labels for the next few values of the group.
pub(super) fn with_others(finding: Finding, values: &[Text], group: &Group) -> Finding {
    let others = group.redundant.iter().skip(1).take(SHOWN);
    others
        .filter_map(|index| values.get(*index))
        .fold(finding, |finding, other| {
            finding.related(other.span(), "neither does this")
        })
}

/// The fix: whatever the group says twice goes, and nothing changes.
pub(super) fn with_removal(
    finding: Finding,
    cx: &Context,
    values: &[Text],
    group: &Group,
) -> Finding {
    let spans: Vec<Span> = values.iter().map(Text::span).collect();
    let title = match group.redundant.len() {
        1 => "remove what adds nothing".to_owned(),
        many => format!("remove the {many} values that add nothing"),
    };
    match removal(cx.tree.text(), &spans, &group.redundant) {
        Some(edits) => finding.fix(title, Safety::Safe, edits),
        None => finding,
    }
}
