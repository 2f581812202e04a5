//! Which values of a condition key somebody from outside can have, and which ones are those of somebody that a policy names.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Arn, BUILT_IN_PROVIDERS, Policy, PrincipalKind, Text, is_account_id};
use crate::operator::{Family, Operator};
use crate::semantics::providers::{self, GITHUB, web_identity_provider};
use crate::semantics::{Caller, variable};

/// What the values of a key name, and so how one of them belongs to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owned {
    /// The value itself: an organization, a VPC, an account.
    Name,
    /// An ARN: its account, else the whole of it.
    Arn,
    /// `o-…/r-…/ou-…/`: the organization.
    Path,
    /// `AROA…:session`: the part before the colon.
    UserId,
    /// `SCHEME:OWNER/…`, a claim of a provider that many share.
    Claim,
    /// Whoever is outside has it not.
    Never,
}

/// Keys that say who calls, for whom, or from which network; a caller chooses none of them.
const KEYS: [(&str, Owned); 27] = [
    ("aws:ec2instancesourcevpc", Owned::Name),
    ("aws:federatedprovider", Owned::Arn),
    ("aws:principalorgid", Owned::Name),
    ("aws:principalorgpaths", Owned::Path),
    ("aws:principalservicenameslist", Owned::Never),
    ("aws:sourceaccount", Owned::Name),
    ("aws:sourcearn", Owned::Arn),
    ("aws:sourceip", Owned::Name),
    ("aws:sourceorgid", Owned::Name),
    ("aws:sourceorgpaths", Owned::Path),
    ("aws:sourceowner", Owned::Name),
    ("aws:sourcevpc", Owned::Name),
    ("aws:sourcevpcarn", Owned::Arn),
    ("aws:sourcevpce", Owned::Name),
    ("aws:userid", Owned::UserId),
    ("aws:vpceaccount", Owned::Name),
    ("aws:vpceorgid", Owned::Name),
    ("aws:vpceorgpaths", Owned::Path),
    ("ec2:sourceinstancearn", Owned::Arn),
    ("elasticfilesystem:accessedviamounttarget", Owned::Never),
    ("elasticfilesystem:accesspointarn", Owned::Arn),
    ("kms:calleraccount", Owned::Name),
    ("lambda:sourcefunctionarn", Owned::Arn),
    ("s3:dataaccesspointaccount", Owned::Name),
    ("s3:dataaccesspointarn", Owned::Arn),
    ("sts:externalid", Owned::Name),
    ("aws:referer", Owned::Name),
];

/// A caller chooses these; a service that acts for others does not.
const CHOSEN: [&str; 2] = ["sts:externalid", "aws:referer"];
/// Of an access point's own policy they say nothing.
const OF_ACCESS_POINT: [&str; 2] = ["s3:dataaccesspointaccount", "s3:dataaccesspointarn"];
/// Claims that say for whom a token was made.
const CLAIMS: [&str; 11] = [
    "app_id",
    "enterprise",
    "enterprise_id",
    "id",
    "oaud",
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
    "sub",
    "user_id",
];

/// Who is outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// Identities of accounts that the policy does not name, anonymous callers, users of providers that everybody uses.
    Strangers,
    /// Services, whoever makes them call.
    Services,
}

/// In the place of an account: whose users are the origin access identities.
const CLOUDFRONT: &str = "cloudfront";

/// Whom a policy names.
#[derive(Debug)]
pub struct Named<'p> {
    accounts: BTreeSet<&'p str>,
    /// CloudFront's origin access identities: each is one customer's, and their ARNs name no account.
    origins: BTreeSet<&'p str>,
    /// By the key's name in lower case.
    values: BTreeMap<String, Vec<(Operator, &'p str)>>,
    variables: bool,
}

