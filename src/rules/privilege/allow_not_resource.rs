use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::List;
use crate::rules::{Check, Context, Rule};

use super::statement_without_effect::leaves_nothing;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "allow-not-resource",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "everything allowed but a list of resources",
        codes: &[],
    },
    page: include_str!("../../../rules/privilege/allow-not-resource.md"),
    options: &[],
    check: Check::Policy(check),
};

/// Every `Allow` with `NotResource`; together with `NotAction`, `allow-not-action` names both.
fn check(cx: &Context) -> Vec<Finding> {
    if !cx.policy_type.grants() || cx.policy_type == PolicyType::Trust {
        return Vec::new();
    }
    cx.policy
        .allows()
        .filter(|statement| leaves_nothing(statement).is_none())
        .filter(|statement| !statement.action.as_ref().is_some_and(List::negated))
        .filter_map(|statement| {
            let list = statement
                .resource
                .as_ref()
                .filter(|list| list.negated() && !list.items.is_empty())?;
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
