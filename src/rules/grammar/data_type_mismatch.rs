use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Element, Expected, Part, Problem, ProblemKind};
use crate::rules::{Check, Context, Rule};
use crate::syntax::Kind;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "data-type-mismatch",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "element with another JSON type than the policy language wants",
        codes: &["DATA_TYPE_MISMATCH"],
    },
    options: &[],
    check: Check::With(Part::Problem, check),
};

/// Every value of a wrong JSON type, and once per policy the values that a template engine has yet to fill in.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings: Vec<Finding> = cx.policy.problems.iter().filter_map(mismatch).collect();
    findings.extend(template(cx));
    findings
}

fn mismatch(problem: &Problem) -> Option<Finding> {
    let (message, found, wanted) = match problem.kind {
        ProblemKind::NotAnObject { found } => (
            format!("the document is {}, not a policy", noun(found)),
            found,
            "an object with `Version` and `Statement`",
        ),
        ProblemKind::StatementNotAnObject { found } => (
            format!("a statement is {}, not an object", noun(found)),
            found,
            "an object with `Effect`, `Action` and more",
        ),
        ProblemKind::WrongType {
            element,
            expected,
            found,
        } => (
            format!(
                "{} is {}, not {}",
                place(element, expected),
                noun(found),
                phrase(expected)
            ),
            found,
            phrase(expected),
        ),
        _ => return None,
    };
    Some(
        RULE.finding(message)
            .at(problem.span, label(found))
            .help(match (found, wanted) {
                (Kind::Array, "a string") => {
                    "move its entries into the list around it, or pick one".to_owned()
                }
                (Kind::Number | Kind::True | Kind::False, _) if wanted.starts_with("a string") => {
                    "put quotes around it".to_owned()
                }
                _ => format!("write {wanted}"),
            }),
    )
}

/// One cause, one finding: a document that was never rendered has such values everywhere.
fn template(cx: &Context) -> Option<Finding> {
    let mut values = cx.policy.problems.iter().filter_map(|problem| {
        let ProblemKind::TemplateValue { element } = problem.kind else {
            return None;
        };
        Some((problem.span, element))
    });
    let (span, element) = values.next()?;
    let label = match values.count() {
        0 => "IAM takes only its result".into(),
        more => format!("IAM takes only its result, as of {more} more below"),
    };
    Some(
        RULE.finding(format!(
            "`{}` is a CloudFormation value: this is a template, not a policy yet",
            element.name()
        ))
        .at(span, label)
        .help("check the policy that the template gives"),
    )
}

/// What stands in the wrong type: an element, an entry of its list, a part of a condition.
fn place(element: Element, expected: Expected) -> String {
    let listed = !matches!(
        element,
        Element::Version | Element::Id | Element::Sid | Element::Effect
    );
    match (element, expected) {
        (Element::Condition, Expected::ConditionValue | Expected::String) => {
            "a condition value".into()
        }
        (Element::Condition, _) => "a condition block".into(),
        (_, Expected::String) if listed => format!("an entry of `{}`", element.name()),
        _ => format!("`{}`", element.name()),
    }
}

fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::False | Kind::True => "a Boolean",
        Kind::Number => "a number",
        Kind::String | Kind::EscapedString => "a string",
        Kind::Array => "a list",
        Kind::Object => "an object",
        Kind::Bad => "no value",
    }
}

fn phrase(expected: Expected) -> &'static str {
    match expected {
        Expected::String => "a string",
        Expected::StringOrList => "a string or a list of strings",
        Expected::Principal => "`\"*\"` or an object",
        Expected::Object => "an object",
        Expected::Statements => "an object or a list of objects",
        Expected::ConditionValue => "a string, number, Boolean or a list of them",
    }
}

fn label(found: Kind) -> &'static str {
    match found {
        Kind::Null => "no value at all for AWS",
        Kind::Number | Kind::True | Kind::False => "stands without quotes",
        Kind::Array => "brackets are refused here",
        Kind::Object => "braces are refused here",
        Kind::String | Kind::EscapedString | Kind::Bad => "text is refused here",
    }
}
