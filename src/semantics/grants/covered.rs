//! Which actions of a set a list of a statement takes in.

use std::cell::Cell;

use crate::model::{List, Text};
use crate::semantics::actions::{Actions, Named};
use crate::semantics::wanted::{Action, Numbers, Subset, Wanted, is_wide};

/// In place of the entry that names an action: a `NotAction` leaves it in.
pub(super) const ALL_BUT: u32 = u32::MAX;
/// What it takes to hold a pattern such as `*:Get*` against each action of the set.
const COST_OF_WIDE: usize = 32;

/// Tells of each action that a list takes in, and by which of its entries. `numbers` tells the set by the numbers of the
/// catalog that told what the list names.
pub(super) fn each_covered(
    list: &List,
    actions: Option<&Actions>,
    (wanted, numbers): (&Wanted, Option<&Numbers>),
    left: &Cell<usize>,
    mut tell: impl FnMut(Action, u32),
) {
    // A pattern for any service is held against the whole set.
    let is_worth_it =
        |text: &str| text == "*" || !is_wide(text.as_bytes()) || spend(left, COST_OF_WIDE);
    if !list.negated() {
        let by_text = |item: Option<&Text>, tell: &mut dyn FnMut(Action)| {
            if let Some(text) = item.and_then(Text::known).filter(|text| is_worth_it(text)) {
                wanted.each_named(text, tell);
            }
        };
        let (Some(actions), Some(numbers)) = (actions, numbers) else {
            for (item, index) in list.items.iter().zip(0..) {
                by_text(Some(item), &mut |action| tell(action, index));
            }
            return;
        };
        let has_all = numbers.has_all();
        if has_all && !numbers.reach_into(actions.bounds()) {
            return;
        }
        for (named, index) in actions.named.iter().zip(0..) {
            match named {
                Named::Action(action) => {
                    if let Some(action) = numbers.action(action.number()) {
                        tell(action, index);
                    }
                }
                Named::Pattern(_, set) if has_all => {
                    let each = set.ranges().iter();
                    let each = each.flat_map(|range| numbers.within(range));
                    each.for_each(|action| tell(action, index));
                }
                Named::NoAction(_) | Named::NoService if has_all => {}
                _ => by_text(list.items.get(index as usize), &mut |action| {
                    tell(action, index);
                }),
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
