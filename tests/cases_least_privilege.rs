//! Actions and the resources that they can have: what has no effect, what is wider than it has to be, and what only seems so.

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::finding::Finding;
use iamsure::kind::PolicyType;
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

const EFFECT: &str = "action-without-effect";
const WIDE: &str = "wildcard-resource";

fn findings(policy_type: PolicyType, source: &Source) -> Vec<Finding> {
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(policy_type),
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    engine::judge(&syntax::parse(FileId(0), source), &settings, rules::all()).findings
}

fn policy(statement: &str) -> Source {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    Source::new("policy.json", text)
}

/// `severity: text of its place` of each finding of one rule.
fn said(policy_type: PolicyType, rule: &str, statement: &str) -> Vec<String> {
    let source = policy(statement);
    findings(policy_type, &source)
        .iter()
        .filter(|one| one.rule.id == rule)
        .map(|one| {
            let place = source.slice(one.primary.span).trim_matches('"');
            format!("{}: {place}", one.severity.name())
        })
        .collect()
}

fn texts(list: &[&str]) -> String {
    let quoted: Vec<String> = list.iter().map(|text| format!("\"{text}\"")).collect();
    format!("[{}]", quoted.join(","))
}

fn statement(effect: &str, actions: &[&str], resources: &[&str]) -> String {
    let (actions, resources) = (texts(actions), texts(resources));
    format!(r#"{{"Effect":"{effect}","Action":{actions},"Resource":{resources}}}"#)
}

#[track_caller]
fn without_effect(actions: &[&str], resources: &[&str], wanted: &[&str]) {
    let statement = statement("Allow", actions, resources);
    assert_eq!(
        said(PolicyType::Identity, EFFECT, &statement),
        wanted,
        "{statement}"
    );
}

#[test]
fn an_action_without_types_wants_everything() {
    let stream = "arn:aws:kinesis:eu-west-1:408523917755:stream/orders";
    for (action, resource) in [
        ("kinesis:ListStreams", stream),
        ("iam:ListUsers", "arn:aws:iam::408523917755:user/ann"),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::acme-orders"),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::acme-*"),
        ("s3:ListAllMyBuckets", stream),
        ("KINESIS:liststreams", stream),
        ("kinesis:ListStreams", "arn:aws:s3:::*"),
    ] {
        let wanted = format!("warning: {action}");
        without_effect(&[action], &[resource], &[&wanted]);
    }
    for (action, resource) in [
        ("s3:ListAllMyBuckets", "arn:aws:s3:::*"),
        ("s3:ListAllMyBuckets", "*"),
        ("s3:ListAllMyBuckets", "arn:aws:*"),
        ("iam:ListUsers", "arn:aws:iam::408523917755:*"),
        (
            "logs:DescribeLogGroups",
            "arn:aws:logs:eu-west-1:408523917755:*",
        ),
        (
            "ssmmessages:OpenDataChannel",
            "arn:aws:ssm:*:*:session/ann-*",
        ),
        (
            "kinesis:ListStreams",
            "arn:aws:kinesis:eu-west-1:408523917755:*",
        ),
    ] {
        without_effect(&[action], &[resource], &[]);
    }
    // What AWS's own policies have without its documentation.
    for (action, resource) in [
        ("dynamodb:ListTables", "arn:aws:dynamodb:*:*:table/*"),
        (
            "cloudformation:CreateStackSet",
            "arn:aws:cloudformation:*:*:stackset/acme-*:*",
        ),
        (
            "elasticloadbalancing:AddTags",
            "arn:aws:elasticloadbalancing:*:*:targetgroup/acme/*",
        ),
    ] {
        let wanted = format!("info: {action}");
        without_effect(&[action], &[resource], &[&wanted]);
    }
}

