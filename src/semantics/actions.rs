//! Which of AWS's actions a list of a policy names.

mod bounds;
mod guess;
mod matching;
mod set;

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

use crate::catalog::{Action, Catalog, Retired, Service};
use crate::model::List;
use crate::semantics::pattern::{self, Case};

use guess::{Guess, look_up};
pub use set::ActionSet;

/// What one value of `Action` or `NotAction` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// `*`.
    Everything,
    /// One action, by its name.
    Action(Action),
    /// The actions that a pattern matches: one at least.
    Pattern(Service, Rc<ActionSet>),
    /// The service has no such action, none that matches.
    NoAction(Service),
    /// There is no such service.
    NoService,
    /// Nobody knows: a template value, or no action by its form.
    Unknown,
}

/// What an `Action` or `NotAction` names.
#[derive(Clone, Debug)]
pub struct Actions {
    /// One for each value, in the order written.
    pub named: Vec<Named>,
    is_negated: bool,
    all_known: bool,
    all_single: bool,
    bounds: Range<u16>,
    catalog: &'static Catalog,
}

/// How many names the patterns of one policy may still be held against.
///
/// A policy within AWS's quotas needs a few thousand. A hostile megabyte of patterns would need a hundred million: what is
/// beyond the budget is not known.
#[derive(Debug)]
pub struct Budget {
    left: Cell<usize>,
}

impl Default for Budget {
    fn default() -> Self {
        let left = Cell::new(2_000_000);
        Self { left }
    }
}

impl Budget {
    fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Whether so many more are allowed.
    fn take(&self, names: usize) -> bool {
        let left = self.left.get().checked_sub(names);
        self.left.set(left.unwrap_or_default());
        left.is_some()
    }
}

impl Actions {
    // As a part of what is made small it would be slow.
    #[inline(never)]
    #[must_use]
    pub fn of(list: &List, catalog: &'static Catalog, budget: &Budget) -> Self {
        let named = guess::named(&list.items, catalog, budget);
        Self {
            all_known: named.iter().all(Named::is_known),
            all_single: named.iter().all(|one| matches!(one, Named::Action(_))),
            bounds: bounds::of(&named),
            named,
            is_negated: list.negated(),
            catalog,
        }
    }

    /// The actions that the element takes in: for `NotAction` all but those that it names. What is not known names none.
    #[must_use]
    pub fn set(&self) -> ActionSet {
        let everything = 0..self.catalog.action_count();
        let mut ranges = Vec::with_capacity(self.named.len());
        for named in &self.named {
            match named {
                Named::Everything => ranges.push(everything.clone()),
                Named::Action(action) => ranges.push(action.number()..action.number() + 1),
                Named::Pattern(_, set) => ranges.extend(set.ranges.iter().cloned()),
                Named::NoAction(_) | Named::NoService | Named::Unknown => {}
            }
        }
        let set = ActionSet::of(ranges);
        if self.is_negated {
            ActionSet::of(Vec::from([everything])).without(&set)
        } else {
            set
        }
    }

    /// The places of the values that may name what another one names, in order. Most lists have none.
    #[inline(never)]
    #[must_use]
    pub fn rivals(&self) -> Vec<usize> {
        if self.named.len() < 2 && self.all_known {
            return Vec::new();
        }
        let mut rivals = if self.are_apart() {
            Vec::new()
        } else {
            self.sharers()
        };
        if !self.all_known {
            // What names no action of today may be named twice, or by a pattern.
            let may_name = |named: &Named| matches!(named, Named::Pattern(..)) || !named.is_known();
            let places = (0..).zip(&self.named).filter(|(_, named)| may_name(named));
            rivals.extend(places.map(|(place, _)| place));
        }
        rivals.sort_unstable();
        rivals.dedup();
        rivals
    }

    /// The places of the values that share an action with another one, in no order; of those with `*` all of them.
    fn sharers(&self) -> Vec<usize> {
        let mut ranges: Vec<(u16, u16, usize)> = Vec::with_capacity(self.named.len());
        for (named, place) in self.named.iter().zip(0..) {
            match named {
                Named::Everything => return (0..self.named.len()).collect(),
                Named::Action(action) => ranges.push((action.number(), action.number() + 1, place)),
                Named::Pattern(_, set) => {
                    let each = set.ranges.iter();
                    ranges.extend(each.map(|range| (range.start, range.end, place)));
                }
                Named::NoAction(_) | Named::NoService | Named::Unknown => {}
            }
        }
        ranges.sort_unstable();
        let mut sharers = Vec::new();
        let (mut end, mut holder) = (0, 0);
        for (first, next, place) in ranges {
            if first < end && holder != place {
                sharers.extend([holder, place]);
            }
            if next > end {
                (end, holder) = (next, place);
            }
        }
        sharers
    }

