use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::model::{PRINCIPAL_TYPES, Part};
use crate::rules::{Check, Context, Rule};
use crate::text::{nearest, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-principal-key",
        category: Category::Principal,
        severity: Severity::Error,
        summary: "principal type that AWS does not know",
        codes: &["INVALID_PRINCIPAL_KEY"],
    },
    options: &[],
    check: Check::With(Part::Principal, check),
};

/// Every type in a principal that is none of the four. Letter case counts.
fn check(cx: &Context) -> Vec<Finding> {
    if !matches!(cx.policy_type, PolicyType::Trust | PolicyType::Resource) {
        return Vec::new();
    }
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| statement.principal.as_ref())
        .flat_map(|principals| &principals.types)
        .filter_map(|(type_name, _)| Some((type_name.span(), type_name.known()?)))
        .filter(|(_, name)| !PRINCIPAL_TYPES.contains(name))
        .map(|(span, name)| match nearest(name, PRINCIPAL_TYPES) {
            Some(near) => RULE
                .finding(format!(
                    "{} is not a principal type; did you mean `{near}`?",
                    quote(name)
                ))
                .at(span, "names of types are exact, letter case included")
                .fix(
                    format!("write `{near}`"),
                    Safety::Unsafe,
                    vec![Edit::replace(span, format!("\"{near}\""))],
                ),
            None => RULE
                .finding(format!("{} is not a principal type", quote(name)))
                .at(
                    span,
                    "expected `AWS`, `Service`, `Federated` or `CanonicalUser`",
                )
                .help("write `AWS` for accounts, roles, users and their sessions"),
        })
        .collect()
}
