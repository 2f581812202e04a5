use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Condition, Statement};
use crate::operator::Operator;
use crate::rules::{Check, Context, Rule};
use crate::semantics::condition::{holds, when_absent};
use crate::semantics::{Caller, Key, Request, Truth};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "rcp-missing-related-service-principal-condition-key",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "`Deny` by the source of a service's call that is not limited to services",
        codes: &["RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every `Deny` by a source key without a condition that only services meet.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Rcp {
        return Vec::new();
    }
    cx.policy
        .denies()
        .filter(|statement| !is_for_services(statement))
        .filter_map(|statement| Some((source_condition(statement)?, statement)))
        .map(|(condition, statement)| {
            if let Some(other) = limit_to(statement, "false") {
                return spares_services(condition, other);
            }
            RULE.finding("nothing says that this `Deny` is for calls by AWS services alone")
                .at(condition.key.span(), "of use in calls by AWS services only")
                .help("add `Bool` with `aws:PrincipalIsAWSService`: `true`")
        })
        .collect()
}

/// `false` where `true` was meant.
fn spares_services(condition: &Condition, limit: &Condition) -> Finding {
    let key = quote(condition.key.written());
    RULE.finding(format!(
        "this `Deny` spares the calls of AWS services that {key} is about"
    ))
    .at(limit.value_span, "holds for everybody but services")
    .related(condition.key.span(), "of use in calls by AWS services only")
    .help("write `Bool` with `aws:PrincipalIsAWSService`: `true`")
}

/// The condition by which a statement is for services alone (`true`), or for all others alone (`false`).
pub fn limit_to<'s, 't>(statement: &'s Statement<'t>, value: &str) -> Option<&'s Condition<'t>> {
    let other = if value == "true" { "false" } else { "true" };
    let mut conditions = statement.conditions_on(IS_SERVICE);
    conditions.find(|one| with(one, value).is_yes() && with(one, other).is_no())
}

/// The first condition on the source of a service's call, the one it is made for, that also holds where none is named.
pub fn source_condition<'s, 't>(statement: &'s Statement<'t>) -> Option<&'s Condition<'t>> {
    const KEYS: [&str; 4] = [
        "aws:SourceAccount",
        "aws:SourceArn",
        "aws:SourceOrgID",
        "aws:SourceOrgPaths",
    ];
    statement.conditions.iter().find(|condition| {
        condition
            .spec
            .is_some_and(|spec| spec.base != Operator::Null)
            && KEYS.iter().any(|key| condition.is_on(key))
            && !when_absent(condition).is_no()
    })
}

/// Whether a statement asks that the caller is an AWS service.
pub fn is_for_services(statement: &Statement) -> bool {
    statement
        .conditions
        .iter()
        .any(|one| fails_for(one, "false"))
}

/// Whether a condition on `aws:PrincipalIsAWSService` fails for this value, or may fail, as its own value is not known.
pub fn fails_for(condition: &Condition, value: &str) -> bool {
    condition.is_on(IS_SERVICE) && !with(condition, value).is_yes()
}

const IS_SERVICE: &str = "aws:PrincipalIsAWSService";

/// Whether a condition holds for a caller of whom the key says this.
fn with(condition: &Condition, value: &str) -> Truth {
    let request = Request::new(Caller::Unknown, "").with(IS_SERVICE, Key::value(value));
    holds(condition, &request.context, false)
}
