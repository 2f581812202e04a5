//! The packed catalog: its sections, and the numbers and names in them.
//!
//! Only our own packer writes a block, so that whatever it refers to is there. Should it not be, numbers are 0 and names
//! empty: nothing here can fail.

use std::cmp::Ordering;
use std::ops::Range;

use super::layout::{self, EMPTY, HEADER, MAGIC, SECTIONS, Section};

pub struct Block {
    sections: [&'static [u8]; SECTIONS],
    /// Every name: [`Section::Strings`].
    names: &'static str,
    text: &'static str,
    places: [(usize, usize); SECTIONS],
    /// The records that are asked for most.
    actions: &'static [[u8; layout::ACTION]],
    services: &'static [[u8; layout::SERVICE]],
    slots: &'static [[u8; layout::SLOT]],
    types: &'static [[u8; layout::TYPE]],
    templates: &'static [[u8; layout::TEMPLATE]],
}

impl Block {
    pub fn new(bytes: &'static [u8], text: &'static str) -> Self {
        let header = bytes.get(MAGIC.len()..HEADER).unwrap_or_default();
        let mut pairs = header.chunks_exact(8);
        let places: [_; SECTIONS] = std::array::from_fn(|_| {
            let pair = pairs.next().unwrap_or_default();
            (number32(pair, 0), number32(pair, 4))
        });
        let sections = places.map(|(start, length)| bytes.get(start..start + length));
        let mut block = Self {
            sections: sections.map(Option::unwrap_or_default),
            names: "",
            text,
            places,
            actions: &[],
            services: &[],
            slots: &[],
            types: &[],
            templates: &[],
        };
        block.names = block.text(Section::Strings);
        block.actions = block.records(Section::Actions);
        block.services = block.records(Section::Services);
        block.slots = block.records(Section::Index);
        block.types = block.records(Section::Types);
        block.templates = block.records(Section::Templates);
        block
    }

    fn text(&self, section: Section) -> &'static str {
        let (start, length) = self
            .places
            .get(section as usize)
            .copied()
            .unwrap_or_default();
        self.text.get(start..start + length).unwrap_or_default()
    }

