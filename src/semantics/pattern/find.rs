//! Finding a long stretch of a pattern in a long text, in time that a hostile policy cannot stretch.

use super::glob::{Comparison, TEXT_ONE, TEXT_RUN, width};

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
    let fixed = !stretch.contains(&one) && !(comparison.suits && text.contains(&TEXT_ONE));
    if fixed {
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
/// A row says for seven bits of a character at which positions of the stretch it may stand; three rows make a whole
/// character. That bounds the memory, whatever characters the stretch names.
struct Places {
    length: usize,
    /// Positions of `?`.
    open: Vec<u64>,
    rows: Vec<Option<Vec<u64>>>,
}

const ROWS: usize = 128;
const SEVENS: [u32; 3] = [0, 7, 14];

impl Places {
    fn new(stretch: &[Symbol]) -> Self {
        let words = stretch.len().div_ceil(64);
        let mut open = vec![0; words];
        for (position, symbol) in stretch.iter().enumerate() {
            if *symbol == Symbol::One {
                set(&mut open, position);
            }
        }
        let mut rows: Vec<Option<Vec<u64>>> = vec![None; ROWS * SEVENS.len()];
        for (position, symbol) in stretch.iter().enumerate() {
            if let Symbol::Char(char) = symbol {
                for row in row_indices(*char) {
                    if let Some(row) = rows.get_mut(row) {
                        set(row.get_or_insert_with(|| open.clone()), position);
                    }
                }
            }
        }
        Self {
            length: stretch.len(),
            open,
            rows,
        }
    }

    fn first_end(&self, text: &[u8], comparison: Comparison) -> Option<usize> {
        let all = vec![u64::MAX; self.open.len()];
        let none = vec![0; self.open.len()];
        // Bit i: the first i + 1 characters of the stretch end here.
        let mut live = none.clone();
        let last = self.length.checked_sub(1)?;
        let mut at = 0;
        while let Some((symbol, length)) = first_symbol(text.get(at..)?) {
            at += length;
            let masks = match symbol {
                Symbol::Char(char) => row_indices(char).map(|row| {
                    self.rows
                        .get(row)
                        .and_then(Option::as_ref)
                        .unwrap_or(&self.open)
                }),
                Symbol::One if comparison.suits => [&all; 3],
                Symbol::One => [&self.open; 3],
                Symbol::Run => [&none; 3],
            };
            step(&mut live, masks);
            if live
                .get(last / 64)
                .is_some_and(|word| word >> (last % 64) & 1 == 1)
            {
                return Some(at);
            }
        }
        None
    }
}

fn step(live: &mut [u64], [low, middle, high]: [&Vec<u64>; 3]) {
    let mut carry = 1;
    for (((word, low), middle), high) in live.iter_mut().zip(low).zip(middle).zip(high) {
        let moved = *word << 1 | carry;
        carry = *word >> 63;
        *word = moved & low & middle & high;
    }
}

fn row_indices(char: char) -> [usize; 3] {
    let bits = |shift: u32| (u32::from(char) >> shift) as usize % ROWS;
    [bits(0), ROWS + bits(7), 2 * ROWS + bits(14)]
}

fn set(words: &mut [u64], position: usize) {
    if let Some(word) = words.get_mut(position / 64) {
        *word |= 1 << (position % 64);
    }
}
