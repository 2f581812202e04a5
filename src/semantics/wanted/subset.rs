//! `Subset`: some actions of a set, a bit for each.

use super::{Action, NONE, WORDS, Wanted};

/// Some actions of a [`Wanted`] set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Subset([u64; WORDS]);

impl Subset {
    pub const NONE: Self = Self([0; WORDS]);

    /// These and one more.
    #[must_use]
    pub const fn with(mut self, action: Action) -> Self {
        self.0[action.0 as usize / 64] |= 1 << (action.0 % 64);
        self
    }

    /// Those that are in both.
    #[must_use]
    pub fn both(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] & other.0[word]))
    }

    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0.iter().all(|&word| word == 0)
    }

    #[inline]
    #[must_use]
    pub fn contains(self, action: Action) -> bool {
        let (word, bit) = Self::place(action);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    pub fn insert(&mut self, action: Action) {
        let (word, bit) = Self::place(action);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    /// The actions of the set that are not among these.
    pub fn others(self, set: &Wanted) -> impl Iterator<Item = Action> {
        let all = 0..u16::try_from(set.names.len()).unwrap_or(NONE);
        all.map(Action)
            .filter(move |action| !self.contains(*action))
    }

    fn place(action: Action) -> (usize, u64) {
        (usize::from(action.0 / 64), 1 << (action.0 % 64))
    }
}
