use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Element, Part, ProblemKind};
use crate::rules::{Check, Context, Rule};
use crate::source::Span;
use crate::text::{nearest, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-policy-element",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "key that is no element of the policy language",
        codes: &["INVALID_POLICY_ELEMENT"],
    },
    options: &[],
    check: Check::With(Part::Problem, check),
};

/// Every key at policy or statement level that AWS does not know. Element names are exact, letter case included.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .problems
        .iter()
        .filter_map(|problem| {
            let (elements, level) = match problem.kind {
                ProblemKind::UnknownPolicyElement => (&Element::POLICY[..], "policy"),
                ProblemKind::UnknownStatementElement => (&Element::STATEMENT[..], "statement"),
                _ => return None,
            };
            let name = cx.text(problem.span);
            let names = elements.iter().map(|element| element.name());
            let near = nearest(&name, names);
            let (message, label) = match near {
                Some(near) => (
                    format!(
                        "{} is not a {level} element; did you mean `{near}`?",
                        quote(&name)
                    ),
                    "AWS refuses a policy with a key that it does not know",
                ),
                None => (
                    format!("{} is not a {level} element", quote(&name)),
                    "AWS refuses the policy because of it",
                ),
            };
            let finding = RULE.finding(message).at(problem.span, label);
            Some(match near.filter(|near| is_free(cx, problem.span, near)) {
                // AWS refuses the policy as it stands, and nobody knows but by guessing what it would say.
                Some(near) => finding.fix(
                    format!("write `{near}`"),
                    Safety::Unsafe,
                    vec![Edit::replace(problem.span, format!("\"{near}\""))],
                ),
                None => finding,
            })
        })
        .collect()
}

/// Whether the element is not there yet, beside the key that was meant as it.
fn is_free(cx: &Context, place: Span, name: &str) -> bool {
    // They stand in the order of their places and do not overlap.
    let statements = &cx.policy.statements;
    let after = statements.partition_point(|statement| statement.span.start <= place.start);
    let last = after.checked_sub(1).and_then(|last| statements.get(last));
    let object = match last.filter(|statement| statement.span.contains(place)) {
        Some(statement) => Some(statement.value),
        None => cx.policy.root,
    };
    object.is_some_and(|object| object.get(name).is_none())
}

/// The unknown keys that were meant as one of `elements`, in the order of their places: nothing else is to be said
/// missing there.
pub(super) fn meant(cx: &Context, elements: &[Element]) -> Vec<Span> {
    cx.policy
        .problems
        .iter()
        .filter(|problem| {
            matches!(
                problem.kind,
                ProblemKind::UnknownPolicyElement | ProblemKind::UnknownStatementElement
            )
        })
        .filter(|problem| {
            let names = elements.iter().map(|element| element.name());
            nearest(&cx.text(problem.span), names).is_some()
        })
        .map(|problem| problem.span)
        .collect()
}
