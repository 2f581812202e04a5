//! A rule that leaves a fault to another one does so only where that one is switched on.

use iamsure::config::{Config, Flags, Selection};
use iamsure::engine::{self, Settings};
use iamsure::kind::PolicyType;
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

const GITHUB: &str = "arn:aws:iam::690214785533:oidc-provider/token.actions.githubusercontent.com";
const OWN: &str = "arn:aws:iam::690214785533:oidc-provider/idp.example.org";

/// What is said with some rules switched off: `rule: text of its place`.
fn said(policy_type: PolicyType, version: &str, statement: &str, off: &[&str]) -> Vec<String> {
    let text = format!(r#"{{{version}"Statement":[{statement}]}}"#);
    let source = Source::new("policy.json", text.as_str());
    let config = Config::default();
    let known = engine::known_rules();
    let ignore: Vec<String> = off.iter().map(|&rule| rule.to_owned()).collect();
    let flags = Flags {
        ignore: &ignore,
        ..Flags::default()
    };
    let selection = Selection::new(&known, &config, flags).expect("these are rules");
    let registry: Vec<_> = rules::all()
        .iter()
        .filter(|rule| selection.runs(&rule.meta))
        .copied()
        .collect();
    let settings = Settings {
        policy_type: Some(policy_type),
        selection: Some(&selection),
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    engine::judge(&syntax::parse(FileId(0), &source), &settings, &registry)
        .findings
        .iter()
        .filter(|one| !BESIDE.contains(&one.rule.id))
        .map(|one| format!("{}: {}", one.rule.id, source.slice(one.primary.span)))
        .collect()
}

/// How far a permission leads is another thing than how it is written.
const BESIDE: [&str; 4] = [
    "credentials-exposure",
    "data-exfiltration",
    "privilege-escalation",
    "resource-exposure",
];

/// With all rules on the first one speaks, without it the second.
#[track_caller]
fn expect(policy_type: PolicyType, statement: &str, first: &str, second: &str) {
    let version = r#""Version":"2012-10-17","#;
    assert_eq!(said(policy_type, version, statement, &[]), [first]);
    let (off, _) = first.split_once(": ").expect("a rule and a place");
    assert_eq!(said(policy_type, version, statement, &[off]), [second]);
}

fn github(condition: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Principal":{{"Federated":"{GITHUB}"}},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{condition}}}"#
    )
}

fn read(effect: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect":"{effect}","Action":"s3:GetObject","Resource":"arn:aws:s3:::orders/*","Condition":{condition}}}"#
    )
}

#[test]
fn a_whole_service_beside_everything() {
    expect(
        PolicyType::Identity,
        r#"{"Effect":"Allow","Action":["*","s3:*"],"Resource":"*"}"#,
        "full-access: \"*\"",
        "service-wildcard: \"s3:*\"",
    );
}

#[test]
fn a_whole_service_that_is_not_known() {
    expect(
        PolicyType::Identity,
        r#"{"Effect":"Allow","Action":"ledgerworks:*","Resource":"*"}"#,
        "invalid-service-in-action: ledgerworks",
        "service-wildcard: \"ledgerworks:*\"",
    );
}

#[test]
fn a_subject_of_every_repository() {
    let aud = r#""token.actions.githubusercontent.com:aud":"sts.amazonaws.com""#;
    let sub = |value: &str| {
        github(&format!(
            r#"{{"StringEquals":{{{aud}}},"StringLike":{{"token.actions.githubusercontent.com:sub":"{value}"}}}}"#
        ))
    };
    expect(
        PolicyType::Trust,
        &sub("repo:acme*"),
        "any-repository: \"repo:acme*\"",
        "specific-github-repo-and-branch-recommended: *",
    );
    let version = r#""Version":"2012-10-17","#;
    assert_eq!(
        said(PolicyType::Trust, version, &sub("*"), &[]),
        ["any-repository: \"*\""]
    );
    assert_eq!(
        said(
            PolicyType::Trust,
            version,
            &sub("*"),
            &[
                "any-repository",
                "specific-github-repo-and-branch-recommended"
            ]
        ),
        [format!("missing-github-repo-condition-key: \"{GITHUB}\"")]
    );
}

#[test]
fn a_role_for_the_string_of_everyone() {
    expect(
        PolicyType::Trust,
        r#"{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}"#,
        "anyone-can-assume: \"*\"",
        "unsupported-wildcard-in-principal: \"*\"",
    );
}

#[test]
fn a_provider_of_which_nothing_is_asked() {
    expect(
        PolicyType::Trust,
        &github("{}").replace(GITHUB, OWN).replace(
            r#","Condition":{}"#,
            r#","Condition":{"Bool":{"aws:SecureTransport":"true"}}"#,
        ),
        &format!("missing-condition-key-for-oidc-principal: \"{OWN}\""),
        &format!("missing-audience: \"{OWN}\""),
    );
}

#[test]
fn sets_that_another_rule_knows_better() {
    expect(
        PolicyType::Identity,
        &read(
            "Allow",
            r#"{"ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-9k2jd7q1xz"}}"#,
        ),
        "set-operator-on-single-valued-key: \"ForAllValues:StringEquals\"",
        "forallvalues-without-null-check: \"ForAllValues:StringEquals\"",
    );
    expect(
        PolicyType::Identity,
        &read(
            "Deny",
            r#"{"ForAnyValue:StringNotEquals":{"aws:PrincipalOrgID":"o-9k2jd7q1xz"}}"#,
        ),
        "skippable-deny: \"ForAnyValue:StringNotEquals\"",
        "set-operator-on-single-valued-key: \"ForAnyValue:StringNotEquals\"",
    );
    expect(
        PolicyType::Identity,
        &read(
            "Allow",
            r#"{"ForAllValues:StringLike":{"aws:TagKeys":"*"}}"#,
        ),
        "full-wildcard-condition: \"*\"",
        "forallvalues-without-null-check: \"ForAllValues:StringLike\"",
    );
}

#[test]
fn everything_but_on_everything_but() {
    expect(
        PolicyType::Identity,
        r#"{"Effect":"Allow","NotAction":"iam:*","NotResource":"arn:aws:s3:::orders/*"}"#,
        "allow-not-action: \"NotAction\"",
        "allow-not-resource: \"NotResource\"",
    );
}

#[test]
fn an_old_language_with_variables() {
    let statement = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::ledgers/${aws:username}"}"#;
    let rule = "variable-unsupported-in-version";
    let (identity, old) = (PolicyType::Identity, r#""Version":"2008-10-17","#);
    assert_eq!(
        said(identity, old, statement, &[rule]),
        ["old-version: \"2008-10-17\""]
    );
    assert_eq!(
        said(identity, "", statement, &[rule]),
        ["missing-version: {"]
    );
    assert!(
        said(identity, "", statement, &[])
            .iter()
            .all(|one| one.starts_with(rule))
    );
}

#[test]
fn a_value_and_an_operator_that_do_not_fit_each_other() {
    expect(
        PolicyType::Identity,
        &read(
            "Deny",
            r#"{"NumericEquals":{"aws:PrincipalOrgID":"o-9k2jd7q1xz"}}"#,
        ),
        "type-mismatch: \"NumericEquals\"",
        "condition-value-type: \"o-9k2jd7q1xz\"",
    );
    expect(
        PolicyType::Identity,
        &read("Deny", r#"{"BinaryEquals":{"aws:userid":"not base64!"}}"#),
        "condition-value-type: \"not base64!\"",
        "type-mismatch: \"BinaryEquals\"",
    );
}

#[test]
fn exceptions_beside_everything() {
    let statement = r#"{"Effect":"Deny","NotAction":["sqs:*","*"],"Resource":"*"}"#;
    expect(
        PolicyType::Identity,
        statement,
        "statement-without-effect: \"*\"",
        "redundant-action: \"sqs:*\"",
    );
}
