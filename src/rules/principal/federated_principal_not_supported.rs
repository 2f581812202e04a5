use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::Part;
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "federated-principal-not-supported",
        category: Category::Principal,
        severity: Severity::Error,
        summary: "identity provider as principal outside a trust policy",
        codes: &["FEDERATED_PRINCIPAL_NOT_SUPPORTED"],
    },
    options: &[],
    check: Check::With(Part::Principal, check),
};

/// Every `Federated` in a resource policy.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Resource {
        return Vec::new();
    }
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| statement.principal.as_ref())
        .flat_map(|principals| &principals.types)
        .filter(|(type_name, _)| type_name.known() == Some("Federated"))
        .map(|(type_name, _)| {
            RULE.finding("a resource policy cannot name an identity provider")
                .at(
                    type_name.span(),
                    "belongs in the trust policy of a role alone",
                )
                .help("name the role that the provider's users assume")
        })
        .collect()
}
