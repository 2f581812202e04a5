use crate::finding::{Category, Finding, Meta, Severity};
use crate::integration::{ACCOUNT, Known, ROLE_PREFIX};
use crate::kind::Profile;
use crate::model::{Principal, PrincipalKind, Statement};
use crate::operator::Family;
use crate::rules::{Check, Context, Rule};

use super::{private_ip_address, unrestricted_source_ip};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "confluent-source-ip",
        category: Category::Condition,
        severity: Severity::Info,
        summary: "`aws:SourceIp` condition on a statement for Confluent",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Each condition on the caller's address where the caller is Confluent.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.profile != Profile::Confluent {
        return Vec::new();
    }
    cx.policy
        .sound_statements()
        .filter(|statement| concerns_confluent(cx, statement))
        .flat_map(|statement| {
            let conditions = statement.conditions.iter().filter(|condition| {
                let spec = condition.spec;
                spec.is_some_and(|spec| spec.base.family() == Family::IpAddress)
                    && condition.is_on("aws:SourceIp")
                    // What is wrong whoever calls has a rule of its own.
                    && !private_ip_address::is_all_private(condition)
                    && !(unrestricted_source_ip::opens(statement, condition)
                        && unrestricted_source_ip::is_everything(condition))
            });
            conditions.map(|condition| {
                RULE.finding(
                    "Confluent calls from its own addresses, so these have to be Confluent's",
                )
                .at(
                    condition.key.span(),
                    "compares the address of Confluent, not of your organization",
                )
                .help("list Confluent's egress addresses, or remove the condition")
            })
        })
        .collect()
}

fn concerns_confluent(cx: &Context, statement: &Statement) -> bool {
    statement
        .principals()
        .any(|principal| may_be_confluent(cx, principal))
}

/// Whether a principal is Confluent's role as the integration names it, or else looks like one.
fn may_be_confluent(cx: &Context, principal: &Principal) -> bool {
    match principal.kind {
        PrincipalKind::Everyone => return true,
        PrincipalKind::Unknown => return principal.text.written().contains("confluent"),
        _ => {}
    }
    let role = cx
        .integration
        .and_then(|integration| match &integration.role_arn {
            Known::Known(role) => Some(role.value.as_str()),
            Known::Unknown => None,
        });
    let named = principal.arn().is_some_and(|arn| {
        arn.resource.starts_with("role/") && arn.name().starts_with(ROLE_PREFIX)
    });
    named
        || principal.account() == Some(ACCOUNT)
        || role.is_some_and(|role| principal.text.known() == Some(role))
}
