//! Policies as customers have them: each fault is told once, by the rule that knows the cure, and what is right is left alone.

use crate::judging::said_of;
use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::integration::{self, Integration, Selection};
use iamsure::kind::ResourceType;
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

const ROLE: &str = "arn:aws:iam::418295711234:role/cspi-9x2mq";
const OTHER_ROLE: &str = "arn:aws:iam::418295711234:role/cspi-7r1pt";
const ID: &str = "7d0e51a4-6b1f-4c0b-9a55-2f1c9be0c4d7";

/// All that is said of a policy whose type nobody told: `severity rule: text of its place`.
#[track_caller]
fn expect(statements: &[&str], wanted: &[&str]) {
    expect_with(None, statements, wanted);
}

#[track_caller]
fn expect_with(integration: Option<&Integration>, statements: &[&str], wanted: &[&str]) {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
        statements.join(",")
    );
    let source = Source::new("policy.json", text.as_str());
    let config = Config::default();
    let settings = Settings {
        integration,
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    let judged = engine::judge(&syntax::parse(FileId(0), &source), &settings, rules::all());
    let said: Vec<String> = judged
        .findings
        .iter()
        .map(|one| {
            let place = source.slice(one.primary.span);
            format!("{} {}: {place}", one.severity.name(), one.rule.id)
        })
        .collect();
    assert_eq!(said, wanted, "{text}");
}

fn response() -> Integration {
    let text = format!(
        r#"{{"id":"cspi-9x2mq","display_name":"orders","provider":"AWS","config":{{"kind":"AwsIntegrationConfig","iam_role_arn":"{ROLE}","external_id":"{ID}","customer_iam_role_arn":"arn:aws:iam::690214785533:role/confluent-orders"}},"environment":{{"id":"env-8k2qd"}}}}"#
    );
    let source = Source::new("integration.json", text);
    integration::read(FileId(1), &source, &Selection::default()).expect("a response")
}

fn assume(role: &str, id: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"{role}"}},"Action":"sts:AssumeRole","Condition":{{"StringEquals":{{"sts:ExternalId":"{id}"}}}}}}"#
    )
}

fn tag(role: &str) -> String {
    format!(r#"{{"Effect":"Allow","Principal":{{"AWS":"{role}"}},"Action":"sts:TagSession"}}"#)
}

#[test]
fn an_arn_of_the_wrong_service_is_one_fault_and_its_actions_are_none() {
    for (action, arn) in [
        (
            "es:ESHttpGet",
            "arn:aws:opensearch:us-east-1:690214785533:domain/orders",
        ),
        (
            "sts:AssumeRole",
            "arn:aws:sts::690214785533:assumed-role/orders/session",
        ),
    ] {
        let statement = format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"{arn}"}}"#);
        let resource = arn.rsplit(':').next().expect("a part");
        let wanted = format!("error arn-of-no-resource: {resource}");
        expect(&[&statement], &[&wanted]);
    }
    // One that is right leaves the other's fault to each.
    expect(
        &[
            r#"{"Effect":"Allow","Action":"es:ESHttpGet","Resource":["arn:aws:opensearch:us-east-1:690214785533:domain/orders","arn:aws:s3:::orders-of-the-shop"]}"#,
        ],
        &[
            r#"warning action-without-effect: "es:ESHttpGet""#,
            "error arn-of-no-resource: domain/orders",
        ],
    );
}

#[test]
fn a_role_for_the_string_of_everyone_is_told_once_under_the_code_of_the_form() {
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#;
    let statement = r#"{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}"#;
    expect(&[statement], &["error anyone-can-assume: \"*\""]);
    let source = Source::new("trust.json", text);
    let config = Config::default();
    let settings = Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config);
    let judged = engine::judge(&syntax::parse(FileId(0), &source), &settings, rules::all());
    let codes: Vec<_> = judged
        .findings
        .iter()
        .map(|one| one.access_analyzer)
        .collect();
    assert_eq!(
        codes,
        [Some("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL")]
    );
    // Strangers are kept out, and the form is still wrong.
    expect(
        &[
            r#"{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-9k2jd7q1xz"}}}"#,
        ],
        &["error unsupported-wildcard-in-principal: \"*\""],
    );
}

