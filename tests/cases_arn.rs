//! What other linters get wrong about ARNs: for each, the findings about ARNs and the words that they point at.

use iamsure::config::{Config, Flags, Selection};
use iamsure::engine::{self, Settings};
use iamsure::finding::Finding;
use iamsure::kind::{PolicyType, ResourceType};
use iamsure::rules;
use iamsure::source::{FileId, Source, Sources};
use iamsure::syntax;

/// Of these rules a case names every finding.
const RULES: &[&str] = &[
    "arn-of-no-resource",
    "invalid-arn-account",
    "invalid-arn-prefix",
    "invalid-arn-region",
    "invalid-arn-service-case",
    "invalid-partition",
    "missing-arn-field",
    "unsupported-action-in-policy",
    "unsupported-resource-arn-in-policy",
    "wildcard-in-service-name",
];

const ALLOWED: &str = "ARN_ACCOUNT_NOT_ALLOWED";

fn findings(text: &str, resource_type: Option<ResourceType>) -> Vec<(Finding, String)> {
    let mut sources = Sources::default();
    let file = sources.add(Source::new("policy.json", text));
    let config = Config::default();
    let settings = Settings {
        policy_type: resource_type.is_none().then_some(PolicyType::Identity),
        resource_type,
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    let tree = syntax::parse(file, sources.get(file));
    let judged = engine::judge(&tree, &settings, rules::all());
    let ours = judged
        .findings
        .into_iter()
        .filter(|finding| RULES.contains(&finding.rule.id));
    ours.map(|finding| {
        let words = sources.slice(finding.primary.span).to_owned();
        (finding, words)
    })
    .collect()
}

/// What is said of one ARN: `severity rule CODE: words`.
fn said(arn: &str) -> Vec<String> {
    said_of("Allow", "Resource", arn)
}

fn said_of(effect: &str, element: &str, arn: &str) -> Vec<String> {
    let statement = format!(r#"{{"Effect":"{effect}","Action":"*","{element}":"{arn}"}}"#);
    said_of_statement(&statement, None)
}

fn said_of_statement(statement: &str, resource_type: Option<ResourceType>) -> Vec<String> {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#);
    findings(&text, resource_type)
        .iter()
        .map(|(finding, words)| {
            let code = finding.access_analyzer.unwrap_or("-");
            let (severity, rule) = (finding.severity.name(), finding.rule.id);
            format!("{severity} {rule} {code}: {words}")
        })
        .collect()
}

#[track_caller]
fn clean(arn: &str) {
    assert_eq!(said(arn), Vec::<String>::new(), "{arn}");
}

#[track_caller]
fn flagged(arn: &str, expected: &[&str]) {
    assert_eq!(said(arn), expected, "{arn}");
}

#[test]
fn the_examples_of_each_code_of_aws_are_told_with_it() {
    for (action, arn, expected) in [
        (
            "s3:GetObject",
            "arn:aws:s3::111122223333:my-bucket/*",
            "error arn-of-no-resource ARN_ACCOUNT_NOT_ALLOWED: 111122223333",
        ),
        (
            "iam:GetRole",
            "arn:aws:iam:us-east-1:111122223333:role/app",
            "error arn-of-no-resource ARN_REGION_NOT_ALLOWED: us-east-1",
        ),
        (
            "sqs:SendMessage",
            "arn:aws:sqs:us-east-9:111122223333:orders",
            "error invalid-arn-region INVALID_ARN_REGION: us-east-9",
        ),
        (
            "iam:GetRole",
            "arn:aws:iam::111122223333:rolename/app",
            "error arn-of-no-resource INVALID_ARN_RESOURCE: rolename/app",
        ),
        (
            "sqs:SendMessage",
            "arn:aws:sqs::111122223333:orders",
            "error arn-of-no-resource MISSING_ARN_REGION: ::",
        ),
        (
            "sqs:SendMessage",
            "arn:aws:sqs:us-east-1::orders",
            "error arn-of-no-resource MISSING_ARN_ACCOUNT: ::",
        ),
    ] {
        let statement = format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"{arn}"}}"#);
        assert_eq!(said_of_statement(&statement, None), [expected]);
    }
}

