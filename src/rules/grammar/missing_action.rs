use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Element, Part};
use crate::rules::{Check, Context, Rule};

use super::missing_effect::{is_empty, lacking};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-action",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "statement with neither `Action` nor `NotAction`",
        codes: &["MISSING_ACTION"],
    },
    options: &[],
    check: Check::With(Part::Gap, check),
};

/// Every statement without actions; of an empty one `missing-effect` speaks.
fn check(cx: &Context) -> Vec<Finding> {
    lacking(cx, &[Element::Action, Element::NotAction])
        .into_iter()
        .filter(|statement| !is_empty(statement))
        .map(|statement| {
            let label = match (statement.is_allow(), statement.is_deny()) {
                (true, _) => "allows no action",
                (_, true) => "denies no action",
                _ => "speaks of no action",
            };
            RULE.finding("this statement has neither `Action` nor `NotAction`")
                .at(statement.head(), label)
                .help("add `Action` with the actions that it is about")
        })
        .collect()
}