    fn section(&self, section: Section) -> &'static [u8] {
        self.sections
            .get(section as usize)
            .copied()
            .unwrap_or_default()
    }

    /// How many records of this width a section has.
    pub fn count(&self, section: Section, width: usize) -> u16 {
        u16::try_from(self.section(section).len() / width).unwrap_or(u16::MAX)
    }

    /// The n-th record of a section.
    pub fn record(&self, section: Section, width: usize, index: u16) -> &'static [u8] {
        let start = usize::from(index) * width;
        self.section(section)
            .get(start..start + width)
            .unwrap_or_default()
    }

    #[inline]
    pub fn action(&self, index: u16) -> &'static [u8; layout::ACTION] {
        nth(self.actions, index)
    }

    #[inline]
    pub fn service(&self, index: u16) -> &'static [u8; layout::SERVICE] {
        nth(self.services, index)
    }

    #[inline]
    pub fn resource_type(&self, index: u16) -> &'static [u8; layout::TYPE] {
        nth(self.types, index)
    }

    #[inline]
    pub fn template(&self, index: u16) -> &'static [u8; layout::TEMPLATE] {
        nth(self.templates, index)
    }

    /// The slots of a service in the index of actions.
    #[inline]
    pub fn slots(&self, first: usize, count: usize) -> &'static [[u8; layout::SLOT]] {
        self.slots.get(first..first + count).unwrap_or_default()
    }

    /// All records of a section.
    pub fn records<const WIDTH: usize>(&self, section: Section) -> &'static [[u8; WIDTH]] {
        let (records, _) = self.section(section).as_chunks();
        records
    }

    /// The n-th of a section that is numbers.
    pub fn number(&self, section: Section, index: usize) -> u16 {
        number16(self.section(section), index * 2)
    }

    /// The name that a record has at this offset.
    pub fn name(&self, section: Section, width: usize, index: u16, offset: usize) -> &'static str {
        self.name_in(self.record(section, width, index), offset)
    }

    /// The name that a record has at this offset.
    #[inline]
    pub fn name_in(&self, record: &[u8], offset: usize) -> &'static str {
        let length = record.get(offset + 4).copied().unwrap_or_default();
        self.part_of_names(number32(record, offset), usize::from(length))
    }

    /// The same as bytes.
    #[inline]
    pub fn name_bytes(&self, record: &[u8], offset: usize) -> &'static [u8] {
        let length = usize::from(record.get(offset + 4).copied().unwrap_or_default());
        let start = number32(record, offset);
        let names = self.names.as_bytes();
        names.get(start..start + length).unwrap_or_default()
    }

    /// The name or text that begins at this place of all names.
    pub fn string(&self, start: [u8; 4], length: usize) -> &'static str {
        self.part_of_names(u32::from_le_bytes(start) as usize, length)
    }

    #[inline]
    fn part_of_names(&self, start: usize, length: usize) -> &'static str {
        self.names.get(start..start + length).unwrap_or_default()
    }

    /// The record of this name, by an index of names; letters count without case.
    pub fn place(
        &self,
        index: Section,
        name: &str,
        name_of: impl Fn(u16) -> &'static str,
    ) -> Option<u16> {
        let slots = self.section(index).len() / 2;
        let last = slots.checked_sub(1)?;
        let (start, _) = layout::slot(name.as_bytes());
        // It has free slots, where the search ends; their number is a power of two.
        for at in start..start + slots {
            let number = self.number(index, at & last);
            if number == EMPTY {
                return None;
            }
            if same(name_of(number).as_bytes(), name.as_bytes()) {
                return Some(number);
            }
        }
        None
    }

    /// The numbers of a list.
    pub fn list(&self, id: u16) -> impl ExactSizeIterator<Item = u16> + Clone + use<> {
        let (numbers, _) = self.list_bytes(id).as_chunks::<2>();
        numbers.iter().map(|number| u16::from_le_bytes(*number))
    }

    fn list_bytes(&self, id: u16) -> &'static [u8] {
        let starts = self.section(Section::Lists);
        let start = number32(starts, usize::from(id) * 4) * 2;
        let end = number32(starts, usize::from(id) * 4 + 4) * 2;
        let numbers = self.section(Section::Numbers);
        numbers.get(start..end).unwrap_or_default()
    }

    /// The numbers of a list of pairs.
    pub fn pairs(&self, id: u16) -> impl Iterator<Item = (u16, u16)> + Clone + use<> {
        let (pairs, _) = self.list_bytes(id).as_chunks::<4>();
        pairs
            .iter()
            .map(|pair| (number16(pair, 0), number16(pair, 2)))
    }

    pub fn lines(&self, section: Section) -> impl Iterator<Item = &'static str> + use<> {
        self.text(section).lines()
    }
}

/// The n-th of these records.
#[inline]
fn nth<const WIDTH: usize>(records: &'static [[u8; WIDTH]], index: u16) -> &'static [u8; WIDTH] {
    let record = records.get(usize::from(index));
    record.unwrap_or(const { &[0; WIDTH] })
}

/// The one of sorted records that has this name; letters count without case.
pub fn find(records: Range<u16>, name: &str, name_of: impl Fn(u16) -> &'static str) -> Option<u16> {
    let name = name.as_bytes();
    let at = lower_bound(records.clone(), |index| {
        compare(name_of(index).as_bytes(), name) == Ordering::Less
    });
    (at < records.end && same(name_of(at).as_bytes(), name)).then_some(at)
}

/// The first record that is not before what is searched; the end if all are.
pub fn lower_bound(records: Range<u16>, is_before: impl Fn(u16) -> bool) -> u16 {
    let Range { mut start, mut end } = records;
    while start < end {
        let middle = start + (end - start) / 2;
        if is_before(middle) {
            start = middle + 1;
        } else {
            end = middle;
        }
    }
    start
}

/// The order of names: without case.
pub fn compare(one: &[u8], other: &[u8]) -> Ordering {
    for (one, other) in one.iter().zip(other) {
        if one != other {
            let order = one.to_ascii_lowercase().cmp(&other.to_ascii_lowercase());
            if order.is_ne() {
                return order;
            }
        }
    }
    one.len().cmp(&other.len())
}

/// Whether the names are the same; letters count without case. Nearly all are written as AWS writes them.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one == other || one.eq_ignore_ascii_case(other)
}

pub fn number16(bytes: &[u8], offset: usize) -> u16 {
    bytes
        .get(offset..offset + 2)
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, u16::from_le_bytes)
}

pub fn number32(bytes: &[u8], offset: usize) -> usize {
    bytes
        .get(offset..offset + 4)
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, |bytes| u32::from_le_bytes(bytes) as usize)
}
