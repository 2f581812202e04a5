//! Whether it matters that an action is allowed on every resource.

use crate::catalog::{Action, Catalog, Level};
use crate::semantics::actions::Named;

use super::wide::Wide;

/// Whether one of the actions that can be limited changes something, or reads what people keep in AWS rather than how
/// it is set up.
pub(super) fn is_weighty(named: &Named, wide: &Wide, catalog: &'static Catalog) -> bool {
    match named {
        Named::Action(action) => has_weight(*action),
        Named::Pattern(_, set) => set
            .actions(catalog)
            .any(|action| has_weight(action) && wide.is_unlimited(action)),
        _ => false,
    }
}

fn has_weight(action: Action) -> bool {
    action.is(Level::Write)
        || action.is(Level::PermissionsManagement)
        || action.is(Level::Tagging)
        || reads_content(action)
}

/// Actions that AWS classes as reading, and what they read is content: objects, records, messages, secrets, code, logs.
fn reads_content(action: Action) -> bool {
    let name = action.name();
    match action.service().prefix() {
        "athena" => matches!(name, "GetQueryResults" | "GetQueryResultsStream"),
        "cassandra" | "sdb" | "timestream" => name == "Select",
        "codeartifact" => matches!(name, "GetPackageVersionAsset" | "ReadFromRepository"),
        "codecommit" => matches!(name, "GetBlob" | "GetFile" | "GitPull"),
        "cognito-idp" => matches!(name, "AdminGetUser" | "ListUsers"),
        "dax" | "dynamodb" => matches!(
            name,
            "BatchGetItem" | "GetItem" | "GetRecords" | "PartiQLSelect" | "Query" | "Scan"
        ),
        "ec2" => name == "GetPasswordData",
        "ecr" => matches!(name, "BatchGetImage" | "GetDownloadUrlForLayer"),
        "es" => name == "ESHttpGet",
        "healthlake" => matches!(name, "ReadResource" | "SearchWithGet" | "SearchWithPost"),
        "kinesis" => matches!(name, "GetRecords" | "SubscribeToShard"),
        "kinesisvideo" => matches!(name, "GetImages" | "GetMedia"),
        "lambda" => matches!(name, "GetFunction" | "GetLayerVersion"),
        "logs" => matches!(
            name,
            "FilterLogEvents" | "GetLogEvents" | "GetLogRecord" | "Unmask"
        ),
        "mediastore" | "s3-object-lambda" => name == "GetObject",
        "neptune-db" => name == "ReadDataViaQuery",
        "rds" => matches!(
            name,
            "DownloadCompleteDBLogFile" | "DownloadDBLogFilePortion"
        ),
        "s3" => matches!(name, "GetDataAccess" | "GetObject" | "GetObjectVersion"),
        "secretsmanager" => name == "GetSecretValue",
        "sqs" => name == "ReceiveMessage",
        "ssm" => matches!(
            name,
            "GetParameter" | "GetParameterHistory" | "GetParameters" | "GetParametersByPath"
        ),
        _ => false,
    }
}
