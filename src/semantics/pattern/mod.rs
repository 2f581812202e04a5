//! Patterns with `*` and `?`: whether one takes a text, holds all that another takes, or shares a text with it.

mod bytes;
mod find;
mod glob;

use crate::semantics::truth::Truth;
use crate::semantics::variable::Piece;
use bytes::{Comparison, TEXT_ONE, TEXT_RUN};
use glob::Glob;

/// Whether letter case tells two texts apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Case {
    Sensitive,
    /// `A` to `Z` are `a` to `z`; no other letter is folded.
    AsciiFold,
}

/// One part of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    Char(char),
    /// `?`: one character, whichever.
    AnyOne,
    /// `*`: any run of characters, also none.
    AnyRun,
    /// One certain text, perhaps empty, that nobody knows.
    Unknown,
}

/// A pattern made ready for matching and comparing.
///
/// Where a literal `*` has to stand beside a wildcard, build it from pieces or tokens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// UTF-8, with two bytes that UTF-8 never uses for the wildcards. Unknown text stands as a run: the most that it
    /// can be. Lower case if letter case does not count.
    bytes: Vec<u8>,
    case: Case,
    has_unknown: bool,
}

/// Whether the pattern takes the whole text, `*` and `?` being wildcards.
///
/// Takes time linear in the two lengths, but for stretches of more than 32 bytes with `?` in them: see `find`. Takes no
/// memory when the pattern has up to 32 bytes or the text up to 256, as nearly all have: thousands are asked in a run.
#[must_use]
pub fn matches(pattern: &str, text: &str, case: Case) -> bool {
    Glob {
        bytes: pattern.as_bytes(),
        run: b'*',
        one: b'?',
    }
    .takes(text.as_bytes(), Comparison::of_text(case))
}

impl Pattern {
    /// The pattern as written: `*` and `?` are wildcards, all else stands for itself.
    #[must_use]
    pub fn new(text: &str, case: Case) -> Self {
        let mut pattern = Self::empty(case);
        pattern.push_written(text);
        pattern
    }

    /// The pattern that takes this text and no other, but for letter case.
    #[must_use]
    pub fn literal(text: &str, case: Case) -> Self {
        let mut pattern = Self::empty(case);
        pattern.push_literal(text);
        pattern
    }

    #[must_use]
    pub fn from_pieces(pieces: &[Piece<'_>], case: Case) -> Self {
        let mut pattern = Self::empty(case);
        for piece in pieces {
            match piece {
                Piece::Written(text) => pattern.push_written(text),
                Piece::Literal(text) => pattern.push_literal(text),
                Piece::Unknown => pattern.push(Token::Unknown),
            }
        }
        pattern
    }

    #[must_use]
    pub fn from_tokens(tokens: impl IntoIterator<Item = Token>, case: Case) -> Self {
        let mut pattern = Self::empty(case);
        for token in tokens {
            pattern.push(token);
        }
        pattern
    }

    /// Whether the pattern takes the whole text; open if it might, depending on text that is not known.
    #[must_use]
    pub fn matches(&self, text: &str) -> Truth {
        let could = self
            .glob()
            .takes(text.as_bytes(), Comparison::of_text(self.case));
        self.unless_unknown(could.into())
    }

    /// Whether the pattern takes every text.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        !self.has_unknown && !self.bytes.is_empty() && self.bytes.iter().all(|&b| b == TEXT_RUN)
    }

    fn empty(case: Case) -> Self {
        Self {
            bytes: Vec::new(),
            case,
            has_unknown: false,
        }
    }

    fn push_written(&mut self, text: &str) {
        let start = self.bytes.len();
        self.push_literal(text);
        for byte in self.bytes.iter_mut().skip(start) {
            match *byte {
                b'*' => *byte = TEXT_RUN,
                b'?' => *byte = TEXT_ONE,
                _ => {}
            }
        }
    }

    fn push_literal(&mut self, text: &str) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(text.as_bytes());
        if self.case == Case::AsciiFold
            && let Some(added) = self.bytes.get_mut(start..)
        {
            added.make_ascii_lowercase();
        }
    }

    fn push(&mut self, token: Token) {
        match token {
            Token::Char(char) => self.push_literal(char.encode_utf8(&mut [0; 4])),
            Token::AnyOne => self.bytes.push(TEXT_ONE),
            Token::AnyRun => self.bytes.push(TEXT_RUN),
            Token::Unknown => {
                self.bytes.push(TEXT_RUN);
                self.has_unknown = true;
            }
        }
    }

    fn glob(&self) -> Glob<'_> {
        Glob {
            bytes: &self.bytes,
            run: TEXT_RUN,
            one: TEXT_ONE,
        }
    }

    /// An answer for the most that unknown text can be: a no stands, a yes is open.
    fn unless_unknown(&self, could: Truth) -> Truth {
        if self.has_unknown && could.is_yes() {
            Truth::Unknown
        } else {
            could
        }
    }
}

