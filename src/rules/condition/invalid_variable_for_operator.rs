use crate::catalog::KnownKey;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Part, Text};
use crate::operator::{Family, Operator};
use crate::rules::{Check, Context, Rule};
use crate::semantics::variable::{SegmentKind, has_variables, segments};
use crate::source::Span;

use super::type_mismatch::{holds_text, says_wrong};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-variable-for-operator",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "policy variable under an operator that takes none",
        codes: &["INVALID_VARIABLE_FOR_OPERATOR"],
    },
    options: &[],
    check: Check::With(Part::NoText, check),
};

/// The first variable of each value under an operator that compares neither strings nor ARNs.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in &cx.policy.statements {
        for (index, condition) in statement.conditions.iter().enumerate() {
            let Some(spec) = condition.spec else { continue };
            let severity = match spec.base.family() {
                Family::String | Family::Arn => continue,
                // One of AWS's pages has `Bool` among the operators that take variables, two have not.
                Family::Bool => Severity::Warning,
                _ => Severity::Error,
            };
            let key = || cx.keys(statement).get(index).copied().flatten();
            let variables: Vec<Span> = condition.values.iter().filter_map(variable).collect();
            if variables.is_empty() || is_told(cx, key(), spec.base) {
                continue;
            }
            findings.extend(variables.into_iter().map(|place| {
                RULE.finding(format!("`{}` takes no policy variable", spec.base))
                    .at(
                        place,
                        "only string and ARN operators put a value in its place",
                    )
                    .severity(severity)
                    .help("write the value itself")
            }));
        }
    }
    findings
}

fn variable(value: &Text) -> Option<Span> {
    let text = value.known().filter(|text| has_variables(text))?;
    let variable = segments(text)
        .into_iter()
        .find(|segment| !matches!(segment.kind, SegmentKind::Text(_)))?;
    Some(value.part(variable.range))
}

/// Whether `type-mismatch` names the one cause: the key holds text, and its own operators do take variables.
fn is_told(cx: &Context, key: Option<KnownKey>, operator: Operator) -> bool {
    key.and_then(KnownKey::value).is_some_and(holds_text) && says_wrong(cx, key, operator.family())
}
