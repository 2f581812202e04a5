use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::{PolicyType, ResourceType};
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
        .filter(|statement| !is_of_its_own_resource(cx, statement))
        .map(|statement| {
            RULE.finding("this statement has neither `Resource` nor `NotResource`")
                .at(statement.head(), "does not say on what")
                .help("add `Resource` with the ARNs that the actions may touch")
        })
        .collect()
}

/// Whether the policy may go without `Resource`, which then is what it is attached to.
fn is_of_its_own_resource(cx: &Context, statement: &Statement) -> bool {
    cx.policy_type == PolicyType::Resource
        && (cx.resource_type == Some(ResourceType::EfsFileSystem)
            || statement.is_of_its_own_resource())
}
