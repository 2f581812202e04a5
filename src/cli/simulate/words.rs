//! How an answer words what of a statement fits a request and what does not.

use crate::access::{Free, Miss, Passed, Role, Unable};
use crate::model::{List, Statement};
use crate::semantics::{Caller, Key, Match, Request, Truth};
use crate::text::quote;

/// How much is said of one statement.
const MOST: usize = 8;

/// The conditions that a denied request meets: what could be otherwise in it.
pub fn holding(statement: &Statement, request: &Request) -> Vec<String> {
    statement
        .conditions
        .iter()
        .take(MOST)
        .map(|condition| {
            format!(
                "its condition `{}` on {} holds: {}",
                condition.operator.written(),
                quote(condition.key.written()),
                has(request, condition.key.written()),
            )
        })
        .collect()
}

/// Why a caller cannot send the request.
pub fn unable(unable: Unable) -> String {
    match unable {
        Unable::Root => {
            "the root user of an account cannot assume a role: give a user or role of the account"
                .to_owned()
        }
        Unable::Anonymous(action) => {
            format!("`{action}` has to be signed, and an anonymous caller signs nothing")
        }
        Unable::FederatedUser => {
            "the session of a federated user can call nothing of STS but `sts:GetCallerIdentity`"
                .to_owned()
        }
        Unable::RoleSession(action) => {
            format!(
                "the session of a role cannot call `{action}`: it is for users of IAM and the root user"
            )
        }
        Unable::ProviderUser(own) => {
            format!("users of this identity provider assume a role by `{own}` only")
        }
    }
}

/// Why no policy decides a request.
pub fn free(free: Free) -> &'static str {
    match free {
        Free::CallerIdentity => {
            "no policy decides it: `sts:GetCallerIdentity` needs no permission, and no Deny stops it"
        }
        Free::SessionToken => {
            "no policy decides it: every user of IAM and the root user can call `sts:GetSessionToken`"
        }
    }
}

/// What a call needs besides its own action, and for what.
pub fn passed(passed: Passed) -> String {
    let what = match passed {
        Passed::Tags => "session tags",
        Passed::SourceIdentity => "a source identity",
    };
    format!(
        "the call passes {what}, which needs `{}` too",
        passed.action()
    )
}

/// What AWS attaches to each level, so that people forget to give it.
pub fn default_policy(role: Role) -> Option<String> {
    matches!(role, Role::Scp(_)).then(|| {
        "AWS attaches `FullAWSAccess` to each level; if it is still there, give it too".to_owned()
    })
}

/// What keeps a statement from applying.
pub fn misses(
    misses: &[Miss],
    statement: &Statement,
    found: &Match,
    request: &Request,
) -> Vec<String> {
    misses
        .iter()
        .take(MOST)
        .map(|miss| words(*miss, statement, found, request))
        .collect()
}

fn words(miss: Miss, statement: &Statement, found: &Match, request: &Request) -> String {
    let truth = |truth: Truth, no: String, open: String| if truth.is_no() { no } else { open };
    match miss {
        Miss::Principal => {
            let negated = statement.principal.as_ref().is_some_and(|one| one.negated);
            let name = if negated { "NotPrincipal" } else { "Principal" };
            let no = match (&statement.principal, negated) {
                (None, _) => "it names no `Principal`".to_owned(),
                (_, true) => "its `NotPrincipal` leaves the caller out".to_owned(),
                _ => "its `Principal` does not name the caller".to_owned(),
            };
            let open = match request.caller {
                Caller::Unknown => {
                    format!("who calls was not said, and its `{name}` asks: give `--principal`")
                }
                _ => format!("whether its `{name}` means the caller is open"),
            };
            truth(found.principal, no, open)
        }
        Miss::Action => {
            let negated = statement.action.as_ref().is_some_and(List::negated);
            let action = quote(&request.action);
            let no = if negated {
                format!("its `NotAction` leaves out {action}")
            } else {
                format!("its `Action` does not name {action}")
            };
            truth(
                found.action,
                no,
                format!("whether it names {action} is open"),
            )
        }
        Miss::Resource => resource_words(statement, found, request),
        Miss::Condition(index) => {
            let Some(condition) = statement.conditions.get(index) else {
                return String::new();
            };
            let no = found
                .conditions
                .get(index)
                .is_some_and(|truth| truth.is_no());
            let how = if no {
                "does not hold"
            } else {
                "may hold or not"
            };
            format!(
                "its condition `{}` on {} {how}: {}",
                condition.operator.written(),
                quote(condition.key.written()),
                has(request, condition.key.written()),
            )
        }
    }
}

fn resource_words(statement: &Statement, found: &Match, request: &Request) -> String {
    let negated = statement.resource.as_ref().is_some_and(List::negated);
    let Some(resource) = &request.resource else {
        return "which resource is meant was not said: give `--resource`".to_owned();
    };
    let resource = quote(resource);
    match (found.resource, negated) {
        (Truth::No, true) => format!("its `NotResource` leaves out {resource}"),
        (Truth::No, false) => format!("its `Resource` does not match {resource}"),
        _ => format!("whether its resources match {resource} is open"),
    }
}

/// What the request has of a key.
fn has(request: &Request, key: &str) -> String {
    match request.context.get(key) {
        Key::Absent => "the request does not have it".to_owned(),
        Key::Unknown => "its value is not known".to_owned(),
        Key::Present(values) => match values.as_slice() {
            [] => "the request has no value of it".to_owned(),
            [value] => format!("the request has {}", quote(value)),
            [first, ..] => format!(
                "the request has {} values, {} the first",
                values.len(),
                quote(first)
            ),
        },
    }
}

/// How a sentence names the policies of a role.
pub fn layer(role: Role) -> String {
    match role {
        Role::Identity => "the identity policies".to_owned(),
        Role::Resource => "the resource policy".to_owned(),
        Role::Trust => "the trust policy".to_owned(),
        Role::Boundary => "the permissions boundary".to_owned(),
        Role::Session => "the session policies".to_owned(),
        Role::Scp(level) => format!("the service control policies of level {}", level + 1),
        Role::Rcp(level) => format!("the resource control policies of level {}", level + 1),
    }
}

/// The verb that goes with what `layer` names.
pub fn allow(role: Role) -> &'static str {
    match role {
        Role::Identity | Role::Session | Role::Scp(_) | Role::Rcp(_) => "allow",
        Role::Resource | Role::Trust | Role::Boundary => "allows",
    }
}

/// How a sentence names one policy of a role.
pub fn singular(role: Role) -> &'static str {
    match role {
        Role::Identity => "identity policy",
        Role::Resource => "resource policy",
        Role::Trust => "trust policy",
        Role::Boundary => "permissions boundary",
        Role::Session => "session policy",
        Role::Scp(_) => "service control policy",
        Role::Rcp(_) => "resource control policy",
    }
}
