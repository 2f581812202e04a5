//! Finding a long stretch of a pattern in a long text, in time that a hostile policy cannot stretch.

use std::ops::Range;

use super::bytes::{Comparison, TEXT_ONE, TEXT_RUN, width};

/// Below these lengths, in bytes, trying place after place is fastest and takes no memory.
const LONG_STRETCH: usize = 32;
const LONG_TEXT: usize = 256;

/// A character of a pattern, or of a text that is a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Char(char),
    One,
    Run,
}

pub(super) fn is_long(stretch: &[u8], text: &[u8]) -> bool {
    stretch.len() > LONG_STRETCH && text.len() > LONG_TEXT
}

/// Where the first place of the stretch ends, letter case counting.
pub(super) fn long(stretch: &[u8], one: u8, text: &[u8], comparison: Comparison) -> Option<usize> {
    let has_choice = stretch.contains(&one) || comparison.suits && text.contains(&TEXT_ONE);
    if !has_choice {
        return memchr::memmem::find(text, stretch).map(|start| start + stretch.len());
    }
    let mut stretch = stretch.to_vec();
    for byte in &mut stretch {
        if *byte == one {
            *byte = TEXT_ONE;
        }
    }
    Places::new(&symbols(&stretch)).first_end(text, comparison)
}

/// The characters of a pattern.
pub(super) fn symbols(bytes: &[u8]) -> Vec<Symbol> {
    let mut symbols = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((symbol, length)) = first_symbol(rest) {
        symbols.push(symbol);
        rest = rest.get(length..).unwrap_or_default();
    }
    symbols
}

fn first_symbol(bytes: &[u8]) -> Option<(Symbol, usize)> {
    let &first = bytes.first()?;
    let length = width(first);
    let symbol = match first {
        TEXT_RUN => Symbol::Run,
        TEXT_ONE => Symbol::One,
        _ => std::str::from_utf8(bytes.get(..length)?)
            .ok()?
            .chars()
            .next()
            .map(Symbol::Char)?,
    };
    Some((symbol, length))
}

/// The stretch as bit masks, so that one step moves 64 of its beginnings at once (Shift-And).
///
/// No linear search for stretches with `?` is known; this one is quadratic in name, and takes a fraction of a second for
/// the worst that a megabyte can hold. A row says for seven bits of a character at which positions of the stretch it
/// may stand; three rows make a whole character. That bounds the memory, whatever characters the stretch names.
struct Places {
    length: usize,
    /// Positions of `?`.
    open: Vec<u64>,
    rows: Vec<Option<Vec<u64>>>,
    is_ascii: bool,
}

const ROWS: usize = 128;
const SEVENS: usize = 3;

impl Places {
    fn new(stretch: &[Symbol]) -> Self {
        let mut open = vec![0; stretch.len().div_ceil(64)];
        for (position, symbol) in stretch.iter().enumerate() {
            if *symbol == Symbol::One {
                set(&mut open, position);
            }
        }
        let mut rows: Vec<Option<Vec<u64>>> = vec![None; ROWS * SEVENS];
        let mut is_ascii = true;
        for (position, symbol) in stretch.iter().enumerate() {
            let Symbol::Char(char) = symbol else { continue };
            is_ascii &= char.is_ascii();
            for row in row_indices(*char) {
                if let Some(row) = rows.get_mut(row) {
                    set(row.get_or_insert_with(|| open.clone()), position);
                }
            }
        }
        Self {
            length: stretch.len(),
            open,
            rows,
            is_ascii,
        }
    }

    fn first_end(&self, text: &[u8], comparison: Comparison) -> Option<usize> {
        let all = vec![u64::MAX; self.open.len()];
        let none = vec![0; self.open.len()];
        // Bit i: the first i + 1 characters of the stretch end here.
        let mut live = none.clone();
        let mut next = none.clone();
        let last = self.length.checked_sub(1)?;
        let mut at = 0;
        let mut characters = 0;
        while let Some((symbol, length)) = first_symbol(text.get(at..)?) {
            at += length;
            characters += 1;
            // Later positions cannot be live yet; earlier ones cannot reach the end of the stretch any more.
            let end = (characters / 64 + 1).min(live.len());
            let start = last.saturating_sub(text.len() - at) / 64;
            let words = start.min(end)..end;
            match symbol {
                Symbol::Char(char) => {
                    let [low, middle, high] = self.rows_of(char);
                    advance(&live, &mut next, low, words.clone());
                    if !(self.is_ascii && char.is_ascii()) {
                        keep(&mut next, middle, words.clone());
                        keep(&mut next, high, words);
                    }
                }
                Symbol::One if comparison.suits => advance(&live, &mut next, &all, words),
                Symbol::One => advance(&live, &mut next, &self.open, words),
                Symbol::Run => advance(&live, &mut next, &none, words),
            }
            std::mem::swap(&mut live, &mut next);
            if live
                .get(last / 64)
                .is_some_and(|word| word >> (last % 64) & 1 == 1)
            {
                return Some(at);
            }
        }
        None
    }

    fn rows_of(&self, char: char) -> [&[u64]; SEVENS] {
        row_indices(char).map(|index| {
            let row = self.rows.get(index).and_then(Option::as_deref);
            row.unwrap_or(&self.open)
        })
    }
}

/// Moves each live beginning on by one character that may stand where the mask says; a new one begins.
fn advance(live: &[u64], next: &mut [u64], mask: &[u64], words: Range<usize>) {
    let before = words
        .start
        .checked_sub(1)
        .and_then(|word| live.get(word))
        .map_or(1, |word| word >> 63);
    let (Some(live), Some(next), Some(mask)) = (
        live.get(words.clone()),
        next.get_mut(words.clone()),
        mask.get(words),
    ) else {
        return;
    };
    if let (Some(next), Some(live), Some(mask)) = (next.first_mut(), live.first(), mask.first()) {
        *next = (live << 1 | before) & mask;
    }
    let pairs = live.iter().zip(live.iter().skip(1));
    for ((next, (lower, word)), mask) in next.iter_mut().skip(1).zip(pairs).zip(mask.iter().skip(1))
    {
        *next = (word << 1 | lower >> 63) & mask;
    }
}

fn keep(next: &mut [u64], mask: &[u64], words: Range<usize>) {
    if let (Some(next), Some(mask)) = (next.get_mut(words.clone()), mask.get(words)) {
        for (word, mask) in next.iter_mut().zip(mask) {
            *word &= mask;
        }
    }
}

fn row_indices(char: char) -> [usize; SEVENS] {
    let bits = |shift: u32| (u32::from(char) >> shift) as usize % ROWS;
    [bits(0), ROWS + bits(7), 2 * ROWS + bits(14)]
}

fn set(words: &mut [u64], position: usize) {
    if let Some(word) = words.get_mut(position / 64) {
        *word |= 1 << (position % 64);
    }
}
