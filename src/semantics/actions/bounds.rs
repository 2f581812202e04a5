//! Between which of AWS's actions lies what a list names.

use std::ops::Range;

use super::{Actions, Named};

impl Actions {
    /// The least range that holds the numbers of all that is named, or may be.
    #[must_use]
    pub fn bounds(&self) -> &Range<u16> {
        &self.bounds
    }

    /// Whether one of the values is `*`.
    #[must_use]
    pub fn names_everything(&self) -> bool {
        // Then it has no bounds.
        self.bounds.start == 0 && self.named.contains(&Named::Everything)
    }
}

pub(super) fn of(named: &[Named]) -> Range<u16> {
    let (mut first, mut end) = (u16::MAX, 0);
    for one in named {
        let (from, to) = match one {
            Named::Action(action) => (action.number(), action.number() + 1),
            Named::Pattern(_, set) => match (set.ranges().first(), set.ranges().last()) {
                (Some(first), Some(last)) => (first.start, last.end),
                _ => continue,
            },
            Named::Everything | Named::Unknown => return 0..u16::MAX,
            Named::NoAction(_) | Named::NoService => continue,
        };
        (first, end) = (first.min(from), end.max(to));
    }
    first..end
}