impl<'p> Named<'p> {
    #[must_use]
    pub fn by(policy: &'p Policy<'p>) -> Self {
        let mut named = Self {
            accounts: BTreeSet::new(),
            origins: BTreeSet::new(),
            values: BTreeMap::new(),
            variables: policy.has_variables(),
        };
        for statement in policy.sound_statements() {
            // Whom a `Deny` with `NotPrincipal` spares is named as well.
            let spared = statement.principal.as_ref();
            let spared = spared.filter(|all| all.negated && statement.is_deny());
            let spared = spared.map_or(&[][..], |all| &all.items[..]);
            for principal in statement.principals().chain(spared) {
                named.accounts.extend(principal.account());
                let arn = principal.arn().filter(|arn| arn.account == CLOUDFRONT);
                named.origins.extend(arn.and(principal.text.known()));
            }
            for condition in &statement.conditions {
                let (Some(key), Some(spec)) = (condition.key.known(), condition.spec) else {
                    continue;
                };
                let values = condition.values.iter().filter_map(Text::known);
                let key = key.to_ascii_lowercase();
                if key.starts_with("aws:principal") {
                    named.accounts.extend(values.clone().filter_map(account));
                }
                let values = values.map(|value| (spec.base.positive(), value));
                named.values.entry(key).or_default().extend(values);
            }
        }
        named
    }

    /// Whether the caller may be somebody from outside.
    #[must_use]
    pub fn is_outside(&self, caller: &Caller, outside: Outside) -> bool {
        match (caller, outside) {
            (Caller::Service(_), Outside::Services)
            | (Caller::Anonymous | Caller::Unknown, Outside::Strangers) => true,
            (Caller::Identity(name), Outside::Strangers) => {
                !self.origins.contains(name.as_str())
                    && Arn::parse(name).is_none_or(|arn| !self.accounts.contains(arn.account))
            }
            (Caller::Federated(name), Outside::Strangers) => is_shared(name),
            _ => false,
        }
    }

    /// Whether a key's values are compared as ranges of addresses alone.
    #[must_use]
    pub fn is_measured(&self, key: &str) -> bool {
        let mut operators = self.values.get(key).into_iter().flatten();
        operators.all(|(operator, _)| operator.family() == Family::IpAddress)
    }

    /// Whether a request from outside can have this value of the key; `surely`: this very value, and not only one that the policy
    /// cannot tell from it.
    #[must_use]
    pub fn can_have(&self, key: &str, value: &str, owned: Owned, surely: bool) -> bool {
        let texts = self.values.get(key).map_or(&[][..], Vec::as_slice);
        if is_nobodys(key, value, owned) {
            return true;
        }
        !texts.iter().any(|(operator, text)| {
            let is_variable = self.variables && variable::has_variables(text);
            !is_variable && is_same(*operator, text, value, owned, surely)
        })
    }
}

/// Whether a value belongs to nobody, though the policy names it: the user ID of callers who say nothing of themselves,
/// providers that everybody uses, subjects that any repository of GitHub can have.
///
/// Source: "Unique identifiers" in the IAM User Guide; "OpenID Connect reference" in GitHub's documentation, for subjects that a
/// repository makes up itself.
fn is_nobodys(key: &str, value: &str, owned: Owned) -> bool {
    match owned {
        Owned::UserId => value == "anonymous",
        Owned::Arn => key == "aws:federatedprovider" && BUILT_IN_PROVIDERS.contains(&value),
        Owned::Claim => {
            let mut words = value.split(':');
            let is_told = words.any(|word| OWNING.contains(&word)) && words.next().is_some();
            key.strip_suffix(":sub") == Some(GITHUB) && !is_told
        }
        _ => false,
    }
}

/// What stands in a subject of GitHub before an owner, or what is an owner's.
const OWNING: [&str; 7] = [
    "enterprise",
    "enterprise_id",
    "repo",
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
];

