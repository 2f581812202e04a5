use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::model::{Condition, Statement, is_account_id};
use crate::rules::condition::unsupported_condition_key_for_service_principal::never_met;
use crate::rules::{Check, Context, Rule};
use crate::semantics::coverage::demand_value;
use crate::text::quote;

use super::restrict_access_to_service_principal::{callable, names_source};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "recommended-condition-key-for-service-principal",
        category: Category::Principal,
        severity: Severity::Info,
        summary: "service held to one customer by a key of its own",
        codes: &["RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Keys in which some services once sent the account for which they call.
const OLDER_KEYS: [&str; 2] = ["aws:Referer", "aws:SourceOwner"];

/// Every `Allow` for a service that says with an older key for whom the service may act.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Resource {
        return Vec::new();
    }
    cx.policy
        .allows()
        .filter(|statement| !statement.conditions.is_empty())
        .filter_map(finding)
        .collect()
}

fn finding(statement: &Statement) -> Option<Finding> {
    let service = callable(statement)?;
    let condition = OLDER_KEYS.iter().find_map(|key| {
        demand_value(statement.conditions_on(key))
            .then(|| statement.conditions_on(key).next())
            .flatten()
    })?;
    if names_source(statement) || never_met(statement).is_some() {
        return None;
    }
    let key = quote(condition.key.written());
    let finding = RULE
        .finding(format!(
            "{key} is an older key for the account on whose behalf a service calls"
        ))
        .at(condition.key.span(), "holds to one customer")
        .related(service.text.span(), "a service that acts for many")
        .help("use `aws:SourceAccount` or `aws:SourceArn`");
    Some(if is_account(condition) {
        finding.fix(
            "compare `aws:SourceAccount`",
            // The key is another one, so other requests meet it.
            Safety::Unsafe,
            vec![Edit::replace(condition.key.span(), "\"aws:SourceAccount\"")],
        )
    } else {
        finding
    })
}

/// Whether every value is the ID of an account.
fn is_account(condition: &Condition) -> bool {
    condition
        .values
        .iter()
        .all(|value| value.known().is_some_and(is_account_id))
}
