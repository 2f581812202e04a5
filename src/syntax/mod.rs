//! JSON with positions: the one reader for everything we read.

mod keys;
mod pointers;
mod problem;
mod reader;
pub mod schema;
mod text;

use std::ops::Range;
use std::sync::OnceLock;

use crate::source::{FileId, Source, Span};

use pointers::Pointers;
pub use problem::{Problem, ProblemKind};
pub use text::{map_range, unescape};

/// How deep arrays and objects may nest: the limit of `serde_json`, far above any policy.
pub const MAX_DEPTH: usize = 127;

/// Reads a source. Never fails: what could not be read is a [`Kind::Bad`] node and a [`Problem`].
///
/// Time and memory are linear in the length of the text, whatever it holds.
#[must_use]
pub fn parse(file: FileId, source: &Source) -> Tree<'_> {
    reader::read(file, source)
}

/// A document as nodes in preorder; children follow their parent, an object's children alternate key and value.
#[derive(Debug)]
pub struct Tree<'s> {
    file: FileId,
    text: &'s str,
    nodes: Vec<Node>,
    /// The strings with escapes, by the index of their node: what they say.
    decoded: Vec<(u32, Box<str>)>,
    problems: Vec<Problem>,
    pointers: OnceLock<Pointers>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    start: u32,
    end: u32,
    /// Index of the first node after this one's subtree.
    next: u32,
    kind: Kind,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Null,
    False,
    True,
    Number,
    /// A string without escapes: its text stands in the source as it is.
    String,
    /// A string with at least one escape.
    EscapedString,
    Array,
    Object,
    /// A place where a value was expected and none could be read; a problem says why.
    Bad,
}

impl<'s> Tree<'s> {
    /// The document's value; `None` if the text holds nothing but white space.
    #[must_use]
    pub fn root(&self) -> Option<Value<'_>> {
        (!self.nodes.is_empty()).then_some(Value {
            tree: self,
            index: 0,
        })
    }

    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    #[must_use]
    pub fn text(&self) -> &'s str {
        self.text
    }

    /// What is wrong with the text, in the order of its places.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether a backslash stands somewhere.
    #[must_use]
    pub fn has_escapes(&self) -> bool {
        // In JSON only strings have one, and the reader has seen which of them do.
        !self.decoded.is_empty() || (!self.problems.is_empty() && self.text.contains('\\'))
    }

    /// The whole text.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(
            self.file,
            0,
            u32::try_from(self.text.len()).unwrap_or(u32::MAX),
        )
    }

    /// Every string of the document, keys included, in the order of their places.
    pub fn strings(&self) -> impl Iterator<Item = Value<'_>> {
        self.values().filter(|value| value.is_string())
    }

    /// Every node of the document in preorder.
    pub fn values(&self) -> impl Iterator<Item = Value<'_>> {
        let indexes = self.nodes.iter().zip(0..).map(|(_, index)| index);
        indexes.map(|index| Value { tree: self, index })
    }

    /// JSON pointer (RFC 6901) to the innermost value that holds `span`; a key counts as the value it names. Where that
    /// pointer were longer than about a thousand bytes it leads to a value further out.
    #[must_use]
    pub fn pointer(&self, span: Span) -> String {
        self.pointers
            .get_or_init(|| Pointers::new(&self.nodes))
            .find(self, span)
    }
}

/// A value of a [`Tree`]: a place to ask, as cheap to copy as a pointer.
#[derive(Clone, Copy, Debug)]
pub struct Value<'t> {
    tree: &'t Tree<'t>,
    index: u32,
}

impl<'t> Value<'t> {
    #[inline]
    fn node(self) -> Node {
        *self
            .tree
            .nodes
            .get(self.index as usize)
            .expect("a Value is only made for a node of its tree")
    }

    #[inline]
    #[must_use]
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// Where it is written; a string's quotes included.
    #[must_use]
    pub fn span(self) -> Span {
        let node = self.node();
        Span::new(self.tree.file, node.start, node.end)
    }

