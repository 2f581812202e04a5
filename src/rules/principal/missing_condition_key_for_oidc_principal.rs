use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Context, Rule};
use crate::semantics::providers::{self, GITHUB, Required, WebIdentity};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-condition-key-for-oidc-principal",
        category: Category::Principal,
        severity: Severity::Warning,
        summary: "OIDC provider whose every user may assume the role",
        codes: &["MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL"],
    },
    page: include_str!("../../../rules/principal/missing-condition-key-for-oidc-principal.md"),
    options: &[],
    check: Check::Trust(check),
};

/// Every web identity provider of whose tokens no claim is asked. GitHub's has a rule of its own.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        for identity in providers::web_identities(statement) {
            if !identity.demands_some_claim() && !identity.provider.eq_ignore_ascii_case(GITHUB) {
                findings.push(finding(&identity));
            }
        }
    }
    findings
}

fn finding(identity: &WebIdentity) -> Finding {
    let provider = identity.provider;
    let mut finding = RULE
        .finding(format!(
            "every user of {} may assume this role",
            quote(provider)
        ))
        .at(
            identity.principal.text.span(),
            "trusted, whatever its token says",
        );
    if let Some(&(_, condition)) = identity.claims.first() {
        finding = finding.related(
            condition.operator.span(),
            "names no value that the token has to have",
        );
    }
    let claim = match providers::required(provider) {
        Some(Required::Claim(claim)) => {
            finding = finding.severity(Severity::Error);
            claim
        }
        _ => providers::audience_claims(provider)
            .first()
            .copied()
            .unwrap_or("aud"),
    };
    finding.help(format!(
        "add a `StringEquals` condition on {}",
        quote(&format!("{provider}:{claim}"))
    ))
}
