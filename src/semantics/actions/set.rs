//! `ActionSet`: some of AWS's actions, as ranges of their numbers.

use std::ops::Range;

use crate::catalog::{Action, Catalog};

/// A set of AWS's actions, by their numbers in the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionSet {
    /// Sorted; none touches the next one.
    pub(super) ranges: Vec<Range<u16>>,
}

impl ActionSet {
    pub(super) fn of_range(range: Range<u16>) -> Self {
        let ranges = if range.is_empty() {
            Vec::new()
        } else {
            Vec::from([range])
        };
        Self { ranges }
    }

    pub(super) fn of(mut ranges: Vec<Range<u16>>) -> Self {
        ranges.retain(|range| !range.is_empty());
        ranges.sort_unstable_by_key(|range| range.start);
        let mut joined: Vec<Range<u16>> = Vec::with_capacity(ranges.len().min(8));
        for range in ranges {
            match joined.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => joined.push(range),
            }
        }
        Self { ranges: joined }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// How many actions it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ranges.iter().map(ExactSizeIterator::len).sum()
    }

    #[must_use]
    pub fn contains(&self, action: Action) -> bool {
        let number = action.number();
        let after = self.ranges.partition_point(|range| range.start <= number);
        after
            .checked_sub(1)
            .and_then(|at| self.ranges.get(at))
            .is_some_and(|range| range.contains(&number))
    }

    /// Whether every action of the other one is in this one.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        other.without(self).is_empty()
    }

    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::of(self.ranges.iter().chain(&other.ranges).cloned().collect())
    }

    /// The actions that are not in the other one.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let mut left = Vec::new();
        let mut others = other.ranges.iter().peekable();
        for range in &self.ranges {
            let mut start = range.start;
            while let Some(taken) = others.peek() {
                if taken.start >= range.end {
                    break;
                }
                if taken.start > start {
                    left.push(start..taken.start);
                }
                start = start.max(taken.end);
                if taken.end > range.end {
                    break;
                }
                others.next();
            }
            if start < range.end {
                left.push(start..range.end);
            }
        }
        Self { ranges: left }
    }

    /// Its actions' numbers as ranges, in order, none touching the next.
    #[must_use]
    pub fn ranges(&self) -> &[Range<u16>] {
        &self.ranges
    }

    /// The numbers of its actions, in order.
    pub fn numbers(&self) -> impl Iterator<Item = u16> {
        self.ranges.iter().cloned().flatten()
    }

    /// Its actions, by service and name.
    pub fn actions(&self, catalog: &'static Catalog) -> impl Iterator<Item = Action> {
        self.numbers()
            .filter_map(move |number| catalog.action_at(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_as_sets_are() {
        let set = |members: u16| {
            let of = (0..16).filter(|bit| members >> bit & 1 == 1);
            ActionSet::of(of.map(|one| one..one + 1).collect())
        };
        let members = |set: &ActionSet| set.numbers().fold(0_u16, |all, one| all | 1 << one);
        for one in (0..u16::MAX).step_by(97) {
            for other in (0..u16::MAX).step_by(331) {
                let (a, b) = (set(one), set(other));
                assert_eq!(members(&a.union(&b)), one | other);
                assert_eq!(members(&a.without(&b)), one & !other);
                assert_eq!(a.covers(&b), one & other == other);
                assert_eq!(a.len(), one.count_ones() as usize);
            }
        }
    }
}
