use crate::catalog::KnownKey;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::Part;
use crate::operator::{Operator, OperatorSpec};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-qualifier",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "key with several values under an operator for one value",
        codes: &["MISSING_QUALIFIER"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Every multivalued key under an operator without `ForAllValues:` or `ForAnyValue:`.
fn check(cx: &Context) -> Vec<Finding> {
    cx.keyed()
        .iter()
        .filter(|keyed| {
            let is_plain = |spec: OperatorSpec| spec.set.is_none() && spec.base != Operator::Null;
            keyed.is_multivalued == Some(true) && keyed.condition.spec.is_some_and(is_plain)
        })
        .map(|keyed| {
            let condition = keyed.condition;
            let key = quote(condition.key.written());
            let operator = quote(condition.operator.written());
            RULE.finding(format!(
                "{operator} compares one value, but a request can have several of {key}"
            ))
            .at(
                condition.operator.span(),
                "does not say whether one value or all have to match",
            )
            .related(condition.key.span(), "has several values")
            .help("put `ForAnyValue:` or `ForAllValues:` before the operator")
            .severity(match keyed.key {
                KnownKey::Global(_) => Severity::Error,
                // The manuals of some services compare lists of theirs with plain operators.
                KnownKey::Service(_) => Severity::Warning,
            })
        })
        .collect()
}
