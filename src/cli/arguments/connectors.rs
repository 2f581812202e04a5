//! What can be said of the connectors that will use a role.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::TableFormat;
use crate::integration::connectors::Wishes;

/// The heading that these options stand under.
const HEADING: &str = "Connectors";

/// `check` with connectors in mind: what they are, and what their buckets, tables and the like are called.
#[derive(Args, Debug)]
pub struct ConnectorArguments {
    /// A connector or feature that will use the role, as `iamsure connectors` lists it (repeatable)
    #[arg(long, value_name = "ID", help_heading = HEADING)]
    pub connector: Vec<String>,

    /// The connector's bucket, by name or ARN, `*` for any letters (repeatable, like all names below)
    #[arg(long, value_name = "NAME", requires = "connector", help_heading = HEADING)]
    pub bucket: Vec<String>,

    /// Its DynamoDB table
    #[arg(long, value_name = "NAME", requires = "connector", help_heading = HEADING)]
    pub table: Vec<String>,

    /// Its Kinesis stream
    #[arg(long, value_name = "NAME", requires = "connector", help_heading = HEADING)]
    pub stream: Vec<String>,

    /// Its SQS queue
    #[arg(long, value_name = "NAME", requires = "connector", help_heading = HEADING)]
    pub queue: Vec<String>,

    /// Its Lambda function
    #[arg(long, value_name = "NAME", requires = "connector", help_heading = HEADING)]
    pub function: Vec<String>,

    /// Its secret in Secrets Manager
    #[arg(long, value_name = "NAME", requires = "connector", help_heading = HEADING)]
    pub secret: Vec<String>,

    /// Its customer managed KMS key: then the needs of encryption count too
    #[arg(long, value_name = "ID", requires = "connector", help_heading = HEADING)]
    pub key: Vec<String>,

    /// The Region of these resources
    #[arg(long, value_name = "REGION", requires = "connector", help_heading = HEADING)]
    pub region: Option<String>,

    /// Any other name in the connector's resources, such as `cluster=orders` (repeatable)
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair, requires = "connector", help_heading = HEADING)]
    pub fill: Vec<(String, String)>,

    /// A capability that is used, though the connector works without it: `sse-kms` (repeatable)
    #[arg(long, value_name = "CAPABILITY", requires = "connector", help_heading = HEADING)]
    pub with: Vec<String>,

    /// A capability that is not used: `cdc` (repeatable)
    #[arg(long, value_name = "CAPABILITY", requires = "connector", help_heading = HEADING)]
    pub without: Vec<String>,

    /// A table of connectors whose entries replace those of `catalog/connectors.tsv`
    #[arg(long, value_name = "FILE", requires = "connector", help_heading = HEADING)]
    pub connectors: Option<PathBuf>,
}

/// `iamsure connectors`.
#[derive(Args, Debug)]
pub struct ConnectorsArguments {
    /// One of them, with all that it needs: its id, its name or the class of its plugin
    pub connector: Option<String>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = TableFormat::Human)]
    pub format: TableFormat,
    /// A table whose entries replace those of `catalog/connectors.tsv`
    #[arg(long, value_name = "FILE")]
    pub connectors: Option<PathBuf>,
}

impl ConnectorArguments {
    /// What was said, names by the brackets that they fill in.
    pub fn wishes(&self, account: Option<&str>, role_arn: Option<&str>) -> Wishes {
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let given = [
            ("bucket", &self.bucket),
            ("table", &self.table),
            ("stream", &self.stream),
            ("queue", &self.queue),
            ("function", &self.function),
            ("secret", &self.secret),
            ("key", &self.key),
        ];
        let given = given
            .into_iter()
            .flat_map(|(name, values)| values.iter().map(move |value| (name, value.as_str())));
        let places = [("region", self.region.as_deref()), ("account", account)];
        let places = places
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let fill = self
            .fill
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in given.chain(places).chain(fill) {
            names
                .entry(name.to_owned())
                .or_default()
                .push(value.to_owned());
        }
        Wishes {
            connectors: self.connector.clone(),
            names,
            with: self.with.clone(),
            without: self.without.clone(),
            role_arn: role_arn.map(str::to_owned),
        }
    }
}

fn pair(word: &str) -> Result<(String, String), String> {
    let parted = word
        .split_once('=')
        .filter(|(name, value)| !name.is_empty() && !value.is_empty());
    let (name, value) = parted.ok_or("expected a name and its value, such as `cluster=orders`")?;
    Ok((name.to_owned(), value.to_owned()))
}
