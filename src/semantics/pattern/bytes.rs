//! What a byte of a pattern or of a text stands for, and when one takes the other.

use super::Case;

/// Stands for `*` in a text that is a pattern itself; UTF-8 has no such byte.
pub(super) const TEXT_RUN: u8 = 0xff;
/// Stands for `?` in a text that is a pattern itself; UTF-8 has no such byte.
pub(super) const TEXT_ONE: u8 = 0xfe;

/// When a character of the pattern takes one of the text.
#[derive(Clone, Copy)]
pub(super) struct Comparison {
    pub(super) fold: bool,
    /// A `?` in the text may be chosen to suit the pattern; otherwise it is a character that no pattern names.
    pub(super) suits: bool,
}

impl Comparison {
    pub(super) fn of_text(case: Case) -> Self {
        Self {
            fold: case == Case::AsciiFold,
            suits: false,
        }
    }

    pub(super) fn of_patterns(case: Case) -> Self {
        Self {
            fold: case == Case::AsciiFold,
            suits: true,
        }
    }

    /// The first place where the text may have a character that begins with this byte.
    pub(super) fn first_place(self, byte: u8, text: &[u8]) -> Option<usize> {
        if self.suits {
            let mut bytes = text.iter();
            return bytes.position(|&other| other == TEXT_ONE || self.same(byte, other));
        }
        if self.fold && byte.is_ascii_alphabetic() {
            memchr::memchr2(byte.to_ascii_lowercase(), byte.to_ascii_uppercase(), text)
        } else {
            memchr::memchr(byte, text)
        }
    }

    pub(super) fn same(self, one: u8, other: u8) -> bool {
        one == other || (self.fold && one.eq_ignore_ascii_case(&other))
    }
}

/// How many bytes the character takes whose first byte this is.
pub(super) fn width(first: u8) -> usize {
    match first {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf7 => 4,
        _ => 1,
    }
}
