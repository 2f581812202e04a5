//! The four ARN operators, of which two and two are the same.

use crate::semantics::arn::{self, ArnPattern};
use crate::semantics::pattern::Case;
use crate::semantics::truth::Truth;
use crate::semantics::variable::Piece;

/// What `ArnEquals` and `ArnLike` say: all six fields match, each on its own.
///
/// A text that is no ARN matches nothing. A pattern with fewer fields matches nothing either, except that a star in it
/// may or may not stand for the missing ones: AWS's pages leave that open, for `*` alone too.
pub(super) fn matches(request: &str, policy: &[Piece<'_>]) -> Truth {
    let pattern = ArnPattern::new(policy);
    if !pattern.is_complete() {
        let might =
            pattern.has_wildcard() && pattern.reaches_across_fields(request, Case::Sensitive);
        return Truth::from(might).and(Truth::Unknown);
    }
    match arn::six_fields(request) {
        Some(fields) => pattern.fields_match(&fields),
        None => Truth::No,
    }
}
