//! Dates and numbers: the interval that is left, and the points in it.

use super::{About, Conflict, Member, conflict};
use crate::model::Condition;
use crate::operator::Relation;
use crate::semantics::Truth;

/// An end of an interval, and the condition that sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound<T> {
    pub at: T,
    /// Whether the end itself is in the interval.
    pub is_inclusive: bool,
    /// The condition's place in the statement's list.
    pub condition: usize,
}

/// What lies between two ends; no end means without limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window<T> {
    pub begins: Option<Bound<T>>,
    pub ends: Option<Bound<T>>,
}

impl<T> Default for Window<T> {
    fn default() -> Self {
        Self {
            begins: None,
            ends: None,
        }
    }
}

impl<T: Copy + Ord> Window<T> {
    /// Takes in a condition with these values, of which one has to stand in the relation.
    pub(super) fn narrow(&mut self, relation: Relation, values: &[T], condition: usize) {
        use Relation::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        let (Some(&least), Some(&most)) = (values.iter().min(), values.iter().max()) else {
            return;
        };
        let bound = |at, is_inclusive| Bound {
            at,
            is_inclusive,
            condition,
        };
        match relation {
            Greater => self.begin(bound(least, false)),
            GreaterOrEqual => self.begin(bound(least, true)),
            Less => self.end(bound(most, false)),
            LessOrEqual => self.end(bound(most, true)),
            Equal => {
                self.begin(bound(least, true));
                self.end(bound(most, true));
            }
            NotEqual => {}
        }
    }

    fn begin(&mut self, bound: Bound<T>) {
        // Of two at one point the one that leaves the point out is narrower.
        let key = |bound: &Bound<T>| (bound.at, !bound.is_inclusive);
        if self.begins.is_none_or(|old| key(&bound) > key(&old)) {
            self.begins = Some(bound);
        }
    }

    fn end(&mut self, bound: Bound<T>) {
        let key = |bound: &Bound<T>| (bound.at, bound.is_inclusive);
        if self.ends.is_none_or(|old| key(&bound) < key(&old)) {
            self.ends = Some(bound);
        }
    }

    /// The two ends if nothing lies between them.
    #[must_use]
    pub fn emptied_by(&self) -> Option<(Bound<T>, Bound<T>)> {
        let (begins, ends) = (self.begins?, self.ends?);
        let is_point = begins.is_inclusive && ends.is_inclusive;
        let is_empty = begins.at > ends.at || (begins.at == ends.at && !is_point);
        is_empty.then_some((begins, ends))
    }
}

/// Whether one value stands as all conditions want it. Between two different values lies a third.
pub(super) fn solve<'c, T: Copy + Ord>(
    members: &[Member<'c, '_>],
    about: About,
    read: impl Fn(&'c Condition) -> Option<Vec<T>>,
) -> Result<Truth, Conflict> {
    let mut truth = Truth::Yes;
    let mut window = Window::default();
    let mut points: Vec<(usize, Vec<T>)> = Vec::new();
    let mut holes: Vec<(T, usize)> = Vec::new();
    for member in members {
        let values = read(member.condition).filter(|values| !values.is_empty());
        let (Some(relation), Some(mut values)) = (member.operator.relation(), values) else {
            truth = Truth::Unknown;
            continue;
        };
        window.narrow(relation, &values, member.index);
        match relation {
            Relation::Equal => {
                values.sort_unstable();
                points.push((member.index, values));
            }
            Relation::NotEqual => holes.extend(values.iter().map(|&value| (value, member.index))),
            _ => {}
        }
    }
    if let Some((begins, ends)) = window.emptied_by() {
        return Err(conflict(about, [begins.condition, ends.condition]));
    }
    holes.sort_unstable();
    let hole = |at: &T| {
        let place = holes.partition_point(|(other, _)| other < at);
        holes.get(place).filter(|(other, _)| other == at)
    };
    // Left out by each condition of its own: that condition is part of the contradiction.
    let mut culprits: Vec<usize> = Vec::new();
    if let Some((first, candidates)) = points.first() {
        culprits.push(*first);
        for at in candidates {
            let outside = [
                window
                    .begins
                    .filter(|end| (end.at, !end.is_inclusive) > (*at, false)),
                window
                    .ends
                    .filter(|end| (end.at, end.is_inclusive) < (*at, true)),
            ];
            let missing = points
                .iter()
                .skip(1)
                .find(|(_, others)| others.binary_search(at).is_err());
            let culprit = outside
                .into_iter()
                .flatten()
                .map(|end| end.condition)
                .next()
                .or_else(|| missing.map(|(index, _)| *index))
                .or_else(|| hole(at).map(|(_, index)| *index));
            match culprit {
                Some(index) => culprits.push(index),
                None => return Ok(truth),
            }
        }
        return Err(conflict(about, culprits));
    }
    if let (Some(begins), Some(ends)) = (window.begins, window.ends)
        && begins.at == ends.at
        && let Some((_, index)) = hole(&begins.at)
    {
        return Err(conflict(about, [begins.condition, ends.condition, *index]));
    }
    Ok(truth)
}