/// Whether a value is the one that a text of the policy names, or belongs to the same owner.
fn is_same(operator: Operator, text: &str, value: &str, owned: Owned, surely: bool) -> bool {
    let ignores_case = operator == Operator::StringEqualsIgnoreCase;
    let is_plain = ignores_case || operator == Operator::StringEquals;
    let has_wildcard = |text: &str| !is_plain && text.contains(['*', '?']);
    let equal = |one: &str, other: &str| {
        !has_wildcard(one) && (one == other || (ignores_case && one.eq_ignore_ascii_case(other)))
    };
    let begins_alike = |mark: char| {
        let (own, other) = (text.split(mark).next(), value.split(mark).next());
        text.contains(mark)
            && own.is_some_and(|own| !own.is_empty() && Some(own) == other && !has_wildcard(own))
    };
    equal(text, value)
        || match owned {
            Owned::Never => value != "false",
            Owned::Name => false,
            Owned::Arn => match (Arn::parse(text), Arn::parse(value)) {
                (Some(own), Some(other)) => {
                    // In a text that is no ARN to the operator, a wildcard takes colons too: what stands behind it may be part of
                    // any field.
                    let before = [own.partition, own.service, own.region];
                    let may_shift = !surely
                        && operator.family() == Family::String
                        && before.into_iter().any(has_wildcard);
                    let is_of_account =
                        !own.account.is_empty() && equal(own.account, other.account);
                    let buckets = bucket(&own).zip(bucket(&other));
                    let is_of_bucket = buckets.is_some_and(|(own, other)| equal(own, other));
                    !may_shift && (is_of_account || is_of_bucket)
                }
                _ => false,
            },
            Owned::Path => begins_alike('/'),
            Owned::UserId => begins_alike(':'),
            Owned::Claim => match (claim_owner(text), claim_owner(value)) {
                (Some(own), Some(other)) => equal(own, other),
                _ => false,
            },
        }
}

/// The bucket that an ARN of S3 names: there is one of a name, and its ARN tells no account.
fn bucket<'t>(arn: &Arn<'t>) -> Option<&'t str> {
    const OTHERS: [&str; 5] = [
        "access-grants",
        "accesspoint",
        "async-request",
        "job",
        "storage-lens",
    ];
    let name = arn.resource.split('/').next()?;
    (arn.service == "s3" && !name.is_empty() && !OTHERS.contains(&name)).then_some(name)
}

/// What the values of a key belong to; `None` for keys whose values a caller chooses.
#[must_use]
pub fn owned(key: &str, outside: Outside, is_access_point: bool) -> Option<Owned> {
    let is_free = (outside == Outside::Strangers && CHOSEN.contains(&key))
        || (is_access_point && OF_ACCESS_POINT.contains(&key));
    if is_free {
        return None;
    }
    if let Some((_, owned)) = KEYS.iter().find(|(name, _)| *name == key) {
        return Some(*owned);
    }
    let (provider, claim) = key.rsplit_once(':')?;
    let is_named = CLAIMS.contains(&claim)
        || providers::required(provider) == Some(providers::Required::Claim("aud"))
            && claim == "aud"
        || provider == "accounts.google.com" && claim == "aud";
    let is_provider =
        BUILT_IN_PROVIDERS.contains(&provider) || providers::required(provider).is_some();
    (is_provider && is_named).then_some(Owned::Claim)
}

/// `SCHEME:OWNER` of `SCHEME:OWNER/…` or `SCHEME:OWNER:…`: what comes before the second mark.
#[must_use]
pub fn claim_owner(text: &str) -> Option<&str> {
    let mut marks = text.match_indices([':', '/']);
    let (first, _) = marks.next()?;
    let (second, _) = marks.next()?;
    (second > first + 1).then(|| text.get(..second)).flatten()
}

/// The account that a value of a key about principals names.
fn account(text: &str) -> Option<&str> {
    if is_account_id(text) {
        return Some(text);
    }
    Arn::parse(text)
        .map(|arn| arn.account)
        .filter(|account| is_account_id(account))
}

/// Whether everybody can be a user of this provider.
fn is_shared(name: &str) -> bool {
    if BUILT_IN_PROVIDERS.contains(&name) {
        return true;
    }
    let host = Arn::parse(name).and_then(|arn| arn.resource.strip_prefix("oidc-provider/"));
    host.is_some_and(|host| providers::required(host).is_some())
}

/// The shared provider that a principal is, by what its condition keys begin with.
#[must_use]
pub fn shared_provider<'p>(principal: &'p crate::model::Principal<'p>) -> Option<&'p str> {
    let provider = web_identity_provider(principal)?;
    let is_shared =
        principal.kind == PrincipalKind::BuiltInProvider || providers::required(provider).is_some();
    is_shared.then_some(provider)
}
