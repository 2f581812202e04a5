//! What connectors need of a role: the table, the rules that hold policies against it, and the command that prints it.

use std::collections::BTreeSet;

use crate::connecting::{
    judge, judge_texts, missing, named, of, policy_of, severities, sufficient, wishes,
};
use crate::running::{Folder, iamsure};
use iamsure::catalog::Catalog;
use iamsure::finding::Severity;
use iamsure::integration::connectors::{
    self, Demand, Evidence, Requirement, Support, Table, WishError,
};
use iamsure::semantics::actions::{Named, named_by};
use serde_json::{Value, json};

fn allow(action: &str, resource: &str) -> Value {
    json!({ "Effect": "Allow", "Action": action, "Resource": resource })
}

fn policy(statements: &[Value]) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

const SINK: &str = "S3_SINK bucket=orders";

/// What the S3 Sink needs of the bucket `orders`, as Confluent's Terraform example has it.
fn sink() -> Vec<Value> {
    vec![
        json!({ "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "arn:aws:s3:::*" }),
        json!({
            "Effect": "Allow",
            "Action": ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"],
            "Resource": "arn:aws:s3:::orders"
        }),
        json!({
            "Effect": "Allow",
            "Action": [
                "s3:PutObject", "s3:PutObjectTagging", "s3:GetObject", "s3:AbortMultipartUpload",
                "s3:ListMultipartUploadParts"
            ],
            "Resource": "arn:aws:s3:::orders/*"
        }),
    ]
}

#[test]
fn the_table_names_actions_and_resources_that_aws_knows() {
    let catalog = Catalog::embedded();
    let table = Table::embedded();
    assert!(table.connectors.len() >= 20);
    for connector in &table.connectors {
        for need in &connector.needs {
            let action = match named_by(&need.action, catalog) {
                Named::Action(action) => action,
                Named::Pattern(_, set) => set.actions(catalog).next().expect("it names one"),
                other => panic!("{}: {}: {other:?}", connector.id, need.action),
            };
            if need.resource.as_str() == "*" {
                let mut types = action.resources();
                assert!(
                    types.all(|one| !one.is_required),
                    "{}: {}",
                    connector.id,
                    need.action
                );
            } else {
                assert!(action.has_resources(), "{}: {}", connector.id, need.action);
            }
            assert!(
                !need.sources.is_empty(),
                "{}: {}",
                connector.id,
                need.action
            );
        }
    }
}

#[test]
fn the_connectors_that_the_page_names_are_there() {
    let table = Table::embedded();
    for (name, id) in [
        ("s3_sink", "S3_SINK"),
        ("Amazon S3 Source", "S3Source"),
        (
            "io.confluent.connect.aws.dynamodb.DynamoDbSinkConnector",
            "DynamoDbSink",
        ),
        ("dynamodbsinkconnector", "DynamoDbSink"),
    ] {
        assert_eq!(table.find(name).map(|one| one.id.as_str()), Ok(id));
    }
    assert_eq!(table.find("S3_SNIK"), Err(Some("S3_SINK")));
    assert_eq!(table.find("nothing like it"), Err(None));
}

#[test]
fn what_a_connector_needs_is_enough_for_it() {
    for connector in &Table::embedded().connectors {
        for needs in sufficient(connector) {
            let policy = policy_of(needs.iter().copied());
            let mut findings = judge(std::slice::from_ref(&policy), &named(connector, &needs));
            if connector.support == Support::No {
                let told = findings.iter().map(|one| one.rule.id).collect::<Vec<_>>();
                assert_eq!(told, ["connector-not-supported"]);
                findings.clear();
            }
            assert!(
                findings.is_empty(),
                "{}: {findings:?}\n{policy}",
                connector.id
            );
        }
    }
}

#[test]
fn without_the_names_of_its_resources_it_is_enough_too() {
    for connector in &Table::embedded().connectors {
        for needs in sufficient(connector) {
            let policy = policy_of(needs.iter().copied());
            let findings = judge(std::slice::from_ref(&policy), &wishes(&connector.id));
            assert!(
                missing(&findings).is_empty(),
                "{}: {findings:?}",
                connector.id
            );
        }
    }
}

#[test]
fn each_action_that_is_not_there_is_one_finding_that_names_it() {
    for connector in &Table::embedded().connectors {
        if connector.support == Support::No {
            continue;
        }
        for needs in sufficient(connector) {
            let actions: BTreeSet<&str> = needs.iter().map(|need| need.action.as_str()).collect();
            for action in &actions {
                let others = needs.iter().copied().filter(|need| need.action != *action);
                let policy = policy_of(others);
                let findings = judge(&[policy], &named(connector, &needs));
                let found = missing(&findings);
                let [one] = found.as_slice() else {
                    panic!("{} without {action}: {found:?}", connector.id);
                };
                assert!(
                    one.message.contains(&format!("`{action}`")),
                    "{}",
                    one.message
                );
                assert!(
                    one.message.contains(&format!("`{}`", connector.id)),
                    "{}",
                    one.message
                );
                let evidence = needs.iter().filter(|need| need.action == *action);
                let best = evidence.map(|need| need.evidence).min();
                let expected = if best == Some(Evidence::A) {
                    Severity::Error
                } else {
                    Severity::Warning
                };
                assert_eq!(one.severity, expected, "{}: {action}", connector.id);
            }
        }
    }
}

#[test]
fn optional_needs_are_silent_until_somebody_says_that_they_are_used() {
    let policy = policy(&sink()[1..]);
    assert!(missing(&judge(std::slice::from_ref(&policy), &wishes(SINK))).is_empty());
    let findings = judge(
        std::slice::from_ref(&policy),
        &wishes("S3_SINK bucket=orders with=sse-kms"),
    );
    assert_eq!(severities(&missing(&findings)), [Severity::Warning; 2]);
    let findings = judge(&[policy], &wishes("S3_SINK bucket=orders key=1234abcd"));
    let messages: Vec<&str> = missing(&findings)
        .iter()
        .map(|one| one.message.as_ref())
        .collect();
    assert_eq!(messages.len(), 2);
    assert!(messages[0].contains("kms:GenerateDataKey"), "{messages:?}");
    assert!(
        messages[0].contains("where `s3.ssea.name` is `aws:kms`"),
        "{messages:?}"
    );
}

#[test]
fn a_capability_that_is_not_used_is_not_missed() {
    let table = Table::embedded();
    let source = table.find("DynamoDbCdcSource").expect("it is there");
    let is_used = |need: &&connectors::Need| {
        need.requirement == Requirement::Required
            && !["cdc", "checkpoint"].contains(&need.capability.as_str())
    };
    let policy = policy_of(source.needs.iter().filter(is_used));
    let missed = judge(std::slice::from_ref(&policy), &wishes("DynamoDbCdcSource"));
    assert!(missing(&missed).len() > 5);
    let snapshots = wishes("DynamoDbCdcSource without=cdc without=checkpoint");
    assert!(judge(&[policy], &snapshots).is_empty());
}

#[test]
fn of_several_capabilities_the_nearest_is_told() {
    let elasticache = policy(&[allow(
        "elasticache:Connect",
        "arn:aws:elasticache:eu-west-1:482915637048:user:app",
    )]);
    let findings = judge(
        std::slice::from_ref(&elasticache),
        &wishes("RedisKafkaSink"),
    );
    let found = missing(&findings);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].message.contains("replicationgroup"),
        "{}",
        found[0].message
    );
    let findings = judge(
        &[elasticache],
        &wishes("RedisKafkaSink with=db-auth-memorydb"),
    );
    assert!(
        missing(&findings)
            .iter()
            .all(|one| one.message.contains("memorydb:Connect"))
    );
}

