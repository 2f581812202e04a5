//! Which parts of a long line to show.

use std::ops::Range;

/// How far apart the stops of a tabulator are, in columns.
pub(super) const TAB: usize = 4;

/// Which parts of a line to show so that it fills at most `room` columns, in order and apart from each other.
///
/// The line may be the whole of a minified file: it is read near its start and near its labels only.
pub(super) fn windows(line: &str, labels: &[Range<usize>], room: usize) -> Vec<Range<usize>> {
    if forward(line, 0, room) == line.len() {
        return std::iter::once(0..line.len()).collect();
    }
    if labels.is_empty() {
        return std::iter::once(0..forward(line, 0, room - 1)).collect();
    }
    // An ellipsis on either side of each window.
    let share = (room / labels.len()).saturating_sub(2).max(8);
    let mut windows: Vec<Range<usize>> = Vec::new();
    for label in labels {
        let fitting = forward(line, label.start, share);
        if label.end <= fitting {
            let used = line.get(label.clone()).unwrap_or_default();
            let unused = share.saturating_sub(used.chars().map(columns).sum());
            let start = back(line, label.start, unused / 3);
            windows.push(start..forward(line, start, share));
        } else {
            let half = (share - 1) / 2;
            let start = back(line, label.start, half / 3);
            windows.push(start..forward(line, start, half));
            let start = back(line, label.end, half * 2 / 3);
            windows.push(start..forward(line, start, half));
        }
    }
    windows.sort_unstable_by_key(|window| window.start);
    windows.dedup_by(|next, window| {
        let touches = next.start <= window.end + '…'.len_utf8();
        if touches {
            window.end = window.end.max(next.end);
        }
        touches
    });
    windows
}

/// The farthest place from which `from` is at most `room` columns away, going right.
fn forward(line: &str, from: usize, room: usize) -> usize {
    let rest = line.get(from..).unwrap_or_default();
    from + within(rest.chars(), room)
}

fn back(line: &str, from: usize, room: usize) -> usize {
    let before = line.get(..from).unwrap_or_default();
    from - within(before.chars().rev(), room)
}

/// How many bytes of the characters fill at most `room` columns.
fn within(chars: impl Iterator<Item = char>, room: usize) -> usize {
    let mut left = room;
    let mut bytes = 0;
    for char in chars {
        match left.checked_sub(columns(char)) {
            Some(less) => left = less,
            None => break,
        }
        bytes += char.len_utf8();
    }
    bytes
}

/// The most columns that a terminal may give a character.
fn columns(char: char) -> usize {
    match char {
        '\t' => TAB,
        '\0'..'\u{1100}' => 1,
        _ => 2,
    }
}
