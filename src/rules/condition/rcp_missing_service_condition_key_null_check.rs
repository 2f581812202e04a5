use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::Statement;
use crate::rules::{Check, Context, Rule};
use crate::semantics::condition::when_absent;

use super::rcp_missing_related_service_principal_condition_key::{
    self, limit_to, source_condition,
};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "rcp-missing-service-condition-key-null-check",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "`Deny` by the source of a service's call that calls without one run into",
        codes: &["RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every `Deny` by a source key that also stops a service that calls on nobody's behalf.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Rcp {
        return Vec::new();
    }
    let told = cx.runs(&rcp_missing_related_service_principal_condition_key::RULE);
    cx.policy
        .denies()
        .filter(|statement| !wants_source(statement))
        // Where it spares all services, that is what is told.
        .filter(|statement| !told || limit_to(statement, "false").is_none())
        .filter_map(source_condition)
        .map(|condition| {
            RULE.finding("this `Deny` also stops AWS services that call on nobody's behalf")
                .at(
                    condition.key.span(),
                    "absent from such calls, so the condition holds",
                )
                .help("add `Null` with `aws:SourceAccount`: `false`")
        })
        .collect()
}

/// Whether it only meets calls that name the account or the resource they are made for.
fn wants_source(statement: &Statement) -> bool {
    ["aws:SourceAccount", "aws:SourceArn"]
        .into_iter()
        .flat_map(|key| statement.conditions_on(key))
        .any(|condition| !when_absent(condition).is_yes())
}
