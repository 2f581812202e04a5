use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::risk::{self, Group, Wording, sensitive};
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "credentials-exposure",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "permission to obtain the credentials of others",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Actions whose answer is a credential that the caller did not have, and what the credential opens.
static ACTIONS: Group = sensitive! {
    "sts:AssumeRole" => "every role that trusts the account",
    "secretsmanager:GetSecretValue" => "every secret of Secrets Manager",
    "secretsmanager:BatchGetSecretValue" => "every secret of Secrets Manager",
    "iam:CreateAccessKey" => "every IAM user",
    "iam:CreateLoginProfile" => "every IAM user",
    "iam:UpdateLoginProfile" => "every IAM user",
    "iam:CreateServiceSpecificCredential" => "every IAM user",
    "iam:ResetServiceSpecificCredential" => "every IAM user",
    "rds-db:connect" => "every database user of RDS",
    "redshift:GetClusterCredentials" => "every database user of Redshift",
    "redshift:GetClusterCredentialsWithIAM" => "every Redshift cluster",
    "redshift-serverless:GetCredentials" => "every workgroup of Redshift Serverless",
    "cognito-identity:GetOpenIdTokenForDeveloperIdentity" => "every user of an identity pool",
    "cognito-idp:DescribeUserPoolClient" => "every app client of Cognito",
    "lightsail:DownloadDefaultKeyPair" => "every Lightsail instance",
    "lightsail:GetInstanceAccessDetails" => "every Lightsail instance",
    "lightsail:GetRelationalDatabaseMasterUserPassword" => "every Lightsail database",
    "lightsail:CreateBucketAccessKey" => "every Lightsail bucket",
    "emr-containers:GetManagedEndpointSessionCredentials" => "every endpoint of EMR on EKS",
    "appsync:CreateApiKey" => "every AppSync API",
    "appsync:ListApiKeys" => "every AppSync API",
    "airflow:CreateWebLoginToken" => "every Airflow environment",
    "airflow:CreateCliToken" => "every Airflow environment",
    "grafana:CreateWorkspaceApiKey" => "every Grafana workspace",
    "codepipeline:PollForJobs" => "the artifacts of every pipeline",
    "gamelift:GetInstanceAccess" => "every game server",
    "storagegateway:DescribeChapCredentials" => "every volume of Storage Gateway",
    "snowball:GetJobUnlockCode" => "every Snowball device",
    "mediapackage:RotateIngestEndpointCredentials" => "every channel of MediaPackage",
    "ec2:GetPasswordData" => "every Windows instance",
    "connect:GetFederationToken" => "every Connect instance",
};

static WORDING: Wording = Wording {
    does: "answers with a credential",
    help: "name the secrets, roles or users in `Resource`",
};

/// All that is allowed without a limit, as one finding.
fn check(cx: &Context) -> Vec<Finding> {
    risk::report(cx, &ACTIONS, &WORDING, |opened| {
        RULE.finding(format!("this policy hands out credentials for {opened}"))
    })
}
