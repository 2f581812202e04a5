use crate::catalog::KnownKey;
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Condition, Part, Text};
use crate::rules::{Check, Context, Rule};
use crate::syntax::Kind;
use crate::text::quote;

use super::condition_value_type;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-condition-data-type",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "values of different JSON types in one list of a condition",
        codes: &["INVALID_CONDITION_DATA_TYPE"],
    },
    options: &[],
    check: Check::With(Part::Values, check),
};

/// Each list of condition values with strings beside numbers or Booleans.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in &cx.policy.statements {
        for (index, condition) in statement.conditions.iter().enumerate() {
            if condition.values.len() > 1 {
                let key = cx.keys(statement).get(index).copied().flatten();
                findings.extend(mixed(cx, condition, key));
            }
        }
    }
    findings
}

fn mixed(cx: &Context, condition: &Condition, key: Option<KnownKey>) -> Option<Finding> {
    let mut readable = condition
        .values
        .iter()
        .filter_map(|value| Some((value, json_type(value)?)));
    let (first, first_type) = readable.next()?;
    let (other, other_type) = readable.find(|&(_, other_type)| other_type != first_type)?;
    // A value that the operator cannot read is at fault by itself.
    if condition_value_type::misfits(cx, condition, key, other)
        || condition_value_type::misfits(cx, condition, key, first)
    {
        return None;
    }
    let edits = condition
        .values
        .iter()
        .filter(|value| !value.is_string())
        .map(|value| Edit::replace(value.span(), format!("\"{}\"", value.written())))
        .collect();
    let key = quote(condition.key.written());
    Some(
        RULE.finding(format!("the values of {key} are of different JSON types"))
            .at(other.span(), other_type)
            .related(first.span(), format!("beside {first_type}"))
            .help("write all of them as strings")
            .fix("quote the values", Safety::Safe, edits),
    )
}

/// What JSON has a value as, in words; `None` for what is no condition value.
fn json_type(value: &Text) -> Option<&'static str> {
    match value.kind() {
        Kind::String | Kind::EscapedString => Some("a string"),
        Kind::Number => Some("a number"),
        Kind::True | Kind::False => Some("a Boolean"),
        Kind::Null | Kind::Array | Kind::Object | Kind::Bad => None,
    }
}
