//! What can be said on the command line.

mod aws;
mod check;
mod connectors;
mod deferred;
mod fix;
mod live;
mod prove;
mod simulate;
mod template;

pub use aws::AwsArguments;
pub use check::{CheckArguments, FailOn};
pub use connectors::{ConnectorArguments, ConnectorsArguments};
pub use deferred::Deferred;
pub use fix::{FixArguments, Mode};
pub use live::LiveArguments;
pub use prove::{
    AccessNotGranted, Look, NoNewAccess, NoPublicAccess, ProveArguments, ProveCheck, WhoArguments,
};
pub use simulate::{AnswerFormat, SimulateArguments};
pub use template::{
    Flow, NextTemplate, PermissionTemplate, TemplateArguments, TemplateFormat, TemplateKind,
    TrustTemplate, Writing,
};

use std::path::PathBuf;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand, ValueEnum};

use crate::catalog::Catalog;
use crate::kind::{PolicyType, Profile, ResourceType, Stage};
use crate::model::{Arn, is_account_id};
use crate::text::nearest;

/// The program and the day of the data that it carries.
static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    let date = Catalog::embedded().date();
    format!("{}\nAWS's data of {date}", env!("CARGO_PKG_VERSION"))
});

/// Check AWS IAM policies: what is wrong with them, where, and who gets in.
#[derive(Debug, Parser)]
#[command(
    name = "iamsure",
    version,
    long_version = LONG_VERSION.as_str(),
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check policy files and folders
    Check(Deferred<Box<CheckArguments>>),
    /// Prove of all requests at once that none gets in, or show one that does
    Prove(Deferred<ProveArguments>),
    /// Say who gets in by a trust or resource policy, and under which conditions
    Who(Deferred<WhoArguments>),
    /// Evaluate one request: whether it gets in, and which statements decide
    Simulate(Deferred<Box<SimulateArguments>>),
    /// Write the policies that a role for Confluent begins with, or the commands of the next step
    Template(Deferred<TemplateArguments>),
    /// Print the manual of a rule
    Explain {
        /// A rule, or a code of AWS's own check such as `INVALID_POLICY_ELEMENT`
        rule: String,
    },
    /// Print what AWS defines, as far as the embedded data knows
    Catalog {
        /// A service `s3`, an action `s3:GetObject` or a pattern of some, a condition key, an ARN, a Region
        name: Option<String>,
        /// How to print it
        #[arg(long, value_enum, default_value_t = CatalogFormat::Human)]
        format: CatalogFormat,
        /// Other data than the embedded: the form is that of `catalog/aws.txt`
        #[arg(long, value_name = "FILE")]
        catalog: Option<PathBuf>,
    },
    /// List connectors, or say what one of them needs of its role
    Connectors(Deferred<ConnectorsArguments>),
    /// List all rules
    Rules {
        /// How to print them
        #[arg(long, value_enum, default_value_t = TableFormat::Human)]
        format: TableFormat,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    Human,
    Markdown,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CatalogFormat {
    Human,
    Json,
}

/// A choice, or `auto`: judge by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice<T> {
    Auto,
    Is(T),
}

impl<T> Choice<T> {
    pub fn named(self) -> Option<T> {
        match self {
            Self::Auto => None,
            Self::Is(value) => Some(value),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    Auto,
    Always,
    Never,
}

fn policy_type(word: &str) -> Result<Choice<PolicyType>, String> {
    choose(word, PolicyType::ALL.map(|value| (value.name(), value)))
}

fn resource_type(word: &str) -> Result<ResourceType, String> {
    if let Some(found) = ResourceType::find(word) {
        return Ok(found);
    }
    let names = ResourceType::ALL.map(|(_, name)| name);
    if let Some(near) = nearest(word, names) {
        return Err(format!("did you mean {near}?"));
    }
    let lower = word.to_ascii_lowercase();
    let alike: Vec<&str> = names
        .into_iter()
        .filter(|name| !lower.is_empty() && name.to_ascii_lowercase().contains(&lower))
        .collect();
    let names = if alike.is_empty() { &names } else { &*alike };
    Err(format!("expected one of {}", names.join(", ")))
}

fn profile(word: &str) -> Result<Choice<Profile>, String> {
    choose(
        word,
        [Profile::Confluent, Profile::None].map(|value| (value.name(), value)),
    )
}

fn stage(word: &str) -> Result<Choice<Stage>, String> {
    choose(
        word,
        [Stage::Prepared, Stage::Final].map(|value| (value.name(), value)),
    )
}

fn choose<T, const N: usize>(
    word: &str,
    choices: [(&'static str, T); N],
) -> Result<Choice<T>, String> {
    if word == "auto" {
        return Ok(Choice::Auto);
    }
    let names: Vec<&str> = std::iter::once("auto")
        .chain(choices.iter().map(|(name, _)| *name))
        .collect();
    let found = choices
        .into_iter()
        .find(|(name, _)| *name == word)
        .map(|(_, value)| Choice::Is(value));
    found.ok_or_else(|| format!("expected one of {}", names.join(", ")))
}

/// The name of a role alone will do where no account is to be compared.
fn role_arn(word: &str) -> Result<String, String> {
    let Some(arn) = Arn::parse(word) else {
        return if word.is_empty() || word.contains(':') {
            Err(format!("expected {ROLE}"))
        } else {
            Ok(word.to_owned())
        };
    };
    match arn.typed_resource() {
        ("role", name)
            if arn.service == "iam" && is_account_id(arn.account) && !name.is_empty() =>
        {
            Ok(word.to_owned())
        }
        ("policy", _) => Err(format!("this is the ARN of a policy; expected {ROLE}")),
        ("user", _) => Err(format!("this is the ARN of a user; expected {ROLE}")),
        ("assumed-role", _) => Err(format!(
            "this is the ARN of a session of a role; expected {ROLE}"
        )),
        _ => Err(format!("expected {ROLE}")),
    }
}

const ROLE: &str = "the ARN of a role, such as `arn:aws:iam::111122223333:role/NAME`";

fn account(word: &str) -> Result<String, String> {
    if is_account_id(word) {
        Ok(word.to_owned())
    } else {
        Err("expected the 12 digits of an AWS account".to_owned())
    }
}

fn instant(word: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(word)
        .map(|instant| instant.with_timezone(&Utc))
        .map_err(|_| {
            "expected a date and time with its offset, such as 2026-01-31T00:00:00Z".to_owned()
        })
}
