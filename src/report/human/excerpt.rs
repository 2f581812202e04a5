//! The few lines of a source that a finding shows, cut to the width of the reader and harmless to a terminal.
//!
//! miette is given these lines and not the source: it would walk a file from its start for each finding, print lines as long
//! as they are, and pass control characters on.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::windows::windows;
use crate::report::plain::plain;
use crate::source::{BYTE_ORDER_MARK, Source, Span};
use crate::text::is_unsafe;

/// A label over more lines than this is shown at its first line alone.
const MOST_LINES: u32 = 8;
/// miette compares every label with every line; a finding with more labels than this in one source shows the first ones.
pub(super) const MOST_LABELS: usize = 12;
/// Less room than this for a line shows nothing of use, so a narrower terminal wraps.
const LEAST_COLUMNS: usize = 40;

/// Some lines of one source, as they are shown.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    /// Every line ends with a line feed, so that a label at the very end has a place.
    text: String,
    lines: Vec<Line>,
    /// In the order of the labels.
    pub(super) marks: Vec<Mark>,
}

/// A label's place in the excerpt, and what the source calls that place.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) shown: Range<usize>,
    /// The line on which the label ends, if the excerpt shows only where it starts.
    pub(super) to_line: Option<u32>,
    /// From 1.
    column: u32,
}

#[derive(Debug)]
struct Line {
    /// From 1, in the source.
    number: u32,
    shown: Range<usize>,
}

/// A label as it will be shown: bytes of the source on lines that the excerpt holds.
struct Wanted {
    bytes: Range<usize>,
    lines: Range<u32>,
    to_line: Option<u32>,
    column: u32,
}

impl Excerpt {
    /// The lines of `labels`, which are places in `source`, and one line on either side of each, in at most `width` columns.
    pub(super) fn new(source: &Source, labels: &[Span], width: usize) -> Self {
        let wanted: Vec<Wanted> = labels.iter().map(|&span| want(source, span)).collect();
        let numbers = numbers(&wanted, source);
        let room = room(&wanted, &numbers, width);

        let mut text = String::new();
        let mut lines = Vec::with_capacity(numbers.len());
        let mut places = Places::default();
        for number in numbers {
            let shown = text.len();
            show_line(source, number, &wanted, room, &mut text, &mut places);
            lines.push(Line {
                number,
                shown: shown..text.len(),
            });
        }
        let marks = wanted
            .into_iter()
            .map(|label| {
                let start = places.shown(label.bytes.start);
                Mark {
                    shown: start..places.shown(label.bytes.end).max(start),
                    to_line: label.to_line,
                    column: label.column,
                }
            })
            .collect();
        Self {
            name: plain(&source.name).into_owned(),
            text,
            lines,
            marks,
        }
    }

    fn line_at(&self, shown: usize) -> usize {
        let after = self.lines.partition_point(|line| line.shown.start <= shown);
        after.saturating_sub(1)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        let mut first = self.line_at(span.offset());
        let mut last = self.line_at(end.saturating_sub(1)).max(first);
        let number = |index: usize| self.lines.get(index).map(|line| line.number);
        let follows = |index: usize| {
            number(index).is_some_and(|before| number(index + 1) == Some(before + 1))
        };
        // miette counts lines itself, so what it is given must not skip any.
        if !(first..last).all(follows) {
            return Err(MietteError::OutOfBounds);
        }
        for _ in 0..context_lines_before {
            if first > 0 && follows(first - 1) {
                first -= 1;
            }
        }
        for _ in 0..context_lines_after {
            if follows(last) {
                last += 1;
            }
        }
        let (Some(head), Some(tail)) = (self.lines.get(first), self.lines.get(last)) else {
            return Err(MietteError::OutOfBounds);
        };
        let shown = head.shown.start..tail.shown.end;
        // Read without context, a label tells its header where it is in the source.
        let column = match context_lines_before {
            0 => self
                .marks
                .iter()
                .find(|mark| mark.shown.start == span.offset()),
            _ => None,
        }
        .map_or(1, |mark| mark.column);
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.as_bytes().get(shown.clone()).unwrap_or_default(),
            (shown.start, shown.len()).into(),
            head.number as usize - 1,
            column as usize - 1,
            last - first + 1,
        )))
    }
}

