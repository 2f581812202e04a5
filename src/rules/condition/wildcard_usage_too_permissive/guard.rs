//! Which keys bear no wildcard and no variable, or bear them in some places only.

use std::ops::Range;

use crate::catalog::sensitive_keys::{self, SensitiveKey};
use crate::semantics::variable::{SegmentKind, segments};

/// What a key bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Guard {
    /// Nothing open at all.
    Sensitive(&'static SensitiveKey),
    /// What stands behind the colon of `aws:userid`, or is all that stands before it.
    UserId,
    /// In the subject of an OIDC provider's tokens: what stands behind six characters that are fixed.
    Subject,
}

/// The subject whose patterns have rules of their own, where a trust policy lets its provider in.
pub(in crate::rules) const OWN_RULES: &str = "token.actions.githubusercontent.com:sub";

/// How many fixed characters stand before what is open.
///
/// Source: `WILDCARD_USAGE_TOO_PERMISSIVE` in "IAM policy validation check reference" of the IAM User Guide.
const FEWEST: usize = 6;

impl Guard {
    pub(in crate::rules) fn of(key: &str) -> Option<Self> {
        if key.eq_ignore_ascii_case("aws:userid") {
            return Some(Self::UserId);
        }
        let is_subject = || {
            key.len()
                .checked_sub(":sub".len())
                .and_then(|at| key.split_at_checked(at))
                .is_some_and(|(host, claim)| {
                    claim.eq_ignore_ascii_case(":sub") && host.contains('.')
                })
        };
        match sensitive_keys::find(key) {
            Some(found) => Some(Self::Sensitive(found)),
            None => is_subject().then_some(Self::Subject),
        }
    }
}

/// Something open in a value.
#[derive(Clone, Debug)]
pub(in crate::rules) struct Place<'t> {
    pub(in crate::rules) what: Open<'t>,
    pub(in crate::rules) range: Range<usize>,
    /// How many bytes directly before it stand for themselves.
    pub(in crate::rules) fixed_before: usize,
    /// Whether it stands behind the first colon, or is all that stands before it.
    pub(in crate::rules) is_free_in_user_id: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Open<'t> {
    Star,
    One,
    Variable { name: &'t str, has_default: bool },
}

impl Place<'_> {
    /// Whether fewer characters than AWS wants stand before it.
    pub(in crate::rules) fn is_near(&self) -> bool {
        self.fixed_before < FEWEST
    }
}

/// The first open place of a text that is as asked. Of stars in a row only the first counts. Linear in the text.
pub(in crate::rules) fn find_place<'t>(
    text: &'t str,
    mut asked: impl FnMut(&Place<'t>) -> bool,
) -> Option<Place<'t>> {
    let segments = segments(text);
    let colon = segments.iter().find_map(|segment| match segment.kind {
        SegmentKind::Text(plain) => plain.find(':').map(|at| segment.range.start + at),
        _ => None,
    });
    let place = |what, range: Range<usize>, fixed_from: usize| Place {
        what,
        fixed_before: range.start - fixed_from,
        is_free_in_user_id: colon
            .is_some_and(|colon| range.start > colon || range.start == 0 && range.end == colon),
        range,
    };
    let mut fixed_from = 0;
    for segment in segments {
        match segment.kind {
            SegmentKind::Text(plain) => {
                let mut last_star = None;
                for at in memchr::memchr2_iter(b'*', b'?', plain.as_bytes()) {
                    let is_star = plain.as_bytes().get(at) == Some(&b'*');
                    let what = if is_star { Open::Star } else { Open::One };
                    let start = segment.range.start + at;
                    let found = place(what, start..start + 1, fixed_from);
                    fixed_from = start + 1;
                    let is_again = is_star && last_star.is_some_and(|last| last + 1 == at);
                    last_star = if is_star { Some(at) } else { last_star };
                    if !is_again && asked(&found) {
                        return Some(found);
                    }
                }
            }
            // `${*}` stands for itself; of what AWS refuses another rule speaks.
            SegmentKind::Literal(_) | SegmentKind::Malformed(_) => {}
            SegmentKind::Variable { name, default } => {
                let what = Open::Variable {
                    name,
                    has_default: default.is_some(),
                };
                let found = place(what, segment.range.clone(), fixed_from);
                fixed_from = segment.range.end;
                if asked(&found) {
                    return Some(found);
                }
            }
        }
    }
    None
}
