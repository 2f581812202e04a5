//! Text under inspection and places in it: `Sources`, `FileId`, `Span`, `Place`.

mod encoding;
mod within;

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

pub use encoding::Encoding;
use within::Within;

/// Which of the run's [`Sources`] a place belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in one source; `start <= end`, both on character boundaries.
///
/// A place in a JSON string includes its quotes when the whole string is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    #[must_use]
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// From the start of this span to the end of `other`, which follows it in the same source.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span::new(self.file, self.start, other.end.max(self.end))
    }

    /// Whether the two overlap, or one ends where the other begins; both are of the same source.
    #[must_use]
    pub fn touches(self, other: Span) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// A value and where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    pub span: Span,
    pub value: T,
}

/// A place as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// From 1.
    pub line: u32,
    /// From 1, in Unicode scalar values; a byte-order mark is not counted.
    pub column: u32,
    /// In bytes from the start of the source, from 0.
    pub offset: u32,
}

/// One text: a file, standard input, or a policy found inside a larger document.
#[derive(Debug)]
pub struct Source {
    /// What reports call it: a path with `/`, or `<stdin>`.
    pub name: String,
    pub text: String,
    pub encoding: Encoding,
    /// Where it stands, if it is a part of a larger text.
    within: Option<Within>,
    /// What is left of a text that was let go of: offsets that will be asked for, sorted, and their places.
    kept: Vec<(u32, Place)>,
    line_starts: OnceLock<Vec<u32>>,
    /// The last place that was asked for, in a short text: see [`Source::line_of`].
    last_line: LineHint,
    /// How many characters start before each block of [`BLOCK`] bytes; only made for long lines.
    chars_before_blocks: OnceLock<Vec<u32>>,
}

const BLOCK: usize = 256;

/// The longest source that is read, in bytes: far above every AWS quota, and well inside 32-bit offsets.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

pub const BYTE_ORDER_MARK: char = '\u{feff}';

impl Source {
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            encoding: Encoding::Utf8,
            within: None,
            kept: Vec::new(),
            line_starts: OnceLock::new(),
            last_line: LineHint::default(),
            chars_before_blocks: OnceLock::new(),
        }
    }

    /// Any bytes at all. Bytes that are not UTF-8 are each replaced by `?`, so that offsets stay those of the file.
    #[must_use]
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::new(name, text),
            Err(error) => {
                let bytes = error.into_bytes();
                let encoding = Encoding::of(&bytes);
                let text = bytes.utf8_chunks().fold(
                    String::with_capacity(bytes.len()),
                    |mut text, chunk| {
                        text.push_str(chunk.valid());
                        text.extend(chunk.invalid().iter().map(|_| '?'));
                        text
                    },
                );
                Self {
                    encoding,
                    ..Self::new(name, text)
                }
            }
        }
    }

    /// Keeps its name and the places at these offsets, and lets go of what it says.
    pub fn forget_text(&mut self, offsets: impl Iterator<Item = u32>) {
        self.kept = offsets.map(|offset| (offset, self.place(offset))).collect();
        self.kept.sort_unstable_by_key(|kept| kept.0);
        self.text = String::new();
        self.line_starts = OnceLock::new();
        self.chars_before_blocks = OnceLock::new();
    }

    /// The written text of a place; empty if the place is not inside this source.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line and column of a byte offset; offsets past the end count as the end. Of a text that was let go of only the places
    /// that were kept are known.
    #[must_use]
    pub fn place(&self, offset: u32) -> Place {
        if !self.kept.is_empty() {
            let found = self.kept.binary_search_by_key(&offset, |kept| kept.0);
            if let Some((_, place)) = found.ok().and_then(|at| self.kept.get(at)) {
                return *place;
            }
        }
        let mut at = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let (line, start) = self.line_of(at);
        let mark = line == 1 && at > 0 && self.text.starts_with(BYTE_ORDER_MARK);
        let column = self.chars_between(start, at) - usize::from(mark) + 1;
        let place = Place {
            line: to_u32(line),
            column: to_u32(column),
            offset,
        };
        self.origin().map_or(place, |origin| origin.after(place))
    }

    /// The numbers of the first line and the last.
    #[must_use]
    pub fn lines(&self) -> (u32, u32) {
        let first = self.origin().map_or(1, |origin| origin.line);
        (first, first + to_u32(self.line_starts().len() - 1))
    }

    /// The bytes of a line, without its line break; an empty range if it has no such line.
    #[must_use]
    pub fn line_range(&self, line: u32) -> Range<usize> {
        let starts = self.line_starts();
        let start_of = |index: usize| {
            let start = starts.get(index);
            start.map_or(self.text.len(), |&start| start as usize)
        };
        let index = line.saturating_sub(self.lines().0) as usize;
        let start = start_of(index);
        let written = self.text.get(start..start_of(index + 1));
        let written = written.unwrap_or_default();
        let written = written.strip_suffix('\n').unwrap_or(written);
        start..start + written.strip_suffix('\r').unwrap_or(written).len()
    }

    /// The number of the line that holds a byte, and where that line starts.
    fn line_of(&self, at: usize) -> (usize, usize) {
        /// In a text that is no longer, to count the lines before is cheaper than to note where each of them starts.
        const SHORT: usize = 64 * 1024;
        if self.text.len() <= SHORT {
            return self.counted_line_of(at);
        }
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start as usize <= at).max(1);
        let start = starts.get(line - 1).map_or(0, |&start| start as usize);
        (line, start)
    }

    fn counted_line_of(&self, at: usize) -> (usize, usize) {
        let bytes = self.text.as_bytes();
        let (from, before) = self.last_line.before(at);
        let passed = bytes.get(from..at).unwrap_or_default();
        let line = before + memchr::memchr_iter(b'\n', passed).count();
        self.last_line.note(at, line);
        let start = memchr::memrchr(b'\n', bytes.get(..at).unwrap_or_default());
        (line, start.map_or(0, |end| end + 1))
    }

    /// How many characters start in a range of bytes, at the cost of two blocks however long it is: a minified policy is one
    /// long line, and every finding asks for its column.
    fn chars_between(&self, start: usize, end: usize) -> usize {
        let count = |range: Range<usize>| {
            let bytes = self.text.as_bytes().get(range).unwrap_or_default();
            bytes.iter().filter(|&&byte| starts_char(byte)).count()
        };
        if end - start <= 2 * BLOCK {
            return count(start..end);
        }
        let blocks = self.chars_before_blocks.get_or_init(|| {
            let counts = self.text.as_bytes().chunks(BLOCK).scan(0, |total, block| {
                let before = *total;
                *total += to_u32(block.iter().filter(|&&byte| starts_char(byte)).count());
                Some(before)
            });
            counts.collect()
        });
        let before = |at: usize| {
            // A text whose length is a multiple of the block has no block at its end.
            let block = (at / BLOCK).min(blocks.len().saturating_sub(1));
            let whole = blocks.get(block).map_or(0, |&count| count as usize);
            whole + count(block * BLOCK..at)
        };
        before(end) - before(start)
    }

    /// The text of one line, as [`Source::place`] counts it, without its line break.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        self.text.get(self.line_range(line)).unwrap_or_default()
    }

    /// Byte offsets at which the lines start; the first is 0.
    #[must_use]
    pub fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            std::iter::once(0)
                .chain(memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|at| to_u32(at + 1)))
                .collect()
        })
    }
}

