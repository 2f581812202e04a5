//! Rare marks of a document: whether one is there at all decides whether anybody looks more closely.

use wide::u8x16;

const LANES: usize = 16;

/// Which marks stand in a document, found in one pass over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::model) struct Marks {
    pub dollar: bool,
    /// Something else with which a template value in brackets can begin.
    pub bracket: bool,
}

impl Marks {
    pub(in crate::model) fn of(document: &str) -> Self {
        let bytes = document.as_bytes();
        let mut marks = Lanes::default();
        let mut at = 0;
        // One byte more than is looked at, for the second brace of a pair.
        while let Some(window) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
            marks.add(window);
            at += LANES;
        }
        // What is left is shorter than a window; zeros are no marks.
        let mut last = [0; LANES + 1];
        let rest = bytes.get(at..).unwrap_or_default();
        for (byte, rest) in last.iter_mut().zip(rest) {
            *byte = *rest;
        }
        marks.add(&last);
        marks.marks()
    }
}

#[derive(Default)]
struct Lanes {
    dollar: u8x16,
    bracket: u8x16,
}

impl Lanes {
    fn add(&mut self, window: &[u8; LANES + 1]) {
        let [first @ .., _] = *window;
        let [_, second @ ..] = *window;
        let (first, second) = (u8x16::new(first), u8x16::new(second));
        self.dollar |= first.simd_eq(b'$');
        self.bracket |= first.simd_eq(b'<')
            | first.simd_eq(b'%')
            | first.simd_eq(b'&')
            | first.simd_eq(b'@')
            // One underscore is rare enough; one brace stands in every document.
            | first.simd_eq(b'_')
            | (first.simd_eq(b'{') & second.simd_eq(b'{'));
    }

    fn marks(&self) -> Marks {
        let any = |lanes: u8x16| lanes.to_bitmask() != 0;
        Marks {
            dollar: any(self.dollar),
            bracket: any(self.bracket),
        }
    }
}
