use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::PrincipalKind;
use crate::rules::{Check, Context, Rule};
use crate::semantics::coverage::demand_value;
use crate::semantics::providers::{self, GITHUB, Required};
use crate::text::quote;

use super::{missing_github_repo_condition_key, missing_required_claim};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-subject",
        category: Category::Principal,
        severity: Severity::Info,
        summary: "OIDC provider of which any subject may assume the role",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every OIDC provider of one's own for which the audience is asked, and nothing else.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        for identity in providers::web_identities(statement) {
            let provider = identity.provider;
            let is_own = identity.principal.kind == PrincipalKind::OidcProvider;
            if !is_own || is_told_elsewhere(cx, provider) || !identity.demands("aud") {
                continue;
            }
            let others = identity
                .claims
                .iter()
                .filter(|(claim, _)| !claim.eq_ignore_ascii_case("aud"));
            if demand_value(others.map(|&(_, condition)| condition)) {
                continue;
            }
            findings.push(
                RULE.finding(format!(
                    "every user of {} with the right audience may assume this role",
                    quote(provider)
                ))
                .at(
                    identity.principal.text.span(),
                    "trusted without a look at the subject",
                )
                .help(format!(
                    "add a condition on {}",
                    quote(&format!("{provider}:sub"))
                )),
            );
        }
    }
    findings
}

/// Where IAM demands another claim than the audience, the rule that names it speaks; where it demands the audience, that is
/// what tells tenants apart.
fn is_told_elsewhere(cx: &Context, provider: &str) -> bool {
    match providers::required(provider) {
        None => false,
        Some(Required::Claim("aud")) => true,
        Some(_) if provider.eq_ignore_ascii_case(GITHUB) => {
            cx.runs(&missing_github_repo_condition_key::RULE)
        }
        Some(_) => cx.runs(&missing_required_claim::RULE),
    }
}
