//! The manual pages of the rules, packed by the build: they are large, and seldom asked for.

use std::io::Read;
use std::sync::LazyLock;

use flate2::read::DeflateDecoder;

use crate::finding::Meta;

/// `category/id`, its page, the next one's …, each with a zero behind it, deflated (RFC 1951).
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pages.bin"));

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::new();
    // The build wrote it, and a test reads every page.
    let read = DeflateDecoder::new(PACKED).read_to_string(&mut text);
    read.map_or_else(|_| String::new(), |_| text)
});

/// Name and page, sorted by name.
static PAGES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let mut parts = TEXT.split('\0');
    std::iter::from_fn(|| Some((parts.next()?, parts.next()?))).collect()
});

/// The manual of the rule of these facts, in Markdown: `rules/<category>/<id>.md`. Empty where there is none.
#[must_use]
pub fn page(meta: &Meta) -> &'static str {
    let name = [meta.category.name(), "/", meta.id].concat();
    let found = PAGES.binary_search_by(|(other, _)| (*other).cmp(name.as_str()));
    let page = found.ok().and_then(|at| PAGES.get(at));
    page.map_or("", |(_, page)| page)
}
