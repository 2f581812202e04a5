use crate::catalog::{Catalog, KnownKey, global_keys};
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::Part;
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
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Every tag key without the name of a tag behind a slash.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .sound_statements()
        .flat_map(|statement| &statement.conditions)
        .filter(|condition| {
            let key = condition.key.known();
            key.is_some_and(|key| lacks_tag_name(key, cx.catalog))
        })
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

/// Whether it is a key for tags, of all services or of one, without the name of a tag.
pub(super) fn lacks_tag_name(key: &str, catalog: &'static Catalog) -> bool {
    // Nearly no key ends so.
    if !matches!(key.as_bytes(), [.., b'g' | b'G'] | [.., b'g' | b'G', b'/']) {
        return false;
    }
    let stem = key.strip_suffix('/').unwrap_or(key);
    let (_, name) = stem.split_once(':').unwrap_or_default();
    let from = name.len().saturating_sub("Tag".len());
    let ends_so = !name.contains('/')
        && name
            .get(from..)
            .is_some_and(|end| end.eq_ignore_ascii_case("Tag"));
    if !ends_so || global_keys::lacks_tag_name(key) {
        return ends_so;
    }
    let is_usual = ["ResourceTag", "RequestTag"]
        .iter()
        .any(|tag| name.eq_ignore_ascii_case(tag));
    is_usual
        || catalog
            .known_key(&format!("{stem}/tag"))
            .is_some_and(KnownKey::is_tag)
}
