//! Whether it matters that an action is allowed on every resource.

use crate::catalog::{Action, Catalog, Service};
use crate::semantics::actions::Named;

use super::Wide;

/// What weighs, asked of one action after the other: those of a service stand together.
#[derive(Default)]
pub(super) struct Scales {
    last: Option<(Service, &'static [&'static str])>,
}

impl Scales {
    /// Whether one of the actions that can be limited changes something, or reads what people keep in AWS rather than how
    /// it is set up.
    pub(super) fn is_weighty(
        &mut self,
        named: &Named,
        wide: &Wide,
        catalog: &'static Catalog,
    ) -> bool {
        let mut weighs = |action: Action| {
            action.changes_something() || self.contents(action.service()).contains(&action.name())
        };
        match named {
            Named::Action(action) => weighs(*action),
            Named::Pattern(_, set) => set
                .actions(catalog)
                .any(|action| weighs(action) && wide.is_unlimited(action)),
            _ => false,
        }
    }

    fn contents(&mut self, service: Service) -> &'static [&'static str] {
        match self.last {
            Some((last, contents)) if last == service => contents,
            _ => {
                let contents = contents(service.prefix());
                self.last = Some((service, contents));
                contents
            }
        }
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
