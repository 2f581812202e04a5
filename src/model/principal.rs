//! `Principal`: who a resource-based policy speaks of.
//!
//! Source: "AWS JSON policy elements: Principal" in the IAM User Guide.

use crate::source::Span;

use super::{Arn, Text, is_account_id};

/// A `Principal` or `NotPrincipal` element.
#[derive(Debug)]
pub struct Principals<'t> {
    /// The element's name.
    pub key: Span,
    /// Its value.
    pub span: Span,
    /// Whether it is `NotPrincipal`.
    pub negated: bool,
    /// Whether it is the bare string form.
    pub is_string: bool,
    pub items: Vec<Principal<'t>>,
    /// The types named in it: `AWS`, `Service` …, with the place of their values, in the order written.
    pub types: Vec<(Text<'t>, Span)>,
}

/// One principal.
#[derive(Clone, Debug)]
pub struct Principal<'t> {
    /// `AWS`, `Service`, `Federated`, `CanonicalUser` as written; `None` for the bare string form.
    pub type_name: Option<Text<'t>>,
    pub text: Text<'t>,
    pub kind: PrincipalKind,
}

/// What a principal is, by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrincipalKind {
    /// `*`: everyone, anonymous callers included.
    Everyone,
    /// An account, by its ID or as `arn:…:root`: it may delegate to any of its identities.
    Account,
    Role,
    User,
    /// A session of a role: `arn:…:assumed-role/ROLE/SESSION`.
    RoleSession,
    /// `arn:…:federated-user/NAME`
    FederatedUser,
    Service,
    /// An identity provider that AWS has built in: `accounts.google.com` …
    BuiltInProvider,
    /// `arn:…:oidc-provider/…`
    OidcProvider,
    /// `arn:…:saml-provider/…`
    SamlProvider,
    CanonicalUser,
    /// `AROA…`: a role that was deleted.
    DeletedRole,
    /// `AIDA…`: a user that was deleted.
    DeletedUser,
    /// Not a form that AWS takes; a rule of its own says so.
    Malformed,
    /// A template value was left, or the text is no text.
    Unknown,
}

/// The identity providers that need no provider of one's own.
pub const BUILT_IN_PROVIDERS: [&str; 4] = [
    "cognito-identity.amazonaws.com",
    "www.amazon.com",
    "graph.facebook.com",
    "accounts.google.com",
];

impl<'t> Principal<'t> {
    #[must_use]
    pub fn new(type_name: Option<Text<'t>>, text: Text<'t>) -> Self {
        let kind = match (text.known(), type_name.as_ref().map(Text::written)) {
            (None, _) => PrincipalKind::Unknown,
            (Some("*"), None | Some("AWS")) => PrincipalKind::Everyone,
            (Some(text), Some("AWS")) => aws(text),
            (Some(text), Some("Service")) => service(text),
            (Some(text), Some("Federated")) => federated(text),
            (Some(text), Some("CanonicalUser")) => canonical_user(text),
            (Some(_), _) => PrincipalKind::Malformed,
        };
        Self {
            type_name,
            text,
            kind,
        }
    }

    /// The account that it belongs to, where its form says so: 12 digits.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        let text = self.text.known()?;
        if is_account_id(text) {
            return Some(text);
        }
        Arn::parse(text)
            .map(|arn| arn.account)
            .filter(|account| is_account_id(account))
    }

    /// Its ARN, if it is written as one.
    #[must_use]
    pub fn arn(&self) -> Option<Arn<'_>> {
        Arn::parse(self.text.known()?)
    }

    /// Whether it is one role, user or session, or a whole account, in AWS terms an `AWS` principal that is not everyone.
    #[must_use]
    pub fn is_aws_identity(&self) -> bool {
        use PrincipalKind::{Account, FederatedUser, Role, RoleSession, User};
        matches!(
            self.kind,
            Account | Role | User | RoleSession | FederatedUser
        )
    }
}

fn aws(text: &str) -> PrincipalKind {
    if is_account_id(text) {
        return PrincipalKind::Account;
    }
    if let Some(kind) = unique_id(text) {
        return kind;
    }
    let Some(arn) = Arn::parse(text) else {
        return PrincipalKind::Malformed;
    };
    if !arn.region.is_empty() || text.contains(['*', '?']) {
        return PrincipalKind::Malformed;
    }
    // CloudFront writes its origin access identities as users of an account named `cloudfront`.
    if !is_account_id(arn.account)
        && !(arn.account == "cloudfront" && arn.resource.starts_with("user/"))
    {
        return PrincipalKind::Malformed;
    }
    match (arn.service, arn.typed_resource()) {
        ("iam", ("root", "")) if arn.resource == "root" => PrincipalKind::Account,
        ("iam", ("role", rest)) if is_named(rest) => PrincipalKind::Role,
        ("iam", ("user", rest)) if is_named(rest) => PrincipalKind::User,
        ("sts", ("assumed-role", rest)) if rest.split('/').count() == 2 && is_named(rest) => {
            PrincipalKind::RoleSession
        }
        ("sts", ("federated-user", rest)) if is_named(rest) => PrincipalKind::FederatedUser,
        _ => PrincipalKind::Malformed,
    }
}

/// `path/name` with a name of the characters that IAM takes.
fn is_named(path_and_name: &str) -> bool {
    let name = path_and_name.rsplit('/').next().unwrap_or_default();
    !name.is_empty()
        && !path_and_name.starts_with('/')
        && !path_and_name.contains("//")
        && path_and_name
            .bytes()
            .all(|byte| (0x21..=0x7e).contains(&byte))
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-:".contains(&byte))
}

/// Source: "Unique identifiers" in the IAM User Guide.
fn unique_id(text: &str) -> Option<PrincipalKind> {
    let kind = match text.get(..4)? {
        "AROA" => PrincipalKind::DeletedRole,
        "AIDA" => PrincipalKind::DeletedUser,
        _ => return None,
    };
    (text.len() >= 16
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()))
    .then_some(kind)
}

fn service(text: &str) -> PrincipalKind {
    let is_host = text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte));
    let is_named = text.split_once('.').is_some_and(|(name, domain)| {
        // Partitions have domains of their own: amazonaws.com.cn, c2s.ic.gov, amazonaws.eu …
        !name.is_empty() && domain.contains('.') && domain.split('.').all(|label| !label.is_empty())
    });
    if is_host && is_named {
        PrincipalKind::Service
    } else {
        PrincipalKind::Malformed
    }
}

fn federated(text: &str) -> PrincipalKind {
    if BUILT_IN_PROVIDERS.contains(&text) {
        return PrincipalKind::BuiltInProvider;
    }
    let Some(arn) = Arn::parse(text) else {
        return PrincipalKind::Malformed;
    };
    let sound = arn.service == "iam"
        && arn.region.is_empty()
        && is_account_id(arn.account)
        && !text.contains(['*', '?']);
    match arn.typed_resource() {
        ("saml-provider", name) if sound && !name.is_empty() => PrincipalKind::SamlProvider,
        ("oidc-provider", host) if sound && !host.is_empty() && !host.contains("://") => {
            PrincipalKind::OidcProvider
        }
        _ => PrincipalKind::Malformed,
    }
}

fn canonical_user(text: &str) -> PrincipalKind {
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        PrincipalKind::CanonicalUser
    } else {
        PrincipalKind::Malformed
    }
}
