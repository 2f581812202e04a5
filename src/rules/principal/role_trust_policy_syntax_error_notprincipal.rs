use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::Element;
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "role-trust-policy-syntax-error-notprincipal",
        category: Category::Principal,
        severity: Severity::Error,
        summary: "`NotPrincipal` in a trust policy",
        codes: &["ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL"],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every `NotPrincipal`. One beside a `Principal` is a matter of the two.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .statements
        .iter()
        .filter(|statement| statement.key(Element::Principal).is_none())
        .filter_map(|statement| statement.key(Element::NotPrincipal))
        .map(|key| {
            RULE.finding("a trust policy cannot have `NotPrincipal`")
                .at(
                    key,
                    "says who is left out, where a role wants to know whom to trust",
                )
                .help("name the trusted principals in `Principal`")
        })
        .collect()
}
