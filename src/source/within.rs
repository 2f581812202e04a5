//! Texts that are parts of a file: where they stand in it, and which of its places theirs are.

use super::{Place, Source, Span};

/// Where a text stands in the file that it was found in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Within {
    file: String,
    start: Place,
    end: Place,
    as_written: AsWritten,
}

/// Whether a part of a text has the bytes that stand in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AsWritten {
    /// Its places are those of the file.
    Yes,
    /// It was decoded, so its places are its own.
    No,
}

impl Source {
    /// A part of a larger text, as it is written there: its places are told as those of the file.
    #[must_use]
    pub fn part(name: impl Into<String>, of: &Source, span: Span) -> Self {
        Self {
            within: Some(Within::new(of, span, AsWritten::Yes)),
            ..Self::new(name, of.slice(span))
        }
    }

    /// A text that a string of a larger text holds, decoded: its lines and columns are its own.
    #[must_use]
    pub fn decoded(
        name: impl Into<String>,
        of: &Source,
        span: Span,
        text: impl Into<String>,
    ) -> Self {
        Self {
            within: Some(Within::new(of, span, AsWritten::No)),
            ..Self::new(name, text)
        }
    }

    /// The name of the file to open: its own, or that of the file which it is a part of.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.within
            .as_ref()
            .map_or(&self.name, |within| &within.file)
    }

    /// Whether it is a part of a file and not the whole of it.
    #[must_use]
    pub fn is_part(&self) -> bool {
        self.within.is_some()
    }

    /// Whether it is a part of the file that was opened, and stands around this place in it, counted in bytes.
    #[must_use]
    pub fn stands_around(&self, offset: u32) -> bool {
        let range = |within: &Within| within.start.offset..within.end.offset;
        self.within
            .as_ref()
            .is_some_and(|within| range(within).contains(&offset))
    }

    /// Whether the file to open has these very bytes.
    #[must_use]
    pub fn is_as_in_file(&self) -> bool {
        self.within
            .as_ref()
            .is_none_or(|within| within.as_written == AsWritten::Yes)
    }

    /// The places at which a range starts and ends in the file to open. Of a text that was decoded that is the whole string.
    #[must_use]
    pub fn file_places(&self, span: Span) -> (Place, Place) {
        match &self.within {
            Some(within) if within.as_written == AsWritten::No => (within.start, within.end),
            _ => (self.place(span.start), self.place(span.end)),
        }
    }

    /// Where the file has the first byte of this text, if it is a part of one as it is written.
    pub(super) fn origin(&self) -> Option<Place> {
        let within = self.within.as_ref()?;
        (within.as_written == AsWritten::Yes).then_some(within.start)
    }
}

impl Within {
    fn new(of: &Source, span: Span, as_written: AsWritten) -> Self {
        Self {
            file: of.file_name().to_owned(),
            start: of.place(span.start),
            end: of.place(span.end),
            as_written,
        }
    }
}

impl Place {
    /// Where a place of a text is, if that text starts here.
    pub(super) fn after(self, place: Place) -> Place {
        let is_first = place.line == 1;
        Place {
            line: self.line + place.line - 1,
            column: place.column + if is_first { self.column - 1 } else { 0 },
            offset: self.offset + place.offset,
        }
    }
}
