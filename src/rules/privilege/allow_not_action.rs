use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Context, Rule};

use super::statement_without_effect::leaves_nothing;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "allow-not-action",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "everything allowed but a list of actions",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every `Allow` with `NotAction`.
fn check(cx: &Context) -> Vec<Finding> {
    if !cx.policy_type.grants() {
        return Vec::new();
    }
    cx.policy
        .allows()
        .filter(|statement| leaves_nothing(statement).is_none())
        .filter_map(|statement| {
            let list = statement
                .action
                .as_ref()
                .filter(|list| list.negated() && !list.items.is_empty())?;
            let finding = RULE
                .finding("this statement allows every action but those that it lists")
                .at(list.key, "lets in actions and services that AWS adds later");
            let resource = statement.resource.as_ref().filter(|list| list.negated());
            let finding = match resource {
                Some(resource) => finding.related(resource.key, "on every resource but these"),
                None => finding,
            };
            Some(finding.help("list what is needed in `Action`; keep exceptions in a `Deny`"))
        })
        .collect()
}
