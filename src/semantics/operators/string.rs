//! The six string operators.

use crate::operator::Operator;
use crate::semantics::pattern::{self, Case, Pattern};
use crate::semantics::truth::Truth;
use crate::semantics::variable::{self, Piece};

/// What the positive form of the operator says.
pub(super) fn matches(operator: Operator, request: &str, policy: &[Piece<'_>]) -> Truth {
    match operator.positive() {
        Operator::StringLike => like(request, policy),
        Operator::StringEqualsIgnoreCase => equals_ignoring_case(request, policy),
        _ => equals(request, policy),
    }
}

fn like(request: &str, policy: &[Piece<'_>]) -> Truth {
    if let [Piece::Written(text)] = policy {
        return pattern::matches(text, request, Case::Sensitive).into();
    }
    Pattern::from_pieces(policy, Case::Sensitive).matches(request)
}

fn equals(request: &str, policy: &[Piece<'_>]) -> Truth {
    match variable::joined(policy) {
        Some(text) => (text == request).into(),
        None => without_wildcards(policy, str::to_owned).matches(request),
    }
}

/// ASCII letters are folded for certain. Whether AWS folds others, and how, is not documented.
fn equals_ignoring_case(request: &str, policy: &[Piece<'_>]) -> Truth {
    match variable::joined(policy) {
        Some(text) if text.eq_ignore_ascii_case(request) => Truth::Yes,
        Some(text) if text.is_ascii() && request.is_ascii() => Truth::No,
        Some(text) if folded(&text) == folded(request) => Truth::Unknown,
        Some(_) => Truth::No,
        None => without_wildcards(policy, folded).matches(&folded(request)),
    }
}

fn without_wildcards(policy: &[Piece<'_>], fold: impl Fn(&str) -> String) -> Pattern {
    let literals: Vec<Piece<'_>> = policy
        .iter()
        .map(|piece| match piece {
            Piece::Written(text) => Piece::Literal(fold(text).into()),
            Piece::Literal(text) => Piece::Literal(fold(text).into()),
            Piece::Unknown => Piece::Unknown,
        })
        .collect();
    Pattern::from_pieces(&literals, Case::Sensitive)
}

/// The same for all texts that differ in letter case alone, by any of Unicode's simple mappings.
fn folded(text: &str) -> String {
    text.chars()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}
