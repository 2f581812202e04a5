//! `Rows`: rows of numbers, each kept once, with a number of its own.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// Rows in the order in which they came, all in one piece of memory.
pub(super) struct Rows {
    numbers: Vec<u32>,
    /// Where each row ends.
    ends: Vec<usize>,
    /// By the hash of a row: its place and one more, or the next free slot. Half of them are free at least.
    slots: Vec<u32>,
    seed: u64,
}

impl Rows {
    pub(super) fn new() -> Self {
        const SLOTS: usize = 128;
        Self {
            numbers: Vec::with_capacity(SLOTS),
            ends: Vec::with_capacity(SLOTS / 2),
            slots: vec![0; SLOTS],
            // Nobody can write patterns for which all rows share a slot.
            seed: RandomState::new().hash_one(0),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The row of this number; none has nothing in it.
    pub(super) fn row(&self, index: usize) -> &[u32] {
        let start = index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        let end = self.ends.get(index).copied().unwrap_or_default();
        let range = start.copied().unwrap_or_default()..end;
        self.numbers.get(range).unwrap_or_default()
    }

    /// The number of a row.
    pub(super) fn find(&self, row: &[u32]) -> Option<usize> {
        self.slot(row).ok()
    }

    /// The number of a row that may be a new one, and whether it is.
    pub(super) fn add(&mut self, row: &[u32]) -> (usize, bool) {
        let slot = match self.slot(row) {
            Ok(known) => return (known, false),
            Err(slot) => slot,
        };
        let number = self.len();
        self.numbers.extend_from_slice(row);
        self.ends.push(self.numbers.len());
        self.occupy(slot, number);
        if self.ends.len() * 2 > self.slots.len() {
            self.slots = vec![0; self.slots.len() * 2];
            for number in 0..self.len() {
                if let Err(slot) = self.slot(self.row(number)) {
                    self.occupy(slot, number);
                }
            }
        }
        (number, true)
    }

    fn occupy(&mut self, slot: usize, number: usize) {
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = u32::try_from(number + 1).unwrap_or(u32::MAX);
        }
    }

    /// The number of the row, or the free slot where its number belongs.
    fn slot(&self, row: &[u32]) -> Result<usize, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = self.hash(row) & mask;
        loop {
            match self.slots.get(slot) {
                Some(&place) if place > 0 => {
                    let number = place as usize - 1;
                    if self.row(number) == row {
                        return Ok(number);
                    }
                }
                _ => return Err(slot),
            }
            slot = (slot + 1) & mask;
        }
    }

    fn hash(&self, row: &[u32]) -> usize {
        let mix = |hash: u64, &number: &u32| {
            (hash ^ u64::from(number))
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .rotate_left(29)
        };
        // These bits came last out of the product: each bit of the row has a say in them.
        let mixed = row.iter().fold(self.seed, mix) & 0x1fff_ffff;
        usize::try_from(mixed).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Rows;

    #[test]
    fn rows_are_kept_once() {
        let row = |number: u32| -> Vec<u32> { (0..number % 7).map(|at| number / 7 + at).collect() };
        let mut rows = Rows::new();
        let mut all: Vec<Vec<u32>> = Vec::new();
        for number in (0..2_000).chain(0..2_000) {
            let row = row(number);
            let known = all.iter().position(|one| *one == row);
            assert_eq!(rows.find(&row), known);
            let (place, is_new) = rows.add(&row);
            assert_eq!(is_new, known.is_none());
            assert_eq!(place, known.unwrap_or(all.len()));
            if is_new {
                all.push(row);
            }
        }
        assert_eq!(rows.len(), all.len());
        assert!((0..rows.len()).all(|place| rows.row(place) == all[place]));
    }
}
