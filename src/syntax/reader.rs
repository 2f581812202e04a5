//! The reader: text to nodes in one pass, what comes next decided by what was read last.

use super::{Kind, MAX_DEPTH, Node, Problem, ProblemKind, Tree, keys, scan};
use crate::source::{BYTE_ORDER_MARK, Encoding, FileId, Source, Span};

/// After so many mistakes, more of them help nobody.
const MOST_PROBLEMS: usize = 20;

pub(super) fn read(file: FileId, source: &Source) -> Tree<'_> {
    let mut reader = Reader::new(file, &source.text);
    match source.encoding {
        _ if looks_like_utf16(source) => reader.report(ProblemKind::Utf16, 0, 2),
        Encoding::Broken { start, end } => {
            reader.report(ProblemKind::NotUtf8, start as usize, end as usize);
            reader.broken = true;
            reader.run();
        }
        Encoding::Utf8 | Encoding::Utf16 => reader.run(),
    }
    let mut tree = Tree {
        file,
        text: &source.text,
        nodes: reader.nodes,
        problems: reader.problems,
    };
    keys::find_duplicates(&mut tree);
    tree.problems.sort_by_key(|problem| problem.span.start);
    tree
}

/// By its mark, or, without one, by the zero in one half of the first two characters.
fn looks_like_utf16(source: &Source) -> bool {
    let zeros = source
        .text
        .as_bytes()
        .first_chunk()
        .map(|first: &[u8; 4]| first.map(|byte| byte == 0));
    source.encoding == Encoding::Utf16
        || zeros == Some([true, false, true, false])
        || zeros == Some([false, true, false, true])
}

/// What the reader expects at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expect {
    /// The document's value, or an element.
    Value,
    Key,
    Colon,
    /// A member's value.
    Member,
    /// A comma, the end of the array or object, or the end of the text.
    Comma,
    /// A colon, after a key that could not be read: whatever else comes is passed over in silence.
    LostColon,
    /// A comma, after a value that could not be read: whatever else comes is passed over in silence.
    LostComma,
    End,
}

/// What the innermost open bracket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// None is open.
    Top,
    Array,
    Object,
}

#[derive(Debug)]
pub(super) struct Reader<'s> {
    pub(super) file: FileId,
    pub(super) text: &'s str,
    /// The next byte to read; always on a character boundary between two tokens.
    pub(super) at: usize,
    pub(super) inside: Inside,
    nodes: Vec<Node>,
    /// Indexes of the arrays and objects that are open, the innermost last.
    open: Vec<usize>,
    problems: Vec<Problem>,
    /// The last comma, unless a bracket was opened since.
    comma: Option<usize>,
    /// The last colon.
    colon: usize,
    /// Some bytes are not UTF-8; they stand as `?`.
    broken: bool,
    /// Start and end of what stands between tokens and may not: the last comments and stray characters in a row.
    pub(super) strays: (usize, usize),
    /// The end of the text was reached inside a token whose own problem says so.
    pub(super) cut: bool,
}

impl<'s> Reader<'s> {
    fn new(file: FileId, text: &'s str) -> Self {
        Self {
            file,
            text,
            at: 0,
            inside: Inside::Top,
            nodes: Vec::with_capacity(text.len() / 16 + 1),
            open: Vec::with_capacity(16),
            problems: Vec::new(),
            comma: None,
            colon: 0,
            broken: false,
            strays: (0, 0),
            cut: false,
        }
    }

    fn run(&mut self) {
        if self.text.starts_with(BYTE_ORDER_MARK) {
            self.at = BYTE_ORDER_MARK.len_utf8();
        }
        let mut expect = Expect::Value;
        while expect != Expect::End {
            expect = match expect {
                Expect::Value | Expect::Member => self.value(expect),
                Expect::Key => self.key(),
                Expect::Colon => self.colon(),
                Expect::LostColon => self.lost_colon(),
                Expect::Comma => self.comma(),
                Expect::LostComma => self.lost_comma(),
                Expect::End => Expect::End,
            };
        }
        self.finish();
    }

    #[inline]
    fn value(&mut self, expect: Expect) -> Expect {
        match self.peek() {
            b'"' => self.string(Expect::Comma),
            b'{' => self.open(Kind::Object),
            b'[' => self.open(Kind::Array),
            b'-' | b'0'..=b'9' => self.number(),
            byte => self.rare_value(byte, expect),
        }
    }

