mod forms;
mod organization;
pub(super) mod outcome;

use std::borrow::Cow;

use crate::catalog::value_forms::{self, NAMES};
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{KeySet, Part, Text};
use crate::operator::{Family, Operator};
use crate::rules::{Check, Context, Keyed, Rule};
use crate::semantics::variable::has_variables;
use crate::text::quote;

use super::malformed_vpc_id::ignores_case;
use super::wildcard_usage_too_permissive;
use outcome::Outcome;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "impossible-condition-value",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "value that no request has for its condition key",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

static KEYS: KeySet<{ NAMES.len() }> = KeySet::new(NAMES);

/// Of more wrong values than these nobody reads the suggestions.
const MOST_SUGGESTIONS: usize = 1_000;

/// How the operator of a condition compares its values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparison {
    /// The value has wildcards, and they stand for other characters.
    is_pattern: bool,
    /// Letter case does not count.
    folds: bool,
    /// The operator is `StringLike` or its negation.
    is_like: bool,
}

/// Why no request has a value.
struct Fault {
    /// What it is not, as a predicate: `is not an account ID`.
    is_not: Cow<'static, str>,
    label: Cow<'static, str>,
    help: Cow<'static, str>,
    /// What was most likely meant.
    near: Option<String>,
}

/// Each value that has not the form of the values of its key.
fn check(cx: &Context) -> Vec<Finding> {
    if !cx.policy.may_ask_one_of(&KEYS) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let outcome = Outcome::new(cx);
    for keyed in cx.keyed() {
        let condition = keyed.condition;
        let is_text = |one: Operator| one.family() == Family::String;
        let Some(spec) = condition.spec.filter(|spec| is_text(spec.base)) else {
            continue;
        };
        let Some(form) = value_forms::find(keyed.key.name()) else {
            continue;
        };
        for value in &condition.values {
            let Some(text) = value.known().filter(|text| !has_variables(text)) else {
                continue;
            };
            let is_pattern = text.contains(['*', '?']);
            let how = Comparison {
                is_pattern,
                folds: ignores_case(condition),
                is_like: spec.base.takes_wildcards(),
            };
            // Under the other operators a star stands for itself, and `wildcard-without-like-operator` says so.
            if is_pattern && (!how.is_like || is_told(cx, keyed, value)) {
                continue;
            }
            let suggests = findings.len() < MOST_SUGGESTIONS;
            let fault = forms::fault(keyed.key.name(), form, text, how, suggests);
            if let Some(fault) = fault
                && let Some(so) = outcome.of(keyed)
            {
                findings.push(finding(value, text, fault, so));
            }
        }
    }
    findings
}

/// Whether another rule says of a wildcard that it takes in strangers.
fn is_told(cx: &Context, keyed: &Keyed, value: &Text) -> bool {
    cx.runs(&wildcard_usage_too_permissive::RULE)
        && wildcard_usage_too_permissive::widening(keyed.statement, keyed.condition)
            .is_some_and(|guard| wildcard_usage_too_permissive::fault(guard, value).is_some())
}

fn finding(value: &Text, text: &str, fault: Fault, so: &str) -> Finding {
    let mut message = if text.is_empty() {
        "an empty text".to_owned()
    } else {
        quote(text)
    };
    message.push(' ');
    message.push_str(&fault.is_not);
    message.push_str(", so ");
    message.push_str(so);
    let Some(near) = fault.near else {
        let finding = RULE.finding(message).at(value.span(), fault.label);
        return finding.help(fault.help);
    };
    let shown = quote(&near);
    message.push_str("; did you mean ");
    message.push_str(&shown);
    message.push('?');
    let edit = Edit::replace(value.span(), serde_json::Value::from(near).to_string());
    RULE.finding(message).at(value.span(), fault.label).fix(
        format!("replace it with {shown}"),
        Safety::Unsafe,
        vec![edit],
    )
}
