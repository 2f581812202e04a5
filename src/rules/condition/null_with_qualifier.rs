use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::Part;
use crate::operator::{Operator, SetPrefix};
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "null-with-qualifier",
        category: Category::Condition,
        severity: Severity::Info,
        summary: "`Null` with a set prefix, so that it no longer asks anything",
        codes: &["NULL_WITH_QUALIFIER"],
    },
    options: &[],
    check: Check::With(Part::Null, check),
};

/// Each `Null` behind `ForAllValues:` or `ForAnyValue:`: it is constant.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for condition in cx.policy.statements.iter().flat_map(|one| &one.conditions) {
        let set = match condition.spec {
            Some(spec) if spec.base == Operator::Null => spec.set,
            _ => continue,
        };
        let message = match set {
            Some(SetPrefix::ForAllValues) => "this condition holds for every request",
            Some(SetPrefix::ForAnyValue) => "this condition holds for no request",
            None => continue,
        };
        let span = condition.operator.span();
        if findings
            .last()
            .is_some_and(|last| last.primary.span == span)
        {
            continue;
        }
        let label = match set {
            Some(SetPrefix::ForAllValues) => "`ForAllValues:` makes `Null` true whatever the key",
            _ => "`ForAnyValue:` makes `Null` false whatever the key",
        };
        findings.push(
            RULE.finding(message)
                .at(span, label)
                .help("use `Null` without the prefix")
                .fix(
                    "replace it with `Null`",
                    Safety::Unsafe,
                    vec![Edit::replace(span, "\"Null\"")],
                ),
        );
    }
    findings
}
