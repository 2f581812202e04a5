//! What a principal is by its form, or why it is none.

use std::ops::Range;

use super::{BUILT_IN_PROVIDERS, PRINCIPAL_TYPES, PrincipalKind};
use crate::model::{Arn, PARTITIONS, is_account_id};

/// Why a text is no principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    pub cause: Cause,
    /// The bytes of the text that are at fault.
    pub range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A bare string other than `*`.
    NoType,
    /// The type is none of the four.
    UnknownType,
    Empty,
    /// White space before or after it.
    Space,
    /// Digits alone, but not 12 of them.
    AccountDigits,
    /// 12 digits with hyphens or spaces between them, as the console shows an account.
    AccountGroups,
    /// The host name of a service where an identity belongs.
    ServiceName,
    /// The unique ID of something that cannot be a principal: a group, an access key.
    UniqueId,
    /// Neither an account nor an ARN.
    NotAnArn,
    /// Fewer than six fields: a colon is missing.
    Fields,
    /// More colons than an ARN of IAM or STS has.
    DoubleColon,
    Partition,
    /// Not a service whose ARNs name principals.
    Service,
    Region,
    NoAccount,
    Account,
    /// `root/…`: the account itself has no path and no name.
    Root,
    Group,
    /// A resource that cannot call AWS: a policy, an instance profile.
    ResourceType,
    /// `role` of STS, or `assumed-role` of IAM.
    OtherService,
    NoName,
    /// A character that a name or path cannot have.
    NameCharacter,
    NameLength,
    /// Not `assumed-role/ROLE/SESSION`.
    Session,
    /// Not a host name.
    Host,
    /// A host name with a capital letter; the names of services are in lower case.
    HostCase,
    /// A host name under no domain of AWS's services.
    Domain,
    /// Neither a built-in identity provider nor the ARN of one.
    Provider,
    /// Not 64 hexadecimal digits.
    CanonicalUser,
}

/// What the names of service principals end in, by partition.
///
/// Source: "AWS JSON policy elements: Principal" for `amazonaws.com`; the others are the DNS suffixes of the public SDKs.
const SERVICE_DOMAINS: [&str; 8] = [
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "aws.internal",
    "c2s.ic.gov",
    "sc2s.sgov.gov",
    "cloud.adc-e.uk",
    "csp.hci.ic.gov",
];

/// The services of Amazon that are none of AWS, and whose names end otherwise.
///
/// Sources: "Host a Custom Skill as an AWS Lambda Function" and "Host a Smart Home Skill" in the Alexa Skills Kit.
const OF_AMAZON: [&str; 2] = ["alexa-appkit.amazon.com", "alexa-connectedhome.amazon.com"];

/// In bytes. Source: "IAM and AWS STS quotas" in the IAM User Guide.
const LONGEST_NAME: usize = 64;

pub(super) fn classify(type_name: Option<&str>, text: &str) -> Result<PrincipalKind, Flaw> {
    match type_name {
        None | Some("AWS") if text == "*" => return Ok(PrincipalKind::Everyone),
        None => return Err(flaw(Cause::NoType, 0..text.len())),
        Some(name) if !PRINCIPAL_TYPES.contains(&name) => {
            return Err(flaw(Cause::UnknownType, 0..text.len()));
        }
        _ if text.is_empty() => return Err(flaw(Cause::Empty, 0..0)),
        _ if text.trim() != text => return Err(flaw(Cause::Space, 0..text.len())),
        _ if text.contains(['*', '?']) => return Ok(PrincipalKind::Pattern),
        _ => {}
    }
    match type_name {
        Some("AWS") => aws(text),
        Some("Service") => service(text),
        Some("Federated") => federated(text),
        _ => canonical_user(text),
    }
}

fn flaw(cause: Cause, range: Range<usize>) -> Flaw {
    Flaw { cause, range }
}

