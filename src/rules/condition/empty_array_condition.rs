use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Part, Policy};
use crate::operator::{Operator, SetPrefix};
use crate::rules::{Check, Context, Rule};
use crate::semantics::condition::{holds, holds_when_absent};
use crate::semantics::{Caller, Key, Request, Truth};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "empty-array-condition",
        category: Category::Condition,
        severity: Severity::Info,
        summary: "condition without a value",
        codes: &[
            "EMPTY_ARRAY_CONDITION",
            "EMPTY_ARRAY_CONDITION_FORALLVALUES",
            "EMPTY_ARRAY_CONDITION_FORANYVALUE",
            "EMPTY_ARRAY_CONDITION_IFEXISTS",
        ],
    },
    options: &[],
    check: Check::With(Part::NoValue, check),
};

/// Each condition key with `[]` for its values, and what that comes to.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for condition in cx.policy.statements.iter().flat_map(|one| &one.conditions) {
        if !condition.is_list || !condition.values.is_empty() || !is_empty_list(cx, condition) {
            continue;
        }
        let Some(spec) = condition.spec else { continue };
        let code = match (spec.set, spec.if_exists) {
            (Some(SetPrefix::ForAllValues), _) => "EMPTY_ARRAY_CONDITION_FORALLVALUES",
            (Some(SetPrefix::ForAnyValue), _) => "EMPTY_ARRAY_CONDITION_FORANYVALUE",
            (None, true) => "EMPTY_ARRAY_CONDITION_IFEXISTS",
            (None, false) => "EMPTY_ARRAY_CONDITION",
        };
        let (message, help) = meaning(condition, cx.policy);
        findings.push(
            RULE.finding(message)
                .at(condition.value_span, "no value to compare with")
                .code(code)
                .help(help),
        );
    }
    findings
}

/// Values that could not be read are missing from the model too; such a list is not empty.
fn is_empty_list(cx: &Context, condition: &Condition) -> bool {
    let written = cx.tree.text().get(condition.value_span.range());
    written
        .and_then(|text| text.strip_prefix('[')?.strip_suffix(']'))
        .is_some_and(|inside| inside.trim().is_empty())
}

fn meaning(condition: &Condition, policy: &Policy) -> (&'static str, &'static str) {
    let Some(spec) = condition.spec else {
        return ("this condition names no value", "add the values");
    };
    let absent = if spec.base == Operator::Null {
        Truth::Unknown
    } else {
        holds_when_absent(spec)
    };
    match (absent, when_present(condition, policy)) {
        (Truth::Yes, Truth::Yes) => (
            "this condition holds for every request",
            "add the values, or remove the condition",
        ),
        (Truth::No, Truth::No) => (
            "this condition holds for no request",
            "add the values, or remove the statement",
        ),
        (Truth::Yes, Truth::No) => (
            "this condition holds only for a request without the key",
            "add the values, or use `Null` with `true`",
        ),
        (Truth::No, Truth::Yes) => (
            "this condition holds for every request with the key",
            "add the values, or use `Null` with `false`",
        ),
        _ => ("this condition names no value", "add the values"),
    }
}

/// Whether the condition holds for a request that has the key, whatever value it has.
pub(super) fn when_present(condition: &Condition, policy: &Policy) -> Truth {
    let Some(name) = condition.key.known() else {
        return Truth::Unknown;
    };
    let request = Request::new(Caller::Unknown, "").with(name, Key::value("value"));
    holds(condition, &request.context, policy.has_variables())
}