    fn rare_value(&mut self, byte: u8, expect: Expect) -> Expect {
        if let Some(kind) = self.literal(byte) {
            return kind;
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
                self.push(Kind::Bad, self.at, self.at);
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

    #[inline]
    fn key(&mut self) -> Expect {
        match self.peek() {
            b'"' => self.string(Expect::Colon),
            byte => self.rare_key(byte),
        }
    }

    fn rare_key(&mut self, byte: u8) -> Expect {
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

    #[inline]
    fn colon(&mut self) -> Expect {
        match self.peek() {
            b':' => {
                self.colon = self.at;
                self.at += 1;
                Expect::Member
            }
            byte => self.no_colon(byte),
        }
    }

    fn no_colon(&mut self, byte: u8) -> Expect {
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

    fn lost_colon(&mut self) -> Expect {
        match self.peek() {
            b':' => self.colon(),
            b',' | b'}' | b']' => {
                self.push(Kind::Bad, self.at, self.at);
                Expect::Comma
            }
            b'"' | b'{' | b'[' => Expect::Member,
            _ if self.at_end() => {
                self.push(Kind::Bad, self.at, self.at);
                Expect::End
            }
            _ => {
                self.skip_to(b":,}]\"{[\n");
                Expect::LostColon
            }
        }
    }

    #[inline]
    fn comma(&mut self) -> Expect {
        match (self.peek(), self.inside) {
            (b',', Inside::Array) => {
                self.comma = Some(self.at);
                self.at += 1;
                Expect::Value
            }
            (b',', Inside::Object) => {
                self.comma = Some(self.at);
                self.at += 1;
                Expect::Key
            }
            (b']', Inside::Array) | (b'}', Inside::Object) => {
                self.at += 1;
                self.close(self.at);
                Expect::Comma
            }
            (byte, _) => self.no_comma(byte),
        }
    }

    fn no_comma(&mut self, byte: u8) -> Expect {
        if self.at_end() {
            return Expect::End;
        }
        if self.pass_stray() {
            return Expect::Comma;
        }
        match byte {
            b']' | b'}' => self.wrong_bracket(byte),
            _ if self.inside == Inside::Top => self.trailing(),
            b':' => {
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

    fn lost_comma(&mut self) -> Expect {
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

    #[inline]
    fn open(&mut self, kind: Kind) -> Expect {
        if self.open.len() >= MAX_DEPTH {
            return self.too_deep();
        }
        self.open.push(self.nodes.len());
        self.push(kind, self.at, self.at + 1);
        self.at += 1;
        self.comma = None;
        if kind == Kind::Object {
            self.inside = Inside::Object;
            Expect::Key
        } else {
            self.inside = Inside::Array;
            Expect::Value
        }
    }

    /// Passes over a value that lies too deep, by counting brackets.
    fn too_deep(&mut self) -> Expect {
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

    #[inline]
    fn close(&mut self, end: usize) {
        let next = offset(self.nodes.len());
        let closed = self.open.pop();
        if let Some(node) = closed.and_then(|index| self.nodes.get_mut(index)) {
            node.end = offset(end);
            node.next = next;
        }
        self.inside = self.around(0);
    }

    /// What the bracket is that stands `out` brackets outside the innermost open one.
    pub(super) fn around(&self, out: usize) -> Inside {
        match self.bracket(out).map(|node| node.kind) {
            Some(Kind::Object) => Inside::Object,
            Some(_) => Inside::Array,
            None => Inside::Top,
        }
    }

    fn bracket(&self, out: usize) -> Option<&Node> {
        let index = self.open.iter().rev().nth(out)?;
        self.nodes.get(*index)
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

    fn finish(&mut self) {
        self.at = self.text.len();
        let written = self.before_gap(self.at);
        if self.nodes.is_empty() {
            if self
                .problems
                .iter()
                .all(|problem| problem.kind == ProblemKind::Comment)
            {
                self.report(ProblemKind::Empty, 0, 0);
            }
        } else if let (Some(node), false) = (self.bracket(0), self.cut) {
            let open = self.opening(node);
            self.report(ProblemKind::Unclosed { open }, written, written);
        }
        while !self.open.is_empty() {
            self.close(self.at);
        }
    }

    fn opening(&self, node: &Node) -> Span {
        Span::new(self.file, node.start, node.start + 1)
    }

    /// The first byte that is not white space, or 0 at the end of the text.
    #[inline]
    pub(super) fn peek(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        match bytes.get(self.at) {
            Some(&byte) if byte > b' ' => byte,
            _ => self.pass_gap(),
        }
    }

    #[inline]
    fn pass_gap(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        match (bytes.get(self.at), bytes.get(self.at + 1)) {
            (Some(b' '), Some(&byte)) if byte > b' ' => {
                self.at += 1;
                byte
            }
            _ => {
                self.at = scan::gap(bytes, self.at);
                bytes.get(self.at).copied().unwrap_or(0)
            }
        }
    }

    pub(super) fn rest(&self) -> &'s str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    fn skip_byte(&mut self, kind: ProblemKind, expect: Expect) -> Expect {
        self.report(kind, self.at, self.at + 1);
        self.at += 1;
        expect
    }

    /// Up to one of these ASCII bytes, or to the end.
    pub(super) fn skip_to(&mut self, stops: &[u8]) {
        let rest = self.rest().as_bytes();
        let length = rest.iter().position(|byte| stops.contains(byte));
        self.at += length.unwrap_or(rest.len());
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
    pub(super) fn spoil_last(&mut self) {
        if let Some(node) = self.nodes.last_mut() {
            node.kind = Kind::Bad;
        }
    }

    #[inline]
    pub(super) fn push(&mut self, kind: Kind, start: usize, end: usize) {
        self.nodes.push(Node {
            start: offset(start),
            end: offset(end),
            next: offset(self.nodes.len() + 1),
            kind,
        });
    }

    #[cold]
    pub(super) fn report(&mut self, kind: ProblemKind, start: usize, end: usize) {
        let is_filler = self.broken && self.text.as_bytes().get(start) == Some(&b'?');
        if self.problems.len() < MOST_PROBLEMS && !is_filler {
            let span = Span::new(self.file, offset(start), offset(end));
            self.problems.push(Problem { span, kind });
        }
    }

    fn has(&self, is: impl Fn(ProblemKind) -> bool) -> bool {
        self.problems.iter().any(|problem| is(problem.kind))
    }
}

pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
