//! `Report`, what a run found, and one file per format that writes it down.

mod concise;
pub mod fingerprint;
mod github;
mod human;
mod json;
mod plain;
mod safe_json;
mod sarif;

use std::fmt::Write as _;
use std::io;

use crate::finding::{Finding, Meta, Severity};
use crate::source::{FileId, Sources};
use crate::text;

pub use safe_json::to_writer as write_json;

/// Who reports, as machines read it.
pub const TOOL: &str = "iamsure";

/// Writes the whole report, and nothing else, in `format`.
///
/// # Errors
/// What `out` refuses; a closed pipe keeps its [`io::ErrorKind::BrokenPipe`].
pub fn write(
    report: &Report,
    format: Format,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(64 * 1024, out);
    format.write(report, options, &mut out)?;
    io::Write::flush(&mut out)
}

/// How a report meets its reader, where the format leaves a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether `human` may use ANSI colours; the other formats never do.
    pub color: bool,
    /// How many columns `human` may fill.
    pub width: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            color: false,
            width: 100,
        }
    }
}

/// The one list of formats: a line here and a file beside this one make a format.
macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident => $module:ident,)*) => {
        /// What `--format` can name.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
        pub enum Format {
            $($(#[$doc])* $format,)*
        }

        impl Format {
            pub const ALL: &[Self] = &[$(Self::$format),*];

            /// As `--format` names it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$format => stringify!($module),)*
                }
            }

            fn write(self, report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
                match self {
                    $(Self::$format => $module::write(report, options, out),)*
                }
            }
        }
    };
}

formats! {
    /// For people: the lines in question, and what to do
    #[default]
    Human => human,
    /// One line per finding
    Concise => concise,
    /// One JSON object, as schemas/report.schema.json promises it
    Json => json,
    /// SARIF 2.1.0, for code scanning services
    Sarif => sarif,
    /// Annotations of GitHub Actions
    Github => github,
}

impl Format {
    /// Whether it names the value that a finding is about by a JSON pointer, or makes fingerprints of it.
    #[must_use]
    pub fn shows_pointers(self) -> bool {
        !matches!(self, Self::Human | Self::Concise | Self::Github)
    }

    /// Whether it shows what else a finding points at, and what to do: more than its place and what is wrong there.
    #[must_use]
    pub fn shows_labels(self) -> bool {
        self != Self::Concise
    }
}

/// Everything that a format may print.
#[derive(Debug, Default)]
pub struct Report {
    /// The date of the embedded AWS data, `YYYY-MM-DD`, if a rule could ask it.
    pub catalog: Option<&'static str>,
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
    /// Inputs that were to be checked and could not be read: people are told of them as errors, and reports for programs say so.
    pub unreadable: Vec<Skipped>,
    /// The facts and the manual page of every rule that could have spoken, in any order.
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
    /// Its manual, in Markdown: unpacked for those who ask. Empty where it has none.
    pub page: fn(&Meta) -> &'static str,
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

/// One line that says how the run ended, for standard error, and one more for each note.
#[must_use]
pub fn summary(report: &Report) -> String {
    let Counts {
        errors,
        warnings,
        infos,
    } = report.counts();
    let found: Vec<String> = [(errors, "error"), (warnings, "warning"), (infos, "info")]
        .into_iter()
        .filter(|&(number, _)| number > 0)
        .map(|(number, noun)| text::count(number, noun))
        .collect();
    let found = match found.as_slice() {
        [] => "no findings".to_owned(),
        found => found.join(", "),
    };
    let policies = text::count(report.checked.len(), "policy");
    let besides: Vec<String> = [
        (report.suppressed.len(), "suppressed"),
        (report.skipped.len(), "skipped"),
    ]
    .into_iter()
    .filter(|&(number, _)| number > 0)
    .map(|(number, what)| format!("{number} {what}"))
    .collect();

    let mut summary = format!("{found} in {policies}");
    if !besides.is_empty() {
        let _ = write!(summary, " ({})", besides.join(", "));
    }
    for note in &report.notes {
        let _ = write!(summary, "\nnote: {}", plain::plain(note));
    }
    summary
}
