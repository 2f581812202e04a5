//! What a call needs besides its own action: who passes session tags or a source identity on to the session of a role needs
//! a permission for that too, or the whole call fails.
//!
//! Source: "Pass session tags in AWS STS" and "Monitor and control actions taken with assumed roles" in the IAM User Guide.

use crate::semantics::providers::{ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY};
use crate::semantics::trust::TAG_SESSION;
use crate::semantics::{Decision, Key, Request, Truth};

/// What a call passes on to the session that it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    Tags,
    SourceIdentity,
}

impl Passed {
    /// The action that has to be allowed for it.
    #[must_use]
    pub fn action(self) -> &'static str {
        match self {
            Self::Tags => TAG_SESSION,
            Self::SourceIdentity => "sts:SetSourceIdentity",
        }
    }
}

/// What a request passes on to a session, or may.
pub(super) fn passed(request: &Request) -> impl Iterator<Item = (Passed, Truth)> {
    let assumes = [ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY]
        .iter()
        .any(|action| request.action.eq_ignore_ascii_case(action));
    let all = assumes.then(|| {
        let context = &request.context;
        let tags = context
            .iter()
            .filter(|(name, _)| name.starts_with("aws:requesttag/"))
            .map(|(_, key)| key)
            .chain([
                context.get("aws:TagKeys"),
                context.get("sts:TransitiveTagKeys"),
            ]);
        [
            (Passed::Tags, Truth::any(tags.map(is_sent))),
            (
                Passed::SourceIdentity,
                is_sent(context.get("sts:SourceIdentity")),
            ),
        ]
    });
    let all = all.into_iter().flatten();
    all.filter(|(_, is_passed)| !is_passed.is_no())
}

fn is_sent(key: &Key) -> Truth {
    match key {
        Key::Absent => Truth::No,
        Key::Present(values) => Truth::from(!values.is_empty()),
        Key::Unknown => Truth::Unknown,
    }
}

/// The decision of a call that needs what was decided besides, if it passes that on.
pub(super) fn with(call: Decision, beside: Decision, is_passed: Truth) -> Decision {
    let beside = if is_passed.is_yes() || beside == Decision::Allowed {
        beside
    } else {
        Decision::Unknown
    };
    let either = |decision| call == decision || beside == decision;
    [
        Decision::ExplicitDeny,
        Decision::ImplicitDeny,
        Decision::Unknown,
    ]
    .into_iter()
    .find(|decision| either(*decision))
    .unwrap_or(Decision::Allowed)
}
