//! What AWS decides by itself, whatever policies say: calls that it takes from no such caller, and calls that need no permission.

use crate::semantics::providers::{ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY, assumed_by};
use crate::semantics::{Caller, Request};

use super::side::{Kind, kind_of};

const GET_CALLER_IDENTITY: &str = "sts:GetCallerIdentity";
const GET_FEDERATION_TOKEN: &str = "sts:GetFederationToken";
const GET_SESSION_TOKEN: &str = "sts:GetSessionToken";

/// A caller that cannot send a request at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unable {
    Root,
    /// Nobody signs, and this action has to be signed.
    Anonymous(&'static str),
    FederatedUser,
    /// The session of a role, which can call no such action.
    RoleSession(&'static str),
    /// The user of an identity provider, whose way to assume a role is this action.
    ProviderUser(&'static str),
}

/// Whether AWS takes no such request from its caller, whatever policies say.
///
/// Source: `AssumeRole` in the STS API reference (not with credentials of the root user; not among the operations that are
/// called without any), `GetCallerIdentity` and `GetSessionToken` there (each called with credentials), `GetFederationToken`
/// there (its credentials serve for no STS operation but `GetCallerIdentity`), `AssumeRoleWithSAML` and
/// `AssumeRoleWithWebIdentity` there, each for providers of its own kind, and "Compare AWS STS credentials" in the IAM User
/// Guide (those of a role serve neither for `GetFederationToken` nor for `GetSessionToken`).
#[must_use]
pub(super) fn unable(request: &Request) -> Option<Unable> {
    let is = |action: &str| request.action.eq_ignore_ascii_case(action);
    match &request.caller {
        Caller::Anonymous => [ASSUME_ROLE, GET_CALLER_IDENTITY, GET_SESSION_TOKEN]
            .into_iter()
            .find(|action| is(action))
            .map(Unable::Anonymous),
        Caller::Federated(provider) => {
            let own = assumed_by(provider)?;
            let others = [ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY];
            let is_other = others.into_iter().any(|action| action != own && is(action));
            is_other.then_some(Unable::ProviderUser(own))
        }
        Caller::Identity(_) => match kind_of(&request.caller)? {
            Kind::Root => is(ASSUME_ROLE).then_some(Unable::Root),
            Kind::FederatedUser => (is_of_service(request, "sts:") && !is(GET_CALLER_IDENTITY))
                .then_some(Unable::FederatedUser),
            Kind::Role => [GET_FEDERATION_TOKEN, GET_SESSION_TOKEN]
                .into_iter()
                .find(|action| is(action))
                .map(Unable::RoleSession),
            _ => None,
        },
        Caller::Service(_) | Caller::Unknown => None,
    }
}

/// Whether AWS takes the request from its caller by the console alone, so that it hangs on the way by which it comes.
///
/// Source: "Compare AWS STS credentials" in the IAM User Guide: those of `GetFederationToken` serve for no operation of IAM by
/// the AWS CLI or API; "this limitation does not apply to console sessions".
pub(super) fn only_by_console(request: &Request) -> bool {
    kind_of(&request.caller) == Some(Kind::FederatedUser) && is_of_service(request, "iam:")
}

/// A call for which AWS asks no permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Free {
    CallerIdentity,
    SessionToken,
}

/// Whether AWS takes the request of whoever can send it, whatever policies say.
///
/// Source: `GetCallerIdentity` in the STS API reference ("No permissions are required to perform this operation", even with
/// an explicit Deny), "Permissions for GetSessionToken" in the IAM User Guide ("You cannot use policies to control
/// authentication operations").
pub(super) fn free(request: &Request) -> Option<Free> {
    let is = |action: &str| request.action.eq_ignore_ascii_case(action);
    // Both are called with credentials, and it is an identity that has them.
    if !matches!(request.caller, Caller::Identity(_) | Caller::Unknown) {
        return None;
    }
    if is(GET_CALLER_IDENTITY) {
        return Some(Free::CallerIdentity);
    }
    is(GET_SESSION_TOKEN).then_some(Free::SessionToken)
}

fn is_of_service(request: &Request, prefix: &str) -> bool {
    let start = request.action.get(..prefix.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}
