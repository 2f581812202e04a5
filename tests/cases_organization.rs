//! Service and resource control policies: what AWS Organizations takes, what it refuses, and that none of it is a grant.

use crate::judging::{said, said_by};
use crate::running::{Folder, iamsure};
use iamsure::catalog::Catalog;
use iamsure::kind::PolicyType::{Boundary, Rcp, Scp};
use serde_json::{Value, json};

const NOTHING: [&str; 0] = [];
const INSECURE: &str = r#""Condition":{"Bool":{"aws:SecureTransport":"false"}}"#;

#[test]
fn the_policies_that_aws_attaches_are_clean() {
    assert_eq!(
        said(Scp, &[r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#]),
        NOTHING
    );
    assert_eq!(
        said(
            Rcp,
            &[r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#]
        ),
        NOTHING
    );
}

/// Since September 2025 a service control policy may use the whole language in what it allows.
#[test]
fn a_service_control_policy_may_allow_with_all_elements() {
    for rest in [
        r#""Action":"s3:GetObject","Resource":"arn:aws:s3:::orders-eu/*""#,
        r#""Action":"s3:*","NotResource":"arn:aws:s3:::orders-eu/*""#,
        r#""NotAction":"iam:*","Resource":"*""#,
        r#""NotAction":"iam:*","NotResource":"arn:aws:s3:::orders-eu/*""#,
        r#""Action":["iam:PassRole","sts:AssumeRole"],"Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}"#,
        r#""Action":"secretsmanager:*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/orders-*"}}"#,
    ] {
        assert_eq!(
            said(Scp, &[&format!(r#"{{"Effect":"Allow",{rest}}}"#)]),
            NOTHING,
            "{rest}"
        );
    }
}

#[test]
fn a_service_control_policy_names_no_principal() {
    for (element, effect) in [
        ("Principal", "Deny"),
        ("NotPrincipal", "Deny"),
        ("Principal", "Allow"),
    ] {
        let statement =
            format!(r#"{{"Effect":"{effect}","{element}":"*","Action":"s3:*","Resource":"*"}}"#);
        assert_eq!(
            said(Scp, &[&statement]),
            [format!("error unsupported-principal: \"{element}\"")],
            "{statement}"
        );
    }
}

#[test]
fn a_resource_control_policy_has_principal_action_and_resource() {
    let deny = |rest: &str| said(Rcp, &[&format!(r#"{{"Effect":"Deny",{rest},{INSECURE}}}"#)]);
    let everyone = r#""Principal":"*""#;
    assert_eq!(
        deny(&format!(r#"{everyone},"Action":"s3:*","Resource":"*""#)),
        NOTHING
    );
    assert_eq!(
        deny(&format!(
            r#"{everyone},"Action":"s3:*","NotResource":"arn:aws:s3:::orders-eu/*""#
        )),
        NOTHING
    );
    assert_eq!(
        deny(&format!(r#"{everyone},"Action":"s3:*""#)),
        [r#"error missing-resource: "Deny""#]
    );
    assert_eq!(
        deny(&format!(r#"{everyone},"Resource":"*""#)),
        [r#"error missing-action: "Deny""#]
    );
    assert_eq!(
        deny(r#""Action":"s3:*","Resource":"*""#),
        [r#"error missing-principal: "Deny""#]
    );
    for principal in [r#"{"AWS":"*"}"#, r#"["*"]"#, r#"{"AWS":"408523917755"}"#] {
        let said = deny(&format!(
            r#""Principal":{principal},"Action":"s3:*","Resource":"*""#
        ));
        assert_eq!(said.len(), 1, "{principal}: {said:?}");
        assert!(said[0].ends_with(principal), "{principal}: {said:?}");
    }
}

#[test]
fn the_services_of_resource_control_policies_are_those_of_the_data() {
    let deny = |prefix: &str| {
        format!(
            r#"{{"Effect":"Deny","Principal":"*","Action":"{prefix}:*","Resource":"*",{INSECURE}}}"#
        )
    };
    let catalog = Catalog::embedded();
    let mut taken = 0;
    for service in catalog.services().filter(|service| service.supports_rcp()) {
        assert_eq!(said(Rcp, &[&deny(service.prefix())]), NOTHING);
        taken += 1;
    }
    assert_eq!(taken, 62);
    for prefix in ["ec2", "iam", "lambda"] {
        assert_eq!(
            said(Rcp, &[&deny(prefix)]),
            [format!("error rcp-syntax-error-action: {prefix}")]
        );
    }
    // Newer data may have more of them.
    let newer = "# date\t2026-11-20\nS ec2\tAmazon EC2\trcp\nK aws:SecureTransport\tBool\nT vpc\tarn:${Partition}:ec2:${Region}:${Account}:vpc/${VpcId}\t\nA DeleteVpc\tW\tvpc!\t\t\n";
    let newer = Catalog::read(newer).expect("it has the form of the data");
    assert_eq!(said_by(newer, Rcp, &[&deny("ec2")]), NOTHING);
}

#[test]
fn a_policy_of_tags_in_a_plan_is_no_policy_about_access() {
    let change = |kind: &str, after: Value| {
        json!({
            "address": format!("{kind}.x"), "mode": "managed", "type": kind, "name": "x",
            "change": { "actions": ["create"], "after": after }
        })
    };
    let tags = json!({ "tags": { "team": {} } }).to_string();
    let wide = json!({ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } });
    let plan = json!({ "format_version": "1.2", "resource_changes": [
        change("aws_organizations_policy", json!({ "type": "TAG_POLICY", "content": tags })),
        change("aws_iam_policy", json!({ "policy": wide.to_string() })),
    ] });
    let folder = Folder::with(&[("plan.json", &plan.to_string())]);
    let run = iamsure(&folder, &["check", "plan.json", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.out).expect("JSON");
    let names = |key: &str, name: &str| -> Vec<String> {
        let all = report[key].as_array().expect("a list").iter();
        all.map(|one| one[name].to_string()).collect()
    };
    let sources = names("sources", "name");
    assert_eq!(sources, ["\"plan.json → aws_iam_policy.x.policy\""]);
    let skipped = names("skipped", "source");
    assert_eq!(
        skipped,
        ["\"plan.json → aws_organizations_policy.x.content\""]
    );
    let run = iamsure(
        &folder,
        &[
            "prove",
            "access-not-granted",
            "plan.json",
            "--action",
            "s3:*",
        ],
    );
    assert_eq!(run.code, 1, "{}", run.err);
}

#[test]
fn a_deny_that_reads_the_wrong_way_round_is_told_once() {
    let said = |conditions: &str| {
        said(
            Rcp,
            &[&format!(
                r#"{{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{{{conditions}}}}}"#
            )],
        )
    };
    let source = r#""StringNotEqualsIfExists":{"aws:SourceOrgID":"o-z1b2c3d4e9"}"#;
    let caller = r#""StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-z1b2c3d4e9"}"#;
    let account = r#""Null":{"aws:SourceAccount":"false"}"#;
    for operator in ["Bool", "BoolIfExists"] {
        let is_service =
            |value: &str| format!(r#""{operator}":{{"aws:PrincipalIsAWSService":"{value}"}}"#);
        let (yes, no) = (is_service("true"), is_service("false"));
        assert_eq!(
            said(&format!("{source},{no}")),
            ["warning rcp-missing-related-service-principal-condition-key: \"false\""]
        );
        assert_eq!(
            said(&format!("{caller},{yes}")),
            ["warning rcp-missing-related-principal-condition-key: \"true\""]
        );
        assert_eq!(said(&format!("{source},{account},{yes}")), NOTHING);
    }
    let no = r#""BoolIfExists":{"aws:PrincipalIsAWSService":"false"}"#;
    assert_eq!(said(&format!("{caller},{no}")), NOTHING);
}

#[test]
fn a_boundary_that_only_denies_allows_nothing() {
    let deny = r#"{"Effect":"Deny","Action":"iam:CreateUser","Resource":"*"}"#;
    let allow = r#"{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}"#;
    assert_eq!(
        said(Boundary, &[deny]),
        ["warning boundary-without-allow: \"Deny\""]
    );
    assert_eq!(said(Boundary, &[deny, allow]), NOTHING);
    assert_eq!(said(Scp, &[deny]), NOTHING);
    let unread = said(
        Boundary,
        &[deny, r#"{"Action":"s3:ListAllMyBuckets","Resource":"*"}"#],
    );
    assert!(
        !unread.iter().any(|one| one.contains("boundary")),
        "{unread:?}"
    );
}
