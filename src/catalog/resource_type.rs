//! A resource type: the form of its ARNs, and the condition keys that it brings into a request.

use std::fmt;
use std::ops::Range;

use super::block::number16;
use super::layout::{self, FIELDS, FORM, NAME};
use super::{Catalog, ConditionKey, Service};
use crate::text::parted;

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
    number: u16,
    /// Where the first fields end.
    ends: [u8; FIELDS],
    /// A bit for each field that has a placeholder.
    open: u8,
}

/// A field of a form before its resource part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    pub text: &'static str,
    /// Whether it has a placeholder: `${Region}`.
    pub is_open: bool,
}

/// Which field of an ARN is its service.
const SERVICE: usize = 2;

/// The forms of the ARNs that name one service.
#[derive(Clone)]
pub struct Forms {
    catalog: &'static Catalog,
    records: &'static [[u8; FORM]],
}

impl Forms {
    pub(super) fn new(catalog: &'static Catalog, records: &'static [[u8; FORM]]) -> Self {
        Self { catalog, records }
    }

    /// Those whose resource part can begin as this one does, up to the first wildcard of either, as far as their first bytes
    /// tell: a service may have hundreds, and nearly all begin otherwise.
    pub fn beginning_as(&self, resource: &str) -> impl Iterator<Item = Template> + use<> {
        let [first, second, ..] = *resource.as_bytes() else {
            // Nothing, or one byte: it tells nothing of what stands second.
            let first = resource.bytes().next().unwrap_or(b'*');
            return self.beginning_with(first, b'*');
        };
        self.beginning_with(first, second)
    }

    fn beginning_with(&self, first: u8, second: u8) -> impl Iterator<Item = Template> + use<> {
        let catalog = self.catalog;
        let is_wildcard = |byte: u8| matches!(byte, b'*' | b'?');
        let all = self.records;
        // Sorted by their first byte: nothing, a wildcard, or what the resource begins with.
        let (wild, alike) = if first > b'*' && !is_wildcard(first) {
            let (before, rest) = all.split_at(all.partition_point(|form| form[2] < first));
            let wild = before.partition_point(|form| form[2] <= b'*');
            let end = rest.iter().position(|form| form[2] != first);
            (&before[..wild], &rest[..end.unwrap_or(rest.len())])
        } else {
            (&all[..0], all)
        };
        let meets = move |form: &&[u8; FORM]| {
            let [.., one, other] = **form;
            // Behind the end of a short pattern anything may stand.
            let ends = |byte: u8| byte == 0 || is_wildcard(byte);
            ends(one)
                || is_wildcard(first)
                || one == first && (ends(other) || is_wildcard(second) || other == second)
        };
        let both = wild.iter().chain(alike).filter(meets);
        both.map(move |form| Template::new(catalog, number16(form, 0)))
    }
}

impl Iterator for Forms {
    type Item = Template;

    fn next(&mut self) -> Option<Template> {
        let (record, rest) = self.records.split_first()?;
        self.records = rest;
        Some(Template::new(self.catalog, number16(record, 0)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.records.len(), Some(self.records.len()))
    }
}

impl ExactSizeIterator for Forms {}

impl ResourceType {
    pub(super) fn new(catalog: &'static Catalog, index: u16) -> Self {
        Self { catalog, index }
    }

    #[inline]
    fn record(self) -> &'static [u8; layout::TYPE] {
        self.catalog.block.resource_type(self.index)
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
        let numbers = self.template_numbers();
        numbers.map(move |number| Template::new(self.catalog, number))
    }

    /// Those that any service can have in its ARNs.
    pub fn templates_of_any_service(self) -> impl Iterator<Item = Template> {
        let numbers = self.template_numbers().filter(move |number| {
            let [.., open] = self.catalog.block.template(*number);
            open >> SERVICE & 1 == 1
        });
        numbers.map(move |number| Template::new(self.catalog, number))
    }

    /// The numbers of these forms.
    #[must_use]
    pub fn template_numbers(self) -> Range<u16> {
        let record = self.record();
        let first = number16(record, NAME + 2);
        first..first + u16::from(record[NAME + 4])
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
    pub(super) fn new(catalog: &'static Catalog, number: u16) -> Self {
        let [
            t0,
            t1,
            t2,
            t3,
            t4,
            t5,
            r0,
            r1,
            r2,
            r3,
            r4,
            r5,
            ends @ ..,
            open,
        ] = *catalog.block.template(number);
        let text = |start: [u8; 4], length: [u8; 2]| {
            let length = u16::from_le_bytes(length);
            catalog.block.string(start, usize::from(length))
        };
        Self {
            text: text([t0, t1, t2, t3], [t4, t5]),
            resource: text([r0, r1, r2, r3], [r4, r5]),
            number,
            ends,
            open,
        }
    }

    /// Its number in the catalog.
    #[must_use]
    pub fn number(self) -> u16 {
        self.number
    }

    fn field(self, index: usize) -> Field {
        let end = |index: usize| self.ends.get(index).map_or(0, |end| usize::from(*end));
        let start = index.checked_sub(1).map_or(0, |before| end(before) + 1);
        Field {
            text: self.text.get(start..end(index)).unwrap_or_default(),
            is_open: self.open >> index & 1 == 1,
        }
    }

    /// As a person fills it in: `arn:aws:s3:::<BucketName>`.
    #[must_use]
    pub fn to_fill_in(self) -> String {
        let mut filled = String::with_capacity(self.text.len());
        self.push_to_fill_in(&mut filled);
        filled
    }

    /// Adds what [`Self::to_fill_in`] is.
    pub fn push_to_fill_in(self, to: &mut String) {
        let mut rest = self.text;
        while let Some((before, after)) = parted(rest, b'$') {
            let (name, behind) = parted(after, b'}').unwrap_or((after, ""));
            to.push_str(before);
            match name {
                "{Partition" => to.push_str("aws"),
                _ => {
                    to.push('<');
                    to.push_str(name.get(1..).unwrap_or_default());
                    to.push('>');
                }
            }
            rest = behind;
        }
        to.push_str(rest);
    }

    /// The whole of it as AWS's pages write it: `arn:${Partition}:s3:::${BucketName}`.
    #[must_use]
    pub fn text(self) -> &'static str {
        self.text
    }

    /// The service that the ARN names: that of the resource, which need not be the action's.
    #[must_use]
    pub fn service(self) -> Field {
        self.field(SERVICE)
    }

    /// Empty where the ARN has no Region, `${…}` where it has one.
    #[must_use]
    pub fn region(self) -> Field {
        self.field(3)
    }

    /// Empty where the ARN has no account, `${…}` where it has one, else the word that always stands there.
    #[must_use]
    pub fn account(self) -> Field {
        self.field(4)
    }

    /// The part after the fifth colon as AWS's pages write it: `${BucketName}/${ObjectName}`.
    #[must_use]
    pub fn written_resource(self) -> &'static str {
        let start = self.ends.last().map_or(0, |end| usize::from(*end) + 1);
        self.text.get(start..).unwrap_or_default()
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
