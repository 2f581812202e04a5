//! The actions of a service by their names, to be asked for several names side by side.

use super::block::number16;
use super::layout::{self, SLOT};
use super::{Action, Catalog};

/// Where the actions of one service stand by the hashes of their names.
#[derive(Clone, Copy)]
pub struct Index {
    catalog: &'static Catalog,
    slots: &'static [[u8; SLOT]],
}

/// Where the search for a name begins, whatever the service: found without a look at the catalog.
#[derive(Clone, Copy, Debug)]
pub struct Sought {
    start: usize,
    mark: u16,
}

impl Sought {
    #[inline]
    #[must_use]
    pub fn of(name: &str) -> Self {
        let (start, mark) = layout::slot(name.as_bytes());
        Self { start, mark }
    }
}

impl Index {
    /// `slots`: a power of two of them.
    pub(super) fn new(catalog: &'static Catalog, slots: &'static [[u8; SLOT]]) -> Self {
        Self { catalog, slots }
    }

    /// The action that may have the name: the first one to look at, or none.
    #[inline]
    #[must_use]
    pub fn first(self, sought: Sought) -> Option<Action> {
        self.marked(sought).next()
    }

    /// The actions whose place in the index is that of the name: hardly ever two.
    #[inline]
    pub(super) fn marked(self, sought: Sought) -> impl Iterator<Item = Action> + use<> {
        let Self { catalog, slots } = self;
        let Sought { start, mark } = sought;
        // Half of the slots are free, so that the search ends soon.
        let taken = (start..start + slots.len()).map_while(move |at| {
            let slot = slots.get(at & (slots.len() - 1))?;
            let number = number16(slot, 0);
            (number != layout::EMPTY).then_some((number, number16(slot, 2)))
        });
        let marked = taken.filter(move |(_, of_name)| *of_name == mark);
        marked.map(move |(number, _)| Action::new(catalog, number))
    }
}