/// Whether `wide` takes every text that `narrow` takes. Exact, and as fast as [`matches()`].
///
/// The characters that `narrow` names stay what they are; each of its `?` becomes a character that `wide` does not name
/// and each `*` a place that only a `*` of `wide` can pass. `wide` covers `narrow` exactly if it takes that text, where
/// the least length that `wide` asks for around its stars is counted as if the places were empty: a longer run of
/// foreign characters breaks any literal laid across a place, an empty one breaks a length that leans on it.
#[must_use]
pub fn covers(wide: &Pattern, narrow: &Pattern) -> Truth {
    let comparison = Comparison::of_text(wide.case);
    let covered = if wide.case == Case::Sensitive && narrow.case == Case::AsciiFold {
        // A letter of `narrow` is two characters here, and no one character of `wide` takes both.
        let mut text = narrow.bytes.clone();
        for byte in &mut text {
            if byte.is_ascii_alphabetic() {
                *byte = TEXT_ONE;
            }
        }
        wide.glob().takes(&text, comparison)
    } else {
        wide.glob().takes(&narrow.bytes, comparison)
    };
    // Unknown text stood at its widest on either side.
    if covered && !wide.has_unknown {
        Truth::Yes
    } else if !covered && (!narrow.has_unknown || overlaps(wide, narrow).is_no()) {
        Truth::No
    } else {
        Truth::Unknown
    }
}

/// Whether `wide` takes every text that `narrow` takes, both as they are written. Exact, and as fast as [`matches()`]; takes
/// no memory where `wide` has no `?`.
#[must_use]
pub fn written_covers(wide: &str, narrow: &str, case: Case) -> bool {
    if memchr::memchr(b'?', wide.as_bytes()).is_none() {
        // No character that it names is a wildcard, and its stars take those of `narrow` like any others.
        let named = wide.bytes().filter(|&byte| byte != b'*').count();
        return named <= narrow.len() && matches(wide, narrow, case);
    }
    covers(&Pattern::new(wide, case), &Pattern::new(narrow, case)).is_yes()
}

/// Whether some text is taken by both. Exact, and as fast as [`matches()`].
#[must_use]
pub fn overlaps(one: &Pattern, other: &Pattern) -> Truth {
    let case = if one.case == Case::AsciiFold {
        one.case
    } else {
        other.case
    };
    let comparison = Comparison::of_patterns(case);
    let (has_run, other_has_run) = (one.glob().has_run(), other.glob().has_run());
    let shared = if !other_has_run {
        one.glob().takes(&other.bytes, comparison)
    } else if !has_run {
        other.glob().takes(&one.bytes, comparison)
    } else {
        // Each can take the other's middle in a run of its own: only the two ends can clash.
        glob::ends_meet(&one.bytes, &other.bytes, comparison)
    };
    other.unless_unknown(one.unless_unknown(shared.into()))
}

/// Whether some text is taken by both of two patterns as they are written. Exact, and as fast as [`matches()`]; takes no
/// memory where one of them has no wildcard.
#[must_use]
pub fn written_overlap(one: &str, other: &str, case: Case) -> bool {
    let comparison = Comparison::of_patterns(case);
    if !starts_meet(one.as_bytes(), other.as_bytes(), comparison) {
        return false;
    }
    if one == "*" || other == "*" {
        return true;
    }
    let is_text = |text: &str| memchr::memchr2(b'*', b'?', text.as_bytes()).is_none();
    if is_text(one) {
        return matches(other, one, case);
    }
    if is_text(other) {
        return matches(one, other, case);
    }
    overlaps(&Pattern::new(one, case), &Pattern::new(other, case)).is_yes()
}

/// Whether nothing before the first wildcard keeps two patterns apart: most pairs part there.
fn starts_meet(one: &[u8], other: &[u8], comparison: Comparison) -> bool {
    let is_wildcard = |byte: u8| matches!(byte, b'*' | b'?');
    for (&one, &other) in one.iter().zip(other) {
        if is_wildcard(one) || is_wildcard(other) {
            return true;
        }
        if !comparison.same(one, other) {
            return false;
        }
    }
    true
}