#[test]
fn an_action_wants_a_resource_of_its_types() {
    let (bucket, object) = ("arn:aws:s3:::acme-orders", "arn:aws:s3:::acme-orders/*");
    without_effect(&["s3:GetObject"], &[bucket], &["warning: s3:GetObject"]);
    without_effect(&["s3:ListBucket"], &[object], &["warning: s3:ListBucket"]);
    without_effect(&["s3:GetObject", "s3:ListBucket"], &[bucket, object], &[]);
    without_effect(
        &["s3:GetObject", "s3:ListBucket"],
        &["arn:aws:s3:::acme-orders*"],
        &[],
    );
    let queue = "arn:aws:sqs:eu-west-1:408523917755:orders";
    without_effect(&["s3:GetObject"], &[queue], &["warning: s3:GetObject"]);
    // One finding for a statement, at the first.
    without_effect(
        &[
            "s3:GetObject",
            "s3:ListBucket",
            "sqs:SendMessage",
            "s3:PutObject",
        ],
        &[bucket, queue],
        &["warning: s3:GetObject"],
    );
    // Each action has one of them.
    without_effect(
        &["sqs:SendMessage", "s3:ListBucket", "s3:PutObject"],
        &[object, queue, bucket],
        &[],
    );
    for (action, resource) in [
        (
            "redshift:GetClusterCredentials",
            "arn:aws:redshift:eu-west-1:408523917755:dbuser:orders/reader",
        ),
        (
            "lambda:GetLayerVersion",
            "arn:aws:lambda:eu-west-1:408523917755:layer:parsers:7",
        ),
        (
            "iam:EnableMFADevice",
            "arn:aws:iam::408523917755:user/${aws:username}",
        ),
        (
            "iam:CreateVirtualMFADevice",
            "arn:aws:iam::408523917755:mfa/${aws:username}",
        ),
        (
            "logs:PutLogEvents",
            "arn:aws:logs:eu-west-1:408523917755:log-group:/acme/orders:*",
        ),
        (
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:eu-west-1:408523917755:secret:orders-??????",
        ),
        ("iam:GetRole", "arn:aws:iam::408523917755:*"),
        (
            "dynamodb:Query",
            "arn:aws:dynamodb:eu-west-1:408523917755:table/orders/index/*",
        ),
    ] {
        without_effect(&[action], &[resource], &[]);
    }
    // AWS's reference leaves these out, and AWS's own policies have them.
    for (action, resource) in [
        (
            "quicksight:CreateDataSet",
            "arn:aws:quicksight:*:*:dataset/*",
        ),
        (
            "waf-regional:GetWebACLForResource",
            "arn:aws:waf-regional:*:*:*/*",
        ),
        (
            "waf-regional:GetWebACLForResource",
            "arn:aws:waf-regional:*:*:*",
        ),
        (
            "wafv2:DisassociateWebACL",
            "arn:aws:wafv2:*:*:regional/webacl/*",
        ),
        (
            "aws-marketplace:ListTagsForResource",
            "arn:aws:aws-marketplace:*:*:AWSMarketplace/*",
        ),
        ("glue:GetTags", "arn:aws:glue:*:*:schema/*"),
    ] {
        let wanted = format!("info: {action}");
        without_effect(&[action], &[resource], &[&wanted]);
    }
    // Neither the word for another type nor a type left open is enough, whatever else stands in the statement.
    for (action, resource) in [
        (
            "s3:GetBucketObjectLockConfiguration",
            "arn:aws:s3:::acme/object",
        ),
        ("s3:ListBucket", "arn:aws:s3:::*/orders/*"),
        (
            "ecs:StopTask",
            "arn:aws:ecs:eu-west-1:408523917755:task-definition/orders:7",
        ),
        (
            "lambda:DeleteEventSourceMapping",
            "arn:aws:lambda:eu-west-1:408523917755:function:orders",
        ),
        ("quicksight:CreateDataSet", "arn:aws:s3:::dataset"),
    ] {
        let wanted = format!("warning: {action}");
        without_effect(&[action], &[resource], &[&wanted]);
    }
    // A wildcard in the word for the type is still an ARN of that type; one that no type has is not.
    without_effect(
        &["iam:GetRole"],
        &["arn:aws:iam::408523917755:u*"],
        &["warning: iam:GetRole"],
    );
}

#[test]
fn a_wildcard_counts_if_none_of_its_actions_is_let_in() {
    let object = "arn:aws:s3:::acme-orders/*";
    let table = "arn:aws:dynamodb:eu-west-1:408523917755:table/orders";
    without_effect(&["s3:List*"], &[object], &[]);
    without_effect(&["s3:ListB*"], &[object], &["warning: s3:ListB*"]);
    without_effect(&["s3:*", "dynamodb:*"], &[table], &["warning: s3:*"]);
    without_effect(&["*"], &[table], &[]);
}

