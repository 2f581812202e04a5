//! One quick look over a list, where most lists end: nothing in it can be redundant.

use std::cell::OnceCell;

use memchr::memmem::Finder;

use crate::model::Text;
use crate::semantics::pattern::{self, Case};

use super::{LONGEST, OwnPart, Reading, wildcards_of};

/// How many values are looked over without taking memory.
const FEW: usize = 64;
/// Slots of the table for each value, so that most values find theirs free.
const ROOM: usize = 4;
/// How many values may come to lie at one place of the table. More are chosen with malice.
const NEIGHBOURS: usize = 32;
/// How many pairs of a pattern and another value are looked at. To sort more is quicker.
const PAIRS: usize = 1 << 11;

/// Whether one look tells that no value repeats or covers another one. It may fail to tell.
pub(super) fn is_surely_none(values: &[Text], reading: &Reading) -> bool {
    are_distinct(values) && (reading.covers.is_none() || !may_cover(values, reading))
}

fn are_distinct(values: &[Text]) -> bool {
    if values.len() <= FEW {
        are_distinct_in(&mut [0; FEW * ROOM], values)
    } else {
        let slots = (values.len() * ROOM).next_power_of_two();
        are_distinct_in(&mut vec![0; slots], values)
    }
}

/// `table` has a power of two of slots; an empty one is 0.
fn are_distinct_in(table: &mut [u32], values: &[Text]) -> bool {
    let mask = table.len() - 1;
    values.iter().all(|value| {
        let hash = hash(value.written());
        // What tells values apart, and where they lie: two different parts of the hash.
        #[expect(clippy::cast_possible_truncation, reason = "the parts are meant")]
        let (tag, start) = (hash as u32 | 1, (hash >> 32) as usize);
        for place in start..start + NEIGHBOURS {
            match table.get_mut(place & mask) {
                Some(slot) if *slot == 0 => {
                    *slot = tag;
                    return true;
                }
                Some(slot) if *slot != tag => {}
                _ => return false,
            }
        }
        false
    })
}

/// Whether some pattern takes the text of another value: one that covers a pattern takes its text, too.
fn may_cover(values: &[Text], reading: &Reading) -> bool {
    let mut left = PAIRS;
    let written = values.iter().map(Text::written);
    let values: Vec<(&str, Option<OwnPart>)> = written
        .map(|text| (text, OwnPart::of(text, reading)))
        .collect();
    for (index, &(wide, own)) in values.iter().enumerate() {
        let Some(wide) = Wide::of(wide, reading.case, values.len()) else {
            continue;
        };
        let rest = left.checked_sub(values.len());
        let Some(rest) = rest.filter(|_| wide.text.len() <= LONGEST) else {
            return true;
        };
        left = rest;
        let mut others = values.iter().enumerate();
        let may_take = |&(narrow, other): &(&str, Option<OwnPart>)| {
            !OwnPart::are_apart(own, other) && wide.takes(narrow)
        };
        if others.any(|(other, narrow)| other != index && may_take(narrow)) {
            return true;
        }
    }
    false
}

/// A pattern, and what stands before its first wildcard and after its last.
struct Wide<'t> {
    text: &'t str,
    case: Case,
    prefix: &'t [u8],
    suffix: &'t [u8],
    /// With how many values it is compared.
    compared: usize,
    /// The longest stretch between two wildcards, once it is asked for.
    inner: OnceCell<Option<Finder<'t>>>,
}

impl<'t> Wide<'t> {
    fn of(text: &'t str, case: Case, compared: usize) -> Option<Self> {
        let (first, last) = wildcards_of(text)?;
        let bytes = text.as_bytes();
        Some(Self {
            text,
            case,
            compared,
            prefix: bytes.get(..first)?,
            suffix: bytes.get(last + 1..)?,
            inner: OnceCell::new(),
        })
    }

    fn takes(&self, narrow: &str) -> bool {
        let bytes = narrow.as_bytes();
        // The ends of the two stretches differ more often than their beginnings: all ARNs begin alike.
        let differs_at = |at: usize, part: &[u8], of: usize| {
            let (one, other) = (part.get(of), bytes.get(at));
            one.is_some_and(|one| other.is_none_or(|other| !one.eq_ignore_ascii_case(other)))
        };
        let last = self.prefix.len().wrapping_sub(1);
        if differs_at(last, self.prefix, last) {
            return false;
        }
        let start = bytes.get(..self.prefix.len());
        let end = bytes.len().checked_sub(self.suffix.len());
        start.is_some_and(|start| self.same(start, self.prefix))
            && end
                .and_then(|end| bytes.get(end..))
                .is_some_and(|end| self.same(end, self.suffix))
            && self.inner().is_none_or(|inner| inner.find(bytes).is_some())
            && (bytes.len() > LONGEST || pattern::matches(self.text, narrow, self.case))
    }

    fn same(&self, one: &[u8], other: &[u8]) -> bool {
        one == other || (self.case == Case::AsciiFold && one.eq_ignore_ascii_case(other))
    }

    /// Searches for a stretch that every text has which the pattern takes. It knows no letter case.
    fn inner(&self) -> Option<&Finder<'t>> {
        /// To make it is worth a few comparisons.
        const WORTH_IT: usize = 16;
        if self.compared < WORTH_IT {
            return None;
        }
        let find = || {
            let text = self.text.as_bytes();
            let inner = text.get(self.prefix.len()..text.len() - self.suffix.len())?;
            let stretches = inner.split(|byte| matches!(byte, b'*' | b'?'));
            let longest = stretches.max_by_key(|stretch| stretch.len())?;
            (self.case == Case::Sensitive && longest.len() > 1).then(|| Finder::new(longest))
        };
        self.inner.get_or_init(find).as_ref()
    }
}

/// The same for texts that differ in letter case alone.
fn hash(text: &str) -> u64 {
    const FOLD: u64 = 0x2020_2020_2020_2020;
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ (word | FOLD)).wrapping_mul(SPREAD);
    let bytes = text.as_bytes();
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(text.len() as u64, |hash, word| {
        mix(hash, u64::from_le_bytes(*word))
    });
    let last = match bytes.last_chunk::<8>() {
        // The last eight bytes, some of which may have been counted already.
        Some(last) => u64::from_le_bytes(*last),
        None => rest
            .iter()
            .fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    let hash = mix(hash, last);
    hash ^ hash >> 29
}
