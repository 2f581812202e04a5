//! Which of AWS's actions a list of a policy names.

use std::cell::Cell;
use std::ops::Range;

use crate::catalog::{Action, Catalog, Retired, Service};
use crate::model::{List, Text};
use crate::semantics::pattern::{self, Case};

/// A set of AWS's actions, by their numbers in the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionSet {
    /// Sorted; none touches the next one.
    ranges: Vec<Range<u16>>,
}

/// What one value of `Action` or `NotAction` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// `*`.
    Everything,
    /// One action, by its name.
    Action(Action),
    /// The actions that a pattern matches: one at least.
    Pattern(Service, ActionSet),
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
    /// Whether so many more are allowed.
    fn take(&self, names: usize) -> bool {
        let left = self.left.get().checked_sub(names);
        self.left.set(left.unwrap_or_default());
        left.is_some()
    }
}

impl Actions {
    #[must_use]
    pub fn of(list: &List, catalog: &'static Catalog, budget: &Budget) -> Self {
        let mut service = None;
        let named = |item: &Text| match item.known() {
            Some(text) => named_within(text, catalog, budget, &mut service),
            None => Named::Unknown,
        };
        let named: Vec<Named> = list.items.iter().map(named).collect();
        Self {
            all_known: named.iter().all(Named::is_known),
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

    /// Whether each value is known to name one action or more.
    #[must_use]
    pub fn all_known(&self) -> bool {
        self.all_known
    }
}

impl Named {
    fn is_known(&self) -> bool {
        matches!(self, Self::Everything | Self::Action(_) | Self::Pattern(..))
    }
}

/// What the text names as a value of `Action` or `NotAction`.
#[must_use]
pub fn named_by(text: &str, catalog: &'static Catalog) -> Named {
    named_within(text, catalog, &Budget::default(), &mut None)
}

/// `last` is the service that was looked up last: those of a list stand together.
fn named_within(
    text: &str,
    catalog: &'static Catalog,
    budget: &Budget,
    last: &mut Option<Service>,
) -> Named {
    let wildcard = memchr::memchr2(b'*', b'?', text.as_bytes());
    if wildcard.is_none()
        && let Some(action) = catalog.action(text)
    {
        return Named::Action(action);
    }
    if text == "*" {
        return Named::Everything;
    }
    let Some((prefix, name)) = text.split_once(':') else {
        return Named::Unknown;
    };
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let is_name = |byte: u8| is_letter(byte) || matches!(byte, b'*' | b'?');
    let has_form = !prefix.is_empty() && !name.is_empty();
    if !has_form || !prefix.bytes().all(is_letter) || !name.bytes().all(is_name) {
        return Named::Unknown;
    }
    let same = last.filter(|service| service.is_called(prefix));
    let Some(service) = same.or_else(|| catalog.service(prefix)) else {
        return Named::NoService;
    };
    *last = Some(service);
    // It stands behind the colon, since nothing but letters stands before.
    let Some(wildcard) = wildcard.and_then(|at| at.checked_sub(prefix.len() + 1)) else {
        return Named::NoAction(service);
    };
    let Some(set) = matching(service, name, wildcard, catalog, budget) else {
        return Named::Unknown;
    };
    if set.is_empty() {
        Named::NoAction(service)
    } else {
        Named::Pattern(service, set)
    }
}

/// What became of the actions that a value names, if AWS took them back: of a pattern the one that was seen last.
#[must_use]
pub fn retired(text: &str, catalog: &'static Catalog) -> Option<Retired> {
    if let Some(one) = catalog.retired_action(text) {
        return Some(one);
    }
    let (prefix, name) = text.split_once(':')?;
    if !name.contains(['*', '?']) {
        return None;
    }
    let matched = catalog.retired_actions_of(prefix).filter(|one| {
        let action = one.name.split_once(':').map_or("", |(_, action)| action);
        pattern::matches(name, action, Case::AsciiFold)
    });
    matched.max_by_key(|one| one.last_seen)
}

/// The actions of a service that a pattern matches. They stand sorted, so that those with its beginning are neighbours.
fn matching(
    service: Service,
    name: &str,
    wildcard: usize,
    catalog: &'static Catalog,
    budget: &Budget,
) -> Option<ActionSet> {
    let (begin, rest) = name.split_at_checked(wildcard).unwrap_or((name, ""));
    let range = service.actions_from(begin);
    if rest == "*" {
        return Some(ActionSet::of_range(range));
    }
    if !budget.take(range.len()) {
        return None;
    }
    // The end of a name decides sooner than the whole pattern, and often alone.
    let end = rest.rfind(['*', '?']).and_then(|at| rest.get(at + 1..));
    let end = end.unwrap_or_default().as_bytes();
    let only_end = rest.starts_with('*') && rest.len() == end.len() + 1;
    let is_matched = |number: &u16| {
        catalog.action_at(*number).is_some_and(|action| {
            let action = action.name();
            let after = action.as_bytes().get(begin.len()..).unwrap_or_default();
            let last = after.len().checked_sub(end.len());
            last.and_then(|last| after.get(last..))
                .is_some_and(|last| last.eq_ignore_ascii_case(end))
                && (only_end || pattern::matches(name, action, Case::AsciiFold))
        })
    };
    let mut ranges: Vec<Range<u16>> = Vec::new();
    for number in range.filter(is_matched) {
        match ranges.last_mut() {
            Some(last) if last.end == number => last.end += 1,
            _ => ranges.push(number..number + 1),
        }
    }
    Some(ActionSet { ranges })
}

impl ActionSet {
    fn of_range(range: Range<u16>) -> Self {
        let ranges = if range.is_empty() {
            Vec::new()
        } else {
            Vec::from([range])
        };
        Self { ranges }
    }

    fn of(mut ranges: Vec<Range<u16>>) -> Self {
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
        assert_eq!(numbers("sts:assumeROLE*").len(), 3);
        assert_eq!(
            numbers(
                "*:x"
                    .replace('*', "iq")
                    .as_str()
                    .replace(":x", ":*")
                    .as_str()
            )
            .len(),
            Catalog::embedded()
                .service("iq")
                .expect("it is one")
                .actions()
                .len()
        );
        let catalog = Catalog::embedded();
        assert!(matches!(named_by("s3:zzz*", catalog), Named::NoAction(_)));
        assert!(matches!(
            named_by("s3:GetObjekt", catalog),
            Named::NoAction(_)
        ));
        assert_eq!(named_by("s4:GetObject", catalog), Named::NoService);
        for unknown in ["s3", "", "*:*", "s*:Get", "s3:a:b", ":x", "s3:"] {
            assert_eq!(named_by(unknown, catalog), Named::Unknown, "{unknown}");
        }
    }

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
