//! `Report`, what a run found, and one file per format that writes it down.

use crate::finding::{Finding, Meta, Severity};
use crate::source::{FileId, Sources};

/// Everything that a format may print.
#[derive(Debug, Default)]
pub struct Report {
    /// Every text that a finding may point into.
    pub sources: Sources,
    /// The policies that were checked, in the order of their names.
    pub checked: Vec<Checked>,
    /// Sorted by source name, place, rule.
    pub findings: Vec<Finding>,
    /// Findings that an exception of the configuration or a baseline lets pass.
    pub suppressed: Vec<Suppressed>,
    /// Inputs that were not checked.
    pub skipped: Vec<Skipped>,
    /// The facts and the manual page of every rule that could have spoken, sorted by id.
    pub rules: Vec<RuleEntry>,
    /// Things a reader has to know that are no finding: rules that could not run, for want of an integration, say.
    pub notes: Vec<String>,
}

/// A policy that was checked, and as what.
#[derive(Clone, Debug)]
pub struct Checked {
    pub file: FileId,
    /// `identity`, `trust` …
    pub policy_type: &'static str,
    /// `confluent`, `none`
    pub profile: &'static str,
    /// `prepared`, `final`; `None` where stages mean nothing.
    pub stage: Option<&'static str>,
}

#[derive(Clone, Debug)]
pub struct Suppressed {
    pub finding: Finding,
    /// The reason that its exception gives.
    pub reason: String,
}

#[derive(Clone, Debug)]
pub struct Skipped {
    pub name: String,
    pub reason: String,
}

#[derive(Clone, Copy, Debug)]
pub struct RuleEntry {
    pub meta: &'static Meta,
    /// Markdown.
    pub page: &'static str,
}

/// How many findings there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
}

impl Report {
    #[must_use]
    pub fn counts(&self) -> Counts {
        let of = |severity| {
            self.findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count()
        };
        Counts {
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            infos: of(Severity::Info),
        }
    }
}
