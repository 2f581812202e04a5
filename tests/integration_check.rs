//! A trust policy against Confluent's response: each row is a difference, and all that is said of it, word for word.

use crate::trusting::{
    Given, ID, OTHER_ID, OTHER_ROLE, ROLE, allow, findings, integration, policy, said, tag,
};
use iamsure::config::Config;
use iamsure::finding::Safety;
use iamsure::integration::Integration;
use iamsure::kind::{Profile, Stage};
use iamsure::rules::{self, Check, Run};
use iamsure::source::Source;

const BOTH: &str = r#"["sts:AssumeRole","sts:TagSession"]"#;
const CUSTOMER: &str = "arn:aws:iam::482915637048:role/data/OrdersArchive";

fn response(customer: &str) -> Integration {
    integration(&format!(
        r#"{{"id":"cspi-7h2kq","display_name":"orders-archive","provider":"AWS","config":{{"kind":"AwsIntegrationConfig","iam_role_arn":"{ROLE}","external_id":"{ID}","customer_iam_role_arn":"{customer}"}},"environment":{{"id":"env-3m8yq"}}}}"#
    ))
}

fn given() -> Given {
    Given {
        integration: Some(response(CUSTOMER)),
        ..Given::default()
    }
}

fn aws(name: &str) -> String {
    format!(r#"{{"AWS":"{name}"}}"#)
}

fn with_id(id: &str) -> String {
    format!(r#"{{"StringEquals":{{"sts:ExternalId":{id}}}}}"#)
}

fn pair(role: &str, id: &str) -> String {
    allow(&aws(role), BOTH, &with_id(&format!("\"{id}\"")))
}

/// The policy's findings as `rule at place: message`.
#[track_caller]
fn assert_found(statements: &[String], expected: &[&str]) {
    let text = policy(statements);
    let source = Source::new("trust.json", text.as_str());
    let found: Vec<String> = findings(&given(), &source)
        .iter()
        .map(|one| {
            let place = source.slice(one.primary.span);
            format!("{} at {place}: {}", one.rule.id, one.message)
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn the_right_pair_is_clean() {
    assert_found(&[pair(ROLE, ID)], &[]);
    let id = with_id(&format!("\"{ID}\""));
    assert_found(
        &[allow(&aws(ROLE), r#""sts:AssumeRole""#, &id), tag(ROLE, "")],
        &[],
    );
    // Others share the role; one of several IDs is right; the address and the dates are not known here.
    let lake = allow(
        &aws("arn:aws:iam::414351767826:role/unity-catalog"),
        r#""sts:AssumeRole""#,
        &with_id("\"b7e1f3c4-55d0-4f0e-8c2a-913d6a04be17\""),
    );
    assert_found(&[lake, pair(ROLE, ID)], &[]);
    assert_found(&[pair(OTHER_ROLE, OTHER_ID), pair(ROLE, ID)], &[]);
    // X3: an ID that the integration never sends.
    let surplus = format!(
        "external-id-mismatch at \"{OTHER_ID}\": Confluent never sends this external ID for the integration"
    );
    let ids = with_id(&format!(r#"["{OTHER_ID}","{ID}"]"#));
    assert_found(&[allow(&aws(ROLE), BOTH, &ids)], &[&surplus]);
    let guarded = format!(
        r#"{{"StringEquals":{{"sts:ExternalId":"{ID}"}},"IpAddress":{{"aws:SourceIp":"52.36.10.0/24"}},"DateLessThan":{{"aws:CurrentTime":"2024-12-31T00:00:00Z"}}}}"#
    );
    assert_found(&[allow(&aws(ROLE), BOTH, &guarded)], &[]);
    let org = format!(
        r#"{{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Condition":{{"StringNotEquals":{{"sts:ExternalId":"{ID}"}}}}}}"#
    );
    assert_found(&[pair(ROLE, ID), org], &[]);
    // What is denied to everyone but Confluent's role.
    let spare = format!(
        r#"{{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Condition":{{"ArnNotEquals":{{"aws:PrincipalArn":"{ROLE}"}}}}}}"#
    );
    assert_found(&[pair(ROLE, ID), spare], &[]);
}

#[test]
fn a_statement_for_everyone_may_be_confluents() {
    let narrowed = format!(
        r#"{{"StringEquals":{{"sts:ExternalId":"{ID}"}},"ArnEquals":{{"aws:PrincipalArn":"{ROLE}"}}}}"#
    );
    assert_found(&[allow(&aws("*"), BOTH, &narrowed)], &[]);
    let untagged = "missing-tag-session at {\"AWS\":\"*\"}: Confluent may assume this role but not tag the session, so its call fails";
    assert_found(
        &[allow(&aws("*"), r#""sts:AssumeRole""#, &narrowed)],
        &[untagged],
    );
}

#[test]
fn external_ids_differ_in_ways_that_can_be_named() {
    let rows = [
        (
            "3d1f0c1e-77aa-4c8d-b2f6-5e90a1c47d38",
            "the external ID is not the integration's",
        ),
        (
            "4B6F2A10-9D1C-4E3F-8A57-0C2B61D7E9F4",
            "the external ID differs from the integration's in letter case",
        ),
        (
            " 4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4",
            "the external ID has white space around it",
        ),
        (
            "4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4\\n",
            "the external ID has white space around it",
        ),
        (
            "'4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4'",
            "the external ID has quotes inside its string",
        ),
        (
            "\\\"4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4\\\"",
            "the external ID has quotes inside its string",
        ),
        (
            "4b6f2a10-9d1c-4e3f",
            "the external ID is only a part of the integration's",
        ),
        (
            "8a57-0c2b61d7e9f4",
            "the external ID is only a part of the integration's",
        ),
        (
            "4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4-0",
            "the external ID has more in it than the integration's",
        ),
        (
            "id=4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4",
            "the external ID has more in it than the integration's",
        ),
        (
            "4b6f2a109d1c4e3f8a570c2b61d7e9f4",
            "the external ID differs from the integration's in its hyphens",
        ),
        ("cspi-7h2kq", "the external ID is the integration's `id`"),
        (
            "env-3m8yq",
            "the external ID is the integration's `environment`",
        ),
        (ROLE, "the external ID is the integration's `iam_role_arn`"),
    ];
    for (id, difference) in rows {
        let message = format!(
            "external-id-mismatch at \"{id}\": Confluent cannot assume this role: {difference}"
        );
        assert_found(&[pair(ROLE, id)], &[&message]);
    }
    let ids = format!(r#"["{OTHER_ID}","3d1f0c1e-77aa-4c8d-b2f6-5e90a1c47d38"]"#);
    let message = format!(
        "external-id-mismatch at {ids}: Confluent cannot assume this role: the external ID is not the integration's"
    );
    assert_found(&[allow(&aws(ROLE), BOTH, &with_id(&ids))], &[&message]);
    let refused = format!(
        r#"{{"StringNotEquals":{{"sts:ExternalId":"{ID}"}},"Null":{{"sts:ExternalId":"false"}}}}"#
    );
    let found = said(&given(), &policy(&[allow(&aws(ROLE), BOTH, &refused)]));
    assert_eq!(
        found,
        [
            "error external-id-mismatch: \"StringNotEquals\"",
            "warning weak-external-id: \"StringNotEquals\"",
        ]
    );
}

#[test]
fn principals_differ_in_ways_that_can_be_named() {
    let rows = [
        (OTHER_ROLE, "it trusts the role of another integration"),
        (
            "arn:aws:iam::482915637048:role/cspi-7h2kq",
            "the principal has the account `482915637048`, the integration's role has `851725421142`",
        ),
        (
            "arn:aws-us-gov:iam::851725421142:role/cspi-7h2kq",
            "the principal has the partition `aws-us-gov`, the integration's role has `aws`",
        ),
        (
            "arn:aws:iam::851725421142:role/pim/cspi-7h2kq",
            "the principal has the path `role/pim/cspi-7h2kq`, the integration's role has `role/cspi-7h2kq`",
        ),
        (
            "arn:aws:iam::851725421142:user/cspi-7h2kq",
            "the principal has the path `user/cspi-7h2kq`, the integration's role has `role/cspi-7h2kq`",
        ),
        (
            "arn:aws:iam::851725421142:role/CSPI-7H2KQ",
            "the principal differs from the integration's role in letter case",
        ),
        (
            "arn:aws:iam::640192837465:role/loader",
            "the principal is not the integration's role",
        ),
        (
            CUSTOMER,
            "it trusts itself instead of the integration's role",
        ),
    ];
    for (role, difference) in rows {
        let message = format!(
            "principal-mismatch at \"{role}\": Confluent cannot assume this role: {difference}"
        );
        assert_found(&[pair(role, ID)], &[&message]);
    }
    // Recreated: another role and another ID, in one finding.
    let recreated = format!(
        "principal-mismatch at \"{OTHER_ROLE}\": Confluent cannot assume this role: it trusts the role of another integration"
    );
    assert_found(&[pair(OTHER_ROLE, OTHER_ID)], &[&recreated]);
    let session = "arn:aws:sts::851725421142:assumed-role/cspi-7h2kq/worker";
    let message = format!(
        "principal-mismatch at \"{session}\": Confluent may fail to assume this role: one session of its role is trusted"
    );
    assert_found(&[pair(session, ID)], &[&message]);
    // Whole account: it gets in, and more than it.
    let account = "arn:aws:iam::851725421142:root";
    let whole = format!(
        "whole-account-trusted at \"{account}\": every role of Confluent's account may assume this role"
    );
    assert_found(&[pair(account, ID)], &[&whole]);
    let other = "arn:aws:iam::640192837465:root";
    let found = said(&given(), &policy(&[pair(other, ID)]));
    assert_eq!(
        found,
        [
            format!("error principal-mismatch: \"{other}\""),
            format!("info whole-account-trusted: \"{other}\""),
        ]
    );
}

#[test]
fn other_rules_speak_of_what_is_no_mismatch() {
    // Deleted, malformed, a pattern, a template value.
    for role in [
        "AROA3XFRBF535PLBIFPI4",
        "arn:aws:iam:851725421142:role/cspi-7h2kq",
        "arn:aws:iam::851725421142:role/cspi-*",
        "<confluent-cloud-iam-role-arn>",
    ] {
        assert_found(&[pair(role, ID)], &[]);
    }
    assert_found(&[pair(ROLE, "<external-id>")], &[]);
    assert_found(&[], &[]);
    // Not created yet.
    let draft = integration(
        r#"{"api_version":"pim/v2","kind":"Integration","id":"cspi-7h2kq","provider":"AWS","status":"DRAFT","environment":{"id":"env-3m8yq"}}"#,
    );
    assert!(!draft.created());
    let pending = Given {
        integration: Some(draft),
        ..Given::default()
    };
    assert_eq!(
        said(&pending, &policy(&[pair(OTHER_ROLE, OTHER_ID)])),
        [""; 0]
    );
    let placeholder =
        r#"{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}"#.to_owned();
    assert_eq!(
        said(&pending, &policy(&[placeholder])),
        ["info bootstrap-trust-policy: \"Deny\""]
    );
}

#[test]
fn a_role_among_providers_is_said_to_lack_nothing_else() {
    let federated = format!(r#"{{"Federated":"{ROLE}"}}"#);
    let id = with_id(&format!("\"{ID}\""));
    assert_found(&[allow(&federated, r#""sts:AssumeRole""#, &id)], &[]);
}

#[test]
fn the_placeholder_is_to_be_replaced_once_the_integration_exists() {
    let placeholder =
        r#"{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}"#.to_owned();
    let late = "bootstrap-trust-policy at \"Deny\": Confluent cannot assume this role: its trust policy is still the placeholder";
    assert_found(std::slice::from_ref(&placeholder), &[late]);
    let prepared = Given {
        stage: Some(Stage::Prepared),
        ..given()
    };
    assert_eq!(
        said(&prepared, &policy(std::slice::from_ref(&placeholder))),
        ["info bootstrap-trust-policy: \"Deny\""]
    );
    let left = "leftover-bootstrap-deny at \"*\": nobody can assume this role: a `Deny` for everyone beats every `Allow`";
    assert_found(&[placeholder.clone(), pair(ROLE, ID)], &[left]);
    // Two causes, two findings.
    let wrong = format!(
        "external-id-mismatch at \"{OTHER_ID}\": Confluent cannot assume this role: the external ID is not the integration's"
    );
    assert_found(&[placeholder, pair(ROLE, OTHER_ID)], &[left, &wrong]);
}

#[test]
fn a_refusal_without_a_closer_reason_is_said() {
    let nobody = "integration-not-trusted at \"Statement\": Confluent cannot assume this role: no statement trusts the integration's role";
    let lambda = allow(
        r#"{"Service":"lambda.amazonaws.com"}"#,
        r#""sts:AssumeRole""#,
        "",
    );
    assert_found(&[lambda], &[nobody]);
    let lake = allow(
        &aws("arn:aws:iam::414351767826:role/unity-catalog"),
        r#""sts:AssumeRole""#,
        &with_id("\"b7e1f3c4-55d0-4f0e-8c2a-913d6a04be17\""),
    );
    assert_found(&[lake], &[nobody]);
    let action = "integration-not-trusted at \"sts:TagSession\": Confluent cannot assume this role: its role is trusted, but not to assume it";
    assert_found(&[tag(ROLE, "")], &[action]);
    let people = format!(
        r#"{{"StringEquals":{{"sts:ExternalId":"{ID}"}},"Bool":{{"aws:MultiFactorAuthPresent":"true"}}}}"#
    );
    let condition = "integration-not-trusted at \"aws:MultiFactorAuthPresent\":\"true\": Confluent cannot assume this role: its request never meets a condition";
    assert_found(&[allow(&aws(ROLE), BOTH, &people)], &[condition]);
    // What only service principals have, or calls in somebody's name, or none at all.
    for never in [
        r#""StringEquals":{"sts:ExternalId":"ID","aws:SourceAccount":"482915637048"}"#,
        r#""StringEquals":{"sts:ExternalId":"ID"},"ArnLike":{"aws:SourceArn":"arn:aws:iam::482915637048:*"}"#,
        r#""StringEquals":{"sts:ExternalId":"ID"},"Bool":{"aws:ViaAWSService":"true"}"#,
        r#""StringEquals":{"sts:ExternalId":"ID"},"Bool":{"aws:SecureTransport":"false"}"#,
    ] {
        let condition = format!("{{{}}}", never.replace("\"ID\"", &format!("\"{ID}\"")));
        let text = policy(&[
            allow(&aws(ROLE), r#""sts:AssumeRole""#, &condition),
            tag(ROLE, ""),
        ]);
        let said = said(&given(), &text);
        assert_eq!(said.len(), 1, "{text}: {said:?}");
        assert!(said[0].contains("integration-not-trusted"), "{said:?}");
        // The tags are a part of the same call.
        let tagging = tag(ROLE, &condition);
        let text = policy(&[pair(ROLE, ID).replace(BOTH, r#""sts:AssumeRole""#), tagging]);
        assert!(said_of(&text).contains(&"missing-tag-session"), "{text}");
    }
    for met in [
        r#""Bool":{"aws:SecureTransport":"true","aws:ViaAWSService":"false"}"#,
        r#""StringEqualsIfExists":{"aws:SourceAccount":"482915637048"}"#,
    ] {
        let condition = format!(r#"{{"StringEquals":{{"sts:ExternalId":"{ID}"}},{met}}}"#);
        assert_found(&[allow(&aws(ROLE), BOTH, &condition)], &[]);
    }
    let deny =
        format!(r#"{{"Effect":"Deny","Principal":{{"AWS":"{ROLE}"}},"Action":"sts:Assume*"}}"#);
    let denied = format!(
        "integration-not-trusted at {{\"AWS\":\"{ROLE}\"}}: Confluent cannot assume this role: a `Deny` refuses its request"
    );
    assert_found(&[pair(ROLE, ID), deny], &[&denied]);
    let guard = format!(
        r#"{{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Condition":{{"StringNotEquals":{{"sts:ExternalId":"{OTHER_ID}"}}}}}}"#
    );
    let denied = "integration-not-trusted at \"*\": Confluent cannot assume this role: a `Deny` refuses its request";
    assert_found(&[pair(ROLE, ID), guard], &[denied]);
}

#[test]
fn a_deny_under_the_conditions_of_the_allow_refuses() {
    let until = format!(
        r#"{{"StringEquals":{{"sts:ExternalId":"{ID}"}},"DateLessThan":{{"aws:CurrentTime":"2027-01-15T00:00:00Z"}}}}"#
    );
    let deny = |time: &str| {
        format!(
            r#"{{"Effect":"Deny","Principal":"*","Action":"sts:*","Condition":{{"DateLessThan":{{"aws:CurrentTime":"{time}"}}}}}}"#
        )
    };
    assert_found(
        &[
            allow(&aws(ROLE), BOTH, &until),
            deny("2027-02-01T00:00:00Z"),
        ],
        &[
            "integration-not-trusted at \"Allow\": Confluent cannot assume this role: what an `Allow` lets in, a `Deny` refuses",
        ],
    );
    // There is some time left.
    assert_found(
        &[
            allow(&aws(ROLE), BOTH, &until),
            deny("2027-01-01T00:00:00Z"),
        ],
        &[],
    );
}

#[test]
fn the_tags_are_asked_for_with_the_integrations_id() {
    // The account gets in by another ID as well, and then may not tag: that is not Confluent's call.
    let account = allow(
        &aws("851725421142"),
        r#""sts:AssumeRole""#,
        &with_id("\"tenant-1\""),
    );
    let id = format!("\"{ID}\"");
    let text = policy(&[account, allow(r#"{"AWS":"*"}"#, BOTH, &with_id(&id))]);
    let said = said_of(&text);
    assert!(!said.contains(&"missing-tag-session"), "{said:?}");
}

fn said_of(text: &str) -> Vec<&'static str> {
    let source = Source::new("trust.json", text);
    findings(&given(), &source)
        .iter()
        .map(|one| one.rule.id)
        .collect()
}

#[test]
fn fixes_put_the_integration_in_and_wait_for_a_person() {
    for (statement, safety) in [
        (pair(OTHER_ROLE, ID), Safety::Intended),
        (pair(ROLE, OTHER_ID), Safety::Intended),
        // It may be the statement of another integration that works.
        (pair(OTHER_ROLE, OTHER_ID), Safety::Unsafe),
    ] {
        let text = policy(&[statement]);
        let source = Source::new("trust.json", text.as_str());
        let found = findings(&given(), &source);
        let fix = found[0].fix.as_ref().expect("a mismatch can be fixed");
        assert_eq!(fix.safety, safety);
        let mut mended = text.clone();
        let mut edits = fix.edits.clone();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
        for edit in edits {
            mended.replace_range(edit.span.range(), &edit.text);
        }
        assert_eq!(mended, policy(&[pair(ROLE, ID)]));
    }
}

#[test]
fn the_customer_role_is_ours() {
    let rule = rules::find("customer-role-mismatch").expect("the rule is there");
    let Check::Run(check) = rule.check else {
        panic!("it looks at the run");
    };
    let ours = "arn:aws:iam::482915637048:role/OrdersArchive";
    let rows: [(&str, Option<&str>, &str); 13] = [
        (
            "arn:aws-us-gov:iam::482915637048:role/OrdersArchive",
            None,
            "no role is trusted across partitions",
        ),
        (ours, Some(ours), ""),
        (ours, Some("OrdersArchive"), ""),
        (ours, None, ""),
        (
            ours,
            Some("arn:aws:iam::482915637048:role/data/OrdersArchive"),
            "same name under another path",
        ),
        (
            ours,
            Some("arn:aws:iam::640192837465:role/OrdersArchive"),
            "same name in another account",
        ),
        (
            ours,
            Some("arn:aws:iam::482915637048:role/ordersarchive"),
            "differs in letter case, which counts",
        ),
        (
            ours,
            Some("arn:aws:iam::482915637048:role/Billing"),
            "Confluent assumes this one",
        ),
        (ours, Some("Billing"), "Confluent assumes this one"),
        (
            "arn:aws:iam::482915637048:policy/OrdersArchive",
            None,
            "a policy, which nobody can assume",
        ),
        (
            "arn:aws:sts::482915637048:assumed-role/OrdersArchive/x",
            None,
            "one session of the role",
        ),
        (
            "OrdersArchive",
            None,
            "expected `arn:aws:iam::ACCOUNT:role/NAME`",
        ),
        (
            ROLE,
            None,
            "Confluent's role, which Confluent need not assume",
        ),
    ];
    for (told, role_arn, label) in rows {
        let response = response(told);
        let run = Run {
            integration: Some(&response),
            role_arn,
            config: &Config::default(),
            exceptions: &[],
            now: "2026-11-23T00:00:00Z".parse().expect("an instant"),
        };
        let found = check(&run);
        let labels: Vec<&str> = found.iter().map(|one| &*one.primary.text).collect();
        let expected: Vec<&str> = [label]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        assert_eq!(labels, expected, "{told} {role_arn:?}");
    }
}

#[test]
fn a_role_that_trusts_itself_lets_no_confluent_in() {
    let own = "arn:aws:iam::482915637048:role/data/OrdersArchive";
    let beside = "arn:aws:iam::482915637048:role/admin";
    let without = |profile: Profile| Given {
        account: Some("482915637048"),
        role_arn: Some("arn:aws:iam::482915637048:role/data/OrdersArchive"),
        profile: Some(profile),
        ..Given::default()
    };
    let says = |given: &Given, statements: &[String]| {
        let text = policy(statements);
        let source = Source::new("trust.json", text.as_str());
        let found = findings(given, &source);
        let mut ours = found
            .iter()
            .filter(|one| one.rule.id == "principal-mismatch");
        ours.next().map(|one| one.primary.text.to_string())
    };
    let both = |role: &str| [pair(role, ID)];
    let confluent = without(Profile::Confluent);
    assert_eq!(
        says(&confluent, &both(own)).as_deref(),
        Some("the role's own ARN")
    );
    assert_eq!(
        says(&confluent, &both(beside)).as_deref(),
        Some("an identity of the role's own account")
    );
    // Another account may be Confluent's; beside Confluent's role the own one may be meant; elsewhere it always may.
    let vendor = "arn:aws:iam::414351767826:role/unity-catalog";
    assert_eq!(says(&confluent, &both(vendor)), None);
    assert_eq!(says(&confluent, &[pair(own, ID), pair(ROLE, ID)]), None);
    assert_eq!(says(&without(Profile::None), &both(own)), None);
    let unknown = Given {
        profile: Some(Profile::Confluent),
        ..Given::default()
    };
    assert_eq!(says(&unknown, &both(own)), None);
}