#[test]
fn another_bucket_is_told_with_the_one_that_is_allowed() {
    let findings = judge(&[policy(&sink())], &wishes("S3_SINK bucket=order"));
    let found = missing(&findings);
    assert_eq!(severities(&found), [Severity::Error; 2]);
    assert!(
        found
            .iter()
            .all(|one| one.primary.text == "allowed here instead")
    );
    assert!(
        found[0].message.contains("on `arn:aws:s3:::order`"),
        "{}",
        found[0].message
    );
    assert!(
        found[1].message.contains("on `arn:aws:s3:::order/*`"),
        "{}",
        found[1].message
    );
    // Its objects alone are no bucket, whatever a pattern says.
    let objects = policy(&[allow("s3:*", "arn:aws:s3:::orders/*")]);
    let findings = judge(&[objects], &wishes("S3Source"));
    let found = missing(&findings);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].message.contains("s3:ListBucket"),
        "{}",
        found[0].message
    );
}

#[test]
fn every_bucket_that_is_named_has_to_be_granted() {
    let both = wishes("S3_SINK bucket=orders bucket=returns");
    let findings = judge(&[policy(&sink())], &both);
    let found = missing(&findings);
    assert!(!found.is_empty());
    assert!(
        found.iter().all(|one| one.message.contains("returns")),
        "{found:?}"
    );
}

