use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::Element;
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "rcp-syntax-error-notaction",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "resource control policy with `NotAction`",
        codes: &["RCP_SYNTAX_ERROR_NOTACTION"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every `NotAction` of a resource control policy.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Rcp {
        return Vec::new();
    }
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| statement.key(Element::NotAction))
        .map(|key| {
            RULE.finding("a resource control policy takes no `NotAction`")
                .at(key, "AWS Organizations refuses it")
                .help("list the actions to deny in `Action`")
        })
        .collect()
}
