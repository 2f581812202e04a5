//! Template values that were left in a text: what has to be replaced before the policy means anything.

use std::ops::Range;

/// A template value in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// Whether a document can hold a template value at all: one quick look at the whole text.
#[must_use]
pub fn possible(document: &str) -> bool {
    let bytes = document.as_bytes();
    memchr::memchr2(b'<', b'$', bytes).is_some() || memchr::memmem::find(bytes, b"{{").is_some()
}

/// The first template value in a text.
#[must_use]
pub fn find(text: &str) -> Option<Placeholder> {
    find_all(text).next()
}

/// Every template value in a text, in order.
pub fn find_all(text: &str) -> impl Iterator<Item = Placeholder> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text.get(from..)?.find('<')?;
        let end = start + text[start..].find('>')? + 1;
        from = end;
        Some(Placeholder { range: start..end })
    })
}
