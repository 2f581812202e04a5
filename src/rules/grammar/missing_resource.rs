use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Element, Part, Statement};
use crate::rules::{Check, Context, Rule};

use super::missing_effect::{is_empty, lacking};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-resource",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "statement with neither `Resource` nor `NotResource`",
        codes: &["MISSING_RESOURCE"],
    },
    options: &[],
    check: Check::With(Part::Gap, check),
};

/// Every statement without resources, where the policy's type wants them.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type == PolicyType::Trust {
        return Vec::new();
    }
    lacking(cx, &[Element::Resource, Element::NotResource])
        .into_iter()
        .filter(|statement| !is_empty(statement))
        .filter(|statement| cx.policy_type != PolicyType::Resource || !is_for_repository(statement))
        .map(|statement| {
            RULE.finding("this statement has neither `Resource` nor `NotResource`")
                .at(statement.head(), "does not say on what")
                .help("add `Resource` with the ARNs that the actions may touch")
        })
        .collect()
}

/// Policies of Amazon ECR repositories have no `Resource`: the repository is the one that they are attached to.
/// Source: "Private repository policies in Amazon ECR" in its user guide.
fn is_for_repository(statement: &Statement) -> bool {
    let mut actions = statement
        .action
        .iter()
        .flat_map(|list| list.items.iter())
        .peekable();
    actions.peek().is_some()
        && actions.all(|action| {
            let service = action.written().split(':').next().unwrap_or_default();
            service.eq_ignore_ascii_case("ecr") || service.eq_ignore_ascii_case("ecr-public")
        })
}
