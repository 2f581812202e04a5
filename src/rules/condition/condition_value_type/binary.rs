//! `BinaryEquals` wants base64.

use super::Misfit;
use crate::finding::Severity;
use crate::semantics::operators::binary;

pub(super) fn misfit(text: &str) -> Option<Misfit> {
    if binary::is_canonical(text) {
        return None;
    }
    Some(Misfit {
        code: "TYPE_MISMATCH_STRING",
        severity: Severity::Warning,
        is_not: "is not base64",
        reason: None,
        near: standard(text),
        expected: "base64 with its padding".into(),
    })
}

/// The same bytes in the standard alphabet with their padding, if it is another spelling of base64.
fn standard(text: &str) -> Option<String> {
    let mut candidate: String = text
        .chars()
        .filter(|char| !char.is_ascii_whitespace())
        .map(|char| match char {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    // A word is made of the same characters; only a text that shows its encoding counts.
    let telling = candidate != text || text.ends_with('=');
    while !candidate.len().is_multiple_of(4) {
        candidate.push('=');
    }
    (telling && binary::is_canonical(&candidate)).then_some(candidate)
}
