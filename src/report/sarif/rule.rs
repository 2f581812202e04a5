//! The table of rules in a SARIF log: nothing in it comes from a policy.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Text, level};
use crate::finding::Meta;
use crate::report::{Report, RuleEntry};

/// The rules that could have spoken and those that did, by id.
pub(super) struct Rules {
    entries: Vec<RuleEntry>,
    indices: BTreeMap<&'static str, usize>,
}

/// A reporting descriptor (§3.49).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    id: &'static str,
    short_description: Text,
    full_description: Text,
    /// GitHub requires it.
    help: Help,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties {
    tags: [&'static str; 2],
}

impl Rules {
    pub(super) fn of(report: &Report) -> Self {
        let suppressed = report
            .suppressed
            .iter()
            .map(|suppressed| &suppressed.finding);
        let spoke = report.findings.iter().chain(suppressed);
        let mut by_id: BTreeMap<&'static str, RuleEntry> = spoke
            .map(|finding| (finding.rule.id, without_page(finding.rule)))
            .collect();
        by_id.extend(report.rules.iter().map(|entry| (entry.meta.id, *entry)));
        let indices = by_id.keys().enumerate();
        Self {
            indices: indices.map(|(index, &id)| (id, index)).collect(),
            entries: by_id.into_values().collect(),
        }
    }

    /// # Panics
    /// If no finding of the report is of that rule.
    pub(super) fn index(&self, id: &str) -> usize {
        *self
            .indices
            .get(id)
            .expect("the table was made from the same findings")
    }

    pub(super) fn descriptors(&self) -> Vec<Descriptor> {
        self.entries.iter().map(descriptor).collect()
    }
}

fn without_page(meta: &'static Meta) -> RuleEntry {
    RuleEntry { meta, page: |_| "" }
}

fn descriptor(&RuleEntry { meta, page }: &RuleEntry) -> Descriptor {
    let page = match page(meta) {
        "" => meta.summary,
        page => page,
    };
    Descriptor {
        id: meta.id,
        short_description: Text {
            text: meta.summary.to_owned(),
        },
        full_description: Text {
            text: lead(page).unwrap_or_else(|| meta.summary.to_owned()),
        },
        help: Help {
            text: page,
            markdown: page,
        },
        default_configuration: Configuration {
            level: level(meta.severity),
        },
        properties: Properties {
            tags: ["iam", meta.category.name()],
        },
    }
}

/// The sentence under a page's title, on one line.
fn lead(page: &str) -> Option<String> {
    let lines: Vec<&str> = page
        .lines()
        .map(str::trim)
        .skip_while(|line| line.is_empty() || line.starts_with("# "))
        .take_while(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    (!lines.is_empty()).then(|| lines.join(" "))
}