#[test]
fn a_region_and_an_account_count_where_the_arn_has_them() {
    let stream = "arn:aws:kinesis:eu-west-1:482915637048:stream/orders";
    let kinesis = policy(&[json!({
        "Effect": "Allow",
        "Action": ["kinesis:DescribeStream", "kinesis:GetShardIterator", "kinesis:GetRecords"],
        "Resource": stream
    })]);
    for (words, is_enough) in [
        ("region=eu-west-1 account=482915637048", true),
        ("region=us-east-1", false),
        ("account=111122223333", false),
        ("stream=orders", true),
        ("stream=Orders", false),
        ("stream=orders*", true),
        (
            "stream=arn:aws:kinesis:eu-west-1:482915637048:stream/orders",
            true,
        ),
        (
            "stream=arn:aws:kinesis:us-east-1:482915637048:stream/orders",
            false,
        ),
        ("region=cn-north-1", false),
    ] {
        let findings = judge(
            std::slice::from_ref(&kinesis),
            &wishes(&format!("KinesisSource {words}")),
        );
        assert_eq!(
            missing(&findings).is_empty(),
            is_enough,
            "{words}: {findings:?}"
        );
    }
}

#[test]
fn a_deny_wins_wherever_it_stands() {
    let deny =
        json!({ "Effect": "Deny", "Action": "s3:Put*", "Resource": "arn:aws:s3:::orders/*" });
    let findings = judge(&[policy(&sink()), policy(&[deny])], &wishes(SINK));
    let found = missing(&findings);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].message.contains("`s3:PutObject`"),
        "{}",
        found[0].message
    );
    assert_eq!(found[0].primary.span.file.0, 1);
    assert!(found[0].witness.is_some());
    let elsewhere = json!({ "Effect": "Deny", "Action": "s3:*", "NotResource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"] });
    assert!(
        missing(&judge(
            &[policy(&sink()), policy(&[elsewhere])],
            &wishes(SINK)
        ))
        .is_empty()
    );
}

