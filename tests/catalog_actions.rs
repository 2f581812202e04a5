//! Sixty actions that many policies name, held by hand against AWS's Service Authorization Reference: should the data lose or
//! change one, somebody has to look.

use iamsure::catalog::{Action, Catalog, Level};

/// Name, level, types of resources (`!`: one of them has to be allowed), and one key of its conditions, if it has any of its
/// own.
const ACTIONS: [(&str, Level, &str, &str); 60] = [
    ("athena:StartQueryExecution", Level::Write, "workgroup!", ""),
    (
        "cloudformation:CreateStack",
        Level::Write,
        "stack!",
        "cloudformation:TemplateUrl",
    ),
    ("cloudtrail:StopLogging", Level::Write, "trail!", ""),
    ("dynamodb:DeleteTable", Level::Write, "table!", ""),
    (
        "dynamodb:GetItem",
        Level::Read,
        "table!",
        "dynamodb:LeadingKeys",
    ),
    ("dynamodb:ListTables", Level::List, "", ""),
    (
        "dynamodb:PutItem",
        Level::Write,
        "table!",
        "dynamodb:Attributes",
    ),
    (
        "dynamodb:Query",
        Level::Read,
        "index table!",
        "dynamodb:Select",
    ),
    (
        "ec2:AuthorizeSecurityGroupIngress",
        Level::Write,
        "security-group! security-group-rule",
        "ec2:Vpc",
    ),
    ("ec2:DescribeInstances", Level::List, "", "ec2:Region"),
    (
        "ec2:TerminateInstances",
        Level::Write,
        "instance!",
        "ec2:ResourceTag/${TagKey}",
    ),
    ("ecr:GetAuthorizationToken", Level::Read, "", ""),
    ("ecr:PutImage", Level::Write, "repository!", ""),
    (
        "ecs:RunTask",
        Level::Write,
        "task-definition!",
        "ecs:cluster",
    ),
    ("eks:DescribeCluster", Level::Read, "cluster!", ""),
    (
        "elasticfilesystem:ClientMount",
        Level::Read,
        "file-system!",
        "elasticfilesystem:AccessPointArn",
    ),
    ("firehose:PutRecord", Level::Write, "deliverystream!", ""),
    ("guardduty:ListDetectors", Level::List, "", ""),
    ("iam:AddUserToGroup", Level::Write, "group!", ""),
    (
        "iam:AttachRolePolicy",
        Level::PermissionsManagement,
        "role!",
        "iam:PolicyARN",
    ),
    ("iam:CreateAccessKey", Level::Write, "user!", ""),
    (
        "iam:CreatePolicyVersion",
        Level::PermissionsManagement,
        "policy!",
        "",
    ),
    (
        "iam:CreateServiceLinkedRole",
        Level::Write,
        "role!",
        "iam:AWSServiceName",
    ),
    (
        "iam:CreateUser",
        Level::Write,
        "user!",
        "iam:PermissionsBoundary",
    ),
    ("iam:ListUsers", Level::List, "", ""),
    ("iam:PassRole", Level::Write, "role!", "iam:PassedToService"),
    (
        "iam:PutUserPolicy",
        Level::PermissionsManagement,
        "user!",
        "iam:PermissionsBoundary",
    ),
    (
        "iam:UpdateAssumeRolePolicy",
        Level::PermissionsManagement,
        "role!",
        "",
    ),
    ("kinesis:GetRecords", Level::Read, "stream!", ""),
    ("kinesis:ListStreams", Level::List, "", ""),
    ("kinesis:PutRecord", Level::Write, "stream!", ""),
    (
        "kms:CreateGrant",
        Level::PermissionsManagement,
        "key!",
        "kms:GrantOperations",
    ),
    ("kms:Decrypt", Level::Write, "key!", "kms:ViaService"),
    (
        "kms:PutKeyPolicy",
        Level::PermissionsManagement,
        "key!",
        "kms:BypassPolicyLockoutSafetyCheck",
    ),
    (
        "lambda:AddPermission",
        Level::PermissionsManagement,
        "function!",
        "lambda:Principal",
    ),
    (
        "lambda:CreateFunction",
        Level::Write,
        "function!",
        "lambda:VpcIds",
    ),
    (
        "lambda:InvokeFunction",
        Level::Write,
        "function!",
        "lambda:EventSourceToken",
    ),
    ("logs:PutLogEvents", Level::Write, "log-stream!", ""),
    (
        "redshift:GetClusterCredentials",
        Level::Write,
        "dbname dbuser!",
        "redshift:DbName",
    ),
    (
        "route53:ChangeResourceRecordSets",
        Level::Write,
        "hostedzone!",
        "route53:ChangeResourceRecordSetsActions",
    ),
    ("s3:DeleteBucket", Level::Write, "bucket!", ""),
    (
        "s3:GetObject",
        Level::Read,
        "accesspointobject object",
        "s3:ExistingObjectTag/<key>",
    ),
    ("s3:ListAllMyBuckets", Level::List, "", ""),
    (
        "s3:ListBucket",
        Level::List,
        "accesspoint bucket",
        "s3:prefix",
    ),
    (
        "s3:PutBucketPolicy",
        Level::PermissionsManagement,
        "bucket!",
        "",
    ),
    (
        "s3:PutObject",
        Level::Write,
        "accesspointobject object",
        "s3:x-amz-acl",
    ),
    (
        "s3:PutObjectTagging",
        Level::Tagging,
        "accesspointobject object",
        "s3:RequestObjectTagKeys",
    ),
    (
        "secretsmanager:GetSecretValue",
        Level::Read,
        "Secret!",
        "secretsmanager:VersionStage",
    ),
    ("sns:Publish", Level::Write, "topic!", ""),
    ("sns:Subscribe", Level::Write, "topic!", "sns:Protocol"),
    ("sqs:ReceiveMessage", Level::Read, "queue!", ""),
    ("sqs:SendMessage", Level::Write, "queue!", ""),
    ("ssm:GetParameter", Level::Read, "parameter!", ""),
    ("states:StartExecution", Level::Write, "statemachine!", ""),
    ("sts:AssumeRole", Level::Write, "role!", "sts:ExternalId"),
    ("sts:AssumeRoleWithSAML", Level::Write, "role!", "saml:aud"),
    (
        "sts:AssumeRoleWithWebIdentity",
        Level::Write,
        "role!",
        "accounts.google.com:aud",
    ),
    ("sts:GetCallerIdentity", Level::Read, "", ""),
    (
        "sts:SetSourceIdentity",
        Level::Write,
        "role",
        "sts:SourceIdentity",
    ),
    (
        "sts:TagSession",
        Level::Tagging,
        "role",
        "sts:TransitiveTagKeys",
    ),
];