    /// As it is written, a string's quotes included.
    #[must_use]
    pub fn raw(self) -> &'t str {
        self.tree.text.get(self.span().range()).unwrap_or_default()
    }

    #[must_use]
    pub fn is_string(self) -> bool {
        matches!(self.kind(), Kind::String | Kind::EscapedString)
    }

    /// The text of a string, escapes decoded. `None` for other kinds.
    #[inline]
    #[must_use]
    pub fn as_str(self) -> Option<&'t str> {
        match self.kind() {
            Kind::String => Some(self.inner()),
            Kind::EscapedString => Some(self.decoded()),
            _ => None,
        }
    }

    #[cold]
    fn decoded(self) -> &'t str {
        let decoded = &self.tree.decoded;
        let found = decoded.binary_search_by_key(&self.index, |(index, _)| *index);
        let found = found.ok().and_then(|at| decoded.get(at));
        found.map_or("", |(_, text)| text)
    }

    /// The text of a string that has no escapes: nearly all of them, and found without asking further.
    #[inline]
    #[must_use]
    pub fn plain(self) -> Option<&'t str> {
        (self.kind() == Kind::String).then(|| self.inner())
    }

    /// A string as it is written, without its quotes: what [`map_range`] counts in. All of it for other kinds.
    #[inline]
    #[must_use]
    pub fn inner(self) -> &'t str {
        let node = self.node();
        // The common case, and all of its cost: nothing in it is escaped, so the last quote closes it.
        let (start, last) = (node.start as usize, (node.end as usize).wrapping_sub(1));
        let bytes = self.tree.text.as_bytes();
        if node.kind == Kind::String
            && let Some(text) = self.tree.text.get(start + 1..last)
            && bytes.get(start) == Some(&b'"')
            && bytes.get(last) == Some(&b'"')
        {
            return text;
        }
        self.odd_inner()
    }

    #[cold]
    fn odd_inner(self) -> &'t str {
        let raw = self.raw();
        let mut chars = raw.chars();
        let closing = match chars.next() {
            Some(quote) if self.is_string() => reader::closing_quotes(quote),
            _ => return raw,
        };
        let inner = chars.as_str();
        // A string that was cut off has no closing quote, or an escaped one.
        match inner.strip_suffix(closing) {
            Some(text) if !ends_in_escape(text) => text,
            _ => inner,
        }
    }

    /// Where a part of a string's decoded text is written; the range is in bytes of [`Value::as_str`].
    #[must_use]
    pub fn part(self, decoded: Range<usize>) -> Span {
        let span = self.span();
        let quote = self.raw().chars().next().map_or(0, char::len_utf8);
        let written = map_range(self.inner(), decoded);
        let at = |offset| {
            u32::try_from(quote + offset)
                .map_or(span.end, |offset| span.end.min(span.start + offset))
        };
        Span::new(span.file, at(written.start), at(written.end))
    }

    /// True and false as such.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => None,
        }
    }

    /// The elements of an array; nothing for other kinds.
    pub fn elements(self) -> impl Iterator<Item = Value<'t>> {
        self.children(Kind::Array)
    }

    /// Keys and values of an object, in order, equal keys included; nothing for other kinds.
    pub fn members(self) -> impl Iterator<Item = (Value<'t>, Value<'t>)> {
        let mut children = self.children(Kind::Object);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The value of the last member with this key, as most JSON readers have it. `None` for other kinds.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Value<'t>> {
        self.members()
            .filter(|(name, _)| name.as_str().is_some_and(|name| name == key))
            .map(|(_, value)| value)
            .last()
    }

    /// How many values stand in it, at any depth, keys included: of a list without lists, its length.
    #[must_use]
    pub fn size(self) -> usize {
        (self.node().next - self.index - 1) as usize
    }

    fn children(self, kind: Kind) -> impl Iterator<Item = Value<'t>> {
        let node = self.node();
        let mut index = self.index + 1;
        let end = if node.kind == kind { node.next } else { index };
        std::iter::from_fn(move || {
            if index >= end {
                return None;
            }
            let child = Value {
                tree: self.tree,
                index,
            };
            index = child.node().next;
            Some(child)
        })
    }
}

/// Whether the character behind this text is escaped.
fn ends_in_escape(text: &str) -> bool {
    let backslashes = text.bytes().rev().take_while(|&byte| byte == b'\\').count();
    backslashes % 2 == 1
}
