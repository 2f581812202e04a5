//! What a resource-based policy gives a caller, and whether it gives it to this very identity or leaves it to an account.

use crate::model::{Effect, Principal, PrincipalKind, Statement};
use crate::operator::Family;
use crate::semantics::{Caller, Match, Request, Truth, is_caller};

use super::side::{self, Kind};

/// By which of its names a resource-based policy lets a caller in.
///
/// Source: the table of "Policy evaluation logic in the same account", part "Resource-based policies": which implicit
/// denies a grant passes depends on how the principal is named.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grant {
    /// By the user's or the session's own ARN, or to everyone: no implicit deny limits it.
    pub direct: Truth,
    /// By the role's ARN: boundary and session policy limit it, silence of the identity policies does not.
    pub by_role: Truth,
    /// By the account: its identity policies have to pass it on.
    pub by_account: Truth,
}

impl Grant {
    pub const NONE: Self = Self {
        direct: Truth::No,
        by_role: Truth::No,
        by_account: Truth::No,
    };

    pub fn any(self) -> Truth {
        Truth::any([self.direct, self.by_role, self.by_account])
    }

    fn or(self, other: Self) -> Self {
        Self {
            direct: self.direct.or(other.direct),
            by_role: self.by_role.or(other.by_role),
            by_account: self.by_account.or(other.by_account),
        }
    }
}

/// What the Allow statements of a resource-based policy give, `matches` being what each says of the request.
pub(super) fn grant(statements: &[Statement], matches: &[Match], request: &Request) -> Grant {
    statements
        .iter()
        .zip(matches)
        .filter(|(_, found)| found.effect != Some(Effect::Deny) && !found.truth().is_no())
        .map(|(statement, found)| of_statement(statement, found, request))
        .fold(Grant::NONE, Grant::or)
}

fn of_statement(statement: &Statement, found: &Match, request: &Request) -> Grant {
    let whole = found.truth();
    let Some(principals) = statement.principal.as_ref().filter(|_| statement.sound) else {
        return Grant {
            direct: whole.and(Truth::Unknown),
            ..Grant::NONE
        };
    };
    if principals.negated {
        // AWS supports no `NotPrincipal` with Allow, so how far such a grant goes is nowhere said.
        let open = whole.and(Truth::Unknown);
        return Grant {
            direct: open,
            by_role: open,
            by_account: whole,
        };
    }
    let rest = Truth::all(
        [found.action, found.resource]
            .into_iter()
            .chain(found.conditions.iter().copied()),
    );
    let names_role = names_role(statement);
    principals
        .items
        .iter()
        .map(|principal| {
            let named = is_caller(principal, request.who()).and(rest);
            of_principal(principal, named, &request.caller, names_role)
        })
        .fold(Grant::NONE, Grant::or)
}

fn of_principal(principal: &Principal, named: Truth, caller: &Caller, names_role: bool) -> Grant {
    let to = Grant::NONE;
    let Some(kind) = side::kind_of(caller) else {
        return Grant {
            direct: named,
            ..to
        };
    };
    match principal.kind {
        PrincipalKind::Role => Grant {
            by_role: named,
            ..to
        },
        // Of the account's own identity, the root user, more is not asked.
        PrincipalKind::Account if kind == Kind::Root => Grant {
            direct: named,
            ..to
        },
        PrincipalKind::Account if names_role => Grant {
            by_role: if kind == Kind::Role {
                named
            } else {
                named.and(Truth::Unknown)
            },
            by_account: named,
            ..to
        },
        PrincipalKind::Account | PrincipalKind::CanonicalUser => Grant {
            by_account: named,
            ..to
        },
        // The session of a federated user gets what its user is given, within the policy that it was made with.
        PrincipalKind::User if kind == Kind::FederatedUser => Grant {
            by_role: named,
            ..to
        },
        _ => Grant {
            direct: named,
            ..to
        },
    }
}

/// Whether a condition picks the role by `aws:PrincipalArn`, as one that asks for its presence too does.
fn names_role(statement: &Statement) -> bool {
    statement
        .conditions_on("aws:PrincipalArn")
        .any(|condition| {
            condition.spec.is_some_and(|spec| {
                let by_value = matches!(spec.base.family(), Family::Arn | Family::String);
                by_value && !spec.base.is_negated() && !spec.if_exists && spec.set.is_none()
            })
        })
}
