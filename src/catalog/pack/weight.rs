//! What AWS's pages tell of an action only to those who know the service: marks beside its access levels.

use super::super::layout::{CONTENT, LIMITABLE, METRICS};
use super::written::{Action, Service};

/// [`CONTENT`] and [`LIMITABLE`].
pub fn marks(service: &Service, action: &Action) -> u8 {
    let is_metrics = |one: &str| (service.prefix, one) == METRICS;
    let mut types = action.resources.iter();
    let is_limitable = types.any(|one| !is_metrics(&one.name));
    let is_content = contents(service.prefix).contains(&action.name);
    (u8::from(is_limitable) * LIMITABLE) | (u8::from(is_content) * CONTENT)
}

/// The actions of a service that AWS classes as reading, and what they read is content: objects, records, messages, secrets, code, logs.
fn contents(service: &str) -> &'static [&'static str] {
    match service {
        "athena" => &["GetQueryResults", "GetQueryResultsStream"],
        "cassandra" | "sdb" | "timestream" => &["Select"],
        "codeartifact" => &["GetPackageVersionAsset", "ReadFromRepository"],
        "codecommit" => &["GetBlob", "GetFile", "GitPull"],
        "cognito-idp" => &["AdminGetUser", "ListUsers"],
        "dax" | "dynamodb" => &[
            "BatchGetItem",
            "GetItem",
            "GetRecords",
            "PartiQLSelect",
            "Query",
            "Scan",
        ],
        "ec2" => &["GetPasswordData"],
        "ecr" => &["BatchGetImage", "GetDownloadUrlForLayer"],
        "es" => &["ESHttpGet"],
        "healthlake" => &["ReadResource", "SearchWithGet", "SearchWithPost"],
        "kinesis" => &["GetRecords", "SubscribeToShard"],
        "kinesisvideo" => &["GetImages", "GetMedia"],
        "lambda" => &["GetFunction", "GetLayerVersion"],
        "logs" => &["FilterLogEvents", "GetLogEvents", "GetLogRecord", "Unmask"],
        "mediastore" | "s3-object-lambda" => &["GetObject"],
        "neptune-db" => &["ReadDataViaQuery"],
        "rds" => &["DownloadCompleteDBLogFile", "DownloadDBLogFilePortion"],
        "s3" => &["GetDataAccess", "GetObject", "GetObjectVersion"],
        "secretsmanager" => &["GetSecretValue"],
        "sqs" => &["ReceiveMessage"],
        "ssm" => &[
            "GetParameter",
            "GetParameterHistory",
            "GetParameters",
            "GetParametersByPath",
        ],
        _ => &[],
    }
}