fn action(name: &str) -> Action {
    let found = Catalog::embedded().action(name);
    found.unwrap_or_else(|| panic!("{name} is known"))
}

fn types(action: Action) -> Vec<String> {
    let of = action.resources().map(|one| {
        let mark = if one.is_required { "!" } else { "" };
        format!("{}{mark}", one.resource_type.name())
    });
    of.collect()
}

#[test]
fn well_known_actions_are_as_aws_says() {
    assert!(ACTIONS.is_sorted_by(|one, next| one.0 < next.0));
    for (name, level, expected, key) in ACTIONS {
        let one = action(name);
        assert_eq!(one.full_name(), name);
        let levels: Vec<Level> = one.levels().collect();
        assert!(levels.contains(&level), "{name}: {levels:?}");
        assert_eq!(types(one).join(" "), expected, "{name}");
        if key.is_empty() {
            continue;
        }
        let found = Catalog::embedded().key(key);
        let found = found.unwrap_or_else(|| panic!("{key} is known"));
        assert!(one.has_key(found), "{name}: {key}");
    }
}

/// A key of one action is not taken for one of all of its service's.
#[test]
fn keys_belong_to_their_actions() {
    for (name, key) in [
        ("s3:GetObject", "s3:prefix"),
        ("s3:ListBucket", "s3:x-amz-storage-class"),
        ("iam:CreateAccessKey", "iam:PassedToService"),
        ("sts:GetCallerIdentity", "sts:ExternalId"),
        ("dynamodb:ListTables", "dynamodb:LeadingKeys"),
        ("kms:ListKeys", "kms:GrantOperations"),
    ] {
        let found = Catalog::embedded().key(key).expect("it is known");
        assert!(!action(name).has_key(found), "{name}: {key}");
    }
}

/// The action with the most types: those without which no instance starts.
#[test]
fn starting_an_instance_needs_each_of_its_parts() {
    let one = action("ec2:RunInstances");
    assert!(one.is(Level::Write));
    let types = types(one);
    for part in [
        "image!",
        "instance!",
        "network-interface!",
        "security-group!",
        "subnet!",
    ] {
        assert!(types.iter().any(|name| name == part), "{part}: {types:?}");
    }
    for key in ["ec2:InstanceType", "ec2:Region", "ec2:MetadataHttpTokens"] {
        let found = Catalog::embedded().key(key).expect("it is known");
        assert!(one.has_key(found), "{key}");
    }
    let needed: Vec<String> = one.dependent().map(Action::full_name).collect();
    assert!(needed.contains(&"iam:PassRole".to_owned()), "{needed:?}");
}
