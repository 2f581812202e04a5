use crate::config::Exception;
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

/// Every exception that still holds, and either has no file at all or matched no finding of what was checked.
fn check(run: &Run) -> Vec<Finding> {
    let today = run.now.date_naive();
    run.config
        .exceptions
        .iter()
        .zip(run.exceptions)
        .filter(|(exception, _)| !exception.is_expired(today))
        .filter_map(|(exception, state)| {
            if exception.is_of_no_file {
                return Some(without_file(exception));
            }
            (state.concerned && !state.used).then(|| without_finding(exception))
        })
        .collect()
}

fn without_file(exception: &Exception) -> Finding {
    RULE.finding(format!(
        "this exception for {} is for a file that is not there",
        quote(&exception.rule)
    ))
    .at(exception.file.span, "no file has this name")
    .related(exception.span, "nothing passes by it")
    .help("remove it, or correct its `file`")
}

fn without_finding(exception: &Exception) -> Finding {
    RULE.finding(format!(
        "this exception for {} matches no finding",
        quote(&exception.rule)
    ))
    .at(
        exception.span,
        "what it excused is no longer there, or it never was",
    )
    .help("remove it, or correct its `rule`, `file` or `statement`")
}
