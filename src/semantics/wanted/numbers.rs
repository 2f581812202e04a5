//! `Numbers`: a set of actions by their numbers in the catalog, so that what a policy names is found without its text.

use std::ops::Range;

use super::{Action, Wanted};
use crate::catalog::Catalog;

/// The actions of a [`Wanted`] set that a catalog has, by their numbers there.
#[derive(Debug)]
pub struct Numbers {
    /// A bit for each number.
    words: Vec<u64>,
    /// How many actions of the set come before each word.
    before: Vec<u16>,
    /// In the order of their numbers.
    actions: Vec<Action>,
    has_all: bool,
}

impl Numbers {
    #[must_use]
    pub fn of(wanted: &Wanted, catalog: &'static Catalog) -> Self {
        let mut numbered: Vec<(u16, Action)> = (0..)
            .map(Action)
            .zip(wanted.names)
            .filter_map(|(action, name)| Some((catalog.action(name)?.number(), action)))
            .collect();
        numbered.sort_unstable();
        // One more word, so that the end of the last range has a place.
        let mut words = vec![0_u64; usize::from(catalog.action_count()) / 64 + 1];
        for &(number, _) in &numbered {
            if let Some(word) = words.get_mut(usize::from(number / 64)) {
                *word |= 1 << (number % 64);
            }
        }
        let actions: Vec<Action> = numbered.iter().map(|&(_, action)| action).collect();
        let mut count = 0;
        let before = words.iter().map(|word| {
            let before = count;
            count += ones(*word);
            before
        });
        Self {
            before: before.collect(),
            words,
            has_all: numbered.len() == wanted.names.len(),
            actions,
        }
    }

    /// Whether the catalog has each action of the set: what names none of its actions names none of the set then.
    #[must_use]
    pub fn has_all(&self) -> bool {
        self.has_all
    }

    /// The action of the set that has this number.
    #[inline]
    #[must_use]
    pub fn action(&self, number: u16) -> Option<Action> {
        let word = self.words.get(usize::from(number / 64))?;
        if word >> (number % 64) & 1 == 0 {
            return None;
        }
        self.actions.get(self.rank(number)).copied()
    }

    /// Whether some action of the set has one of these numbers.
    #[must_use]
    pub fn reach_into(&self, numbers: &Range<u16>) -> bool {
        self.rank(numbers.start) < self.rank(numbers.end)
    }

    /// The actions of the set that have one of these numbers.
    pub fn within<'n>(&'n self, numbers: &Range<u16>) -> impl Iterator<Item = Action> + use<'n> {
        let range = self.rank(numbers.start)..self.rank(numbers.end);
        let actions = self.actions.get(range).unwrap_or_default();
        actions.iter().copied()
    }

    /// How many actions of the set have a smaller number.
    fn rank(&self, number: u16) -> usize {
        let word = usize::from(number / 64);
        let smaller = (1_u64 << (number % 64)) - 1;
        match (self.words.get(word), self.before.get(word)) {
            (Some(word), Some(&before)) => usize::from(before + ones(word & smaller)),
            _ => self.actions.len(),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most 64")]
fn ones(word: u64) -> u16 {
    word.count_ones() as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_found_by_their_numbers() {
        static NAMES: &[&str] = &[
            "ec2-instance-connect:SendSSHPublicKey",
            "ec2:DescribeInstances",
            "ec2:RunInstances",
            "iam:PassRole",
            "s3:GetObject",
            "s3:GetObjectVersion",
        ];
        static SET: Wanted = Wanted::new(NAMES);
        let catalog = Catalog::embedded();
        let numbers = Numbers::of(&SET, catalog);
        assert!(numbers.has_all());
        for number in 0..catalog.action_count() {
            let name = catalog
                .action_at(number)
                .map(crate::catalog::Action::full_name);
            let named = SET.named(&name.unwrap_or_default());
            assert_eq!(numbers.action(number), named);
            let only = number..number + 1;
            assert_eq!(numbers.reach_into(&only), named.is_some());
            assert!(numbers.within(&only).eq(named));
        }
        let service = catalog.service("s3").expect("it is one");
        let found = numbers.within(&service.action_numbers());
        let names: Vec<&str> = found.map(|action| SET.name(action)).collect();
        assert_eq!(names, ["s3:GetObject", "s3:GetObjectVersion"]);
        assert_eq!(numbers.within(&(0..catalog.action_count())).count(), 6);
        assert!(!numbers.reach_into(&(0..0)));
    }
}
