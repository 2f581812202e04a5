//! The arguments of `iamsure check`.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};

use super::{
    AwsArguments, Choice, Colour, ConnectorArguments, FixArguments, LiveArguments, account,
    instant, live, policy_type, profile, resource_type, role_arn, stage,
};
use crate::cli::failure::Failure;
use crate::finding::Severity;
use crate::kind::{PolicyType, Profile, ResourceType, Stage};
use crate::report::Format;

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