#[test]
fn conditions_that_no_connector_meets_are_told() {
    for (condition, is_met) in [
        (json!({ "Bool": { "aws:SecureTransport": "true" } }), true),
        (json!({ "Bool": { "aws:SecureTransport": "false" } }), false),
        (
            json!({ "Bool": { "aws:MultiFactorAuthPresent": "true" } }),
            false,
        ),
        (
            json!({ "StringEquals": { "aws:PrincipalType": "User" } }),
            false,
        ),
        (
            json!({ "StringEquals": { "aws:SourceAccount": "640285713902" } }),
            false,
        ),
        (
            json!({ "ArnLike": { "aws:SourceArn": "arn:aws:s3:::*" } }),
            false,
        ),
        (json!({ "StringLike": { "aws:username": "*" } }), false),
        (json!({ "Bool": { "aws:ViaAWSService": "true" } }), false),
        (json!({ "Bool": { "aws:ViaAWSService": "false" } }), true),
        (
            json!({ "StringEqualsIfExists": { "aws:SourceAccount": "640285713902" } }),
            true,
        ),
        (json!({ "StringEquals": { "s3:prefix": "topics/" } }), true),
        (
            json!({ "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } }),
            true,
        ),
    ] {
        let mut statements = sink();
        for statement in &mut statements {
            statement["Condition"] = condition.clone();
        }
        let findings = judge(&[policy(&statements)], &wishes(SINK));
        let found = missing(&findings);
        assert_eq!(found.is_empty(), is_met, "{condition}: {found:?}");
        assert!(
            found
                .iter()
                .all(|one| one.message.contains("under a condition")),
            "{found:?}"
        );
    }
}

#[test]
fn two_policies_together_suffice() {
    let [list, bucket, objects] = <[Value; 3]>::try_from(sink()).expect("three statements");
    let halves = [policy(&[list, bucket]), policy(&[objects])];
    assert!(judge(&halves, &wishes(SINK)).is_empty());
    let findings = judge(&halves[..1], &wishes(SINK));
    assert_eq!(missing(&findings).len(), 4);
    // What is missing belongs to the policy that speaks of the same service.
    let logs = policy(&[allow("logs:GetLogEvents", "*")]);
    let findings = judge(&[logs, halves[0].clone()], &wishes(SINK));
    assert!(
        missing(&findings)
            .iter()
            .all(|one| one.primary.span.file.0 == 1)
    );
}

#[test]
fn the_version_of_one_policy_does_not_count_for_another() {
    let old = json!({ "Version": "2008-10-17", "Statement": sink() });
    let new = policy(&[allow("s3:GetObject", "arn:aws:s3:::home/${aws:username}")]);
    assert!(missing(&judge(&[old.clone(), new.clone()], &wishes(SINK))).is_empty());
    let literal = json!({ "Version": "2008-10-17", "Statement": allow("s3:*", "arn:aws:s3:::${aws:username}") });
    // Open, and so nothing is claimed of what hangs on it.
    assert!(missing(&judge(&[literal, new], &wishes("S3_SINK"))).len() < 8);
}

#[test]
fn what_cannot_be_read_may_grant_it() {
    let broken = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:List"#;
    let whole = policy(&sink()[1..2]).to_string();
    assert!(missing(&judge_texts(&[&whole, broken], &wishes(SINK))).is_empty());
    assert!(missing(&judge_texts(&[broken], &wishes(SINK))).is_empty());
    let template = policy(&[
        allow("s3:*", "arn:aws:s3:::<bucket-name>/*"),
        allow("s3:*", "arn:aws:s3:::<bucket-name>"),
    ]);
    assert!(missing(&judge(&[template], &wishes(SINK))).is_empty());
}

#[test]
fn a_boundary_has_to_allow_it_too() {
    let folder = Folder::with(&[
        ("role.json", &policy(&sink()).to_string()),
        (
            "boundary.json",
            &policy(&[allow("s3:Get*", "*"), allow("s3:List*", "*")]).to_string(),
        ),
        (
            "iamsure.toml",
            "[[path]]\nfiles = [\"boundary.json\"]\ntype = \"boundary\"\n",
        ),
    ]);
    let run = iamsure(
        &folder,
        &[
            "check",
            "--connector",
            "S3_SINK",
            "--bucket",
            "orders",
            "--format",
            "concise",
            ".",
        ],
    );
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert!(run.out.contains("boundary.json:1:"), "{}", run.out);
    assert!(
        run.out.contains("`s3:PutObject`") && run.out.contains("permissions boundary"),
        "{}",
        run.out
    );
}

#[test]
fn reading_needs_fewer_actions_than_writing() {
    let read = policy(&[
        allow("s3:ListAllMyBuckets", "arn:aws:s3:::*"),
        allow("s3:ListBucket", "arn:aws:s3:::orders"),
        allow("s3:GetObject", "arn:aws:s3:::orders/*"),
    ]);
    assert!(
        judge(
            std::slice::from_ref(&read),
            &wishes("example-s3-read bucket=orders")
        )
        .is_empty()
    );
    assert!(
        missing(&judge(
            std::slice::from_ref(&read),
            &wishes("S3Source bucket=orders")
        ))
        .is_empty()
    );
    let findings = judge(&[read], &wishes("example-s3-write bucket=orders"));
    let messages: Vec<&str> = missing(&findings)
        .iter()
        .map(|one| one.message.as_ref())
        .collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(
        messages[0].contains("s3:PutObject") && messages[1].contains("s3:DeleteObject"),
        "{messages:?}"
    );
}

/// The template grants what no S3 connector needs, and lacks what the sink does.
#[test]
fn the_template_of_the_page_is_held_against_the_sink_in_both_directions() {
    let template = policy(&[
        allow("s3:ListAllMyBuckets", "arn:aws:s3:::*"),
        allow("s3:ListBucket", "arn:aws:s3:::orders"),
        json!({
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
            "Resource": "arn:aws:s3:::orders/*"
        }),
    ]);
    let findings = judge(&[template], &wishes(SINK));
    let lacking: Vec<&str> = missing(&findings)
        .iter()
        .map(|one| one.message.as_ref())
        .collect();
    assert_eq!(lacking.len(), 4, "{lacking:?}");
    let excess = of(&findings, "connector-excess-action");
    assert_eq!(excess.len(), 1, "{excess:?}");
    assert!(
        excess[0].message.contains("`s3:DeleteObject`"),
        "{}",
        excess[0].message
    );
    assert_eq!(excess[0].severity, Severity::Info);
}

#[test]
fn the_published_policies_suffice_for_their_connectors() {
    assert!(judge(&[policy(&sink())], &wishes(SINK)).is_empty());
    // Confluent's Terraform example for Tableflow lacks `s3:DeleteObject`, which its documentation has.
    let findings = judge(
        &[policy(&sink())],
        &wishes("tableflow-byos-s3 bucket=orders"),
    );
    let found = missing(&findings);
    assert_eq!(severities(&found), [Severity::Warning], "{found:?}");
    assert!(found[0].message.contains("s3:DeleteObject"));
    let kinesis = std::fs::read_to_string("fixtures/page-11-example-5-kinesis/permission.json")
        .expect("it is there");
    assert!(missing(&judge_texts(&[&kinesis], &wishes("KinesisSource"))).is_empty());
    let dynamodb = std::fs::read_to_string("fixtures/page-10-example-4-dynamodb/permission.json")
        .expect("it is there");
    assert!(judge_texts(&[&dynamodb], &wishes("example-dynamodb")).is_empty());
}

#[test]
fn secrets_need_the_six_characters_at_their_end() {
    let secret = |end: &str| {
        policy(&[allow(
            "secretsmanager:GetSecretValue",
            &format!("arn:aws:secretsmanager:eu-west-1:482915637048:secret:orders{end}"),
        )])
    };
    for (end, is_enough) in [
        ("-a1B2c3", true),
        ("-??????", true),
        ("*", true),
        ("-*", true),
        ("", false),
    ] {
        let findings = judge(&[secret(end)], &wishes("secret-manager-aws secret=orders"));
        assert_eq!(
            missing(&findings).is_empty(),
            is_enough,
            "{end}: {findings:?}"
        );
    }
    let arn = "secret-manager-aws secret=arn:aws:secretsmanager:eu-west-1:482915637048:secret:orders-a1B2c3";
    assert!(missing(&judge(&[secret("-a1B2c3")], &wishes(arn))).is_empty());
}

#[test]
fn an_action_on_a_resource_that_it_does_not_take_is_not_granted() {
    // `dynamodb:ListStreams` has no resource type, so that on a table it grants nothing.
    let table = Table::embedded();
    let source = table.find("DynamoDbCdcSource").expect("it is there");
    let needs = source
        .needs
        .iter()
        .filter(|need| need.action != "dynamodb:ListStreams");
    let mut policy = policy_of(needs);
    let statements = policy["Statement"].as_array_mut().expect("it is a list");
    statements.push(allow(
        "dynamodb:ListStreams",
        "arn:aws:dynamodb:eu-west-1:482915637048:table/orders",
    ));
    let findings = judge(&[policy], &wishes("DynamoDbCdcSource"));
    let found = missing(&findings);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].message.contains("dynamodb:ListStreams"));
}

