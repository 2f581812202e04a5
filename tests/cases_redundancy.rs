//! What a policy says twice: actions, resources, condition values, statements; and that leaving it out changes nothing.

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::finding::{Category, Edit, Finding, Safety, Severity};
use iamsure::kind::PolicyType;
use iamsure::model;
use iamsure::rules;
use iamsure::semantics::{Caller, Request, action_matches, decide};
use iamsure::source::{FileId, Source};
use iamsure::syntax;
use proptest::prelude::*;
use proptest::test_runner::{Config as Runs, RngAlgorithm, TestRng, TestRunner};

fn judge(text: &str, policy_type: PolicyType) -> Vec<Finding> {
    let source = Source::new("policy.json", text);
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(policy_type),
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    engine::judge(&syntax::parse(FileId(0), &source), &settings, rules::all()).findings
}

fn redundancies(text: &str, policy_type: PolicyType) -> Vec<Finding> {
    let mut findings = judge(text, policy_type);
    findings.retain(|finding| finding.rule.category == Category::Redundancy);
    findings
}

/// `rule: message` of each, once it is sure that each is a remark with a fix that works.
#[track_caller]
fn said_of(text: &str, policy_type: PolicyType) -> Vec<String> {
    let findings = redundancies(text, policy_type);
    for finding in &findings {
        assert_eq!(finding.severity, Severity::Info);
        assert_cured(text, policy_type, finding);
    }
    findings
        .iter()
        .map(|finding| format!("{}: {}", finding.rule.id, finding.message))
        .collect()
}

/// After the fix the text parses, the finding is gone, and nothing is found that was not found before, at the same words.
#[track_caller]
fn assert_cured(text: &str, policy_type: PolicyType, finding: &Finding) {
    let fix = finding.fix.as_ref().expect("what adds nothing can go");
    assert_eq!(fix.safety, Safety::Safe);
    let cured = apply(text, &fix.edits);
    let source = Source::new("policy.json", cured.as_str());
    assert!(
        syntax::parse(FileId(0), &source).problems().is_empty(),
        "{cured}"
    );
    let found = |text: &str| -> Vec<(&'static str, String, String)> {
        let of = |one: &Finding| {
            let words = text[one.primary.span.range()].to_owned();
            (one.rule.id, words, one.message.to_string())
        };
        judge(text, policy_type).iter().map(of).collect()
    };
    let words = text[finding.primary.span.range()].to_owned();
    let gone = (finding.rule.id, words, finding.message.to_string());
    let mut before = found(text);
    let place = before.iter().position(|one| *one == gone);
    before.remove(place.expect("the finding was there"));
    let after = found(&cured);
    assert!(!after.contains(&gone), "{cured}: {gone:?}");
    for (rule, words, message) in &after {
        // Another rule may count fewer values afterwards, so its message may change, but not its place.
        let same = before
            .iter()
            .position(|(other, place, _)| other == rule && place == words);
        let Some(same) = same else {
            panic!("{cured}: {rule} at {words}: {message}");
        };
        before.remove(same);
    }
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let mut cured = text.to_owned();
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    for edit in edits {
        cured.replace_range(edit.span.range(), &edit.text);
    }
    cured
}

fn statement(elements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", {elements}}}}}"#)
}

