use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{PrincipalKind, Statement};
use crate::rules::{Check, Context, Rule};
use crate::semantics::coverage::demand_value;
use crate::semantics::providers::{self, Required, WITH_SAML, WebIdentity};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-audience",
        category: Category::Principal,
        severity: Severity::Warning,
        summary: "identity provider trusted whatever a token was made for",
        codes: &[],
    },
    page: include_str!("../../../rules/principal/missing-audience.md"),
    options: &[],
    check: Check::Trust(check),
};

/// Every provider whose audience is not asked for.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        for identity in providers::web_identities(statement) {
            findings.extend(web_identity(&identity));
        }
        findings.extend(saml(statement));
    }
    findings
}

fn web_identity(identity: &WebIdentity) -> Option<Finding> {
    let provider = identity.provider;
    // Where no claim is asked, or where IAM itself wants this one, other rules speak.
    if !identity.demands_some_claim()
        || providers::required(provider) == Some(Required::Claim("aud"))
    {
        return None;
    }
    let claims = providers::audience_claims(provider);
    let is_asked = claims.iter().any(|claim| {
        // Set operators on an audience have a rule of their own.
        let has_set = |condition: &crate::model::Condition| {
            condition.spec.is_some_and(|spec| spec.set.is_some())
        };
        identity.demands(claim) || identity.conditions_on(claim).any(has_set)
    });
    if is_asked {
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
