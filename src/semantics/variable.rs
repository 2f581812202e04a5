//! Policy variables: what `${…}` in a text stands for.
//!
//! See "IAM policy elements: Variables and tags" in the IAM User Guide. Variables exist with version `2012-10-17` only;
//! a caller whose policy has another version takes the text as it stands.

use std::borrow::Cow;
use std::ops::Range;

/// A stretch of a policy's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment<'t> {
    pub kind: SegmentKind<'t>,
    /// The bytes of the text that it takes, braces included.
    pub range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentKind<'t> {
    /// Text that stands for itself; `*` and `?` in it may be wildcards.
    Text(&'t str),
    /// `${*}`, `${?}` or `${$}`: the character and nothing else.
    Literal(char),
    /// `${name}` or `${name, 'default'}`.
    Variable {
        name: &'t str,
        default: Option<&'t str>,
    },
    /// What AWS refuses to save.
    Malformed(Malformed),
}

/// What is wrong with a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Malformed {
    /// No name between the braces.
    Empty,
    /// No brace closes it before the text ends or the next variable begins.
    MissingBrace,
    /// The part after the comma does not both begin and end with a single quote.
    MissingQuote,
    /// White space in or around the name.
    SpaceInName,
}

/// Splits a text into its segments, in order and without gaps; the text of each range is the segment's.
#[must_use]
pub fn segments(text: &str) -> Vec<Segment<'_>> {
    let mut segments = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let start = rest.find("${").unwrap_or(rest.len());
        if let Some(plain) = rest.get(..start).filter(|plain| !plain.is_empty()) {
            segments.push(Segment {
                kind: SegmentKind::Text(plain),
                range: at..at + start,
            });
        }
        at += start;
        if let Some(inside) = rest.get(start + 2..) {
            // A variable holds no other one. The bound also keeps a text of many open braces linear.
            let bound = inside.find("${").unwrap_or(inside.len());
            let (kind, length) = variable(inside.get(..bound).unwrap_or(inside));
            segments.push(Segment {
                kind,
                range: at..at + 2 + length,
            });
            at += 2 + length;
        }
    }
    segments
}

/// Whether the text has a variable or an escape in it, well-formed or not.
#[must_use]
pub fn has_variables(text: &str) -> bool {
    // Nearly no text has a dollar sign, and to look for one byte costs least.
    memchr::memchr(b'$', text.as_bytes()).is_some() && text.contains("${")
}

/// Whether every variable in the text is of the plainest form, `${key}`: then none is malformed.
#[must_use]
pub fn are_plain(text: &str) -> bool {
    let is_of_key = |byte: &u8| byte.is_ascii_alphanumeric() || b":-_./@".contains(byte);
    let mut rest = text.as_bytes();
    while let Some(dollar) = memchr::memchr(b'$', rest) {
        rest = rest.get(dollar + 1..).unwrap_or_default();
        let Some(inside) = rest.strip_prefix(b"{") else {
            continue;
        };
        let length = inside.iter().take_while(|byte| is_of_key(byte)).count();
        if length == 0 || inside.get(length) != Some(&b'}') {
            return false;
        }
        rest = inside.get(length..).unwrap_or_default();
    }
    true
}

/// The variable whose `${` stands before `inside`, and how many bytes of `inside` it takes, closing brace included.
fn variable(inside: &str) -> (SegmentKind<'_>, usize) {
    let malformed = |kind, length| (SegmentKind::Malformed(kind), length);
    let Some(name_end) = inside.find([',', '}']) else {
        return malformed(Malformed::MissingBrace, inside.len());
    };
    let (name, after) = inside.split_at(name_end);
    let (default, length) = if after.starts_with('}') {
        (None, name_end + 1)
    } else {
        match default_value(after) {
            Ok((default, length)) => (Some(default), name_end + length),
            Err((problem, length)) => return malformed(problem, name_end + length),
        }
    };
    match name {
        _ if name.trim().is_empty() => malformed(Malformed::Empty, length),
        _ if name.contains(char::is_whitespace) => malformed(Malformed::SpaceInName, length),
        "*" | "?" | "$" if default.is_none() => {
            let literal = name.chars().next().unwrap_or('$');
            (SegmentKind::Literal(literal), length)
        }
        _ => (SegmentKind::Variable { name, default }, length),
    }
}

