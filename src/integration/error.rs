//! Why no integration could be read: what was found instead, and what to do.

use std::fmt;

use thiserror::Error;

use crate::source::Span;
use crate::syntax::ProblemKind;
use crate::text::{self, quote, said};

use super::Field;

/// How many of several integrations a message names.
const SHOWN: usize = 10;

/// Display is one clause; [`ReadError::help`] says what to do, [`ReadError::places`] where to look.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    #[error("the response is empty")]
    Empty,
    #[error("the response is UTF-16; expected UTF-8")]
    Utf16,
    #[error("the response is UTF-32; expected UTF-8")]
    Utf32,
    #[error("the response is compressed with gzip")]
    Compressed,
    #[error("the response is not JSON: {}", words(*problem))]
    NotJson { problem: ProblemKind, span: Span },
    #[error("the response is a table of the Confluent CLI")]
    CliTable,
    #[error("the Confluent CLI gave an error: {}", said(message))]
    CliError { message: String },
    #[error("the response is a page of HTML or XML")]
    Html,
    #[error("the response is YAML")]
    Yaml,
    #[error("the response starts with HTTP headers")]
    HttpHeaders,
    #[error("the response is Terraform's own notation")]
    TerraformText,
    #[error(transparent)]
    Api(#[from] Box<ApiError>),
    #[error("the integration is for {cloud}, not for AWS")]
    OtherCloud { cloud: String, span: Span },
    #[error("the document is {found}, not a provider integration")]
    NotAnIntegration { found: String, span: Span },
    #[error("this is the request that creates an integration, not the response")]
    Request { span: Span },
    #[error("{}", contradiction(what, first, second))]
    Contradiction {
        /// The name of the two values, where they have one and the same: `external_id`.
        what: String,
        first: Box<Field>,
        second: Box<Field>,
    },
    #[error("{}", several(choices, *more))]
    SeveralIntegrations {
        choices: Vec<Choice>,
        /// The list goes on at another page.
        more: bool,
    },
    #[error("{}", no_match(wanted, choices, *more))]
    NoMatch {
        wanted: String,
        choices: Vec<Choice>,
        more: bool,
    },
    #[error("{place} holds no provider integration")]
    NoneInList { place: &'static str },
    #[error("the Terraform outputs {found}")]
    Outputs { found: String, span: Span },
    #[error("{message}")]
    SchemaViolation {
        span: Span,
        message: String,
        /// The other violations.
        others: Vec<(Span, String)>,
    },
}

/// One of several integrations, as far as a person needs it to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub id: Option<String>,
    pub name: Option<String>,
    pub customer_role: Option<String>,
    pub address: Option<String>,
    pub span: Span,
}

/// The body of an answer with which Confluent refuses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiError {
    /// The HTTP status, as far as the body gives it.
    pub status: Option<u16>,
    pub code: Option<String>,
    pub title: Option<String>,
    pub detail: Option<String>,
    /// The part of the request that is wrong: a parameter, or the pointer to a member of its body.
    pub place: Option<String>,
    pub span: Option<Span>,
}

impl ReadError {
    /// What to do about it, in the imperative.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Empty => "check that the command that wrote it succeeded",
            Self::Utf16 => "write it as UTF-8; PowerShell: `| Out-File -Encoding utf8`",
            Self::Utf32 => "write it as UTF-8",
            Self::Compressed => "decompress it first; curl: `--compressed`",
            Self::NotJson { .. } => "pass the response as it came, whole and unchanged",
            Self::CliTable | Self::Yaml => "run the command again with `-o json`",
            Self::CliError { .. } => {
                "run `confluent provider-integration list` to see what there is"
            }
            Self::Html => "pass the answer of the API, not a page of the console or of a proxy",
            Self::HttpHeaders => "run curl again without `-i`",
            Self::TerraformText => "use `terraform show -json` or `terraform output -json`",
            Self::Api(error) => return error.help().map(str::to_owned),
            Self::OtherCloud { .. } => "pass an integration whose provider is `AWS`",
            Self::NotAnIntegration { .. } => {
                "pass the output of `confluent provider-integration describe ID -o json`"
            }
            Self::Request { .. } => {
                "pass what the API answered: it has the role and the external ID"
            }
            Self::Contradiction { .. } | Self::SchemaViolation { .. } => {
                "fetch the response again and leave it as it came"
            }
            Self::SeveralIntegrations { .. } | Self::NoMatch { .. } => {
                "choose one with `--integration-id`"
            }
            Self::NoneInList { .. } => "check the environment, then fetch the list again",
            Self::Outputs { .. } => "pass the output of `terraform show -json` instead",
        };
        Some(help.to_owned())
    }

    /// The places that show it, each with a fragment; the first is the main one. A fragment that could only repeat the
    /// message is empty.
    #[must_use]
    pub fn places(&self) -> Vec<(Span, String)> {
        let one = |span: &Span, words: &str| vec![(*span, words.to_owned())];
        match self {
            Self::NotJson { span, .. } => one(span, ""),
            Self::Api(error) => error
                .span
                .map_or_else(Vec::new, |span| one(&span, "the refusal")),
            Self::OtherCloud { span, .. } => one(span, "another cloud"),
            Self::NotAnIntegration { span, .. } | Self::Request { span } => {
                one(span, "no role and no external ID of Confluent")
            }
            Self::Outputs { span, .. } => one(span, "the outputs"),
            Self::Contradiction { first, second, .. } => vec![
                (first.span, "one value".to_owned()),
                (second.span, "another one".to_owned()),
            ],
            Self::SeveralIntegrations { choices, .. } | Self::NoMatch { choices, .. } => choices
                .iter()
                .take(SHOWN)
                .map(|choice| (choice.span, choice.to_string()))
                .collect(),
            Self::SchemaViolation { span, others, .. } => std::iter::once((*span, String::new()))
                .chain(others.iter().cloned())
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id.as_deref().or(self.address.as_deref());
        f.write_str(&quote(id.or(self.name.as_deref()).unwrap_or("?")))?;
        if let (Some(_), Some(name)) = (id, &self.name) {
            write!(f, " named {}", quote(name))?;
        }
        if let Some(role) = &self.customer_role {
            write!(f, " for {}", quote(role))?;
        }
        Ok(())
    }
}

