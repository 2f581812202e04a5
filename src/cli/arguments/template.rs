//! The arguments of `iamsure template`.

mod permission;

pub use permission::PermissionTemplate;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand, ValueEnum};
use ipnet::IpNet;

use super::{Deferred, LiveArguments, instant, role_arn};
use crate::semantics::operators::ip;
use crate::text::quote;

#[derive(Args, Debug)]
pub struct TemplateArguments {
    #[command(subcommand)]
    pub kind: TemplateKind,
}

#[derive(Debug, Subcommand)]
pub enum TemplateKind {
    /// Write the trust policy that lets Confluent's role in, with the integration's external ID
    Trust(Deferred<Box<TrustTemplate>>),
    /// Write the trust policy that a role begins with: it denies everyone until the integration exists
    Bootstrap(Deferred<Writing>),
    /// Write a permission policy with the least that a connector, or a service, needs
    Permission(Deferred<Box<PermissionTemplate>>),
    /// Print the commands of the next step, from what is there already
    Next(Deferred<Box<NextTemplate>>),
}

#[derive(Args, Debug)]
pub struct TrustTemplate {
    /// Confluent's response: from the API, the CLI or Terraform; `-` for standard input
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

    /// The ARN or the name of the role that the policy is for: of several integrations, the one that was set up for it is meant
    #[arg(long, value_name = "ARN", value_parser = role_arn, help_heading = "Integration")]
    pub role_arn: Option<String>,

    #[command(flatten)]
    pub live: LiveArguments,

    /// Let Confluent in only from these addresses of Confluent, in CIDR notation (repeatable)
    #[arg(long, value_name = "CIDR", value_parser = network, help_heading = "Restrictions")]
    pub ip: Vec<IpNet>,

    /// Let Confluent in only after this instant, such as 2026-01-31T00:00:00Z
    #[arg(long, value_name = "RFC3339", value_parser = instant, help_heading = "Restrictions")]
    pub not_before: Option<DateTime<Utc>>,

    /// Let Confluent in only before this instant
    #[arg(long, value_name = "RFC3339", value_parser = instant, help_heading = "Restrictions")]
    pub not_after: Option<DateTime<Utc>>,

    /// The clock by which a date is over [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = instant, help_heading = "Restrictions")]
    pub now: Option<DateTime<Utc>>,

    #[command(flatten)]
    pub writing: Writing,
}

#[derive(Args, Debug)]
pub struct NextTemplate {
    /// The way to create the integration
    #[arg(long, value_enum, default_value_t = Flow::Cli)]
    pub flow: Flow,

    /// The permission policy, once it is written
    #[arg(long, value_name = "FILE", help_heading = "What is there")]
    pub permission: Option<PathBuf>,

    /// The trust policy that the role has now
    #[arg(long, value_name = "FILE", help_heading = "What is there")]
    pub trust: Option<PathBuf>,

    /// Confluent's response, once the integration is created
    #[arg(long, value_name = "FILE", help_heading = "What is there")]
    pub integration: Option<PathBuf>,

    /// Which integration of the response is meant, if it holds several
    #[arg(
        long,
        value_name = "ID",
        requires = "integration",
        help_heading = "What is there"
    )]
    pub integration_id: Option<String>,

    /// The role: its ARN once it exists, before that its name will do
    #[arg(long, value_name = "ARN", value_parser = role_arn, help_heading = "Names")]
    pub role_arn: Option<String>,

    /// The name of the integration
    #[arg(long, value_name = "NAME", value_parser = integration_name, help_heading = "Names")]
    pub name: Option<String>,

    /// The environment in Confluent Cloud [default for the CLI: its current one]
    #[arg(long, value_name = "ID", value_parser = environment, help_heading = "Names")]
    pub environment: Option<String>,

    /// Write the commands to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// How a document is written, and where.
#[derive(Args, Debug)]
pub struct Writing {
    /// How to write it
    #[arg(long, value_enum, default_value_t = TemplateFormat::Json, help_heading = "Document")]
    pub format: TemplateFormat,

    /// Write it to a file instead of standard output
    #[arg(long, value_name = "FILE", help_heading = "Document")]
    pub output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TemplateFormat {
    /// The policy itself, as AWS takes it
    Json,
    /// A data source `aws_iam_policy_document`
    Terraform,
    /// A template with the role or the managed policy
    Cloudformation,
}

/// The ways to create an integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Flow {
    Console,
    Cli,
    Api,
    Terraform,
}

/// A range from which Confluent can call: public, and not all there is.
fn network(word: &str) -> Result<IpNet, String> {
    let range = ip::parse(word)
        .map_err(|_| "expected a range of addresses such as 54.240.1.0/24".to_owned())?;
    let network = range.network();
    if range.has_host_bits() {
        return Err(format!(
            "it has bits beyond its length; the range is {network}"
        ));
    }
    if range.is_everything() {
        return Err("this is every address there is; leave out `--ip`".to_owned());
    }
    if range.is_private() {
        return Err("nobody calls AWS from these; expected public addresses".to_owned());
    }
    Ok(network)
}

/// Source: `display_name` in the reference of `pim/v1`.
fn integration_name(word: &str) -> Result<String, String> {
    if word.is_empty() || word.chars().count() > 60 {
        return Err("expected 1 to 60 characters".to_owned());
    }
    if word.starts_with('-') {
        return Err("commands take what begins with `-` for an option".to_owned());
    }
    match word.chars().find(|char| crate::text::is_unsafe(*char)) {
        Some(char) => Err(format!(
            "{} is no character of a name",
            quote(&char.to_string())
        )),
        None => Ok(word.to_owned()),
    }
}

/// Source: `environment.id` in the reference of `pim/v1`; environments of old have `t` and a number.
fn environment(word: &str) -> Result<String, String> {
    let is_allowed = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
    let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    let is_id = word
        .strip_prefix("env-")
        .is_some_and(|rest| !rest.is_empty())
        || word.strip_prefix('t').is_some_and(is_number);
    if !is_id || word.len() > 255 || !word.chars().all(is_allowed) {
        return Err("expected the ID of an environment such as env-7gx2qm".to_owned());
    }
    Ok(word.to_owned())
}
