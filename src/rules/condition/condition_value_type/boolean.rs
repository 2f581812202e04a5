//! `Bool` and `Null` want `true` or `false`.

use super::Misfit;
use crate::finding::Severity;
use crate::operator::Operator;
use crate::semantics::operators::bool;
use crate::text::{nearest, quote};

pub(super) fn misfit(operator: Operator, key: &str, text: &str) -> Option<Misfit> {
    if bool::parse(text).is_ok() {
        return None;
    }
    Some(Misfit {
        code: "TYPE_MISMATCH_BOOLEAN",
        severity: Severity::Warning,
        is_not: "is neither `true` nor `false`",
        reason: None,
        near: meant(text.trim()).map(str::to_owned),
        expected: if operator == Operator::Null {
            format!("`true` ({} absent) or `false` (present)", quote(key)).into()
        } else {
            "`true` or `false`".into()
        },
    })
}

fn meant(text: &str) -> Option<&'static str> {
    const YES: [&str; 4] = ["1", "yes", "y", "on"];
    const NO: [&str; 4] = ["0", "no", "n", "off"];
    let one_of = |words: [&str; 4]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if one_of(YES) {
        Some("true")
    } else if one_of(NO) {
        Some("false")
    } else {
        nearest(text, ["true", "false"])
    }
}
