//! The numeric operators: decimals of any length, compared digit by digit.

use std::cmp::Ordering;

use super::Unreadable;
use crate::operator::Operator;
use crate::semantics::truth::Truth;

/// A decimal number. Two are equal if their values are: `1`, `01` and `1.0` are one number, `0` and `-0` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number<'t> {
    negative: bool,
    /// Without leading zeros.
    whole: &'t str,
    /// Without trailing zeros.
    fraction: &'t str,
}

/// Reads an integer or decimal: `42`, `-3.5`.
///
/// A plus sign, an exponent, a point with no digit on one side, white space around it: other readers take these, and AWS
/// says nothing of them.
pub fn parse(text: &str) -> Result<Number<'_>, Unreadable> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    if !is_digits(whole) || !fraction.is_none_or(is_digits) {
        return Err(if is_contested(text) {
            Unreadable::Contested
        } else {
            Unreadable::Malformed
        });
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.unwrap_or_default().trim_end_matches('0');
    Ok(Number {
        negative: negative && !(whole.is_empty() && fraction.is_empty()),
        whole,
        fraction,
    })
}

impl Ord for Number<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = |one: &Self, other: &Self| {
            one.whole
                .len()
                .cmp(&other.whole.len())
                .then_with(|| one.whole.cmp(other.whole))
                .then_with(|| one.fraction.cmp(other.fraction))
        };
        match (self.negative, other.negative) {
            (false, false) => size(self, other),
            (true, true) => size(other, self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Number<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

pub(super) fn holds(operator: Operator, request: &str, policy: &str) -> Result<Truth, Unreadable> {
    let (request, policy) = super::both(parse(request), parse(policy))?;
    Ok(operator
        .relation()
        .is_some_and(|relation| relation.allows(request.cmp(&policy)))
        .into())
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `[sign] (digits [. [digits]] | . digits) [e [sign] digits]`, white space around it.
fn is_contested(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    (is_digits(whole) || is_digits(fraction))
        && (whole.is_empty() || is_digits(whole))
        && (fraction.is_empty() || is_digits(fraction))
        && exponent
            .is_none_or(|exponent| is_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
