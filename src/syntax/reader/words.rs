//! Numbers, words and comments, as JSON has them and as people write them.

use super::strings::closing_quotes;
use super::{Expect, Reader, scan};
use crate::syntax::{Kind, ProblemKind};

impl Reader<'_> {
    #[inline]
    pub(super) fn number(&mut self) -> Expect {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let Some(end) = number_end(bytes, start) else {
            return self.word();
        };
        let next = bytes.get(end);
        if next.is_some_and(|&byte| is_word_byte(byte)) {
            return self.word();
        }
        self.at = end;
        self.push(Kind::Number, start, end);
        if is_too_large(self.text.get(start..end).unwrap_or_default()) {
            self.report(ProblemKind::NumberTooLarge, start, end);
        }
        Expect::Comma
    }

    /// `true`, `false` or `null`.
    pub(super) fn literal(&mut self, first: u8) -> Option<Expect> {
        let (word, kind) = match first {
            b't' => ("true", Kind::True),
            b'f' => ("false", Kind::False),
            b'n' => ("null", Kind::Null),
            _ => return None,
        };
        let rest = self.rest().strip_prefix(word)?;
        if rest.bytes().next().is_some_and(is_word_byte) {
            return None;
        }
        self.push(kind, self.at, self.at + word.len());
        self.at += word.len();
        Some(Expect::Comma)
    }

    /// Something that was meant as a value and is none.
    pub(super) fn word(&mut self) -> Expect {
        let start = self.at;
        self.at = self.word_end(b"");
        let word = self.text.get(start..self.at).unwrap_or_default();
        let kind = if looks_like_number(word) {
            ProblemKind::BadNumber
        } else {
            ProblemKind::UnknownWord
        };
        self.report(kind, start, self.at);
        self.push(Kind::Bad, start, self.at);
        Expect::LostComma
    }

    /// Something that was meant as a key and has no quotes.
    pub(super) fn bare_key(&mut self) -> Expect {
        let start = self.at;
        self.at = self.word_end(b":=");
        self.at += second_half(self.rest().as_bytes());
        let word = self.text.get(start..self.at).unwrap_or_default();
        let kind = if looks_like_number(word) {
            ProblemKind::KeyNotString
        } else if word.contains(char::is_alphanumeric) {
            ProblemKind::UnquotedKey
        } else {
            ProblemKind::UnknownWord
        };
        self.report(kind, start, self.at);
        self.push(Kind::Bad, start, self.at);
        Expect::LostColon
    }

    /// The end of the word at the reader's place, which holds one character at least.
    pub(super) fn word_end(&self, stops: &[u8]) -> usize {
        let rest = self.rest();
        let mut passed = 0;
        for (index, char) in rest.char_indices() {
            if index < passed {
                continue;
            }
            let follows = rest.as_bytes().get(index + 1);
            if char == '$' && follows == Some(&b'{') {
                passed = placeholder_end(rest.as_bytes(), index);
            } else if index > 0 && ends_word(char, stops) {
                return self.at + index;
            }
        }
        self.text.len()
    }

    /// Passes over a comment, a control character or an exotic space, if there is one.
    pub(super) fn pass_stray(&mut self) -> bool {
        let start = self.at;
        if self.broken && self.rest().starts_with('?') {
            self.at += 1;
            return true;
        }
        let Some((problem, length)) = stray(self.rest()) else {
            return false;
        };
        self.at += length;
        self.report(problem, start, self.at);
        let follows = self.before_gap(start) == self.strays.1;
        self.strays = (if follows { self.strays.0 } else { start }, self.at);
        true
    }
}

fn number_end(bytes: &[u8], start: usize) -> Option<usize> {
    let digits = |at: usize| {
        let rest = bytes.get(at..).unwrap_or_default();
        let end = at + rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (end > at).then_some(end)
    };
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let first = start + usize::from(byte(start) == b'-');
    let mut end = if byte(first) == b'0' {
        first + 1
    } else {
        digits(first)?
    };
    if byte(end) == b'.' {
        end = digits(end + 1)?;
    }
    if matches!(byte(end), b'e' | b'E') {
        let sign = usize::from(matches!(byte(end + 1), b'+' | b'-'));
        end = digits(end + 1 + sign)?;
    }
    Some(end)
}

/// A 64-bit float has 309 digits before its point at most.
fn is_too_large(number: &str) -> bool {
    let may_be = number.len() > 300 || number.contains(['e', 'E']);
    may_be && number.parse::<f64>().is_ok_and(f64::is_infinite)
}

fn looks_like_number(word: &str) -> bool {
    let unsigned = word.trim_start_matches(['+', '-', '.']);
    unsigned.starts_with(|char: char| char.is_ascii_digit()) || matches!(word, "-" | "+")
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'+' | b'-')
}

/// The length of the rest of a key such as `aws:SourceIp`, from its colon on; 0 if no other colon follows.
fn second_half(rest: &[u8]) -> usize {
    let [b':', name @ ..] = rest else {
        return 0;
    };
    let is_part = |byte: &&u8| is_word_byte(**byte) || **byte == b'/';
    let length = name.iter().take_while(is_part).count();
    let next = name.get(scan::gap(name, length));
    if length > 0 && next == Some(&b':') {
        length + 1
    } else {
        0
    }
}

fn ends_word(char: char, stops: &[u8]) -> bool {
    let is_stop = |byte| stops.contains(&byte) || b",[]{}".contains(&byte);
    char.is_whitespace()
        || char.is_control()
        || !closing_quotes(char).is_empty()
        || u8::try_from(char).is_ok_and(is_stop)
}

/// The end of `${…}`, or of the line that leaves it open.
fn placeholder_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    match memchr::memchr2(b'}', b'\n', rest) {
        Some(length) => start + length + usize::from(rest.get(length) == Some(&b'}')),
        None => bytes.len(),
    }
}

/// The comment, or the run of one stray character, at the start of this text, and its length.
fn stray(rest: &str) -> Option<(ProblemKind, usize)> {
    let line = || rest.lines().next().unwrap_or_default().trim_end().len();
    match rest.as_bytes() {
        [b'#', ..] | [b'/', b'/', ..] => Some((ProblemKind::Comment, line())),
        [b'/', b'*', inner @ ..] => {
            let end = memchr::memmem::find(inner, b"*/");
            let length = end.map_or(rest.len(), |at| at + 4);
            Some((ProblemKind::Comment, length))
        }
        _ => {
            let char = rest.chars().next().filter(|&char| is_stray(char))?;
            let length = rest.len() - rest.trim_start_matches(char).len();
            Some((ProblemKind::StrayCharacter(char), length))
        }
    }
}

fn is_stray(char: char) -> bool {
    let is_json_white = u8::try_from(char).is_ok_and(scan::is_white);
    let is_invisible = matches!(char, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    (char.is_control() || char.is_whitespace()) && !is_json_white || is_invisible
}
