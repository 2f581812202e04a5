//! `CellSet`: some of the cells of one dimension.

/// A set of cells by their numbers. Sets of one dimension have one length.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CellSet {
    words: Vec<u64>,
}

const BITS: usize = 64;

/// How many words hold so many cells.
pub(super) fn words_for(cells: usize) -> usize {
    cells.div_ceil(BITS)
}

impl CellSet {
    /// None of so many cells.
    #[must_use]
    pub fn none(cells: usize) -> Self {
        Self {
            words: vec![0; words_for(cells)],
        }
    }

    /// All of so many cells.
    #[must_use]
    pub fn all(cells: usize) -> Self {
        let mut words = vec![u64::MAX; words_for(cells)];
        if let Some(last) = words.last_mut()
            && !cells.is_multiple_of(BITS)
        {
            *last = (1 << (cells % BITS)) - 1;
        }
        Self { words }
    }

    /// Those of so many cells that a question says yes to.
    #[must_use]
    pub fn where_(cells: usize, mut is_in: impl FnMut(usize) -> bool) -> Self {
        let mut set = Self::none(cells);
        for cell in 0..cells {
            if is_in(cell) {
                set.insert(cell);
            }
        }
        set
    }

    pub fn insert(&mut self, cell: usize) {
        if let Some(word) = self.words.get_mut(cell / BITS) {
            *word |= 1 << (cell % BITS);
        }
    }

    pub fn remove(&mut self, cell: usize) {
        if let Some(word) = self.words.get_mut(cell / BITS) {
            *word &= !(1 << (cell % BITS));
        }
    }

    #[must_use]
    pub fn contains(&self, cell: usize) -> bool {
        let word = self.words.get(cell / BITS);
        word.is_some_and(|word| word >> (cell % BITS) & 1 == 1)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    pub fn union_with(&mut self, other: &Self) {
        for (own, other) in self.words.iter_mut().zip(&other.words) {
            *own |= other;
        }
    }

    pub fn intersect_with(&mut self, other: &Self) {
        for (own, other) in self.words.iter_mut().zip(&other.words) {
            *own &= other;
        }
    }

    pub fn subtract(&mut self, other: &Self) {
        for (own, other) in self.words.iter_mut().zip(&other.words) {
            *own &= !other;
        }
    }

    /// The cells that are not in it, of so many.
    #[must_use]
    pub fn complement(&self, cells: usize) -> Self {
        let mut all = Self::all(cells);
        all.subtract(self);
        all
    }

    /// The cells, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        iter(&self.words)
    }

    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }

    pub(super) fn from_words(words: &[u64]) -> Self {
        Self {
            words: words.to_vec(),
        }
    }
}

/// The cells of a set that lies in words.
pub(super) fn iter(words: &[u64]) -> impl Iterator<Item = usize> {
    words.iter().enumerate().flat_map(|(index, &word)| {
        let mut left = word;
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            (bit < BITS).then_some(index * BITS + bit)
        })
    })
}
