//! What can be said on the command line.

mod aws;
mod connectors;
pub mod deferred;
mod fix;
mod live;
mod prove;
mod simulate;
mod template;

pub use aws::AwsArguments;
pub use connectors::{ConnectorArguments, ConnectorsArguments};
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
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::catalog::Catalog;
use crate::finding::Severity;
use crate::kind::{PolicyType, Profile, ResourceType, Stage};
use crate::model::{Arn, is_account_id};
use crate::report::Format;
use crate::text::nearest;

use super::failure::Failure;

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
    Check(deferred::Deferred<Box<CheckArguments>>),
    /// Prove of all requests at once that none gets in, or show one that does
    Prove(deferred::Deferred<ProveArguments>),
    /// Say who gets in by a trust or resource policy, and under which conditions
    Who(deferred::Deferred<WhoArguments>),
    /// Evaluate one request: whether it gets in, and which statements decide
    Simulate(deferred::Deferred<Box<SimulateArguments>>),
    /// Write the policies that a role for Confluent begins with, or the commands of the next step
    Template(deferred::Deferred<TemplateArguments>),
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
    Connectors(deferred::Deferred<ConnectorsArguments>),
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

#[derive(Args, Debug)]
pub struct CheckArguments {
    /// Policy files, folders of them, or `-` for standard input [default: the current folder]
    pub paths: Vec<PathBuf>,

    #[command(flatten)]
    pub aws: AwsArguments,

    /// What the policies are: identity, trust, resource, scp, rcp, boundary, session, or auto, by what they say
    #[arg(long = "type", value_name = "TYPE", value_parser = policy_type, default_value = "auto", help_heading = "Policies")]
    pub policy_type: Choice<PolicyType>,

    /// The resource that a resource policy is attached to, as AWS names it: `AWS::S3::Bucket`
    #[arg(long, value_name = "TYPE", value_parser = resource_type, help_heading = "Policies")]
    pub resource_type: Option<ResourceType>,

    /// Whose conventions trust policies are held to: confluent, none, or auto, by their principals
    #[arg(long, value_parser = profile, default_value = "auto", value_name = "PROFILE", help_heading = "Policies")]
    pub profile: Choice<Profile>,

    /// How far the role is: prepared (its deny-all placeholder is right), final, or auto, by what is given
    #[arg(long, value_parser = stage, default_value = "auto", value_name = "STAGE", help_heading = "Policies")]
    pub stage: Choice<Stage>,

    /// Your own account, so that any other is known as such
    #[arg(long, value_name = "ID", value_parser = account, help_heading = "Policies")]
    pub account: Option<String>,

    /// The clock for rules about dates, such as 2026-01-31T00:00:00Z [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = instant, help_heading = "Policies")]
    pub now: Option<DateTime<Utc>>,

    /// What AWS defines, newer than the embedded data: the form is that of `catalog/aws.txt`
    #[arg(long, value_name = "FILE", help_heading = "Policies")]
    pub catalog: Option<PathBuf>,

    /// Confluent's response to compare with: from the API, the CLI or Terraform; `-` for standard input
    #[arg(long, value_name = "FILE", help_heading = "Integration")]
    pub integration: Option<PathBuf>,

    /// Which integration of the response is meant, if it holds several
    #[arg(
        long,
        value_name = "ID",
        requires = "integration",
        conflicts_with = "live",
        help_heading = "Integration"
    )]
    pub integration_id: Option<String>,

    /// The ARN of the role whose policies these are
    #[arg(long, value_name = "ARN", value_parser = role_arn, help_heading = "Integration")]
    pub role_arn: Option<String>,

    #[command(flatten)]
    pub live: LiveArguments,

    /// Fetch and check again, for so long, until Confluent has made its role and the trust policy lets it in
    #[arg(long, value_name = "SECONDS", value_parser = live::seconds, requires = "live", conflicts_with_all = ["fix", "diff"], help_heading = "Integration")]
    pub watch: Option<Duration>,

    #[command(flatten)]
    pub connectors: ConnectorArguments,

    /// Run only these rules or categories (repeatable, or separated by commas)
    #[arg(
        long,
        value_name = "RULE",
        value_delimiter = ',',
        help_heading = "Rules"
    )]
    pub select: Vec<String>,

    /// Leave out these rules or categories (repeatable, or separated by commas)
    #[arg(
        long,
        value_name = "RULE",
        value_delimiter = ',',
        help_heading = "Rules"
    )]
    pub ignore: Vec<String>,

    /// The configuration to use [default: the nearest iamsure.toml upward from the first path]
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "no_config",
        help_heading = "Rules"
    )]
    pub config: Option<PathBuf>,

    /// Use no configuration file
    #[arg(long, help_heading = "Rules")]
    pub no_config: bool,

    /// A JSON report of an earlier run, whose findings are let pass
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub baseline: Option<PathBuf>,

    #[command(flatten)]
    pub fixes: FixArguments,

    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Human, help_heading = "Report")]
    pub format: Format,

    /// The least severity that makes the exit code 1 [default: warning]
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Report")]
    pub fail_on: Option<FailOn>,

    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    pub output: Option<PathBuf>,

    /// When to print in colour
    #[arg(long, value_enum, default_value_t = Colour::Auto, help_heading = "Report")]
    pub color: Colour,

    /// Print no summary
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Report")]
    pub quiet: bool,

    /// Also print what was read, what was skipped and why, and which settings hold
    #[arg(short, long, help_heading = "Report")]
    pub verbose: bool,
}

impl CheckArguments {
    /// What to check: the current folder, if nothing else is named.
    pub fn paths(&self) -> Vec<PathBuf> {
        if self.paths.is_empty() && self.aws.role.is_none() {
            return vec![PathBuf::from(".")];
        }
        self.paths.clone()
    }

    /// What a policy is attached to says what type it is of, and `--type` must not say another one.
    pub fn agree(&self) -> Result<(), Failure> {
        match (self.policy_type.named(), self.resource_type) {
            (Some(said), Some(resource)) if said != resource.policy_type() => {
                let message = format!(
                    "`--resource-type {}` means {}, and `--type {}` another one",
                    resource.name(),
                    resource.policy_type().phrase(),
                    said.name()
                );
                Err(Failure::new(message).help("leave out `--type`"))
            }
            _ => Ok(()),
        }
    }
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
pub enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    /// The least severity that fails the run.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
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