/// The default between its quotes, and the length from the comma through the closing brace.
fn default_value(after_name: &str) -> Result<(&str, usize), (Malformed, usize)> {
    let part = after_name.strip_prefix(',').unwrap_or(after_name);
    let part = part.trim_start_matches(' ');
    if let Some(quoted) = part.strip_prefix('\'')
        && let Some((default, rest)) = quoted.split_once('\'')
        && let Some(rest) = rest.trim_start_matches(' ').strip_prefix('}')
    {
        return Ok((default, after_name.len() - rest.len()));
    }
    match after_name.find('}') {
        Some(brace) => Err((Malformed::MissingQuote, brace + 1)),
        None => Err((Malformed::MissingBrace, after_name.len())),
    }
}

/// A policy's text once its variables have their values.
///
/// Operators and resources match a sequence of pieces. A text without variables is one [`Piece::Written`], which costs
/// nothing to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// As the policy writes it; `*` and `?` are wildcards where the operator takes them.
    Written(&'t str),
    /// Put in for a variable or an escape: every character stands for itself.
    Literal(Cow<'t, str>),
    /// Some text that nobody knows, perhaps empty.
    Unknown,
}

/// What the request has to say of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<'v> {
    Value(Cow<'v, str>),
    /// The request has no such key.
    Absent,
    /// Whether it has one, or which value, is not known.
    Unknown,
}

/// The text with the value of each variable put in.
///
/// None if a variable has neither value nor default: then a resource matches nothing, a positive operator does not
/// hold, a negated one does. A malformed variable counts as unknown text.
pub fn resolve<'t>(
    text: &'t str,
    mut lookup: impl FnMut(&str) -> Lookup<'t>,
) -> Option<Vec<Piece<'t>>> {
    segments(text)
        .into_iter()
        .map(|segment| {
            Some(match segment.kind {
                SegmentKind::Text(plain) => Piece::Written(plain),
                SegmentKind::Literal(char) => Piece::Literal(char.to_string().into()),
                SegmentKind::Malformed(_) => Piece::Unknown,
                SegmentKind::Variable { name, default } => match (lookup(name), default) {
                    (Lookup::Value(value), _) => Piece::Literal(value),
                    (Lookup::Absent, Some(default)) => Piece::Literal(default.into()),
                    (Lookup::Absent, None) => return None,
                    (Lookup::Unknown, _) => Piece::Unknown,
                },
            })
        })
        .collect()
}

/// The text before any request: a variable is unknown text, where `variables` says that there are any.
#[must_use]
pub fn open(text: &str, variables: bool) -> Vec<Piece<'_>> {
    if variables && has_variables(text) {
        // Nothing is absent for certain, so the text is never none.
        resolve(text, |_| Lookup::Unknown).unwrap_or_default()
    } else {
        vec![Piece::Written(text)]
    }
}

/// The one text that the pieces make, or none if a part of it is not known.
pub fn joined<'t>(pieces: &'t [Piece<'_>]) -> Option<Cow<'t, str>> {
    match pieces {
        [Piece::Written(text)] => Some(Cow::Borrowed(text)),
        [Piece::Literal(text)] => Some(Cow::Borrowed(text)),
        _ => pieces
            .iter()
            .map(|piece| match piece {
                Piece::Written(text) => Some(*text),
                Piece::Literal(text) => Some(text.as_ref()),
                Piece::Unknown => None,
            })
            .collect::<Option<String>>()
            .map(Cow::Owned),
    }
}
