//! Whether it matters that an action is allowed on every resource.

use crate::catalog::Catalog;
use crate::semantics::actions::Named;

use super::wide::Wide;

/// Whether one of the actions that can be limited changes something, or reads what people keep in AWS rather than how
/// it is set up.
pub(super) fn is_weighty(named: &Named, wide: &Wide, catalog: &'static Catalog) -> bool {
    match named {
        Named::Action(action) => {
            action.changes_something()
                || contents(action.service().prefix()).contains(&action.name())
        }
        Named::Pattern(service, set) => {
            let mut contents = contents(service.prefix())
                .iter()
                .filter_map(|name| service.action(name));
            contents.any(|action| set.contains(action) && wide.is_unlimited(action))
                || set
                    .actions(catalog)
                    .any(|action| action.changes_something() && wide.is_unlimited(action))
        }
        _ => false,
    }
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
