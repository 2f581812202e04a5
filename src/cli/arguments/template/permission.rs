//! The arguments of `iamsure template permission`.

use clap::Args;

use super::Writing;
use crate::template::Preset;
use crate::template::names::{judge, judge_prefix};

#[derive(Args, Debug)]
pub struct PermissionTemplate {
    #[command(flatten)]
    pub access: Access,

    /// Grant what this optional capability needs too (repeatable)
    #[arg(long, value_name = "CAPABILITY", help_heading = "Access")]
    pub with: Vec<String>,

    #[command(flatten)]
    pub resources: Resources,

    #[command(flatten)]
    pub writing: Writing,
}

/// What the role is for. Several may be combined.
#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Access {
    /// What this connector or feature needs at least (repeatable)
    #[arg(long, value_name = "ID", help_heading = "Access")]
    pub connector: Vec<String>,

    /// List a bucket and read its objects
    #[arg(long, help_heading = "Access")]
    pub s3_read: bool,

    /// Write and delete the objects of a bucket
    #[arg(long, help_heading = "Access")]
    pub s3_write: bool,

    /// Read and write the items of a table
    #[arg(long, help_heading = "Access")]
    pub dynamodb: bool,

    /// Read and write the records of a stream
    #[arg(long, help_heading = "Access")]
    pub kinesis: bool,
}

impl Access {
    /// Those that are no connectors.
    pub fn presets(&self) -> impl Iterator<Item = Preset> {
        let all = [
            (self.s3_read, Preset::S3Read),
            (self.s3_write, Preset::S3Write),
            (self.dynamodb, Preset::DynamoDb),
            (self.kinesis, Preset::Kinesis),
        ];
        all.into_iter()
            .filter(|(is_wanted, _)| *is_wanted)
            .map(|(_, preset)| preset)
    }
}

/// What the policy names: each flag is called as the word that stands for it in the table of connectors.
#[derive(Args, Debug)]
pub struct Resources {
    /// The Region; the partition follows from it
    #[arg(long, value_name = "REGION", value_parser = named("region"), help_heading = "Resources")]
    pub region: Option<String>,

    /// The account
    #[arg(long, value_name = "ID", value_parser = named("account"), help_heading = "Resources")]
    pub account: Option<String>,

    /// A bucket (these and all below are repeatable)
    #[arg(long, value_name = "NAME", value_parser = named("bucket"), help_heading = "Resources")]
    pub bucket: Vec<String>,

    /// What the keys of objects begin with: `topics/`
    #[arg(long, value_name = "PREFIX", value_parser = prefix, help_heading = "Resources")]
    pub prefix: Vec<String>,

    /// A DynamoDB table
    #[arg(long, value_name = "NAME", value_parser = named("table"), help_heading = "Resources")]
    pub table: Vec<String>,

    /// What the tables begin with in which DynamoDB CDC notes its progress [default: connect-KCL-]
    #[arg(long, value_name = "PREFIX", value_parser = named("checkpoint-prefix"), help_heading = "Resources")]
    pub checkpoint_prefix: Vec<String>,

    /// A Kinesis stream
    #[arg(long, value_name = "NAME", value_parser = named("stream"), help_heading = "Resources")]
    pub stream: Vec<String>,

    /// A Lambda function
    #[arg(long, value_name = "NAME", value_parser = named("function"), help_heading = "Resources")]
    pub function: Vec<String>,

    /// An SQS queue
    #[arg(long, value_name = "NAME", value_parser = named("queue"), help_heading = "Resources")]
    pub queue: Vec<String>,

    /// A group of CloudWatch Logs
    #[arg(long, value_name = "NAME", value_parser = named("log-group"), help_heading = "Resources")]
    pub log_group: Vec<String>,

    /// A secret of Secrets Manager
    #[arg(long, value_name = "NAME", value_parser = named("secret"), help_heading = "Resources")]
    pub secret: Vec<String>,

    /// A customer managed KMS key, by its ID
    #[arg(long, value_name = "ID", value_parser = named("key"), help_heading = "Resources")]
    pub key: Vec<String>,

    /// A cluster of Redshift or MemoryDB
    #[arg(long, value_name = "NAME", value_parser = named("cluster"), help_heading = "Resources")]
    pub cluster: Vec<String>,

    /// A database
    #[arg(long, value_name = "NAME", value_parser = named("database"), help_heading = "Resources")]
    pub database: Vec<String>,

    /// The resource ID of a database of RDS, or of a cluster of Aurora: `db-…` or `cluster-…`
    #[arg(long, value_name = "ID", value_parser = named("db-resource"), help_heading = "Resources")]
    pub db_resource: Vec<String>,

    /// A user of a database or a cache
    #[arg(long, value_name = "NAME", value_parser = named("user"), help_heading = "Resources")]
    pub user: Vec<String>,

    /// A workgroup of Redshift Serverless, by its ID
    #[arg(long, value_name = "ID", value_parser = named("workgroup"), help_heading = "Resources")]
    pub workgroup: Vec<String>,

    /// A replication group of ElastiCache
    #[arg(long, value_name = "ID", value_parser = named("replication-group"), help_heading = "Resources")]
    pub replication_group: Vec<String>,

    /// A serverless cache of ElastiCache
    #[arg(long, value_name = "NAME", value_parser = named("cache"), help_heading = "Resources")]
    pub cache: Vec<String>,
}

impl Resources {
    /// All names, each by the word that stands for it.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let lists: [(&'static str, &[String]); 18] = [
            ("region", self.region.as_slice()),
            ("account", self.account.as_slice()),
            ("bucket", &self.bucket),
            ("table", &self.table),
            ("checkpoint-prefix", &self.checkpoint_prefix),
            ("stream", &self.stream),
            ("function", &self.function),
            ("queue", &self.queue),
            ("log-group", &self.log_group),
            ("secret", &self.secret),
            ("key", &self.key),
            ("cluster", &self.cluster),
            ("database", &self.database),
            ("db-resource", &self.db_resource),
            ("user", &self.user),
            ("workgroup", &self.workgroup),
            ("replication-group", &self.replication_group),
            ("cache", &self.cache),
        ];
        lists
            .into_iter()
            .flat_map(|(name, values)| values.iter().map(move |value| (name, value.as_str())))
    }
}

fn named(name: &'static str) -> impl Fn(&str) -> Result<String, String> + Clone {
    move |word| judge(name, word).map(|()| word.to_owned())
}

fn prefix(word: &str) -> Result<String, String> {
    judge_prefix(word).map(|()| word.to_owned())
}
