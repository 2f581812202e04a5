//! `Text`: a string of a policy, where it is written, and whether what it says is known.

use std::ops::Range;

use crate::source::Span;
use crate::syntax::{Kind, Value};

/// A string of a policy, or a number or Boolean where AWS takes those as text.
#[derive(Clone, Debug)]
pub struct Text<'t> {
    value: Value<'t>,
    written: &'t str,
    knowledge: Knowledge,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Knowledge {
    Known,
    /// A template value was left in it; the final text is not known.
    Placeholder,
    /// Not a text at all: a template engine's object, a null.
    Unreadable,
}

impl<'t> Text<'t> {
    /// The text of a string, number or Boolean; anything else is a text that is not known.
    #[inline]
    #[must_use]
    pub fn new(value: Value<'t>, placeholders_possible: bool) -> Self {
        if let Some(written) = value.plain()
            && !placeholders_possible
        {
            return Self {
                value,
                written,
                knowledge: Knowledge::Known,
            };
        }
        Self::other(value, placeholders_possible)
    }

    /// Of a text that has escapes, may have placeholders, or is no string.
    fn other(value: Value<'t>, placeholders_possible: bool) -> Self {
        let (written, knowledge) = match value.kind() {
            Kind::String | Kind::EscapedString => {
                let written = value.as_str().unwrap_or_default();
                let left = placeholders_possible && super::placeholder::find(written).is_some();
                (
                    written,
                    if left {
                        Knowledge::Placeholder
                    } else {
                        Knowledge::Known
                    },
                )
            }
            Kind::Number | Kind::True | Kind::False => (value.raw(), Knowledge::Known),
            Kind::Null | Kind::Array | Kind::Object | Kind::Bad => ("", Knowledge::Unreadable),
        };
        Self {
            value,
            written,
            knowledge,
        }
    }

    /// Where it is written, quotes included.
    #[must_use]
    pub fn span(&self) -> Span {
        self.value.span()
    }

    /// What it says when applied; `None` if that is not known yet. It is never matched as if known.
    #[must_use]
    pub fn known(&self) -> Option<&'t str> {
        (self.knowledge == Knowledge::Known).then_some(self.written)
    }

    /// What is written, escapes decoded, template values included; empty where no text stands.
    #[must_use]
    pub fn written(&self) -> &'t str {
        self.written
    }

    /// Whether a template value was left in it.
    #[must_use]
    pub fn has_placeholder(&self) -> bool {
        self.knowledge == Knowledge::Placeholder
    }

    /// Whether JSON has it as a string.
    #[must_use]
    pub fn is_string(&self) -> bool {
        self.value.is_string()
    }

    /// What JSON has it as.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.value.kind()
    }

    #[must_use]
    pub fn value(&self) -> Value<'t> {
        self.value
    }

    /// Where a part of [`Text::written`] is written; `range` in bytes.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Span {
        if self.value.kind() == Kind::EscapedString {
            return self.value.part(range);
        }
        let span = self.span();
        // The quote may be a curly one.
        let quote = self.value.raw().chars().next();
        let skip = quote.filter(|_| self.is_string()).map_or(0, char::len_utf8);
        let at = |offset: usize| {
            span.start
                .saturating_add(u32::try_from(offset + skip).unwrap_or(u32::MAX))
                .min(span.end)
        };
        Span::new(span.file, at(range.start), at(range.end))
    }
}
