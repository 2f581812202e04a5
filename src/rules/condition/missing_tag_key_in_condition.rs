use crate::catalog::global_keys;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-tag-key-in-condition",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "condition key on a tag that does not say which tag",
        codes: &["MISSING_TAG_KEY_IN_CONDITION"],
    },
    page: include_str!("../../../rules/condition/missing-tag-key-in-condition.md"),
    options: &[],
    check: Check::Policy(check),
};

/// Every tag key without the name of a tag behind a slash.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .sound_statements()
        .flat_map(|statement| &statement.conditions)
        .filter(|condition| condition.key.known().is_some_and(lacks_tag_name))
        .map(|condition| {
            let key = condition.key.written();
            let stem = key.strip_suffix('/').unwrap_or(key);
            RULE.finding(format!(
                "{} does not say which tag it asks about",
                quote(key)
            ))
            .at(condition.key.span(), "no name of a tag after a `/`")
            .help(format!(
                "write {} with the tag's name",
                quote(&format!("{stem}/"))
            ))
        })
        .collect()
}

/// The global keys for tags, and those that services name alike.
fn lacks_tag_name(key: &str) -> bool {
    let name = key.split_once(':').map_or("", |(_, name)| name);
    let name = name.strip_suffix('/').unwrap_or(name);
    global_keys::lacks_tag_name(key)
        || ["ResourceTag", "RequestTag"]
            .iter()
            .any(|tag| name.eq_ignore_ascii_case(tag))
}
