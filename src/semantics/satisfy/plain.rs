//! The many conditions of which a first look tells that none contradicts itself or another one.

use super::{CURRENT_TIME, satisfy};
use crate::model::Condition;
use crate::operator::{Family, OperatorSpec};

/// Keys of which one may say what another one says.
const RELATED: [&str; 3] = ["aws:SourceIp", CURRENT_TIME, "aws:EpochTime"];
/// So many conditions are compared one with another faster than they are sorted.
const FEW: usize = 8;

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
pub fn are_apart(conditions: &[Condition]) -> bool {
    let wants_text = |spec: OperatorSpec| {
        let family = spec.base.family();
        !spec.base.is_negated() && matches!(family, Family::String | Family::Arn | Family::Bool)
    };
    conditions.len() <= FEW
        && (1..).zip(conditions).all(|(next, condition)| {
            let key = condition.key.written();
            let others = conditions.get(next..).unwrap_or_default();
            condition.spec.is_none_or(wants_text)
                && !RELATED.iter().any(|one| key.eq_ignore_ascii_case(one))
                && !others
                    .iter()
                    .any(|other| other.key.written().eq_ignore_ascii_case(key))
        })
}
