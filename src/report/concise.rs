//! `concise`: one line per finding, for editors, grep and quick looks.

use std::io;

use super::plain::{plain, sentence};
use super::{Options, Report};
use crate::finding::Finding;

/// `file:line:column: severity: message: label; did you mean …? [rule]`
pub(super) fn write(report: &Report, _: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in &report.findings {
        let span = finding.primary.span;
        let place = report.sources.start(span);
        writeln!(
            out,
            "{}:{}:{}: {}: {}{} [{}]",
            plain(report.sources.name(span.file)),
            place.line,
            place.column,
            finding.severity.name(),
            sentence(finding),
            suggestion(finding).unwrap_or_default(),
            finding.rule.id,
        )?;
    }
    Ok(())
}

/// The help, where it is a word to put in place of the flagged one; other help is for those who ask for more.
fn suggestion(finding: &Finding) -> Option<String> {
    let help = finding.help.as_deref()?;
    let question = help.starts_with("did you mean");
    let mark = if help.ends_with('?') { "" } else { "?" };
    question.then(|| format!("; {}{mark}", plain(help)))
}