fn aws(text: &str) -> Result<PrincipalKind, Flaw> {
    if is_account_id(text) {
        return Ok(PrincipalKind::Account);
    }
    if let Some(kind) = unique_id(text) {
        return Ok(kind);
    }
    let arn = arn(text)?;
    let wrong = |cause, field| Err(flaw(cause, Arn::range(text, field)));
    let (kind, rest) = match arn.resource.split_once('/') {
        Some((kind, rest)) => (kind, Some(rest)),
        None => (arn.resource, None),
    };
    let is_iam = arn.service == "iam";
    let found = match (arn.service, kind) {
        // CloudFront writes its origin access identities as users of an account named `cloudfront`, with spaces.
        ("iam", "user")
            if arn.account == "cloudfront" && rest.is_some_and(|name| !name.is_empty()) =>
        {
            return Ok(PrincipalKind::User);
        }
        ("iam", "root") => PrincipalKind::Account,
        ("iam", "role") => PrincipalKind::Role,
        ("iam", "user") => PrincipalKind::User,
        ("sts", "assumed-role") => PrincipalKind::RoleSession,
        ("sts", "federated-user") => PrincipalKind::FederatedUser,
        ("iam", "group") => return wrong(Cause::Group, kind),
        ("iam", "assumed-role" | "federated-user") | ("sts", "role" | "user" | "root") => {
            return wrong(Cause::OtherService, arn.service);
        }
        _ if has_double_colon(&arn) => return wrong(Cause::DoubleColon, arn.resource),
        _ => return wrong(Cause::ResourceType, kind),
    };
    account(text, &arn)?;
    let name = match (found, rest) {
        (PrincipalKind::Account, None) => return Ok(found),
        (PrincipalKind::Account, Some(_)) => return wrong(Cause::Root, arn.resource),
        (_, None) => return wrong(Cause::NoName, arn.resource),
        (_, Some(rest)) => rest,
    };
    match found {
        PrincipalKind::RoleSession => match name.split_once('/') {
            Some((role, session)) if !session.contains('/') => {
                named(text, role, false)?;
                named(text, session, false)?;
            }
            _ => return wrong(Cause::Session, arn.resource),
        },
        _ => named(text, name, is_iam)?,
    }
    Ok(found)
}

/// A colon too many before or after the account.
fn has_double_colon(arn: &Arn) -> bool {
    let shifted = arn
        .resource
        .split_once(':')
        .is_some_and(|(account, _)| is_account_id(account));
    arn.resource.starts_with(':') || (arn.account.is_empty() && shifted)
}

/// The fields that all ARNs of principals share, up to the account.
fn arn(text: &str) -> Result<Arn<'_>, Flaw> {
    let whole = 0..text.len();
    let Some(arn) = Arn::parse(text) else {
        return Err(flaw(not_an_arn(text), whole));
    };
    let wrong = |cause, field: &str| Err(flaw(cause, Arn::range(text, field)));
    if arn.partition.is_empty() || arn.service.is_empty() {
        return Err(flaw(Cause::DoubleColon, whole));
    }
    if !PARTITIONS.contains(&arn.partition) {
        return wrong(Cause::Partition, arn.partition);
    }
    if !matches!(arn.service, "iam" | "sts") {
        return wrong(Cause::Service, arn.service);
    }
    if is_account_id(arn.region) {
        // `arn:aws:iam:ACCOUNT:role/…:…`: one colon short, and another one follows.
        return Err(flaw(Cause::Fields, whole));
    }
    if !arn.region.is_empty() {
        return wrong(Cause::Region, arn.region);
    }
    Ok(arn)
}

fn not_an_arn(text: &str) -> Cause {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if text.starts_with("arn:") {
        Cause::Fields
    } else if digits == text.len() {
        Cause::AccountDigits
    } else if digits == 12
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"- ".contains(&byte))
    {
        Cause::AccountGroups
    } else if service(text).is_ok() {
        Cause::ServiceName
    } else if is_unique_id(text) {
        Cause::UniqueId
    } else {
        Cause::NotAnArn
    }
}

fn account(text: &str, arn: &Arn) -> Result<(), Flaw> {
    let cause = match arn.account {
        "" if arn.resource.starts_with(':') => Cause::DoubleColon,
        "" => Cause::NoAccount,
        account if is_account_id(account) => return Ok(()),
        _ => Cause::Account,
    };
    let field = Arn::range(text, arn.account);
    // An empty field is shown by the colons around it.
    let range = if field.is_empty() {
        field.start - 1..field.end + 1
    } else {
        field
    };
    Err(flaw(cause, range))
}

