//! Conditions on what a request for data asks for, which limit what it returns only in one direction.

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::kind::PolicyType;
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

/// `severity rule: text of its place` of all that is said of one statement.
fn said(policy_type: PolicyType, statement: &str) -> Vec<String> {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{{{statement}}}]}}"#);
    let source = Source::new("policy.json", text);
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(policy_type),
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    engine::judge(&syntax::parse(FileId(0), &source), &settings, rules::all())
        .findings
        .iter()
        .map(|one| {
            let place = source.slice(one.primary.span);
            format!("{} {}: {place}", one.severity.name(), one.rule.id)
        })
        .collect()
}

fn table(effect: &str, action: &str, conditions: &str) -> Vec<String> {
    said(
        PolicyType::Identity,
        &format!(
            r#""Effect":"{effect}",{action},"Resource":"arn:aws:dynamodb:us-east-1:408523917755:table/t","Condition":{{{conditions}}}"#
        ),
    )
}

fn bucket(policy_type: PolicyType, effect: &str, action: &str, conditions: &str) -> Vec<String> {
    said(
        policy_type,
        &format!(
            r#""Effect":"{effect}","Action":"{action}","Resource":"arn:aws:s3:::my-ledger","Condition":{{{conditions}}}"#
        ),
    )
}

const ATTRIBUTES: &str = r#""ForAllValues:StringEquals":{"dynamodb:Attributes":["id"]}"#;

