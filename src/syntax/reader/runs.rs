//! Runs of strings, which is what policies mostly are: read at one go, without a question what is expected next.

use super::{Expect, Reader, scan};

impl Reader<'_> {
    /// Strings of an array, one after the other: most of what a policy is made of. Whatever else comes is left to those who
    /// read it anyway.
    #[inline]
    pub(super) fn strings(&mut self) -> Expect {
        let bytes = self.text.as_bytes();
        let mut start = self.at;
        loop {
            let Some(end) = self.plain_string(start) else {
                self.at = start;
                return self.rare_string(Expect::Comma);
            };
            let (comma, byte) = scan::next(bytes, end);
            if byte != b',' {
                self.at = comma;
                return Expect::Comma;
            }
            self.comma = Some(comma);
            let (next, byte) = scan::next(bytes, comma + 1);
            if byte != b'"' {
                self.at = next;
                return Expect::Value;
            }
            start = next;
        }
    }

    /// Members of an object whose values are strings, one after the other, and the key of the first whose value is another.
    /// Whatever else comes is left to those who read it anyway.
    #[inline]
    pub(super) fn members(&mut self) -> Expect {
        let bytes = self.text.as_bytes();
        let mut start = self.at;
        loop {
            let Some(end) = self.plain_string(start) else {
                self.at = start;
                let next = self.rare_string(Expect::Colon);
                self.note_key(start);
                return next;
            };
            self.note_plain_key(bytes.get(start + 1..end - 1).unwrap_or_default());
            let (colon, byte) = scan::next(bytes, end);
            self.at = colon;
            if byte != b':' {
                return Expect::Colon;
            }
            self.colon = colon;
            let (value, byte) = scan::next(bytes, colon + 1);
            self.at = value;
            if byte != b'"' {
                return Expect::Member;
            }
            let Some(end) = self.plain_string(value) else {
                return self.rare_string(Expect::Comma);
            };
            let (comma, byte) = scan::next(bytes, end);
            self.at = comma;
            if byte != b',' {
                return Expect::Comma;
            }
            self.comma = Some(comma);
            let (next, byte) = scan::next(bytes, comma + 1);
            self.at = next;
            if byte != b'"' {
                return Expect::Key;
            }
            start = next;
        }
    }
}
