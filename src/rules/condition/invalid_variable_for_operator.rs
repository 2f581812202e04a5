use crate::finding::{Category, Finding, Meta, Severity};
use crate::operator::Family;
use crate::rules::{Check, Context, Rule};
use crate::semantics::variable::{SegmentKind, has_variables, segments};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-variable-for-operator",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "policy variable under an operator that takes none",
        codes: &["INVALID_VARIABLE_FOR_OPERATOR"],
    },
    page: include_str!("../../../rules/condition/invalid-variable-for-operator.md"),
    options: &[],
    check: Check::Policy(check),
};

/// The first variable of each value under an operator that compares neither strings nor ARNs.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for condition in cx.policy.statements.iter().flat_map(|one| &one.conditions) {
        let Some(spec) = condition.spec else { continue };
        let severity = match spec.base.family() {
            Family::String | Family::Arn => continue,
            // One of AWS's pages has `Bool` among the operators that take variables, two have not.
            Family::Bool => Severity::Warning,
            _ => Severity::Error,
        };
        for value in &condition.values {
            let Some(text) = value.known().filter(|text| has_variables(text)) else {
                continue;
            };
            let variable = segments(text)
                .into_iter()
                .find(|segment| !matches!(segment.kind, SegmentKind::Text(_)));
            let Some(variable) = variable else { continue };
            findings.push(
                RULE.finding(format!("`{}` takes no policy variable", spec.base))
                    .at(
                        value.part(variable.range),
                        "only string and ARN operators put a value in its place",
                    )
                    .severity(severity)
                    .help("write the value itself"),
            );
        }
    }
    findings
}
