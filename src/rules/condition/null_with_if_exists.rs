use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::Part;
use crate::operator::{OperatorProblem, OperatorSpec};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "null-with-if-exists",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "`Null` with the suffix `IfExists`",
        codes: &["NULL_WITH_IF_EXISTS"],
    },
    options: &[],
    check: Check::With(Part::UnknownOperator, check),
};

/// Each `NullIfExists`, with or without a set prefix.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for condition in cx.policy.statements.iter().flat_map(|one| &one.conditions) {
        let operator = &condition.operator;
        let Some(name) = operator.known().filter(|_| condition.spec.is_none()) else {
            continue;
        };
        let again = findings
            .last()
            .is_some_and(|last| last.primary.span == operator.span());
        if again || OperatorSpec::parse(name) != Err(OperatorProblem::NullIfExists) {
            continue;
        }
        findings.push(
            RULE.finding(format!("{} is not a condition operator", quote(name)))
                .at(
                    operator.span(),
                    "`Null` itself asks whether the key exists, so AWS refuses the suffix",
                )
                .help("use `Null`, with `true` for an absent key and `false` for a present one")
                .fix(
                    "replace it with `Null`",
                    Safety::Unsafe,
                    vec![Edit::replace(operator.span(), "\"Null\"")],
                ),
        );
    }
    findings
}
