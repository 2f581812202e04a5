//! The arguments of `iamsure prove` and `iamsure who`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

use super::{AnswerFormat, Choice, Colour, Deferred, policy_type, resource_type};
use crate::kind::{PolicyType, ResourceType};

#[derive(Args, Debug)]
pub struct ProveArguments {
    #[command(subcommand)]
    pub check: ProveCheck,
}

#[derive(Debug, Subcommand)]
pub enum ProveCheck {
    /// Prove that a policy allows nothing that another one does not
    NoNewAccess(Deferred<NoNewAccess>),
    /// Prove that none of some actions on none of some resources is granted
    AccessNotGranted(Deferred<AccessNotGranted>),
    /// Prove that nobody from outside gets in by a resource or trust policy
    NoPublicAccess(Deferred<NoPublicAccess>),
}

#[derive(Args, Debug)]
pub struct NoNewAccess {
    /// OLD and NEW: two files, or two folders whose files are paired by their paths; `-` for standard input. With
    /// `--git` only NEW
    #[arg(required = true, value_names = ["OLD", "NEW"], num_args = 1..)]
    pub paths: Vec<PathBuf>,

    /// Compare with what this revision of the Git repository has in the place of NEW
    #[arg(long, value_name = "REV", allow_hyphen_values = true)]
    pub git: Option<String>,

    /// What the policies are: identity, trust, resource, scp, rcp, boundary, session, or auto, by what they say
    #[arg(long = "type", value_name = "TYPE", value_parser = policy_type, default_value = "auto")]
    pub policy_type: Choice<PolicyType>,

    #[command(flatten)]
    pub look: Look,
}

#[derive(Args, Debug)]
#[command(group = ArgGroup::new("asked").args(["action", "resource"]).required(true).multiple(true))]
pub struct AccessNotGranted {
    /// Policy files, folders of them, or `-` for standard input; each is judged by itself
    #[arg(required = true, value_name = "POLICY")]
    pub paths: Vec<PathBuf>,

    /// An action, or a pattern of some, that must not be granted (repeatable) [default: every action]
    #[arg(long, value_name = "ACTION")]
    pub action: Vec<String>,

    /// The ARN of a resource, or a pattern of some, to which no access must be granted (repeatable) [default: every
    /// resource]
    #[arg(long, value_name = "ARN")]
    pub resource: Vec<String>,

    /// What the policies are: identity, trust, resource, scp, rcp, boundary, session, or auto, by what they say
    #[arg(long = "type", value_name = "TYPE", value_parser = policy_type, default_value = "auto")]
    pub policy_type: Choice<PolicyType>,

    #[command(flatten)]
    pub look: Look,
}

#[derive(Args, Debug)]
pub struct NoPublicAccess {
    /// Resource or trust policies: files, folders of them, or `-` for standard input; each is judged by itself
    #[arg(required = true, value_name = "POLICY")]
    pub paths: Vec<PathBuf>,

    /// The resource that the policies are attached to, as AWS names it: `AWS::S3::Bucket`
    #[arg(long, value_name = "TYPE", value_parser = resource_type)]
    pub resource_type: Option<ResourceType>,

    /// What the policies are: trust, resource, or auto, by what they say
    #[arg(long = "type", value_name = "TYPE", value_parser = policy_type, default_value = "auto")]
    pub policy_type: Choice<PolicyType>,

    #[command(flatten)]
    pub look: Look,
}

#[derive(Args, Debug)]
pub struct WhoArguments {
    /// A trust or resource policy, or what `aws iam get-role` prints: a file, or `-` for standard input
    #[arg(value_name = "POLICY")]
    pub path: PathBuf,

    /// What the policy is: trust, resource, or auto, by what it says
    #[arg(long = "type", value_name = "TYPE", value_parser = policy_type, default_value = "auto")]
    pub policy_type: Choice<PolicyType>,

    /// How to print the answer
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human)]
    pub format: AnswerFormat,
}

/// How verdicts are printed.
#[derive(Args, Clone, Copy, Debug)]
pub struct Look {
    /// How to print the verdicts
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human)]
    pub format: AnswerFormat,

    /// When to print in colour
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,
}
