//! `github`: workflow commands that GitHub Actions turns into annotations of the changed lines.
//!
//! See "Workflow commands for GitHub Actions" in GitHub's documentation.

use std::fmt;
use std::io;

use super::plain::{plain, sentence};
use super::{Options, Report};
use crate::finding::{Finding, Severity};
use crate::source::Sources;

/// `::error file=…,line=…,endLine=…,col=…,endColumn=…,title=…::message`
pub(super) fn write(report: &Report, _: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in &report.findings {
        annotate(finding, &report.sources, out)?;
    }
    Ok(())
}

fn annotate(finding: &Finding, sources: &Sources, out: &mut dyn io::Write) -> io::Result<()> {
    let span = finding.primary.span;
    let source = sources.get(span.file);
    let (start, end) = source.file_places(span);
    write!(
        out,
        "::{} file={},line={},endLine={}",
        command(finding.severity),
        Property(&plain(source.file_name())),
        start.line,
        end.line,
    )?;
    // GitHub drops the columns of an annotation that spans lines.
    if start.line == end.line {
        write!(out, ",col={},endColumn={}", start.column, end.column)?;
    }
    write!(
        out,
        ",title={}::{}",
        Property(finding.rule.id),
        Message(&sentence(finding))
    )?;
    if let Some(help) = &finding.help {
        write!(out, "%0Ahelp: {}", Message(&plain(help)))?;
    }
    writeln!(out)
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// A text after `::`: what would end the line is encoded.
struct Message<'t>(&'t str);

/// A value before `::`: what would end the property is encoded too.
struct Property<'t>(&'t str);

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        encode(self.0, &['%', '\r', '\n'], f)
    }
}

impl fmt::Display for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        encode(self.0, &['%', '\r', '\n', ':', ','], f)
    }
}

fn encode(text: &str, special: &[char], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for part in text.split_inclusive(special) {
        let mut chars = part.chars();
        match chars.next_back() {
            Some(last) if special.contains(&last) => {
                write!(f, "{}%{:02X}", chars.as_str(), u32::from(last))?;
            }
            _ => f.write_str(part)?,
        }
    }
    Ok(())
}
