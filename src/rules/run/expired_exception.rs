use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Rule, Run};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "expired-exception",
        category: Category::Run,
        severity: Severity::Warning,
        summary: "exception of the configuration whose last day is over",
        codes: &[],
    },
    options: &[],
    check: Check::Run(check),
};

/// Every exception past its `until`: it lets nothing pass any more.
fn check(run: &Run) -> Vec<Finding> {
    let today = run.now.date_naive();
    run.config
        .exceptions
        .iter()
        .filter(|exception| exception.is_expired(today))
        .map(|exception| {
            let span = exception.until_span.unwrap_or(exception.span);
            RULE.finding(format!(
                "the exception for {} has run out",
                quote(&exception.rule)
            ))
            .at(span, "its last day is over; it lets nothing pass any more")
            .help("mend what it excused, or give it a new day and a reason")
        })
        .collect()
}
