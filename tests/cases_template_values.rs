//! Values that were never filled in, and values copied from documentation: in Confluent's templates, and elsewhere.

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::finding::{Category, Severity};
use iamsure::rules;
use iamsure::source::{Source, Sources};
use iamsure::syntax;

/// Rule, severity, written text of the primary place, and how many other places are named.
type Said = (&'static str, Severity, String, usize);

fn said(text: &str) -> Vec<Said> {
    let mut sources = Sources::default();
    let file = sources.add(Source::new("policy.json", text));
    let source = sources.get(file);
    let tree = syntax::parse(file, source);
    let config = Config::default();
    let settings = Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config);
    engine::judge(&tree, &settings, rules::all())
        .findings
        .into_iter()
        .filter(|finding| {
            // A principal is the matter of this rule or of those on principals, never of both.
            finding.rule.category == Category::Syntax
                || finding.rule.category == Category::Principal
        })
        .map(|finding| {
            let written = source.slice(finding.primary.span).to_owned();
            (
                finding.rule.id,
                finding.severity,
                written,
                finding.related.len(),
            )
        })
        .collect()
}

fn places(rule: &str, severity: Severity, text: &str) -> Vec<String> {
    let found = said(text).into_iter();
    let found =
        found.inspect(|said| assert_eq!((said.0, said.1), (rule, severity), "{text}: {said:?}"));
    found.map(|said| said.2).collect()
}

fn statement(inner: &str) -> String {
    format!(
        "{{ \"Version\": \"2012-10-17\", \"Statement\": {{ \"Effect\": \"Allow\", {inner} }} }}"
    )
}

fn trust(principal: &str, external_id: &str) -> String {
    statement(&format!(
        "\"Principal\": {{ \"AWS\": \"{principal}\" }}, \"Action\": \"sts:AssumeRole\",
         \"Condition\": {{ \"StringEquals\": {{ \"sts:ExternalId\": \"{external_id}\" }} }}"
    ))
}

const ROLE: &str = "arn:aws:iam::851725421142:role/cspi-9x2mv";
const ID: &str = "5b1c6a34-7b0e-4f2d-9d0b-6a1f3c2e8d47";

#[test]
fn each_value_of_the_enhanced_template_is_one_error() {
    let text = r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Principal": { "AWS": "<confluent-cloud-iam-role-arn>" }, "Action": "sts:AssumeRole",
      "Condition": {
        "StringEquals": { "sts:ExternalId": "<external-id>" },
        "IpAddress": { "aws:SourceIp": ["<ip-range-1>", "<ip-range-2>"] },
        "DateGreaterThan": { "aws:CurrentTime": "<start-date>" },
        "DateLessThan": { "aws:CurrentTime": "<end-date>" } } },
    { "Effect": "Allow", "Principal": { "AWS": "<confluent-cloud-iam-role-arn>" }, "Action": "sts:TagSession",
      "Condition": { "StringEquals": { "sts:ExternalId": "<external-id>" } } }
  ]
}"#;
    let expected = [
        "<confluent-cloud-iam-role-arn>",
        "<external-id>",
        "<ip-range-1>",
        "<ip-range-2>",
        "<start-date>",
        "<end-date>",
        "<confluent-cloud-iam-role-arn>",
        "<external-id>",
    ];
    assert_eq!(places("placeholder-value", Severity::Error, text), expected);
}

#[test]
fn parts_of_strings_and_keys_are_found_too() {
    let text = statement(
        r#""Action": "s3:GetObject", "Resource": ["arn:aws:s3:::<bucket-name>", "arn:aws:s3:::\u003cbucket-name\u003e/*"],
        "Condition": { "StringEquals": { "aws:ResourceTag/<tag-key>": "x", "aws:SourceAccount": "ACCOUNT_ID" } }"#,
    );
    let found = places("placeholder-value", Severity::Error, &text);
    assert_eq!(
        found,
        ["<bucket-name>", "\\u003cbucket-name\\u003e", "<tag-key>"]
    );
}

