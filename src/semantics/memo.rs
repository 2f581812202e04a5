//! `Memo`: answers kept for the texts that policies have in common.

use crate::catalog::{self, Catalog};

/// Answers by text. Each text has one place, and the next one that falls there takes it: so it stays small, whatever the
/// policies hold, and what was found out of the texts that nearly all policies name is there.
#[derive(Debug)]
pub(super) struct Memo<T> {
    /// What the answers are of; another one makes them void.
    catalog: Option<&'static Catalog>,
    places: Vec<Option<(Box<str>, T)>>,
    /// How many places are taken.
    taken: usize,
}

impl<T: Clone> Memo<T> {
    /// One policy has no use for many places.
    const FIRST: usize = 64;
    const MOST: usize = 8192;
    /// A longer text is nobody's custom.
    const LONGEST: usize = 256;

    pub(super) const fn new() -> Self {
        Self {
            catalog: None,
            places: Vec::new(),
            taken: 0,
        }
    }

    /// The answer for this text, found out unless it is known.
    pub(super) fn get(
        &mut self,
        text: &str,
        catalog: &'static Catalog,
        find: impl FnOnce() -> T,
    ) -> T {
        if text.len() > Self::LONGEST {
            return find();
        }
        self.make_room(catalog);
        // Their number is a power of two.
        let index = catalog::hash(text) & (self.places.len() - 1);
        let Some(place) = self.places.get_mut(index) else {
            return find();
        };
        match place {
            Some(known) if *known.0 == *text => known.1.clone(),
            _ => {
                let answer = find();
                self.taken += usize::from(place.is_none());
                *place = Some((text.into(), answer.clone()));
                answer
            }
        }
    }

    /// Four times the places once half of them are taken, up to the most.
    fn make_room(&mut self, catalog: &'static Catalog) {
        let is_same = self
            .catalog
            .is_some_and(|known| std::ptr::eq(known, catalog));
        let places = self.places.len();
        if is_same && (self.taken * 2 < places || places >= Self::MOST) {
            return;
        }
        let known = std::mem::take(&mut self.places);
        let room = if is_same { places * 4 } else { Self::FIRST };
        self.places.resize_with(room.min(Self::MOST), || None);
        self.taken = 0;
        self.catalog = Some(catalog);
        for one in known.into_iter().flatten().filter(|_| is_same) {
            let index = catalog::hash(&one.0) & (self.places.len() - 1);
            if let Some(place) = self.places.get_mut(index) {
                self.taken += usize::from(place.is_none());
                *place = Some(one);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_its_own_answer() {
        let mut memo = Memo::new();
        let catalog = Catalog::embedded();
        let mut found = 0;
        for round in 0..3 {
            for number in 0..20_000 {
                let text = format!("text {}", number / 2);
                let answer = memo.get(&text, catalog, || {
                    found += 1;
                    text.clone()
                });
                assert_eq!(answer, text, "in round {round}");
            }
        }
        assert!(found < 27_000, "{found} of 60,000 were found out anew");
        assert!(memo.places.len() == Memo::<String>::MOST);
        let long = "x".repeat(Memo::<String>::LONGEST + 1);
        assert_eq!(memo.get(&long, catalog, || "a".into()), "a");
        assert_eq!(memo.get(&long, catalog, || "b".into()), "b");
    }
}
