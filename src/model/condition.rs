//! `Condition`: one key under one operator, with its values.

use crate::operator::OperatorSpec;
use crate::source::Span;

use super::Text;

/// One line of a `Condition` block: all of them have to hold for the statement to apply.
#[derive(Clone, Debug)]
pub struct Condition<'t> {
    /// The operator as written.
    pub operator: Text<'t>,
    /// The operator as understood; `None` if AWS has no such operator.
    pub spec: Option<OperatorSpec>,
    /// The condition key as written.
    pub key: Text<'t>,
    /// One value or the values of a list.
    pub values: Vec<Text<'t>>,
    /// Where the value or the list of values is written.
    pub value_span: Span,
    /// Whether the values are written as a list.
    pub is_list: bool,
}

/// Which condition keys a policy may ask for: a quick no to most of the keys that the rules know.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AskedKeys(u128);

impl AskedKeys {
    pub(super) fn add(&mut self, key: &str) {
        self.0 |= Self::bit(key);
    }

    /// `false` means that no condition is on this key; `true` promises nothing.
    #[inline]
    pub(super) fn may_have(self, key: &str) -> bool {
        self.0 & Self::bit(key) != 0
    }

    /// `false` means that no condition is on any of these keys.
    pub(super) fn may_have_one_of<const N: usize>(self, keys: &KeySet<N>) -> bool {
        self.0 & keys.places.0 != 0
    }

    /// One of 128 places, by what names differ in most often, without regard to case.
    #[inline]
    const fn bit(key: &str) -> u128 {
        /// In which capitals and small letters differ.
        const CASE: u8 = 0x20;
        let bytes = key.as_bytes();
        let (_, later) = bytes.split_at(bytes.len() / 2);
        let (middle, last) = match later {
            [middle, .., last] => (*middle | CASE, *last | CASE),
            [only] => (*only | CASE, *only | CASE),
            [] => (0, 0),
        };
        1 << ((bytes.len() * 7 + last as usize + middle as usize * 3) % 128)
    }
}

/// Condition keys that a rule knows: told from all others by one look.
#[derive(Debug)]
pub struct KeySet<const N: usize> {
    names: [&'static str; N],
    places: AskedKeys,
}

impl<const N: usize> KeySet<N> {
    #[must_use]
    pub const fn new(names: [&'static str; N]) -> Self {
        let mut places = AskedKeys(0);
        let mut index = 0;
        while index < N {
            places.0 |= AskedKeys::bit(names[index]);
            index += 1;
        }
        Self { names, places }
    }

    /// Whether a condition is on one of them.
    #[must_use]
    pub fn has(&self, condition: &Condition) -> bool {
        self.places.may_have(condition.key.written())
            && self.names.iter().any(|name| condition.is_on(name))
    }
}

impl Condition<'_> {
    /// The key and its values.
    #[must_use]
    pub fn span(&self) -> Span {
        self.key.span().to(self.value_span)
    }

    /// Whether it is about this condition key. Names compare without regard to case.
    #[inline]
    #[must_use]
    pub fn is_on(&self, key: &str) -> bool {
        self.key
            .known()
            .is_some_and(|name| name.eq_ignore_ascii_case(key))
    }

    /// The part of the key before its first colon, in the case written; empty if there is no colon.
    #[must_use]
    pub fn key_prefix(&self) -> &str {
        self.key
            .written()
            .split_once(':')
            .map_or("", |(prefix, _)| prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::{AskedKeys, KeySet};

    #[test]
    fn a_key_that_is_asked_for_is_never_denied() {
        let names = ["aws:SourceIp", "s3:prefix", "kms:ViaService", "x", ""];
        for name in names {
            let mut keys = AskedKeys::default();
            assert!(!keys.may_have(name));
            keys.add(name);
            assert!(keys.may_have(&name.to_ascii_uppercase()));
            assert!(keys.may_have(&name.to_ascii_lowercase()));
            assert!(keys.may_have_one_of(&KeySet::new([name])));
        }
    }
}
