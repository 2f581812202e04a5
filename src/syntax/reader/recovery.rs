//! What the reader does when the text is not what JSON has at this place: say so once, and go on where it makes sense.

use super::{Expect, Inside, Reader, scan};
use crate::source::Span;
use crate::syntax::{Kind, Node, ProblemKind};

impl Reader<'_> {
    #[cold]
    #[inline(never)]
    pub(super) fn rare_value(&mut self, byte: u8, expect: Expect) -> Expect {
        if let Some(next) = self.literal(byte) {
            return next;
        }
        if self.at_end() {
            if expect == Expect::Member {
                self.push(Kind::Bad, self.at, self.at);
            }
            return Expect::End;
        }
        if self.pass_stray() {
            return expect;
        }
        match byte {
            b',' | b']' | b'}' if expect == Expect::Member => {
                self.report(ProblemKind::MissingValue, self.colon, self.colon + 1);
                self.push(Kind::Bad, self.colon + 1, self.colon + 1);
                Expect::Comma
            }
            b',' => self.skip_byte(ProblemKind::ExtraComma, expect),
            b':' => self.skip_byte(ProblemKind::UnknownWord, expect),
            b']' | b'}' => self.close_after_comma(byte),
            _ => match self.odd_string(Expect::Comma) {
                Some(expect) => expect,
                None => self.word(),
            },
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn rare_key(&mut self, byte: u8) -> Expect {
        if self.at_end() {
            return Expect::End;
        }
        if self.pass_stray() {
            return Expect::Key;
        }
        match byte {
            b'}' | b']' => self.close_after_comma(byte),
            b',' => self.skip_byte(ProblemKind::ExtraComma, Expect::Key),
            b':' => {
                self.push(Kind::Bad, self.at, self.at);
                self.colon = self.at;
                self.skip_byte(ProblemKind::KeyNotString, Expect::Member)
            }
            b'{' | b'[' => {
                self.report(ProblemKind::KeyNotString, self.at, self.at + 1);
                self.push(Kind::Bad, self.at, self.at);
                Expect::Member
            }
            _ => match self.odd_string(Expect::Colon) {
                Some(expect) => expect,
                None => self.bare_key(),
            },
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn no_colon(&mut self, byte: u8) -> Expect {
        if self.at_end() {
            self.push(Kind::Bad, self.at, self.at);
            return Expect::End;
        }
        if self.pass_stray() {
            return Expect::Colon;
        }
        let (start, end) = self.last_token();
        match byte {
            b',' | b'}' | b']' => {
                self.report(ProblemKind::MissingValue, start, end);
                self.push(Kind::Bad, end, end);
                Expect::Comma
            }
            b'=' => {
                let arrow = self.rest().starts_with("=>");
                let end = self.at + 1 + usize::from(arrow);
                self.report(ProblemKind::MissingColon, self.at, end);
                self.colon = self.at;
                self.at = end;
                Expect::Member
            }
            _ if self.quote_was_an_opening_one() => {
                self.push(Kind::Bad, self.at, self.at);
                Expect::LostComma
            }
            _ => {
                self.report(ProblemKind::MissingColon, end, end);
                self.colon = end;
                Expect::Member
            }
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn lost_colon(&mut self) -> Expect {
        let start = self.at;
        let byte = self.peek();
        let gap = self.text.get(start..self.at).unwrap_or_default();
        match byte {
            b':' => self.colon(),
            b'{' | b'[' => Expect::Member,
            b'"' if !gap.contains('\n') => Expect::Member,
            b',' | b'}' | b']' | b'"' => {
                self.push(Kind::Bad, start, start);
                Expect::LostComma
            }
            _ if self.at_end() => {
                self.push(Kind::Bad, start, start);
                Expect::End
            }
            _ if self.pass_stray() => Expect::LostColon,
            _ => {
                self.skip_to(b":,}]\"{[");
                Expect::LostColon
            }
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn no_comma(&mut self, byte: u8) -> Expect {
        if self.at_end() {
            return Expect::End;
        }
        if self.pass_stray() {
            return Expect::Comma;
        }
        match byte {
            b']' | b'}' => self.wrong_bracket(byte),
            _ if self.inside == Inside::Top => self.trailing(),
            b':' if self.inside == Inside::Object => {
                self.report(ProblemKind::MissingComma, self.at, self.at + 1);
                self.push(Kind::Bad, self.at, self.at);
                self.colon()
            }
            b':' | b';' => {
                self.report(ProblemKind::MissingComma, self.at, self.at + 1);
                self.at += 1;
                self.next_without_comma()
            }
            _ if self.quote_was_an_opening_one() => Expect::LostComma,
            _ => {
                let (_, end) = self.last_token();
                self.report(ProblemKind::MissingComma, end, end);
                self.next_without_comma()
            }
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn lost_comma(&mut self) -> Expect {
        if self.inside == Inside::Top {
            return Expect::End;
        }
        match self.peek() {
            b',' | b']' | b'}' => Expect::Comma,
            b'"' | b'{' | b'[' => self.next_without_comma(),
            _ if self.at_end() => Expect::End,
            b':' if self.inside == Inside::Object => {
                self.push(Kind::Bad, self.at, self.at);
                self.colon()
            }
            _ if self.pass_stray() => Expect::LostComma,
            byte => {
                self.at += usize::from(byte == b':');
                self.skip_to(b",:]}\"{[");
                Expect::LostComma
            }
        }
    }

    fn next_without_comma(&mut self) -> Expect {
        self.comma = None;
        let byte = self.peek();
        match self.inside {
            Inside::Object if matches!(byte, b'{' | b'[') => {
                self.push(Kind::Bad, self.at, self.at);
                Expect::Member
            }
            Inside::Object => Expect::Key,
            Inside::Top | Inside::Array => Expect::Value,
        }
    }

    /// More text behind the document; one problem, whatever it is.
    fn trailing(&mut self) -> Expect {
        if !self.has(|kind| matches!(kind, ProblemKind::ExtraBracket)) {
            let end = self.word_end(b"");
            self.report(ProblemKind::TrailingText, self.at, end);
        }
        Expect::End
    }

    /// Passes over a value that lies too deep, by counting brackets.
    #[cold]
    #[inline(never)]
    pub(super) fn too_deep(&mut self) -> Expect {
        if !self.has(|kind| kind == ProblemKind::TooDeep) {
            self.report(ProblemKind::TooDeep, self.at, self.at + 1);
        }
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(&byte) = bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'"' => self.pass_string(),
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.push(Kind::Bad, start, self.at);
                return Expect::Comma;
            }
        }
        self.push(Kind::Bad, start, self.at);
        self.cut = true;
        Expect::End
    }

    fn close_after_comma(&mut self, byte: u8) -> Expect {
        let matches = matches!(
            (byte, self.inside),
            (b']', Inside::Array) | (b'}', Inside::Object)
        );
        if let (Some(comma), true) = (self.comma, matches) {
            self.report(ProblemKind::TrailingComma, comma, comma + 1);
        }
        if matches {
            self.comma()
        } else {
            self.wrong_bracket(byte)
        }
    }

    fn wrong_bracket(&mut self, byte: u8) -> Expect {
        let Some(open) = self.bracket(0).map(|node| self.opening(node)) else {
            if !self.has(|kind| kind == ProblemKind::ExtraBracket) {
                self.report(ProblemKind::ExtraBracket, self.at, self.at + 1);
            }
            self.at += 1;
            return if self.nodes.is_empty() {
                Expect::Value
            } else {
                Expect::Comma
            };
        };
        self.report(ProblemKind::WrongBracket { open }, self.at, self.at + 1);
        self.at += 1;
        for _ in 0..self.closed_by(byte) {
            self.close(self.at);
        }
        Expect::Comma
    }

    /// How many brackets a wrong one was meant to close: one, or two if one was forgotten, or none if it is too many.
    ///
    /// What follows it decides.
    fn closed_by(&self, byte: u8) -> usize {
        let parent = match byte {
            b']' => Inside::Array,
            _ => Inside::Object,
        };
        let after = self.next_bytes();
        if self.fits(1, after) {
            1
        } else if self.around(1) == parent && self.fits(2, after) {
            2
        } else {
            usize::from(!self.fits(0, after))
        }
    }

    /// The next byte behind white space, and, if that is a comma, the next behind it; 0 for the end.
    fn next_bytes(&self) -> (u8, u8) {
        let bytes = self.text.as_bytes();
        let next = scan::gap(bytes, self.at);
        let second = scan::gap(bytes, next.saturating_add(1));
        let byte = |at| bytes.get(at).copied().unwrap_or(0);
        (byte(next), byte(second))
    }

    fn fits(&self, out: usize, (next, second): (u8, u8)) -> bool {
        match self.around(out) {
            Inside::Top => next == 0,
            Inside::Array => next == b']' || next == b',' && second != b'"',
            Inside::Object => next == b'}' || next == b',' && second == b'"',
        }
    }

    /// Whether the quote just passed was most likely an opening one, as in `"Effect: "Allow"`, or one inside a string,
    /// as in `"say "hi" to"`.
    ///
    /// If so, says that the string before has no end, and passes over what was meant as its rest or as the next string.
    fn quote_was_an_opening_one(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let before = self.at.checked_sub(1).and_then(|at| bytes.get(at));
        let here = bytes.get(self.at);
        let glued = before == Some(&b'"') && here.is_some_and(u8::is_ascii_alphanumeric);
        if glued {
            let (start, end) = self.last_token();
            self.report(ProblemKind::UnterminatedString, start, end);
            self.spoil_last();
            self.at = match self.closing_quote_of_line() {
                Some(quote) => quote + 1,
                None => self.word_end(b"\""),
            };
        }
        glued
    }

    /// The next quote of this line that looks like a closing one; the last quote if none does.
    fn closing_quote_of_line(&self) -> Option<usize> {
        let line = self.rest().lines().next()?.as_bytes();
        let mut last = None;
        for quote in memchr::memchr_iter(b'"', line) {
            last = Some(self.at + quote);
            let next = line.get(scan::gap(line, quote + 1));
            if matches!(next, None | Some(b',' | b':' | b']' | b'}')) {
                break;
            }
        }
        last
    }

    /// What the bracket is that stands `out` brackets outside the innermost open one.
    pub(super) fn around(&self, out: usize) -> Inside {
        match self.bracket(out).map(|node| node.kind) {
            Some(Kind::Object) => Inside::Object,
            Some(_) => Inside::Array,
            None => Inside::Top,
        }
    }

    /// The start of the last node, and the end of the last token; not the same token behind a closing bracket.
    pub(super) fn last_token(&self) -> (usize, usize) {
        let mut end = self.before_gap(self.at);
        if end > 0 && end == self.strays.1 {
            end = self.before_gap(self.strays.0);
        }
        let start = self.nodes.last().map_or(end, |node| node.start as usize);
        (start.min(end), end)
    }

    /// The end of what is written before the white space before this place.
    pub(super) fn before_gap(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        let is_white = |char: char| u8::try_from(char).is_ok_and(scan::is_white);
        before.trim_end_matches(is_white).len()
    }

    /// Makes the last node unreadable.
    fn spoil_last(&mut self) {
        if let Some(node) = self.nodes.last_mut() {
            node.kind = Kind::Bad;
        }
    }

    fn skip_byte(&mut self, kind: ProblemKind, expect: Expect) -> Expect {
        self.report(kind, self.at, self.at + 1);
        self.at += 1;
        expect
    }

    /// Up to one of these ASCII bytes, or to the end.
    fn skip_to(&mut self, stops: &[u8]) {
        let rest = self.rest().as_bytes();
        let length = rest.iter().position(|byte| stops.contains(byte));
        self.at += length.unwrap_or(rest.len());
    }

    pub(super) fn has(&self, is: impl Fn(ProblemKind) -> bool) -> bool {
        self.problems.iter().any(|problem| is(problem.kind))
    }

    pub(super) fn opening(&self, node: &Node) -> Span {
        Span::new(self.file, node.start, node.start + 1)
    }

    pub(super) fn bracket(&self, out: usize) -> Option<&Node> {
        let open = self.open.iter().rev().nth(out)?;
        self.nodes.get(open.node)
    }
}
