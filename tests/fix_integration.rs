//! Fixes that let an integration in: what Confluent is given in practice, mended with its response, is a trust policy that
//! lets its role in with its external ID, and nobody else who could not get in before.

#![expect(clippy::too_many_lines, reason = "tables of cases are long")]

use chrono::{DateTime, Utc};
use iamsure::catalog::Catalog;
use iamsure::config::{Config, Standing};
use iamsure::engine::{Settings, Terms, is_allowed, judge, mend};
use iamsure::finding::{Finding, Fix, Safety, Severity};
use iamsure::integration::{self, Integration, Selection};
use iamsure::kind::{PolicyType, Stage};
use iamsure::rules::{self, Rule};
use iamsure::source::{FileId, Source, Sources};
use iamsure::syntax;

const RESPONSE: &str = r#"{
  "id": "cspi-7h2kq",
  "display_name": "orders-archive",
  "provider": "AWS",
  "config": {
    "kind": "AwsIntegrationConfig",
    "iam_role_arn": "arn:aws:iam::851725421142:role/cspi-7h2kq",
    "external_id": "4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4",
    "customer_iam_role_arn": "arn:aws:iam::482915637048:role/OrdersArchive"
  },
  "environment": { "id": "env-3m8yq" }
}"#;

const ROLE: &str = "arn:aws:iam::851725421142:role/cspi-7h2kq";
const ID: &str = "4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4";

fn response() -> Integration {
    let mut sources = Sources::default();
    sources.add(Source::new("trust.json", ""));
    let file = sources.add(Source::new("integration.json", RESPONSE));
    integration::read(file, sources.get(file), &Selection::default()).expect("it can be read")
}

fn findings(text: &str, integration: &Integration) -> Vec<Finding> {
    let config = Config::default();
    let now = "2026-11-23T00:00:00Z"
        .parse::<DateTime<Utc>>()
        .expect("an instant");
    let settings = Settings {
        policy_type: Some(PolicyType::Trust),
        stage: Some(Stage::Final),
        integration: Some(integration),
        catalog: Catalog::embedded(),
        ..Settings::new(now, &config)
    };
    let standing = |rule: &&&Rule| rule.standing() == Standing::Default;
    let rules: Vec<&'static Rule> = rules::all().iter().filter(standing).copied().collect();
    let source = Source::new("trust.json", text);
    judge(&syntax::parse(FileId(0), &source), &settings, &rules).findings
}

fn terms(integration: &Integration) -> Terms<'_> {
    Terms {
        policy_type: PolicyType::Trust,
        integration: Some(integration),
        allowed: Safety::Intended,
    }
}

/// The text after all rounds, each fix of which is proven by itself as well.
fn settled(text: &str, integration: &Integration) -> String {
    let mut text = text.to_owned();
    for _ in 0..10 {
        let findings = findings(&text, integration);
        let fixes: Vec<&Fix> = findings.iter().filter_map(|one| one.fix.as_ref()).collect();
        for one in fixes.iter().filter(|one| one.safety != Safety::Unsafe) {
            let alone = iamsure::fix::apply(&text, &[one]).text;
            if alone.contains(['<', '$']) || alone.contains("{{") {
                // Nothing can be proven of a text with a gap left: these are made together with those that fill it.
                continue;
            }
            assert!(
                is_allowed(&text, &alone, one.safety, &terms(integration)),
                "{} is not proven:\n{alone}",
                one.title
            );
        }
        match mend(&text, &fixes, &terms(integration)).text {
            Some(mended) => text = mended,
            None => return text,
        }
    }
    panic!("it does not settle:\n{text}");
}

fn statement(principal: &str, action: &str, condition: &str) -> String {
    let condition = if condition.is_empty() {
        String::new()
    } else {
        format!(r#","Condition":{condition}"#)
    };
    format!(r#"{{"Effect":"Allow","Principal":{principal},"Action":{action}{condition}}}"#)
}

fn policy(statements: &[String]) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
        statements.join(",")
    )
}

