//! `json`: the report as one object, the promise of `schemas/report.schema.json`.

use std::io;

use serde::Serialize;

use super::safe_json::{Each, to_writer};
use super::{Checked, Options, Report, Skipped};
use crate::finding::{self, Finding, Safety, Severity, Witness};
use crate::source::{self, Sources, Span};

/// Raised when a key changes its meaning or goes away; new keys come without a new number.
const VERSION: u32 = 1;

pub(super) fn write(report: &Report, _: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    // What could not be read was not checked either.
    let left = report.skipped.iter().chain(&report.unreadable);
    let left: Vec<Unread> = left.map(skipped).collect();
    let counts = report.counts();
    let sources = &report.sources;
    to_writer(
        &Document {
            version: VERSION,
            tool: Tool {
                name: super::TOOL,
                version: env!("CARGO_PKG_VERSION"),
                catalog: report.catalog,
            },
            sources: Each(&report.checked, |checked| policy(checked, sources)),
            findings: Each(&report.findings, |finding| entry(finding, sources)),
            suppressed: Each(&report.suppressed, |suppressed| {
                exception(suppressed, sources)
            }),
            skipped: left,
            notes: &report.notes,
            summary: Summary {
                policies: report.checked.len(),
                errors: counts.errors,
                warnings: counts.warnings,
                infos: counts.infos,
            },
        },
        out,
    )
}

#[derive(Serialize)]
struct Document<'r, P, F, U, K> {
    version: u32,
    tool: Tool,
    sources: P,
    findings: F,
    suppressed: U,
    skipped: K,
    notes: &'r [String],
    summary: Summary,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
    catalog: Option<&'static str>,
}

#[derive(Serialize)]
struct Policy<'r> {
    name: &'r str,
    /// The file that holds it beside other things.
    within: Option<&'r str>,
    r#type: &'static str,
    profile: &'static str,
    stage: Option<&'static str>,
}

#[derive(Serialize)]
struct Entry<'r> {
    rule: &'static str,
    severity: Severity,
    category: finding::Category,
    message: &'r str,
    help: Option<&'r str>,
    source: &'r str,
    pointer: &'r str,
    start: Place,
    end: Place,
    labels: Vec<Label<'r>>,
    witness: Option<&'r Witness>,
    fix: Option<Fix<'r>>,
    access_analyzer: Option<&'static str>,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
    offset: u32,
}

#[derive(Serialize)]
struct Label<'r> {
    source: &'r str,
    start: Place,
    end: Place,
    text: &'r str,
}

#[derive(Serialize)]
struct Fix<'r> {
    title: &'r str,
    safety: Safety,
    edits: Vec<Edit<'r>>,
}

#[derive(Serialize)]
struct Edit<'r> {
    source: &'r str,
    start: u32,
    end: u32,
    text: &'r str,
}

#[derive(Serialize)]
struct Suppressed<'r> {
    reason: &'r str,
    finding: Entry<'r>,
}

#[derive(Serialize)]
struct Unread<'r> {
    source: &'r str,
    reason: &'r str,
}

#[derive(Serialize)]
struct Summary {
    policies: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
}

fn policy<'r>(checked: &Checked, sources: &'r Sources) -> Policy<'r> {
    let source = sources.get(checked.file);
    Policy {
        name: &source.name,
        within: source.is_part().then(|| source.file_name()),
        r#type: checked.policy_type,
        profile: checked.profile,
        stage: checked.stage,
    }
}

fn entry<'r>(finding: &'r Finding, sources: &'r Sources) -> Entry<'r> {
    let span = finding.primary.span;
    Entry {
        rule: finding.rule.id,
        severity: finding.severity,
        category: finding.rule.category,
        message: &finding.message,
        help: finding.help.as_deref(),
        source: sources.name(span.file),
        pointer: &finding.pointer,
        start: start(span, sources),
        end: end(span, sources),
        labels: std::iter::once(&finding.primary)
            .chain(&finding.related)
            .map(|label| Label {
                source: sources.name(label.span.file),
                start: start(label.span, sources),
                end: end(label.span, sources),
                text: &label.text,
            })
            .collect(),
        witness: finding.witness.as_deref(),
        fix: finding.fix.as_ref().map(|fix| Fix {
            title: &fix.title,
            safety: fix.safety,
            edits: fix
                .edits
                .iter()
                .map(|edit| Edit {
                    source: sources.name(edit.span.file),
                    start: sources.start(edit.span).offset,
                    end: sources.end(edit.span).offset,
                    text: &edit.text,
                })
                .collect(),
        }),
        access_analyzer: finding.access_analyzer,
    }
}

fn exception<'r>(suppressed: &'r super::Suppressed, sources: &'r Sources) -> Suppressed<'r> {
    Suppressed {
        reason: &suppressed.reason,
        finding: entry(&suppressed.finding, sources),
    }
}

fn skipped(skipped: &Skipped) -> Unread<'_> {
    Unread {
        source: &skipped.name,
        reason: &skipped.reason,
    }
}

fn start(span: Span, sources: &Sources) -> Place {
    place(sources.start(span))
}

fn end(span: Span, sources: &Sources) -> Place {
    place(sources.end(span))
}

fn place(place: source::Place) -> Place {
    Place {
        line: place.line,
        column: place.column,
        offset: place.offset,
    }
}
