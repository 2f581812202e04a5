//! Condition keys by what AWS lists: which there are, what they are, and which actions have them.

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::kind::PolicyType;
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

/// `severity rule: text of its place` of all that is said of one statement about its condition.
fn said(policy_type: PolicyType, day: &str, statement: &str) -> Vec<String> {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{{{statement}}}]}}"#);
    let source = Source::new("policy.json", text);
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(policy_type),
        ..Settings::new(
            format!("{day}T00:00:00Z").parse().expect("an instant"),
            &config,
        )
    };
    engine::judge(&syntax::parse(FileId(0), &source), &settings, rules::all())
        .findings
        .iter()
        .filter(|one| one.rule.category.name() == "condition")
        .map(|one| {
            let place = source.slice(one.primary.span);
            format!("{} {}: {place}", one.severity.name(), one.rule.id)
        })
        .collect()
}

/// The same for a statement of an identity policy.
fn identity(effect: &str, action: &str, condition: &str) -> Vec<String> {
    let statement =
        format!(r#""Effect":"{effect}",{action},"Resource":"*","Condition":{{{condition}}}"#);
    said(PolicyType::Identity, "2026-11-23", &statement)
}

fn allow(action: &str, condition: &str) -> Vec<String> {
    identity("Allow", &format!(r#""Action":{action}"#), condition)
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_service_that_aws_does_not_have_is_told_once_for_all_its_keys() {
    assert_eq!(
        allow(
            r#""s3:ListBucket""#,
            r#""StringEquals":{"s33:prefix":"home/","S33:delimiter":"/"}"#
        ),
        ["warning invalid-service: s33"]
    );
    // The action of the same unknown service has the finding.
    assert_eq!(
        allow(
            r#""s33:ListBucket""#,
            r#""StringEquals":{"s33:prefix":"home/"}"#
        ),
        NOTHING
    );
}

#[test]
fn a_key_that_its_service_does_not_have_is_an_error_while_the_data_is_young() {
    let statement = r#""Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::ledger-elm","Condition":{"StringEquals":{"s3:prefixes":"home/"}}"#;
    assert_eq!(
        said(PolicyType::Identity, "2026-11-23", statement),
        [r#"error invalid-service-condition-key: "s3:prefixes""#]
    );
    assert_eq!(
        said(PolicyType::Identity, "2028-01-01", statement),
        [r#"warning invalid-service-condition-key: "s3:prefixes""#]
    );
    assert_eq!(
        allow(
            r#""s3:*""#,
            r#""StringEquals":{"lakeformation:GlueARN":"x"}"#
        ),
        [r#"error invalid-service-condition-key: "lakeformation:GlueARN""#]
    );
    assert_eq!(
        allow(r#""s3:*""#, r#""Bool":{"deepracer:MultiUser":"true"}"#),
        [r#"info retired-condition-key: "deepracer:MultiUser""#]
    );
}

#[test]
fn parts_that_a_policy_chooses_and_letter_case_are_free() {
    for (action, key) in [
        ("kms:Decrypt", "kms:EncryptionContext:aws:s3:arn"),
        ("kms:Decrypt", "KMS:encryptioncontext:team"),
        ("s3:GetObject", "s3:ExistingObjectTag/team"),
        ("sqs:CreateQueue", "aws:RequestTag/team"),
        ("ec2:StartInstances", "ec2:ResourceTag/a/b"),
        ("s3:ListBucket", "S3:PREFIX"),
    ] {
        assert_eq!(
            allow(
                &format!(r#""{action}""#),
                &format!(r#""StringEquals":{{"{key}":"a"}}"#)
            ),
            NOTHING,
            "{key}"
        );
    }
}

#[test]
fn a_tag_with_a_key_of_its_own_is_not_taken_for_one_without() {
    assert_eq!(
        allow(
            r#""ec2:CreateTags""#,
            r#""StringEquals":{"aws:RequestTag/LedgerServiceTag":"a"}"#
        ),
        NOTHING
    );
    assert_eq!(
        allow(
            r#""s3:GetObject""#,
            r#""StringEquals":{"s3:ExistingObjectTag/":"a"}"#
        ),
        [r#"error missing-tag-key-in-condition: "s3:ExistingObjectTag/""#]
    );
}

#[test]
fn the_key_of_a_tag_has_a_length_and_letters() {
    let key = "k".repeat(128);
    let tag = |key: &str| {
        allow(
            r#""ec2:StartInstances""#,
            &format!(r#""StringEquals":{{"aws:ResourceTag/{key}":"a"}}"#),
        )
    };
    assert_eq!(tag(&key), NOTHING);
    assert_eq!(
        tag(&format!("{key}k")),
        [format!("warning impossible-tag-key: {key}k")]
    );
    assert_eq!(tag("team*"), ["warning impossible-tag-key: *"]);
    assert_eq!(tag("team#"), ["info impossible-tag-key: #"]);
}

#[test]
fn a_key_that_requests_never_have_is_told_once_for_all_such_actions() {
    let rule = "unsupported-action-for-condition-key";
    for (actions, key, severity) in [
        (r#""s3:GetObject""#, "s3:prefix", "error"),
        (r#""s3:ListBucket""#, "s3:x-amz-copy-source", "error"),
        (
            r#"["s3:GetObject","ec2:StopInstances"]"#,
            "iam:ResourceTag/team",
            "error",
        ),
        // Some have it: the data may have a gap.
        (
            r#"["s3:ListBucket","s3:GetObject","s3:PutObject"]"#,
            "s3:prefix",
            "warning",
        ),
        (r#"["s3:GetObject","s3:L*"]"#, "s3:prefix", "warning"),
    ] {
        assert_eq!(
            allow(actions, &format!(r#""StringLike":{{"{key}":"home*"}}"#)),
            [format!(r#"{severity} {rule}: "{key}""#)],
            "{actions}"
        );
    }
    assert_eq!(
        identity(
            "Deny",
            r#""Action":["s3:PutObject","s3:ListBucket"]"#,
            r#""StringEquals":{"s3:x-amz-storage-class":"GLACIER"}"#
        ),
        [format!(r#"error {rule}: "s3:x-amz-storage-class""#)]
    );
}

#[test]
fn conditions_that_expect_requests_without_the_key_are_no_fault() {
    let both = r#"["s3:ListBucket","s3:GetObject"]"#;
    for operator in ["StringLikeIfExists", "ForAllValues:StringLike"] {
        let said = allow(both, &format!(r#""{operator}":{{"s3:prefix":"home*"}}"#));
        assert!(
            !said.iter().any(|one| one.contains("unsupported-action")),
            "{operator}: {said:?}"
        );
    }
    // No action has the key: it asks nothing of anyone.
    assert_eq!(
        allow(
            r#""s3:GetObject""#,
            r#""StringLikeIfExists":{"s3:prefix":"home*"}"#
        ),
        [r#"warning unsupported-action-for-condition-key: "s3:prefix""#]
    );
}

#[test]
fn actions_that_are_not_named_are_not_judged() {
    let condition = r#""StringLike":{"s3:prefix":"home*"}"#;
    for action in [
        r#""Action":"*""#,
        r#""Action":"s3:Get*""#,
        r#""NotAction":"s3:GetObject""#,
    ] {
        assert_eq!(identity("Allow", action, condition), NOTHING, "{action}");
    }
    assert_eq!(
        allow(
            r#""*""#,
            r#""StringEquals":{"aws:PrincipalOrgIdd":"o-8k2v6q1t9z"}"#
        ),
        [r#"error invalid-global-condition-key: "aws:PrincipalOrgIdd""#]
    );
}

#[test]
fn keys_that_travel_with_the_caller_are_fine_on_any_action() {
    for (operator, key, value) in [
        (
            "ArnEquals",
            "lambda:SourceFunctionArn",
            "arn:aws:lambda:eu-west-1:482915637048:function:f",
        ),
        (
            "ArnEquals",
            "ec2:SourceInstanceArn",
            "arn:aws:ec2:eu-west-1:482915637048:instance/i-0123456789abcdef0",
        ),
        (
            "ArnEquals",
            "ssm:SourceInstanceArn",
            "arn:aws:ec2:eu-west-1:482915637048:instance/i-0123456789abcdef0",
        ),
        ("StringEquals", "glue:RoleAssumedBy", "glue.amazonaws.com"),
        (
            "StringEquals",
            "glue:CredentialIssuingService",
            "glue.amazonaws.com",
        ),
        ("NumericEquals", "ec2:RoleDelivery", "2.0"),
        (
            "ArnLike",
            "codebuild:projectArn",
            "arn:aws:codebuild:eu-west-1:482915637048:project/p",
        ),
        (
            "ArnLike",
            "ecs:cluster",
            "arn:aws:ecs:eu-west-1:482915637048:cluster/c",
        ),
    ] {
        assert_eq!(
            allow(
                r#""s3:GetObject""#,
                &format!(r#""{operator}":{{"{key}":"{value}"}}"#)
            ),
            NOTHING,
            "{key}"
        );
    }
}

#[test]
fn an_external_id_beside_session_tags_is_a_remark() {
    let statement = r#""Effect":"Allow","Principal":{"AWS":"arn:aws:iam::482915637048:role/ledger"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"sts:ExternalId":"3d1f0c1e-77aa-4b2c-9a51-6f0e8d7c5b43"}}"#;
    assert_eq!(
        said(PolicyType::Trust, "2026-11-23", statement),
        [r#"info unsupported-action-for-condition-key: "sts:ExternalId""#]
    );
}

#[test]
fn claims_of_identity_providers_are_not_judged() {
    for (provider, subject) in [
        (
            "token.actions.githubusercontent.com",
            "repo:hazel-works/ledger:ref:refs/heads/main",
        ),
        (
            "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
            "system:serviceaccount:ledger:exporter",
        ),
    ] {
        let statement = format!(
            r#""Effect":"Allow","Principal":{{"Federated":"arn:aws:iam::482915637048:oidc-provider/{provider}"}},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{{"StringEquals":{{"{provider}:sub":"{subject}","{provider}:aud":"sts.amazonaws.com"}}}}"#
        );
        let said = said(PolicyType::Trust, "2026-11-23", &statement);
        assert_eq!(said, NOTHING, "{provider}");
    }
}

#[test]
fn tags_that_actions_do_not_know_have_a_rule_of_their_own() {
    let rule = "unsupported-tag-condition-key";
    let condition = r#""StringEquals":{"aws:ResourceTag/status":"Confidential"}"#;
    for (effect, severity) in [("Deny", "warning"), ("Allow", "info")] {
        for action in [
            r#""Action":["appmesh:DeleteMesh","lambda:ListFunctions"]"#,
            r#""NotAction":"iam:*""#,
        ] {
            let said = identity(effect, action, condition);
            let wanted = format!(r#"{severity} {rule}: "aws:ResourceTag/status""#);
            assert!(said.contains(&wanted), "{effect} {action}: {said:?}");
        }
        let known = r#""Action":["ec2:StopInstances","ec2:StartInstances"]"#;
        assert_eq!(identity(effect, known, condition), NOTHING);
    }
    // A statement that allows nothing at all.
    let alone = identity("Allow", r#""Action":"ec2:DescribeInstances""#, condition);
    assert_eq!(
        alone,
        [format!(r#"warning {rule}: "aws:ResourceTag/status""#)]
    );
    // Each service looks at the tags itself.
    assert_eq!(
        identity(
            "Deny",
            r#""Action":["ec2:CreateTags","tag:TagResources"]"#,
            r#""ForAnyValue:StringEquals":{"aws:TagKeys":"owner"},"Null":{"aws:TagKeys":"false"}"#
        ),
        NOTHING
    );
}

#[test]
fn types_of_service_keys_are_known() {
    for (action, condition) in [
        ("ec2:CreateVolume", r#""Bool":{"ec2:Encrypted":"true"}"#),
        (
            "kms:Decrypt",
            r#""ArnLike":{"kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::ledger-elm"}"#,
        ),
        // Two services differ on what it is.
        (
            "identitystore:ListUsers",
            r#""StringEquals":{"identitystore:UserId":"a"}"#,
        ),
    ] {
        assert_eq!(
            allow(&format!(r#""{action}""#), condition),
            NOTHING,
            "{condition}"
        );
    }
    assert_eq!(
        allow(
            r#""ec2:CreateVolume""#,
            r#""StringEquals":{"ec2:VolumeSize":"8"}"#
        ),
        [r#"warning type-mismatch: "StringEquals""#]
    );
    assert_eq!(
        allow(
            r#""ec2:CreateVolume""#,
            r#""Bool":{"ec2:Encrypted":["true","false"]}"#
        ),
        [r#"error invalid-condition-multiple-boolean: ["true","false"]"#]
    );
    assert_eq!(
        allow(
            r#""dynamodb:GetItem""#,
            r#""StringEquals":{"dynamodb:LeadingKeys":"a"}"#
        ),
        [r#"warning missing-qualifier: "StringEquals""#]
    );
}
