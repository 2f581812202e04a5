use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::Part;
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "empty-object-principal",
        category: Category::Principal,
        severity: Severity::Info,
        summary: "principal that names nobody",
        codes: &["EMPTY_OBJECT_PRINCIPAL"],
    },
    options: &[],
    check: Check::With(Part::Principal, check),
};

/// Every `{}` in the place of principals.
fn check(cx: &Context) -> Vec<Finding> {
    if !matches!(cx.policy_type, PolicyType::Trust | PolicyType::Resource) {
        return Vec::new();
    }
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| statement.principal.as_ref())
        .filter(|principals| principals.items.is_empty() && principals.types.is_empty())
        .filter(|principals| {
            let written = cx
                .tree
                .text()
                .get(principals.span.range())
                .unwrap_or_default();
            let inside = written
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'));
            inside.is_some_and(|inside| inside.trim().is_empty())
        })
        .map(|principals| {
            let name = if principals.negated {
                "NotPrincipal"
            } else {
                "Principal"
            };
            RULE.finding(format!("`{name}` names nobody"))
                .at(principals.span, "empty object")
                .help("name the principals, such as `{ \"AWS\": \"arn:…\" }`")
        })
        .collect()
}
