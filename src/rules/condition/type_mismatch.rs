use crate::catalog::KnownKey;
use crate::catalog::global_keys::Value;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Part};
use crate::operator::Family;
use crate::rules::{Check, Context, Keyed, Rule};
use crate::text::quote;

use super::condition_value_type;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "type-mismatch",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "operator that does not fit the type of its key",
        codes: &["TYPE_MISMATCH"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Every operator of another family than the values of its key.
fn check(cx: &Context) -> Vec<Finding> {
    cx.keyed()
        .iter()
        .filter_map(|keyed| finding(cx, keyed))
        .collect()
}

fn finding(cx: &Context, keyed: &Keyed) -> Option<Finding> {
    let (condition, key, value) = (keyed.condition, keyed.key, keyed.value?);
    let base = condition.spec?.base;
    if value.fits(base.family()) {
        return None;
    }
    // What an encryption context holds is often an ARN, and services' own policies compare it as one.
    let is_chosen = key.is_open() && !key.is_tag() && base.family() == Family::Arn;
    if is_chosen || is_told(cx, condition, key, value) {
        return None;
    }
    let name = quote(condition.key.written());
    let finding = RULE
        .finding(format!("`{base}` does not fit the type of {name}"))
        .at(condition.operator.span(), "compares values of another type")
        .related(
            condition.key.span(),
            format!("its value is {}", value.name()),
        )
        .help(format!("use an operator such as `{}`", value.operator()));
    // The text of a tag may well be a number or an ARN.
    Some(if key.is_tag() {
        finding.severity(Severity::Info)
    } else {
        finding
    })
}

/// Whether this rule says that the operator is wrong for a key. Not of tags, whose text may be anything.
pub(super) fn says_wrong(cx: &Context, key: Option<KnownKey>, family: Family) -> bool {
    let key = key.filter(|key| !key.is_tag());
    key.and_then(KnownKey::value)
        .is_some_and(|value| !value.fits(family))
        && cx.runs(&RULE)
}

/// Whether any text is a right value of the key.
pub(super) fn holds_text(value: Value) -> bool {
    matches!(value, Value::String | Value::Arn | Value::StringOrArn)
}

/// Whether the value is said to be at fault. Where any text is a right value of the key, that is the same fault.
fn is_told(cx: &Context, condition: &Condition, key: KnownKey, value: Value) -> bool {
    let mut values = condition.values.iter();
    holds_text(value)
        && values.any(|value| condition_value_type::misfits(cx, condition, Some(key), value))
}
