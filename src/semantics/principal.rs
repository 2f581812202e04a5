//! Whether a `Principal` or `NotPrincipal` element speaks of a caller.
//!
//! Source: "AWS JSON policy elements: Principal" and "NotPrincipal" in the IAM User Guide.

use crate::model::{Arn, Principal, PrincipalKind, Principals};

use super::Truth;
use super::request::{Caller, Who};

/// Whether the principals of a statement take in the caller.
///
/// A `Deny` with `NotPrincipal` spares for certain only a caller that it lists together with all that stands above it: of a
/// user the account, of a role's session the role and the account. Else the account may be judged first.
#[must_use]
pub fn applies_to(principals: &Principals, is_deny: bool, who: Who<'_>) -> Truth {
    let taken = principal_matches(principals, who);
    if is_deny && principals.negated && taken.is_no() && !is_spared(principals, who) {
        return Truth::Unknown;
    }
    taken
}

/// Whether the list names the caller and all that stands above it.
fn is_spared(principals: &Principals, who: Who<'_>) -> bool {
    use PrincipalKind::{Account, Everyone, Role, RoleSession};
    let Caller::Identity(arn) = who.caller else {
        return true;
    };
    let lists = |wanted: &[PrincipalKind]| {
        let mut items = principals.items.iter();
        items.any(|item| wanted.contains(&item.kind) && is_caller(item, who).is_yes())
    };
    let is_role = Arn::parse(arn).is_some_and(|arn| match arn.service {
        "iam" => arn.resource.starts_with("role/"),
        _ => arn.resource.starts_with("assumed-role/"),
    });
    let is_root = Arn::parse(arn).is_some_and(|arn| arn.resource == "root");
    let itself = if is_role {
        lists(&[Role]) && lists(&[RoleSession])
    } else {
        is_root || lists(&[PrincipalKind::User, PrincipalKind::FederatedUser])
    };
    lists(&[Everyone]) || (lists(&[Account]) && itself)
}

/// Whether a `Principal` or `NotPrincipal` element speaks of this caller.
#[must_use]
pub fn principal_matches(principals: &Principals, who: Who<'_>) -> Truth {
    let any = Truth::any(
        principals
            .items
            .iter()
            .map(|principal| is_caller(principal, who)),
    );
    if principals.negated { !any } else { any }
}

/// Whether one principal of a policy speaks of this caller.
#[must_use]
pub fn is_caller(principal: &Principal, who: Who<'_>) -> Truth {
    use PrincipalKind as Kind;
    let text = principal.text.written();
    match (principal.kind, who.caller) {
        (Kind::Everyone, _) => Truth::Yes,
        // The entity is gone, and its ID is never given to another.
        (Kind::DeletedRole | Kind::DeletedUser, _) => Truth::No,
        (Kind::Unknown | Kind::Malformed | Kind::Pattern, _) | (_, Caller::Unknown) => {
            Truth::Unknown
        }
        // A canonical ID stands for an account and does not tell which one.
        (Kind::CanonicalUser, Caller::Identity(_)) => Truth::Unknown,
        (_, Caller::Anonymous) => Truth::No,
        (Kind::Service, Caller::Service(name)) => Truth::from(name == text),
        (
            Kind::BuiltInProvider | Kind::OidcProvider | Kind::SamlProvider,
            Caller::Federated(name),
        ) => Truth::from(name == text),
        (_, Caller::Identity(arn)) => is_identity(principal, arn, who.role),
        (_, Caller::Service(_) | Caller::Federated(_)) => Truth::No,
    }
}

fn is_identity(principal: &Principal, caller: &str, role: Option<&str>) -> Truth {
    use PrincipalKind as Kind;
    let text = principal.text.written();
    let Some(caller_arn) = Arn::parse(caller) else {
        return Truth::Unknown;
    };
    let same_account = principal.account() == Some(caller_arn.account);
    let session_role = caller_arn
        .resource
        .strip_prefix("assumed-role/")
        .and_then(|rest| rest.split('/').next());
    match (principal.kind, session_role) {
        (Kind::Account, _) => Truth::from(same_account),
        // A session of the role: its ARN has the role's name without the path. No two roles of an account have one name.
        (Kind::Role, Some(name)) => {
            let is_named = principal
                .arn()
                .is_some_and(|arn| arn.name() == name && arn.partition == caller_arn.partition);
            let is_other = role.is_some_and(|role| role != text);
            Truth::from(same_account && is_named && !is_other)
        }
        // Who calls as the role calls through a session of it; which one is not known.
        (Kind::RoleSession, None) if caller_arn.resource.starts_with("role/") => {
            let role = principal
                .arn()
                .and_then(|arn| arn.resource.split('/').nth(1));
            if same_account && role == Some(caller_arn.name()) {
                Truth::Unknown
            } else {
                Truth::No
            }
        }
        // The user who asked for the session passes it on, and the session's name does not tell who that is.
        (Kind::User, _) if caller_arn.resource.starts_with("federated-user/") => {
            Truth::from(same_account).and(Truth::Unknown)
        }
        (Kind::Role | Kind::User | Kind::RoleSession | Kind::FederatedUser, _) => {
            Truth::from(text == caller)
        }
        _ => Truth::No,
    }
}
