use crate::finding::{Category, Finding, Meta, Severity};
use crate::operator::SetPrefix;
use crate::rules::condition::foranyvalue_with_audience_claim_type::audiences_as_sets;
use crate::rules::{Check, Context, Rule};
use crate::semantics::providers::{self, GITHUB, Required, WebIdentity};
use crate::text::quote;

use super::missing_github_repo_condition_key;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-condition-key-for-oidc-principal",
        category: Category::Principal,
        severity: Severity::Warning,
        summary: "OIDC provider whose every user may assume the role",
        codes: &["MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL"],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every web identity provider of whose tokens no claim is asked. GitHub's has a rule of its own.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        for identity in providers::web_identities(statement) {
            let is_told_elsewhere = identity.provider.eq_ignore_ascii_case(GITHUB)
                && cx.runs(&missing_github_repo_condition_key::RULE);
            if !identity.demands_some_claim()
                && !is_told_elsewhere
                && !is_audience_as_set(&identity)
            {
                findings.push(finding(&identity));
            }
        }
    }
    findings
}

/// Whether the audience is asked for under `ForAllValues`. AWS takes no token without one, so that asks for a value; what IAM
/// makes of it where it demands a claim is not documented.
fn is_audience_as_set(identity: &WebIdentity) -> bool {
    providers::required(identity.provider).is_none()
        && audiences_as_sets(identity, SetPrefix::ForAllValues)
            .next()
            .is_some()
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
