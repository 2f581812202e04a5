//! Which condition keys a request has because of who sends it and by which way.
//!
//! Source: "AWS global condition context keys" in the IAM User Guide, the paragraph "Availability" of each key. Only what a
//! page says is said here: a key wrongly taken for absent would hide a request that gets in.

use crate::catalog::global_keys::{self, Presence as Documented};
use crate::model::Arn;

use super::request::{Caller, Key, Keys};

/// Whether a request has a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Always,
    Never,
    /// It may have it or not.
    Sometimes,
}

/// Whether the requests of this caller have this key, `keys` being what else is known of them.
#[must_use]
pub fn presence(caller: &Caller, keys: &Keys, name: &str) -> Presence {
    let is = |key: &str| name.eq_ignore_ascii_case(key);
    let is_one_of = |all: &[&str]| all.iter().any(|key| is(key));
    if is_one_of(&NETWORK) && network_is_other(keys, name) {
        return Presence::Never;
    }
    match caller {
        Caller::Anonymous if is_of_credentials(name) => return Presence::Never,
        Caller::Identity(_) if is_of_services(name) => return Presence::Never,
        Caller::Identity(arn) if is_one_of(&OF_ROLES) && !is_role(arn) => return Presence::Never,
        Caller::Identity(arn) if is_role(arn) => {
            if is("aws:TokenIssueTime") {
                return Presence::Always;
            }
            if is("aws:username") {
                return Presence::Never;
            }
        }
        Caller::Identity(arn) if is("aws:username") && is_user(arn) => {
            return Presence::Always;
        }
        _ => {}
    }
    match global_keys::find(name).map(|key| key.presence) {
        Some(Documented::Always) => Presence::Always,
        Some(Documented::Signed) => match caller {
            Caller::Anonymous => Presence::Never,
            Caller::Identity(_) | Caller::Service(_) => Presence::Always,
            Caller::Federated(_) | Caller::Unknown => Presence::Sometimes,
        },
        _ => Presence::Sometimes,
    }
}

/// Whether only requests with credentials have this key: it tells of them, or of the identity that they are of.
#[must_use]
pub fn is_of_credentials(name: &str) -> bool {
    const KEYS: [&str; 14] = [
        "aws:AssumedRoot",
        "aws:FederatedProvider",
        "aws:MultiFactorAuthAge",
        "aws:MultiFactorAuthPresent",
        "aws:PrincipalArn",
        "aws:PrincipalIsAWSService",
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
        "aws:PrincipalServiceName",
        "aws:PrincipalServiceNamesList",
        "aws:PrincipalTag/",
        "aws:SourceIdentity",
        "aws:TokenIssueTime",
        "aws:username",
    ];
    global_keys::find(name).is_some_and(|key| KEYS.contains(&key.name))
}

/// Keys of which AWS says that only a call made directly by a service of its own has them.
pub const OF_SERVICES: [&str; 6] = [
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
];

/// Whether only services of AWS have this key, in the calls that they make directly.
#[must_use]
pub fn is_of_services(name: &str) -> bool {
    OF_SERVICES.iter().any(|key| name.eq_ignore_ascii_case(key))
}

/// Keys of which AWS says that only sessions of roles have them.
const OF_ROLES: [&str; 2] = ["aws:FederatedProvider", "aws:SourceIdentity"];

/// Public address and endpoint: a request has one or the other.
const NETWORK: [&str; 3] = ["aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce"];

/// Whether the request is known to have come by the way that does not bring this key.
fn network_is_other(keys: &Keys, name: &str) -> bool {
    let given = |key: &str| matches!(keys.get(key), Key::Present(values) if !values.is_empty());
    if name.eq_ignore_ascii_case("aws:SourceIp") {
        given("aws:SourceVpce") || given("aws:SourceVpc")
    } else {
        given("aws:SourceIp")
    }
}

fn is_role(arn: &str) -> bool {
    Arn::parse(arn).is_some_and(|arn| matches!(arn.typed_resource().0, "role" | "assumed-role"))
}

fn is_user(arn: &str) -> bool {
    Arn::parse(arn).is_some_and(|arn| arn.typed_resource().0 == "user")
}
