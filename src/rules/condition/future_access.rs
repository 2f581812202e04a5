use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::Part;
use crate::rules::condition::expired_access::{limits_time, place, written};
use crate::rules::{Check, Context, Rule};
use crate::semantics::operators::date::Instant;
use crate::semantics::satisfy::time_window;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "future-access",
        category: Category::Condition,
        severity: Severity::Info,
        summary: "statement whose dates have not begun",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Ordered, check),
};

/// Every statement that does not apply yet.
fn check(cx: &Context) -> Vec<Finding> {
    let now = Instant::from_seconds(cx.now.timestamp());
    cx.policy
        .sound_statements()
        .filter(|statement| limits_time(statement))
        .filter_map(|statement| {
            let window = time_window(&statement.conditions);
            let begins = window.begins.filter(|_| window.emptied_by().is_none())?;
            if begins.at <= now {
                return None;
            }
            let condition = statement.conditions.get(begins.condition)?;
            let verb = if statement.is_deny() {
                "denies"
            } else {
                "allows"
            };
            let when = written(begins.at);
            Some(
                RULE.finding(format!("this statement {verb} nothing before `{when}`"))
                    .at(place(condition, &begins), "it begins here")
                    .help("check the date if the statement is meant to apply now"),
            )
        })
        .collect()
}
