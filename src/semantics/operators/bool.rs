//! `Bool` and the values of `Null`: `true` and `false`, in any letter case.

use super::Unreadable;
use crate::semantics::truth::Truth;

/// Reads `true` or `false`.
pub fn parse(text: &str) -> Result<bool, Unreadable> {
    if text.eq_ignore_ascii_case("true") {
        Ok(true)
    } else if text.eq_ignore_ascii_case("false") {
        Ok(false)
    } else {
        Err(Unreadable::Malformed)
    }
}

pub(super) fn equals(request: &str, policy: &str) -> Result<Truth, Unreadable> {
    // Some readers take all else for false, and AWS does not say what IAM does.
    let policy = parse(policy).map_err(|_| Unreadable::Contested)?;
    Ok((parse(request)? == policy).into())
}
