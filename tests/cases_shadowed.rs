//! `shadowed-statement`: an `Allow` that the policy's own `Deny` takes back, however the two are written.

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::kind::PolicyType;
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

/// Whether the rule speaks of a trust policy whose `Allow` and `Deny` have these principals and conditions.
fn is_shadowed(allow: &str, deny: &str) -> bool {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[
            {{"Effect":"Allow","Action":"sts:AssumeRole",{allow}}},
            {{"Effect":"Deny",{deny}}}]}}"#
    );
    let source = Source::new("policy.json", text);
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(PolicyType::Trust),
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    let tree = syntax::parse(FileId(0), &source);
    let judged = engine::judge(&tree, &settings, rules::all());
    let mut findings = judged.findings.iter();
    findings.any(|finding| finding.rule.id == "shadowed-statement")
}

#[test]
fn whatever_takes_back_all_of_it() {
    let role = r#""Principal":{"AWS":"arn:aws:iam::999900001111:role/app"}"#;
    let with_id = format!(r#"{role},"Condition":{{"StringEquals":{{"sts:ExternalId":"one-1"}}}}"#);
    let everyone = r#""Principal":"*","Action":"sts:AssumeRole""#;
    let when = |condition: &str| format!(r#"{everyone},"Condition":{{{condition}}}"#);
    for (allow, deny, expected) in [
        (
            role,
            r#""Principal":{"AWS":"999900001111"},"Action":"sts:*""#.to_owned(),
            true,
        ),
        (
            role,
            r#""Principal":{"AWS":"999900001111"},"NotAction":"sts:TagSession""#.to_owned(),
            true,
        ),
        (
            role,
            r#""Principal":{"AWS":"999900002222"},"Action":"sts:*""#.to_owned(),
            false,
        ),
        (
            &with_id,
            when(r#""StringNotEquals":{"sts:ExternalId":"two-2"}"#),
            true,
        ),
        (
            &with_id,
            when(r#""StringNotEquals":{"sts:ExternalId":["two-2","one-1"]}"#),
            false,
        ),
        (
            role,
            when(r#""StringNotEquals":{"sts:ExternalId":"two-2"}"#),
            false,
        ),
        // What follows from the principal is known of it.
        (
            role,
            when(r#""StringNotEquals":{"aws:PrincipalAccount":"999900002222"}"#),
            true,
        ),
        (
            role,
            when(r#""StringNotEquals":{"aws:PrincipalAccount":"999900001111"}"#),
            false,
        ),
        (
            role,
            when(r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::9999*:role/*"}"#),
            true,
        ),
        (
            role,
            when(r#""StringEquals":{"aws:PrincipalType":"User"}"#),
            false,
        ),
        (
            role,
            when(r#""StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-1"}"#),
            false,
        ),
    ] {
        assert_eq!(is_shadowed(allow, &deny), expected, "{allow}\n{deny}");
    }
}
