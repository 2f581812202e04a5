//! `Preset`: access to one service as Confluent's page shows it, for what is no connector of the table.

use super::permission::Grant;

/// Source: "Template customization examples" in Confluent Cloud's "Create an AWS Provider Integration".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// List one bucket and read its objects.
    S3Read,
    /// Write and delete objects.
    S3Write,
    /// Read and write the items of a table, and read its indexes.
    DynamoDb,
    /// Read and write the records of a stream.
    Kinesis,
}

/// Something that goes beyond the least, by the name of its capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extra {
    pub capability: &'static str,
    pub action: &'static str,
    pub form: &'static str,
}

const BUCKET: &str = "arn:aws:s3:::<bucket>";
const OBJECTS: &str = "arn:aws:s3:::<bucket>/*";
const TABLE: &str = "arn:aws:dynamodb:<region>:<account>:table/<table>";
const INDEXES: &str = "arn:aws:dynamodb:<region>:<account>:table/<table>/index/*";
const STREAM: &str = "arn:aws:kinesis:<region>:<account>:stream/<stream>";

impl Preset {
    /// What it always grants.
    #[must_use]
    pub fn grants(self) -> Vec<Grant> {
        let pairs: &[(&str, &str)] = match self {
            Self::S3Read => &[("s3:ListBucket", BUCKET), ("s3:GetObject", OBJECTS)],
            Self::S3Write => &[("s3:PutObject", OBJECTS), ("s3:DeleteObject", OBJECTS)],
            // Only queries and scans read indexes; the page has all actions on both.
            Self::DynamoDb => &[
                ("dynamodb:GetItem", TABLE),
                ("dynamodb:PutItem", TABLE),
                ("dynamodb:UpdateItem", TABLE),
                ("dynamodb:DeleteItem", TABLE),
                ("dynamodb:Query", TABLE),
                ("dynamodb:Query", INDEXES),
                ("dynamodb:Scan", TABLE),
                ("dynamodb:Scan", INDEXES),
            ],
            Self::Kinesis => &[
                ("kinesis:DescribeStream", STREAM),
                ("kinesis:GetShardIterator", STREAM),
                ("kinesis:GetRecords", STREAM),
                ("kinesis:PutRecord", STREAM),
                ("kinesis:PutRecords", STREAM),
            ],
        };
        let grant = |&(action, form): &(&str, &str)| Grant {
            action: action.to_owned(),
            form: form.to_owned(),
        };
        pairs.iter().map(grant).collect()
    }

    /// What the page grants too, and only a person who chooses by a list needs. None of these has a resource of its own.
    #[must_use]
    pub fn extra(self) -> Extra {
        let (capability, action) = match self {
            Self::S3Read | Self::S3Write => ("list-buckets", "s3:ListAllMyBuckets"),
            Self::DynamoDb => ("table-list", "dynamodb:ListTables"),
            Self::Kinesis => ("stream-list", "kinesis:ListStreams"),
        };
        Extra {
            capability,
            action,
            form: "*",
        }
    }
}
