//! What can be wrong with a text that was meant as JSON.

use crate::source::Span;

/// One thing that is wrong with a text, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    pub span: Span,
    pub kind: ProblemKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// Nothing but white space.
    Empty,
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// The text is UTF-16.
    Utf16,
    /// The text is UTF-32.
    Utf32,
    /// A control character, a line break included, inside a string; it has to be written as an escape.
    ControlInString(char),
    /// A control character (NUL, …) or an exotic space between values.
    StrayCharacter(char),
    /// A backslash followed by something that is no escape.
    BadEscape,
    /// `\u` without four hexadecimal digits.
    BadUnicodeEscape,
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// A comma before `]` or `}`.
    TrailingComma,
    /// A comma after nothing.
    ExtraComma,
    /// `//`, `/* */` or `#`.
    Comment,
    /// A key without quotes.
    UnquotedKey,
    /// A key that is no string: a number, an object …
    KeyNotString,
    /// A string in single quotes.
    SingleQuotes,
    /// A string in curly quotes.
    CurlyQuotes,
    /// Two values with nothing between.
    MissingComma,
    /// A key and a value with no colon between.
    MissingColon,
    /// A key or a comma with no value after it.
    MissingValue,
    /// A word that is no value: `True`, `None`, `undefined`, `Allow` …
    UnknownWord,
    /// A number that JSON does not have: `+1`, `01`, `.5`, `1.`, `0x10` …
    BadNumber,
    /// A number larger than a 64-bit float can hold.
    NumberTooLarge,
    /// A string with no closing quote on its line.
    UnterminatedString,
    /// The text ends inside an array or object; `open` is the innermost bracket that was never closed.
    Unclosed { open: Span },
    /// `]` where `}` was expected or the reverse; `open` is the bracket it does not match.
    WrongBracket { open: Span },
    /// A closing bracket that closes nothing.
    ExtraBracket,
    /// Deeper than [`super::MAX_DEPTH`].
    TooDeep,
    /// More text after the document; a second document, for one.
    TrailingText,
    /// A key that its object already has; `first` is where.
    DuplicateKey { first: Span },
}

impl ProblemKind {
    /// Whether the text is not JSON because of it; two equal keys are legal JSON that AWS refuses.
    #[must_use]
    pub fn breaks_json(self) -> bool {
        !matches!(self, Self::DuplicateKey { .. })
    }
}