#[test]
fn patterns_that_grant_more_show_what() {
    for (action, example) in [
        ("s3:PutObject*", Some("such as `s3:PutObject")),
        ("kms:GenerateDataKey*", None),
        ("ec2:*", Some("ec2:")),
        // `service-wildcard` and `full-access` speak of these.
        ("s3:*", None),
        ("*", None),
    ] {
        let findings = judge(
            &[policy(&[allow(action, "*")])],
            &wishes("S3_SINK tableflow-byos-s3"),
        );
        let excess = of(&findings, "connector-excess-action");
        assert_eq!(
            excess.len(),
            usize::from(example.is_some()),
            "{action}: {excess:?}"
        );
        if let (Some(example), [one]) = (example, excess.as_slice()) {
            assert!(one.message.contains(example), "{}", one.message);
        }
    }
}

#[test]
fn wishes_that_cannot_be_met_are_refused_in_words() {
    let table = Table::embedded();
    let refusal = |words: &str| Demand::new(&table, &wishes(words)).expect_err("it cannot be met");
    assert!(matches!(
        refusal("S3_SNIK"),
        WishError::Connector(_, Some(_))
    ));
    assert!(matches!(
        refusal("S3_SINK with=cdc"),
        WishError::Capability(..)
    ));
    assert!(matches!(
        refusal("S3_SINK table=orders"),
        WishError::Name(..)
    ));
    for bad in [
        "bucket=a/b",
        "bucket=s3://a",
        "bucket=<bucket-name>",
        "bucket=${bucket}",
        "bucket=arn:aws:s3:::",
        "bucket=arn:aws:sqs:eu-west-1:482915637048:q",
        "account=12",
        "region=*",
        "bucket=\u{1b}[2J",
    ] {
        let error = refusal(&format!("S3_SINK {bad}"));
        assert!(matches!(error, WishError::Value { .. }), "{bad}: {error:?}");
        assert!(!error.to_string().contains('\u{1b}') && !error.help().is_empty());
    }
    let many = " bucket=b".repeat(60);
    assert_eq!(refusal(&format!("S3_SINK{many}")), WishError::TooMany);
}