#[test]
fn the_examples_of_policies_of_resources_are_told_with_their_code() {
    let kms = r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:Decrypt","Resource":"arn:aws:s3:::my-bucket/*"}"#;
    let key = r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"}"#;
    let bucket = Some(ResourceType::S3Bucket);
    assert_eq!(
        said_of_statement(kms, bucket),
        ["error unsupported-action-in-policy UNSUPPORTED_ACTION_IN_POLICY: \"kms:Decrypt\""]
    );
    assert_eq!(
        said_of_statement(key, bucket),
        [
            "error unsupported-resource-arn-in-policy UNSUPPORTED_RESOURCE_ARN_IN_POLICY: \"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\""
        ]
    );
    // Nobody said what the policy is attached to.
    assert_eq!(said_of_statement(kms, None), Vec::<String>::new());
    assert_eq!(said_of_statement(key, None), Vec::<String>::new());
}

#[test]
fn partitions() {
    for partition in [
        "aws",
        "aws-cn",
        "aws-us-gov",
        "aws-iso",
        "aws-iso-b",
        "aws-iso-e",
        "aws-iso-f",
        "aws-eusc",
        "*",
    ] {
        clean(&format!("arn:{partition}:sqs:*:408523917755:orders"));
    }
    // The partition alone is told, and not what is wrong behind it.
    flagged(
        "arn:awz:sqs:us-east1:408523917755:orders",
        &["error invalid-partition INVALID_PARTITION: awz"],
    );
    flagged(
        "arn:awz:s3::408523917755:orders",
        &["error invalid-partition INVALID_PARTITION: awz"],
    );
}

#[test]
fn regions() {
    for (partition, region) in [
        ("aws", "*"),
        ("aws", "us-east-1"),
        ("aws", "us-east-*"),
        ("aws", "eu-*"),
        ("aws", "us-east-?"),
        ("aws", "*-1"),
        ("aws", "${aws:RequestedRegion}"),
        ("aws-us-gov", "us-gov-west-1"),
        ("aws-us-gov", "us-gov-*"),
        ("aws-iso", "us-iso-east-1"),
        ("aws-cn", "cn-north-1"),
        ("*", "cn-north-1"),
    ] {
        clean(&format!("arn:{partition}:sqs:{region}:408523917755:orders"));
    }
    for region in [
        "us-east-1f",
        "us",
        "us-east1",
        "US-EAST-1",
        "us-gov-west-1",
        "global",
    ] {
        flagged(
            &format!("arn:aws:sqs:{region}:408523917755:orders"),
            &[&format!(
                "error invalid-arn-region INVALID_ARN_REGION: {region}"
            )],
        );
    }
    flagged(
        "arn:aws:sqs:us-gov-*:408523917755:orders",
        &["warning invalid-arn-region INVALID_ARN_REGION: us-gov-*"],
    );
    // A word that only this service has.
    clean("arn:aws:health:global::event/IAM/AWS_IAM_OPERATIONAL_ISSUE/*");
    // The Region is wrong to be there, whatever it is.
    flagged(
        "arn:aws:iam:us-east1:408523917755:role/orders",
        &["error arn-of-no-resource ARN_REGION_NOT_ALLOWED: us-east1"],
    );
    // A service that has no forms is judged by its Region all the same.
    flagged(
        "arn:aws:devops-guru:us-east1:408523917755:channels",
        &["error invalid-arn-region INVALID_ARN_REGION: us-east1"],
    );
}

/// Another action is named as what was meant only where none of the statement has resources of the ARN's service.
#[test]
fn another_service_is_named_where_no_action_is_of_this_one() {
    for (actions, expected) in [
        (
            r#"["states:StartExecution", "kms:Decrypt"]"#,
            "write it as one of `alias/${Alias}` and `key/${KeyId}`",
        ),
        (
            r#"["states:StartExecution", "kms:*"]"#,
            "write it as one of `alias/${Alias}` and `key/${KeyId}`",
        ),
        (
            r#"["sqs:SendMessage"]"#,
            "`sqs:SendMessage` acts on `arn:aws:sqs:${Region}:${Account}:${QueueName}`",
        ),
    ] {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":{actions},"Resource":"arn:aws:kms:eu-west-1:408523917755:4f1c7a52"}}}}"#
        );
        let found = findings(&text, None);
        let helps: Vec<_> = found.iter().map(|(one, _)| one.help.as_deref()).collect();
        assert_eq!(helps, [Some(expected)], "{actions}");
    }
}

#[test]
fn region_help_names_the_region_that_was_meant() {
    let help = |region: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"arn:aws:sqs:{region}:408523917755:orders"}}}}"#
        );
        let (finding, _) = findings(&text, None).remove(0);
        let edits = finding.fix.map(|fix| fix.edits);
        (
            finding.message.into_owned(),
            edits.map(|edits| edits[0].text.clone()),
        )
    };
    assert_eq!(
        help("us-east-1f"),
        (
            "`us-east-1f` is an Availability Zone, not a Region".to_owned(),
            Some("us-east-1".to_owned())
        )
    );
    assert_eq!(
        help("us-east1"),
        (
            "`us-east1` is not an AWS Region; did you mean `us-east-1`?".to_owned(),
            Some("us-east-1".to_owned())
        )
    );
    assert_eq!(
        help("us-gov-west-1"),
        (
            "`us-gov-west-1` is a Region of `aws-us-gov`, not of `aws`".to_owned(),
            None
        )
    );
}

#[test]
fn accounts() {
    for account in ["*", "408523917755", "aws", "00000000123?", "4085*"] {
        clean(&format!("arn:aws:sqs:eu-west-1:{account}:orders"));
    }
    for account in ["12345678", "orders"] {
        flagged(
            &format!("arn:aws:sqs:eu-west-1:{account}:orders"),
            &[&format!(
                "error invalid-arn-account INVALID_ARN_ACCOUNT: {account}"
            )],
        );
        // The account is told once, also where none may stand.
        flagged(
            &format!("arn:aws:s3::{account}:orders"),
            &[&format!(
                "error invalid-arn-account INVALID_ARN_ACCOUNT: {account}"
            )],
        );
    }
    // A pattern that no account matches nothing either, and the form has none.
    flagged(
        "arn:aws:s3::40852391775?:orders",
        &[&format!("error arn-of-no-resource {ALLOWED}: 40852391775?")],
    );
}

#[test]
fn what_is_not_known_is_not_judged() {
    for arn in [
        "arn:aws:${aws:PrincipalTag/service}:eu-west-1:408523917755:orders",
        "arn:aws:sqs:${aws:PrincipalTag/region}:${aws:PrincipalAccount}:${aws:username}",
        "arn:aws:s3:::${aws:username}/*",
        "arn:aws:iam::408523917755:${aws:PrincipalTag/type}/orders",
        "arn:aws:iam::408523917755:mfa/${aws:username}",
        "arn:aws:iam::${aws:PrincipalAccount}:role/orders",
        "arn:aws:sqs:<region>:<account>:orders",
        "arn:aws:sqs:{{region}}:{{account}}:orders",
        "arn:aws:s3:${var.region}:${var.account}:orders",
    ] {
        clean(arn);
    }
}

#[test]
fn names_of_several_parts() {
    for arn in [
        "arn:aws:redshift:eu-west-1:408523917755:dbuser:cluster/reader",
        "arn:aws:lambda:eu-west-1:408523917755:layer:orders:3",
        "arn:aws:lambda:eu-west-1:408523917755:function:orders:live",
        "arn:aws:logs:eu-west-1:408523917755:log-group:/aws/lambda/orders:*",
        "arn:aws:logs:*:*:*",
        "arn:aws:logs:eu-west-1:408523917755:*",
        "arn:aws:secretsmanager:eu-west-1:408523917755:secret:orders-??????",
        "arn:aws:dynamodb:eu-west-1:408523917755:table/orders/index/*",
        "arn:aws:kinesis:eu-west-1:408523917755:stream/orders",
        "arn:aws:kinesis:eu-west-1:408523917755:stream/orders/consumer/bill:1600000000",
        "arn:aws:states:eu-west-1:408523917755:stateMachine:orders",
        "arn:aws:ec2:eu-west-1::image/ami-0c2b8ca1dad447f8a",
        "arn:aws:ec2:*:*:*/*",
        "arn:aws:cloudformation:eu-west-1:aws:transform/Serverless-2016-10-31",
        "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript",
        "arn:aws:ssm:*::document/*",
        "arn:aws:ssm:eu-west-1::parameter/aws/service/ami-amazon-linux-latest/*",
        "arn:aws:apigateway:eu-west-1::/restapis/*",
        "arn:aws:execute-api:eu-west-1:408523917755:a1b2c3d4e5/final/GET/orders",
        "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0",
        "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
        "arn:aws:mediaconnect:eu-west-1:408523917755:flow:1-23:orders",
    ] {
        clean(arn);
    }
}

