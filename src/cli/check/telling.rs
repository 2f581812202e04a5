//! What `check` tells people on standard error: what was read, what could not be, and the summary.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use crate::cli::arguments::CheckArguments;
use crate::integration::Integration;
use crate::report;
use crate::text;
use crate::text::harmless;

use super::Checked;

/// The summary, on standard error: the report is on standard output, whole and only.
pub(super) fn tell(arguments: &CheckArguments, checked: &Checked) {
    let report = &checked.report;
    let mut text = String::new();
    if arguments.verbose {
        let _ = writeln!(
            text,
            "clock: {}",
            checked
                .now
                .to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
        );
        for note in &checked.notes {
            let _ = writeln!(text, "{}", harmless(note));
        }
        for checked in &report.checked {
            let stage = checked
                .stage
                .map(|stage| format!(", stage {stage}"))
                .unwrap_or_default();
            let name = harmless(report.sources.name(checked.file));
            let _ = writeln!(
                text,
                "checked {name}: {}, profile {}{stage}",
                checked.policy_type, checked.profile
            );
        }
        for skipped in &report.skipped {
            let name = harmless(&skipped.name);
            let _ = writeln!(text, "skipped {name}: {}", harmless(&skipped.reason));
        }
        for suppressed in &report.suppressed {
            let finding = &suppressed.finding;
            let name = harmless(report.sources.name(finding.primary.span.file));
            let _ = writeln!(
                text,
                "let pass {name}: {} ({})",
                finding.rule.id, suppressed.reason
            );
        }
    }
    for (name, reason) in &checked.unreadable {
        let _ = writeln!(
            text,
            "error: {} cannot be read: {reason}",
            text::quote(name)
        );
    }
    for (name, reason) in &checked.fixed.refused {
        let _ = writeln!(text, "error: {} was not fixed: {reason}", text::quote(name));
    }
    if waited_in_vain(arguments, checked) {
        let _ = writeln!(text, "error: {NOT_MADE}, and the time of `--watch` is up");
    }
    if !arguments.quiet {
        text.push_str(&checked.fixed.told);
        if is_early(arguments, checked) && arguments.watch.is_none() {
            let _ = writeln!(text, "{NOT_MADE}: run this again, or with `--watch`");
        }
        let _ = writeln!(text, "{}", report::summary(report));
    }
    let text: String = text
        .chars()
        .map(|char| {
            if char != '\n' && text::is_unsafe(char) {
                '\u{fffd}'
            } else {
                char
            }
        })
        .collect();
    // Where not even standard error takes it, there is nobody to tell.
    let _ = io::stderr().write_all(text.as_bytes());
}

const NOT_MADE: &str = "Confluent has not made its role yet, so nothing was compared with it";

/// Whether Confluent's side was asked before there was anything to compare with.
fn is_early(arguments: &CheckArguments, checked: &Checked) -> bool {
    let is_made = checked
        .integration
        .as_ref()
        .is_none_or(Integration::created);
    arguments.live.live.is_some() && !is_made
}

/// Who waits for the role goes on with it, and must not where there is none.
pub(super) fn waited_in_vain(arguments: &CheckArguments, checked: &Checked) -> bool {
    arguments.watch.is_some() && is_early(arguments, checked)
}
