//! What other linters get wrong about actions and the ARNs beside them: everything that is said of a statement that allows
//! one or more actions on one or more resources.

use crate::judging::{self, said_of};
use iamsure::catalog::Catalog;
use iamsure::kind::{PolicyType, ResourceType};

/// Everything that is said of a statement, without the quotes of its places.
fn said(statement: &str) -> Vec<String> {
    let said = judging::said(PolicyType::Identity, &[statement]);
    said.iter().map(|one| one.replace('"', "")).collect()
}

/// Each value as JSON has it.
fn statement(effect: &str, action: (&str, &str), resource: &str) -> String {
    let (element, action) = action;
    format!(r#"{{"Effect": "{effect}", "{element}": {action}, "Resource": {resource}}}"#)
}

/// JSON of a list.
fn texts(list: &[&str]) -> String {
    let quoted: Vec<String> = list.iter().map(|text| format!("\"{text}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

#[track_caller]
fn allowed(actions: &[&str], resources: &[&str], expected: &[&str]) {
    let (actions, resources) = (texts(actions), texts(resources));
    let statement = statement("Allow", ("Action", &actions), &resources);
    assert_eq!(said(&statement), expected, "{statement}");
}

const BUCKET: &str = "arn:aws:s3:::ledger-2026";
const OBJECTS: &str = "arn:aws:s3:::ledger-2026/*";
const QUEUE: &str = "arn:aws:sqs:eu-west-1:408523917755:orders";
const STREAM: &str = "arn:aws:kinesis:eu-west-1:408523917755:stream/orders";

#[test]
fn actions_on_resources_of_other_types() {
    for (action, resource) in [
        ("s3:GetObject", BUCKET),
        ("s3:ListBucket", OBJECTS),
        ("s3:GetObject", QUEUE),
        ("iam:ListUsers", "arn:aws:iam::408523917755:user/ann"),
        ("kinesis:ListStreams", STREAM),
        ("s3:ListAllMyBuckets", BUCKET),
    ] {
        let expected = format!("warning action-without-effect: {action}");
        allowed(&[action], &[resource], &[&expected]);
        // Nothing is let in that a `Deny` leaves out.
        let (action, resource) = (texts(&[action]), texts(&[resource]));
        let denied = statement("Deny", ("Action", &action), &resource);
        assert_eq!(said(&denied), [""; 0], "{denied}");
    }
}

#[test]
fn each_action_has_one_of_the_resources() {
    for (actions, resources) in [
        (vec!["s3:GetObject", "s3:ListBucket"], vec![BUCKET, OBJECTS]),
        (
            vec!["s3:ListBucket", "sqs:SendMessage", "kinesis:PutRecord"],
            vec![STREAM, QUEUE, BUCKET],
        ),
        (vec!["s3:ListAllMyBuckets"], vec!["arn:aws:s3:::*"]),
        (
            vec!["s3:ListAllMyBuckets", "guardduty:ListDetectors"],
            vec!["*"],
        ),
        (vec!["iam:GetUser"], vec!["arn:aws:iam::408523917755:*"]),
    ] {
        allowed(&actions, &resources, &[]);
    }
}

#[test]
fn names_of_several_parts_are_one_resource() {
    for (action, resource) in [
        (
            "redshift:CreateClusterUser",
            "arn:aws:redshift:eu-west-1:408523917755:dbuser:orders/reader",
        ),
        (
            "lambda:GetLayerVersion",
            "arn:aws:lambda:eu-west-1:408523917755:layer:parsers:7",
        ),
        (
            "iam:CreateVirtualMFADevice",
            "arn:aws:iam::408523917755:mfa/${aws:username}",
        ),
        (
            "logs:CreateLogStream",
            "arn:aws:logs:eu-west-1:408523917755:log-group:/acme/orders:*",
        ),
        (
            "secretsmanager:DescribeSecret",
            "arn:aws:secretsmanager:eu-west-1:408523917755:secret:orders-??????",
        ),
    ] {
        allowed(&[action], &[resource], &[]);
    }
}

#[test]
fn wildcards_in_the_word_for_the_type() {
    for (action, resource, word) in [
        ("iam:GetUser", "arn:aws:iam::408523917755:u*", "u*"),
        ("iam:GetUser", "arn:aws:iam::408523917755:us?r/ann", "us?r"),
        (
            "ssm:DeleteResourceDataSync",
            "arn:aws:ssm:eu-west-1:408523917755:resource-data-*/*",
            "resource-data-*",
        ),
    ] {
        let expected = format!("warning arn-of-no-resource: {word}");
        allowed(&[action], &[resource], &[&expected]);
    }
    for (action, resource) in [
        ("iam:GetUser", "arn:aws:iam::408523917755:user/*"),
        ("iam:GetUser", "arn:aws:iam::408523917755:user*"),
        // Behind a whole word AWS's own policies have one, as in `security-group*/*`: it takes in `security-group-rule`.
        (
            "rds:StopDBInstance",
            "arn:aws:rds:eu-west-1:408523917755:db*:orders",
        ),
        (
            "rds:StopDBInstance",
            "arn:aws:rds:eu-west-1:408523917755:db:*",
        ),
        (
            "personalize:DescribeSchema",
            "arn:aws:personalize:eu-west-1:408523917755:*personalize*",
        ),
        (
            "personalize:DescribeSchema",
            "arn:aws:personalize:eu-west-1:408523917755:*/*",
        ),
    ] {
        allowed(&[action], &[resource], &[]);
    }
}

#[test]
fn fields_that_a_resource_does_not_have() {
    for (action, resource, expected) in [
        (
            "s3:ListBucket",
            "arn:aws:s3:eu-west-1::ledger-2026",
            "arn-of-no-resource: eu-west-1",
        ),
        (
            "s3:ListBucket",
            "arn:aws:s3::408523917755:ledger-2026",
            "arn-of-no-resource: 408523917755",
        ),
        (
            "s3:GetObject",
            "arn:aws:s3:eu-west-1::ledger-2026/*",
            "arn-of-no-resource: eu-west-1",
        ),
        (
            "s3:GetObject",
            "arn:aws:s3::408523917755:ledger-2026/*",
            "arn-of-no-resource: 408523917755",
        ),
        (
            "iam:GetRole",
            "arn:aws:iam:eu-west-1:408523917755:role/orders",
            "arn-of-no-resource: eu-west-1",
        ),
        (
            "apigateway:GET",
            "arn:aws:apigateway:eu-west-1:408523917755:/restapis/a1b2c3d4e5",
            "arn-of-no-resource: 408523917755",
        ),
        (
            "cloudtrail:GetTrail",
            "arn:::::trail/x",
            "missing-arn-field: arn:::::trail/x",
        ),
        ("s3:GetObject", "s3", "invalid-arn-prefix: s3"),
        (
            "s3:GetObject",
            "arn:aws:s3",
            "missing-arn-field: arn:aws:s3",
        ),
    ] {
        allowed(&[action], &[resource], &[&format!("error {expected}")]);
    }
    // A Region that is not there is no Region that is wrong.
    for (action, resource) in [
        ("iam:GetRole", "arn:aws:iam::408523917755:role/orders"),
        ("s3:GetObject", OBJECTS),
        (
            "apigateway:GET",
            "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3d4e5",
        ),
    ] {
        allowed(&[action], &[resource], &[]);
    }
}

/// What it becomes, nobody knows. That AWS documents variables in the last field alone is all that is said.
#[test]
fn a_policy_variable_is_not_judged_as_the_text_that_it_is() {
    const VARIABLE: &str = "${aws:PrincipalTag/field}";
    let fields = ["aws", "sqs", "eu-west-1", "408523917755", "orders"];
    for place in 0..fields.len() {
        let mut arn = fields;
        arn[place] = VARIABLE;
        let arn = format!("arn:{}", arn.join(":"));
        let expected = format!("warning variable-unsupported-in-element: {VARIABLE}");
        let expected: &[&str] = if place == 4 { &[] } else { &[&expected] };
        allowed(&["sqs:SendMessage"], &[&arn], expected);
    }
}

#[test]
fn a_template_value_is_told_as_one_and_not_as_a_broken_arn() {
    for value in ["${var.x}", "<x>", "{{x}}"] {
        for arn in [
            format!("arn:aws:sqs:{value}:408523917755:orders"),
            format!("arn:aws:sqs:eu-west-1:{value}:orders"),
            format!("arn:aws:sqs:eu-west-1:408523917755:{value}"),
            format!("arn:{value}:sqs:eu-west-1:408523917755:orders"),
            value.to_owned(),
        ] {
            let expected = format!("error placeholder-value: {value}");
            allowed(&["sqs:SendMessage"], &[&arn], &[&expected]);
        }
    }
}

#[test]
fn every_resource_is_told_once_for_all_actions() {
    allowed(
        &["dynamodb:PutItem", "sqs:SendMessage", "s3:ListAllMyBuckets"],
        &["*"],
        &["warning wildcard-resource: *"],
    );
    let both = texts(&["dynamodb:PutItem", "sqs:SendMessage"]);
    let text = judging::policy(&[&statement("Allow", ("Action", &both), "\"*\"")]);
    let found = judging::findings(Catalog::embedded(), PolicyType::Identity, &text);
    let [finding] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(
        finding.message,
        "this statement allows `dynamodb:PutItem` and `sqs:SendMessage` on every resource"
    );
    let marked: Vec<&str> = finding
        .related
        .iter()
        .map(|label| &text[label.span.range()])
        .collect();
    assert_eq!(marked, ["\"dynamodb:PutItem\"", "\"sqs:SendMessage\""]);
}

#[test]
fn a_key_policy_lets_somebody_change_it() {
    let statement = |effect: &str, principal: &str, action: &str, rest: &str| {
        format!(r#"{{"Effect":"{effect}","Principal":{principal},{action},"Resource":"*"{rest}}}"#)
    };
    let lockouts = |statements: &[&str]| {
        let said = said_of(ResourceType::KmsKey, statements);
        let of_rule = |one: &String| one.contains("key-policy-lockout");
        said.into_iter().filter(of_rule).collect::<Vec<_>>()
    };
    let role = r#"{"AWS":"arn:aws:iam::640285713902:role/orders"}"#;
    let root = r#"{"AWS":"arn:aws:iam::640285713902:root"}"#;
    let service = r#"{"Service":"logs.eu-west-1.amazonaws.com"}"#;
    let all = r#""Action":"kms:*""#;
    let uses = statement("Allow", role, r#""Action":"kms:Decrypt""#, "");
    let told = ["warning key-policy-lockout: \"Allow\""];
    assert_eq!(lockouts(&[&uses]), told);
    assert_eq!(lockouts(&[&statement("Allow", service, all, "")]), told);
    for change in [
        statement("Allow", root, all, ""),
        statement("Allow", role, r#""Action":["kms:Put*"]"#, ""),
        statement("Allow", role, r#""NotAction":"kms:Decrypt""#, ""),
    ] {
        assert_eq!(lockouts(&[&uses, &change]), [""; 0], "{change}");
        let deny = statement("Deny", "\"*\"", r#""Action":"kms:PutKeyPolicy""#, "");
        assert_eq!(
            lockouts(&[&uses, &change, &deny]),
            ["warning key-policy-lockout: \"Action\""],
            "{change}"
        );
        let but_one = r#","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::640285713902:role/orders"}}"#;
        let deny = statement("Deny", "\"*\"", r#""Action":"kms:PutKeyPolicy""#, but_one);
        assert_eq!(lockouts(&[&uses, &change, &deny]), [""; 0], "{change}");
    }
    // Of another resource nothing of the kind is known.
    let other = said_of(ResourceType::S3Bucket, &[&uses]);
    assert!(
        !other.iter().any(|one| one.contains("lockout")),
        "{other:?}"
    );
}
