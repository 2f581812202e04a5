//! Whether a condition holds for the keys of a request.
//!
//! Source: "Condition operators", "Single-valued vs. multivalued context keys" in the IAM User Guide. What the pages
//! leave open is unknown here.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashSet;

use crate::catalog::global_keys;
use crate::model::{Condition, Text};
use crate::operator::{Operator, OperatorSpec, SetPrefix};

use super::Truth;
use super::operators;
use super::request::{Key, Keys};
use super::variable::{Lookup, Piece, resolve};

/// Whether one condition holds; `variables` says whether `${…}` in its values are policy variables.
#[must_use]
pub fn holds(condition: &Condition, keys: &Keys, variables: bool) -> Truth {
    let (Some(spec), Some(name)) = (condition.spec, condition.key.known()) else {
        return Truth::Unknown;
    };
    let key = keys.get(name);
    if spec.base == Operator::Null {
        return null(condition, spec, key);
    }
    match key {
        Key::Absent => holds_when_absent(spec),
        Key::Unknown => {
            // An operator that no value can satisfy and that wants one fails whatever the key is.
            let never = condition.values.is_empty()
                && !spec.base.is_negated()
                && holds_when_absent(spec).is_no();
            if never { Truth::No } else { Truth::Unknown }
        }
        Key::Present(values) => {
            let one = |value: &String| value_matches(condition, spec.base, value, keys, variables);
            match (spec.set, &values[..]) {
                // AWS counts the empty string as no value, but does not say whether always.
                (Some(SetPrefix::ForAllValues), [empty]) if empty.is_empty() => {
                    one(empty).under_either(Truth::Yes)
                }
                (Some(SetPrefix::ForAnyValue), [empty]) if empty.is_empty() => {
                    one(empty).under_either(Truth::No)
                }
                (Some(_), []) => holds_when_absent(spec),
                (Some(SetPrefix::ForAllValues), values) => Truth::all(values.iter().map(one)),
                (Some(SetPrefix::ForAnyValue), values) => Truth::any(values.iter().map(one)),
                (None, [value]) => one(value),
                // What a plain operator makes of several values is not documented.
                (None, _) => Truth::Unknown,
            }
        }
    }
}

/// Whether an operator holds for a key that the request does not have.
///
/// `ForAnyValue:…IfExists` is unknown: `IfExists` says it holds, `ForAnyValue` says it does not, and no page says which
/// of them wins. `Null` depends on its value: see [`holds`].
#[must_use]
pub fn holds_when_absent(spec: OperatorSpec) -> Truth {
    match (spec.set, spec.if_exists) {
        (Some(SetPrefix::ForAllValues), _) | (None, true) => Truth::Yes,
        (Some(SetPrefix::ForAnyValue), false) => Truth::No,
        (Some(SetPrefix::ForAnyValue), true) => Truth::Unknown,
        (None, false) if spec.base == Operator::Null => Truth::Unknown,
        (None, false) => Truth::from(spec.base.is_negated()),
    }
}

/// Whether a condition holds when the request does not have its key.
#[must_use]
pub fn when_absent(condition: &Condition) -> Truth {
    match condition.spec {
        Some(spec) if spec.base == Operator::Null => null(condition, spec, &Key::Absent),
        Some(spec) => holds_when_absent(spec),
        None => Truth::Unknown,
    }
}

/// The keys without which some condition of a statement fails, so that its other conditions need not care.
#[derive(Debug)]
pub struct Demanded<'c, 't> {
    conditions: &'c [Condition<'t>],
    /// In lower case; made only where a search through the conditions would be long.
    keys: OnceCell<HashSet<String>>,
}

impl<'c, 't> Demanded<'c, 't> {
    const FEW: usize = 16;

    #[must_use]
    pub fn by(conditions: &'c [Condition<'t>]) -> Self {
        Self {
            conditions,
            keys: OnceCell::new(),
        }
    }

    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        if self.conditions.len() <= Self::FEW {
            return self
                .conditions
                .iter()
                .any(|condition| condition.is_on(key) && when_absent(condition).is_no());
        }
        let keys = self.keys.get_or_init(|| {
            self.conditions
                .iter()
                .filter(|condition| when_absent(condition).is_no())
                .filter_map(|condition| Some(condition.key.known()?.to_ascii_lowercase()))
                .collect()
        });
        keys.contains(&key.to_ascii_lowercase())
    }
}

/// `Null: true` wants the key absent, `Null: false` wants it present; a set prefix makes it constant.
fn null(condition: &Condition, spec: OperatorSpec, key: &Key) -> Truth {
    match spec.set {
        Some(SetPrefix::ForAllValues) => return Truth::Yes,
        Some(SetPrefix::ForAnyValue) => return Truth::No,
        None => {}
    }
    let absent = match key {
        Key::Absent => Truth::Yes,
        // "The key exists and its value is not null", and an empty string is null by what the page says of sets.
        Key::Present(values) if matches!(&values[..], [one] if one.is_empty()) => {
            let name = condition.key.known().unwrap_or_default();
            Truth::from(can_be_empty(name)).and(Truth::Unknown)
        }
        Key::Present(values) => Truth::from(values.is_empty()),
        Key::Unknown => Truth::Unknown,
    };
    let any = |wanted: &str| {
        condition.values.iter().any(|value| {
            value
                .known()
                .is_some_and(|value| value.eq_ignore_ascii_case(wanted))
        })
    };
    match (any("true"), any("false")) {
        (true, true) => Truth::Yes,
        (true, false) => absent,
        (false, true) => !absent,
        (false, false) => Truth::Unknown,
    }
}

/// Whether somebody may send an empty text as the key's value: of global keys that goes for tags and headers alone.
fn can_be_empty(key: &str) -> bool {
    const HEADERS: [&str; 2] = ["aws:referer", "aws:UserAgent"];
    global_keys::find(key).is_none_or(|key| key.is_tag() || HEADERS.contains(&key.name))
}

/// Positive operators want one policy value that matches, negated ones want none.
fn value_matches(
    condition: &Condition,
    base: Operator,
    value: &str,
    keys: &Keys,
    variables: bool,
) -> Truth {
    let each = condition
        .values
        .iter()
        .map(|text| text_matches(text, base, value, keys, variables));
    if base.is_negated() {
        Truth::all(each)
    } else {
        Truth::any(each)
    }
}

fn text_matches(text: &Text, base: Operator, value: &str, keys: &Keys, variables: bool) -> Truth {
    let Some(text) = text.known() else {
        return Truth::Unknown;
    };
    match pieces(text, keys, variables) {
        Some(pieces) => operators::holds(base, value, &pieces),
        // A variable without a value: nothing equals it.
        None => Truth::from(base.is_negated()),
    }
}

/// A policy's text with the values of its variables; `None` if one of them has none.
#[must_use]
pub fn pieces<'t>(text: &'t str, keys: &'t Keys, variables: bool) -> Option<Vec<Piece<'t>>> {
    if !variables {
        return Some(vec![Piece::Written(text)]);
    }
    resolve(text, |name| match keys.get(name) {
        Key::Absent => Lookup::Absent,
        Key::Unknown => Lookup::Unknown,
        Key::Present(values) => match &values[..] {
            [value] => Lookup::Value(Cow::Borrowed(value)),
            // Variables are for keys with one value.
            _ => Lookup::Unknown,
        },
    })
}
