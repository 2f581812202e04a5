use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Part, Statement};
use crate::rules::{Check, Context, Rule};
use crate::semantics::operators::date::{self, Instant};
use crate::semantics::satisfy::{Bound, time_window};
use crate::source::Span;
use chrono::DateTime;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "expired-access",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "statement whose dates are over",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Ordered, check),
};

/// Every statement that can no longer apply, because the time that its conditions leave it has passed.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .sound_statements()
        .filter_map(|statement| {
            let end = end(cx, statement)?;
            let condition = statement.conditions.get(end.condition)?;
            let since = written(end.at);
            let finding = if statement.is_deny() {
                RULE.finding(format!("this statement has denied nothing since `{since}`"))
                    .at(place(condition, &end), "its protection ended here")
                    .severity(Severity::Warning)
            } else {
                RULE.finding(format!(
                    "this statement has allowed nothing since `{since}`"
                ))
                .at(place(condition, &end), "its access ended here")
            };
            Some(finding.help("set a later date, or remove the statement"))
        })
        .collect()
}

/// Whether the time that a statement's conditions leave it has passed, or there is none: it lets nobody in.
pub(in crate::rules) fn is_over(cx: &Context, statement: &Statement) -> bool {
    end(cx, statement).is_some()
        || limits_time(statement) && time_window(&statement.conditions).emptied_by().is_some()
}

/// The end of a statement's time, if it has passed.
fn end<'t>(cx: &Context, statement: &'t Statement) -> Option<Bound<Instant<'t>>> {
    if !limits_time(statement) {
        return None;
    }
    let now = Instant::from_seconds(cx.now.timestamp());
    let window = time_window(&statement.conditions);
    if window.emptied_by().is_some() {
        return None;
    }
    let end = window.ends?;
    let is_over = end.at < now || (end.at == now && !end.is_inclusive);
    is_over.then_some(end)
}

/// Whether a condition compares dates or numbers: without one no time can have passed.
pub(super) fn limits_time(statement: &Statement) -> bool {
    statement.conditions.iter().any(|condition| {
        condition
            .spec
            .is_some_and(|spec| spec.base.relation().is_some())
    })
}

/// The value that sets the end.
pub(super) fn place(condition: &Condition, bound: &Bound<Instant>) -> Span {
    condition
        .values
        .iter()
        .find(|value| {
            value
                .known()
                .and_then(|text| date::parse(text).ok())
                .is_some_and(|date| date.instant == bound.at)
        })
        .map_or(condition.value_span, crate::model::Text::span)
}

/// An instant to the second in UTC.
pub(super) fn written(instant: Instant) -> String {
    DateTime::from_timestamp(instant.seconds, 0).map_or_else(
        || instant.seconds.to_string(),
        |date| date.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
    )
}
