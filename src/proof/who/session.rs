//! What a request passes to the session that it asks for: session tags, a source identity. The whole call fails unless the
//! trust policy allows that too.
//!
//! Source: "Pass session tags in AWS STS" and "Monitor and control actions taken with assumed roles" in the IAM User Guide.

use crate::proof::callers::{CallerCell, DERIVED};
use crate::proof::verdict::{Side, Witness};
use crate::semantics::trust::TAG_SESSION;
use crate::semantics::{Decision, Key, Request, decide};

use super::telling::{Asked, Several};
use super::words::Values;

const SET_SOURCE_IDENTITY: &str = "sts:SetSourceIdentity";
const TAG_KEYS: &str = "aws:TagKeys";
const TAG: &str = "aws:requesttag/";

/// How many callers of a way are asked about one by one.
const MOST: usize = 64;

/// What comes of a permission that a way needs besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Besides {
    Allowed,
    /// None of its callers has it.
    Refused,
    /// It hangs on more than the way asks.
    Open,
}

/// Whether the caller of a request may pass session tags; `None` if that hangs on the tags or on another condition.
pub fn may_tag(side: &Side<'_>, witness: &Witness, asked: &[Asked]) -> Option<bool> {
    let shown = passed(asked).any(|permission| permission == TAG_SESSION);
    if shown && decision(side, &with_tags(witness, asked)) == Decision::Allowed {
        return Some(true);
    }
    let decided = |known| {
        let request = whatever_else(&witness.request, TAG_SESSION, asked, known);
        decision(side, &request)
    };
    match decided(Known::WhatIsAsked) {
        Decision::Allowed => Some(true),
        Decision::ExplicitDeny | Decision::ImplicitDeny => Some(false),
        Decision::Unknown => (decided(Known::WhatIsShown) == Decision::Allowed).then_some(true),
    }
}

/// The permissions that every call of a way needs besides.
pub fn passed(asked: &[Asked]) -> impl Iterator<Item = &'static str> {
    let is_sent = |is_one: &dyn Fn(&str) -> bool| {
        asked
            .iter()
            .filter(|one| !one.absent && one.values != Values::None)
            .any(|one| is_one(&one.key.to_ascii_lowercase()))
    };
    let is_tag =
        |key: &str| key.starts_with(TAG) || ["aws:tagkeys", "sts:transitivetagkeys"].contains(&key);
    let tags = is_sent(&is_tag).then_some(TAG_SESSION);
    let identity = is_sent(&|key| key == "sts:sourceidentity").then_some(SET_SOURCE_IDENTITY);
    tags.into_iter().chain(identity)
}

/// Whether a permission comes with a way: to each of its callers, with the request that is shown, or to some of them.
pub fn besides<'c>(
    side: &Side<'_>,
    permission: &'static str,
    witness: &Witness,
    asked: &[Asked],
    callers: impl Iterator<Item = &'c CallerCell>,
) -> Besides {
    let mut shown = with_tags(witness, asked);
    permission.clone_into(&mut shown.action);
    let mut left = MOST;
    if decision(side, &shown) == Decision::Allowed {
        // What one of them has, the others may lack.
        for cell in callers {
            let mut request = shown.clone();
            request.caller = cell.caller.clone();
            for (name, key) in &cell.keys {
                request.context.set(name, key.clone());
            }
            left = left.saturating_sub(1);
            if left == 0 || decision(side, &request) != Decision::Allowed {
                return Besides::Open;
            }
        }
        return Besides::Allowed;
    }
    for cell in callers {
        let mut request = witness.request.clone();
        request.caller = cell.caller.clone();
        for (name, key) in &cell.keys {
            request.context.set(name, key.clone());
        }
        let request = whatever_else(&request, permission, asked, Known::WhatIsAsked);
        let is_refused = matches!(
            decision(side, &request),
            Decision::ExplicitDeny | Decision::ImplicitDeny
        );
        left = left.saturating_sub(1);
        if !is_refused || left == 0 {
            return Besides::Open;
        }
    }
    Besides::Refused
}

fn decision(side: &Side<'_>, request: &Request) -> Decision {
    decide(side.policy, side.policy_type, request).decision
}

/// The request to tag the session, with the names of the tags that it passes.
fn with_tags(witness: &Witness, asked: &[Asked]) -> Request {
    let mut request = witness.request.clone();
    TAG_SESSION.clone_into(&mut request.action);
    if !request.context.is_set(TAG_KEYS) {
        let named = asked.iter().filter(|one| !one.absent).filter_map(|one| {
            let start = one.key.get(..TAG.len())?;
            let name = one.key.get(TAG.len()..)?;
            start.eq_ignore_ascii_case(TAG).then(|| name.to_owned())
        });
        let tags: Vec<String> = named.collect();
        if !tags.is_empty() {
            request.context.set(TAG_KEYS, Key::Present(tags));
        }
    }
    request
}

/// What is known of a key that a way asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Its value, if only one will do.
    WhatIsAsked,
    /// The value in the request that is shown.
    WhatIsShown,
}

/// A request of which nothing is known but who calls and what the way asks.
fn whatever_else(request: &Request, permission: &str, asked: &[Asked], known: Known) -> Request {
    let mut open = Request::new(request.caller.clone(), permission);
    for name in DERIVED {
        if request.context.is_set(name) {
            open.context.set(name, request.context.get(name).clone());
        }
    }
    for one in asked {
        let is_absent = one.absent && one.values == Values::None;
        if is_absent {
            open.context.set(&one.key, Key::Absent);
        } else if known == Known::WhatIsShown || is_one_value(one) {
            open.context
                .set(&one.key, request.context.get(&one.key).clone());
        }
    }
    open
}

fn is_one_value(asked: &Asked) -> bool {
    let is_one = match &asked.values {
        Values::Some { of, but } => {
            but.is_empty() && matches!(of.as_slice(), [word] if word.relation == "is")
        }
        _ => false,
    };
    is_one && !asked.absent && matches!(asked.of_several, None | Some(Several::OnlyValue))
}
