//! Numeric operators want an integer or a decimal.

use super::Misfit;
use crate::finding::Severity;
use crate::semantics::operators::{Unreadable, number};

pub(super) fn misfit(text: &str, key: &str) -> Option<Misfit> {
    let problem = number::parse(text).err()?;
    let seconds = seconds(text.trim(), key);
    let reason = match problem {
        _ if seconds.is_some() => Some("the key counts seconds".into()),
        Unreadable::Contested => Some("AWS describes digits and a point, no other form".into()),
        Unreadable::Malformed => None,
    };
    Some(Misfit {
        code: "TYPE_MISMATCH_NUMBER",
        severity: Severity::Warning,
        is_not: "is not a number",
        reason,
        near: seconds.or_else(|| plain(text)),
        expected: "an integer or a decimal".into(),
    })
}

/// `1h` for a key that counts seconds: `3600`.
fn seconds(text: &str, key: &str) -> Option<String> {
    let counts_seconds = ["aws:MultiFactorAuthAge", "sts:DurationSeconds"]
        .iter()
        .any(|name| name.eq_ignore_ascii_case(key));
    if !counts_seconds {
        return None;
    }
    let unit_at = text.find(|char: char| !char.is_ascii_digit())?;
    let (amount, unit) = text.split_at(unit_at);
    let factor: u64 = match unit.trim() {
        "s" | "sec" | "seconds" => 1,
        "m" | "min" | "minutes" => 60,
        "h" | "hour" | "hours" => 3600,
        "d" | "day" | "days" => 86_400,
        _ => return None,
    };
    let seconds = amount.parse::<u64>().ok()?.checked_mul(factor)?;
    Some(seconds.to_string())
}

/// The same number without white space, sign and separators, if that makes it one.
fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    let grouped = text.contains(',')
        && text
            .split(',')
            .skip(1)
            .all(|group| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit()));
    let candidate = if grouped {
        text.replace(',', "")
    } else if text.starts_with('.') {
        format!("0{text}")
    } else {
        text.strip_suffix('.').unwrap_or(text).to_owned()
    };
    number::parse(&candidate).is_ok().then_some(candidate)
}
