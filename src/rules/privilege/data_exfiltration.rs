use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::risk::{self, Group, Wording, sensitive};
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "data-exfiltration",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "permission to read all that a service stores",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Actions that read what people store, not what describes it.
static ACTIONS: Group = sensitive! {
    "s3:GetObject" => "every object of every bucket",
    "s3:GetObjectVersion" => "every object of every bucket",
    "s3-object-lambda:GetObject" => "every object of every bucket",
    "dynamodb:GetItem" => "every DynamoDB table",
    "dynamodb:BatchGetItem" => "every DynamoDB table",
    "dynamodb:Query" => "every DynamoDB table",
    "dynamodb:Scan" => "every DynamoDB table",
    "dynamodb:PartiQLSelect" => "every DynamoDB table",
    "dynamodb:ExportTableToPointInTime" => "every DynamoDB table",
    "dynamodb:GetRecords" => "every DynamoDB stream",
    "dax:GetItem" => "every DynamoDB table",
    "dax:BatchGetItem" => "every DynamoDB table",
    "dax:Query" => "every DynamoDB table",
    "dax:Scan" => "every DynamoDB table",
    "ssm:GetParameter" => "every parameter of Parameter Store",
    "ssm:GetParameters" => "every parameter of Parameter Store",
    "ssm:GetParametersByPath" => "every parameter of Parameter Store",
    "ssm:GetParameterHistory" => "every parameter of Parameter Store",
    "ebs:GetSnapshotBlock" => "every EBS snapshot",
    "kinesis:GetRecords" => "every Kinesis stream",
    "kinesis:SubscribeToShard" => "every Kinesis stream",
    "kinesisvideo:GetMedia" => "every video stream",
    "kinesisvideo:GetImages" => "every video stream",
    "sqs:ReceiveMessage" => "every SQS queue",
    "athena:GetQueryResults" => "the results of every Athena query",
    "athena:GetQueryResultsStream" => "the results of every Athena query",
    "cassandra:Select" => "every Keyspaces table",
    "es:ESHttpGet" => "every OpenSearch domain",
    "aoss:APIAccessAll" => "every OpenSearch collection",
    "rds:DownloadCompleteDBLogFile" => "the log files of every database",
    "logs:Unmask" => "the masked data of every log",
    "codecommit:GitPull" => "every CodeCommit repository",
    "codecommit:GetFile" => "every CodeCommit repository",
    "codecommit:GetBlob" => "every CodeCommit repository",
    "lambda:GetFunction" => "the code of every Lambda function",
    "cognito-idp:ListUsers" => "every user of Cognito",
    "cognito-idp:AdminGetUser" => "every user of Cognito",
    "healthlake:ReadResource" => "every health record",
    "healthlake:SearchWithGet" => "every health record",
    "healthlake:SearchWithPost" => "every health record",
    "mediastore:GetObject" => "every object of MediaStore",
    "workdocs:GetDocument" => "every document of WorkDocs",
    "sdb:Select" => "every SimpleDB domain",
};

static WORDING: Wording = Wording {
    does: "reads what is stored",
    help: "name the buckets, tables or parameters in `Resource`",
};

/// All that is allowed without a limit, as one finding.
fn check(cx: &Context) -> Vec<Finding> {
    risk::report(cx, &ACTIONS, &WORDING, |opened| {
        RULE.finding(format!("this policy lets its holder read {opened}"))
    })
}
