use std::collections::HashMap;

use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Part};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "duplicate-keys-with-different-case",
        category: Category::Syntax,
        severity: Severity::Error,
        summary: "one condition key twice under one operator, in different letter case",
        codes: &["DUPLICATE_KEYS_WITH_DIFFERENT_CASE"],
    },
    options: &[],
    check: Check::With(Part::Conditions, check),
};

/// Condition keys of one operator that differ in letter case alone. Equal ones are the matter of `duplicate-key`.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in &cx.policy.statements {
        // The conditions of one operator follow each other.
        let same_operator =
            |one: &Condition, other: &Condition| one.operator.span() == other.operator.span();
        for block in statement.conditions.chunk_by(same_operator) {
            if block.len() > 1 {
                compare(block, &mut findings);
            }
        }
    }
    findings
}

fn compare(block: &[Condition], findings: &mut Vec<Finding>) {
    if let [one, other] = block
        && !one.key.written().eq_ignore_ascii_case(other.key.written())
    {
        return;
    }
    let mut seen = HashMap::with_capacity(block.len());
    for condition in block {
        let name = condition.key.written();
        let first = *seen.entry(name.to_ascii_lowercase()).or_insert(condition);
        if first.key.written() != name {
            let message = format!(
                "AWS refuses {} beside {}: names of keys ignore letter case",
                quote(name),
                quote(first.key.written())
            );
            findings.push(
                RULE.finding(message)
                    .at(condition.key.span(), "AWS reads it as the same key")
                    .related(first.key.span(), "given here already")
                    .help("put all values in one list under one spelling"),
            );
        }
    }
}
