use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::model::{Condition, Part, Policy, Statement, Text};
use crate::operator::Operator;
use crate::rules::principal::{any_repository, missing_required_claim};
use crate::rules::trust::weak_external_id;
use crate::rules::{Check, Context, Rule};
use crate::semantics::Truth;
use crate::semantics::condition::holds_when_absent;

use super::empty_array_condition::when_present;
use super::wildcard_without_like_operator::may_rename;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "full-wildcard-condition",
        category: Category::Condition,
        severity: Severity::Info,
        summary: "condition value that every text matches",
        codes: &[
            "EQUIVALENT_TO_NULL_FALSE",
            "EQUIVALENT_TO_NULL_TRUE",
            "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
            "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
        ],
    },
    options: &[],
    check: Check::With(Part::Like, check),
};

/// Each `StringLike` or `StringNotLike` with a value of stars only, and what that comes to.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in &cx.policy.statements {
        for (index, condition) in statement.conditions.iter().enumerate() {
            let like = condition
                .spec
                .is_some_and(|spec| spec.base.positive() == Operator::StringLike);
            // An external ID that anything matches is `weak-external-id`'s, a repository `any-repository`'s, the claim that
            // tells the tenants of a shared provider apart the matter of its own rules.
            let elsewhere = || {
                let told = |key, rule| condition.is_on(key) && cx.runs(rule);
                cx.policy_type == PolicyType::Trust
                    && (told("sts:ExternalId", &weak_external_id::RULE)
                        || told(GITHUB_SUBJECT, &any_repository::RULE)
                        || missing_required_claim::speaks_of(cx, statement, condition))
            };
            if like && !elsewhere() {
                let star = condition.values.iter().find(|value| is_full(value));
                findings.extend(
                    star.and_then(|star| finding(cx.policy, statement, index, condition, star)),
                );
            }
        }
    }
    findings
}

const GITHUB_SUBJECT: &str = "token.actions.githubusercontent.com:sub";

fn is_full(value: &Text) -> bool {
    value
        .known()
        .is_some_and(|text| text.ends_with('*') && text.bytes().all(|byte| byte == b'*'))
}

fn finding(
    policy: &Policy,
    statement: &Statement,
    index: usize,
    condition: &Condition,
    star: &Text,
) -> Option<Finding> {
    let absent = holds_when_absent(condition.spec?);
    let (message, code, help, null) = match (absent, when_present(condition, policy)) {
        (Truth::No, Truth::Yes) => (
            "this condition only asks whether the request has the key",
            "EQUIVALENT_TO_NULL_FALSE",
            "say it with `Null` and `false`",
            Some("false"),
        ),
        (Truth::Yes, Truth::No) => (
            "this condition only asks whether the request lacks the key",
            "EQUIVALENT_TO_NULL_TRUE",
            "say it with `Null` and `true`",
            Some("true"),
        ),
        (Truth::Yes, Truth::Yes) => (
            "this condition holds for every request",
            "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
            "name the values that are meant, or remove the condition",
            None,
        ),
        (Truth::No, Truth::No) => (
            "this condition holds for no request, so the statement does nothing",
            "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
            "name the values that are meant, or remove the statement",
            None,
        ),
        _ => return None,
    };
    let finding = RULE
        .finding(message)
        .at(star.span(), "any value matches it")
        .code(code)
        .help(help);
    let null = null.filter(|_| may_rename(statement, index, "Null"));
    Some(match null {
        Some(value) => finding.fix(
            format!("use `Null` with `{value}`"),
            Safety::Safe,
            vec![
                Edit::replace(condition.operator.span(), "\"Null\""),
                Edit::replace(condition.value_span, format!("\"{value}\"")),
            ],
        ),
        None => finding,
    })
}