/// Trap 4 of the data: the service of the ARN need not be the action's.
#[test]
fn an_arn_is_held_against_all_forms_that_name_its_service() {
    for (action, arn) in [
        ("sts:AssumeRole", "arn:aws:iam::408523917755:role/orders"),
        (
            "kafka-cluster:Connect",
            "arn:aws:kafka:eu-west-1:408523917755:topic/orders/*/bills",
        ),
        (
            "es:ESHttpGet",
            "arn:aws:es:eu-west-1:408523917755:domain/orders/*",
        ),
        ("iam:GetRole", "arn:aws:sqs:eu-west-1:408523917755:orders"),
        (
            "backup:StartBackupJob",
            "arn:aws:backup:*:*:recovery-point:*",
        ),
    ] {
        let statement = format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"{arn}"}}"#);
        assert_eq!(said_of_statement(&statement, None), Vec::<String>::new());
    }
}

#[test]
fn fields_that_the_form_has_not_or_lacks() {
    const RULE: &str = "error arn-of-no-resource";
    flagged(
        "arn:aws:s3:eu-west-1:408523917755:orders",
        &[
            &format!("{RULE} ARN_REGION_NOT_ALLOWED: eu-west-1"),
            &format!("{RULE} {ALLOWED}: 408523917755"),
        ],
    );
    flagged(
        "arn:aws:apigateway:eu-west-1:408523917755:/restapis/a1b2c3d4e5",
        &[&format!("{RULE} {ALLOWED}: 408523917755")],
    );
    flagged(
        "arn:aws:iam:::role/orders",
        &[&format!("{RULE} MISSING_ARN_ACCOUNT: ::")],
    );
    flagged(
        "arn:aws:dynamodb:::table/orders",
        &[
            &format!("{RULE} MISSING_ARN_REGION: ::"),
            &format!("{RULE} MISSING_ARN_ACCOUNT: ::"),
        ],
    );
    flagged(
        "arn:aws:s3:::",
        &[&format!("{RULE} INVALID_ARN_RESOURCE: :")],
    );
    flagged(
        "arn:::::trail/orders",
        &["error missing-arn-field MISSING_ARN_FIELD: \"arn:::::trail/orders\""],
    );
    // An access point has what a bucket has not.
    clean("arn:aws:s3:eu-west-1:408523917755:accesspoint/orders/object/*");
    clean("arn:aws:s3:*:*:orders/*");
}

