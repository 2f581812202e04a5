use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Part, Text};
use crate::operator::Operator;
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-condition-multiple-boolean",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "several values for a key that is true or false",
        codes: &["INVALID_CONDITION_MULTIPLE_BOOLEAN"],
    },
    options: &[],
    check: Check::With(Part::Bool, check),
};

/// Every `Bool` with several values on a key that has one.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for keyed in cx.keyed() {
        let condition = keyed.condition;
        let is_plain = condition
            .spec
            .is_some_and(|spec| spec.base == Operator::Bool && spec.set.is_none());
        if !is_plain || condition.values.len() < 2 || keyed.is_multivalued != Some(false) {
            continue;
        }
        let mut texts = condition.values.iter().map(Text::known);
        let first = texts.next().flatten();
        let is_said = |word| first.is_some_and(|text: &str| text.eq_ignore_ascii_case(word));
        let (is_one, is_same) = (is_said("true") || is_said("false"), |text: Option<&str>| {
            text.zip(first)
                .is_some_and(|(one, other)| one.eq_ignore_ascii_case(other))
        });
        let help = if is_one && texts.all(is_same) {
            "write the value once"
        } else {
            "write `true` or `false`; both together ask nothing"
        };
        findings.push(
            RULE.finding(format!(
                "{} has one value, and `Bool` takes one to compare it with",
                quote(condition.key.written())
            ))
            .at(condition.value_span, "several values")
            .help(help),
        );
    }
    findings
}
