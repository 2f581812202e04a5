use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Statement, Text};
use crate::rules::condition::wildcard_usage_too_permissive as wildcard_usage;
use crate::rules::{Check, Context, Rule};
use crate::semantics::coverage::{
    demand_telling_value, demand_value, is_wildcards, takes_any_value,
};
use crate::semantics::providers::{self, GITHUB, Required, WebIdentity};
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

/// Every shared provider of whose tokens the claim that IAM wants is not asked, or is asked without the name of a tenant.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        for identity in providers::web_identities(statement) {
            // Where nothing is asked at all, and for GitHub, other rules speak.
            let other = if identity.provider.eq_ignore_ascii_case(GITHUB) {
                Some(&missing_github_repo_condition_key::RULE)
            } else if !identity.demands_some_claim() {
                Some(&missing_condition_key_for_oidc_principal::RULE)
            } else {
                None
            };
            if other.is_some_and(|rule| cx.runs(rule)) {
                continue;
            }
            let Some(asked) = Asked::of(&identity, statement) else {
                continue;
            };
            if demand_telling_value(asked.conditions.iter().copied()) {
                findings.extend(asked.open_values(cx, &identity));
            } else {
                findings.push(asked.missing(&identity));
            }
        }
    }
    findings
}

/// Whether one of these rules says of a condition that it leaves a shared provider's tenant wholly open.
pub(in crate::rules) fn speaks_of(
    cx: &Context,
    statement: &Statement,
    condition: &Condition,
) -> bool {
    takes_any_value(condition)
        && providers::web_identities(statement).iter().any(|identity| {
            if identity.provider.eq_ignore_ascii_case(GITHUB) {
                let claims = ["sub", "job_workflow_ref"];
                let is_on = |claim: &&str| condition.is_on(&format!("{GITHUB}:{claim}"));
                return cx.runs(&missing_github_repo_condition_key::RULE)
                    && claims.iter().any(is_on)
                    && !claims.iter().any(|claim| identity.tells_apart_by(claim));
            }
            cx.runs(&RULE)
                && Asked::of(identity, statement).is_some_and(|asked| {
                    condition.is_on(&asked.key)
                        && !demand_telling_value(asked.conditions.iter().copied())
                })
        })
}

/// What a statement asks of the claim that IAM wants.
struct Asked<'s, 't> {
    key: String,
    conditions: Vec<&'s Condition<'t>>,
}

impl<'s, 't> Asked<'s, 't> {
    /// `None` for a provider that is not shared.
    fn of(identity: &WebIdentity<'s, 't>, statement: &'s Statement<'t>) -> Option<Self> {
        Some(match providers::required(identity.provider)? {
            Required::Claim(claim) => Self {
                key: format!("{}:{claim}", identity.provider),
                conditions: identity.conditions_on(claim).collect(),
            },
            Required::Key(key) => Self {
                key: key.to_owned(),
                conditions: statement.conditions_on(key).collect(),
            },
        })
    }

    fn missing(&self, identity: &WebIdentity) -> Finding {
        let provider = quote(identity.provider);
        let finding = RULE
            .finding(format!(
                "tokens of any customer of {provider} may assume this role"
            ))
            .at(
                identity.principal.text.span(),
                "shared by all customers; IAM wants one of them named",
            );
        let any = self.conditions.iter().find(|one| takes_any_value(one));
        let values = any.iter().flat_map(|condition| &condition.values);
        match values.clone().find(|value| is_wildcards(value)) {
            Some(value) => finding
                .related(value.span(), "takes in all of them")
                .help(format!("name your own in {}", quote(&self.key))),
            None => finding.help(format!(
                "add a `StringEquals` condition on {}",
                quote(&self.key)
            )),
        }
    }

    /// Each pattern that takes in the tokens of strangers, since its wildcard stands in the name of the tenant.
    fn open_values(&self, cx: &Context, identity: &WebIdentity) -> Vec<Finding> {
        let is_pattern = |condition: &&&Condition| {
            let spec = condition.spec;
            spec.is_some_and(|spec| spec.base.takes_wildcards() && !spec.base.is_negated())
        };
        // Of a condition beside another one that is met by one tenant alone nothing is left open.
        let names_one = |condition: &&Condition| {
            demand_value([*condition])
                && !condition
                    .values
                    .iter()
                    .any(|value| is_pattern(&condition) && is_open(identity.provider, value))
        };
        if self.conditions.iter().any(names_one) {
            return Vec::new();
        }
        let patterns = self.conditions.iter().filter(is_pattern);
        patterns
            .flat_map(|condition| &condition.values)
            .filter(|value| is_open(identity.provider, value))
            .filter(|value| !wildcard_usage::speaks_of(cx, &self.key, value))
            .map(|value| {
                RULE.finding(format!(
                    "{} matches tokens of other customers of {}, too",
                    quote(value.written()),
                    quote(identity.provider)
                ))
                .at(value.span(), "leaves open whose tokens they are")
                .severity(Severity::Warning)
                .related(
                    identity.principal.text.span(),
                    "signs for all of its customers",
                )
                .help("write out whose tokens are meant before the first wildcard")
            })
            .collect()
    }
}

/// Whether a wildcard stands before the name of the tenant is at its end.
///
/// A value is `KIND:TENANT:…`, `KIND:TENANT/…` or a URL whose path begins with the tenant; an identity pool of Cognito is
/// `REGION:ID`, and a part of its ID is enough.
fn is_open(provider: &str, value: &Text) -> bool {
    let Some(text) = value.known().filter(|text| !text.contains("${")) else {
        return false;
    };
    let fixed = text.split(['*', '?']).next().unwrap_or_default();
    if fixed.len() == text.len() {
        return false;
    }
    let tenant = match fixed.split_once("://") {
        Some((_, rest)) => rest.split_once('/'),
        None => fixed.split_once(':'),
    };
    let Some((_, tenant)) = tenant else {
        return true;
    };
    tenant.is_empty()
        || !provider.eq_ignore_ascii_case("cognito-identity.amazonaws.com")
            && !tenant.contains([':', '/'])
}
