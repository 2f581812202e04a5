use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::Text;
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "scp-syntax-error-action-wildcard",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "wildcard before the end of an action in a service control policy",
        codes: &["SCP_SYNTAX_ERROR_ACTION_WILDCARD"],
    },
    options: &[],
    check: Check::Asked(check),
};

/// Every action with `*` or `?` elsewhere than at its end: AWS Organizations refused these before September 2025.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Scp {
        return Vec::new();
    }
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| statement.action.as_ref())
        .flat_map(|list| list.items.iter())
        .filter_map(finding)
        .collect()
}

fn finding(action: &Text) -> Option<Finding> {
    let text = action.known()?;
    // A wildcard in the service is refused everywhere: `malformed-action` speaks of it.
    let (service, name) = text.split_once(':')?;
    let before = name.trim_end_matches(['*', '?']);
    if service.contains(['*', '?']) || !before.contains(['*', '?']) {
        return None;
    }
    let start = service.len() + 1 + before.find(['*', '?'])?;
    Some(
        RULE.finding(format!("the wildcard in {} is not at its end", quote(text)))
            .at(
                action.part(start..start + 1),
                "taken by AWS Organizations since September 2025 only",
            )
            .help("name the actions, or let the wildcard end the name"),
    )
}
