//! What a rule reports: `Draft`, `Finding`, `Label`, `Severity`, `Fix`, `Edit`, `Witness`, and the facts of a rule, `Meta`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::source::Span;

/// How much a finding matters; ordered from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Better said otherwise.
    Info,
    /// Likely wrong, or wider than needed.
    Warning,
    /// AWS refuses it, or it cannot work, or it is exploitable as written.
    Error,
}

impl Severity {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What kind of thing a rule speaks of; also the folder of its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    Syntax,
    Grammar,
    Action,
    Resource,
    Principal,
    Condition,
    Trust,
    Integration,
    Privilege,
    Redundancy,
    Size,
    /// Findings about the run itself: its configuration and exceptions.
    Run,
}

impl Category {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Grammar => "grammar",
            Self::Action => "action",
            Self::Resource => "resource",
            Self::Principal => "principal",
            Self::Condition => "condition",
            Self::Trust => "trust",
            Self::Integration => "integration",
            Self::Privilege => "privilege",
            Self::Redundancy => "redundancy",
            Self::Size => "size",
            Self::Run => "run",
        }
    }
}

/// The facts of a rule, the same for all of its findings.
#[derive(Debug, PartialEq, Eq)]
pub struct Meta {
    /// What is flagged, in lower case with hyphens; the name users write in their configuration.
    pub id: &'static str,
    pub category: Category,
    /// What a finding of this rule has unless the rule says otherwise for it.
    pub severity: Severity,
    /// A noun phrase of at most 80 characters that says what is flagged.
    pub summary: &'static str,
    /// The codes of AWS's own check that this rule can stand for, in the order of AWS's list.
    pub codes: &'static [&'static str],
}

/// A place and why it matters, a fragment of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub text: Cow<'static, str>,
}

/// Whether an edit may be made without a person reading it: what it may let in.
///
/// The measure is what is written: where AWS refuses the text as it stands, because of a comma too many or the letter case
/// of `Allow`, it is held against what the text says, not against the nothing that AWS makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// No request that was denied gets in after the edit. It may shut somebody out: that is what it is for.
    Safe,
    /// The integration that was given gets in after the edit, its role with its external ID, and nobody else. Whoever
    /// gives an integration has said who is to get in, so these need no second look; without one there are none.
    Intended,
    /// A person has to decide.
    Unsafe,
}

impl Safety {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Intended => "intended",
            Self::Unsafe => "unsafe",
        }
    }
}

/// Replace the bytes of `span` by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// Edits in one source that together cure a finding; they do not overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// In the imperative.
    pub title: Cow<'static, str>,
    pub safety: Safety,
    pub edits: Vec<Edit>,
}

/// The request that proves a finding: it gets in, or it is refused, as the message says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Witness {
    pub principal: Option<String>,
    pub action: String,
    pub resource: Option<String>,
    /// Condition keys and their values; a key that is not here is absent from the request.
    pub context: BTreeMap<String, String>,
}

/// One thing that is wrong, in one place, with its reason and its cure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: &'static Meta,
    pub severity: Severity,
    /// A clause with a verb, whole if it is all that is shown.
    pub message: Cow<'static, str>,
    pub primary: Label,
    pub related: Vec<Label>,
    pub help: Option<Cow<'static, str>>,
    pub fix: Option<Fix>,
    pub witness: Option<Box<Witness>>,
    /// The code of AWS's own check that says the same.
    pub access_analyzer: Option<&'static str>,
    /// JSON pointer (RFC 6901) to the value that holds the primary place; set by the engine.
    pub pointer: String,
}

/// A finding that still has to be told where: [`Draft::at`].
#[derive(Debug)]
pub struct Draft {
    rule: &'static Meta,
    message: Cow<'static, str>,
}

impl Draft {
    /// A clause with a verb, whole if it is all that is shown.
    #[must_use]
    pub fn new(rule: &'static Meta, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            rule,
            message: message.into(),
        }
    }

    /// The primary place, and why it matters: a fragment that adds to the message and never repeats it.
    #[must_use]
    pub fn at(self, span: Span, because: impl Into<Cow<'static, str>>) -> Finding {
        Finding {
            rule: self.rule,
            severity: self.rule.severity,
            message: self.message,
            primary: Label {
                span,
                text: because.into(),
            },
            related: Vec::new(),
            help: None,
            fix: None,
            witness: None,
            access_analyzer: match self.rule.codes {
                [code] => Some(code),
                _ => None,
            },
            pointer: String::new(),
        }
    }
}

impl Finding {
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<Cow<'static, str>>) -> Self {
        self.related.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    #[must_use]
    pub fn help(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(text.into());
        self
    }

    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    #[must_use]
    pub fn code(mut self, code: &'static str) -> Self {
        debug_assert!(
            self.rule.codes.contains(&code),
            "{code} is not among the codes of {}",
            self.rule.id
        );
        self.access_analyzer = Some(code);
        self
    }

    #[must_use]
    pub fn witness(mut self, witness: Witness) -> Self {
        self.witness = Some(Box::new(witness));
        self
    }

    #[must_use]
    pub fn fix(
        mut self,
        title: impl Into<Cow<'static, str>>,
        safety: Safety,
        edits: Vec<Edit>,
    ) -> Self {
        self.fix = Some(Fix {
            title: title.into(),
            safety,
            edits,
        });
        self
    }
}

impl Edit {
    #[must_use]
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self {
            span,
            text: text.into(),
        }
    }
}
