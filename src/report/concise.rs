//! `concise`: one line per finding, for editors, grep and quick looks.

use std::io;

use super::plain::{plain, push_sentence};
use super::{Options, Report};
use crate::finding::Finding;
use crate::text;

/// `file:line:column: severity: message: label; did you mean …? [rule]`
pub(super) fn write(report: &Report, _: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let mut line = String::with_capacity(256);
    for finding in &report.findings {
        line.clear();
        push(report, finding, &mut line);
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// Put together by hand: a thousand policies have ten thousand findings, and formatting each takes several times as long.
fn push(report: &Report, finding: &Finding, line: &mut String) {
    let span = finding.primary.span;
    let place = report.sources.start(span);
    line.push_str(&plain(report.sources.name(span.file)));
    for number in [place.line, place.column] {
        line.push(':');
        text::push_number(line, number as usize);
    }
    line.push_str(": ");
    line.push_str(finding.severity.name());
    line.push_str(": ");
    push_sentence(line, finding);
    line.push_str(&suggestion(finding).unwrap_or_default());
    line.push_str(" [");
    line.push_str(finding.rule.id);
    line.push_str("]\n");
}

/// The help, where it is a word to put in place of the flagged one; other help is for those who ask for more.
fn suggestion(finding: &Finding) -> Option<String> {
    let help = finding.help.as_deref()?;
    let question = help.starts_with("did you mean");
    let mark = if help.ends_with('?') { "" } else { "?" };
    question.then(|| format!("; {}{mark}", plain(help)))
}
