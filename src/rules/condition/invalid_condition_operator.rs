use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::Part;
use crate::operator::{OperatorProblem, OperatorSpec};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-condition-operator",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "condition operator that AWS does not know",
        codes: &["INVALID_CONDITION_OPERATOR"],
    },
    options: &[],
    check: Check::With(Part::UnknownOperator, check),
};

/// Each operator that is none of AWS's, once however many keys stand under it.
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
        let problem = match OperatorSpec::parse(name) {
            Err(problem) if !again => problem,
            _ => continue,
        };
        let reason = match problem {
            OperatorProblem::NullIfExists => continue,
            OperatorProblem::UnknownPrefix => {
                "only `ForAllValues:` and `ForAnyValue:` may stand before an operator"
            }
            OperatorProblem::UnknownName => {
                "AWS refuses a policy with an operator that it does not know"
            }
        };
        let quoted = quote(name);
        findings.push(match OperatorSpec::nearest(name) {
            Some(near) => RULE
                .finding(format!(
                    "{quoted} is not a condition operator; did you mean `{near}`?"
                ))
                .at(operator.span(), reason)
                .fix(
                    format!("replace it with `{near}`"),
                    Safety::Unsafe,
                    vec![Edit::replace(operator.span(), format!("\"{near}\""))],
                ),
            None => RULE
                .finding(format!("{quoted} is not a condition operator"))
                .at(operator.span(), reason),
        });
    }
    findings
}
