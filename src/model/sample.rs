//! Values that documentation uses as its examples: accounts, addresses, IDs that nobody has, or that everybody knows.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::Arn;
use super::placeholder::Words;

/// A value of some documentation in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    pub kind: SampleKind,
}

/// What it is, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SampleKind {
    /// A role of Confluent in its own documentation.
    ConfluentRole,
    /// An external ID in Confluent's documentation.
    ConfluentExternalId,
    /// A bucket of AWS's documentation.
    Bucket,
    /// `…EXAMPLE`: an ID of AWS's documentation.
    Id,
    /// An organization of AWS's documentation.
    Organization,
    /// An account of AWS's documentation.
    Account,
}

/// What every text holds that [`find`] or [`is_documentation_range`] knows: one of these.
///
/// Of up to 32 the search is twice as fast. So what many share stands for all of them: `1111` for two accounts.
const NEEDLES: [&str; 31] = [
    "EXAMPLE",
    "0000000",
    "1111",
    "2222222",
    "3333333",
    "4444",
    "5555555",
    "6666666",
    "7777",
    "8888888",
    "9999999",
    "12345678",
    "98765432",
    "192.0.2.",
    "198.51.100.",
    "203.0.113.",
    "2001:db8",
    "2001:DB8",
    "2001:0",
    "3fff:",
    "o-a1b2c3",
    "o-exampleorg",
    "o-aa111bb",
    "amzn-s3-demo-",
    "example-bucket",
    "examplebucket",
    "cspi-kg17p",
    "cspi-42o61",
    "c844795b-aaed",
    "95c35493-41aa",
    "999219d4-37f4",
];

/// Accounts that AWS's documentation uses.
const ACCOUNTS: [&str; 17] = [
    "000000000000",
    "111111111111",
    "222222222222",
    "333333333333",
    "444444444444",
    "555555555555",
    "666666666666",
    "777777777777",
    "888888888888",
    "999999999999",
    "123456789012",
    "111122223333",
    "444455556666",
    "777788889999",
    "123456789010",
    "012345678901",
    "210987654321",
];

const CONFLUENT_ROLES: [&str; 2] = ["cspi-kg17p", "cspi-42o61"];

const CONFLUENT_EXTERNAL_IDS: [&str; 3] = [
    "c844795b-aaed-4abc-bf41-7ba35d1c0023",
    "95c35493-41aa-44f8-9154-5a25cbbc1865",
    "999219d4-37f4-49ac-abfe-d2b6528fb21b",
];

const ORGANIZATIONS: [&str; 4] = [
    "o-a1b2c3d4e5",
    "o-exampleorgid",
    "o-aa111bb222",
    "o-aa111bb222cc",
];

static WORDS: Words = Words::new(&NEEDLES);

/// Whether a document can hold one at all: one quick look at the whole text.
#[must_use]
pub fn possible(document: &str) -> bool {
    WORDS.is_in(document)
}

/// Whether one of these parts of a document, which stand in order or nearly so, can hold one.
pub fn are_possible(document: &str, parts: impl IntoIterator<Item = Range<usize>>) -> bool {
    /// Parts with no more between them are looked at together: the search takes longer to begin than to look at so many
    /// bytes.
    const GAP: usize = 256;
    /// With a shorter part what stands before it is looked at as well: the search is for longer texts.
    const LEAST: usize = 64;
    /// No shorter text holds any needle.
    const SHORTEST: usize = 4;
    if !WORDS.is_quick() {
        return WORDS.is_in(document);
    }
    let is_in = |part: Range<usize>| {
        let start = part.start.min(part.end.saturating_sub(LEAST));
        WORDS.next(document, start..part.end).is_some()
    };
    let mut parts = parts.into_iter().filter(|part| part.len() >= SHORTEST);
    let Some(mut last) = parts.next() else {
        return false;
    };
    for part in parts {
        if part.start >= last.start && part.start <= last.end + GAP {
            last.end = last.end.max(part.end);
        } else if is_in(std::mem::replace(&mut last, part)) {
            return true;
        }
    }
    is_in(last)
}

/// The one sample that says most of where a text came from.
#[must_use]
pub fn find(text: &str) -> Option<Sample> {
    let bucket = Arn::parse(text)
        .filter(|arn| arn.service == "s3")
        .and_then(|arn| arn.resource.split('/').next());
    let words = words(text).filter_map(|range| {
        let kind = kind(text.get(range.clone())?)?;
        Some(Sample { range, kind })
    });
    let bucket = bucket.filter(|name| is_bucket(name)).map(|name| Sample {
        range: Arn::range(text, name),
        kind: SampleKind::Bucket,
    });
    words.chain(bucket).min_by_key(|sample| sample.kind)
}

fn kind(word: &str) -> Option<SampleKind> {
    if CONFLUENT_ROLES.contains(&word) {
        Some(SampleKind::ConfluentRole)
    } else if CONFLUENT_EXTERNAL_IDS
        .iter()
        .any(|id| id.eq_ignore_ascii_case(word))
    {
        Some(SampleKind::ConfluentExternalId)
    } else if is_example_id(word) {
        Some(SampleKind::Id)
    } else if ORGANIZATIONS.contains(&word) {
        Some(SampleKind::Organization)
    } else if ACCOUNTS.contains(&word) {
        Some(SampleKind::Account)
    } else {
        None
    }
}

