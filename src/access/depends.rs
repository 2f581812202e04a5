//! Which condition keys nobody gave, and which of them would change the answer.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Statement, Text};
use crate::semantics::variable::{SegmentKind, has_variables, segments};
use crate::semantics::{Decision, Key, Request};

use super::decide::{Part, Verdict, decide};
use super::side::Accounts;

/// A condition key that policies ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// As first written.
    pub name: String,
    /// Where it is asked first: part, statement, and the condition, unless it stands in a variable.
    pub part: usize,
    pub statement: usize,
    pub condition: Option<usize>,
}

/// Every condition key that the policies ask for, in conditions and in variables, by its name in lower case.
#[must_use]
pub fn asked(parts: &[Part]) -> BTreeMap<String, Asked> {
    let mut found = BTreeMap::new();
    for (part, one) in parts.iter().enumerate() {
        let variables = one.policy.has_variables();
        for (place, statement) in one.policy.statements.iter().enumerate() {
            each_key(statement, variables, |name, condition| {
                found
                    .entry(name.to_ascii_lowercase())
                    .or_insert_with(|| Asked {
                        name: name.to_owned(),
                        part,
                        statement: place,
                        condition,
                    });
            });
        }
    }
    found
}

/// Each key that a statement asks for, with its condition, or none if it stands in a variable.
fn each_key(statement: &Statement, variables: bool, mut tell: impl FnMut(&str, Option<usize>)) {
    for (index, condition) in statement.conditions.iter().enumerate() {
        if let Some(name) = condition.key.known() {
            tell(name, Some(index));
        }
    }
    if !variables {
        return;
    }
    let resources = statement.resource.iter().flat_map(|list| &list.items);
    let values = statement
        .conditions
        .iter()
        .flat_map(|condition| &condition.values);
    let texts = resources.chain(values).filter_map(Text::known);
    for text in texts.filter(|text| has_variables(text)) {
        for segment in segments(text) {
            if let SegmentKind::Variable { name, .. } = segment.kind {
                tell(name, None);
            }
        }
    }
}

/// The keys among `open` whose value may change the decision, by their names in lower case.
///
/// Each statement's keys are made unknown together, and all keys at once; whatever then leaves the decision as it is does
/// not matter. Where the policies are too large for that, every open key of a statement that it could bring to apply
/// counts: one too many rather than one too few.
#[must_use]
pub fn depends_on(
    parts: &[Part],
    accounts: &Accounts,
    request: &Request,
    open: &BTreeSet<String>,
) -> BTreeSet<String> {
    if open.is_empty() {
        return BTreeSet::new();
    }
    let mut asking = Asking {
        parts,
        accounts,
        request,
        left: MOST_BYTES / cost(parts, request).max(1),
    };
    let base = decide(parts, accounts, request);
    let groups = groups(parts, open);
    if base.decision == Decision::Unknown {
        return open_now(parts, &base, request);
    }
    if asking.decision(open) == Some(base.decision) {
        return BTreeSet::new();
    }
    let mut found = BTreeSet::new();
    for group in &groups {
        let Some(matter) = asking.matter(group, base.decision) else {
            return groups.into_iter().flatten().collect();
        };
        found.extend(matter);
    }
    match asking.matter(open, base.decision) {
        Some(matter) if found.is_empty() || matter.len() < open.len() => found.extend(matter),
        Some(_) => {}
        None => return groups.into_iter().flatten().collect(),
    }
    found
}

/// How many bytes may be gone through on the way to the answer.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// What one decision costs: the text of the policies, more where the request is long too, and a copy of the context.
fn cost(parts: &[Part], request: &Request) -> usize {
    const LONG: usize = 256;
    const ENTRY: usize = 128;
    let policies: usize = parts
        .iter()
        .map(|part| part.policy.span.range().len())
        .sum();
    let mut keys = 0;
    let mut length = request.resource.as_deref().map_or(0, str::len);
    for (_, key) in request.context.iter() {
        keys += 1;
        if let Key::Present(values) = key {
            length += values.iter().map(String::len).sum::<usize>();
        }
    }
    policies
        .saturating_mul(1 + length / LONG)
        .saturating_add(keys * ENTRY)
}

/// The open keys of each statement, every set once.
fn groups(parts: &[Part], open: &BTreeSet<String>) -> BTreeSet<BTreeSet<String>> {
    let mut groups = BTreeSet::new();
    for part in parts {
        let variables = part.policy.has_variables();
        for statement in &part.policy.statements {
            let mut keys = BTreeSet::new();
            each_key(statement, variables, |name, _| {
                let name = name.to_ascii_lowercase();
                if open.contains(&name) {
                    keys.insert(name);
                }
            });
            if !keys.is_empty() {
                groups.insert(keys);
            }
        }
    }
    groups
}

/// The unknown keys of the statements that may or may not apply.
fn open_now(parts: &[Part], verdict: &Verdict, request: &Request) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let besides = verdict.besides.iter().map(|one| &one.verdict);
    let verdicts = std::iter::once(verdict).chain(besides);
    for (part, outcome) in verdicts.flat_map(|verdict| parts.iter().zip(&verdict.outcomes)) {
        let variables = part.policy.has_variables();
        let statements = part.policy.statements.iter().zip(&outcome.statements);
        for (statement, _) in statements.filter(|(_, said)| said.truth().is_unknown()) {
            each_key(statement, variables, |name, _| {
                if *request.context.get(name) == Key::Unknown {
                    found.insert(name.to_ascii_lowercase());
                }
            });
        }
    }
    found
}

struct Asking<'r, 'p, 't> {
    parts: &'r [Part<'p, 't>],
    accounts: &'r Accounts<'r>,
    request: &'r Request,
    /// How often the policies may still be asked.
    left: usize,
}

impl Asking<'_, '_, '_> {
    /// The decision when nothing is known of these keys; `None` if that was asked often enough.
    fn decision<'k>(&mut self, keys: impl IntoIterator<Item = &'k String>) -> Option<Decision> {
        self.left = self.left.checked_sub(1)?;
        let mut request = self.request.clone();
        for key in keys {
            request.context.set(key, Key::Unknown);
        }
        Some(decide(self.parts, self.accounts, &request).decision)
    }

    /// The keys of a set that it takes to change the decision, or that change it alone.
    fn matter(&mut self, keys: &BTreeSet<String>, base: Decision) -> Option<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        if self.decision(keys)? == base {
            return Some(found);
        }
        for key in keys {
            let without = self.decision(keys.iter().filter(|other| *other != key))?;
            if without == base || self.decision([key])? != base {
                found.insert(key.clone());
            }
        }
        Some(if found.is_empty() {
            keys.clone()
        } else {
            found
        })
    }
}
