use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::Part;
use crate::rules::{Check, Context, Rule};

use super::empty_array_action::is_empty;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "empty-array-resource",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "`Resource` or `NotResource` with an empty list",
        codes: &["EMPTY_ARRAY_RESOURCE"],
    },
    options: &[],
    check: Check::With(Part::EmptyList, check),
};

/// Every empty list of resources; a trust policy may have no list at all, which another rule says.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type == PolicyType::Trust {
        return Vec::new();
    }
    // Seen of IAM; of what other services do with an empty list, nothing is known.
    let refused = cx.policy_type.is_identity_like();
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| statement.resource.as_ref())
        .filter(|list| is_empty(cx, list))
        .map(|list| {
            let label = match (refused, list.negated()) {
                (true, _) => "IAM refuses a policy with an empty list of resources",
                (false, true) => "leaves out nothing, so every resource is meant",
                (false, false) => "the statement applies to nothing",
            };
            let severity = if refused {
                Severity::Error
            } else {
                Severity::Warning
            };
            RULE.finding(format!("`{}` is an empty list", list.element.name()))
                .at(list.span, label)
                .help("name the resources, or remove the statement")
                .severity(severity)
        })
        .collect()
}
