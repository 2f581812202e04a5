//! Text from a policy made harmless: what a terminal would obey is shown instead.

use std::borrow::Cow;

use crate::finding::Finding;
use crate::text::{is_printable, is_unsafe};

/// The text with every character that could move a cursor or turn the direction of text written as `\u{…}`.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    if is_printable(text) || !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        if is_unsafe(char) {
            plain.extend(char.escape_unicode());
        } else {
            plain.push(char);
        }
    }
    Cow::Owned(plain)
}

/// What is wrong and why here, on one line: `message: label`.
#[must_use]
pub fn sentence(finding: &Finding) -> String {
    let mut sentence = String::new();
    push_sentence(&mut sentence, finding);
    sentence
}

/// Adds the [`sentence`] to a text.
pub fn push_sentence(text: &mut String, finding: &Finding) {
    text.push_str(&plain(&finding.message));
    if !finding.primary.text.is_empty() {
        text.push_str(": ");
        text.push_str(&plain(&finding.primary.text));
    }
}
