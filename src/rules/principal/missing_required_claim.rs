use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Context, Rule};
use crate::semantics::coverage::demand_value;
use crate::semantics::providers::{self, GITHUB, Required};
use crate::text::quote;

use super::{missing_condition_key_for_oidc_principal, missing_github_repo_condition_key};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-required-claim",
        category: Category::Principal,
        severity: Severity::Error,
        summary: "shared OIDC provider without the claim that tells tenants apart",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every shared provider for which other claims are asked than the one that IAM wants.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        for identity in providers::web_identities(statement) {
            let provider = identity.provider;
            // Where nothing is asked at all, and for GitHub, other rules speak.
            let other = if provider.eq_ignore_ascii_case(GITHUB) {
                Some(&missing_github_repo_condition_key::RULE)
            } else if !identity.demands_some_claim() {
                Some(&missing_condition_key_for_oidc_principal::RULE)
            } else {
                None
            };
            if other.is_some_and(|rule| cx.runs(rule)) {
                continue;
            }
            let (demanded, key) = match providers::required(provider) {
                None => continue,
                Some(Required::Claim(claim)) => {
                    (identity.demands(claim), format!("{provider}:{claim}"))
                }
                Some(Required::Key(key)) => {
                    (demand_value(statement.conditions_on(key)), key.to_owned())
                }
            };
            if demanded {
                continue;
            }
            findings.push(
                RULE.finding(format!(
                    "tokens of any customer of {} may assume this role",
                    quote(provider)
                ))
                .at(
                    identity.principal.text.span(),
                    "shared by all customers; IAM wants one of them named",
                )
                .help(format!("add a `StringEquals` condition on {}", quote(&key))),
            );
        }
    }
    findings
}