    /// Whether no action is named twice, and none by `*`: a bit for each is told sooner than an order of all.
    fn are_apart(&self) -> bool {
        let mut seen = vec![0_u64; self.bounds.len() / 64 + 1];
        let mut is_new = |number: u16| {
            let number = usize::from(number.wrapping_sub(self.bounds.start));
            seen.get_mut(number / 64).is_some_and(|word| {
                let bit = 1 << (number % 64);
                let is_new = *word & bit == 0;
                *word |= bit;
                is_new
            })
        };
        self.named.iter().all(|named| match named {
            Named::Action(action) => is_new(action.number()),
            Named::Pattern(_, set) => set.numbers().all(&mut is_new),
            Named::Everything => false,
            Named::NoAction(_) | Named::NoService | Named::Unknown => true,
        })
    }

    /// Whether each value names an action by its name: there is no wildcard.
    #[must_use]
    pub fn all_single(&self) -> bool {
        self.all_single
    }

    /// Whether a value names the action, or may do so; whether the element is the `Not` form does not matter here.
    #[must_use]
    pub fn may_name(&self, action: Action) -> bool {
        // Most lists are of another service.
        if !self.bounds.contains(&action.number()) {
            return false;
        }
        self.named.iter().any(|named| match named {
            Named::Action(one) => *one == action,
            Named::Pattern(_, set) => set.contains(action),
            Named::Everything | Named::Unknown => true,
            Named::NoAction(_) | Named::NoService => false,
        })
    }

    /// Whether each value is known to name one action or more.
    #[must_use]
    pub fn all_known(&self) -> bool {
        self.all_known
    }
}

impl Named {
    /// Whether it is known to name one action or more.
    #[must_use]
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Everything | Self::Action(_) | Self::Pattern(..))
    }
}

/// What the text names as a value of `Action` or `NotAction`.
#[must_use]
pub fn named_by(text: &str, catalog: &'static Catalog) -> Named {
    let mut guess = [Guess::of(text, catalog, &mut None)];
    look_up(&mut guess);
    let [guess] = guess;
    guess.named(text, catalog, &Budget::default())
}

/// What became of the actions that a value names, if AWS took them back: of a pattern the one that was seen last.
#[must_use]
pub fn retired(text: &str, catalog: &'static Catalog) -> Option<Retired> {
    if let Some(one) = catalog.retired_action(text) {
        return Some(one);
    }
    let (prefix, name) = text.split_once(':')?;
    let wildcard = name.find(['*', '?'])?;
    let begin = text.get(..prefix.len() + 1 + wildcard)?.to_owned();
    let matched = catalog.retired_actions_beginning(begin).filter(|one| {
        let action = one.name.split_once(':').map_or("", |(_, action)| action);
        pattern::matches(name, action, Case::AsciiFold)
    });
    matched.max_by_key(|one| one.last_seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<String> {
        let catalog = Catalog::embedded();
        match named_by(text, catalog) {
            Named::Pattern(_, set) => set.actions(catalog).map(Action::full_name).collect(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn patterns_name_what_they_match() {
        assert_eq!(numbers("iAm:li*sTuS*rs"), ["iam:ListUsers"]);
        assert_eq!(numbers("s3:Get?bject"), ["s3:GetObject"]);
        assert_eq!(numbers("iam:List*MFAdevice*").len(), 3);
        assert_eq!(
            numbers("iam:*virtualMFADEVICES*"),
            ["iam:ListVirtualMFADevices"]
        );
        assert_eq!(numbers("sts:assumeROLE*").len(), 3);
        let service = Catalog::embedded().service("iq").expect("it is one");
        assert_eq!(numbers("iq:*").len(), service.actions().len());
        let catalog = Catalog::embedded();
        assert!(matches!(named_by("s3:zzz*", catalog), Named::NoAction(_)));
        assert!(matches!(
            named_by("s3:GetObjekt", catalog),
            Named::NoAction(_)
        ));
        assert_eq!(named_by("s4:GetObject", catalog), Named::NoService);
        for odd in ["s3:Get(Object)", "s3:Get/Object", "s3:G\u{e9}t*", "s3:$"] {
            assert!(
                matches!(named_by(odd, catalog), Named::NoAction(_)),
                "{odd}"
            );
        }
        for unknown in [
            "s3",
            "",
            "*:*",
            "s*:Get",
            "s_3:Get",
            "s3:a:b",
            "s3:a b",
            "s3:${a}",
            "s3:\u{150}",
            ":x",
            "s3:",
        ] {
            assert_eq!(named_by(unknown, catalog), Named::Unknown, "{unknown}");
        }
    }
}
