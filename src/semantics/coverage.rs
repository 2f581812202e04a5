//! Whether a statement speaks of an action, and whether its conditions demand a key.

use crate::model::{Condition, List, Text};
use crate::operator::Operator;

use super::condition::holds_when_absent;
use super::{Truth, action_matches};

/// Whether an `Action` or `NotAction` takes in this action; open where a text is not known.
#[must_use]
pub fn covers(list: &List, action: &str) -> Truth {
    let named = Truth::any(list.items.iter().map(|item| names(item, action)));
    if list.negated() { !named } else { named }
}

/// Whether one value of `Action` or `NotAction` names this action; open if it is not known.
#[must_use]
pub fn names(pattern: &Text, action: &str) -> Truth {
    match pattern.known() {
        Some(pattern) => action_matches(pattern, action).into(),
        None => Truth::Unknown,
    }
}

/// Whether conditions on one key let a request pass only if it has the key with a value that the policy writes.
///
/// A negated operator names what may not be, `IfExists`, `ForAllValues` and `Null` hold without the key: none of these
/// demands a value by itself, but `Null: false` beside one of the middle two does. An operator that AWS does not have is
/// given the benefit of the doubt.
pub fn demand_value<'c, 't: 'c>(conditions: impl IntoIterator<Item = &'c Condition<'t>>) -> bool {
    demand(conditions, |_| true)
}

/// The same, where the value also has to tell some from others: a pattern that every value matches does not.
pub fn demand_telling_value<'c, 't: 'c>(
    conditions: impl IntoIterator<Item = &'c Condition<'t>>,
) -> bool {
    demand(conditions, |condition| !takes_any_value(condition))
}

/// Whether one of a condition's values is made of wildcards alone, so that the others do not matter.
#[must_use]
pub fn takes_any_value(condition: &Condition) -> bool {
    condition
        .spec
        .is_some_and(|spec| spec.base.takes_wildcards())
        && condition.values.iter().any(is_wildcards)
}

/// Whether a pattern is made of wildcards alone.
#[must_use]
pub fn is_wildcards(text: &Text) -> bool {
    text.known()
        .is_some_and(|text| text.contains('*') && text.bytes().all(|byte| b"*?".contains(&byte)))
}

fn demand<'c, 't: 'c>(
    conditions: impl IntoIterator<Item = &'c Condition<'t>>,
    tells: impl Fn(&Condition) -> bool,
) -> bool {
    let (mut named, mut present) = (false, false);
    for condition in conditions {
        match condition.spec {
            None => return true,
            Some(spec) if spec.base == Operator::Null => {
                present |= !condition.values.is_empty()
                    && condition.values.iter().all(|value| {
                        value
                            .known()
                            .is_none_or(|text| text.eq_ignore_ascii_case("false"))
                    });
            }
            Some(spec) if spec.base.is_negated() => {}
            Some(spec) => {
                named |= tells(condition);
                present |= holds_when_absent(spec).is_no();
            }
        }
    }
    named && present
}
