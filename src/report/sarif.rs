//! `sarif`: the OASIS format that code scanning services read.
//!
//! See "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; section numbers below are its.

mod place;
mod rule;

use std::io;

use serde::Serialize;

use self::place::{Artifact, Location, Region};
use self::rule::{Descriptor, Rules};
use super::fingerprint::fingerprints;
use super::plain::{plain, sentence};
use super::safe_json::{Each, to_writer};
use super::{Options, Report, Skipped};
use crate::finding::{Finding, Severity, Witness};
use crate::source::Sources;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn write(report: &Report, _: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let rules = Rules::of(report);
    let results = results(report);
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: super::TOOL,
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    rules: rules.descriptors(),
                },
            },
            invocations: [Invocation {
                execution_successful: report.unreadable.is_empty(),
                tool_execution_notifications: notifications(report),
            }],
            column_kind: "unicodeCodePoints",
            results: Each(&results, |found| result(found, &rules, &report.sources)),
        }],
    };
    to_writer(&log, out)
}

#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<R>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<R> {
    tool: Tool,
    invocations: [Invocation; 1],
    /// Without it, columns would count UTF-16 units (§3.14.17).
    column_kind: &'static str,
    results: R,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    information_uri: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}

/// A message (§3.11).
#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'r> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: Fingerprints<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<[Fix<'r>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<&'r [Suppression<'r>]>,
    #[serde(skip_serializing_if = "Properties::is_empty")]
    properties: Properties<'r>,
}

#[derive(Serialize)]
struct Fingerprints<'r> {
    /// The number changes when fingerprints are made another way.
    #[serde(rename = "flaggedText/v1")]
    flagged_text: &'r str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix<'r> {
    description: Text,
    artifact_changes: [Change<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'r> {
    artifact_location: Artifact,
    replacements: Vec<Replacement<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'r> {
    deleted_region: Region,
    inserted_content: Content<'r>,
}

#[derive(Serialize)]
struct Content<'r> {
    text: &'r str,
}

#[derive(Serialize)]
struct Suppression<'r> {
    kind: &'static str,
    status: &'static str,
    justification: &'r str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    access_analyzer: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<&'r Witness>,
}

impl Properties<'_> {
    fn is_empty(&self) -> bool {
        self.access_analyzer.is_none() && self.witness.is_none()
    }
}

/// A finding of either list, ready to be written.
struct Found<'r> {
    finding: &'r Finding,
    fingerprint: String,
    /// Either every result of a run says whether it is suppressed or none does (§3.27.23).
    suppressions: Option<Vec<Suppression<'r>>>,
}

fn results(report: &Report) -> Vec<Found<'_>> {
    let some_suppressed = !report.suppressed.is_empty();
    let findings = report
        .findings
        .iter()
        .map(|finding| (finding, some_suppressed.then(Vec::new)));
    let suppressed = report.suppressed.iter().map(|suppressed| {
        (
            &suppressed.finding,
            Some(vec![suppression(&suppressed.reason)]),
        )
    });
    findings
        .chain(suppressed)
        .zip(fingerprints(report))
        .map(|((finding, suppressions), fingerprint)| Found {
            finding,
            fingerprint,
            suppressions,
        })
        .collect()
}

fn result<'r>(found: &'r Found<'r>, rules: &Rules, sources: &Sources) -> Outcome<'r> {
    let finding = found.finding;
    Outcome {
        rule_id: finding.rule.id,
        rule_index: rules.index(finding.rule.id),
        level: level(finding.severity),
        message: message(finding),
        locations: [Location::of(finding.primary.span, sources).in_document(&finding.pointer)],
        related_locations: finding
            .related
            .iter()
            .enumerate()
            .map(|(index, label)| {
                Location::of(label.span, sources).related(index + 1, text(&label.text))
            })
            .collect(),
        partial_fingerprints: Fingerprints {
            flagged_text: &found.fingerprint,
        },
        fixes: fix(finding, sources).map(|fix| [fix]),
        suppressions: found.suppressions.as_deref(),
        properties: Properties {
            access_analyzer: finding.access_analyzer,
            witness: finding.witness.as_deref(),
        },
    }
}

/// What is wrong, why here, and what to do: viewers show a result's message and nothing else of it.
fn message(finding: &Finding) -> Text {
    let mut message = sentence(finding);
    if let Some(help) = &finding.help {
        message.push_str("\nhelp: ");
        message.push_str(&plain(help));
    }
    without_links(message)
}

fn text(written: &str) -> Text {
    without_links(plain(written).into_owned())
}

/// A policy may hold `[text](target)`, which viewers would turn into a link (§3.11.6).
fn without_links(text: String) -> Text {
    let text = if text.contains("](") {
        text.replace('[', "\\[").replace(']', "\\]")
    } else {
        text
    };
    Text { text }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn fix<'r>(finding: &'r Finding, sources: &Sources) -> Option<Fix<'r>> {
    let fix = finding.fix.as_ref()?;
    let source = sources.get(fix.edits.first()?.span.file);
    if !source.is_as_in_file() {
        // Its edits fit the text inside of a string, not the string.
        return None;
    }
    Some(Fix {
        description: text(&fix.title),
        artifact_changes: [Change {
            artifact_location: Artifact::named(source.file_name()),
            replacements: fix
                .edits
                .iter()
                .map(|edit| Replacement {
                    deleted_region: Region::of(edit.span, sources),
                    inserted_content: Content { text: &edit.text },
                })
                .collect(),
        }],
    })
}

fn suppression(reason: &str) -> Suppression<'_> {
    Suppression {
        kind: "external",
        status: "accepted",
        justification: reason,
    }
}

fn notifications(report: &Report) -> Vec<Notification> {
    let skipped = report
        .skipped
        .iter()
        .map(|Skipped { name, reason }| Notification {
            level: "warning",
            message: text(&format!("{name} was not checked: {reason}")),
            locations: vec![Location::whole(name)],
        });
    let notes = report.notes.iter().map(|note| Notification {
        level: "note",
        message: text(note),
        locations: Vec::new(),
    });
    let unreadable = report.unreadable.iter().map(|one| Notification {
        level: "error",
        message: text(&format!("{} cannot be read: {}", one.name, one.reason)),
        locations: vec![Location::whole(&one.name)],
    });
    unreadable.chain(skipped).chain(notes).collect()
}
