use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Principal, Text};
use crate::rules::principal::malformed_principal::{place, words};
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-federated-principal-syntax-in-role-trust-policy",
        category: Category::Principal,
        severity: Severity::Error,
        summary: "federated principal that is no identity provider",
        codes: &["INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY"],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every `Federated` value that is neither a built-in provider nor the ARN of one.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| statement.principal.as_ref())
        .flat_map(|principals| &principals.items)
        .filter(|principal| principal.type_name.as_ref().map(Text::written) == Some("Federated"))
        .filter_map(|principal| Some((principal, principal.flaw()?)))
        .map(|(principal, flaw)| {
            let words = words(principal, &flaw);
            let help = if principal.text.written().contains("https://") {
                "write `arn:aws:iam::ACCOUNT:oidc-provider/HOST`, without `https://`"
            } else if principal.text.known().and_then(Principal::type_of) == Some("AWS") {
                "name it under `AWS`, not under `Federated`"
            } else {
                "write the ARN of a provider in IAM, or the name of a built-in one"
            };
            RULE.finding(words.message)
                .at(place(principal, &flaw), words.label)
                .help(help)
        })
        .collect()
}
