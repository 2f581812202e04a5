use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Rule, Run};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unused-exception",
        category: Category::Run,
        severity: Severity::Warning,
        summary: "exception of the configuration that lets nothing pass",
        codes: &[],
    },
    options: &[],
    check: Check::Run(check),
};

/// Every exception that still holds, speaks of something that was checked, and matched no finding.
fn check(run: &Run) -> Vec<Finding> {
    let today = run.now.date_naive();
    run.config
        .exceptions
        .iter()
        .zip(run.exceptions)
        .filter(|(exception, state)| state.concerned && !state.used && !exception.is_expired(today))
        .map(|(exception, _)| {
            RULE.finding(format!(
                "this exception for {} matches no finding",
                quote(&exception.rule)
            ))
            .at(
                exception.span,
                "what it excused is no longer there, or it never was",
            )
            .help("remove it, or correct its `rule`, `file` or `statement`")
        })
        .collect()
}
