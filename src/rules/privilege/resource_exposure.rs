use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::risk::{self, Group, Wording, sensitive};
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "resource-exposure",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "permission to open all of a service to outsiders",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Actions that give others access: resource policies, shares, guards against public access. What only closes is not here.
static ACTIONS: Group = sensitive! {
    "s3:PutBucketPolicy" => "every bucket",
    "s3:PutBucketAcl" => "every bucket",
    "s3:PutObjectAcl" => "every bucket",
    "s3:PutObjectVersionAcl" => "every bucket",
    "s3:PutBucketPublicAccessBlock" => "every bucket",
    "s3:PutAccountPublicAccessBlock" => "every bucket",
    "s3:PutAccessPointPolicy" => "every bucket",
    "kms:PutKeyPolicy" => "every KMS key",
    "kms:CreateGrant" => "every KMS key",
    "secretsmanager:PutResourcePolicy" => "every secret",
    "lambda:AddPermission" => "every Lambda function",
    "lambda:AddLayerVersionPermission" => "every Lambda layer",
    "ec2:ModifySnapshotAttribute" => "every EBS snapshot",
    "ec2:ModifyImageAttribute" => "every machine image",
    "ec2:DisableImageBlockPublicAccess" => "every machine image",
    "ec2:DisableSnapshotBlockPublicAccess" => "every EBS snapshot",
    "ec2:ModifyVpcEndpointServicePermissions" => "every endpoint service",
    "rds:ModifyDBSnapshotAttribute" => "every database snapshot",
    "rds:ModifyDBClusterSnapshotAttribute" => "every database snapshot",
    "redshift:AuthorizeSnapshotAccess" => "every Redshift snapshot",
    "redshift:PutResourcePolicy" => "every Redshift namespace",
    "ecr:SetRepositoryPolicy" => "every container repository",
    "sns:AddPermission" => "every SNS topic",
    "sns:SetTopicAttributes" => "every SNS topic",
    "sqs:AddPermission" => "every SQS queue",
    "sqs:SetQueueAttributes" => "every SQS queue",
    "dynamodb:PutResourcePolicy" => "every DynamoDB table",
    "kinesis:PutResourcePolicy" => "every Kinesis stream",
    "es:UpdateDomainConfig" => "every OpenSearch domain",
    "es:UpdateElasticsearchDomainConfig" => "every OpenSearch domain",
    "elasticfilesystem:PutFileSystemPolicy" => "every file system",
    "elasticmapreduce:PutBlockPublicAccessConfiguration" => "every EMR cluster",
    "glue:PutResourcePolicy" => "the data catalog",
    "lakeformation:GrantPermissions" => "the data lake",
    "lakeformation:BatchGrantPermissions" => "the data lake",
    "lakeformation:PutDataLakeSettings" => "the data lake",
    "ram:CreateResourceShare" => "all that can be shared",
    "ram:AssociateResourceShare" => "all that can be shared",
    "iam:CreateSAMLProvider" => "the account",
    "iam:UpdateSAMLProvider" => "the account",
    "iam:CreateOpenIDConnectProvider" => "the account",
    "backup:PutBackupVaultAccessPolicy" => "every backup vault",
    "glacier:SetVaultAccessPolicy" => "every archive vault",
    "codebuild:PutResourcePolicy" => "every build project",
    "codeartifact:PutDomainPermissionsPolicy" => "every package domain",
    "codeartifact:PutRepositoryPermissionsPolicy" => "every package repository",
    "events:PutPermission" => "every event bus",
    "apigateway:UpdateRestApiPolicy" => "every REST API",
    "acm-pca:PutPolicy" => "every private CA",
    "acm-pca:CreatePermission" => "every private CA",
    "imagebuilder:PutImagePolicy" => "every image of Image Builder",
    "imagebuilder:PutComponentPolicy" => "every component of Image Builder",
    "mediastore:PutContainerPolicy" => "every container of MediaStore",
    "route53resolver:PutResolverRulePolicy" => "every resolver rule",
    "servicecatalog:CreatePortfolioShare" => "every portfolio",
    "ssm:ModifyDocumentPermission" => "every document of Systems Manager",
    "ds:ShareDirectory" => "every directory",
};

static WORDING: Wording = Wording {
    does: "can let anybody in",
    help: "name the resources in `Resource`, or leave sharing to others",
};

/// All that is allowed without a limit, as one finding.
fn check(cx: &Context) -> Vec<Finding> {
    risk::report(cx, &ACTIONS, &WORDING, |opened| {
        RULE.finding(format!(
            "this policy lets its holder open {opened} to others"
        ))
    })
}
