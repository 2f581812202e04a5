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
