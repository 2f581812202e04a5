//! The arguments of `iamsure simulate`.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};

use super::{account, instant};

#[derive(Args, Debug)]
pub struct SimulateArguments {
    /// Identity policies of the caller: files, folders, or `-` for standard input
    #[arg(value_name = "POLICY")]
    pub policies: Vec<PathBuf>,

    /// The action of the request: `s3:GetObject`
    #[arg(long, value_name = "ACTION", help_heading = "Request")]
    pub action: String,

    /// The ARN of the resource, or `*` for actions that have none; of a trust policy it is the role
    #[arg(long, value_name = "ARN", help_heading = "Request")]
    pub resource: Option<String>,

    /// Who calls: the ARN of a role, user or session, an account, a service, an identity provider, or `anonymous`
    #[arg(long, value_name = "PRINCIPAL", help_heading = "Request")]
    pub principal: Option<String>,

    /// A condition key of the request (repeatable; the same key again for several values)
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Request")]
    pub context: Vec<String>,

    /// A JSON object of condition keys: a string, number, Boolean, or list of them each
    #[arg(long, value_name = "FILE", help_heading = "Request")]
    pub context_file: Option<PathBuf>,

    /// The clock for `aws:CurrentTime`, such as 2026-01-31T00:00:00Z [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = instant, help_heading = "Request")]
    pub now: Option<DateTime<Utc>>,

    /// The policy of the resource; of a role, its trust policy
    #[arg(long, value_name = "FILE", help_heading = "Other policies")]
    pub resource_policy: Option<PathBuf>,

    /// The permissions boundary of the caller
    #[arg(long, value_name = "FILE", help_heading = "Other policies")]
    pub boundary: Option<PathBuf>,

    /// A session policy (repeatable: any of them may allow)
    #[arg(long, value_name = "FILE", help_heading = "Other policies")]
    pub session: Vec<PathBuf>,

    /// The service control policies of one level, a file or a folder of them (repeatable: each level has to allow)
    #[arg(long, value_name = "FILE", help_heading = "Other policies")]
    pub scp: Vec<PathBuf>,

    /// The resource control policies of one level, a file or a folder of them (repeatable)
    #[arg(long, value_name = "FILE", help_heading = "Other policies")]
    pub rcp: Vec<PathBuf>,

    /// The account of the resource, where its ARN has none [default: the caller's]
    #[arg(long, value_name = "ID", value_parser = account, help_heading = "Accounts")]
    pub resource_account: Option<String>,

    /// The management account of the organization, which no control policy reaches
    #[arg(long, value_name = "ID", value_parser = account, help_heading = "Accounts")]
    pub management_account: Option<String>,

    /// How to print the answer
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human)]
    pub format: AnswerFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnswerFormat {
    Human,
    Json,
}