#[test]
fn what_is_not_known_or_said_elsewhere_is_left_alone() {
    let stream = "arn:aws:kinesis:eu-west-1:408523917755:stream/orders";
    for (actions, resources) in [
        // Another statement may name the instances and the rest.
        (
            vec!["ec2:RunInstances"],
            vec!["arn:aws:ec2:eu-west-1:408523917755:instance/*"],
        ),
        // No form of Amazon S3 has a Region and a bucket, none of IAM a Region, none of API Gateway an account: the ARN
        // is wrong, not the action.
        (
            vec!["s3:ListBucket"],
            vec!["arn:aws:s3:eu-west-1:408523917755:acme-orders"],
        ),
        (
            vec!["iam:GetRole"],
            vec!["arn:aws:iam:eu-west-1:408523917755:role/app"],
        ),
        (
            vec!["s3:GetObject", "s3:ListBucket"],
            vec![
                "arn:aws:s3:eu-west-1::acme-orders",
                "arn:aws:s3:::acme-orders/*",
            ],
        ),
        (vec!["cloudtrail:GetTrail"], vec!["arn:::::trail/x"]),
        // Template values, other things than ARNs, actions that AWS does not have.
        (vec!["s3:GetObject"], vec!["arn:aws:s3:::<bucket>"]),
        (vec!["s3:GetObject"], vec!["acme-orders"]),
        (vec!["s3:GetObject"], vec!["arn:aws:*:::acme-orders"]),
        (vec!["kinesis:ListStream", "nothing:Get"], vec![stream]),
        (vec![], vec![stream]),
        (vec!["kinesis:ListStreams"], vec![]),
    ] {
        without_effect(&actions, &resources, &[]);
    }
    let quiet = |policy_type, statement: &str| {
        assert_eq!(
            said(policy_type, EFFECT, statement),
            Vec::<String>::new(),
            "{statement}"
        );
    };
    quiet(
        PolicyType::Identity,
        &statement("Deny", &["kinesis:ListStreams"], &[stream]),
    );
    quiet(
        PolicyType::Trust,
        &statement("Allow", &["kinesis:ListStreams"], &[stream]),
    );
    quiet(
        PolicyType::Identity,
        &format!(r#"{{"Effect":"Allow","Action":"kinesis:ListStreams","NotResource":"{stream}"}}"#),
    );
    quiet(
        PolicyType::Identity,
        &format!(r#"{{"Effect":"Allow","NotAction":"kinesis:ListStreams","Resource":"{stream}"}}"#),
    );
}

#[test]
fn an_action_has_no_effect_in_other_types_of_policy_either() {
    let principal = r#""Principal":{"AWS":"arn:aws:iam::310577824466:role/reader"}"#;
    let bucket = format!(
        r#"{{"Effect":"Allow",{principal},"Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-orders"}}"#
    );
    let wanted = ["warning: s3:GetObject"];
    assert_eq!(said(PolicyType::Resource, EFFECT, &bucket), wanted);
    let plain = statement("Allow", &["s3:GetObject"], &["arn:aws:s3:::acme-orders"]);
    for policy_type in [PolicyType::Boundary, PolicyType::Session, PolicyType::Scp] {
        assert_eq!(said(policy_type, EFFECT, &plain), wanted);
    }
}

#[track_caller]
fn wide(statement: &str, wanted: &[&str]) {
    assert_eq!(
        said(PolicyType::Identity, WIDE, statement),
        wanted,
        "{statement}"
    );
}

#[test]
fn every_resource_is_too_wide_where_some_can_be_named() {
    let on = |actions: &[&str], resource: &str, severity: Option<&str>| {
        let wanted = severity.map(|severity| format!("{severity}: {resource}"));
        let wanted: Vec<&str> = wanted.as_deref().into_iter().collect();
        wide(&statement("Allow", actions, &[resource]), &wanted);
    };
    // What needs `*`, alone and beside what does not.
    on(
        &["guardduty:ListDetectors", "s3:ListAllMyBuckets"],
        "*",
        None,
    );
    on(&["s3:ListAllMyBuckets"], "arn:aws:s3:::*", None);
    on(
        &["s3:ListAllMyBuckets", "s3:PutObject"],
        "*",
        Some("warning"),
    );
    // What changes something, or reads content; what reads how things are set up.
    for action in [
        "dynamodb:PutItem",
        "sqs:TagQueue",
        "s3:PutBucketPolicy",
        "s3:GetObject",
        "secretsmanager:GetSecretValue",
        "DynamoDB:scan",
        "s3:Put*",
        "sts:AssumeRole",
    ] {
        on(&[action], "*", Some("warning"));
    }
    for action in [
        "kms:ListGrants",
        "sns:ListSubscriptionsByTopic",
        "s3:GetBucketLocation",
    ] {
        on(&[action], "*", Some("info"));
    }
    on(&["dynamodb:Describe*", "dynamodb:List*"], "*", None);
    on(&["s3:Get*"], "*", Some("warning"));
    // Patterns that leave nothing out.
    for (action, resource, severity) in [
        (
            "cloudtrail:StopLogging",
            "arn:*:cloudtrail:*:*:trail/*",
            Some("warning"),
        ),
        (
            "cloudtrail:StopLogging",
            "arn:aws:cloudtrail:*:408523917755:trail/*",
            None,
        ),
        (
            "cloudtrail:StopLogging",
            "arn:aws:cloudtrail:eu-west-1:*:trail/*",
            None,
        ),
        (
            "cloudtrail:StopLogging",
            "arn:aws:cloudtrail:*:*:trail/acme-*",
            None,
        ),
        (
            "cloudtrail:StopLogging",
            "arn:aws:cloudtrail:*:*:*",
            Some("warning"),
        ),
        ("s3:PutObject", "arn:aws:s3:::*/*", Some("warning")),
        ("s3:PutObject", "arn:aws:s3:::*", Some("warning")),
        ("s3:PutObject", "arn:aws:s3:::acme-orders/*", None),
        ("s3:PutObject", "arn:aws:s3:::*/orders/*", None),
        (
            "dynamodb:PutItem",
            "arn:aws:dynamodb:*:*:table/orders-*",
            None,
        ),
        (
            "dynamodb:PutItem",
            "arn:aws:dynamodb:*:*:table/*",
            Some("warning"),
        ),
        (
            "kinesis:PutRecord",
            "arn:aws:kinesis:eu-west-1:408523917755:stream/*",
            None,
        ),
        ("s3:PutObject", "**", Some("warning")),
        ("s3:PutObject", "arn:aws:*:*:*:*", Some("warning")),
        // Every instance, but one subnet.
        (
            "ec2:StopInstances",
            "arn:aws:ec2:*:*:instance/*",
            Some("warning"),
        ),
        ("ec2:RunInstances", "arn:aws:ec2:*:*:instance/*", None),
    ] {
        on(&[action], resource, severity);
    }
    // Encryption that Confluent's policies ask for is on a key.
    on(
        &["kms:GenerateDataKey*", "kms:ReEncrypt*"],
        "arn:aws:kms:eu-west-1:408523917755:key/6f1c0f2a-0d0e-4d39-8a53-1f6b3f0f7c11",
        None,
    );
}

#[test]
fn a_condition_on_the_resource_makes_it_a_remark() {
    let when = |action: &str, condition: &str, severity: &str| {
        let statement = format!(
            r#"{{"Effect":"Allow","Action":{action},"Resource":"*","Condition":{{{condition}}}}}"#
        );
        wide(&statement, &[&format!("{severity}: *")]);
    };
    let stop = r#""ec2:StopInstances""#;
    for (condition, severity) in [
        (
            r#""StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}"#,
            "info",
        ),
        (
            r#""StringEquals":{"AWS:resourceorgid":"o-9k2jd7q1xz"}"#,
            "info",
        ),
        (
            r#""ForAnyValue:StringLike":{"aws:ResourceOrgPaths":"o-9k2jd7q1xz/r-ab12/*"}"#,
            "info",
        ),
        (
            r#""StringEquals":{"aws:ResourceTag/team":"orders"}"#,
            "info",
        ),
        (
            r#""StringEquals":{"ec2:ResourceTag/team":"orders"}"#,
            "info",
        ),
        (
            r#""StringEqualsIfExists":{"aws:ResourceTag/team":"orders"},"Null":{"aws:ResourceTag/team":"false"}"#,
            "info",
        ),
        (
            r#""StringNotEquals":{"aws:ResourceAccount":"408523917755"}"#,
            "warning",
        ),
        (
            r#""StringNotEquals":{"aws:ResourceTag/team":"orders"}"#,
            "warning",
        ),
        (
            r#""StringEqualsIfExists":{"aws:ResourceTag/team":"orders"}"#,
            "warning",
        ),
        (r#""Null":{"aws:ResourceTag/team":"false"}"#, "warning"),
        (r#""StringLike":{"aws:ResourceTag/team":"*"}"#, "warning"),
        (
            r#""StringEquals":{"aws:PrincipalTag/team":"orders"}"#,
            "warning",
        ),
        (
            r#""StringEquals":{"aws:RequestTag/team":"orders"}"#,
            "warning",
        ),
        (
            r#""StringEquals":{"aws:RequestedRegion":"eu-west-1"}"#,
            "warning",
        ),
        (r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#, "warning"),
    ] {
        when(stop, condition, severity);
    }
    // A tag counts if each action that can be limited has it.
    let tag = r#""StringEquals":{"aws:ResourceTag/team":"orders"}"#;
    when(
        r#"["ec2:StopInstances","ec2:DescribeInstances"]"#,
        tag,
        "info",
    );
    when(
        r#"["ec2:StopInstances","route53:ChangeResourceRecordSets"]"#,
        tag,
        "warning",
    );
    // Tags for what a call is just making.
    let made = r#""StringEquals":{"ec2:CreateAction":"RunInstances"}"#;
    when(r#""ec2:CreateTags""#, made, "info");
    when(r#"["ec2:CreateTags","ec2:DeleteTags"]"#, made, "warning");
    when(
        r#""ec2:CreateTags""#,
        r#""StringEquals":{"ec2:CreateAction":"*"}"#,
        "warning",
    );
}

#[test]
fn nothing_is_said_where_little_is_left_to_gain() {
    // A description beside what needs `*` anyway.
    wide(
        &statement("Allow", &["kms:ListKeys", "kms:ListGrants"], &["*"]),
        &[],
    );
    wide(
        &statement("Allow", &["ec2:Describe*", "kms:ListGrants"], &["*"]),
        &[],
    );
    wide(
        &statement("Allow", &["kms:ListGrants", "kms:DescribeKey"], &["*"]),
        &["info: *"],
    );
    wide(
        &statement(
            "Allow",
            &["kms:ListKeys", "kms:ListGrants", "kms:RevokeGrant"],
            &["*"],
        ),
        &["warning: *"],
    );
    // A type and a condition.
    for condition in [
        r#""StringEquals":{"aws:ResourceTag/team":"orders"}"#,
        r#""StringEquals":{"aws:ResourceAccount":"408523917755"}"#,
    ] {
        let instances = "arn:aws:ec2:*:*:instance/*";
        let statement = format!(
            r#"{{"Effect":"Allow","Action":"ec2:StopInstances","Resource":"{instances}","Condition":{{{condition}}}}}"#
        );
        wide(&statement, &[]);
    }
}

#[test]
fn what_another_rule_says_of_a_statement_is_not_said_again() {
    let rules_of = |statement: &str| -> Vec<&str> {
        let rules = [EFFECT, WIDE, "full-access", "service-wildcard"];
        findings(PolicyType::Identity, &policy(statement))
            .iter()
            .map(|one| one.rule.id)
            .filter(|id| {
                rules.contains(id) || id.starts_with("allow-not") || id.starts_with("unres")
            })
            .collect()
    };
    let on = |actions: &[&str]| statement("Allow", actions, &["*"]);
    assert_eq!(rules_of(&on(&["*"])), ["full-access"]);
    assert_eq!(rules_of(&on(&["s3:*"])), ["service-wildcard"]);
    assert_eq!(
        rules_of(&on(&["s3:*", "sqs:SendMessage"])),
        ["service-wildcard"]
    );
    assert_eq!(rules_of(&on(&["iam:PassRole"])), ["unrestricted-pass-role"]);
    assert_eq!(
        rules_of(&on(&["iam:CreateServiceLinkedRole"])),
        ["unrestricted-service-linked-role"]
    );
    for (statement, wanted) in [
        (
            r#"{"Effect":"Allow","NotAction":["s3:*","iam:*"],"Resource":"*"}"#,
            "allow-not-action",
        ),
        (
            r#"{"Effect":"Allow","Action":"sqs:SendMessage","NotResource":"arn:aws:sqs:*:*:orders"}"#,
            "allow-not-resource",
        ),
    ] {
        assert_eq!(rules_of(statement), [wanted], "{statement}");
    }
    assert_eq!(
        said(
            PolicyType::Identity,
            WIDE,
            &statement("Deny", &["sqs:SendMessage"], &["*"])
        ),
        Vec::<String>::new()
    );
    // These give nothing by themselves, or speak of what they are attached to.
    for policy_type in PolicyType::ALL {
        let found = said(policy_type, WIDE, &on(&["sqs:SendMessage"]));
        assert_eq!(
            found.len(),
            usize::from(policy_type == PolicyType::Identity)
        );
    }
}
