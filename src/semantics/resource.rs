//! Whether an action or a resource of a request is one that a policy names.
//!
//! See "IAM JSON policy elements: Action" and "Resource" in the IAM User Guide.

use crate::semantics::arn::{self, ArnPattern};
use crate::semantics::pattern::{self, Case};
use crate::semantics::truth::Truth;
use crate::semantics::variable::Piece;

/// Whether the pattern of an `Action` names the action, in any letter case.
#[must_use]
pub fn action_matches(pattern: &str, action: &str) -> bool {
    // Most pairs are of two services and part at the first letters, or have no wildcard.
    for (one, other) in pattern.bytes().zip(action.bytes()) {
        if matches!(one, b'*' | b'?') {
            return pattern == "*:*" || pattern::matches(pattern, action, Case::AsciiFold);
        }
        if !one.eq_ignore_ascii_case(&other) {
            return false;
        }
    }
    pattern.len() == action.len()
        || (pattern.len() > action.len() && pattern::matches(pattern, action, Case::AsciiFold))
}

/// Whether the pattern of a `Resource` names the resource.
///
/// `*` names everything. In all other patterns a wildcard in the first five fields stays in its field; in the last it
/// takes anything. Fields that a pattern lacks are added as `*`, as in identity policies; how far a wildcard of such a
/// pattern reaches is not documented, nor whether letter case counts in a partition or service, nor what becomes of a variable
/// before the fifth colon, where AWS takes none: where that decides, the answer is open.
#[must_use]
pub fn resource_matches(pattern: &[Piece<'_>], resource: &str) -> Truth {
    let matched = matches(pattern, resource);
    if is_put_into_fields(pattern) {
        matched.and(Truth::Unknown)
    } else {
        matched
    }
}

/// Whether something stands for a variable before the fifth colon of an ARN.
fn is_put_into_fields(pattern: &[Piece<'_>]) -> bool {
    let mut colons = 0;
    for piece in pattern {
        match piece {
            Piece::Written(text) => colons += memchr::memchr_iter(b':', text.as_bytes()).count(),
            Piece::Literal(_) | Piece::Unknown => return (1..5).contains(&colons),
        }
    }
    false
}

fn matches(pattern: &[Piece<'_>], resource: &str) -> Truth {
    if let Some((path, others)) = short_form(pattern) {
        let Some(api) = api(resource) else {
            return Truth::No;
        };
        let whole = [Piece::Literal(api.into()), Piece::Written(path)];
        let whole: Vec<Piece> = whole.into_iter().chain(others.iter().cloned()).collect();
        return matches(&whole, resource);
    }
    if let Some(Piece::Written(begin)) = pattern.first()
        && !begins_alike(begin, resource)
    {
        return Truth::No;
    }
    if let Some(fields) = plain_fields(pattern) {
        let matches = |(one, field)| pattern::matches(one, field, Case::Sensitive);
        let given = arn::six_fields(resource);
        return given
            .is_some_and(|given| fields.into_iter().zip(given).all(matches))
            .into();
    }
    let pattern = ArnPattern::new(pattern);
    if pattern.is_everything() {
        return Truth::Yes;
    }
    let case = if pattern.has_upper_case() {
        Case::AsciiFold
    } else {
        Case::Sensitive
    };
    if pattern.is_open() {
        return Truth::from(pattern.reaches_across_fields(resource, case)).and(Truth::Unknown);
    }
    let Some(fields) = arn::six_fields(resource) else {
        return Truth::No;
    };
    let mut matched = pattern.fields_match(&fields);
    if pattern.has_upper_case() {
        matched = matched.under_either(pattern.fields_match_folded(&fields));
    }
    if matched.is_no() && is_contested(&pattern) && pattern.reaches_across_fields(resource, case) {
        return Truth::Unknown;
    }
    matched
}

/// What the short form of a resource has behind the API, `None` where it is none: `/stage/*` of `execute-api:/stage/*` in the
/// policy of an API.
///
/// API Gateway puts in Region, account and ID of the API to which the policy is attached. They are told by nothing in it, so
/// that they are open here. Source: "API Gateway resource policies" in the API Gateway Developer Guide.
#[must_use]
pub fn short_form<'p, 's>(pattern: &'s [Piece<'p>]) -> Option<(&'p str, &'s [Piece<'p>])> {
    let [Piece::Written(text), others @ ..] = pattern else {
        return None;
    };
    let path = text.strip_prefix("execute-api:")?;
    path.starts_with('/').then_some((path, others))
}

/// The ARN of a request to an API up to the API's ID, which has no slash.
fn api(resource: &str) -> Option<&str> {
    let [_, _, service, _, _, last] = arn::six_fields(resource)?;
    let (id, _) = last.split_once('/')?;
    let end = resource.len() - last.len() + id.len();
    (service == "execute-api" && !id.is_empty()).then(|| resource.get(..end))?
}

/// Whether nothing before the first wildcard keeps a pattern from a text, letter case apart: most pairs part there.
fn begins_alike(pattern: &str, text: &str) -> bool {
    for (one, other) in pattern.bytes().zip(text.bytes()) {
        if matches!(one, b'*' | b'?') {
            return true;
        }
        if !one.eq_ignore_ascii_case(&other) {
            return false;
        }
    }
    true
}

/// Whether every resource that `narrow` names is surely named by `wide`, both without variables.
#[must_use]
pub fn surely_covers(wide: &str, narrow: &str) -> bool {
    // What covers a pattern also takes its text.
    if !begins_alike(wide, narrow) {
        return false;
    }
    resource_covers(&[Piece::Written(wide)], &[Piece::Written(narrow)]).is_yes()
}

/// Whether every resource that `narrow` names is named by `wide`.
#[must_use]
pub fn resource_covers(wide: &[Piece<'_>], narrow: &[Piece<'_>]) -> Truth {
    match (short_form(wide), short_form(narrow)) {
        (None, None) => {}
        // Both are of the one API that has the policy.
        (Some((wide, [])), Some((narrow, []))) => {
            return pattern::written_covers(wide, narrow, Case::Sensitive).into();
        }
        _ => return Truth::Unknown,
    }
    if let (Some(wide), Some(narrow)) = (plain_fields(wide), plain_fields(narrow)) {
        let covers = |(wide, narrow)| pattern::written_covers(wide, narrow, Case::Sensitive);
        return wide.into_iter().zip(narrow).all(covers).into();
    }
    let same = wide == narrow && !wide.contains(&Piece::Unknown);
    let (wide, narrow) = (ArnPattern::new(wide), ArnPattern::new(narrow));
    if same || wide.is_everything() {
        return Truth::Yes;
    }
    if narrow.is_everything() && !wide.is_open() {
        return Truth::No;
    }
    if is_contested(&wide) || is_contested(&narrow) {
        return Truth::Unknown;
    }
    by_fields(&wide, &narrow, pattern::covers)
}

/// Whether some resource is named by both.
#[must_use]
pub fn resource_overlaps(one: &[Piece<'_>], other: &[Piece<'_>]) -> Truth {
    let (one, other) = (ArnPattern::new(one), ArnPattern::new(other));
    if one.is_everything() || other.is_everything() {
        return Truth::Yes;
    }
    if is_contested(&one) || is_contested(&other) {
        return Truth::Unknown;
    }
    by_fields(&one, &other, pattern::overlaps)
}

/// The six fields of a pattern without variables, if its letters are those of ARNs: nothing about it is open.
fn plain_fields<'p>(pattern: &'p [Piece<'_>]) -> Option<[&'p str; arn::FIELDS]> {
    let [Piece::Written(text)] = pattern else {
        return None;
    };
    let fields = arn::six_fields(text)?;
    let [begin @ .., _, _, _] = &fields;
    let has_capital = |field: &&str| field.bytes().any(|byte| byte.is_ascii_uppercase());
    (!begin.iter().any(has_capital)).then_some(fields)
}

fn is_contested(pattern: &ArnPattern<'_>) -> bool {
    pattern.is_open() || (!pattern.is_complete() && pattern.has_contested_wildcard())
}

/// The answer for all six fields; open if it hangs on the letter case of a partition or service.
fn by_fields(
    one: &ArnPattern<'_>,
    other: &ArnPattern<'_>,
    ask: impl Fn(&pattern::Pattern, &pattern::Pattern) -> Truth,
) -> Truth {
    let answer = |any_case| {
        let (one, other) = (one.field_patterns(any_case), other.field_patterns(any_case));
        Truth::all(one.iter().zip(&other).map(|(one, other)| ask(one, other)))
    };
    if one.has_upper_case() || other.has_upper_case() {
        answer(false).under_either(answer(true))
    } else {
        answer(false)
    }
}
