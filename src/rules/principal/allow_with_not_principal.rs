use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Part, PrincipalKind};
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "allow-with-not-principal",
        category: Category::Principal,
        severity: Severity::Warning,
        summary: "`Allow` for everyone but some",
        codes: &["ALLOW_WITH_NOT_PRINCIPAL"],
    },
    options: &[],
    check: Check::With(Part::Principal, check),
};

/// Every `Allow` with `NotPrincipal` in a resource policy; trust policies cannot have it at all.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Resource {
        return Vec::new();
    }
    cx.policy
        .allows()
        .filter_map(|statement| Some((statement.effect?, statement.principal.as_ref()?)))
        .filter(|(_, principals)| principals.negated)
        .map(|(effect, principals)| {
            let spares_all = principals
                .items
                .iter()
                .any(|principal| principal.kind == PrincipalKind::Everyone);
            let message = if spares_all {
                "access is allowed to everyone but everyone: to nobody"
            } else {
                "access is allowed to everyone but these, anonymous callers included"
            };
            RULE.finding(message)
                .at(principals.key, "leaves these out")
                .related(effect.span, "and lets all others in")
                .help("name in `Principal` who gets access")
        })
        .collect()
}
