use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Context, Rule};
use crate::syntax::{Kind, Value};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "empty-object-condition",
        category: Category::Grammar,
        severity: Severity::Info,
        summary: "condition or operator with nothing in it",
        codes: &["EMPTY_OBJECT_CONDITION"],
    },
    page: include_str!("../../../rules/grammar/empty-object-condition.md"),
    options: &[],
    check: Check::Policy(check),
};

/// Every `Condition` and every operator in one that holds no key.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| statement.condition_block)
        .flat_map(findings)
        .collect()
}

fn findings(block: Value) -> Vec<Finding> {
    if is_empty(block) {
        return vec![
            RULE.finding("this `Condition` is empty")
                .at(block.span(), "limits nothing")
                .help("add the condition that was meant, or remove it"),
        ];
    }
    block
        .members()
        .filter(|&(_, keys)| is_empty(keys))
        .map(|(operator, keys)| {
            let name = quote(&operator.as_str().unwrap_or_default());
            RULE.finding(format!("{name} compares nothing"))
                .at(keys.span(), "limits nothing")
                .help("add the key that was meant, or remove it")
        })
        .collect()
}

fn is_empty(value: Value) -> bool {
    value.kind() == Kind::Object && value.members().next().is_none()
}