#[test]
fn the_type_of_the_resource() {
    let invalid = |severity: &str, words: &str| {
        format!("{severity} arn-of-no-resource INVALID_ARN_RESOURCE: {words}")
    };
    for resource in [
        "roles/orders",
        "Role/orders",
        "rolename/orders",
        "role:orders",
    ] {
        flagged(
            &format!("arn:aws:iam::408523917755:{resource}"),
            &[&invalid("error", resource)],
        );
    }
    for resource in ["*", "**", "user/*", "user*", "*/orders", "role/a?b"] {
        clean(&format!("arn:aws:iam::408523917755:{resource}"));
    }
    // AWS's page allows no wildcard within the type.
    for resource in ["u*", "us?r/orders", "r*/orders"] {
        let word = resource.split('/').next().expect("a word");
        flagged(
            &format!("arn:aws:iam::408523917755:{resource}"),
            &[&invalid("warning", word)],
        );
    }
    flagged("arn:aws:rds:eu-west-1:408523917755:db*:orders", &[]);
    // What has no type in its form is a name.
    clean("arn:aws:s3:::o*/bills");
    clean("arn:aws:sns:eu-west-1:408523917755:ord*");
    // A star that ends a field may run over the colons, as AWS's own policies rely on.
    flagged(
        "arn:aws:logs:*:*:/aws-glue/*",
        &[&invalid("info", "/aws-glue/*")],
    );
    flagged(
        "arn:aws:states:*:*:statemachine:orders",
        &[&invalid("warning", "statemachine:orders")],
    );
}

#[test]
fn patterns_against_patterns() {
    let is_possible =
        |resource: &str| said(&format!("arn:aws:kms:eu-west-1:408523917755:{resource}")).is_empty();
    for resource in [
        "*",
        "**",
        "*/*",
        "key/*",
        "*a*",
        "*/orders",
        "alias/a*b",
        "?ey/orders",
    ] {
        assert!(is_possible(resource), "{resource}");
    }
    for resource in ["a*a", "key", "???", "orders/*", "key:*", "alia?orders"] {
        assert!(!is_possible(resource), "{resource}");
    }
}

