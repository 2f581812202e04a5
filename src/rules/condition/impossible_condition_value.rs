mod forms;
mod organization;
pub(super) mod outcome;
mod subject;

use std::borrow::Cow;

use crate::catalog::value_forms::{self, NAMES};
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Condition, KeySet, Part, Statement, Text};
use crate::operator::{Family, Operator};
use crate::rules::{Check, Context, Rule};
use crate::semantics::providers;
use crate::semantics::variable::has_variables;
use crate::text::quote;

use super::malformed_vpc_id::ignores_case;
use super::wildcard_usage_too_permissive;
use outcome::Outcome;
use subject::Issuer;

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
    let mut judge = Judge {
        cx,
        outcome: Outcome::new(cx),
        findings: Vec::new(),
    };
    if cx.policy.may_ask_one_of(&KEYS) {
        for keyed in cx.keyed() {
            let name = keyed.key.name();
            if let Some(form) = value_forms::find(name) {
                judge.condition(keyed.statement, keyed.condition, &|text, how, suggests| {
                    forms::fault(name, form, text, how, suggests)
                });
            }
        }
    }
    for statement in cx.policy.allows() {
        for identity in providers::web_identities(statement) {
            let Some(issuer) = Issuer::of(identity.provider) else {
                continue;
            };
            for condition in identity.conditions_on("sub") {
                judge.condition(statement, condition, &|text, how, _| {
                    subject::fault(issuer, text, how)
                });
            }
        }
    }
    judge.findings
}

struct Judge<'c, 'p> {
    cx: &'c Context<'p>,
    outcome: Outcome<'c, 'p>,
    findings: Vec<Finding>,
}

impl Judge<'_, '_> {
    /// Judges each value of a condition on texts. `fault` is also asked whether what was meant is to be looked for.
    fn condition(
        &mut self,
        statement: &Statement,
        condition: &Condition,
        fault: &dyn Fn(&str, Comparison, bool) -> Option<Fault>,
    ) {
        let is_text = |one: Operator| one.family() == Family::String;
        let Some(spec) = condition.spec.filter(|spec| is_text(spec.base)) else {
            return;
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
            if is_pattern && (!how.is_like || is_told(self.cx, statement, condition, value)) {
                continue;
            }
            let suggests = self.findings.len() < MOST_SUGGESTIONS;
            let fault = fault(text, how, suggests);
            if let Some(fault) = fault
                && let Some(so) = self.outcome.of(statement, condition)
            {
                self.findings.push(finding(value, text, fault, so));
            }
        }
    }
}

/// Whether another rule says of a wildcard that it takes in strangers.
fn is_told(cx: &Context, statement: &Statement, condition: &Condition, value: &Text) -> bool {
    cx.runs(&wildcard_usage_too_permissive::RULE)
        && wildcard_usage_too_permissive::widening(statement, condition)
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
