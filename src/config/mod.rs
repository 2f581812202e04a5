//! `iamsure.toml`: which rules run, at what severity, with what options and exceptions, and what a path holds.

mod asked;
mod baseline;
mod files;
mod mistake;
mod options;
mod question;
mod read;
mod resolve;
mod selection;
mod written;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::finding::{Meta, Severity};
use crate::kind::{PolicyType, Profile, ResourceType, Stage};
use crate::source::{Span, Spanned};
use crate::text;

pub use baseline::{Baseline, BaselineError};
pub use mistake::{ConfigError, Mistake};
pub use options::{OptionKind, OptionValue, Options, Pattern, RuleOption};
pub use question::{Question, QuestionKind};
pub use read::read;
pub use selection::{Flags, Selection, UnknownName};

use files::Files;
use selection::Name;

/// What the configuration has to know of a rule to read its own text.
#[derive(Clone, Copy, Debug)]
pub struct Known<'r> {
    pub meta: &'r Meta,
    pub standing: Standing,
    pub options: &'r [RuleOption],
}

/// Whether a rule runs when nobody names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Default,
    /// Strict or debatable: it runs when it is selected or given a level.
    OptIn,
}

/// The configuration as resolved: every name in it is known, every pattern compiled.
///
/// [`Config::default`] is that of a run without a file.
#[derive(Debug, Default)]
pub struct Config {
    pub fail_on: Option<FailOn>,
    /// Our own account: twelve digits.
    pub account: Option<String>,
    /// In the order of the file.
    pub exceptions: Vec<Exception>,
    /// What an organisation asks of every policy, in the order of the file; each name once.
    pub questions: Vec<Question>,
    excepted: Files,
    folder: PathBuf,
    select: Vec<Name>,
    ignore: Vec<Name>,
    levels: BTreeMap<String, Level>,
    options: BTreeMap<String, Options>,
    profile: Option<Setting<Profile>>,
    stage: Option<Setting<Stage>>,
    paths: Vec<PathTable>,
    path_files: Files,
}

/// From which severity on a finding fails the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FailOn {
    Info,
    #[default]
    Warning,
    Error,
    Never,
}

impl FailOn {
    /// With the name that the configuration and `--fail-on` have for it.
    pub const ALL: [(&'static str, Self); 4] = [
        ("error", Self::Error),
        ("warning", Self::Warning),
        ("info", Self::Info),
        ("never", Self::Never),
    ];

    #[must_use]
    pub fn fails(self, severity: Severity) -> bool {
        match self {
            Self::Info => true,
            Self::Warning => severity >= Severity::Warning,
            Self::Error => severity == Severity::Error,
            Self::Never => false,
        }
    }
}

/// What `[rules]` says of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Off,
    At(Severity),
}

/// What the configuration says of one input; `None` is left to the flags, and then to what the policy itself shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathSettings {
    pub policy_type: Option<PolicyType>,
    pub profile: Option<Profile>,
    pub stage: Option<Stage>,
    /// What the policy is attached to.
    pub resource_type: Option<ResourceType>,
}

/// A finding that somebody has decided to live with, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The id of the rule.
    pub rule: String,
    /// The pattern of its files.
    pub file: Spanned<String>,
    /// Whether its pattern was looked for among all files, and none answers to it; who looks for files says so.
    pub is_of_no_file: bool,
    /// `None`: every statement of its files.
    pub statement: Option<Statement>,
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<NaiveDate>,
    /// The head of its table, `[[exception]]`: where a finding about it points.
    pub span: Span,
    /// Where its last day is written.
    pub until_span: Option<Span>,
}

/// How an exception names a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    Sid(String),
    /// From 0, as in a JSON pointer.
    Index(usize),
}

/// A value that may be left to what the policy itself shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Setting<T> {
    Auto,
    Is(T),
}

#[derive(Debug, Default)]
struct PathTable {
    policy_type: Option<Setting<PolicyType>>,
    profile: Option<Setting<Profile>>,
    stage: Option<Setting<Stage>>,
    resource_type: Option<ResourceType>,
}

impl Config {
    /// What `[rules]` says of a rule; `None` if nothing. [`Selection`] weighs it against the rest.
    #[must_use]
    pub fn level(&self, rule: &str) -> Option<Level> {
        self.levels.get(rule).copied()
    }

    /// The options of a rule, each known and of the right kind; empty if none is set.
    #[must_use]
    pub fn options(&self, rule: &str) -> &Options {
        self.options.get(rule).unwrap_or(Options::NONE)
    }

    /// How the patterns of this configuration see a file: relative to the configuration's own folder, with `/`.
    ///
    /// `path` is absolute; one outside of the folder stays as it is, so that only a pattern with `**` can match it.
    #[must_use]
    pub fn relative(&self, path: &Path) -> String {
        text::slashed(path.strip_prefix(&self.folder).unwrap_or(path))
    }

    /// The folder of the configuration, which its patterns are relative to.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether anything is said of single files: else nobody asks what [`Config::relative`] calls them.
    #[must_use]
    pub fn names_files(&self) -> bool {
        !self.paths.is_empty() || !self.exceptions.is_empty()
    }

    /// The settings for a file, as [`Config::relative`] names it: those of the first `[[path]]` that matches it, and
    /// only of that one; what it leaves open, the top of the configuration says.
    #[must_use]
    pub fn path_settings(&self, file: &str) -> PathSettings {
        let table = self
            .path_files
            .first(file)
            .and_then(|index| self.paths.get(index));
        let policy_type = table.and_then(|table| table.policy_type);
        let profile = table.and_then(|table| table.profile).or(self.profile);
        let stage = table.and_then(|table| table.stage).or(self.stage);
        PathSettings {
            policy_type: policy_type.and_then(Setting::value),
            profile: profile.and_then(Setting::value),
            stage: stage.and_then(Setting::value),
            resource_type: table.and_then(|table| table.resource_type),
        }
    }

    /// The exceptions for a file, as [`Config::relative`] names it, each with its index in `exceptions`.
    pub fn exceptions_for(&self, file: &str) -> impl Iterator<Item = (usize, &Exception)> {
        self.excepted
            .all(file)
            .into_iter()
            .filter_map(|index| Some((index, self.exceptions.get(index)?)))
    }
}

impl Exception {
    /// Whether it lets a finding of `rule` pass that lies in the given statement of one of its files, by index from 0
    /// and `Sid`. One for a statement never covers a finding outside of all statements.
    #[must_use]
    pub fn covers(&self, rule: &str, index: Option<usize>, sid: Option<&str>) -> bool {
        self.rule == rule
            && match &self.statement {
                None => true,
                Some(Statement::Sid(wanted)) => sid == Some(wanted.as_str()),
                Some(Statement::Index(wanted)) => index == Some(*wanted),
            }
    }

    /// Whether its last day is over; then it covers nothing any more.
    #[must_use]
    pub fn is_expired(&self, today: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}

impl<T> Setting<T> {
    fn value(self) -> Option<T> {
        match self {
            Self::Auto => None,
            Self::Is(value) => Some(value),
        }
    }
}
