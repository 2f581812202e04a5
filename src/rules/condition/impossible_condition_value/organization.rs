//! IDs of organizations, and paths to their units.
//!
//! Source: "Organization", "Root" and "`OrganizationalUnit`" in the Organizations API Reference; "`aws:PrincipalOrgPaths`" in the
//! IAM User Guide.

use super::{Comparison, Fault};

/// An ID: its prefix, and the fewest and the most characters behind it.
#[derive(Clone, Copy)]
struct Shape {
    prefix: &'static str,
    fewest: usize,
    most: usize,
}

const ORGANIZATION: Shape = Shape {
    prefix: "o-",
    fewest: 10,
    most: 32,
};

const ROOT: Shape = Shape {
    prefix: "r-",
    fewest: 4,
    most: 32,
};

/// The ID of its root and its own, with a hyphen between them.
const UNIT: Shape = Shape {
    prefix: "ou-",
    fewest: 4 + 1 + 8,
    most: 32 + 1 + 32,
};

pub(super) fn id(text: &str, how: Comparison) -> Option<Fault> {
    if may_be(text, ORGANIZATION, how) {
        return None;
    }
    let (label, help) = if text.starts_with("ou-") {
        (
            "the ID of an organizational unit",
            "write the ID of the organization, or compare a path by `…OrgPaths`",
        )
    } else if text.starts_with("r-") {
        (
            "the ID of the root of an organization",
            "write the ID of the organization itself",
        )
    } else {
        (
            "expected `o-` with 10 to 32 lower-case letters and digits",
            "write the ID as AWS Organizations shows it: `o-…`",
        )
    };
    let near = text.trim().to_ascii_lowercase();
    let near = near.split('/').next().unwrap_or_default();
    let is_near = !how.is_pattern && may_be(near, ORGANIZATION, how);
    Some(Fault {
        is_not: if how.is_pattern {
            "matches no ID of an organization".into()
        } else {
            "is not the ID of an organization".into()
        },
        label: label.into(),
        help: help.into(),
        near: is_near.then(|| near.to_owned()),
    })
}

pub(super) fn path(text: &str, how: Comparison) -> Option<Fault> {
    let ends_open = text.ends_with(['/', '*', '?']);
    let label = if !begins_as_path(text, how) {
        "expected `o-…/r-…/ou-…/`, from the organization down"
    } else if ends_open {
        return None;
    } else {
        "a path ends with `/`"
    };
    let whole = format!("{text}/");
    let is_near = !how.is_pattern && !ends_open && begins_as_path(&whole, how);
    Some(Fault {
        is_not: if how.is_pattern {
            "matches no path in an organization".into()
        } else {
            "is not a path in an organization".into()
        },
        label: label.into(),
        help: "write the path from the organization down: `o-…/r-…/ou-…/`".into(),
        near: is_near.then_some(whole),
    })
}

/// Whether the parts of a path can be what they have to be, as far as no `*` runs over slashes.
fn begins_as_path(text: &str, how: Comparison) -> bool {
    let star = text.find('*').filter(|_| how.is_pattern);
    let fixed = text.get(..star.unwrap_or(text.len())).unwrap_or_default();
    let shapes = [ORGANIZATION, ROOT].into_iter();
    let mut shapes = shapes.chain(std::iter::repeat(UNIT));
    let mut parts = fixed.split('/').peekable();
    let mut number = 0;
    while let Some((part, shape)) = parts.next().zip(shapes.next()) {
        let is_last = parts.peek().is_none();
        let fits = match (is_last, star) {
            // A star goes on from here.
            (true, Some(_)) => may_begin(part, shape, how),
            // Nothing stands behind the slash at the end.
            (true, None) if part.is_empty() => number >= 2,
            _ => may_be(part, shape, how),
        };
        if !fits {
            return false;
        }
        number += 1;
    }
    star.is_some() || number >= 2
}

/// Whether an ID of this shape can be the text, or match it.
fn may_be(text: &str, shape: Shape, how: Comparison) -> bool {
    let stars = text.bytes().filter(|&byte| byte == b'*').count();
    let length = text.len() - if how.is_pattern { stars } else { 0 };
    let (fewest, most) = (
        shape.prefix.len() + shape.fewest,
        shape.prefix.len() + shape.most,
    );
    let is_long_enough = length >= fewest || how.is_pattern && stars > 0;
    is_long_enough && length <= most && may_begin(text, shape, how)
}

/// Whether an ID of this shape can begin like the text, up to its first wildcard, and has all its characters.
fn may_begin(text: &str, shape: Shape, how: Comparison) -> bool {
    let is_wildcard = |byte: u8| how.is_pattern && matches!(byte, b'*' | b'?');
    let is_of_id = |byte: u8| {
        byte.is_ascii_lowercase()
            || byte.is_ascii_digit()
            || how.folds && byte.is_ascii_uppercase()
            || is_wildcard(byte)
    };
    let is_allowed = |byte: u8| is_of_id(byte) || byte == b'-';
    let hyphens = text.bytes().filter(|&byte| byte == b'-').count();
    let most = shape.prefix.matches('-').count() + usize::from(shape.prefix == UNIT.prefix);
    let is_same =
        |one: u8, other: u8| one == other || how.folds && one.eq_ignore_ascii_case(&other);
    // As far as no star shifts what stands behind it.
    let fixed = text
        .bytes()
        .take_while(|&byte| !(is_wildcard(byte) && byte == b'*'));
    let mut begin = fixed.zip(shape.prefix.bytes());
    begin.all(|(one, other)| is_wildcard(one) || is_same(one, other))
        && hyphens <= most
        && text.bytes().all(is_allowed)
}