fn equals(id: &str) -> String {
    format!(r#"{{"StringEquals":{{"sts:ExternalId":"{id}"}}}}"#)
}

const ASSUME: &str = r#""sts:AssumeRole""#;
const BOTH: &str = r#"["sts:AssumeRole","sts:TagSession"]"#;
const TAG: &str = r#""sts:TagSession""#;
const DENY: &str = r#"{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}"#;

fn aws(principal: &str) -> String {
    format!(r#"{{"AWS":"{principal}"}}"#)
}

#[test]
fn what_people_have_becomes_what_the_integration_needs() {
    let integration = response();
    let own = aws(ROLE);
    let cases: Vec<(&str, String)> = vec![
        ("the placeholder", policy(&[DENY.to_owned()])),
        (
            "the placeholder as one statement",
            format!(r#"{{"Version":"2012-10-17","Statement":{DENY}}}"#),
        ),
        (
            "a placeholder left behind",
            policy(&[DENY.to_owned(), statement(&own, BOTH, &equals(ID))]),
        ),
        (
            "no tag session",
            policy(&[statement(&own, ASSUME, &equals(ID))]),
        ),
        (
            "no tag session in a lone statement",
            format!(
                r#"{{"Version":"2012-10-17","Statement":{}}}"#,
                statement(&own, ASSUME, &equals(ID))
            ),
        ),
        (
            "another external ID",
            policy(&[statement(&own, BOTH, &equals("3d1f0c1e-77aa-4c8d"))]),
        ),
        (
            "letter case",
            policy(&[statement(&own, BOTH, &equals(&ID.to_uppercase()))]),
        ),
        (
            "white space",
            policy(&[statement(&own, BOTH, &equals(&format!(" {ID} ")))]),
        ),
        (
            "several other IDs",
            policy(&[statement(
                &own,
                BOTH,
                r#"{"StringEquals":{"sts:ExternalId":["a1-b2","c3-d4"]}}"#,
            )]),
        ),
        (
            "its own ID refused",
            policy(&[statement(
                &own,
                BOTH,
                &equals(ID).replace("Equals", "NotEquals"),
            )]),
        ),
        (
            "a surplus ID",
            policy(&[statement(
                &own,
                BOTH,
                &format!(r#"{{"StringEquals":{{"sts:ExternalId":["{ID}","a1-b2"]}}}}"#),
            )]),
        ),
        ("no external ID", policy(&[statement(&own, BOTH, "")])),
        (
            "no external ID among others",
            policy(&[statement(
                &own,
                BOTH,
                r#"{"IpAddress":{"aws:SourceIp":"52.33.120.0/24"}}"#,
            )]),
        ),
        (
            "no external ID under an operator that is there",
            policy(&[statement(
                &own,
                BOTH,
                r#"{"StringEquals":{"aws:PrincipalOrgID":"o-4kd82mf7q1"}}"#,
            )]),
        ),
        (
            "a pattern",
            policy(&[statement(
                &own,
                BOTH,
                r#"{"StringLike":{"sts:ExternalId":"*"}}"#,
            )]),
        ),
        (
            "a skippable ID",
            policy(&[statement(
                &own,
                BOTH,
                &equals(ID).replace("Equals", "EqualsIfExists"),
            )]),
        ),
        (
            "another principal",
            policy(&[
                statement(
                    &aws("arn:aws:iam::851725421142:role/cspi-9p4xw"),
                    ASSUME,
                    &equals(ID),
                ),
                statement(&aws("arn:aws:iam::851725421142:role/cspi-9p4xw"), TAG, ""),
            ]),
        ),
        (
            "another account",
            policy(&[statement(
                &aws("arn:aws:iam::851725421143:role/cspi-7h2kq"),
                BOTH,
                &equals(ID),
            )]),
        ),
        (
            "a session of the role",
            policy(&[statement(
                &aws("arn:aws:sts::851725421142:assumed-role/cspi-7h2kq/one"),
                BOTH,
                &equals(ID),
            )]),
        ),
        (
            "the whole account",
            policy(&[statement(
                &aws("arn:aws:iam::851725421142:root"),
                BOTH,
                &equals(ID),
            )]),
        ),
        (
            "the published template",
            policy(&[
                statement(
                    &aws("<confluent-cloud-iam-role-arn>"),
                    ASSUME,
                    &equals("<external-id>"),
                ),
                statement(&aws("<confluent-cloud-iam-role-arn>"), TAG, ""),
            ]),
        ),
        (
            "a template of one's own",
            policy(&[statement(
                &aws("${confluent_role_arn}"),
                BOTH,
                &equals("{{ external_id }}"),
            )]),
        ),
        (
            "somebody else is trusted",
            policy(&[statement(r#"{"Service":"ec2.amazonaws.com"}"#, ASSUME, "")]),
        ),
        ("only tags are allowed", policy(&[statement(&own, TAG, "")])),
        (
            "a key that is misspelt",
            policy(&[statement(
                &own,
                BOTH,
                &equals(ID).replace("sts:ExternalId", "ExternalId"),
            )]),
        ),
    ];
    for (name, text) in cases {
        let settled = settled(&text, &integration);
        let left: Vec<String> = findings(&settled, &integration)
            .into_iter()
            .filter(|one| one.severity == Severity::Error)
            .map(|one| format!("{}: {}", one.rule.id, one.message))
            .collect();
        assert!(left.is_empty(), "{name}: {left:?}\n{settled}");
        assert!(
            settled.contains(ROLE) && settled.contains(ID),
            "{name}: {settled}"
        );
        // The policy grants no more than it did, but for the integration.
        if !text.contains("NotEquals") {
            assert!(
                is_allowed(&text, &settled, Safety::Intended, &terms(&integration)),
                "{name}: {settled}"
            );
        }
    }
}

#[test]
fn what_may_be_meant_for_others_waits_for_a_person() {
    let integration = response();
    let other = "arn:aws:iam::851725421142:role/cspi-9p4xw";
    let cases: Vec<(&str, String)> = vec![
        (
            "another integration with its own ID",
            policy(&[statement(&aws(other), BOTH, &equals("b7e1f3c4-55d0"))]),
        ),
        (
            "a principal of others beside",
            policy(&[statement(
                &format!(r#"{{"AWS":["{ROLE}","arn:aws:iam::414351767826:role/x"]}}"#),
                BOTH,
                &equals("b7e1f3c4-55d0"),
            )]),
        ),
        (
            "a gap in somebody's ARN",
            policy(&[statement(
                &aws("arn:aws:iam::<account>:role/deploy"),
                BOTH,
                &equals(ID),
            )]),
        ),
        (
            "a template without any ID",
            policy(&[statement(&aws("<principal>"), BOTH, "")]),
        ),
        (
            "others behind the Deny",
            policy(&[
                DENY.to_owned(),
                statement(
                    &aws("arn:aws:iam::414351767826:role/x"),
                    BOTH,
                    &equals("b7e1f3c4-55d0"),
                ),
            ]),
        ),
    ];
    for (name, text) in cases {
        let trusted = settled(&text, &integration);
        for one in findings(&trusted, &integration) {
            if let Some(fix) = one.fix {
                assert_eq!(fix.safety, Safety::Unsafe, "{name}: {}", fix.title);
            }
        }
        assert!(
            text == trusted || is_allowed(&text, &trusted, Safety::Intended, &terms(&integration)),
            "{name}: {trusted}"
        );
        // Whatever was there before is there still.
        for part in [other, "b7e1f3c4-55d0", "414351767826", "<account>"] {
            assert_eq!(
                text.contains(part),
                trusted.contains(part),
                "{name}: {trusted}"
            );
        }
    }
}

/// The obligation itself: nothing but the integration's own request.
#[test]
fn an_intended_fix_may_let_in_the_integration_alone() {
    let integration = response();
    let terms = terms(&integration);
    let before = policy(&[DENY.to_owned()]);
    let allowed =
        |statements: &[String]| is_allowed(&before, &policy(statements), Safety::Intended, &terms);
    let own = aws(ROLE);
    assert!(allowed(&[
        statement(&own, ASSUME, &equals(ID)),
        statement(&own, TAG, "")
    ]));
    assert!(allowed(&[statement(&own, BOTH, &equals(ID))]));
    assert!(!allowed(&[statement(&own, ASSUME, "")]));
    assert!(!allowed(&[statement(&own, ASSUME, &equals("another"))]));
    assert!(!allowed(&[statement(&own, r#""sts:*""#, &equals(ID))]));
    assert!(!allowed(&[statement(
        &own,
        ASSUME,
        &equals(ID).replace("Equals", "EqualsIfExists")
    )]));
    assert!(!allowed(&[statement(
        &aws("arn:aws:iam::851725421142:root"),
        ASSUME,
        &equals(ID)
    )]));
    assert!(!allowed(&[statement(
        r#"{"Service":"ec2.amazonaws.com"}"#,
        ASSUME,
        ""
    )]));
    assert!(!allowed(&[statement(r#""*""#, ASSUME, &equals(ID))]));
    // Without an integration nobody is intended.
    let nobody = Terms {
        integration: None,
        ..terms
    };
    let after = policy(&[statement(&own, BOTH, &equals(ID))]);
    assert!(!is_allowed(&before, &after, Safety::Intended, &nobody));
}
