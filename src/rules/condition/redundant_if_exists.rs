use crate::catalog::global_keys::{self, GlobalKey};
use crate::finding::{Category, Finding, Meta, Severity};
use crate::finding::{Edit, Safety};
use crate::kind::PolicyType;
use crate::model::{Condition, Part, Statement};
use crate::operator::OperatorSpec;
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "redundant-if-exists",
        category: Category::Condition,
        severity: Severity::Info,
        summary: "`IfExists` on a key that every request has",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::IfExists, check),
};

/// Every `IfExists` that changes nothing, because the key is always there.
fn check(cx: &Context) -> Vec<Finding> {
    // AWS publishes its guardrails for organizations so.
    if matches!(cx.policy_type, PolicyType::Scp | PolicyType::Rcp) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for statement in cx.policy.sound_statements() {
        for condition in &statement.conditions {
            let Some(spec) = condition.spec.filter(|spec| spec.if_exists) else {
                continue;
            };
            let key = condition.key.known().and_then(global_keys::find);
            if spec.set.is_some() || !key.is_some_and(GlobalKey::is_always_present) {
                continue;
            }
            let mut plain = spec;
            plain.if_exists = false;
            let key = quote(condition.key.written());
            let finding = RULE
                .finding(format!(
                    "`IfExists` changes nothing: every request has {key}"
                ))
                .at(
                    condition.operator.span(),
                    "reads as if the key could be absent",
                )
                .help(format!("use `{plain}`"));
            // Whoever reads the key as sometimes absent reads the `Deny` as narrower without the suffix.
            let safety = if statement.is_allow() {
                Safety::Safe
            } else {
                Safety::Unsafe
            };
            findings.push(match respelled(statement, condition, plain) {
                Some(edit) => finding.fix(format!("use `{plain}`"), safety, vec![edit]),
                None => finding,
            });
        }
    }
    findings
}

/// The edit that gives a condition another operator; none if the operator has other keys, or is there already.
pub(in crate::rules) fn respelled(
    statement: &Statement,
    condition: &Condition,
    operator: OperatorSpec,
) -> Option<Edit> {
    // Nobody writes so many by hand, and a fix is not worth a long search.
    if statement.conditions.len() > 64 {
        return None;
    }
    let span = condition.operator.span();
    let is_shared = statement
        .conditions
        .iter()
        .filter(|other| other.operator.span() == span)
        .take(2)
        .count()
        > 1;
    let is_there = statement
        .conditions
        .iter()
        .any(|other| other.spec == Some(operator));
    (!is_shared && !is_there).then(|| Edit::replace(span, format!("\"{operator}\"")))
}
