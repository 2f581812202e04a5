use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{List, Part};
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "empty-array-action",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "`Action` or `NotAction` with an empty list",
        codes: &["EMPTY_ARRAY_ACTION"],
    },
    options: &[],
    check: Check::With(Part::EmptyList, check),
};

/// Every empty list of actions.
fn check(cx: &Context) -> Vec<Finding> {
    // IAM stores these types and refuses them; of what other services do with an empty list, nothing is known.
    let refused = cx.policy_type.is_identity_like() || cx.policy_type == PolicyType::Trust;
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| statement.action.as_ref())
        .filter(|list| is_empty(cx, list))
        .map(|list| {
            let label = match (refused, list.negated()) {
                (true, _) => "IAM refuses a policy with an empty list of actions",
                (false, true) => "leaves out nothing, so every action is meant",
                (false, false) => "the statement applies to nothing",
            };
            let severity = if refused {
                Severity::Error
            } else {
                Severity::Warning
            };
            RULE.finding(format!("`{}` is an empty list", list.element.name()))
                .at(list.span, label)
                .help("name the actions, or remove the statement")
                .severity(severity)
        })
        .collect()
}

/// Whether nothing is written between the brackets; a list of what is no text is not empty.
pub(super) fn is_empty(cx: &Context, list: &List) -> bool {
    list.is_list
        && list.items.is_empty()
        && cx
            .tree
            .text()
            .get(list.span.range())
            .and_then(|text| text.strip_prefix('[')?.strip_suffix(']'))
            .is_some_and(|inner| inner.trim().is_empty())
}
