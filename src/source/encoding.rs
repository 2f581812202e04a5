//! `Encoding`: whether a text is UTF-8, and what it is instead.

use super::to_u32;

/// Why a text is not plain UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    /// Every byte that is not UTF-8 stands as `?`; the range is the first run of such bytes.
    Broken {
        start: u32,
        end: u32,
    },
    /// The text starts with a UTF-16 byte-order mark; it was not decoded.
    Utf16,
    /// The same of UTF-32.
    Utf32,
}

impl Encoding {
    /// What bytes are that are not UTF-8 as a whole.
    pub(super) fn of(bytes: &[u8]) -> Self {
        match bytes {
            // The mark of UTF-32 begins like that of UTF-16, in which no document begins with a zero.
            [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Self::Utf32,
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Self::Utf16,
            _ => first_broken(bytes),
        }
    }
}

fn first_broken(bytes: &[u8]) -> Encoding {
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            return Encoding::Broken {
                start: to_u32(at),
                end: to_u32(at + chunk.invalid().len()),
            };
        }
    }
    Encoding::Utf8
}
