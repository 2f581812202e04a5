//! The verdicts as people read them: a line for what is proven or was not read, the lines in question for the others.

use std::io::{self, Write};

use crate::report::{self, Format, Options, Report};
use crate::source::Sources;
use crate::text::harmless;

use super::Answers;
use super::answer::{Answer, Found};

pub(super) fn write(
    answers: &Answers,
    sources: Sources,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let proven = answers.all.iter().filter(|one| one.found == Found::Proven);
    let is_unread = |one: &&Answer| one.found != Found::Proven && one.finding.is_none();
    let unread = answers.all.iter().filter(is_unread);
    let mut is_first = true;
    for answer in proven.chain(unread) {
        writeln!(out, "{}", harmless(&answer.sentence))?;
        is_first = false;
    }
    let findings = answers.all.iter().filter_map(|one| one.finding.clone());
    let report = Report {
        sources,
        findings: findings.collect(),
        ..Report::default()
    };
    if report.findings.is_empty() {
        return Ok(());
    }
    if !is_first {
        writeln!(out)?;
    }
    report::write(&report, Format::Human, options, out)
}
