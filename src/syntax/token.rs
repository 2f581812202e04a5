//! Strings, numbers and words, as JSON has them and as people write them.

use super::reader::{Expect, Reader};
use super::{Kind, ProblemKind, scan};

impl Reader<'_> {
    /// Reads a string from its opening quote on; `then` is what follows one that is whole.
    #[inline]
    pub(super) fn string(&mut self, then: Expect) -> Expect {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let end = scan::plain(bytes, start + 1);
        if bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            self.push(Kind::String, start, end + 1);
            return then;
        }
        self.rare_string(start, end, then)
    }

    fn rare_string(&mut self, start: usize, stop: usize, then: Expect) -> Expect {
        let bytes = self.text.as_bytes();
        let mut kind = Kind::String;
        let mut has_control = false;
        // Line breaks before this place belong to the string.
        let mut closes_at = start;
        self.at = stop;
        loop {
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    self.push(kind, start, self.at);
                    return then;
                }
                Some(b'\\') => {
                    kind = Kind::EscapedString;
                    self.escape();
                }
                Some(&control) => {
                    if matches!(control, b'\n' | b'\r') && self.at > closes_at {
                        match self.closes_later() {
                            Some(at) => closes_at = at,
                            None => return self.cut_string(kind, start, then),
                        }
                    }
                    if !has_control {
                        let kind = ProblemKind::ControlInString(char::from(control));
                        self.report(kind, self.at, self.at + 1);
                        has_control = true;
                    }
                    self.at += 1;
                }
                None => return self.cut_string(kind, start, then),
            }
            self.at = scan::plain(bytes, self.at);
        }
    }

    /// Where a string that goes on behind a line break is closed, if the next quote looks like its closing one.
    fn closes_later(&self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        // Stops at the first quote, escaped or not: the next string starts there at the latest, so nothing is seen twice.
        let quote = self.at + memchr::memchr(b'"', bytes.get(self.at..)?)?;
        let next = bytes.get(scan::gap(bytes, quote + 1));
        let closes = matches!(next, None | Some(b',' | b':' | b']' | b'}'));
        (closes && bytes.get(quote - 1) != Some(&b'\\')).then_some(quote)
    }

    /// Ends a string that has no closing quote where its line ends, at the reader's place.
    fn cut_string(&mut self, kind: Kind, start: usize, then: Expect) -> Expect {
        self.cut = self.at_end();
        let end = self.before_comma(start);
        self.report(ProblemKind::UnterminatedString, start, end);
        self.push_cut(kind, start, end, then)
    }

    fn push_cut(&mut self, kind: Kind, start: usize, end: usize, then: Expect) -> Expect {
        self.at = end;
        if then == Expect::Colon {
            self.push(Kind::Bad, start, end);
            Expect::LostColon
        } else {
            self.push(kind, start, end);
            Expect::LostComma
        }
    }

    /// The end of the line's text, from which a comma was most likely not meant as part of the string.
    fn before_comma(&self, start: usize) -> usize {
        let line = self.text.get(start..self.at).unwrap_or_default().trim_end();
        start + line.strip_suffix(',').unwrap_or(line).len()
    }

    /// Passes over an escape, from its backslash on.
    fn escape(&mut self) {
        let start = self.at;
        let rest = self.rest();
        let mut chars = rest.chars();
        chars.next();
        match chars.next() {
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => self.at += 2,
            Some('u') => self.unicode_escape(),
            Some(char) if !char.is_control() => {
                self.at += 1 + char.len_utf8();
                self.report(ProblemKind::BadEscape, start, self.at);
            }
            _ => {
                self.at += 1;
                self.report(ProblemKind::BadEscape, start, self.at);
            }
        }
    }

    fn unicode_escape(&mut self) {
        let start = self.at;
        let bytes = self.text.as_bytes();
        match (hex(bytes, start), hex(bytes, start + 6)) {
            (Ok(0xd800..=0xdbff), Ok(0xdc00..=0xdfff)) => self.at += 12,
            (Ok(0xd800..=0xdfff), _) => {
                self.at += 6;
                self.report(ProblemKind::LoneSurrogate, start, self.at);
            }
            (Ok(_), _) => self.at += 6,
            (Err(digits), _) => {
                self.at += 2 + digits;
                self.report(ProblemKind::BadUnicodeEscape, start, self.at);
            }
        }
    }

    /// To behind the closing quote, from behind the opening one, whatever the string holds.
    pub(super) fn pass_string(&mut self) {
        let bytes = self.text.as_bytes();
        loop {
            self.at = scan::plain(bytes, self.at);
            match bytes.get(self.at) {
                Some(b'\\') => self.at += 2,
                Some(b'\n') | None => break,
                Some(b'"') => {
                    self.at += 1;
                    break;
                }
                Some(_) => self.at += 1,
            }
        }
        self.at = self.text.ceil_char_boundary(self.at);
    }

    /// A string in single or curly quotes, if there is one.
    pub(super) fn odd_string(&mut self, then: Expect) -> Option<Expect> {
        let start = self.at;
        let mut chars = self.rest().char_indices();
        let (_, quote) = chars.next()?;
        let problem = match quote {
            '\'' => ProblemKind::SingleQuotes,
            _ if closing_quotes(quote).is_empty() || quote == '"' => return None,
            _ => ProblemKind::CurlyQuotes,
        };
        let mut kind = Kind::String;
        while let Some((index, char)) = chars.next() {
            if closing_quotes(quote).contains(&char) {
                self.at = start + index + char.len_utf8();
                self.report(problem, start, self.at);
                self.push(kind, start, self.at);
                return Some(then);
            }
            if char == '\n' {
                self.at = start + index;
                break;
            }
            if char == '\\' {
                kind = Kind::EscapedString;
                // An escaped quote closes nothing.
                if chars.clone().next().is_some_and(|(_, next)| next != '\n') {
                    chars.next();
                }
            }
        }
        if self.at == start {
            self.at = self.text.len();
            self.cut = true;
        }
        let end = self.before_comma(start);
        self.report(problem, start, end);
        Some(self.push_cut(kind, start, end, then))
    }

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
        // `aws:SourceIp: …`
        let rest = self.rest();
        if let Some(second) = rest.strip_prefix(':') {
            let length = second
                .bytes()
                .position(|byte| !is_word_byte(byte) && byte != b'/')
                .unwrap_or(0);
            if length > 0 && second.as_bytes().get(length) == Some(&b':') {
                self.at += 1 + length;
            }
        }
        let word = self.text.get(start..self.at).unwrap_or_default();
        let kind = if looks_like_number(word) {
            ProblemKind::KeyNotString
        } else {
            ProblemKind::UnquotedKey
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
        let Some((problem, length)) = stray(self.rest()) else {
            return false;
        };
        self.at += length;
        self.report(problem, start, self.at);
        let follows = self.before_gap(start) == self.strays.1;
        self.strays = (if follows { self.strays.0 } else { start }, self.at);
        true
    }

    /// Whether the quote just passed was most likely an opening one: `"Effect: "Allow"`.
    ///
    /// If so, says that the string before has no end, and passes over the rest of the second one.
    pub(super) fn quote_was_an_opening_one(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let before = self.at.checked_sub(1).and_then(|at| bytes.get(at));
        let here = bytes.get(self.at);
        let glued = before == Some(&b'"') && here.is_some_and(u8::is_ascii_alphanumeric);
        if glued {
            let (start, end) = self.last_token();
            self.report(ProblemKind::UnterminatedString, start, end);
            self.spoil_last();
            self.at = self.word_end(b"\"");
            self.at += usize::from(bytes.get(self.at) == Some(&b'"'));
        }
        glued
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

/// The number of hexadecimal digits where four are needed, unless there are four.
fn hex(bytes: &[u8], at: usize) -> Result<u32, usize> {
    let Some([b'\\', b'u', rest @ ..]) = bytes.get(at..) else {
        return Err(0);
    };
    let mut digits = rest.iter().map_while(|&byte| char::from(byte).to_digit(16));
    let mut value = 0;
    for read in 0..4_usize {
        value = value * 16 + digits.next().ok_or(read)?;
    }
    Ok(value)
}

/// What closes a string that starts with this quote; nothing if it is no quote.
pub(super) fn closing_quotes(quote: char) -> &'static [char] {
    match quote {
        '"' => &['"'],
        '\'' => &['\''],
        '“' | '”' | '„' | '‟' | '＂' => &['“', '”', '„', '‟', '＂', '"'],
        '‘' | '’' | '‚' | '‛' => &['‘', '’', '‚', '‛', '\''],
        _ => &[],
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

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'+' | b'-')
}

fn looks_like_number(word: &str) -> bool {
    let unsigned = word.trim_start_matches(['+', '-', '.']);
    unsigned.starts_with(|char: char| char.is_ascii_digit()) || matches!(word, "-" | "+")
}

fn is_stray(char: char) -> bool {
    let is_json_white = u8::try_from(char).is_ok_and(scan::is_white);
    let is_invisible = matches!(char, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    (char.is_control() || char.is_whitespace()) && !is_json_white || is_invisible
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
