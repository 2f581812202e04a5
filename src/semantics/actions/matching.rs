//! Which actions of a service a pattern matches.

use std::ops::Range;

use crate::catalog::{Catalog, Service};
use crate::semantics::pattern::{self, Case};

use super::ActionSet;

/// The actions of a service that a pattern matches, and how many names it was held against. They stand sorted, so that those
/// with its beginning are neighbours.
pub(super) fn matching(
    service: Service,
    name: &str,
    wildcard: usize,
    catalog: &'static Catalog,
) -> (ActionSet, usize) {
    let (begin, rest) = name.split_at_checked(wildcard).unwrap_or((name, ""));
    let range = service.actions_from(begin);
    if rest == "*" {
        return (ActionSet::of_range(range), 0);
    }
    let names = range.len();
    // The end of a name decides sooner than the whole pattern, and often alone.
    let end = rest.rfind(['*', '?']).and_then(|at| rest.get(at + 1..));
    let end = end.unwrap_or_default().as_bytes();
    let only_end = rest.starts_with('*') && rest.len() == end.len() + 1;
    // Of `*Tag*` nothing but the word between the stars has to be there.
    let word = rest
        .strip_prefix('*')
        .and_then(|rest| rest.strip_suffix('*'))
        .filter(|word| !word.is_empty() && !word.contains(['*', '?']));
    let is_matched = |number: &u16| {
        catalog.action_at(*number).is_some_and(|action| {
            let after = action.name_bytes().get(begin.len()..).unwrap_or_default();
            let last = after.len().checked_sub(end.len());
            last.and_then(|last| after.get(last..))
                .is_some_and(|last| last.eq_ignore_ascii_case(end))
                && match word {
                    Some(word) => holds_word(after, word.as_bytes()),
                    None => only_end || pattern::matches(name, action.name(), Case::AsciiFold),
                }
        })
    };
    let mut ranges: Vec<Range<u16>> = Vec::new();
    for number in range.filter(is_matched) {
        match ranges.last_mut() {
            Some(last) if last.end == number => last.end += 1,
            _ => ranges.push(number..number + 1),
        }
    }
    (ActionSet { ranges }, names)
}

/// Whether a text holds a word, letter case apart. Names are short: a loop is quicker than to set up a search.
fn holds_word(text: &[u8], word: &[u8]) -> bool {
    /// The bit that tells upper from lower case. Other characters fall together too; the look that follows tells them apart.
    const CASE: u8 = 0x20;
    let Some(first) = word.first().map(|byte| byte | CASE) else {
        return true;
    };
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| byte | CASE == first) {
        let here = rest.get(at..at + word.len());
        if here.is_some_and(|here| here.eq_ignore_ascii_case(word)) {
            return true;
        }
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    false
}
