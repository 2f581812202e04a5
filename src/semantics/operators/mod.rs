//! Condition operators: whether one value of a request holds against one value of a policy.
//!
//! Several values, set prefixes, `IfExists` and absent keys are the caller's: they are about conditions, not values.
//! See "IAM JSON policy elements: Condition operators" in the IAM User Guide.

mod arn;
pub mod binary;
pub mod bool;
pub mod date;
pub mod ip;
pub mod number;
mod string;

use crate::operator::{Family, Operator};
use crate::semantics::truth::Truth;
use crate::semantics::variable::{self, Piece};

/// Why a value is none of its operator's family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unreadable {
    /// No reading of AWS's documents makes it one.
    Malformed,
    /// Some reader would take it, but AWS does not say whether IAM does, or for which value.
    Contested,
}

/// Whether the operator holds for a value of the request against a value of the policy.
///
/// A value of the wrong form never holds for a positive operator; what a negated one makes of it is not documented.
/// `Null` is answered for a key that is there.
#[must_use]
pub fn holds(operator: Operator, request: &str, policy: &[Piece<'_>]) -> Truth {
    let positive = match operator.family() {
        Family::String => string::matches(operator, request, policy),
        Family::Arn => arn::matches(request, policy),
        _ => return holds_for_type(operator, request, policy),
    };
    if operator.is_negated() {
        !positive
    } else {
        positive
    }
}

/// The families whose values have a form of their own and take no variables.
fn holds_for_type(operator: Operator, request: &str, policy: &[Piece<'_>]) -> Truth {
    let Some(text) = variable::joined(policy) else {
        return Truth::Unknown;
    };
    let outcome = match operator.family() {
        Family::Numeric => number::holds(operator, request, &text),
        Family::Date => date::holds(operator, request, &text),
        Family::IpAddress => ip::contains(request, &text).map(|contained| {
            if operator.is_negated() {
                !contained
            } else {
                contained
            }
        }),
        Family::Binary => binary::equals(request, &text),
        Family::Null => bool::parse(&text).map(|absent| Truth::from(!absent)),
        _ => bool::equals(request, &text),
    };
    let truth = match outcome {
        Ok(truth) => truth,
        Err(Unreadable::Malformed) if !operator.is_negated() => Truth::No,
        Err(_) => Truth::Unknown,
    };
    // Put in or left as it is, a variable here leads to a no only if both readings do.
    let as_written = policy
        .iter()
        .all(|piece| matches!(piece, Piece::Written(_)));
    match truth {
        Truth::No if as_written || !operator.is_negated() => Truth::No,
        known if as_written => known,
        _ => Truth::Unknown,
    }
}

/// Both values, or why there is no comparing them: one that is malformed for certain decides.
fn both<T>(
    request: Result<T, Unreadable>,
    policy: Result<T, Unreadable>,
) -> Result<(T, T), Unreadable> {
    match (request, policy) {
        (Ok(request), Ok(policy)) => Ok((request, policy)),
        (Err(Unreadable::Malformed), _) | (_, Err(Unreadable::Malformed)) => {
            Err(Unreadable::Malformed)
        }
        _ => Err(Unreadable::Contested),
    }
}
