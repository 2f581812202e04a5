//! `json`: the report as one object, the promise of `schemas/report.schema.json`.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::Serializer;
use serde_json::ser::{CharEscape, Formatter, PrettyFormatter};

use super::{Checked, Options, Report, Skipped};
use crate::finding::{self, Finding, Safety, Severity, Witness};
use crate::source::{self, Sources, Span};
use crate::text::is_unsafe;

/// Raised when a key changes its meaning or goes away; new keys come without a new number.
const VERSION: u32 = 1;

pub(super) fn write(report: &Report, _: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let counts = report.counts();
    let sources = &report.sources;
    to_writer(
        &Document {
            version: VERSION,
            tool: Tool {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                catalog: report.catalog,
            },
            sources: Each(&report.checked, |checked| policy(checked, sources)),
            findings: Each(&report.findings, |finding| entry(finding, sources)),
            suppressed: Each(&report.suppressed, |suppressed| {
                exception(suppressed, sources)
            }),
            skipped: Each(&report.skipped, skipped),
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
    Policy {
        name: sources.name(checked.file),
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
                    start: edit.span.start,
                    end: edit.span.end,
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

/// A sequence whose elements are made one at a time, while they are written.
pub(super) struct Each<'r, T, F>(pub &'r [T], pub F);

impl<'r, T, F, E> Serialize for Each<'r, T, F>
where
    F: Fn(&'r T) -> E,
    E: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(&self.1))
    }
}

/// Indented JSON that no terminal obeys, and a line break.
pub(super) fn to_writer(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Safe::default());
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// [`PrettyFormatter`], with every unsafe character of a string escaped, not only those that JSON forbids.
#[derive(Default)]
struct Safe(PrettyFormatter<'static>);

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_unsafe) {
            let (before, from) = rest.split_at(at);
            out.write_all(before.as_bytes())?;
            let mut chars = from.chars();
            if let Some(char) = chars.next() {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
            rest = chars.as_str();
        }
        out.write_all(rest.as_bytes())
    }

    fn write_char_escape<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        self.0.write_char_escape(out, escape)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}