/// An ARN that matches nothing protects nothing: only what depends on the actions is left alone in a `Deny`.
#[test]
fn a_deny_is_told_of_arns_that_match_nothing() {
    assert_eq!(
        said_of("Deny", "Resource", "arn:aws:s3::408523917755:orders"),
        [format!("error arn-of-no-resource {ALLOWED}: 408523917755")]
    );
    assert_eq!(
        said_of("Allow", "NotResource", "arn:aws:s3::408523917755:orders"),
        [format!("error arn-of-no-resource {ALLOWED}: 408523917755")]
    );
    // Which action acts on what is no matter of the ARN.
    let other = r#"{"Effect":"Deny","Action":["s3:GetObject","iam:ListUsers"],"Resource":["arn:aws:s3:::orders","arn:aws:iam::408523917755:role/orders"]}"#;
    assert_eq!(said_of_statement(other, None), Vec::<String>::new());
}

#[test]
fn services() {
    const NAMED: &str = "error arn-of-no-resource -";
    for (arn, words) in [
        ("arn:aws:s33:::orders", "s33"),
        (
            "arn:aws:dynamdb:eu-west-1:408523917755:table/orders",
            "dynamdb",
        ),
    ] {
        flagged(arn, &[&format!("{NAMED}: {words}")]);
    }
    for arn in [
        // The rest has no form of the service that is near.
        "arn:aws:dynamdb:eu-west-1:408523917755:orders",
        // Nothing is near.
        "arn:aws:orders:eu-west-1:408523917755:bill/1",
        // Known, without forms; gone.
        "arn:aws:devops-guru:eu-west-1:408523917755:channels",
        "arn:aws:codestar:eu-west-1:408523917755:project/orders",
    ] {
        clean(arn);
    }
    flagged(
        "arn:aws:S3::408523917755:orders",
        &["error invalid-arn-service-case INVALID_ARN_SERVICE_CASE: S3"],
    );
    flagged(
        "arn:aws:*q*:us-east1::orders",
        &[
            "info wildcard-in-service-name WILDCARD_IN_SERVICE_NAME: *q*",
            "error invalid-arn-region INVALID_ARN_REGION: us-east1",
        ],
    );
}

#[test]
fn policies_of_resources() {
    let said = |resource_type: ResourceType, actions: &str, resources: &str| {
        let statement = format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"408523917755"}},"Action":[{actions}],"Resource":[{resources}]}}"#
        );
        said_of_statement(&statement, Some(resource_type))
    };
    let none = Vec::<String>::new();
    for (resource_type, actions, resources) in [
        (ResourceType::S3Bucket, r#""*""#, r#""*""#),
        (
            ResourceType::S3Bucket,
            r#""S3:Get*""#,
            r#""arn:aws:s3:::orders*""#,
        ),
        (
            ResourceType::SqsQueue,
            r#""SQS:SendMessage""#,
            r#""arn:aws:sqs:*:*:orders""#,
        ),
        (
            ResourceType::BackupVault,
            r#""backup:DeleteRecoveryPoint""#,
            r#""arn:aws:ec2:eu-west-1::snapshot/*""#,
        ),
        (
            ResourceType::LambdaFunction,
            r#""lambda:InvokeFunction""#,
            r#""arn:aws:lambda:eu-west-1:408523917755:function:orders:live""#,
        ),
        (
            ResourceType::OpenSearchDomain,
            r#""es:ESHttp*""#,
            r#""arn:aws:es:eu-west-1:408523917755:domain/orders/*""#,
        ),
        (
            ResourceType::S3AccessPoint,
            r#""s3:GetObject""#,
            r#""arn:aws:s3:eu-west-1:408523917755:accesspoint/orders/object/*""#,
        ),
        (
            ResourceType::S3MultiRegionAccessPoint,
            r#""s3:GetObject""#,
            r#""arn:aws:s3::408523917755:accesspoint/m2x.mrap/object/*""#,
        ),
        (
            ResourceType::EfsFileSystem,
            r#""elasticfilesystem:ClientMount""#,
            r#""arn:aws:elasticfilesystem:eu-west-1:408523917755:file-system/fs-1""#,
        ),
        (
            ResourceType::DynamoDbTable,
            r#""dynamodb:Query""#,
            r#""arn:aws:dynamodb:eu-west-1:408523917755:table/orders/index/*""#,
        ),
        // A misspelt service is told by another rule.
        (
            ResourceType::S3Bucket,
            r#""s33:GetObject""#,
            r#""arn:aws:s3:::orders/*""#,
        ),
    ] {
        assert_eq!(said(resource_type, actions, resources), none, "{actions}");
    }
    assert_eq!(
        said(
            ResourceType::SqsQueue,
            r#""sqs:SendMessage","sns:*""#,
            r#""arn:aws:sns:eu-west-1:408523917755:orders""#
        ),
        [
            "error unsupported-action-in-policy UNSUPPORTED_ACTION_IN_POLICY: \"sns:*\"",
            "error unsupported-resource-arn-in-policy UNSUPPORTED_RESOURCE_ARN_IN_POLICY: \"arn:aws:sns:eu-west-1:408523917755:orders\"",
        ]
    );
    // A stream's policy is not its consumer's.
    assert_eq!(
        said(
            ResourceType::KinesisStreamConsumer,
            r#""kinesis:SubscribeToShard""#,
            r#""arn:aws:kinesis:eu-west-1:408523917755:stream/orders""#
        ),
        [
            "error unsupported-resource-arn-in-policy UNSUPPORTED_RESOURCE_ARN_IN_POLICY: \"arn:aws:kinesis:eu-west-1:408523917755:stream/orders\""
        ]
    );
    // What no resource can have is told as such, once.
    assert_eq!(
        said(
            ResourceType::S3Bucket,
            r#""s3:GetObject""#,
            r#""arn:aws:kms::408523917755:key/orders""#
        ),
        ["error arn-of-no-resource MISSING_ARN_REGION: ::"]
    );
}

