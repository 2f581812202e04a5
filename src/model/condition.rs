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
pub(super) struct AskedKeys(u64);

impl AskedKeys {
    pub(super) fn add(&mut self, key: &str) {
        self.0 |= Self::bit(key);
    }

    /// `false` means that no condition is on this key; `true` promises nothing.
    pub(super) fn may_have(self, key: &str) -> bool {
        self.0 & Self::bit(key) != 0
    }

    /// One of 64 places, by what names differ in most often, without regard to case.
    fn bit(key: &str) -> u64 {
        let last = key.as_bytes().last().map_or(0, u8::to_ascii_lowercase);
        1 << ((key.len() * 7 + usize::from(last)) % 64)
    }
}

impl Condition<'_> {
    /// The key and its values.
    #[must_use]
    pub fn span(&self) -> Span {
        self.key.span().to(self.value_span)
    }

    /// Whether it is about this condition key. Names compare without regard to case.
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
    use super::AskedKeys;

    #[test]
    fn a_key_that_is_asked_for_is_never_denied() {
        let names = ["aws:SourceIp", "s3:prefix", "kms:ViaService", "x", ""];
        for name in names {
            let mut keys = AskedKeys::default();
            assert!(!keys.may_have(name));
            keys.add(name);
            assert!(keys.may_have(&name.to_ascii_uppercase()));
            assert!(keys.may_have(&name.to_ascii_lowercase()));
        }
    }
}
