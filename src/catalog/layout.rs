//! The form of the packed catalog: a block of numbers and a text, both read in place.
//!
//! The block: a header of `(offset, length)` pairs, one for each section, then the sections. Numbers are little-endian.
//! Records have a fixed width, so that the n-th of them is found by multiplication. Sections of text stand in the text: it is
//! known to be UTF-8, so that nothing has to be checked when a name is read. Everything that writes or reads the two takes
//! the numbers from here.

/// The first bytes: what it is, and the version of this form.
pub const MAGIC: &[u8; 8] = b"IAMCAT\x00\x07";

/// The sections, in the order of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Every name once, one after the other.
    Strings,
    /// Sorted by prefix; one more at the end, where the last service ends.
    Services,
    /// Sorted by service, then by name without case.
    Actions,
    /// Sorted by service, then by name without case.
    Types,
    Templates,
    /// Every condition key once, sorted without case.
    Keys,
    /// The numbers of the keys whose name has a part that the policy chooses: `${TagKey}`, `<key>`.
    OpenKeys,
    /// The numbers of all lists, one after the other.
    Numbers,
    /// Where each list begins in `Numbers`; one more at the end.
    Lists,
    /// For each service slots of its own, so that those of a policy lie together: from the hash of an action's name to the
    /// action, its number, and another part of the hash.
    Index,
    /// From the hash of a prefix to the service: its number.
    ServiceIndex,
    /// The same for the services that ARNs name.
    ArnServiceIndex,
    /// The same for condition keys.
    KeyIndex,
    RetiredActions,
    RetiredKeys,
    /// Lines of text: a partition, its DNS suffix, its Regions.
    Partitions,
    /// Lines of text, sorted.
    Principals,
    /// Lines of text: the date, the sources, the counts.
    Head,
    /// Every service that an ARN can name, sorted; one more at the end, where the forms of the last one end.
    ArnServices,
    /// The templates, those of one such service together, sorted by the first byte of their pattern.
    Forms,
    /// By the number of a list of an action's resource types: the type to name first, or [`EMPTY`].
    Foremost,
    /// The numbers of those keys of `OpenKeys` whose part before the colon has such a part.
    OpenServices,
}

/// The sections that stand in the text.
pub const TEXTS: [Section; 4] = [
    Section::Strings,
    Section::Partitions,
    Section::Principals,
    Section::Head,
];

pub const SECTIONS: usize = 22;
pub const HEADER: usize = MAGIC.len() + SECTIONS * 8;

/// Widths of records in bytes. A name is 5: where it begins in `Strings`, and its length.
pub const NAME: usize = 5;
/// Prefix, display name, first action, first type, its keys, first slot of the index, marks.
pub const SERVICE: usize = NAME + NAME + 2 + 2 + 2 + 4 + 1;
/// Name, levels and marks, service, types, keys, dependent actions.
pub const ACTION: usize = NAME + 1 + 2 + 2 + 2 + 2;
/// Name, service, first template, how many of them, keys.
pub const TYPE: usize = NAME + 2 + 2 + 1 + 2;
/// Text and its length, the pattern of its resource part and its length, where its first five fields end, and a bit for each
/// of them that has a placeholder.
pub const TEMPLATE: usize = 4 + 2 + 4 + 2 + FIELDS + 1;
/// The fields of an ARN before its resource part.
pub const FIELDS: usize = 5;
/// Name, first of its forms.
pub const ARN_SERVICE: usize = NAME + 2;
/// The number of a template, the first two bytes of its pattern; 0 behind its end.
pub const FORM: usize = 2 + 2;
/// Name, what its values are.
pub const KEY: usize = NAME + 1;
/// Name, date.
pub const RETIRED: usize = NAME + NAME;

/// A slot of the index: the number of an action, another part of its hash.
pub const SLOT: usize = 2 + 2;
/// A slot of the index that nothing took.
pub const EMPTY: u16 = u16::MAX;
/// In the number of a resource type: the action needs it.
pub const REQUIRED: u16 = 1 << 15;

/// The bits of an action's access levels.
pub const LEVELS: [(char, u8); 5] = [('L', 1), ('R', 2), ('W', 4), ('T', 8), ('P', 16)];
/// Beside them: the action reads what people keep in AWS, rather than how it is set up.
pub const CONTENT: u8 = 32;
/// Beside them: a statement can name resources for the action, and calls are on such.
pub const LIMITABLE: u8 = 64;

/// Metrics have no ARN: where AWS lists data sets for the actions on them, most calls are on metrics all the same.
pub const METRICS: (&str, &str) = ("cloudwatch", "dataset");

/// What the values of a condition key can be, in the order of their numbers.
pub const KINDS: [&str; 9] = [
    "String",
    "ArrayOfString",
    "ARN",
    "ArrayOfARN",
    "Bool",
    "ArrayOfBool",
    "Numeric",
    "Date",
    "IPAddress",
];
/// Of a key that two services define with different values.
pub const KIND_DIFFERS: u8 = u8::MAX;

/// How many slots the index has for a service with so many actions: a power of two, twice the actions at least.
#[inline]
#[must_use]
pub fn slots(actions: usize) -> usize {
    (actions * 2).next_power_of_two()
}

/// The slot where the search for a name begins, and the mark by which its slot is told from others. Letters count without
/// case.
#[inline]
#[must_use]
pub fn slot(name: &[u8]) -> (usize, u16) {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    // The bit that tells upper from lower case is set: some other characters fall together too, which is no harm.
    const LOWER: u64 = 0x2020_2020_2020_2020;
    let mix = |hash: u64, word: [u8; 8]| {
        let word = u64::from_le_bytes(word) | LOWER;
        (hash ^ word).wrapping_mul(FACTOR).rotate_left(29)
    };
    let (words, rest) = name.as_chunks::<8>();
    // Of a longer name the last eight bytes, some of them for the second time: that is one look.
    let last = name.last_chunk().copied().unwrap_or_else(|| {
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        last
    });
    let hash = words
        .iter()
        .fold(name.len() as u64, |hash, word| mix(hash, *word));
    let hash = mix(hash, last).wrapping_mul(FACTOR);
    #[expect(clippy::cast_possible_truncation, reason = "the part is meant")]
    let mark = (hash >> 32) as u16;
    ((hash >> 48) as usize, mark)
}