#[test]
fn dummies_of_a_principal_or_an_id_are_one_error() {
    let cases = [
        (trust("arn:aws:iam:::role/ingest", ID), "::"),
        (trust("arn:aws:iam::role/ingest", ID), "::"),
        (
            trust("arn:aws:iam::000000000000:role/placeholder", ID),
            "000000000000",
        ),
        (trust("000000000000", ID), "000000000000"),
        (
            trust("arn:aws:iam::ACCOUNT_ID:role/ingest", ID),
            "ACCOUNT_ID",
        ),
        (
            trust("arn:aws:iam::XXXXXXXXXXXX:role/ingest", ID),
            "XXXXXXXXXXXX",
        ),
        (
            trust("${aws_iam_role.confluent.arn}", ID),
            "${aws_iam_role.confluent.arn}",
        ),
        (trust("TODO", ID), "TODO"),
        (trust(ROLE, "placeholder"), "placeholder"),
        (trust(ROLE, "changeme"), "changeme"),
        (trust(ROLE, "external-id"), "external-id"),
        (trust(ROLE, "var.external_id"), "var.external_id"),
        (trust(ROLE, "YOUR_EXTERNAL_ID"), "YOUR_EXTERNAL_ID"),
        (trust(ROLE, "{{ external_id }}"), "{{ external_id }}"),
    ];
    for (text, place) in cases {
        assert_eq!(
            places("placeholder-value", Severity::Error, &text),
            [place],
            "{text}"
        );
    }
}

#[test]
fn real_names_and_policy_variables_are_left_in_peace() {
    let text = statement(
        r#""Sid": "TODO", "Action": "s3:GetObject", "Resource": [
        "arn:aws:s3:::todo-app/*", "arn:aws:s3:::mytodo/*", "arn:aws:s3:::region-data/*", "arn:aws:s3:::xxl-bucket/*",
        "arn:aws:iam::246813579024:role/replacement", "arn:aws:s3:::a/${aws:username}/${*}${?}${$}",
        "arn:aws:s3:::a/${aws:PrincipalTag/team, 'none'}", "arn:aws:s3:::my-bucket", "arn:aws:s3:::my-data-bucket/*" ]"#,
    );
    assert_eq!(said(&text), []);
    assert_eq!(said(&trust(ROLE, ID)), []);
}

#[test]
fn the_final_policy_of_confluents_page_is_two_samples() {
    let text = r#"{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::851725421142:role/cspi-kg17p" }, "Action": "sts:AssumeRole",
    "Condition": { "StringEquals": { "sts:ExternalId": "c844795b-aaed-4abc-bf41-7ba35d1c0023" } } },
  { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::851725421142:role/cspi-kg17p" }, "Action": "sts:TagSession" }
] }"#;
    let expected = [
        (
            "sample-value",
            Severity::Warning,
            "cspi-kg17p".to_owned(),
            1,
        ),
        (
            "sample-value",
            Severity::Warning,
            "c844795b-aaed-4abc-bf41-7ba35d1c0023".to_owned(),
            0,
        ),
    ];
    assert_eq!(said(text), expected);
}

#[test]
fn sample_accounts_weigh_more_where_they_let_somebody_in() {
    let resource = statement(
        r#""Action": "dynamodb:GetItem", "Resource": ["arn:aws:dynamodb:us-east-1:123456789012:table/my-table",
        "arn:aws:dynamodb:us-east-1:123456789012:table/my-table/index/*"]"#,
    );
    let in_resource = ("sample-value", Severity::Info, "123456789012".to_owned(), 1);
    assert_eq!(said(&resource), [in_resource]);
    let principal = trust("arn:aws:iam::111122223333:role/ingest", ID);
    assert_eq!(
        places("sample-value", Severity::Warning, &principal),
        ["111122223333"]
    );
}

#[test]
fn documentation_ranges_are_samples_of_address_operators_alone() {
    let with = |operator: &str, key: &str| {
        statement(&format!(
            r#""Action": "s3:GetObject", "Resource": "*", "Condition": {{ "{operator}": {{ "{key}": ["203.0.113.0/24", "198.51.100.7", "2001:db8::/48", "192.0.0.0/16"] }} }}"#
        ))
    };
    let found = places(
        "sample-value",
        Severity::Warning,
        &with("IpAddress", "aws:SourceIp"),
    );
    assert_eq!(found, ["203.0.113.0/24", "198.51.100.7", "2001:db8::/48"]);
    assert_eq!(said(&with("StringEquals", "aws:PrincipalTag/net")), []);
}

#[test]
fn a_document_full_of_template_values_takes_linear_time() {
    let values = "\"<x>\",".repeat(150_000);
    let text = statement(&format!(
        "\"Action\": \"s3:GetObject\", \"Resource\": [{values} \"*\"]"
    ));
    // No time is asserted: a blow-up is a test that does not end.
    let found = places("placeholder-value", Severity::Error, &text);
    assert_eq!(found.len(), 100);
}