fn condition(condition: &str) -> String {
    statement(&format!(
        r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::ledger/*", "Condition": {{{condition}}}"#
    ))
}

#[track_caller]
fn expect(text: &str, wanted: &[&str]) {
    assert_eq!(said_of(text, PolicyType::Identity), wanted, "{text}");
}

#[test]
fn aws_gives_its_codes_for_the_rows_of_its_list() {
    for (text, code, primary) in [
        (
            statement(r#""Action":["iam:Get*","iam:GetCredentialReport"],"Resource":"*""#),
            "REDUNDANT_ACTION",
            "\"iam:GetCredentialReport\"",
        ),
        (
            statement(
                r#""Action":"iam:GetRole","Resource":["arn:aws:iam::111122223333:role/jane-admin","arn:aws:iam::111122223333:role/jane*"]"#,
            ),
            "REDUNDANT_RESOURCE",
            "\"arn:aws:iam::111122223333:role/jane-admin\"",
        ),
        (
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Sid":"B","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#.to_owned(),
            "REDUNDANT_STATEMENT",
            "\"B\"",
        ),
        (
            condition(r#""NumericLessThan":{"aws:MultiFactorAuthAge":["2700","3600"]}"#),
            "REDUNDANT_CONDITION_VALUE_NUM",
            "\"2700\"",
        ),
    ] {
        let findings = redundancies(&text, PolicyType::Identity);
        let [finding] = &findings[..] else {
            panic!("{text}: {findings:?}");
        };
        assert_eq!(finding.access_analyzer, Some(code), "{text}");
        assert_eq!(&text[finding.primary.span.range()], primary);
        assert_cured(&text, PolicyType::Identity, finding);
    }
}

#[test]
fn actions() {
    for (list, wanted) in [
        (
            r#"["s3:GetObject", "sqs:*", "S3:getobject"]"#,
            &[
                "redundant-action: `S3:getobject` is `s3:GetObject` again: letter case does not count here",
            ][..],
        ),
        (
            r#"["s3:Get?bject", "s3:GetObject", "s3:G*"]"#,
            &["redundant-action: 2 values are already part of `s3:G*`"],
        ),
        // Of two patterns that say the same the first stays.
        (
            r#"["s3:*?", "s3:?*", "s3:**?"]"#,
            &["redundant-action: 2 values are already part of `s3:*?`"],
        ),
        (
            r#"["s3:GetO*", "s3:*Tagging", "s3:GetObject", "s3:PutObjectTagging"]"#,
            &[
                "redundant-action: `s3:GetObject` is already part of `s3:GetO*`",
                "redundant-action: `s3:PutObjectTagging` is already part of `s3:*Tagging`",
            ],
        ),
        (
            r#"["sns:Publish", "sns:Publish", "sns:Publish"]"#,
            &["redundant-action: `sns:Publish` is listed 3 times"],
        ),
        (r#"["s3:Get*", "s3:*Object"]"#, &[]),
        (r#"["s3:Get*", "s3express:GetObject", "S3-x:Get"]"#, &[]),
        (
            r#"["s3:a*a", "s3:a*b", "s3:a?b", "s3:ab"]"#,
            &["redundant-action: 2 values are already part of `s3:a*b`"],
        ),
        // What is no action has a rule of its own.
        (r#"["s3*", "s3:GetObject"]"#, &[]),
        (r#"["s3:*", "s3:Get Object"]"#, &[]),
        (r#"["<action>", "<action>", "s3:x"]"#, &[]),
        // One value is no list, and a list of one value stays a list.
        (r#""s3:GetObject""#, &[]),
    ] {
        expect(
            &statement(&format!(
                r#""Action": {list}, "Resource": "arn:aws:s3:::ledger/*""#
            )),
            wanted,
        );
        expect(
            &statement(&format!(
                r#""NotAction": {list}, "Resource": "arn:aws:s3:::ledger/*""#
            )),
            wanted,
        );
    }
}

#[test]
fn beside_everything_full_access_speaks() {
    let text =
        statement(r#""Action": ["*", "s3:GetObject"], "Resource": ["*", "arn:aws:s3:::a/*"]"#);
    expect(&text, &[]);
    assert_eq!(
        said_of(&text, PolicyType::Boundary),
        [
            "redundant-action: `s3:GetObject` is already part of `*`",
            "redundant-resource: `arn:aws:s3:::a/*` is already part of `*`",
        ]
    );
    // A whole service is too much, and what is named beside it does nothing: two matters.
    expect(
        &statement(r#""Action": ["s3:*", "s3:GetObject"], "Resource": "*""#),
        &["redundant-action: `s3:GetObject` is already part of `s3:*`"],
    );
}

#[test]
fn resources() {
    for (list, wanted) in [
        (
            r#"["arn:aws:s3:::a/*", "*"]"#,
            &["redundant-resource: `arn:aws:s3:::a/*` is already part of `*`"][..],
        ),
        (
            r#"["arn:aws:s3:::a/${aws:username}", "arn:aws:s3:::a/${aws:username}"]"#,
            &["redundant-resource: `arn:aws:s3:::a/${aws:username}` is listed twice"],
        ),
        (
            r#"["arn:aws:s3:::a/${aws:username}*", "arn:aws:s3:::a/joe"]"#,
            &[],
        ),
        (r#"["arn:aws:s3:::a/${*}", "arn:aws:s3:::a/b"]"#, &[]),
        (
            r#"["arn:aws:s3:::a/<prefix>/*", "arn:aws:s3:::a/<prefix>/*"]"#,
            &[],
        ),
        (r#"["arn:aws:s3:::a", "arn:aws:s3:::A"]"#, &[]),
        (r#"["arn:aws:s3:*", "arn:aws:s3:::a"]"#, &[]),
        (
            r#"["arn:aws:sqs:*:111122223333:a", "arn:aws:sqs:*:*:a*"]"#,
            &[
                "redundant-resource: `arn:aws:sqs:*:111122223333:a` is already part of `arn:aws:sqs:*:*:a*`",
            ],
        ),
        (
            r#"["arn:aws:sqs:*:a", "arn:aws:sqs:eu-west-1:111122223333:a"]"#,
            &[],
        ),
    ] {
        expect(
            &statement(&format!(r#""Action": "s3:Get*", "Resource": {list}"#)),
            wanted,
        );
        // Of a statement whose exceptions are everything another rule speaks: what is beside the `*` is the better part.
        let leaves_nothing = list.contains(r#""*""#);
        expect(
            &statement(&format!(r#""Action": "s3:Get*", "NotResource": {list}"#)),
            if leaves_nothing { &[] } else { wanted },
        );
    }
    // In the language of 2008 a variable is the text that it is written as.
    let old = r#"{"Version": "2008-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
        "Resource": ["arn:aws:s3:::a/${aws:*", "arn:aws:s3:::a/${aws:username}"]}}"#;
    assert_eq!(redundancies(old, PolicyType::Identity).len(), 1);
}

#[test]
fn condition_values() {
    for (block, wanted) in [
        (
            r#""StringEquals": {"aws:PrincipalTag/a": ["a*", "ab", "Ab"]}"#,
            &[][..],
        ),
        (
            r#""StringEqualsIgnoreCase": {"aws:PrincipalTag/a": ["ab", "Ab"]}"#,
            &["redundant-condition-value: `Ab` is `ab` again: letter case does not count here"],
        ),
        (
            r#""ForAllValues:StringNotLike": {"aws:TagKeys": ["a*", "ab", "A"]}, "Null": {"aws:TagKeys": "false"}"#,
            &["redundant-condition-value: `ab` is already part of `a*`"],
        ),
        (
            r#""StringLike": {"aws:PrincipalTag/a": ["x/*", "x/${aws:username}", "${aws:username}*"]}"#,
            &["redundant-condition-value: `x/${aws:username}` is already part of `x/*`"],
        ),
        // A value that everything matches has a rule of its own.
        (r#""StringLike": {"aws:PrincipalTag/a": ["*", "ab"]}"#, &[]),
        (
            r#""ArnNotEquals": {"aws:PrincipalArn": ["arn:aws:iam::111122223333:role/a*", "arn:aws:iam::111122223333:role/ab"]}"#,
            &[
                "redundant-condition-value: `arn:aws:iam::111122223333:role/ab` is already part of `arn:aws:iam::111122223333:role/a*`",
            ],
        ),
        (
            r#""ArnLike": {"aws:PrincipalArn": ["arn:aws:iam:*:role/a", "arn:aws:iam::111122223333:role/a"]}"#,
            &[],
        ),
        (
            r#""IpAddress": {"aws:SourceIp": ["52.94.24.1", "52.94.16.0/20", "2a01:578::/32", "52.94.16.0/20", "2a01:578:0:1::/64"]}"#,
            &[
                "redundant-condition-value: 2 values are already part of `52.94.16.0/20`",
                "redundant-condition-value: `2a01:578:0:1::/64` is already part of `2a01:578::/32`",
            ],
        ),
        // The bits behind the prefix, the open range: other faults come first.
        (
            r#""IpAddress": {"aws:SourceIp": ["52.94.16.0/20", "52.94.24.7/24"]}"#,
            &[],
        ),
        (
            r#""IpAddress": {"aws:SourceIp": ["0.0.0.0/0", "52.94.24.0/24"]}"#,
            &[],
        ),
        (
            r#""IpAddress": {"aws:SourceIp": ["::ffff:0:0/90", "52.94.24.0/24", "::ffff:52.94.24.0/120"]}"#,
            &[],
        ),
        (
            r#""NumericGreaterThanEqualsIfExists": {"s3:signatureAge": ["9", "100", "8.0", "8"]}"#,
            &["redundant-condition-value: only the least number counts here: `8.0`"],
        ),
        (
            r#""NumericEquals": {"s3:max-keys": ["10", "9", "10.0"]}"#,
            &["redundant-condition-value: `10.0` is already part of `10`"],
        ),
        (
            r#""NumericLessThan": {"s3:max-keys": ["10", "<most>"]}"#,
            &[],
        ),
        (
            r#""DateGreaterThan": {"aws:CurrentTime": ["2026-03-31T00:00:00Z", "2026-01-31T00:00:00Z"]}"#,
            &[
                "redundant-condition-value: only the earliest date counts here: `2026-01-31T00:00:00Z`",
            ],
        ),
    ] {
        expect(&condition(block), wanted);
    }
    let ours = redundancies(
        &condition(r#""StringLike": {"aws:PrincipalTag/a": ["a*", "ab"]}"#),
        PolicyType::Identity,
    );
    assert_eq!(ours[0].access_analyzer, None);
}

#[test]
fn an_external_id_beside_a_pattern_for_it_is_the_better_part() {
    let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": "arn:aws:iam::408523917755:role/exporter"},
        "Condition": {"StringLike": {"sts:ExternalId": ["7d0e51a4-6b1f-*", "7d0e51a4-6b1f-4c0b-9a55-2f1c9be0c4d7"]}}}}"#;
    assert_eq!(said_of(text, PolicyType::Trust), [""; 0]);
}

#[test]
fn statements() {
    let policy = |one: &str, other: &str| {
        format!(r#"{{"Version": "2012-10-17", "Statement": [{one}, {other}]}}"#)
    };
    let one = r#"{"Effect": "Allow", "Action": ["sqs:SendMessage", "sqs:DeleteMessage"], "Resource": "arn:aws:sqs:eu-west-1:408523917755:orders", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}"#;
    for (other, same) in [
        (one.to_owned(), true),
        (one.replace("sqs:SendMessage", "SQS:sendmessage"), true),
        (one.replace(r#""true""#, r#"["true"]"#), true),
        (
            one.replace("aws:SecureTransport", "AWS:secureTransport"),
            true,
        ),
        (one.replace("orders", "Orders"), false),
        (one.replace(r#""Action""#, r#""NotAction""#), false),
        (one.replace(r#""Resource""#, r#""NotResource""#), false),
        (one.replace("Allow", "Deny"), false),
        (one.replace(r#""Bool""#, r#""BoolIfExists""#), false),
        (one.replace(r#""true""#, r#""false""#), false),
        (one.replace(r#""true""#, r#""True""#), false),
        (one.replace("orders", "<queue>"), false),
    ] {
        let wanted: &[&str] = if same {
            &["redundant-statement: two statements say the same"]
        } else {
            &[]
        };
        expect(&policy(one, &other), wanted);
        expect(&policy(&other, one), wanted);
    }
    let template = one.replace("orders", "<queue>");
    expect(&policy(&template, &template), &[]);
    // One name for both is `duplicate-sid`'s, which is told first.
    let named = one.replacen('{', r#"{"Sid": "Send", "#, 1);
    expect(&policy(&named, &named), &[]);
    expect(
        &policy(&named, one),
        &["redundant-statement: two statements say the same"],
    );
    let role = r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}}"#;
    let turned = role.replace(
        r#"["ec2.amazonaws.com", "lambda.amazonaws.com"]"#,
        r#"["lambda.amazonaws.com", "ec2.amazonaws.com"]"#,
    );
    assert_eq!(
        said_of(&policy(role, &turned), PolicyType::Trust),
        ["redundant-statement: two statements say the same"]
    );
    let other = role.replace("ec2", "ecs");
    assert_eq!(said_of(&policy(role, &other), PolicyType::Trust), [""; 0]);
}

#[test]
fn what_is_removed_takes_its_comma_and_its_line_along() {
    let cured = |list: &str| {
        let text = statement(&format!(
            r#""Action": {list}, "Resource": "arn:aws:s3:::a""#
        ));
        let findings = redundancies(&text, PolicyType::Identity);
        let [finding] = &findings[..] else {
            panic!("{list}: {findings:?}");
        };
        let cured = apply(&text, &finding.fix.as_ref().expect("a fix").edits);
        let start = cured.find('[').expect("a list stays a list");
        cured[start..=cured.rfind(']').expect("a list")].to_owned()
    };
    for (list, wanted) in [
        (r#"["s3:*", "s3:a"]"#, r#"["s3:*"]"#),
        (r#"["s3:a", "s3:*"]"#, r#"["s3:*"]"#),
        (r#"[ "s3:a","s3:*" ]"#, r#"[ "s3:*" ]"#),
        (
            r#"["s3:a", "s3:b", "s3:*", "s3:c", "sqs:a", "s3:d"]"#,
            r#"["s3:*", "sqs:a"]"#,
        ),
        (
            "[\n  \"s3:a\",\n  \"s3:*\",\n  \"s3:b\"\n]",
            "[\n  \"s3:*\"\n]",
        ),
        (
            "[\r\n\t\"s3:*\",\r\n\t\"s3:b\",\r\n\t\"sqs:c\"\r\n]",
            "[\r\n\t\"s3:*\",\r\n\t\"sqs:c\"\r\n]",
        ),
        (
            "[\"s3:*\"\n, \"s3:b\"\n, \"sqs:c\"]",
            "[\"s3:*\"\n, \"sqs:c\"]",
        ),
    ] {
        assert_eq!(cured(list), wanted, "{list}");
    }
}

/// Words of a small world, so that they often cover each other.
fn words() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("s3:[abA*?]{1,4}", 2..9)
}

fn runner() -> TestRunner {
    let runs = Runs {
        cases: 2_000,
        failure_persistence: None,
        ..Runs::default()
    };
    TestRunner::new_with_rng(runs, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn removing_what_is_redundant_changes_no_match() {
    let named = |text: &str| -> Vec<String> {
        let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let list = value["Statement"]["Action"].as_array().expect("a list");
        list.iter()
            .map(|action| action.as_str().expect("a string").to_owned())
            .collect()
    };
    let asked = prop::collection::vec("s3:[abAc]{1,5}", 1..12);
    let mut removed = 0;
    runner()
        .run(&(words(), asked), |(list, asked)| {
            let text = statement(&format!(
                r#""Action": {}, "Resource": "arn:aws:s3:::a""#,
                serde_json::to_string(&list).expect("JSON")
            ));
            let findings = redundancies(&text, PolicyType::Identity);
            for finding in &findings {
                let edits = &finding.fix.as_ref().expect("a fix").edits;
                let rest = named(&apply(&text, edits));
                prop_assert!(!rest.is_empty() && rest.len() < list.len());
                for action in &asked {
                    let is_in =
                        |list: &[String]| list.iter().any(|one| action_matches(one, action));
                    prop_assert_eq!(
                        is_in(&list),
                        is_in(&rest),
                        "{:?} {:?} {}",
                        list,
                        rest,
                        action
                    );
                }
            }
            // Nothing that covers another by itself is left, as a slow comparison of all with all says.
            let mut rest = list.clone();
            if let [finding] = &findings[..] {
                rest = named(&apply(&text, &finding.fix.as_ref().expect("a fix").edits));
            }
            if findings.len() < 2 {
                for (index, one) in rest.iter().enumerate() {
                    let others = rest.iter().enumerate().filter(|(other, _)| *other != index);
                    for (_, other) in others {
                        let plain = !one.contains(['*', '?']);
                        prop_assert!(!(plain && action_matches(other, one)), "{:?}", rest);
                    }
                }
            }
            Ok(())
        })
        .expect("no match changes");
    // The world is small enough for the test to mean something.
    for list in [["s3:a*", "s3:ab"], ["s3:?", "s3:a"]] {
        let text = statement(&format!(
            r#""Action": {}, "Resource": "arn:aws:s3:::a""#,
            serde_json::to_string(&list).expect("JSON")
        ));
        removed += redundancies(&text, PolicyType::Identity).len();
    }
    assert_eq!(removed, 2);
}

#[test]
fn the_policy_decides_as_before() {
    let resources = prop::collection::vec("arn:aws:sqs:(\\*|eu|e\\*):(\\*|1):[ab*?]{1,3}", 2..7);
    let asked = prop::collection::vec("arn:aws:sqs:(eu|us):[12]:[abc]{1,4}", 1..10);
    let mut runner = runner();
    runner
        .run(
            &(words(), resources, asked),
            |(actions, resources, asked)| {
                let text = statement(&format!(
                    r#""Action": {}, "Resource": {}"#,
                    serde_json::to_string(&actions).expect("JSON"),
                    serde_json::to_string(&resources).expect("JSON")
                ));
                for finding in redundancies(&text, PolicyType::Identity) {
                    let cured = apply(&text, &finding.fix.as_ref().expect("a fix").edits);
                    for resource in &asked {
                        for action in ["s3:a", "s3:ab", "s3:bca", "s3:aaaa"] {
                            prop_assert_eq!(
                                decision(&text, action, resource),
                                decision(&cured, action, resource),
                                "{} {} {}",
                                text,
                                action,
                                resource
                            );
                        }
                    }
                }
                Ok(())
            },
        )
        .expect("no decision changes");
}

fn decision(text: &str, action: &str, resource: &str) -> iamsure::semantics::Decision {
    let source = Source::new("policy.json", text);
    let tree = syntax::parse(FileId(0), &source);
    let policy = model::lower(&tree);
    let mut request = Request::new(Caller::Unknown, action);
    request.resource = Some(resource.to_owned());
    decide(&policy, PolicyType::Identity, &request).decision
}

/// Lists made to be slow: none may take time with the square of its length. No time is measured, the test has to end.
#[test]
fn long_lists_end() {
    let many = |make: &dyn Fn(usize) -> String| {
        let list: Vec<String> = (0..100_000)
            .map(|index| format!("\"{}\"", make(index)))
            .collect();
        list.join(",")
    };
    let lists = [
        many(&|index| format!("s3:A{index}")),
        many(&|index| format!("s3:*A{index}")),
        many(&|index| format!("s3:*{index}*")),
        many(&|index| format!("s3:?{index}")),
        many(&|index| format!("{index}:*")),
        many(&|_| "s3:*".to_owned()),
        (0..1_400)
            .map(|index| format!("\"s3:{}*{index}x\"", "a".repeat(index)))
            .collect::<Vec<_>>()
            .join(","),
        (0..500)
            .map(|index| format!("\"s3:*{}{index}\"", "a?".repeat(240)))
            .collect::<Vec<_>>()
            .join(","),
    ];
    for list in &lists {
        let text = statement(&format!(
            r#""Action": [{list}], "Resource": "arn:aws:s3:::a""#
        ));
        redundancies(&text, PolicyType::Identity);
        let list = list.replace("\"s3:", "\"arn:aws:s3:::");
        let text = statement(&format!(
            r#""Action": "s3:GetObject", "Resource": [{list}]"#
        ));
        redundancies(&text, PolicyType::Identity);
        let text = condition(&format!(
            r#""StringNotLike": {{"aws:PrincipalTag/a": [{list}]}}"#
        ));
        redundancies(&text, PolicyType::Identity);
    }
    let starred = format!("\"s3:*\",{}", lists[0]);
    let text = statement(&format!(
        r#""Action": [{starred}], "Resource": "arn:aws:s3:::a""#
    ));
    let findings = redundancies(&text, PolicyType::Identity);
    let [finding] = &findings[..] else {
        panic!("{} findings", findings.len());
    };
    assert_eq!(finding.message, "100000 values are already part of `s3:*`");
    assert_eq!(finding.related.len(), 4);
    assert_eq!(finding.fix.as_ref().expect("a fix").edits.len(), 1);
    let numbers = many(&|index| index.to_string());
    let text = condition(&format!(
        r#""NumericLessThan": {{"s3:max-keys": [{numbers}]}}"#
    ));
    assert_eq!(
        redundancies(&text, PolicyType::Identity)[0].message,
        "only the greatest number counts here: `99999`"
    );
    let one = r#"{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}"#;
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
        vec![one; 20_000].join(",")
    );
    assert_eq!(
        redundancies(&text, PolicyType::Identity)[0].message,
        "20000 statements say the same"
    );
}
