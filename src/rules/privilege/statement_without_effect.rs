use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{List, Statement, Text};
use crate::rules::{Check, Context, Rule};
use crate::semantics::breadth::is_every_resource;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "statement-without-effect",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "`NotAction` or `NotResource` that leaves nothing",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every statement whose exceptions are everything.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .sound_statements()
        .filter_map(|statement| {
            let (list, item) = leaves_nothing(statement)?;
            let verb = if statement.is_allow() {
                "allows"
            } else {
                "denies"
            };
            let left = if list.element.name() == "NotAction" {
                "no action"
            } else {
                "no resource"
            };
            Some(
                RULE.finding(format!(
                    "this statement {verb} nothing: its `{}` leaves {left}",
                    list.element.name()
                ))
                .at(item.span(), "excludes everything")
                .help("name the exceptions that were meant, or remove the statement"),
            )
        })
        .collect()
}

/// The list that excludes everything, and its entry that does.
pub(in crate::rules) fn leaves_nothing<'s>(
    statement: &'s Statement<'_>,
) -> Option<(&'s List<'s>, &'s Text<'s>)> {
    let excludes = |list: &'s Option<List>, is_everything: fn(&str) -> bool| {
        let list = list.as_ref().filter(|list| list.negated())?;
        let item = list
            .items
            .iter()
            .find(|item| item.known().is_some_and(is_everything))?;
        Some((list, item))
    };
    excludes(&statement.action, |text| text == "*")
        .or_else(|| excludes(&statement.resource, is_every_resource))
}
