//! A resource type: the form of its ARNs, and the condition keys that it brings into a request.

use std::fmt;
use std::ops::Range;

use super::block::number16;
use super::layout::{self, NAME, Section};
use super::{Catalog, ConditionKey, Service};

/// A type of resources that actions of a service can act on.
#[derive(Clone, Copy)]
pub struct ResourceType {
    catalog: &'static Catalog,
    index: u16,
}

/// The form of ARNs: `arn:${Partition}:s3:::${BucketName}`. What stands in `${…}` is any text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    pub text: &'static str,
    /// The part after the fifth colon, with `*` where any text may stand.
    pub resource: &'static str,
}

/// The forms of the ARNs that name one service.
#[derive(Clone)]
pub struct Forms {
    catalog: &'static Catalog,
    places: Range<u16>,
}

impl Forms {
    pub(super) fn new(catalog: &'static Catalog, places: Range<u16>) -> Self {
        Self { catalog, places }
    }

    /// Those whose resource part can begin as this one does, up to the first wildcard of either: a service may have
    /// hundreds, and nearly all begin otherwise.
    pub fn beginning_as(self, resource: &str) -> impl Iterator<Item = Template> {
        let Self { catalog, places } = self;
        let is_wildcard = |byte: &u8| matches!(byte, b'*' | b'?');
        places.filter_map(move |place| {
            let number = catalog.block.number(Section::Forms, usize::from(place));
            let block = &catalog.block;
            let record = block.record(Section::Templates, layout::TEMPLATE, number);
            let parts = block
                .text_bytes_in(record, 6)
                .iter()
                .zip(resource.as_bytes())
                .find(|(form, written)| form != written || is_wildcard(form));
            let meets =
                parts.is_none_or(|(form, written)| is_wildcard(form) || is_wildcard(written));
            meets.then(|| Template::new(catalog, number))
        })
    }
}

impl Iterator for Forms {
    type Item = Template;

    fn next(&mut self) -> Option<Template> {
        let place = self.places.next()?;
        let block = &self.catalog.block;
        let number = block.number(Section::Forms, usize::from(place));
        Some(Template::new(self.catalog, number))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl ExactSizeIterator for Forms {}

impl ResourceType {
    pub(super) fn new(catalog: &'static Catalog, index: u16) -> Self {
        Self { catalog, index }
    }

    fn record(self) -> &'static [u8] {
        let block = &self.catalog.block;
        block.record(Section::Types, layout::TYPE, self.index)
    }

    /// Its number in the catalog.
    #[must_use]
    pub fn number(self) -> u16 {
        self.index
    }

    /// As AWS's pages call it: `bucket`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.catalog.block.name_in(self.record(), 0)
    }

    /// The service whose actions act on it. Its ARNs may name another one.
    #[must_use]
    pub fn service(self) -> Service {
        Service::new(self.catalog, number16(self.record(), NAME))
    }

    /// The forms of its ARNs: one, or a few.
    #[must_use]
    pub fn templates(self) -> impl ExactSizeIterator<Item = Template> {
        let record = self.record();
        let first = number16(record, NAME + 2);
        let count = record.get(NAME + 4).copied().unwrap_or_default();
        (first..first + u16::from(count)).map(move |index| Template::new(self.catalog, index))
    }

    /// The condition keys that a request for one of them can have.
    #[must_use]
    pub fn keys(self) -> impl ExactSizeIterator<Item = ConditionKey> {
        let list = number16(self.record(), NAME + 5);
        let numbers = self.catalog.block.list(list);
        numbers.map(move |number| ConditionKey::new(self.catalog, number))
    }
}

impl Template {
    pub(super) fn new(catalog: &'static Catalog, index: u16) -> Self {
        let block = &catalog.block;
        let record = block.record(Section::Templates, layout::TEMPLATE, index);
        Self {
            text: block.text_in(record, 0),
            resource: block.text_in(record, 6),
        }
    }

    fn field(self, index: usize) -> &'static str {
        self.text.split(':').nth(index).unwrap_or_default()
    }

    /// As a person fills it in: `arn:aws:s3:::<BucketName>`.
    #[must_use]
    pub fn to_fill_in(self) -> String {
        let text = self.text.replace("${Partition}", "aws");
        text.replace("${", "<").replace('}', ">")
    }

    /// The service that the ARN names: that of the resource, which need not be the action's.
    #[must_use]
    pub fn service(self) -> &'static str {
        self.field(2)
    }

    /// Empty where the ARN has no Region, `${…}` where it has one.
    #[must_use]
    pub fn region(self) -> &'static str {
        self.field(3)
    }

    /// Empty where the ARN has no account, `${…}` where it has one, else the word that always stands there.
    #[must_use]
    pub fn account(self) -> &'static str {
        self.field(4)
    }
}

impl PartialEq for ResourceType {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && std::ptr::eq(self.catalog, other.catalog)
    }
}

impl Eq for ResourceType {}

impl fmt::Debug for ResourceType {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{} of {:?}", self.name(), self.service())
    }
}