#[test]
fn a_list_of_attributes_needs_a_demand_to_name_some() {
    let flagged = ["warning dynamodb-attributes-without-select: \"dynamodb:Attributes\""];
    for action in [
        r#""Action":"dynamodb:Query""#,
        r#""Action":["dynamodb:PutItem","dynamodb:BatchGetItem"]"#,
        r#""Action":"dynamodb:Batch*""#,
        r#""NotAction":"dynamodb:Delete*""#,
    ] {
        let said = table("Allow", action, ATTRIBUTES);
        let ours: Vec<_> = said.iter().filter(|one| one.contains("dynamodb")).collect();
        assert_eq!(ours, flagged, "{action}");
    }
    for write in ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"] {
        let action = format!(r#""Action":"dynamodb:{write}""#);
        assert_eq!(table("Allow", &action, ATTRIBUTES), [""; 0], "{write}");
    }
    let query = r#""Action":"dynamodb:Query""#;
    // What the key holds when a request names no attributes is not told: the rule on such denials speaks.
    assert_eq!(
        table(
            "Deny",
            query,
            r#""ForAnyValue:StringEquals":{"dynamodb:Attributes":"id"}"#
        ),
        ["info skippable-deny: \"ForAnyValue:StringEquals\""]
    );
    for (select, is_flagged) in [
        (
            r#""StringEquals":{"dynamodb:Select":"SPECIFIC_ATTRIBUTES"}"#,
            false,
        ),
        (
            r#""StringEqualsIfExists":{"dynamodb:select":"SPECIFIC_ATTRIBUTES"}"#,
            false,
        ),
        (
            r#""StringLike":{"dynamodb:Select":["SPECIFIC_*","COUNT"]}"#,
            false,
        ),
        (
            r#""StringNotEquals":{"dynamodb:Select":["ALL_ATTRIBUTES","ALL_PROJECTED_ATTRIBUTES"]}"#,
            false,
        ),
        (
            r#""StringEquals":{"dynamodb:Select":["SPECIFIC_ATTRIBUTES","ALL_ATTRIBUTES"]}"#,
            true,
        ),
        (
            r#""StringNotEquals":{"dynamodb:Select":"ALL_ATTRIBUTES"}"#,
            true,
        ),
        (
            r#""StringNotEquals":{"dynamodb:Select":"SPECIFIC_ATTRIBUTES"}"#,
            true,
        ),
        (r#""Null":{"dynamodb:Select":"false"}"#, true),
        (r#""StringEquals":{"dynamodb:ReturnValues":"NONE"}"#, true),
    ] {
        let said = table("Allow", query, &format!("{ATTRIBUTES},{select}"));
        let wanted: &[&str] = if is_flagged { &flagged } else { &[] };
        assert_eq!(said, wanted, "{select}");
    }
}

#[test]
fn a_prefix_limits_a_listing_only_by_what_is_allowed() {
    for (effect, operator, is_flagged) in [
        ("Deny", "StringLike", true),
        ("Deny", "StringEquals", true),
        ("Deny", "StringEqualsIgnoreCase", true),
        ("Deny", "ForAnyValue:StringLike", true),
        ("Deny", "StringNotLike", false),
        ("Deny", "StringNotEquals", false),
        ("Allow", "StringNotLike", true),
        ("Allow", "StringNotEquals", true),
        ("Allow", "StringLike", false),
        ("Allow", "StringEquals", false),
    ] {
        let condition = format!(r#""{operator}":{{"s3:prefix":"private/"}}"#);
        let said = bucket(PolicyType::Identity, effect, "s3:ListBucket", &condition);
        let said: Vec<_> = said
            .iter()
            .filter(|one| one.contains("s3-prefix"))
            .collect();
        let wanted = format!("warning s3-prefix-in-negative-context: \"{operator}\"");
        let wanted: &[&String] = if is_flagged { &[&wanted] } else { &[] };
        assert_eq!(said, wanted, "{effect} {operator}");
    }
    let deny = r#""StringLike":{"s3:prefix":"private/*"}"#;
    let flagged = ["warning s3-prefix-in-negative-context: \"StringLike\""];
    for action in ["s3:ListBucketVersions", "s3:*", "S3:listbucket"] {
        assert_eq!(
            bucket(PolicyType::Identity, "Deny", action, deny),
            flagged,
            "{action}"
        );
    }
    // Silent: another action, another kind of policy, a name that is not known.
    assert_eq!(
        bucket(PolicyType::Identity, "Deny", "s3:GetObject", deny),
        ["error unsupported-action-for-condition-key: \"s3:prefix\""]
    );
    assert_eq!(
        bucket(PolicyType::Boundary, "Deny", "s3:ListBucket", deny),
        ["warning boundary-without-allow: \"Deny\""]
    );
    let resource = format!(
        r#""Principal":"*","Effect":"Deny","Action":"s3:ListBucket","Resource":"arn:aws:s3:::my-ledger","Condition":{{{deny}}}"#
    );
    assert_eq!(said(PolicyType::Resource, &resource), flagged);
}

#[test]
fn a_deny_of_launches_for_what_the_image_never_has() {
    let deny = |action: &str, resource: &str, conditions: &str| {
        let statement = format!(
            r#""Effect":"Deny","Action":{action},"Resource":{resource},"Condition":{{{conditions}}}"#
        );
        let said = said(PolicyType::Scp, &statement);
        said.into_iter()
            .filter(|one| one.contains("overreaching-deny"))
            .collect::<Vec<_>>()
    };
    let launch = r#""ec2:RunInstances""#;
    let kind = r#""StringNotEquals":{"ec2:InstanceType":"t3.micro"}"#;
    for (action, conditions, place) in [
        (launch, kind, "StringNotEquals"),
        (
            r#"["ec2:StartInstances","ec2:Run*"]"#,
            kind,
            "StringNotEquals",
        ),
        (r#""*""#, kind, "StringNotEquals"),
        (
            launch,
            r#""StringNotEqualsIfExists":{"ec2:InstanceType":"t3.micro"}"#,
            "StringNotEqualsIfExists",
        ),
        (launch, r#""Null":{"ec2:VolumeSize":"true"}"#, "Null"),
        // The image has it, and the instance does not.
        (
            launch,
            r#""StringNotEquals":{"ec2:Owner":"amazon"}"#,
            "StringNotEquals",
        ),
        (
            launch,
            r#""ArnNotLike":{"ec2:Vpc":"arn:aws:ec2:*:*:vpc/vpc-0a"}"#,
            "ArnNotLike",
        ),
        (
            launch,
            r#""StringNotEquals":{"ec2:InstanceType":"t3.micro"},"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/admin"}"#,
            "StringNotEquals",
        ),
    ] {
        let wanted = format!("warning overreaching-deny: \"{place}\"");
        assert_eq!(deny(action, r#""*""#, conditions), [wanted], "{conditions}");
    }
    for (action, resource, conditions) in [
        (launch, r#""arn:aws:ec2:*:*:instance/*""#, kind),
        (r#""ec2:StartInstances""#, r#""*""#, kind),
        (
            launch,
            r#""*""#,
            r#""StringEquals":{"ec2:InstanceType":"t3.micro"}"#,
        ),
        // The image has these, or may have them.
        (
            launch,
            r#""*""#,
            r#""StringNotEquals":{"ec2:Region":"eu-west-1"}"#,
        ),
        (
            launch,
            r#""*""#,
            r#""StringNotEquals":{"aws:RequestTag/team":"a"}"#,
        ),
        // Only resources with the key are meant.
        (
            launch,
            r#""*""#,
            r#""StringNotEquals":{"ec2:InstanceType":"t3.micro"},"Null":{"ec2:InstanceType":"false"}"#,
        ),
        (
            launch,
            r#""*""#,
            r#""StringNotEquals":{"ec2:InstanceType":"t3.micro"},"StringEquals":{"ec2:Tenancy":"default"}"#,
        ),
    ] {
        assert_eq!(
            deny(action, resource, conditions),
            [""; 0],
            "{action} {conditions}"
        );
    }
}
