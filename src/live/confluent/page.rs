//! One page of the list of integrations, and many of them as one.

use percent_encoding::percent_decode_str;

use crate::live::http::Url;
use crate::source::{FileId, Source};
use crate::syntax::{self, Kind, Value};

pub(super) enum Page {
    /// The last integrations, each as it is written.
    Last(Vec<String>),
    More {
        part: Vec<String>,
        /// What names the next page.
        next: String,
    },
    /// No list at all.
    Other,
}

pub(super) fn read(source: &Source) -> Page {
    let tree = syntax::parse(FileId(0), source);
    let is_broken = tree.problems().iter().any(|it| it.kind.breaks_json());
    let data = tree.root().and_then(|root| root.get("data"));
    let (Some(root), Some(data)) = (tree.root().filter(|_| !is_broken), data) else {
        return Page::Other;
    };
    if data.kind() != Kind::Array {
        return Page::Other;
    }
    let part = data.elements().map(|it| it.raw().to_owned()).collect();
    match next(root) {
        Some(next) => Page::More { part, next },
        None => Page::Last(part),
    }
}

/// The token in `metadata.next`. Its host is not asked: the credentials are for the one that was named.
fn next(root: Value<'_>) -> Option<String> {
    let next = root.get("metadata")?.get("next")?;
    let next = next.as_str()?;
    let (_, query) = next.split_once('?')?;
    let mut values = query.split('#').next()?.split('&');
    let token = values.find_map(|value| value.strip_prefix("page_token="))?;
    let token = token.replace('+', " ");
    let token = percent_decode_str(&token).decode_utf8_lossy().into_owned();
    (!token.is_empty()).then_some(token)
}

/// A list of these integrations, one on a line.
pub(super) fn join(place: &Url, elements: &[String]) -> Source {
    let text = if elements.is_empty() {
        "[]\n".to_owned()
    } else {
        format!("[\n{}\n]\n", elements.join(",\n"))
    };
    Source::new(place.to_string(), text)
}
