//! The reader: text to nodes in one pass, what comes next decided by what was read last.

mod recovery;
mod runs;
mod scan;
mod strings;
mod words;

use std::sync::OnceLock;

use super::{Kind, MAX_DEPTH, Node, Problem, ProblemKind, Tree, Value, keys, unescape};
use crate::sort;
use crate::source::{BYTE_ORDER_MARK, Encoding, FileId, Source, Span};

pub(super) use strings::closing_quotes;

/// After so many mistakes, more of them help nobody.
const MOST_PROBLEMS: usize = 20;

pub(super) fn read(file: FileId, source: &Source) -> Tree<'_> {
    let mut reader = Reader::new(file, &source.text);
    match source.encoding {
        _ if let Some((kind, unit)) = wide(source) => reader.report(kind, 0, unit),
        Encoding::Broken { start, end } => {
            reader.report(ProblemKind::NotUtf8, start as usize, end as usize);
            reader.broken = true;
            reader.run();
        }
        Encoding::Utf8 | Encoding::Utf16 | Encoding::Utf32 => reader.run(),
    }
    let mut tree = Tree {
        file,
        text: &source.text,
        nodes: reader.nodes,
        decoded: Vec::new(),
        problems: reader.problems,
        pointers: OnceLock::new(),
    };
    let decoded = reader.escaped.into_iter().map(|index| {
        let value = Value { tree: &tree, index };
        (index, unescape(value.inner()).into_boxed_str())
    });
    tree.decoded = decoded.collect();
    keys::find_duplicates(&mut tree, reader.suspects);
    sort::by_key(&mut tree.problems, |problem| problem.span.start);
    tree
}

/// Whether a character takes several bytes whatever it is, and how many its first one takes: by its mark, or, without one, by the
/// zeros among the first bytes, as each document begins with a character of ASCII.
fn wide(source: &Source) -> Option<(ProblemKind, usize)> {
    const UTF_16: (ProblemKind, usize) = (ProblemKind::Utf16, 2);
    const UTF_32: (ProblemKind, usize) = (ProblemKind::Utf32, 4);
    match source.encoding {
        Encoding::Utf16 => return Some(UTF_16),
        Encoding::Utf32 => return Some(UTF_32),
        Encoding::Utf8 | Encoding::Broken { .. } => {}
    }
    match source
        .text
        .as_bytes()
        .first_chunk::<4>()?
        .map(|byte| byte == 0)
    {
        [true, false, true, false] | [false, true, false, true] => Some(UTF_16),
        [true, true, true, false] | [false, true, true, true] => Some(UTF_32),
        _ => None,
    }
}

/// What the reader expects at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
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
enum Inside {
    /// None is open.
    Top,
    Array,
    Object,
}

/// An array or object that is open.
#[derive(Clone, Copy, Debug)]
struct Open {
    node: usize,
    /// A bit for each look that a key of it has: see [`keys::glance`].
    keys: u64,
}

#[derive(Debug)]
struct Reader<'s> {
    file: FileId,
    text: &'s str,
    /// The next byte to read; always on a character boundary between two tokens.
    at: usize,
    inside: Inside,
    nodes: Vec<Node>,
    /// The arrays and objects that are open, the innermost last.
    open: Vec<Open>,
    /// Indexes of the strings with escapes.
    escaped: Vec<u32>,
    /// Indexes of the objects that may have a key twice.
    suspects: Vec<u32>,
    problems: Vec<Problem>,
    /// The last comma, unless a bracket was opened since.
    comma: Option<usize>,
    /// The last colon.
    colon: usize,
    /// Some bytes are not UTF-8; they stand as `?`.
    broken: bool,
    /// Start and end of what stands between tokens and may not: the last comments and stray characters in a row.
    strays: (usize, usize),
    /// The end of the text was reached inside a token whose own problem says so.
    cut: bool,
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
            escaped: Vec::new(),
            suspects: Vec::new(),
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
            b'"' if self.inside == Inside::Array => self.strings(),
            b'"' => self.string(Expect::Comma),
            b'{' => self.open(Kind::Object),
            b'[' => self.open(Kind::Array),
            b'-' | b'0'..=b'9' => self.number(),
            byte => self.rare_value(byte, expect),
        }
    }

    #[inline]
    fn key(&mut self) -> Expect {
        match self.peek() {
            b'"' => self.members(),
            byte => {
                self.suspect();
                self.rare_key(byte)
            }
        }
    }

    /// Notes a key of the innermost object; the reader stands behind it.
    fn note_key(&mut self, start: usize) {
        let text = self.text.as_bytes().get(start..self.at);
        let is_plain = self.nodes.last().is_some_and(|node| {
            node.kind == Kind::String && node.start == offset(start) && node.end == offset(self.at)
        });
        match text {
            Some([b'"', key @ .., b'"']) if is_plain => self.note_plain_key(key),
            _ => self.suspect(),
        }
    }

    /// Notes a key of the innermost object that has no escapes.
    #[inline]
    fn note_plain_key(&mut self, key: &[u8]) {
        let bit = keys::glance(key);
        if let Some(open) = self.open.last_mut() {
            let is_seen = open.keys & bit != 0;
            open.keys |= bit;
            if is_seen {
                self.suspect();
            }
        }
    }

    /// The innermost object may have a key twice.
    #[cold]
    fn suspect(&mut self) {
        let node = self.open.last().map(|open| offset(open.node));
        if self.suspects.last().copied() != node {
            self.suspects.extend(node);
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

    #[inline]
    fn open(&mut self, kind: Kind) -> Expect {
        if self.open.len() >= MAX_DEPTH {
            return self.too_deep();
        }
        self.open.push(Open {
            node: self.nodes.len(),
            keys: 0,
        });
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

    #[inline]
    fn close(&mut self, end: usize) {
        let next = offset(self.nodes.len());
        let closed = self.open.pop();
        if let Some(node) = closed.and_then(|closed| self.nodes.get_mut(closed.node)) {
            node.end = offset(end);
            node.next = next;
        }
        self.inside = self.around(0);
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

    /// The first byte that is not white space, or 0 at the end of the text.
    #[inline]
    fn peek(&mut self) -> u8 {
        let (at, byte) = scan::next(self.text.as_bytes(), self.at);
        self.at = at;
        byte
    }

    fn rest(&self) -> &'s str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    #[inline]
    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        if kind == Kind::EscapedString {
            self.escaped.push(offset(self.nodes.len()));
        }
        self.nodes.push(Node {
            start: offset(start),
            end: offset(end),
            next: offset(self.nodes.len() + 1),
            kind,
        });
    }

    #[cold]
    fn report(&mut self, kind: ProblemKind, start: usize, end: usize) {
        let is_filler = self.broken && self.text.as_bytes().get(start) == Some(&b'?');
        if self.problems.len() < MOST_PROBLEMS && !is_filler {
            let span = Span::new(self.file, offset(start), offset(end));
            self.problems.push(Problem { span, kind });
        }
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
