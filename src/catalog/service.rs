//! A service: what its actions, resource types and condition keys are.

use std::fmt;
use std::ops::Range;

use super::block::{compare, lower_bound, number16, number32};
use super::layout::{self, NAME};
use super::{Action, Catalog, ConditionKey, Index, ResourceType, Sought};

/// A service of AWS, named by the prefix of its actions.
#[derive(Clone, Copy)]
pub struct Service {
    catalog: &'static Catalog,
    index: u16,
}

/// Where a record says at which slot of the index its actions begin.
const FIRST_SLOT: usize = NAME + NAME + 2 + 2 + 2;

impl Service {
    pub(super) fn new(catalog: &'static Catalog, index: u16) -> Self {
        Self { catalog, index }
    }

    #[inline]
    fn record(self) -> &'static [u8; layout::SERVICE] {
        self.catalog.block.service(self.index)
    }

    /// Before the colon of its actions: `s3`.
    #[inline]
    #[must_use]
    pub fn prefix(self) -> &'static str {
        self.catalog.block.name_in(self.record(), 0)
    }

    /// As AWS's pages call it: `Amazon S3`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.catalog.block.name_in(self.record(), NAME)
    }

    /// The numbers of its actions.
    #[must_use]
    pub fn action_numbers(self) -> Range<u16> {
        self.numbers(NAME + NAME)
    }

    fn numbers(self, offset: usize) -> Range<u16> {
        let next = self.catalog.block.service(self.index + 1);
        number16(self.record(), offset)..number16(next, offset)
    }

    /// Its actions, sorted by name without case.
    #[must_use]
    pub fn actions(self) -> impl ExactSizeIterator<Item = Action> {
        let numbers = self.action_numbers();
        numbers.map(move |number| Action::new(self.catalog, number))
    }

    /// The numbers of its actions whose name begins so; letters count without case.
    #[must_use]
    pub fn actions_from(self, prefix: &str) -> Range<u16> {
        let prefix = prefix.as_bytes();
        let begin = |number| {
            let name = Action::new(self.catalog, number).name_bytes();
            name.get(..prefix.len()).unwrap_or(name)
        };
        let all = self.action_numbers();
        let start = lower_bound(all.clone(), |number| compare(begin(number), prefix).is_lt());
        let end = lower_bound(start..all.end, |number| {
            compare(begin(number), prefix).is_le()
        });
        start..end
    }

    /// The action of this name, without the prefix: `GetObject`. Letters count without case.
    #[must_use]
    pub fn action(self, name: &str) -> Option<Action> {
        let mut marked = self.index().marked(Sought::of(name));
        marked.find(|action| action.is_named(name))
    }

    /// Its actions by their names.
    #[must_use]
    pub fn index(self) -> Index {
        let count = layout::slots(self.action_numbers().len());
        let first = number32(self.record(), FIRST_SLOT);
        Index::new(self.catalog, self.catalog.block.slots(first, count))
    }

    /// Its resource types, sorted by name.
    #[must_use]
    pub fn resource_types(self) -> impl ExactSizeIterator<Item = ResourceType> {
        let numbers = self.numbers(NAME + NAME + 2);
        numbers.map(move |number| ResourceType::new(self.catalog, number))
    }

    /// The condition keys that its actions or resource types have, some of them of other services or of all.
    #[must_use]
    pub fn keys(self) -> impl ExactSizeIterator<Item = ConditionKey> {
        let list = number16(self.record(), NAME + NAME + 4);
        let numbers = self.catalog.block.list(list);
        numbers.map(move |number| ConditionKey::new(self.catalog, number))
    }

    /// Whether resource control policies can name its actions.
    #[must_use]
    pub fn supports_rcp(self) -> bool {
        self.record().last().is_some_and(|marks| marks & 1 != 0)
    }
}

impl PartialEq for Service {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && std::ptr::eq(self.catalog, other.catalog)
    }
}

impl Eq for Service {}

impl fmt::Debug for Service {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(self.prefix())
    }
}
