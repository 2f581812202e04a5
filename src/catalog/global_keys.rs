//! The condition keys of every service: their names, what their values are, when a request has them.
//!
//! Source: "AWS global condition context keys" in the IAM User Guide, as of October 2026.

use crate::operator::Family;

/// A global condition key.
#[derive(Debug, PartialEq, Eq)]
pub struct GlobalKey {
    /// AWS's spelling; for tag keys the part before the tag's name, slash included: `aws:RequestTag/`.
    pub name: &'static str,
    pub value: Value,
    /// Whether one request can have several values of it.
    pub is_multivalued: bool,
    pub presence: Presence,
}

/// What the values of a key are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    String,
    Arn,
    /// `aws:FederatedProvider`: an ARN, or the name of a provider that AWS knows by itself.
    StringOrArn,
    Bool,
    Numeric,
    Date,
    /// `aws:EpochTime`.
    DateOrNumeric,
    IpAddress,
}

/// When a request has a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Always,
    /// Unless nobody signed the request.
    Signed,
    /// In requests of some callers, by some ways, or for some resources.
    Sometimes,
}

impl GlobalKey {
    /// Whether the key's name goes on with the name of a tag.
    #[must_use]
    pub fn is_tag(&self) -> bool {
        self.name.ends_with('/')
    }

    #[must_use]
    pub fn is_always_present(&self) -> bool {
        self.presence == Presence::Always
    }
}

impl Value {
    /// With an article, as a sentence has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Arn => "an ARN",
            Self::StringOrArn => "a string or an ARN",
            Self::Bool => "a Boolean",
            Self::Numeric => "a number",
            Self::Date => "a date",
            Self::DateOrNumeric => "a date or a number",
            Self::IpAddress => "an IP address",
        }
    }

    /// Whether the operators of this family can compare such values. String operators compare ARNs as text.
    #[must_use]
    pub fn fits(self, family: Family) -> bool {
        match family {
            Family::Null => true,
            Family::String => matches!(self, Self::String | Self::Arn | Self::StringOrArn),
            Family::Arn => matches!(self, Self::Arn | Self::StringOrArn),
            Family::Numeric => matches!(self, Self::Numeric | Self::DateOrNumeric),
            Family::Date => matches!(self, Self::Date | Self::DateOrNumeric),
            Family::Bool => self == Self::Bool,
            Family::IpAddress => self == Self::IpAddress,
            Family::Binary => false,
        }
    }

    /// The operator that asks for one such value.
    #[must_use]
    pub fn operator(self) -> &'static str {
        match self {
            Self::String | Self::StringOrArn => "StringEquals",
            Self::Arn => "ArnLike",
            Self::Bool => "Bool",
            Self::Numeric => "NumericLessThan",
            Self::Date | Self::DateOrNumeric => "DateLessThan",
            Self::IpAddress => "IpAddress",
        }
    }
}

/// How far into a name the `/` before the name of a tag can stand.
const LONGEST: usize = 64;

/// The global key of this name, tag name included. Names compare without regard to case.
#[must_use]
pub fn find(name: &str) -> Option<&'static GlobalKey> {
    let rest = strip_prefix(name, "aws:")?;
    // The name of a tag may be a megabyte, and this is asked for each value; no key's own name is near as long.
    let head = rest.bytes().take(LONGEST);
    let tag = head
        .enumerate()
        .find(|&(_, byte)| byte == b'/')
        .map(|(slash, _)| slash)
        .filter(|&slash| slash + 1 < rest.len());
    let stem = match tag {
        Some(slash) => name.get(..=PREFIX + slash)?,
        None => name,
    };
    let mut alike = BY_LENGTH.get(stem.len()).copied().unwrap_or_default();
    while alike != 0 {
        let key = KEYS.get(alike.trailing_zeros() as usize)?;
        if key.name.eq_ignore_ascii_case(stem) && key.is_tag() == tag.is_some() {
            return Some(key);
        }
        alike &= alike - 1;
    }
    None
}

/// By the length of a name: a bit for each key of that length.
static BY_LENGTH: [u64; LONGEST] = {
    let mut lengths = [0; LONGEST];
    let mut index = 0;
    while index < KEYS.len() {
        lengths[KEYS[index].name.len()] |= 1 << index;
        index += 1;
    }
    lengths
};

/// Whether the key is one whose name lacks the name of a tag: `aws:RequestTag`, `aws:RequestTag/`.
#[must_use]
pub fn lacks_tag_name(name: &str) -> bool {
    let stem = name.strip_suffix('/').unwrap_or(name);
    let ends_so = stem
        .len()
        .checked_sub("Tag".len())
        .and_then(|at| stem.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case("Tag"));
    ends_so
        && KEYS
            .iter()
            .filter_map(|key| key.name.strip_suffix('/'))
            .any(|tag_key| tag_key.eq_ignore_ascii_case(stem))
}

/// Whether the name claims to be a global key's.
#[must_use]
pub fn has_prefix(name: &str) -> bool {
    strip_prefix(name, "aws:").is_some()
}