impl ApiError {
    fn help(&self) -> Option<&'static str> {
        Some(match self.status? {
            400 => "check the request: it has to name the environment",
            401 => "use a Cloud API key and its secret, not the key of a Kafka cluster",
            403 => "check the ID, the environment, and that the key's owner may see it",
            404 => "check the ID and the environment",
            409 => "describe the integration that exists instead of creating it",
            429 => "wait and try again: too many requests",
            500.. => "try again later: the fault is Confluent's",
            _ => return None,
        })
    }

    fn reason(&self) -> Option<&'static str> {
        Some(match self.status? {
            400 => "the request is not understood",
            401 => "no credentials, or wrong ones",
            402 => "a quota is used up",
            403 => "no such integration, another environment, or no right to see it",
            404 => "no such integration",
            409 => "it exists already, or is in use",
            422 => "a value of the request is refused",
            429 => "too many requests",
            500.. => "a fault on Confluent's side",
            _ => return None,
        })
    }
}

impl std::error::Error for ApiError {}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the response is an error of Confluent's API")?;
        if let Some(status) = self.status {
            write!(f, ", status {status}")?;
        }
        if let Some(code) = &self.code {
            write!(f, " {}", quote(code))?;
        }
        if let Some(reason) = self.reason() {
            write!(f, " ({reason})")?;
        }
        if let Some(text) = self.detail.as_ref().or(self.title.as_ref()) {
            write!(f, ": {}", said(text))?;
        }
        Ok(())
    }
}

fn contradiction(what: &str, first: &Field, second: &Field) -> String {
    let (first, second) = (quote(&first.value), quote(&second.value));
    format!("the response gives two values for {what}: {first} and {second}")
}

fn several(choices: &[Choice], more: bool) -> String {
    let number = match (choices.len(), more) {
        (number, false) => text::count(number, "integration"),
        (number, true) => format!("{} and goes on", text::count(number, "integration")),
    };
    format!("the document holds {number}: {}", shown(choices))
}

fn no_match(wanted: &str, choices: &[Choice], more: bool) -> String {
    let end = if more { ", and the list goes on" } else { "" };
    format!(
        "no integration matches {}; there is {}{end}",
        quote(wanted),
        shown(choices)
    )
}

fn shown(choices: &[Choice]) -> String {
    let mut names: Vec<String> = choices.iter().take(SHOWN).map(Choice::to_string).collect();
    if choices.len() > SHOWN {
        names.push(format!("{} more", choices.len() - SHOWN));
    }
    text::list(&names)
}

fn words(problem: ProblemKind) -> &'static str {
    match problem {
        ProblemKind::Empty => "it is empty",
        ProblemKind::NotUtf8 | ProblemKind::Utf16 | ProblemKind::Utf32 => "it is not UTF-8",
        ProblemKind::ControlInString(_) => "a text holds a raw control character",
        ProblemKind::StrayCharacter(_) => "an unexpected character",
        ProblemKind::BadEscape | ProblemKind::BadUnicodeEscape | ProblemKind::LoneSurrogate => {
            "a text holds a broken escape"
        }
        ProblemKind::TrailingComma | ProblemKind::ExtraComma => "a comma too many",
        ProblemKind::Comment => "it holds a comment",
        ProblemKind::UnquotedKey | ProblemKind::KeyNotString => "a key without double quotes",
        ProblemKind::SingleQuotes | ProblemKind::CurlyQuotes => "quotes other than double quotes",
        ProblemKind::MissingComma => "a comma is missing",
        ProblemKind::MissingColon => "a colon is missing",
        ProblemKind::MissingValue => "a value is missing",
        ProblemKind::UnknownWord => "a word that is no JSON value",
        ProblemKind::BadNumber | ProblemKind::NumberTooLarge => "a number that JSON does not have",
        ProblemKind::UnterminatedString => "a text has no closing quote",
        ProblemKind::Unclosed { .. } => "it is cut off: a bracket is never closed",
        ProblemKind::WrongBracket { .. } | ProblemKind::ExtraBracket => "a bracket does not match",
        ProblemKind::TooDeep => "it nests too deep",
        ProblemKind::TrailingText => "more text follows the document",
        ProblemKind::DuplicateKey { .. } => "a key stands twice",
    }
}
