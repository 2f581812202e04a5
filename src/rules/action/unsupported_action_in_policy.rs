use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::{PolicyType, ResourceType};
use crate::model::{Statement, Text};
use crate::rules::{Check, Context, Rule};
use crate::semantics::attached::{Reach, reach};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unsupported-action-in-policy",
        category: Category::Action,
        severity: Severity::Error,
        summary: "action of another service in the policy of a resource",
        codes: &["UNSUPPORTED_ACTION_IN_POLICY"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every action that is none of the service whose resource has this policy, if it was said which resource that is.
fn check(cx: &Context) -> Vec<Finding> {
    let Some((resource_type, reach)) = declared(cx) else {
        return Vec::new();
    };
    cx.policy
        .sound_statements()
        .flat_map(Statement::actions)
        .filter_map(|action| Some((action, foreign_service(cx, action, reach)?)))
        .map(|(action, service)| {
            RULE.finding(format!(
                "an action of {} is in the policy of an {}, which AWS then refuses to save",
                quote(service),
                quote(resource_type.name())
            ))
            .at(
                action.span(),
                format!("only actions of {} act on it", quote(reach.service)),
            )
            .help("move it to a policy of the resource that it acts on, or of who calls it")
        })
        .collect()
}

/// What the policy is attached to, if that was said, and what it can speak of.
pub fn declared(cx: &Context) -> Option<(ResourceType, Reach)> {
    let resource_type = cx
        .resource_type
        .filter(|_| cx.policy_type == PolicyType::Resource)?;
    Some((resource_type, reach(resource_type)?))
}

/// The service of an action, if it is another one that AWS has. Who misspells the service is told so by another rule.
pub fn foreign_service<'t>(cx: &Context, action: &'t Text, reach: Reach) -> Option<&'t str> {
    let (service, _) = action.known()?.split_once(':')?;
    let is_foreign = !service.eq_ignore_ascii_case(reach.service);
    (is_foreign && cx.catalog.service(service).is_some()).then_some(service)
}
