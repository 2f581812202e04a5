//! Strings, as JSON has them and as people write them.

use super::{Expect, Reader, scan};
use crate::syntax::{Kind, ProblemKind};

impl Reader<'_> {
    /// Reads a string from its opening quote on; `then` is what follows one that is whole.
    #[inline]
    pub(super) fn string(&mut self, then: Expect) -> Expect {
        match self.plain_string(self.at) {
            Some(end) => {
                self.at = end;
                then
            }
            None => self.rare_string(then),
        }
    }

    /// Reads a string that stands there without escapes, and tells where it ends; `None`: it is not so plain, and was not read.
    #[inline]
    pub(super) fn plain_string(&mut self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let end = scan::plain(bytes, start + 1);
        let is_closed = bytes.get(end) == Some(&b'"');
        is_closed.then(|| {
            self.push(Kind::String, start, end + 1);
            end + 1
        })
    }

    /// Reads a string with whatever is in it.
    #[cold]
    #[inline(never)]
    pub(super) fn rare_string(&mut self, then: Expect) -> Expect {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let stop = scan::plain(bytes, start + 1);
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
                        let is_curly = self.curly_end(start).is_some();
                        match self.closes_later().filter(|_| !is_curly) {
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
        if let Some(end) = self.curly_end(start) {
            self.at = end;
            self.report(ProblemKind::CurlyQuotes, start, end);
            self.push(kind, start, end);
            return then;
        }
        self.cut = self.at_end();
        let end = self.before_comma(start);
        self.report(ProblemKind::UnterminatedString, start, end);
        self.push_cut(kind, start, end, then)
    }

    /// The end of a string of this line that starts with a straight quote and ends with a curly one.
    fn curly_end(&self, start: usize) -> Option<usize> {
        let line = self.text.get(start..self.at)?;
        let mut quotes = line.match_indices(['“', '”', '„', '‟', '＂']);
        quotes.find_map(|(index, quote)| {
            let end = index + quote.len();
            let next = line.get(end..)?.trim_start().bytes().next();
            matches!(next, None | Some(b',' | b':' | b']' | b'}')).then_some(start + end)
        })
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
pub(in crate::syntax) fn closing_quotes(quote: char) -> &'static [char] {
    match quote {
        '"' => &['"', '“', '”', '„', '‟', '＂'],
        '\'' => &['\''],
        '“' | '”' | '„' | '‟' | '＂' => &['“', '”', '„', '‟', '＂', '"'],
        '‘' | '’' | '‚' | '‛' => &['‘', '’', '‚', '‛', '\''],
        _ => &[],
    }
}
