//! Which values of a list say nothing that another value of the list does not say.

mod ordered;
mod quick;

use std::borrow::Cow;
use std::collections::HashMap;

use crate::model::Text;

use super::pattern::{self, Case};

pub use ordered::{redundant_in_order, redundant_ranges};

/// A value that may be left out of its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redundant {
    /// Its place in the list.
    pub index: usize,
    /// The place of a value that covers it and that no other covers.
    pub by: usize,
}

/// How the values of a list are to be read.
#[derive(Clone, Copy)]
pub struct Reading<'f> {
    pub case: Case,
    /// Whether a value is of a form that can be judged.
    pub is_judged: fn(&str) -> bool,
    /// Whether the first value, which has wildcards, takes all that the second takes; `None` if there are no wildcards.
    pub covers: Option<Covers<'f>>,
    /// Behind how many bytes of a value a part begins that no wildcard before it reaches into: only what takes it covers the
    /// value. 0 where there is none.
    pub own_part: fn(&str) -> usize,
}

/// Whether the first value takes all that the second takes.
pub type Covers<'f> = &'f dyn Fn(&str, &str) -> bool;

/// Every value that one other value covers, in the order of the list. What only several others together cover is not found.
///
/// Of values that cover each other the first one stays. Takes time linear in the list, but for the sorting: a value is
/// compared with no more than `COMPARED` others, far more than have a beginning in common with it in real lists.
#[must_use]
pub fn redundant(values: &[Text], reading: &Reading) -> Vec<Redundant> {
    if values.len() < 2 || quick::is_surely_none(values, reading) {
        return Vec::new();
    }
    let mut by: Vec<Option<usize>> = vec![None; values.len()];
    let texts: Vec<Option<Cow<str>>> = values.iter().map(|value| folded(value, reading)).collect();
    let entries = distinct(&texts, reading, &mut by);
    if let Some(covers) = reading.covers {
        let exact = |wide: &Entry, narrow: &Entry| {
            let text = |entry: &Entry| values.get(entry.index).and_then(Text::known);
            text(wide)
                .zip(text(narrow))
                .is_some_and(|(wide, narrow)| covers(wide, narrow))
        };
        sweep(&entries, &exact, &mut by);
    }
    (0..values.len())
        .filter_map(|index| {
            Some(Redundant {
                index,
                by: last_of_chain(&by, index)?,
            })
        })
        .collect()
}

/// With how many others a value is compared at most.
const COMPARED: usize = 64;
/// How often the exact comparison may fail for one value; the quick one before it hardly ever errs.
const FAILURES: usize = 4;
/// Longer values are compared for equality alone: AWS has no action, and hardly an ARN, that long.
const LONGEST: usize = 512;

/// The first of all equal values.
struct Entry<'t> {
    index: usize,
    /// In lower case if letter case does not count.
    text: &'t str,
    /// How many bytes stand before the first wildcard.
    literal: usize,
    own: Option<OwnPart<'t>>,
}

/// The part of a value that only what takes it by itself covers.
#[derive(Clone, Copy)]
struct OwnPart<'t> {
    text: &'t [u8],
    /// What stands before its first wildcard.
    literal: &'t [u8],
}

impl<'t> OwnPart<'t> {
    fn of(text: &'t str, reading: &Reading) -> Option<Self> {
        let start = Some((reading.own_part)(text)).filter(|start| *start > 0);
        let text = text.as_bytes().get(start?..)?;
        let mut literal = text.split(|byte| matches!(byte, b'*' | b'?'));
        let literal = literal.next().unwrap_or_default();
        Some(Self { text, literal })
    }

    /// Whether the beginnings tell that the first one does not take the second.
    fn are_apart(wide: Option<Self>, narrow: Option<Self>) -> bool {
        let both = wide.zip(narrow);
        both.is_some_and(|(wide, narrow)| !narrow.text.starts_with(wide.literal))
    }
}

impl<'t> Entry<'t> {
    fn prefix(&self) -> &'t str {
        self.text.get(..self.literal).unwrap_or_default()
    }

    fn has_wildcard(&self) -> bool {
        self.literal < self.text.len()
    }
}

