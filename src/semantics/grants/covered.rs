//! Which actions of a set a list of a statement takes in.

use std::cell::Cell;

use crate::model::List;
use crate::semantics::actions::{Actions, Named};
use crate::semantics::wanted::{Action, Subset, Wanted, is_wide};

/// In place of the entry that names an action: a `NotAction` leaves it in.
pub(super) const ALL_BUT: u32 = u32::MAX;
/// What it takes to hold a pattern such as `*:Get*` against each action of the set.
const COST_OF_WIDE: usize = 32;

/// Tells of each action that a list takes in, and by which of its entries.
pub(super) fn each_covered(
    list: &List,
    actions: Option<&Actions>,
    wanted: &Wanted,
    left: &Cell<usize>,
    mut tell: impl FnMut(Action, u32),
) {
    // A pattern for any service is held against the whole set.
    let is_worth_it =
        |text: &str| text == "*" || !is_wide(text.as_bytes()) || spend(left, COST_OF_WIDE);
    if !list.negated() {
        let named = actions.map(|actions| actions.named.as_slice());
        let named = named.unwrap_or_default().iter().map(Some);
        let named = named.chain(std::iter::repeat(None));
        for ((item, named), index) in list.items.iter().zip(named).zip(0..) {
            let Some(text) = item.known() else {
                continue;
            };
            if let Some(Named::Action(_)) = named {
                // It has no wildcard, so that it is itself in the set or nothing is.
                if let Some(action) = wanted.named(text) {
                    tell(action, index);
                }
            } else if is_worth_it(text) {
                wanted.each_named(text, |action| tell(action, index));
            }
        }
        return;
    }
    let mut excluded = Subset::default();
    for item in &list.items {
        let Some(text) = item.known().filter(|text| is_worth_it(text)) else {
            return;
        };
        wanted.each_named(text, |action| excluded.insert(action));
    }
    if !list.items.is_empty() {
        excluded
            .others(wanted)
            .for_each(|action| tell(action, ALL_BUT));
    }
}

/// Whether so many comparisons may still be made.
pub(super) fn spend(left: &Cell<usize>, comparisons: usize) -> bool {
    let rest = left.get().checked_sub(comparisons);
    left.set(rest.unwrap_or_default());
    rest.is_some()
}
