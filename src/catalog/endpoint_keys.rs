//! The global keys about the owner of a VPC endpoint, and the services whose requests have them.
//!
//! Source: the entries of the three keys in "AWS global condition context keys" of the IAM User Guide, as of July 2026.
//! AWS adds services from time to time.

/// A key that says who owns the VPC endpoint through which a request came.
#[derive(Debug)]
pub struct EndpointKey {
    /// AWS's spelling.
    pub name: &'static str,
    /// The services that know it beside those of [`COMMON`].
    more: &'static [&'static str],
}

impl EndpointKey {
    /// Whether requests to this service can have the key, given the prefix of its actions in any letter case.
    #[must_use]
    pub fn is_sent_to(&self, service: &str) -> bool {
        COMMON
            .iter()
            .chain(self.more)
            .any(|known| known.eq_ignore_ascii_case(service))
    }
}

/// Actions of listed services that do without the keys.
pub const EXCEPT: [&str; 1] = ["iam:PassRole"];

/// The keys that only requests to some services have.
pub static KEYS: [EndpointKey; 3] = [
    EndpointKey {
        name: "aws:VpceAccount",
        more: &[],
    },
    EndpointKey {
        name: "aws:VpceOrgID",
        more: &[
            "b2bi",
            "cassandra",
            "cloudhsmv2",
            "cognito-identity",
            "dms",
            "ds-data",
            "identitystore",
            "iottwinmaker",
            "kinesis",
            "network-firewall",
            "pricing",
            "qbusiness",
            "ses",
            "sms-voice",
            "sqs",
            "workmail",
        ],
    },
    EndpointKey {
        name: "aws:VpceOrgPaths",
        more: &["secretsmanager", "sts"],
    },
];

/// The services that know all three.
static COMMON: [&str; 39] = [
    "acm-pca",
    "applicationinsights",
    "apprunner",
    "athena",
    "cloudformation",
    "comprehendmedical",
    "compute-optimizer",
    "datasync",
    "discovery",
    "dynamodb",
    "ebs",
    "ecr",
    "ecs",
    "firehose",
    "gamelift",
    "healthlake",
    "iam",
    "iotfleetwise",
    "iotwireless",
    "kinesisanalytics",
    "kms",
    "lambda",
    "medical-imaging",
    "omics",
    "payment-cryptography",
    "polly",
    "rbin",
    "rekognition",
    "route53",
    "s3",
    "scheduler",
    "servicediscovery",
    "servicequotas",
    "shield",
    "ssm-contacts",
    "storagegateway",
    "textract",
    "transcribe",
    "transfer",
];