/// A name, with a path before it where IAM gives one.
fn named(text: &str, path_and_name: &str, takes_path: bool) -> Result<(), Flaw> {
    let wrong = |cause, part: &str| Err(flaw(cause, Arn::range(text, part)));
    let (path, name) = match path_and_name.rsplit_once('/') {
        Some((path, name)) if takes_path => (Some(path), name),
        _ => (None, path_and_name),
    };
    let is_sound_path = |path: &str| {
        !path.starts_with('/') && path.bytes().all(|byte| (0x21..=0x7e).contains(&byte))
    };
    if name.is_empty() {
        // The last character is shown where nothing follows it.
        let end = Arn::range(text, name).end;
        return Err(flaw(Cause::NoName, end.saturating_sub(1)..end));
    }
    if path.is_some_and(|path| !is_sound_path(path)) {
        return wrong(Cause::NameCharacter, path_and_name);
    }
    if !name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
    {
        return wrong(Cause::NameCharacter, name);
    }
    if name.len() > LONGEST_NAME {
        return wrong(Cause::NameLength, name);
    }
    Ok(())
}

/// Source: "Unique identifiers" in the IAM User Guide.
fn unique_id(text: &str) -> Option<PrincipalKind> {
    match text.get(..4)? {
        "AROA" if is_unique_id(text) => Some(PrincipalKind::DeletedRole),
        "AIDA" if is_unique_id(text) => Some(PrincipalKind::DeletedUser),
        _ => None,
    }
}

fn is_unique_id(text: &str) -> bool {
    const PREFIXES: [&str; 10] = [
        "ABIA", "ACCA", "AGPA", "AIDA", "AIPA", "AKIA", "ANPA", "ANVA", "AROA", "ASIA",
    ];
    text.len() >= 16
        && text
            .get(..4)
            .is_some_and(|prefix| PREFIXES.contains(&prefix))
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

fn service(text: &str) -> Result<PrincipalKind, Flaw> {
    service_name(text).map(|_| PrincipalKind::Service)
}

/// The name of a service principal without the domain of its partition: `ec2`, `ec2.eu-west-1`.
pub fn service_name(text: &str) -> Result<&str, Flaw> {
    let whole = 0..text.len();
    // No label of a host is empty.
    let mut before = b'.';
    let is_label = text.bytes().all(|byte| {
        let is_right = match byte {
            b'.' => before != b'.',
            byte => byte.is_ascii_alphanumeric() || byte == b'-',
        };
        before = byte;
        is_right
    });
    if !is_label || before == b'.' || !text.contains('.') {
        return Err(flaw(Cause::Host, whole));
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(flaw(Cause::HostCase, whole));
    }
    if OF_AMAZON.contains(&text) {
        return Ok(text.strip_suffix(".amazon.com").unwrap_or(text));
    }
    SERVICE_DOMAINS
        .iter()
        .find_map(|domain| text.strip_suffix(domain)?.strip_suffix('.'))
        .filter(|name| !name.is_empty())
        .ok_or_else(|| flaw(Cause::Domain, whole))
}

fn federated(text: &str) -> Result<PrincipalKind, Flaw> {
    if BUILT_IN_PROVIDERS.contains(&text) {
        return Ok(PrincipalKind::BuiltInProvider);
    }
    if Arn::parse(text).is_none() && !text.starts_with("arn:") {
        return Err(flaw(Cause::Provider, 0..text.len()));
    }
    let arn = arn(text)?;
    let wrong = |cause, field| Err(flaw(cause, Arn::range(text, field)));
    let Some((kind, name)) = arn.resource.split_once('/') else {
        return wrong(Cause::Provider, arn.resource);
    };
    let found = match (arn.service, kind) {
        ("iam", "saml-provider") => PrincipalKind::SamlProvider,
        ("iam", "oidc-provider") => PrincipalKind::OidcProvider,
        _ => return wrong(Cause::Provider, kind),
    };
    account(text, &arn)?;
    if name.is_empty() {
        return wrong(Cause::NoName, arn.resource);
    }
    if name.contains("://") {
        return wrong(Cause::Provider, name);
    }
    Ok(found)
}

fn canonical_user(text: &str) -> Result<PrincipalKind, Flaw> {
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(PrincipalKind::CanonicalUser)
    } else {
        Err(flaw(Cause::CanonicalUser, 0..text.len()))
    }
}