/// A label that is kept inside its source, and to its first line if it would fill the screen.
fn want(source: &Source, span: Span) -> Wanted {
    let start = floor(&source.text, span.start as usize);
    let mut end = floor(&source.text, span.end as usize).max(start);
    let head = source.place(to_u32(start));
    // A line break at the end of a label belongs to the line that it ends.
    let last = match end - start {
        0 => head.line,
        _ => source.place(to_u32(end - 1)).line,
    };
    let mut lines = head.line..last + 1;
    let mut to_line = None;
    if last - head.line >= MOST_LINES {
        lines = head.line..head.line + 1;
        to_line = Some(last);
    }
    end = end.min(source.line_range(lines.end - 1).end).max(start);
    Wanted {
        bytes: start..end,
        lines,
        to_line,
        column: head.column,
    }
}

/// The numbers of the lines to show, in order.
fn numbers(wanted: &[Wanted], source: &Source) -> Vec<u32> {
    let (first, last) = source.lines();
    let mut numbers: Vec<u32> = wanted
        .iter()
        .flat_map(|label| {
            label.lines.start.saturating_sub(1).max(first)..=label.lines.end.min(last)
        })
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// How many columns are left of `width` for the text of a line, beside the number and the arrows that miette draws.
fn room(wanted: &[Wanted], numbers: &[u32], width: usize) -> usize {
    let digits = numbers.last().map_or(1, |number| number.to_string().len());
    let arrows = wanted.iter().filter(|label| label.lines.len() > 1).count();
    let arrows = if arrows > 0 { arrows + 3 } else { 0 };
    width.saturating_sub(digits + 4 + arrows).max(LEAST_COLUMNS)
}

/// Appends one line, each character harmless and each gap an ellipsis, and remembers where everything went.
fn show_line(
    source: &Source,
    number: u32,
    wanted: &[Wanted],
    room: usize,
    text: &mut String,
    places: &mut Places,
) {
    let line = source.line_range(number);
    let written = source.text.get(line.clone()).unwrap_or_default();
    let labels: Vec<Range<usize>> = wanted
        .iter()
        .filter(|label| label.lines.contains(&number))
        .map(|label| {
            let start = label.bytes.start.clamp(line.start, line.end) - line.start;
            let end = label.bytes.end.clamp(line.start, line.end) - line.start;
            start..end
        })
        .collect();

    let mut at = 0;
    for window in windows(written, &labels, room) {
        if window.start > at {
            places.note(line.start + at, text.len());
            text.push('…');
        }
        let kept = written.get(window.clone()).unwrap_or_default();
        for (index, char) in kept.char_indices() {
            let offset = line.start + window.start + index;
            // A mark at the start of a file is not a part of its first line.
            if char == BYTE_ORDER_MARK && offset == 0 {
                continue;
            }
            places.note(offset, text.len());
            text.push(stand_in(char));
        }
        at = window.end;
    }
    places.note(line.start + at, text.len());
    if at < written.len() {
        text.push('…');
        places.note(line.end, text.len());
    }
    text.push('\n');
}

/// A visible character, one column wide, for one that must not reach a terminal.
fn stand_in(char: char) -> char {
    match char {
        '\t' => char,
        // Unicode has a picture for each of the ASCII control characters.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(char)).unwrap_or('�'),
        '\u{7f}' => '␡',
        char if is_unsafe(char) => '�',
        char => char,
    }
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

fn to_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Where each shown byte of the source went, in the order of both.
#[derive(Default)]
struct Places(Vec<(usize, usize)>);

impl Places {
    fn note(&mut self, source: usize, shown: usize) {
        self.0.push((source, shown));
    }

    /// Where a byte of the source is shown, or else the next one that is.
    fn shown(&self, source: usize) -> usize {
        let index = self.0.partition_point(|&(from, _)| from < source);
        let place = self.0.get(index).or(self.0.last());
        place.map_or(0, |&(_, shown)| shown)
    }
}
