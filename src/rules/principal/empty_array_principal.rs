use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::Part;
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "empty-array-principal",
        category: Category::Principal,
        severity: Severity::Info,
        summary: "principal type without principals",
        codes: &["EMPTY_ARRAY_PRINCIPAL"],
    },
    options: &[],
    check: Check::With(Part::Principal, check),
};

/// Every type with an empty list.
fn check(cx: &Context) -> Vec<Finding> {
    if !matches!(cx.policy_type, PolicyType::Trust | PolicyType::Resource) {
        return Vec::new();
    }
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| statement.principal.as_ref())
        // A list with something in it has given at least one principal, unless a problem was found.
        .filter(|principals| principals.items.len() < principals.types.len())
        .flat_map(|principals| &principals.types)
        .filter(|(_, values)| {
            let written = cx.tree.text().get(values.range()).unwrap_or_default();
            let inside = written
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'));
            inside.is_some_and(|inside| inside.trim().is_empty())
        })
        .map(|(type_name, values)| {
            RULE.finding(format!(
                "no principal of the type {} is named",
                quote(type_name.written())
            ))
            .at(*values, "empty list")
            .help("name the principals, or remove the type")
        })
        .collect()
}
