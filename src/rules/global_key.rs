//! Names that begin with `aws:`, whether of keys of conditions or of policy variables: those of no global key, and what was meant.

use crate::catalog::global_keys;
use crate::text::nearest;

/// What a name was most likely meant to be.
pub(super) enum Meant {
    /// This key, without a tag.
    Untagged(&'static str),
    /// Another key, with the tag that was written where it takes one.
    Key(String),
}

/// Whether a name claims to be a global key's, and AWS neither has it nor had it.
pub(super) fn is_unknown(name: &str) -> bool {
    global_keys::has_prefix(name)
        && global_keys::find(name).is_none()
        && !name.eq_ignore_ascii_case(global_keys::WITHDRAWN)
}

/// What an unknown name was meant to be, unless it is like none. It does not lack the name of its tag.
pub(super) fn meant(name: &str) -> Option<Meant> {
    let (stem, tag) = match name.split_once('/') {
        Some((stem, tag)) => (stem, Some(tag)),
        None => (name, None),
    };
    let near = nearest(stem, global_keys::names())?;
    if near.eq_ignore_ascii_case(stem) {
        return Some(Meant::Untagged(near));
    }
    let tag = tag.filter(|_| global_keys::lacks_tag_name(near));
    Some(Meant::Key(match tag {
        Some(tag) => format!("{near}/{tag}"),
        None => near.to_owned(),
    }))
}
