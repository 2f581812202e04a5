use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::ResourceType;
use crate::model::Part;
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "irrelevant-condition-key-in-policy",
        category: Category::Condition,
        severity: Severity::Info,
        summary: "condition key with the same value in every request to the resource",
        codes: &["IRRELEVANT_CONDITION_KEY_IN_POLICY"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// The one key that AWS names, and what its policies are attached to.
const KEY: &str = "s3:ResourceAccount";
const RESOURCES: [ResourceType; 2] = [ResourceType::S3Bucket, ResourceType::S3AccessPoint];

/// Each condition on the account of the very resource that the policy is attached to.
fn check(cx: &Context) -> Vec<Finding> {
    if !cx
        .resource_type
        .is_some_and(|kind| RESOURCES.contains(&kind))
    {
        return Vec::new();
    }
    cx.policy
        .sound_statements()
        .flat_map(|statement| statement.conditions_on(KEY))
        .map(|condition| {
            let key = quote(condition.key.written());
            RULE.finding(format!(
                "{key} is the same in every request to this resource"
            ))
            .at(
                condition.key.span(),
                "the account of what the policy is attached to",
            )
            .help("remove it; the caller's account is `aws:PrincipalAccount`")
        })
        .collect()
}