/// An offset of a text and the line that holds it. Reports ask for places in their order, so the lines up to the last one
/// need not be counted again.
#[derive(Debug, Default)]
struct LineHint(AtomicU64);

impl LineHint {
    /// A place no later than `at`, and its line, counted from 1.
    fn before(&self, at: usize) -> (usize, usize) {
        let both = self.0.load(Ordering::Relaxed);
        let [offset, lines] = [both >> 32, both & u64::from(u32::MAX)];
        match (usize::try_from(offset), usize::try_from(lines)) {
            (Ok(offset), Ok(lines)) if offset <= at => (offset, lines + 1),
            _ => (0, 1),
        }
    }

    fn note(&self, at: usize, line: usize) {
        let both = u64::from(to_u32(at)) << 32 | u64::from(to_u32(line - 1));
        // One number for both, so that no other thread sees half of a note.
        self.0.store(both, Ordering::Relaxed);
    }
}

/// Whether a byte of UTF-8 is the first of its character.
fn starts_char(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

fn to_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Every text of a run, in the order in which they were added.
#[derive(Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
}

impl Sources {
    pub fn add(&mut self, source: Source) -> FileId {
        let id = FileId(to_u32(self.sources.len()));
        self.sources.push(source);
        id
    }

    /// Forgets all but the first of them, and with them every place in the others.
    pub fn truncate(&mut self, number: usize) {
        self.sources.truncate(number);
    }

    /// # Panics
    /// If `id` came from another `Sources`.
    #[must_use]
    pub fn get(&self, id: FileId) -> &Source {
        self.sources
            .get(id.0 as usize)
            .expect("a FileId is only made by Sources::add")
    }

    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.sources
            .iter()
            .enumerate()
            .map(|(index, source)| (FileId(to_u32(index)), source))
    }

    #[must_use]
    pub fn name(&self, id: FileId) -> &str {
        &self.get(id).name
    }

    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).slice(span)
    }

    #[must_use]
    pub fn start(&self, span: Span) -> Place {
        self.get(span.file).place(span.start)
    }

    #[must_use]
    pub fn end(&self, span: Span) -> Place {
        self.get(span.file).place(span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn a_place_is_the_same_whatever_was_asked_before() {
        let text = "a\nb\u{e9}\r\n\n  c\n".repeat(20);
        let length = u32::try_from(text.len()).expect("short");
        for step in [1, 7, 31, 113] {
            let asked = Source::new("asked", text.as_str());
            for number in 0..=length + 2 {
                let offset = number * step % (length + 3);
                let fresh = Source::new("fresh", text.as_str());
                assert_eq!(asked.place(offset), fresh.place(offset), "{offset}");
            }
        }
    }
}