/// `AIDACKCEVSQ6C2EXAMPLE`, `a1b2c3d4-5678-90ab-cdef-EXAMPLE11111`.
fn is_example_id(word: &str) -> bool {
    const MARK: &str = "EXAMPLE";
    word.len() >= 2 * MARK.len() - 2
        && word.contains(MARK)
        && word.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_bucket(name: &str) -> bool {
    const STARTS: [&str; 5] = [
        "amzn-s3-demo-",
        "awsexamplebucket",
        "doc-example-bucket",
        "example-bucket",
        "examplebucket",
    ];
    STARTS.iter().any(|start| {
        name.get(..start.len())
            .is_some_and(|name| name.eq_ignore_ascii_case(start))
    })
}

/// Runs of letters, digits and hyphens.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split_inclusive(|char: char| !char.is_ascii_alphanumeric() && char != '-')
        .map(move |word| {
            let end = start + word.len();
            let trimmed = word.trim_end_matches(|char: char| !char.is_ascii_alphanumeric());
            let range = start..start + trimmed.len();
            start = end;
            range
        })
        .filter(|range| !range.is_empty())
}

/// Whether an address or CIDR lies inside a range that is set aside for documentation.
///
/// Source: RFC 5737, RFC 3849, RFC 9637.
#[must_use]
pub fn is_documentation_range(cidr: &str) -> bool {
    let (address, prefix) = match cidr.split_once('/') {
        Some((address, prefix)) => (address, prefix.parse().ok()),
        None => (cidr, Some(u8::MAX)),
    };
    let Some(prefix): Option<u8> = prefix else {
        return false;
    };
    if let Ok(address) = address.parse::<Ipv4Addr>() {
        let nets = [[192, 0, 2], [198, 51, 100], [203, 0, 113]];
        return prefix >= 24 && nets.iter().any(|net| address.octets().starts_with(net));
    }
    address.parse::<Ipv6Addr>().is_ok_and(|address| {
        let [first, second, ..] = address.segments();
        prefix >= 32 && (first, second) == (0x2001, 0xdb8)
            || prefix >= 20 && first == 0x3fff && second < 0x1000
    })
}

#[cfg(test)]
mod tests {
    use super::{SampleKind, find, is_documentation_range, possible};

    #[test]
    fn samples_are_found_where_they_stand() {
        let cases = [
            (
                "arn:aws:iam::851725421142:role/cspi-kg17p",
                SampleKind::ConfluentRole,
                "cspi-kg17p",
            ),
            (
                "arn:aws:iam::123456789012:role/cspi-42o61",
                SampleKind::ConfluentRole,
                "cspi-42o61",
            ),
            (
                "C844795B-AAED-4ABC-BF41-7BA35D1C0023",
                SampleKind::ConfluentExternalId,
                "C844795B-AAED-4ABC-BF41-7BA35D1C0023",
            ),
            (
                "AIDACKCEVSQ6C2EXAMPLE",
                SampleKind::Id,
                "AIDACKCEVSQ6C2EXAMPLE",
            ),
            (
                "arn:aws:kms:eu-west-1:246813579024:key/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111",
                SampleKind::Id,
                "a1b2c3d4-5678-90ab-cdef-EXAMPLE11111",
            ),
            (
                "o-a1b2c3d4e5/r-ab12/*",
                SampleKind::Organization,
                "o-a1b2c3d4e5",
            ),
            (
                "arn:aws:sns:us-east-1:111122223333:alerts",
                SampleKind::Account,
                "111122223333",
            ),
            ("444455556666", SampleKind::Account, "444455556666"),
            (
                "arn:aws:s3:::amzn-s3-demo-bucket/*",
                SampleKind::Bucket,
                "amzn-s3-demo-bucket",
            ),
            (
                "arn:aws:s3:::DOC-EXAMPLE-BUCKET1",
                SampleKind::Bucket,
                "DOC-EXAMPLE-BUCKET1",
            ),
        ];
        for (text, kind, part) in cases {
            let found = find(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.kind, &text[found.range]), (kind, part), "{text}");
        }
    }

    #[test]
    fn real_values_are_no_samples() {
        for text in [
            "arn:aws:iam::851725421142:role/cspi-9x2mv",
            "arn:aws:s3:::my-bucket",
            "arn:aws:s3:::athena-examples-eu-west-1/*",
            "arn:aws:s3:::reports-123456789012",
            "arn:aws:s3:::EXAMPLE",
            "o-9f8e7d6c5b",
            "246813579024",
            "",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
        assert!(!possible("arn:aws:s3:::athena-examples-eu-west-1/*"));
    }

    #[test]
    fn documentation_ranges_are_told_by_their_net() {
        for inside in [
            "192.0.2.0/24",
            "192.0.2.7",
            "198.51.100.128/25",
            "203.0.113.5/32",
            "2001:db8::/32",
            "2001:0DB8:1::1",
            "3fff:fff::/32",
        ] {
            assert!(is_documentation_range(inside), "{inside}");
        }
        for outside in [
            "192.0.0.0/16",
            "192.0.3.0/24",
            "203.0.113.0/23",
            "2001:db8::/16",
            "2001:db9::1",
            "3fff:1000::",
            "x",
            "203.0.113.0/x",
            "203.0.113.0/",
        ] {
            assert!(!is_documentation_range(outside), "{outside}");
        }
    }
}
