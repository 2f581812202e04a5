use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Part, PrincipalKind};
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "not-principal-scoped",
        category: Category::Principal,
        severity: Severity::Info,
        summary: "`Deny` for everyone but some, by `NotPrincipal`",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Principal, check),
};

/// Every `Deny` with a `NotPrincipal` that names some; one that names everyone is another matter.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Resource {
        return Vec::new();
    }
    cx.policy
        .denies()
        .filter_map(|statement| statement.principal.as_ref())
        .filter(|principals| principals.negated)
        .filter(|principals| {
            principals
                .items
                .iter()
                .all(|principal| principal.kind != PrincipalKind::Everyone)
        })
        .map(|principals| {
            RULE.finding("`NotPrincipal` also denies some of those that it names")
                .at(
                    principals.key,
                    "spares no role without its account, and nobody with a boundary",
                )
                .help("deny `*`, and spare callers by `ArnNotEquals` on `aws:PrincipalArn`")
        })
        .collect()
}
