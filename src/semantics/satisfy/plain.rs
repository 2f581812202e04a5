//! The many conditions of which a first look tells that none contradicts itself or another one.

use super::{CURRENT_TIME, satisfy};
use crate::model::Condition;
use crate::operator::{Family, OperatorSpec};

/// Keys of which one may say what another one says.
const RELATED: [&str; 3] = ["aws:SourceIp", CURRENT_TIME, "aws:EpochTime"];
/// So many conditions are compared one with another faster than they are sorted.
const FEW: usize = 16;

/// Whether some request may satisfy all conditions, as [`satisfy`] tells it.
#[must_use]
pub fn may_hold_together(conditions: &[Condition], variables: bool) -> bool {
    let may_hold = || !satisfy(conditions, variables).truth.is_no();
    if are_apart(conditions) {
        debug_assert!(may_hold(), "conditions that are apart contradict");
        return true;
    }
    may_hold()
}

/// Whether each condition wants certain texts or a Boolean of a key that no other condition is on: of these each can be had.
#[must_use]
fn are_apart(conditions: &[Condition]) -> bool {
    let wants_text = |spec: OperatorSpec| {
        let family = spec.base.family();
        !spec.base.is_negated() && matches!(family, Family::String | Family::Arn | Family::Bool)
    };
    conditions
        .iter()
        .all(|condition| condition.spec.is_none_or(wants_text))
        && have_keys_of_their_own(conditions)
}

/// Whether no condition is on a key of which another one says something, too; of more than a few nobody knows.
#[must_use]
pub fn have_keys_of_their_own(conditions: &[Condition]) -> bool {
    conditions.len() <= FEW
        && (1..).zip(conditions).all(|(next, condition)| {
            let key = condition.key.written();
            let mut others = conditions.get(next..).unwrap_or_default().iter();
            !RELATED.iter().any(|one| key.eq_ignore_ascii_case(one))
                && !others.any(|other| other.key.written().eq_ignore_ascii_case(key))
        })
}
