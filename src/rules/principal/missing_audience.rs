use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{PrincipalKind, Statement};
use crate::operator::SetPrefix;
use crate::rules::condition::foranyvalue_with_audience_claim_type::audiences_as_sets;
use crate::rules::{Check, Context, Rule};
use crate::semantics::coverage::demand_value;
use crate::semantics::providers::{self, GITHUB, Required, WITH_SAML, WebIdentity};
use crate::text::quote;

use super::{
    missing_condition_key_for_oidc_principal, missing_github_repo_condition_key,
    missing_required_claim,
};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-audience",
        category: Category::Principal,
        severity: Severity::Warning,
        summary: "identity provider trusted whatever a token was made for",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every provider whose audience is not asked for.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        for identity in providers::web_identities(statement) {
            findings.extend(web_identity(cx, &identity));
        }
        findings.extend(saml(statement));
    }
    findings
}

fn web_identity(cx: &Context, identity: &WebIdentity) -> Option<Finding> {
    let provider = identity.provider;
    let claims = providers::audience_claims(provider);
    // Every token has an audience, so that `ForAllValues` asks for one too.
    let is_asked = claims.iter().any(|claim| identity.demands(claim))
        || audiences_as_sets(identity, SetPrefix::ForAllValues)
            .next()
            .is_some();
    if is_asked || is_told_elsewhere(cx, identity) {
        return None;
    }
    let key = quote(&format!("{provider}:{}", claims.first()?));
    let mut finding = RULE
        .finding(format!(
            "a token of {} made for another application is taken too",
            quote(provider)
        ))
        .at(
            identity.principal.text.span(),
            "trusted without a look at the audience",
        );
    if let Some(condition) = claims
        .iter()
        .find_map(|claim| identity.conditions_on(claim).next())
    {
        finding = finding.related(
            condition.operator.span(),
            "names no audience that the token has to have",
        );
    }
    Some(finding.help(format!("add a `StringEquals` condition on {key}")))
}

/// Where no claim is asked, and where IAM itself wants this one, other rules speak.
fn is_told_elsewhere(cx: &Context, identity: &WebIdentity) -> bool {
    let is_github = identity.provider.eq_ignore_ascii_case(GITHUB);
    let by = if !identity.demands_some_claim() && is_github {
        &missing_github_repo_condition_key::RULE
    } else if !identity.demands_some_claim() {
        &missing_condition_key_for_oidc_principal::RULE
    } else if providers::required(identity.provider) == Some(Required::Claim("aud")) {
        &missing_required_claim::RULE
    } else {
        return false;
    };
    cx.runs(by)
}

fn saml(statement: &Statement) -> Option<Finding> {
    let provider = statement
        .principals()
        .find(|principal| principal.kind == PrincipalKind::SamlProvider)?;
    if !providers::lets_in_by(statement, WITH_SAML)
        || demand_value(statement.conditions_on("SAML:aud"))
    {
        return None;
    }
    Some(
        RULE.finding("a SAML assertion made for another recipient is taken too")
            .at(
                provider.text.span(),
                "trusted without a look at the audience",
            )
            .help("add a `StringEquals` condition on `SAML:aud` with the sign-in endpoint"),
    )
}
