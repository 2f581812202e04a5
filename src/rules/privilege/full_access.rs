use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{PrincipalKind, Statement, Text};
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "full-access",
        category: Category::Privilege,
        severity: Severity::Error,
        summary: "every action allowed on every resource",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every statement that allows everything. A condition limits when, not what.
fn check(cx: &Context) -> Vec<Finding> {
    if !cx.policy_type.grants() || cx.policy_type == PolicyType::Trust {
        return Vec::new();
    }
    cx.policy
        .allows()
        .filter_map(|statement| Some((statement, cx.everything(statement)?)))
        .filter(|(statement, _)| !is_perimeter(cx, statement))
        .map(|(statement, (action, resource))| {
            let finding = if cx.policy_type == PolicyType::Resource {
                RULE.finding("this statement allows every action that the resource has")
                    .at(action.span(), "whatever the service offers, now and later")
                    .severity(Severity::Warning)
            } else {
                RULE.finding("this statement allows every action on every resource")
                    .at(action.span(), "every action of every service")
                    .related(resource.span(), "on all that the account has")
            };
            silenced(finding, statement, (action, resource))
                .help("name the actions and the resources that are needed")
        })
        .collect()
}

/// A VPC endpoint that lets through what its conditions name, such as one's own organization: it gives nothing, it only
/// takes away. Source: "Control access to VPC endpoints using endpoint policies" in the AWS PrivateLink guide.
fn is_perimeter(cx: &Context, statement: &Statement) -> bool {
    cx.policy_type == PolicyType::Resource
        && !statement.conditions.is_empty()
        && statement
            .principals()
            .any(|principal| principal.kind == PrincipalKind::Everyone)
}

/// What stands beside the `*`, of which no narrower rule speaks then, and the condition that does not lift it.
fn silenced(
    mut finding: Finding,
    statement: &Statement,
    (action, resource): (&Text, &Text),
) -> Finding {
    /// How many are shown.
    const SHOWN: usize = 3;
    let stars = [action.span(), resource.span()];
    let others = statement
        .actions()
        .chain(statement.resources())
        .filter(|other| other.known().is_some() && !stars.contains(&other.span()));
    for other in others.take(SHOWN) {
        finding = finding.related(other.span(), "already part of `*`");
    }
    match statement.conditions.first() {
        Some(condition) => finding.related(condition.key.span(), "limits when, not what"),
        None => finding,
    }
}