#[test]
fn a_permission_in_a_trust_policy_is_not_also_too_wide() {
    let (assume, tag) = (assume(ROLE, ID), tag(ROLE));
    let merged = r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::orders/*"}"#;
    expect(
        &[&assume, &tag, merged],
        &["error permission-in-trust-policy: \"s3:*\""],
    );
}

#[test]
fn any_repository_is_not_also_a_condition_that_anything_meets() {
    expect(
        &[
            r#"{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::690214785533:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringLike":{"token.actions.githubusercontent.com:sub":"*"}}}"#,
        ],
        &["error any-repository: \"*\""],
    );
}

#[test]
fn what_aws_makes_by_default_is_left_alone() {
    // The queue's own account.
    expect(
        &[
            r#"{"Sid":"__owner_statement","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::690214785533:root"},"Action":"SQS:*","Resource":"arn:aws:sqs:eu-west-1:690214785533:orders"}"#,
        ],
        &[],
    );
    // Another account.
    expect(
        &[
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::310577824466:root"},"Action":"sqs:*","Resource":"arn:aws:sqs:eu-west-1:690214785533:orders"}"#,
        ],
        &["warning service-wildcard: \"sqs:*\""],
    );
    // A VPC endpoint for one organization, and one for everyone.
    expect(
        &[
            r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-9k2jd7q1xz","aws:ResourceOrgID":"o-9k2jd7q1xz"}}}"#,
        ],
        &[],
    );
    expect(
        &[r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#],
        &["warning full-access: \"*\""],
    );
    // A role for the pods of a cluster.
    expect(
        &[
            r#"{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}"#,
        ],
        &[],
    );
}

#[test]
fn a_resource_control_policy_on_sts_is_no_trust_policy() {
    expect(
        &[
            r#"{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRoleWithWebIdentity","Resource":"*","Condition":{"StringNotLikeIfExists":{"token.actions.githubusercontent.com:sub":"repo:acme-data/*"},"Null":{"token.actions.githubusercontent.com:sub":"false"}}}"#,
        ],
        &[],
    );
    // The placeholder with a resource is one.
    expect(
        &[r#"{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Resource":"*"}"#],
        &[
            "info bootstrap-trust-policy: \"Deny\"",
            "error permission-in-trust-policy: \"Resource\"",
        ],
    );
}

#[test]
fn tags_that_may_be_written_are_a_remark_beside_another_limit() {
    let statement = |action: &str, key: &str| {
        format!(
            r#"{{"Effect":"Allow","Action":"{action}","Resource":["arn:aws:sqs:*:690214785533:orders","arn:aws:dynamodb:*:690214785533:table/orders"],"Condition":{{"ForAllValues:StringEquals":{{"{key}":["team"]}}}}}}"#
        )
    };
    expect(
        &[&statement("sqs:TagQueue", "aws:TagKeys")],
        &["warning forallvalues-without-null-check: \"ForAllValues:StringEquals\""],
    );
    // Another condition limits the request all the same.
    expect(
        &[
            r#"{"Effect":"Allow","Action":"sqs:TagQueue","Resource":"arn:aws:sqs:*:690214785533:orders","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["team"]},"StringEquals":{"aws:ResourceTag/team":"orders"}}}"#,
        ],
        &["info forallvalues-without-null-check: \"ForAllValues:StringEquals\""],
    );
    expect(
        &[&statement("dynamodb:PartiQLSelect", "dynamodb:LeadingKeys")],
        &["warning forallvalues-without-null-check: \"ForAllValues:StringEquals\""],
    );
}

#[test]
fn what_the_integration_contradicts_is_told_once() {
    let response = response();
    let check = |statements: &[&str], wanted: &[&str]| {
        expect_with(Some(&response), statements, wanted);
    };
    check(&[&assume(ROLE, ID), &tag(ROLE)], &[]);
    // A word in place of the ID.
    check(
        &[&assume(ROLE, "placeholder"), &tag(ROLE)],
        &["error placeholder-value: placeholder"],
    );
    // The tags are allowed to the right role: only the principal is wrong.
    check(
        &[&assume(OTHER_ROLE, ID), &tag(ROLE)],
        &[&format!("error principal-mismatch: \"{OTHER_ROLE}\"")],
    );
    // The role of an example is another integration's.
    let sample = "arn:aws:iam::851725421142:role/cspi-kg17p";
    check(
        &[&assume(sample, ID), &tag(sample)],
        &[&format!("error principal-mismatch: \"{sample}\"")],
    );
    // Confluent's account, which no sample has.
    check(
        &[
            &assume("arn:aws:iam::418295711234:root", ID),
            &tag("arn:aws:iam::418295711234:root"),
        ],
        &["warning whole-account-trusted: \"arn:aws:iam::418295711234:root\""],
    );
}

#[test]
fn a_role_that_was_deleted_is_an_error_once_the_integration_is_known_to_have_another() {
    let gone = "AROAJQRZ3HN5Q2WKE6V7X";
    let place = format!("deleted-principal: \"{gone}\"");
    let statement = assume(gone, ID);
    expect(&[&statement], &[&format!("warning {place}")]);
    let response = response();
    expect_with(Some(&response), &[&statement], &[&format!("error {place}")]);
    expect_with(
        Some(&response),
        &[&assume(ROLE, ID), &tag(ROLE), &statement],
        &[&format!("warning {place}")],
    );
}

#[test]
fn a_key_that_is_written_twice_is_not_also_a_contradiction() {
    let statement = |conditions: &str| {
        format!(
            r#"{{"Effect":"Allow","Action":"sqs:ListQueues","Resource":"*","Condition":{{{conditions}}}}}"#
        )
    };
    expect(
        &[&statement(
            r#""StringEquals":{"aws:RequestedRegion":"eu-west-1","aws:requestedregion":"eu-west-2"}"#,
        )],
        &[r#"error duplicate-keys-with-different-case: "aws:requestedregion""#],
    );
    expect(
        &[&statement(
            r#""StringEquals":{"aws:RequestedRegion":"eu-west-1","aws:RequestedRegion":"eu-west-2"}"#,
        )],
        &[r#"error duplicate-key: "aws:RequestedRegion""#],
    );
    expect(
        &[&statement(
            r#""StringEquals":{"aws:RequestedRegion":"eu-west-1"},"StringEquals":{"aws:RequestedRegion":"eu-west-2"}"#,
        )],
        &[r#"error duplicate-key: "StringEquals""#],
    );
    expect(
        &[&statement(
            r#""StringEquals":{"aws:RequestedRegion":"eu-west-1"},"StringLike":{"aws:requestedregion":"us-*"}"#,
        )],
        &[r#"warning condition-never-true: "aws:RequestedRegion":"eu-west-1""#],
    );
}

#[test]
fn a_condition_without_values_is_not_also_one_that_can_be_skipped() {
    expect(
        &[
            r#"{"Effect":"Allow","Action":"sqs:ListQueues","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:PrincipalOrgID":[]}}}"#,
        ],
        &["info empty-array-condition: []"],
    );
}

#[test]
fn what_is_over_is_open_to_nobody() {
    let everyone = |action: &str, rest: &str, date: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"*"}},"Action":"{action}"{rest},"Condition":{{"DateLessThan":{{"aws:CurrentTime":"{date}T00:00:00Z"}}}}}}"#
        )
    };
    let over = "error expired-access: \"2020-01-01T00:00:00Z\"";
    let trust = |date: &str| everyone("sts:AssumeRole", "", date);
    expect(&[&trust("2020-01-01")], &[over]);
    expect(&[&trust("2040-01-01")], &["error anyone-can-assume: \"*\""]);
    let bucket = |date: &str| {
        everyone(
            "s3:GetObject",
            r#","Resource":"arn:aws:s3:::orders-lake/*""#,
            date,
        )
    };
    expect(&[&bucket("2020-01-01")], &[over]);
    expect(&[&bucket("2040-01-01")], &["error public-access: \"*\""]);
    // What is open beside it is shown where it stands.
    let put = r#"{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::orders-lake/*"}"#;
    expect(
        &[
            &bucket("2020-01-01").replace(r#"{"AWS":"*"}"#, r#"{"AWS":["*"]}"#),
            put,
        ],
        &[over, "error public-access: \"*\""],
    );
}

#[test]
fn what_has_no_place_in_the_policy_of_a_resource_is_told_as_that() {
    let statement = |action: &str, resource: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::640285713902:role/orders"}},"Action":"{action}","Resource":"{resource}"}}"#
        )
    };
    let root = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::640285713902:root"},"Action":"kms:*","Resource":"*"}"#;
    assert_eq!(
        said_of(
            ResourceType::S3Bucket,
            &[&statement("iam:PassRole", "arn:aws:s3:::orders-lake/*")]
        ),
        ["error unsupported-action-in-policy: \"iam:PassRole\""]
    );
    let table = "arn:aws:dynamodb:eu-west-1:640285713902:table/orders";
    for (resource_type, action) in [
        (ResourceType::KmsKey, "kms:Decrypt"),
        (ResourceType::EfsFileSystem, "elasticfilesystem:ClientMount"),
        (ResourceType::ApiGatewayRestApi, "execute-api:Invoke"),
    ] {
        let own = statement(action, table);
        let mut statements = vec![own.as_str()];
        if resource_type == ResourceType::KmsKey {
            statements.push(root);
        }
        assert_eq!(
            said_of(resource_type, &statements),
            [format!(
                "error unsupported-resource-arn-in-policy: \"{table}\""
            )],
            "{action}"
        );
    }
    // One that does have a place there is judged all the same.
    assert_eq!(
        said_of(
            ResourceType::S3Bucket,
            &[&statement("s3:GetObject", "arn:aws:s3:::orders-lake")]
        ),
        ["warning action-without-effect: \"s3:GetObject\""]
    );
}

#[test]
fn a_limit_that_lets_in_strangers_is_told_and_not_that_they_get_in() {
    let bucket = |action: &str, conditions: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":"{action}","Resource":"arn:aws:s3:::orders-lake/*","Condition":{{{conditions}}}}}"#
        )
    };
    let pattern = bucket(
        "s3:GetObject",
        r#""StringLike":{"aws:PrincipalOrgID":"o-*"}"#,
    );
    let endpoint = bucket(
        "s3:GetObject",
        r#""StringLike":{"aws:SourceVpce":"vpce-*"}"#,
    );
    let if_exists = bucket(
        "s3:GetObject",
        r#""StringEqualsIfExists":{"aws:PrincipalOrgID":"o-z1b2c3d4e9"}"#,
    );
    let of_pattern = "error wildcard-usage-too-permissive: *";
    let of_skipped = "error skippable-condition: \"StringEqualsIfExists\"";
    expect(&[&pattern], &[of_pattern]);
    expect(&[&endpoint], &[of_pattern]);
    expect(&[&if_exists], &[of_skipped]);
    // What is open beside it is shown where it stands.
    let put = r#"{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::orders-lake/*"}"#;
    expect(
        &[&pattern, put],
        &[of_pattern, "error public-access: \"*\""],
    );
    expect(
        &[&if_exists, put],
        &[of_skipped, "error public-access: \"*\""],
    );
    // For one account it is a warning.
    expect(
        &[&if_exists.replace(r#""*","Action""#, r#"{"AWS":"640285713902"},"Action""#)],
        &["warning skippable-condition: \"StringEqualsIfExists\""],
    );
}

#[test]
fn a_domain_that_is_open_to_anybody_is_read_by_anybody() {
    let open = r#"{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"es:*","Resource":"arn:aws:es:eu-west-1:640285713902:domain/orders/*"}"#;
    let text = crate::judging::policy(&[open]);
    let found = crate::judging::findings(
        iamsure::catalog::Catalog::embedded(),
        iamsure::kind::PolicyType::Resource,
        &text,
    );
    let mut found = found.iter();
    let found = found.find(|one| one.rule.id == "public-access");
    let found = found.expect("it is open");
    assert_eq!(found.message, "anybody may call `es:ESHttpGet` here");
}
