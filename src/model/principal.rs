//! `Principal`: who a resource-based policy speaks of.
//!
//! Source: "AWS JSON policy elements: Principal" in the IAM User Guide.

mod form;

use crate::source::Span;

use super::{Arn, Text, is_account_id, placeholder};
use form::classify;
pub use form::{Cause, Flaw, service_name};

/// A `Principal` or `NotPrincipal` element.
#[derive(Clone, Debug)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// A text with `*` or `?` in it; AWS matches no principal by a pattern.
    Pattern,
    /// Not a form that AWS takes: [`Principal::flaw`] says why.
    Malformed,
    /// A template value or a policy variable was left, the account is a dummy, or the text is no text.
    Unknown,
}

/// The identity providers that need no provider of one's own.
pub const BUILT_IN_PROVIDERS: [&str; 4] = [
    "cognito-identity.amazonaws.com",
    "www.amazon.com",
    "graph.facebook.com",
    "accounts.google.com",
];

/// The types of principals, as AWS spells them.
pub const PRINCIPAL_TYPES: [&str; 4] = ["AWS", "CanonicalUser", "Federated", "Service"];

impl<'t> Principal<'t> {
    #[must_use]
    pub fn new(type_name: Option<Text<'t>>, text: Text<'t>) -> Self {
        let kind = match text.known() {
            Some(known) if !known.contains("${") && !placeholder::is_dummy_principal(known) => {
                let found = classify(type_name.as_ref().map(Text::written), known);
                found.unwrap_or(PrincipalKind::Malformed)
            }
            _ => PrincipalKind::Unknown,
        };
        Self {
            type_name,
            text,
            kind,
        }
    }

    /// Why it is no principal; `None` unless its kind is [`PrincipalKind::Malformed`].
    #[must_use]
    pub fn flaw(&self) -> Option<Flaw> {
        if self.kind != PrincipalKind::Malformed {
            return None;
        }
        let type_name = self.type_name.as_ref().map(Text::written);
        classify(type_name, self.text.known()?).err()
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

    /// The type under which a text would be a principal: `AWS` for an account.
    #[must_use]
    pub fn type_of(text: &str) -> Option<&'static str> {
        PRINCIPAL_TYPES.into_iter().find(|name| {
            classify(Some(name), text).is_ok_and(|kind| kind != PrincipalKind::Pattern)
        })
    }

    /// What two principals have in common if they are the same one: an account is its ID and its root ARN alike.
    ///
    /// `None` for what is not known or no principal.
    #[must_use]
    pub fn identity(&self) -> Option<(PrincipalKind, &str)> {
        let name = match self.kind {
            PrincipalKind::Malformed | PrincipalKind::Unknown => return None,
            PrincipalKind::Everyone => "*",
            PrincipalKind::Account => self.account()?,
            _ => self.text.known()?,
        };
        Some((self.kind, name))
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