/// The rule about trust policies speaks, with the code that it borrows.
#[test]
fn a_trust_policy_that_was_told_gives_the_code_of_its_actions() {
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::408523917755:role/orders"},"Action":"s3:GetObject"}}"#;
    let codes = |resource_type| {
        let mut sources = Sources::default();
        let file = sources.add(Source::new("policy.json", text));
        let config = Config::default();
        let settings = Settings {
            policy_type: Some(PolicyType::Trust),
            resource_type,
            ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
        };
        let tree = syntax::parse(file, sources.get(file));
        let findings = engine::judge(&tree, &settings, rules::all()).findings;
        let of_rule = findings
            .iter()
            .filter(|one| one.rule.id == "permission-in-trust-policy");
        of_rule.map(|one| one.access_analyzer).collect::<Vec<_>>()
    };
    assert_eq!(
        codes(Some(ResourceType::IamRole)),
        [Some("UNSUPPORTED_ACTION_IN_POLICY")]
    );
    assert_eq!(codes(None), [None]);
}

/// With all rules on the first one speaks, without it the second.
#[test]
fn no_rule_is_silent_for_one_that_is_switched_off() {
    let said = |arn: &str, off: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"{arn}"}}}}"#
        );
        let source = Source::new("policy.json", text.as_str());
        let config = Config::default();
        let known = engine::known_rules();
        let ignore = [off.to_owned()];
        let flags = Flags {
            ignore: &ignore,
            ..Flags::default()
        };
        let selection = Selection::new(&known, &config, flags).expect("this is a rule");
        let registry: Vec<_> = rules::all()
            .iter()
            .filter(|rule| selection.runs(&rule.meta) && RULES.contains(&rule.meta.id))
            .copied()
            .collect();
        let settings = Settings {
            policy_type: Some(PolicyType::Identity),
            selection: Some(&selection),
            ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
        };
        let tree = syntax::parse(FileId(0), &source);
        let judged = engine::judge(&tree, &settings, &registry);
        let ids = judged.findings.iter().map(|one| one.rule.id);
        ids.collect::<Vec<_>>()
    };
    for (arn, first, second) in [
        (
            "arn:aws:s3::1234:orders",
            "invalid-arn-account",
            "arn-of-no-resource",
        ),
        (
            "arn:awz:s3::408523917755:orders",
            "invalid-partition",
            "arn-of-no-resource",
        ),
        (
            "arn:aws:S3::408523917755:orders",
            "invalid-arn-service-case",
            "arn-of-no-resource",
        ),
        (
            "arn:aws:iam:eu-west1:408523917755:role/a",
            "arn-of-no-resource",
            "invalid-arn-region",
        ),
    ] {
        assert_eq!(said(arn, "sample-value"), [first], "{arn}");
        assert_eq!(said(arn, first), [second], "{arn} without {first}");
    }
}
