use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Condition, Part, Statement};
use crate::rules::{Check, Context, Rule};
use crate::semantics::condition::when_absent;
use crate::text::quote;

use super::rcp_missing_related_service_principal_condition_key::{
    fails_for, is_for_services, limit_to, source_condition,
};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "rcp-missing-related-principal-condition-key",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "`Deny` of a resource control policy that AWS's own services run into",
        codes: &["RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Every `Deny` of callers by who they are that does not leave out AWS's services, or leaves out more than these.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Rcp {
        return Vec::new();
    }
    cx.policy.denies().filter_map(finding).collect()
}

fn finding(statement: &Statement) -> Option<Finding> {
    let condition = statement
        .conditions
        .iter()
        .find(|one| is_met_by_services(one))?;
    let key = quote(condition.key.written());
    if is_for_services(statement) {
        // With a source key it is a statement for services, which has rules of its own.
        let is_about_source = source_condition(statement).is_some();
        let limit = limit_to(statement, "true").filter(|_| !is_about_source)?;
        return Some(
            RULE.finding("this `Deny` stops every AWS service and spares every identity")
                .at(limit.value_span, "holds for services")
                .related(
                    condition.key.span(),
                    "holds for them, too: no service has it",
                )
                .help("write `BoolIfExists` with `aws:PrincipalIsAWSService`: `false`"),
        );
    }
    let Some(exemption) = statement
        .conditions
        .iter()
        .find(|one| fails_for(one, "true"))
    else {
        return Some(
            RULE.finding("this `Deny` also stops AWS services that act on their own")
                .at(
                    condition.key.span(),
                    "holds for a service, which is none of these principals",
                )
                .help("add `BoolIfExists` with `aws:PrincipalIsAWSService`: `false`"),
        );
    };
    // `Bool` fails without the key, `BoolIfExists` does not.
    when_absent(exemption).is_no().then(|| {
        RULE.finding("a request that is not signed escapes this `Deny`")
            .at(
                exemption.operator.span(),
                "fails where nobody has signed, as the key is absent",
            )
            .related(
                condition.key.span(),
                format!("so {key} decides nothing there"),
            )
            .help("write `BoolIfExists`")
    })
}

/// Whether it is about who calls, and holds for a service, which has no such property.
fn is_met_by_services(condition: &Condition) -> bool {
    const KEYS: [&str; 4] = [
        "aws:PrincipalAccount",
        "aws:PrincipalArn",
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
    ];
    const TAG: &str = "aws:PrincipalTag/";
    let is_on_principal = condition.key.known().is_some_and(|key| {
        KEYS.iter().any(|known| key.eq_ignore_ascii_case(known))
            || key
                .get(..TAG.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(TAG))
    });
    is_on_principal && condition.spec.is_some() && !when_absent(condition).is_no()
}
