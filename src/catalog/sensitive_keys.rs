//! The condition keys whose values are IDs that nobody can guess a part of: what they identify.
//!
//! Source: "Sensitive condition keys" in "AWS global condition context keys" of the IAM User Guide, as of July 2026.

/// A key for which a pattern has no good use.
#[derive(Debug, PartialEq, Eq)]
pub struct SensitiveKey {
    /// AWS's spelling.
    pub name: &'static str,
    pub identifies: Identified,
    pub of: Party,
}

/// What the ID is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identified {
    Account,
    Organization,
    Vpc,
    Endpoint,
}

/// Whose ID it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    Principal,
    Resource,
    /// The resource for which a service of AWS calls.
    Source,
    /// The endpoint or the network that a request came through.
    Network,
}

impl Identified {
    /// As a sentence has one of them.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Organization => "organization",
            Self::Vpc => "VPC",
            Self::Endpoint => "VPC endpoint",
        }
    }
}

/// The sensitive key of this name. Names compare without regard to case.
#[must_use]
pub fn find(name: &str) -> Option<&'static SensitiveKey> {
    named(&KEYS, name)
}

/// What a policy variable of this name stands for, if AWS itself says it of every request: sensitive keys, and keys of
/// single services with the same values.
#[must_use]
pub fn find_value(name: &str) -> Option<&'static SensitiveKey> {
    find(name).or_else(|| named(&SYNONYMS, name))
}

fn named(keys: &'static [SensitiveKey], name: &str) -> Option<&'static SensitiveKey> {
    keys.iter().find(|key| key.name.eq_ignore_ascii_case(name))
}

const fn key(name: &'static str, identifies: Identified, of: Party) -> SensitiveKey {
    SensitiveKey {
        name,
        identifies,
        of,
    }
}

use Identified::{Account, Endpoint, Organization, Vpc};
use Party::{Network, Principal, Resource, Source};

static KEYS: [SensitiveKey; 10] = [
    key("aws:PrincipalAccount", Account, Principal),
    key("aws:PrincipalOrgID", Organization, Principal),
    key("aws:ResourceAccount", Account, Resource),
    key("aws:ResourceOrgID", Organization, Resource),
    key("aws:SourceAccount", Account, Source),
    key("aws:SourceOrgID", Organization, Source),
    key("aws:SourceVpc", Vpc, Network),
    key("aws:SourceVpce", Endpoint, Network),
    key("aws:VpceAccount", Account, Network),
    key("aws:VpceOrgID", Organization, Network),
];

static SYNONYMS: [SensitiveKey; 3] = [
    key("aws:Ec2InstanceSourceVpc", Vpc, Principal),
    key("kms:CallerAccount", Account, Principal),
    key("s3:ResourceAccount", Account, Resource),
];
