//! A resource type: the form of its ARNs, and the condition keys that it brings into a request.

use std::fmt;
use std::ops::Range;

use super::block::{lower_bound, number16};
use super::layout::{self, FIELDS, NAME, Section};
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
    /// Its number in the catalog.
    pub number: u16,
    pub text: &'static str,
    /// The part after the fifth colon, with `*` where any text may stand.
    pub resource: &'static str,
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
        let meets = move |form: &[u8]| {
            for (&form, &written) in form.iter().zip(resource.as_bytes()) {
                if matches!(form, b'*' | b'?') || matches!(written, b'*' | b'?') {
                    return true;
                }
                if form != written {
                    return false;
                }
            }
            true
        };
        // Sorted by their first byte: nothing, a wildcard, or what the resource begins with.
        let first = resource.bytes().next();
        let byte_of = move |place| catalog.form(place).get(2).copied().unwrap_or_default();
        let alike = match first.filter(|&byte| byte > b'*' && byte != b'?') {
            Some(byte) => {
                let start = lower_bound(places.clone(), |place| byte_of(place) < byte);
                start..lower_bound(start..places.end, |place| byte_of(place) <= byte)
            }
            None => places.clone(),
        };
        let before = places.start..alike.start;
        let wild = before.take_while(move |place| byte_of(*place) <= b'*');
        wild.chain(alike).filter_map(move |place| {
            let record = catalog.form(place);
            // The first bytes tell most of them apart. Behind the end of a short pattern anything may stand.
            let first = record.get(2..).unwrap_or_default();
            let first = first.split(|byte| *byte == 0).next().unwrap_or_default();
            if !meets(first) {
                return None;
            }
            let form = Template::new(catalog, number16(record, 0));
            meets(form.resource.as_bytes()).then_some(form)
        })
    }
}

impl Iterator for Forms {
    type Item = Template;

    fn next(&mut self) -> Option<Template> {
        let place = self.places.next()?;
        let number = number16(self.catalog.form(place), 0);
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
        let numbers = self.template_numbers();
        numbers.map(move |number| Template::new(self.catalog, number))
    }

    /// The numbers of these forms.
    #[must_use]
    pub fn template_numbers(self) -> Range<u16> {
        let record = self.record();
        let first = number16(record, NAME + 2);
        let count = record.get(NAME + 4).copied().unwrap_or_default();
        first..first + u16::from(count)
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
        let ends = record.get(12..12 + FIELDS);
        Self {
            number: index,
            text: block.text_in(record, 0),
            resource: block.text_in(record, 6),
            ends: ends
                .and_then(|ends| ends.try_into().ok())
                .unwrap_or_default(),
            open: record.last().copied().unwrap_or_default(),
        }
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
        self.field(2)
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

/// What stands before and behind the first of these bytes.
fn parted(text: &str, byte: u8) -> Option<(&str, &str)> {
    // It stands near: a loop is quicker than to set up a search.
    let at = text.bytes().position(|one| one == byte)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
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
