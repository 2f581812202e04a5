//! Identity providers in trust policies: how their condition keys are called, and which of them IAM demands.
//!
//! Sources: "Available keys for AWS OIDC federation" and "Identity-provider controls for shared OIDC providers" in the
//! IAM User Guide.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::coverage::{covers, demand_telling_value, demand_value, names};
use crate::model::{Arn, BUILT_IN_PROVIDERS, Condition, Principal, PrincipalKind, Statement};

/// The actions by which a role is assumed.
pub const ASSUME_ROLE: &str = "sts:AssumeRole";
pub const WITH_SAML: &str = "sts:AssumeRoleWithSAML";
pub const WITH_WEB_IDENTITY: &str = "sts:AssumeRoleWithWebIdentity";

/// The action by which users of a provider assume a role, where its name tells.
#[must_use]
pub fn assumed_by(provider: &str) -> Option<&'static str> {
    if BUILT_IN_PROVIDERS.contains(&provider) {
        return Some(WITH_WEB_IDENTITY);
    }
    match Arn::parse(provider)?.typed_resource().0 {
        "saml-provider" => Some(WITH_SAML),
        "oidc-provider" => Some(WITH_WEB_IDENTITY),
        _ => None,
    }
}

/// The issuer of GitHub Actions, one for all repositories of GitHub.
pub const GITHUB: &str = "token.actions.githubusercontent.com";

/// The condition key that IAM wants in a trust policy for a provider that many customers share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// A claim of the provider, its key being `provider:claim`.
    Claim(&'static str),
    /// Another condition key.
    Key(&'static str),
}

/// Shared providers. Two issuers of IBM Turbonomic belong here too; AWS prints their paths with parts of the customer's.
const SHARED: [(&str, Required); 16] = [
    ("agent.buildkite.com", Required::Claim("sub")),
    ("api.pulumi.com/oidc", Required::Claim("aud")),
    ("app.terraform.io", Required::Claim("sub")),
    ("cognito-identity.amazonaws.com", Required::Claim("aud")),
    ("gitlab.com", Required::Claim("sub")),
    (
        "oidc-configuration.audit-log.githubusercontent.com",
        Required::Claim("sub"),
    ),
    ("oidc.codefresh.io", Required::Claim("sub")),
    ("oidc.vercel.com", Required::Claim("aud")),
    ("proidc.upbound.io", Required::Claim("sub")),
    ("sandboxes.cloud", Required::Claim("aud")),
    ("scalr.io", Required::Claim("sub")),
    (
        "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d",
        Required::Key("sts:RoleSessionName"),
    ),
    ("studio.datachain.ai/api", Required::Claim("sub")),
    (GITHUB, Required::Claim("sub")),
    ("tokens.cloud.shisho.dev", Required::Claim("sub")),
    (
        "vstoken.actions.githubusercontent.com",
        Required::Claim("sub"),
    ),
];

/// What IAM demands of trust policies for this provider when they are saved.
#[must_use]
pub fn required(provider: &str) -> Option<Required> {
    SHARED
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(provider))
        .map(|&(_, required)| required)
}

/// The claims that name the application a token was made for.
#[must_use]
pub fn audience_claims(provider: &str) -> &'static [&'static str] {
    match provider {
        "graph.facebook.com" | "www.amazon.com" => &["app_id"],
        "accounts.google.com" => &["aud", "oaud"],
        _ => &["aud"],
    }
}

/// What the condition keys of a web identity provider begin with: its host and path, or its built-in name.
#[must_use]
pub fn web_identity_provider<'p>(principal: &'p Principal) -> Option<&'p str> {
    match principal.kind {
        PrincipalKind::BuiltInProvider => principal.text.known(),
        PrincipalKind::OidcProvider => {
            let resource = principal.arn()?.resource;
            resource.strip_prefix("oidc-provider/")
        }
        _ => None,
    }
}

/// A web identity provider that a statement trusts, and what the statement asks of its tokens.
#[derive(Debug)]
pub struct WebIdentity<'s, 't> {
    /// Where the provider is first named.
    pub principal: &'s Principal<'t>,
    /// What its condition keys begin with.
    pub provider: &'s str,
    /// The conditions on its claims, in the order written, with the name of the claim: `sub` of `PROVIDER:sub`.
    pub claims: Vec<(&'s str, &'s Condition<'t>)>,
}

impl<'s, 't> WebIdentity<'s, 't> {
    /// The conditions on this claim.
    pub fn conditions_on(&self, claim: &str) -> impl Iterator<Item = &'s Condition<'t>> {
        self.claims
            .iter()
            .filter(move |(name, _)| name.eq_ignore_ascii_case(claim))
            .map(|&(_, condition)| condition)
    }

    /// Whether a token passes only with a value of this claim that the statement writes.
    #[must_use]
    pub fn demands(&self, claim: &str) -> bool {
        demand_value(self.conditions_on(claim))
    }

    /// The same, where a pattern that every value matches does not count.
    #[must_use]
    pub fn tells_apart_by(&self, claim: &str) -> bool {
        demand_telling_value(self.conditions_on(claim))
    }

    /// Whether a token passes only with a value of some claim that the statement writes.
    #[must_use]
    pub fn demands_some_claim(&self) -> bool {
        demand_value(self.claims.iter().map(|&(_, condition)| condition))
    }
}

/// The web identity providers whose users this statement lets in, each once.
///
/// A bare `*` among the actions is not taken for a way in: it has a rule of its own. Linear in the statement.
#[must_use]
pub fn web_identities<'s, 't>(statement: &'s Statement<'t>) -> Vec<WebIdentity<'s, 't>> {
    let mut found: Vec<WebIdentity> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    if !statement.is_allow() {
        return found;
    }
    for principal in statement.principals() {
        let Some(provider) = web_identity_provider(principal) else {
            continue;
        };
        if found.is_empty() && !lets_in_by(statement, WITH_WEB_IDENTITY) {
            return found;
        }
        if let Entry::Vacant(entry) = places.entry(provider.to_ascii_lowercase()) {
            entry.insert(found.len());
            found.push(WebIdentity {
                principal,
                provider,
                claims: Vec::new(),
            });
        }
    }
    if found.is_empty() {
        return found;
    }
    for condition in &statement.conditions {
        let Some((provider, claim)) = condition.key.known().and_then(|key| key.rsplit_once(':'))
        else {
            continue;
        };
        let place = places.get(&provider.to_ascii_lowercase());
        if let Some(identity) = place.and_then(|&place| found.get_mut(place)) {
            identity.claims.push((claim, condition));
        }
    }
    found
}

/// Whether a statement names this way to assume a role; a bare `*` does not count.
#[must_use]
pub fn lets_in_by(statement: &Statement, action: &str) -> bool {
    let Some(list) = &statement.action else {
        return false;
    };
    if list.negated() {
        return covers(list, action).is_yes();
    }
    list.items
        .iter()
        .any(|item| item.known() != Some("*") && names(item, action).is_yes())
}
