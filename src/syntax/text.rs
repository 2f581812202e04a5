//! Strings with escapes: their text, and places inside them.

use std::ops::Range;

/// Decodes the inside of a JSON string. What is no escape stays as it is written; half a surrogate pair becomes U+FFFD.
#[must_use]
pub fn unescape(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(piece) = next_piece(rest) {
        match piece.char {
            Some(char) => text.push(char),
            None => text.push_str(&rest[..piece.length]),
        }
        rest = &rest[piece.length..];
    }
    text
}

/// Where a range of the decoded text of a string is written, both in bytes, both counted from behind the opening quote.
#[must_use]
pub fn map_range(written: &str, decoded: Range<usize>) -> Range<usize> {
    let (mut at, mut read) = (0, 0);
    let (mut start, mut end) = (None, None);
    loop {
        if start.is_none() && at >= decoded.start {
            start = Some(read);
        }
        if end.is_none() && at >= decoded.end {
            end = Some(read);
            break;
        }
        let Some(piece) = next_piece(&written[read..]) else {
            break;
        };
        at += piece.char.map_or(piece.length, char::len_utf8);
        read += piece.length;
    }
    start.unwrap_or(read)..end.unwrap_or(read)
}

/// One character of the written text, or one escape.
struct Piece {
    /// How many bytes it takes as written.
    length: usize,
    /// What it stands for; `None` if it stands for itself.
    char: Option<char>,
}

fn next_piece(written: &str) -> Option<Piece> {
    let first = written.chars().next()?;
    if first != '\\' {
        return Some(Piece {
            length: first.len_utf8(),
            char: None,
        });
    }
    let escape = written.as_bytes().get(1);
    let simple = |char| {
        Some(Piece {
            length: 2,
            char: Some(char),
        })
    };
    match escape {
        Some(b'"') => simple('"'),
        Some(b'\\') => simple('\\'),
        Some(b'/') => simple('/'),
        Some(b'b') => simple('\u{8}'),
        Some(b'f') => simple('\u{c}'),
        Some(b'n') => simple('\n'),
        Some(b'r') => simple('\r'),
        Some(b't') => simple('\t'),
        Some(b'u') => Some(unicode_escape(written)),
        _ => Some(Piece {
            length: 1,
            char: None,
        }),
    }
}

fn unicode_escape(written: &str) -> Piece {
    let unit = |at: usize| {
        let digits = written.get(at..at + 6)?.strip_prefix("\\u")?;
        // `from_str_radix` would take a sign.
        digits
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit())
            .then(|| u32::from_str_radix(digits, 16).ok())?
    };
    match (unit(0), unit(6)) {
        (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) => Piece {
            length: 12,
            char: char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)),
        },
        (Some(unit), _) => Piece {
            length: 6,
            char: Some(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)),
        },
        (None, _) => Piece {
            length: 1,
            char: None,
        },
    }
}
