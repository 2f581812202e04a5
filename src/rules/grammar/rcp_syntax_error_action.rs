use crate::catalog::Service;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Statement, Text};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "rcp-syntax-error-action",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "action that resource control policies cannot speak of",
        codes: &["RCP_SYNTAX_ERROR_ACTION"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every bare `*`, and every action of a service on whose resources resource control policies have no effect. Of a
/// statement that allows, `rcp-syntax-error-allow` speaks.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Rcp {
        return Vec::new();
    }
    cx.policy
        .statements
        .iter()
        .filter(|statement| !statement.is_allow())
        .flat_map(Statement::actions)
        .filter_map(|action| finding(cx, action))
        .collect()
}

fn finding(cx: &Context, action: &Text) -> Option<Finding> {
    let text = action.known()?;
    if text == "*" {
        return Some(
            RULE.finding("a resource control policy cannot deny `*`, the actions of all services")
                .at(action.span(), "names no service")
                .help("name the services one by one, such as `s3:*`"),
        );
    }
    // Of what has not the form of an action, and of services that do not exist, other rules speak.
    let (prefix, name) = text.split_once(':')?;
    let service = cx.catalog.service(prefix)?;
    if name.contains(':') || supports_rcp(service) {
        return None;
    }
    Some(
        RULE.finding(format!(
            "a resource control policy cannot deny {}: it does not reach this service",
            quote(text)
        ))
        .at(
            action.part(0..prefix.len()),
            "not among the services that support these policies",
        )
        .help("remove it, and deny it in a service control policy if need be"),
    )
}

/// Whether resource control policies have an effect on the resources of a service.
///
/// AWS's list has `opensearch`, but the resources that its guide means are those of `es`: neither is refused here.
fn supports_rcp(service: Service) -> bool {
    service.supports_rcp() || service.prefix() == "es"
}