#[test]
fn a_file_replaces_what_the_table_says() {
    let own = "date\t2027-01-31\nconnector\tS3_SINK\tconnector\tyes\t-\tOurs\nneed\tread\ts3:GetObject\trequired\tarn:aws:s3:::<bucket>/*\tA\t-\t-\t-\n";
    let folder = Folder::with(&[
        ("own.tsv", own),
        (
            "role.json",
            &policy(&[allow("s3:GetObject", "arn:aws:s3:::orders/*")]).to_string(),
        ),
    ]);
    let run = |more: &[&str]| {
        let mut arguments = vec!["check", "--connector", "S3_SINK", "--bucket", "orders"];
        arguments.extend(more);
        arguments.push("role.json");
        iamsure(&folder, &arguments)
    };
    assert_eq!(run(&[]).code, 1);
    let own = run(&["--connectors", "own.tsv"]);
    assert_eq!(own.code, 0, "{}{}", own.out, own.err);
    let listed = iamsure(&folder, &["connectors", "--connectors", "own.tsv"]);
    assert!(
        listed.out.contains("Ours")
            && listed.out.contains("KinesisSource")
            && listed.out.contains("2027-01-31")
    );
}

#[test]
fn a_table_with_mistakes_is_shown_with_its_lines() {
    let line = |text: &str| format!("source\tx\tsomewhere\n{text}\n");
    let connector = "connector\tA\tconnector\tyes\t-\tOne\n";
    let long = "x".repeat(500);
    for (text, expected) in [
        (String::new(), "it has no connector"),
        (
            line("what\tis\tthis"),
            "expected `date`, `source`, `connector` or `need`",
        ),
        (
            line("connector\tA\tconnector\tyes\tOne"),
            "`connector` has 6 fields",
        ),
        (
            line("connector\tA\tthing\tyes\t-\tOne"),
            "expected one of `connector`, `feature`, `example`",
        ),
        (
            line("connector\t../A\tconnector\tyes\t-\tOne"),
            "expected letters, digits",
        ),
        (
            line("connector\tA\tconnector\tyes\t-\tOne\u{1b}[2J"),
            "a character that does not print",
        ),
        (
            line("connector\tA\tconnector\tyes\t-\tOne\u{202e}"),
            "a character that does not print",
        ),
        (
            line(&format!("connector\tA\tconnector\tyes\t-\t{long}")),
            "at most 400 bytes",
        ),
        (
            line("need\tr\ts3:GetObject\trequired\t*\tA\tx\t-\t-"),
            "none is above",
        ),
        (format!("{connector}{connector}"), "there twice"),
        (
            format!("{connector}need\tr\tGetObject\trequired\t*\tA\t-\t-\t-"),
            "expected an action",
        ),
        (
            format!("{connector}need\tr\ts3:GetObject\tmaybe\t*\tA\t-\t-\t-"),
            "expected one of `required`",
        ),
        (
            format!("{connector}need\tr\ts3:GetObject\trequired\tbucket\tA\t-\t-\t-"),
            "expected `*` or an ARN",
        ),
        (
            format!("{connector}need\tr\ts3:GetObject\trequired\tarn:aws:s3:::<b\tA\t-\t-\t-"),
            "`<` without `>`",
        ),
        (
            format!("{connector}need\tr\ts3:GetObject\trequired\t*\tD\t-\t-\t-"),
            "expected one of `A`",
        ),
        (
            format!("{connector}need\tr\ts3:GetObject\trequired\t*\tA\tnowhere\t-\t-"),
            "has the key `nowhere`",
        ),
        ("date\tyesterday\n".to_owned(), "expected a date"),
        ("x".repeat(2 << 20), "at most 1 MiB"),
    ] {
        let mistakes = Table::read(&text).expect_err("it has a mistake");
        let all: Vec<&str> = mistakes.iter().map(|one| one.message.as_str()).collect();
        assert!(
            all.iter().any(|one| one.contains(expected)),
            "{expected}: {all:?}"
        );
        for mistake in &mistakes {
            assert!(text.get(mistake.start..mistake.end).is_some());
        }
    }
    let needs = "need\tr\ts3:GetObject\trequired\t*\tA\t-\t-\t-\n".repeat(300);
    assert!(Table::read(&format!("{connector}{needs}")).is_err());
    let folder = Folder::with(&[(
        "own.tsv",
        &line("connector\tA\tconnector\tmaybe\t-\tO\u{1b}ne"),
    )]);
    let run = iamsure(&folder, &["connectors", "--connectors", "own.tsv"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("own.tsv:2:") && !run.err.contains('\u{1b}'),
        "{}",
        run.err
    );
}

#[test]
fn an_exception_and_a_baseline_let_a_missing_action_pass() {
    let folder = Folder::with(&[
        ("role.json", &policy(&sink()[..2]).to_string()),
        (
            "iamsure.toml",
            "[[exception]]\nrule = \"connector-missing-action\"\nfile = \"role.json\"\nreason = \"not yet\"\n",
        ),
    ]);
    let check = |more: &[&str]| {
        let mut arguments = vec!["check", "--connector", "S3_SINK"];
        arguments.extend(more);
        arguments.push("role.json");
        iamsure(&folder, &arguments)
    };
    let excepted = check(&[]);
    assert_eq!(excepted.code, 0, "{}{}", excepted.out, excepted.err);
    let report = check(&["--no-config", "--format", "json", "--output", "base.json"]);
    assert_eq!(report.code, 1, "{}", report.err);
    let again = check(&["--no-config", "--baseline", "base.json"]);
    assert_eq!(again.code, 0, "{}{}", again.out, again.err);
    let one = check(&[
        "--no-config",
        "--select",
        "connector-missing-action",
        "--format",
        "json",
    ]);
    let json: Value = serde_json::from_str(&one.out).expect("it is JSON");
    assert_eq!(json["findings"][0]["pointer"], "/Statement/1/Action");
}

#[test]
fn without_a_permission_policy_the_run_says_that_nothing_was_compared() {
    let trust = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
    let folder = Folder::with(&[("trust.json", trust)]);
    let run = iamsure(&folder, &["check", "--connector", "S3_SINK", "trust.json"]);
    assert!(!run.out.contains("connector-"), "{}", run.out);
    assert!(
        run.err.contains("no permission policy was checked"),
        "{}",
        run.err
    );
}

#[test]
fn names_without_a_connector_are_refused() {
    let folder = Folder::with(&[("role.json", &policy(&sink()).to_string())]);
    assert_eq!(
        iamsure(&folder, &["check", "--bucket", "orders", "role.json"]).code,
        2
    );
    let run = iamsure(&folder, &["check", "--connector", "S3-SINK", "role.json"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `S3_SINK`?"), "{}", run.err);
}

#[test]
fn the_command_lists_connectors_and_says_what_one_needs() {
    let folder = Folder::with(&[]);
    let all = iamsure(&folder, &["connectors"]);
    assert_eq!(all.code, 0);
    assert!(
        all.out.contains("S3_SINK") && all.out.contains("(not through an integration)"),
        "{}",
        all.out
    );
    let one = iamsure(&folder, &["connectors", "s3_sink"]);
    for expected in [
        "s3:PutObject",
        "arn:aws:s3:::<bucket>/*",
        "Terraform provider",
        "evidence, as of",
        "where `s3.object.tagging` is `true`",
    ] {
        assert!(one.out.contains(expected), "{expected}: {}", one.out);
    }
    for arguments in [
        &["connectors", "--format", "json"][..],
        &["connectors", "S3_SINK", "--format", "json"],
    ] {
        let run = iamsure(&folder, arguments);
        let json: Value = serde_json::from_str(&run.out).expect("it is JSON");
        assert_eq!(json["connectors"][0]["id"], "S3_SINK");
        assert_eq!(json["connectors"][0]["needs"][1]["evidence"], "A");
    }
    for arguments in [
        &["connectors", "--format", "markdown"][..],
        &["connectors", "S3_SINK", "--format", "markdown"],
    ] {
        let run = iamsure(&folder, arguments);
        let bars = |line: &str| line.replace("\\|", "").matches('|').count();
        let rows: BTreeSet<usize> = run
            .out
            .lines()
            .filter(|line| line.starts_with('|'))
            .map(bars)
            .collect();
        assert_eq!(rows.len(), 1, "{}", run.out);
    }
    let unknown = iamsure(&folder, &["connectors", "S3_SNIK"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("did you mean `S3_SINK`?"),
        "{}",
        unknown.err
    );
}
