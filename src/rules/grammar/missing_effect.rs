use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Element, Part, Statement};
use crate::rules::{Check, Context, Rule};

use super::invalid_policy_element::meant;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-effect",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "statement that neither allows nor denies",
        codes: &["MISSING_EFFECT"],
    },
    options: &[],
    check: Check::With(Part::Gap, check),
};

/// Every statement without an effect. An empty one lacks more, but that is one mistake.
fn check(cx: &Context) -> Vec<Finding> {
    lacking(cx, &[Element::Effect])
        .into_iter()
        .map(|statement| {
            if is_empty(statement) {
                RULE.finding("this statement is empty")
                    .at(statement.head(), "opens a statement without any element")
                    .help("fill it in, or remove it")
            } else {
                RULE.finding("this statement has no `Effect`")
                    .at(statement.head(), "neither allows nor denies")
                    .help("add `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`")
            }
        })
        .collect()
}

/// The statements that have none of these elements, although all of their text was read and no misspelt key stands in
/// for one.
pub(super) fn lacking<'p>(cx: &Context<'p>, elements: &[Element]) -> Vec<&'p Statement<'p>> {
    let lacks = |statement: &&Statement| {
        statement.whole
            && elements
                .iter()
                .all(|&element| statement.key(element).is_none())
    };
    let mut statements: Vec<&Statement> = cx.policy.statements.iter().filter(lacks).collect();
    if !statements.is_empty() {
        let misspelt = meant(cx, elements);
        statements.retain(|statement| {
            let next = misspelt.partition_point(|key| key.start < statement.span.start);
            misspelt
                .get(next)
                .is_none_or(|&key| !statement.span.contains(key))
        });
    }
    statements
}

/// Whether not one element was found in it.
pub(super) fn is_empty(statement: &Statement) -> bool {
    Element::STATEMENT
        .iter()
        .all(|&element| statement.key(element).is_none())
}
