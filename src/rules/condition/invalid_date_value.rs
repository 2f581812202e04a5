use chrono::DateTime;

use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Part, Text};
use crate::operator::Family;
use crate::rules::{Check, Context, Rule};
use crate::semantics::operators::date::{self, Form};
use crate::text::quote;

use super::type_mismatch;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-date-value",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "date written as seconds since 1970",
        codes: &["INVALID_DATE_VALUE"],
    },
    options: &[],
    check: Check::With(Part::Ordered, check),
};

/// Each epoch number under a date operator, but for the key that is such a number itself. Where the key is no date, the
/// operator is wrong, which `type-mismatch` says.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in &cx.policy.statements {
        for (index, condition) in statement.conditions.iter().enumerate() {
            let spec = condition.spec;
            if spec.is_none_or(|spec| spec.base.family() != Family::Date)
                || condition.is_on("aws:EpochTime")
            {
                continue;
            }
            let key = cx.keys(statement).get(index).copied().flatten();
            if !type_mismatch::says_wrong(cx, key, Family::Date) {
                findings.extend(condition.values.iter().filter_map(epoch));
            }
        }
    }
    findings
}

fn epoch(value: &Text) -> Option<Finding> {
    /// The last second of the year 9999: past it, years have five digits.
    const LATEST: i64 = 253_402_300_799;
    let text = value.known()?;
    let date = date::parse(text)
        .ok()
        .filter(|date| date.form == Form::Epoch)?;
    let seconds = date.instant.seconds;
    let finding = RULE.finding(format!(
        "AWS may not read {} as the date that is meant",
        quote(text)
    ));
    if seconds > LATEST {
        let meant = in_words(seconds / 1000).filter(|_| seconds / 1000 <= LATEST);
        let finding = finding.at(value.span(), "past the year 9999, if it counts seconds");
        return Some(match meant {
            Some(meant) => finding.help(format!("write `{meant}`, if it counts milliseconds")),
            None => finding,
        });
    }
    let meant = in_words(seconds)?;
    Some(
        finding
            .at(value.span(), "a count of seconds, not a written date")
            .help(format!("write `{meant}`"))
            .fix(
                format!("replace it with `{meant}`"),
                Safety::Safe,
                vec![Edit::replace(value.span(), format!("\"{meant}\""))],
            ),
    )
}

fn in_words(seconds: i64) -> Option<String> {
    let instant = DateTime::from_timestamp(seconds, 0)?;
    Some(instant.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}