/// The names of all global keys, to find the one that was meant.
pub fn names() -> impl Iterator<Item = &'static str> {
    KEYS.iter()
        .filter(|key| !UNLISTED.contains(&key.name))
        .map(|key| key.name.trim_end_matches('/'))
}

/// The key that was withdrawn when `aws:PrincipalArn` came.
pub const WITHDRAWN: &str = "aws:ARN";

const PREFIX: usize = "aws:".len();

/// Keys that AWS's own policies and documents use and the list of global keys does not have.
const UNLISTED: [&str; 3] = [
    "aws:PrincipalOrgMasterAccountId",
    "aws:SourceInstanceARN",
    "aws:SourceOwner",
];

fn strip_prefix<'n>(name: &'n str, prefix: &str) -> Option<&'n str> {
    let (head, rest) = name.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

const fn one(name: &'static str, value: Value, presence: Presence) -> GlobalKey {
    GlobalKey {
        name,
        value,
        is_multivalued: false,
        presence,
    }
}

const fn many(name: &'static str) -> GlobalKey {
    GlobalKey {
        name,
        value: Value::String,
        is_multivalued: true,
        presence: Presence::Sometimes,
    }
}

use Presence::{Always, Signed, Sometimes};

static KEYS: [GlobalKey; 56] = [
    one("aws:AssumedRoot", Value::Bool, Sometimes),
    many("aws:CalledVia"),
    one("aws:CalledViaAWSMCP", Value::String, Sometimes),
    one("aws:CalledViaFirst", Value::String, Sometimes),
    one("aws:CalledViaLast", Value::String, Sometimes),
    one("aws:ChatbotSourceArn", Value::Arn, Sometimes),
    one("aws:CurrentTime", Value::Date, Always),
    one(
        "aws:Ec2InstanceSourcePrivateIPv4",
        Value::IpAddress,
        Sometimes,
    ),
    one("aws:Ec2InstanceSourceVpc", Value::String, Sometimes),
    one("aws:EpochTime", Value::DateOrNumeric, Always),
    one("aws:FederatedProvider", Value::StringOrArn, Sometimes),
    one("aws:IsMcpServiceAction", Value::Bool, Sometimes),
    one("aws:MultiFactorAuthAge", Value::Numeric, Sometimes),
    one("aws:MultiFactorAuthPresent", Value::Bool, Sometimes),
    one("aws:PrincipalAccount", Value::String, Always),
    one("aws:PrincipalArn", Value::Arn, Signed),
    one("aws:PrincipalIsAWSService", Value::Bool, Signed),
    one("aws:PrincipalOrgID", Value::String, Sometimes),
    one("aws:PrincipalOrgMasterAccountId", Value::String, Sometimes),
    many("aws:PrincipalOrgPaths"),
    one("aws:PrincipalServiceName", Value::String, Sometimes),
    many("aws:PrincipalServiceNamesList"),
    one("aws:PrincipalTag/", Value::String, Sometimes),
    one("aws:PrincipalType", Value::String, Always),
    one("aws:referer", Value::String, Sometimes),
    one("aws:RequestedRegion", Value::String, Always),
    one("aws:RequestTag/", Value::String, Sometimes),
    one("aws:ResourceAccount", Value::String, Sometimes),
    one("aws:ResourceOrgID", Value::String, Sometimes),
    many("aws:ResourceOrgPaths"),
    one("aws:ResourceTag/", Value::String, Sometimes),
    one("aws:SecureTransport", Value::Bool, Always),
    one("aws:SignInSessionArn", Value::Arn, Sometimes),
    one("aws:SourceAccount", Value::String, Sometimes),
    one("aws:SourceArn", Value::Arn, Sometimes),
    one("aws:SourceIdentity", Value::String, Sometimes),
    one("aws:SourceInstanceARN", Value::Arn, Sometimes),
    one("aws:SourceIp", Value::IpAddress, Sometimes),
    one("aws:SourceOrgID", Value::String, Sometimes),
    many("aws:SourceOrgPaths"),
    one("aws:SourceOwner", Value::String, Sometimes),
    one("aws:SourceVpc", Value::String, Sometimes),
    one("aws:SourceVpcArn", Value::Arn, Sometimes),
    one("aws:SourceVpce", Value::String, Sometimes),
    many("aws:TagKeys"),
    one("aws:TokenIssueTime", Value::Date, Sometimes),
    one("aws:UserAgent", Value::String, Always),
    one("aws:userid", Value::String, Always),
    one("aws:username", Value::String, Sometimes),
    one("aws:ViaAWSMCPService", Value::Bool, Sometimes),
    one("aws:ViaAWSService", Value::Bool, Always),
    one("aws:ViaCustomerDomain", Value::String, Sometimes),
    one("aws:VpceAccount", Value::String, Sometimes),
    one("aws:VpceOrgID", Value::String, Sometimes),
    many("aws:VpceOrgPaths"),
    one("aws:VpcSourceIp", Value::IpAddress, Sometimes),
];
