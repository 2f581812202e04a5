use std::cell::LazyCell;

use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::List;
use crate::rules::{Check, Context, Rule};
use crate::semantics::role_grant::{CREATE_SERVICE_LINKED_ROLE, PASS_ROLE};

use super::allow_not_action;
use super::statement_without_effect::leaves_nothing;
use super::{unrestricted_pass_role, unrestricted_service_linked_role};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "allow-not-resource",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "everything allowed but a list of resources",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every `Allow` with `NotResource`; together with `NotAction`, `allow-not-action` names both, and where it lets roles be
/// passed, the rules on roles say what comes of it.
fn check(cx: &Context) -> Vec<Finding> {
    if !cx.policy_type.grants() || cx.policy_type == PolicyType::Trust {
        return Vec::new();
    }
    let can_pass = LazyCell::new(|| !PASS_ROLE.is_denied_by(cx.policy));
    let can_create = LazyCell::new(|| !CREATE_SERVICE_LINKED_ROLE.is_denied_by(cx.policy));
    cx.policy
        .allows()
        .filter(|statement| leaves_nothing(statement).is_none())
        .filter(|statement| {
            !(statement.action.as_ref().is_some_and(List::negated)
                && cx.runs(&allow_not_action::RULE))
        })
        .filter_map(|statement| {
            let list = statement
                .resource
                .as_ref()
                .filter(|list| list.negated() && !list.items.is_empty())?;
            let is_said = (unrestricted_pass_role::speaks_of_not_resource(cx, statement)
                && *can_pass)
                || (unrestricted_service_linked_role::speaks_of_not_resource(cx, statement)
                    && *can_create);
            if is_said {
                return None;
            }
            let everything = statement
                .actions()
                .find(|action| action.known() == Some("*"));
            let finding = RULE
                .finding(
                    "this statement allows its actions on every resource but those that it lists",
                )
                .at(list.key, "lets in every resource that is made later");
            let finding = match everything {
                Some(action) => finding.related(action.span(), "with every action there is"),
                None => finding,
            };
            Some(finding.help("list what is needed in `Resource`; keep exceptions in a `Deny`"))
        })
        .collect()
}