/// A value that is to be judged, in lower case if letter case does not count.
fn folded<'t>(value: &'t Text, reading: &Reading) -> Option<Cow<'t, str>> {
    let known = value.known().filter(|text| (reading.is_judged)(text))?;
    let folds = reading.case == Case::AsciiFold;
    Some(
        if folds && known.bytes().any(|byte| byte.is_ascii_uppercase()) {
            known.to_ascii_lowercase().into()
        } else {
            known.into()
        },
    )
}

/// Equal values once; the others are noted as covered by the first.
fn distinct<'t>(
    texts: &'t [Option<Cow<str>>],
    reading: &Reading,
    by: &mut [Option<usize>],
) -> Vec<Entry<'t>> {
    let mut firsts: HashMap<&str, usize> = HashMap::with_capacity(texts.len());
    let mut entries = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        let Some(text) = text.as_deref() else {
            continue;
        };
        let first = *firsts.entry(text).or_insert(index);
        if first != index {
            if let Some(covered) = by.get_mut(index) {
                *covered = Some(first);
            }
            continue;
        }
        let wildcard = wildcards_of(text).map(|(first, _)| first);
        entries.push(Entry {
            index,
            literal: wildcard.unwrap_or(text.len()),
            text,
            own: OwnPart::of(text, reading),
        });
    }
    entries
}

/// Notes for each entry another one that covers it.
///
/// What covers an entry begins, up to its first wildcard, like the entry does up to its own. Sorted by these beginnings,
/// all that can cover an entry stand on a stack when it is met.
fn sweep(entries: &[Entry], exact: &dyn Fn(&Entry, &Entry) -> bool, by: &mut [Option<usize>]) {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    // Short patterns are the wide ones.
    sorted.sort_by_key(|entry| (entry.prefix(), entry.text.len(), entry.index));
    let mut stack: Vec<(&str, Vec<&Entry>)> = Vec::new();
    for group in sorted.chunk_by(|one, other| one.prefix() == other.prefix()) {
        let prefix = group.first().map_or("", |entry| entry.prefix());
        while stack
            .pop_if(|(open, _)| !prefix.starts_with(*open))
            .is_some()
        {}
        let wide: Vec<&Entry> = group
            .iter()
            .copied()
            .filter(|entry| entry.has_wildcard() && entry.text.len() <= LONGEST)
            .take(COMPARED)
            .collect();
        if !wide.is_empty() {
            stack.push((prefix, wide));
        }
        for narrow in group.iter().filter(|entry| entry.text.len() <= LONGEST) {
            let candidates = stack.iter().flat_map(|(_, wide)| wide.iter().copied());
            let found = first_cover(narrow, candidates, exact);
            if let (Some(wide), Some(covered)) = (found, by.get_mut(narrow.index)) {
                *covered = Some(wide.index);
            }
        }
    }
}

fn first_cover<'e, 't>(
    narrow: &Entry<'t>,
    candidates: impl Iterator<Item = &'e Entry<'t>>,
    exact: &dyn Fn(&Entry, &Entry) -> bool,
) -> Option<&'e Entry<'t>>
where
    't: 'e,
{
    candidates
        .take(COMPARED)
        .filter(|wide| wide.index != narrow.index && !OwnPart::are_apart(wide.own, narrow.own))
        // A pattern that takes all that another takes also takes its text: `*` and `?` are characters like others.
        .filter(|wide| {
            // They begin alike.
            let rest = |entry: &Entry<'t>| entry.text.get(wide.literal..);
            let both = rest(wide).zip(rest(narrow));
            both.is_some_and(|(wide, rest)| pattern::matches(wide, rest, Case::Sensitive))
        })
        .take(FAILURES)
        .find(|wide| {
            let is_first = || wide.index < narrow.index || !narrow.has_wildcard();
            exact(wide, narrow) && (is_first() || !exact(narrow, wide))
        })
}

/// The end of the chain of covers that begins at a value; none if nothing covers it, or if the chain has no end.
fn last_of_chain(by: &[Option<usize>], index: usize) -> Option<usize> {
    let next = |index: usize| by.get(index).copied().flatten();
    let mut last = next(index)?;
    for _ in 0..COMPARED {
        match next(last) {
            Some(further) => last = further,
            None => return Some(last),
        }
    }
    None
}

/// Where the first and the last wildcard stand.
fn wildcards_of(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let first = memchr::memchr2(b'*', b'?', bytes)?;
    Some((first, memchr::memrchr2(b'*', b'?', bytes)?))
}
