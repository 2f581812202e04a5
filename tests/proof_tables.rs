//! Proofs against cases worked by hand: what is new, what was there, and whether the one adds to the other.
//!
//! `P` is proven, `D` is disproven, `U` is undecided. A policy is written as its statements, an `Allow` where no effect
//! stands; an element left out is `*`.

#![expect(clippy::too_many_lines, reason = "tables of cases are long")]

use iamsure::kind::PolicyType;
use iamsure::model::{self, Policy};
use iamsure::proof::{Limits, Part, Reason, Side, Verdict, Why, access_not_granted, no_new_access};
use iamsure::semantics::Key;
use iamsure::source::{FileId, Source};
use iamsure::syntax;
use serde_json::{Value, json};

/// `Action`, `Resource` and `Effect` where they are left out.
fn completed(statements: &str, version: &str) -> String {
    let text = format!("[{statements}]");
    let mut list: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"));
    for statement in list.as_array_mut().expect("it is a list") {
        let statement = statement.as_object_mut().expect("it is an object");
        let has = |name: &str| statement.contains_key(name);
        let (action, resource) = (
            has("Action") || has("NotAction"),
            has("Resource") || has("NotResource"),
        );
        if !has("Effect") {
            statement.insert("Effect".into(), json!("Allow"));
        }
        if !action {
            statement.insert("Action".into(), json!("*"));
        }
        if !resource {
            statement.insert("Resource".into(), json!("*"));
        }
    }
    json!({ "Version": version, "Statement": list }).to_string()
}

fn with_policy<T>(text: &str, then: impl FnOnce(&Policy) -> T) -> T {
    let source = Source::new("policy", text);
    let tree = syntax::parse(FileId(0), &source);
    then(&model::lower(&tree))
}

fn compare(new: &str, old: &str, policy_type: PolicyType) -> Verdict {
    let version = "2012-10-17";
    with_policy(&completed(new, version), |new| {
        with_policy(&completed(old, version), |old| {
            let side = |policy| Side {
                policy,
                policy_type,
            };
            no_new_access(&side(new), &side(old), &Limits::default())
        })
    })
}

fn letter(verdict: &Verdict) -> char {
    match verdict {
        Verdict::Proven => 'P',
        Verdict::Disproven(_) => 'D',
        Verdict::Undecided(_) => 'U',
    }
}

fn check(policy_type: PolicyType, cases: &[(&str, &str, char)]) {
    let mut wrong = Vec::new();
    for (new, old, expected) in cases {
        let verdict = compare(new, old, policy_type);
        if letter(&verdict) != *expected {
            wrong.push(format!("{expected}: {new}  |  {old}\n   {verdict:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn actions_and_resources() {
    check(
        PolicyType::Identity,
        &[
            ("{}", "{}", 'P'),
            (r#"{"Action":"s3:Get*"}"#, r#"{"Action":"s3:*"}"#, 'P'),
            (r#"{"Action":"s3:*"}"#, r#"{"Action":"s3:Get*"}"#, 'D'),
            (
                r#"{"Action":"S3:getobject"}"#,
                r#"{"Action":"s3:GetObject"}"#,
                'P',
            ),
            (r#"{"Action":"*:*"}"#, r#"{"Action":"*"}"#, 'P'),
            (r#"{"Action":"*"}"#, r#"{"Action":"*:*"}"#, 'P'),
            (r#"{"Action":"s3"}"#, r#"{"Action":"sqs:*"}"#, 'P'),
            (
                r#"{"Action":["s3:GetObject","s3:PutObject"]}"#,
                r#"{"Action":"s3:GetObject"},{"Action":"s3:PutObject"}"#,
                'P',
            ),
            // AWS has no other action that begins so today, but may have one tomorrow.
            (
                r#"{"Action":"iam:ListUsers*"}"#,
                r#"{"Action":"iam:ListUsers"}"#,
                'D',
            ),
            (
                r#"{"Action":"iam:ListUsers"}"#,
                r#"{"Action":"iam:ListUsers*"}"#,
                'P',
            ),
            (r#"{"NotAction":"s3:*"}"#, r#"{"NotAction":"s3:Get*"}"#, 'P'),
            (r#"{"NotAction":"s3:Get*"}"#, r#"{"NotAction":"s3:*"}"#, 'D'),
            (r#"{"NotAction":"s3:*"},{"Action":"s3:*"}"#, "{}", 'P'),
            ("{}", r#"{"NotAction":"s3:*"},{"Action":"s3:*"}"#, 'P'),
            (
                r#"{"NotAction":["s3:*","sqs:*"]}"#,
                r#"{"NotAction":"s3:*"},{"NotAction":"sqs:*"}"#,
                'P',
            ),
            (
                r#"{"NotAction":"s3:*"},{"NotAction":"sqs:*"}"#,
                r#"{"NotAction":["s3:*","sqs:*"]}"#,
                'D',
            ),
            (r#"{"NotAction":"s3:*"},{"NotAction":"sqs:*"}"#, "{}", 'P'),
            (
                r#"{"Resource":"arn:aws:s3:::a*"}"#,
                r#"{"Resource":"arn:aws:s3:::*"}"#,
                'P',
            ),
            (
                r#"{"Resource":"arn:aws:s3:::*"}"#,
                r#"{"Resource":"arn:aws:s3:::a*"}"#,
                'D',
            ),
            (
                r#"{"Resource":"arn:aws:s3:::a?"}"#,
                r#"{"Resource":"arn:aws:s3:::a*"}"#,
                'P',
            ),
            (
                r#"{"Resource":"arn:aws:s3:::a*"}"#,
                r#"{"Resource":["arn:aws:s3:::a","arn:aws:s3:::a?*"]}"#,
                'P',
            ),
            (
                r#"{"Resource":"arn:aws:s3:::*ab*"}"#,
                r#"{"Resource":"arn:aws:s3:::*a*"}"#,
                'P',
            ),
            (
                r#"{"Resource":"arn:aws:s3:::*a*"}"#,
                r#"{"Resource":["arn:aws:s3:::*ab*","arn:aws:s3:::*a"]}"#,
                'D',
            ),
            // A wildcard does not leave its field.
            (
                r#"{"Resource":"arn:aws:sqs:*:111122223333:q"}"#,
                r#"{"Resource":"arn:aws:sqs:*:*:q"}"#,
                'P',
            ),
            (
                r#"{"Resource":"arn:aws:*:*:*:q"}"#,
                r#"{"Resource":"arn:aws:s*:*:*:q"}"#,
                'D',
            ),
            (
                r#"{"Resource":"arn:*:*:*:*:*"}"#,
                r#"{"Resource":"*"}"#,
                'P',
            ),
            (
                r#"{"Resource":"arn:aws:s3:::*"}"#,
                r#"{"Resource":"arn:aws:s3:*:*:*"}"#,
                'P',
            ),
            (
                r#"{"Resource":"arn:aws:s3:::b/*"}"#,
                r#"{"NotResource":"arn:aws:s3:::a/*"}"#,
                'P',
            ),
            (
                r#"{"Resource":"arn:aws:s3:::a/b"}"#,
                r#"{"NotResource":"arn:aws:s3:::a/*"}"#,
                'D',
            ),
            (
                r#"{"NotResource":["arn:aws:s3:::a","arn:aws:s3:::b"]}"#,
                r#"{"NotResource":"arn:aws:s3:::a"}"#,
                'P',
            ),
            (
                "{}",
                r#"{"NotResource":"arn:aws:s3:::a"},{"Resource":"arn:aws:s3:::?"}"#,
                'P',
            ),
            (r#"{"Resource":"*"}"#, r#"{"Resource":"**"}"#, 'P'),
            // Short ARNs: no page says how far the star goes.
            (
                r#"{"Resource":"arn:aws:s3*"}"#,
                r#"{"Resource":"arn:aws:s3*"}"#,
                'P',
            ),
            (r#"{"Resource":"arn:aws:s3*"}"#, "{}", 'P'),
            (
                r#"{"Resource":"arn:aws:s3:::a"}"#,
                r#"{"Resource":"arn:aws:s3*"}"#,
                'P',
            ),
            (
                r#"{"Resource":"arn:aws:s3:::a"}"#,
                r#"{"Resource":"arn:aws:S3:::a"}"#,
                'U',
            ),
            // Actions and resources do not mix between statements.
            (
                r#"{"Action":["s3:GetObject","s3:PutObject"],"Resource":["arn:aws:s3:::a","arn:aws:s3:::b"]}"#,
                r#"{"Action":"s3:GetObject","Resource":"arn:aws:s3:::a"},{"Action":"s3:PutObject","Resource":"arn:aws:s3:::b"}"#,
                'D',
            ),
            (
                r#"{"Action":["s3:GetObject","s3:PutObject"],"Resource":["arn:aws:s3:::a","arn:aws:s3:::b"]}"#,
                r#"{"Action":"s3:*Object","Resource":"arn:aws:s3:::a"},{"Action":"s3:*t*","Resource":"arn:aws:s3:::b"}"#,
                'P',
            ),
        ],
    );
}

#[test]
fn denies() {
    let cases = [
        ("{}", r#"{},{"Effect":"Deny","Action":"s3:*"}"#, 'D'),
        (r#"{},{"Effect":"Deny","Action":"s3:*"}"#, "{}", 'P'),
        (
            r#"{},{"Effect":"Deny","Action":"s3:*"}"#,
            r#"{},{"Effect":"Deny","Action":"s3:Get*"}"#,
            'P',
        ),
        (
            r#"{},{"Effect":"Deny","Action":"s3:Get*"}"#,
            r#"{},{"Effect":"Deny","Action":"s3:*"}"#,
            'D',
        ),
        (
            r#"{},{"Effect":"Deny","NotAction":"s3:*"}"#,
            r#"{"Action":"s3:*"}"#,
            'P',
        ),
        (
            r#"{"Action":"s3:*"}"#,
            r#"{},{"Effect":"Deny","NotAction":"s3:*"}"#,
            'P',
        ),
        (
            r#"{"Resource":"arn:aws:s3:::a"}"#,
            r#"{},{"Effect":"Deny","Resource":"arn:aws:s3:::b"}"#,
            'P',
        ),
        (r#"{},{"Effect":"Deny"}"#, r#"{"Effect":"Deny"}"#, 'P'),
        (r#"{"Effect":"Deny"}"#, r#"{"Effect":"Deny"}"#, 'P'),
        (
            r#"{},{"Effect":"Deny","Condition":{"StringNotEquals":{"aws:RequestedRegion":"a"}}}"#,
            r#"{"Condition":{"StringEquals":{"aws:RequestedRegion":"a"}}}"#,
            'P',
        ),
        (
            r#"{"Condition":{"StringEquals":{"aws:RequestedRegion":"a"}}}"#,
            r#"{},{"Effect":"Deny","Condition":{"StringNotEquals":{"aws:RequestedRegion":"a"}}}"#,
            'P',
        ),
        // The Deny does not see a request without the key.
        (
            r#"{},{"Effect":"Deny","Condition":{"StringNotEqualsIfExists":{"s3:prefix":"a"}}}"#,
            r#"{"Condition":{"StringEquals":{"s3:prefix":"a"}}}"#,
            'P',
        ),
        (
            r#"{},{"Effect":"Deny","Condition":{"StringLike":{"s3:prefix":"*"}}}"#,
            r#"{"Condition":{"Null":{"s3:prefix":"true"}}}"#,
            'P',
        ),
        (
            r#"{"Condition":{"Null":{"s3:prefix":"true"}}}"#,
            r#"{},{"Effect":"Deny","Condition":{"StringLike":{"s3:prefix":"?*"}}}"#,
            'P',
        ),
        (
            // Whether an empty text counts as none is open.
            r#"{},{"Effect":"Deny","Condition":{"StringLike":{"s3:prefix":"?*"}}}"#,
            r#"{"Condition":{"Null":{"s3:prefix":"true"}}}"#,
            'U',
        ),
        (
            r#"{},{"Effect":"Deny","Condition":{"StringLike":{"s3:prefix":"a*"}}}"#,
            r#"{"Condition":{"Null":{"s3:prefix":"true"}}}"#,
            'D',
        ),
    ];
    check(PolicyType::Identity, &cases);
}

#[test]
fn conditions() {
    let of = |operator: &str, key: &str, values: &str| {
        format!(r#"{{"Condition":{{"{operator}":{{"{key}":{values}}}}}}}"#)
    };
    let rows = [
        ("StringEquals s3:prefix a", "", 'P'),
        ("", "StringEquals s3:prefix a", 'D'),
        (
            "StringEquals s3:prefix a",
            "StringEquals s3:prefix a b",
            'P',
        ),
        (
            "StringEquals s3:prefix a b",
            "StringEquals s3:prefix a",
            'D',
        ),
        ("StringEquals s3:prefix a", "StringLike s3:prefix a*", 'P'),
        ("StringLike s3:prefix a*", "StringEquals s3:prefix a*", 'D'),
        ("StringEquals s3:prefix a*", "StringLike s3:prefix a*", 'P'),
        (
            "StringEquals s3:prefix a",
            "StringEqualsIfExists s3:prefix a",
            'P',
        ),
        (
            "StringEqualsIfExists s3:prefix a",
            "StringEquals s3:prefix a",
            'D',
        ),
        (
            "StringNotEquals s3:prefix a b",
            "StringNotEquals s3:prefix a",
            'P',
        ),
        (
            "StringNotEquals s3:prefix a",
            "StringNotEquals s3:prefix a b",
            'D',
        ),
        (
            "StringEquals s3:prefix b",
            "StringNotEquals s3:prefix a",
            'P',
        ),
        (
            "StringNotEquals s3:prefix a",
            "StringNotEqualsIfExists s3:prefix a",
            'P',
        ),
        (
            "StringNotEqualsIfExists s3:prefix a",
            "StringNotEquals s3:prefix a",
            'P',
        ),
        ("StringNotEquals s3:prefix a", "Null s3:prefix false", 'D'),
        ("Null s3:prefix true", "StringNotLike s3:prefix *", 'U'),
        (
            "Null aws:SourceVpc true",
            "StringNotLike aws:SourceVpc *",
            'P',
        ),
        ("StringNotLike s3:prefix *", "Null s3:prefix true", 'P'),
        (
            "StringEqualsIgnoreCase s3:prefix A",
            "StringEquals s3:prefix a A",
            'P',
        ),
        (
            "StringEqualsIgnoreCase s3:prefix a",
            "StringEquals s3:prefix a",
            'D',
        ),
        (
            "StringNotEqualsIgnoreCase s3:prefix a",
            "StringNotEquals s3:prefix A",
            'P',
        ),
        ("StringEquals S3:PREFIX a", "StringEquals s3:prefix a", 'P'),
        (
            "StringEquals s3:prefix a",
            "StringEquals s3:delimiter a",
            'D',
        ),
        ("StringLike s3:prefix a*", "StringLike s3:prefix a a?*", 'P'),
        ("StringLike s3:prefix a:*", "StringLike s3:prefix a*", 'P'),
        (
            "NumericLessThan s3:max-keys 5",
            "NumericLessThan s3:max-keys 10",
            'P',
        ),
        (
            "NumericLessThan s3:max-keys 10",
            "NumericLessThan s3:max-keys 5",
            'D',
        ),
        (
            "NumericLessThanEquals s3:max-keys 5",
            "NumericLessThan s3:max-keys 5.5",
            'P',
        ),
        (
            "NumericEquals s3:max-keys 5.0",
            "NumericEquals s3:max-keys 05",
            'P',
        ),
        (
            "NumericNotEquals s3:max-keys 5",
            "NumericLessThan s3:max-keys 5",
            'D',
        ),
        (
            "NumericGreaterThan s3:max-keys 5",
            "NumericNotEquals s3:max-keys 5",
            'P',
        ),
        (
            "DateLessThan aws:CurrentTime 2026-01-01",
            "DateLessThan aws:CurrentTime 2026-01-01T01:00:00Z",
            'P',
        ),
        (
            "DateLessThan aws:CurrentTime 2026-01-02",
            "DateLessThan aws:CurrentTime 2026-01-01",
            'D',
        ),
        (
            "DateLessThan aws:EpochTime 1767225600",
            "DateLessThan aws:CurrentTime 2026-01-01",
            'P',
        ),
        (
            "DateEquals aws:CurrentTime 2026-01-01T01:00:00+01:00",
            "DateEquals aws:CurrentTime 2026-01-01",
            'P',
        ),
        (
            "IpAddress aws:SourceIp 10.1.0.0/16",
            "IpAddress aws:SourceIp 10.0.0.0/8",
            'P',
        ),
        (
            "IpAddress aws:SourceIp 10.0.0.0/8",
            "IpAddress aws:SourceIp 10.0.0.0/9 10.128.0.0/9",
            'P',
        ),
        (
            "IpAddress aws:SourceIp 10.0.0.0/8",
            "IpAddress aws:SourceIp 10.0.0.0/9",
            'D',
        ),
        (
            "IpAddress aws:SourceIp 0.0.0.0/0",
            "NotIpAddress aws:SourceIp ::/0",
            'P',
        ),
        (
            "NotIpAddress aws:SourceIp ::/0",
            "IpAddress aws:SourceIp 0.0.0.0/0",
            'D',
        ),
        (
            "NotIpAddress aws:SourceIp 10.0.0.0/8",
            "NotIpAddress aws:SourceIp 10.0.0.0/9",
            'P',
        ),
        (
            "IpAddress aws:SourceIp 203.0.113.7",
            "IpAddress aws:SourceIp 203.0.113.7/32",
            'P',
        ),
        ("Bool aws:SecureTransport true false", "", 'P'),
        ("", "Bool aws:SecureTransport true false", 'P'),
        ("", "Bool aws:SecureTransport true", 'D'),
        (
            "StringEquals aws:SecureTransport true",
            "Bool aws:SecureTransport true",
            'P',
        ),
        (
            "Bool aws:SecureTransport true",
            "StringEquals aws:SecureTransport true",
            'P',
        ),
        (
            "Bool aws:MultiFactorAuthPresent true",
            "BoolIfExists aws:MultiFactorAuthPresent true",
            'P',
        ),
        (
            "BoolIfExists aws:MultiFactorAuthPresent true",
            "Bool aws:MultiFactorAuthPresent true",
            'D',
        ),
        ("", "Null s3:prefix true false", 'P'),
        ("", "Null aws:CurrentTime false", 'P'),
        (
            "Null aws:CurrentTime true",
            "StringEquals s3:prefix never",
            'P',
        ),
        (
            "ArnLike aws:SourceArn arn:aws:s3:::a",
            "ArnLike aws:SourceArn arn:aws:s3:::*",
            'P',
        ),
        (
            "ArnLike aws:SourceArn arn:aws:s*:::a",
            "StringLike aws:SourceArn arn:aws:s*:a",
            'P',
        ),
        (
            "StringLike aws:SourceArn arn:aws:s*:a",
            "ArnLike aws:SourceArn arn:aws:s*:*:*:a",
            'D',
        ),
        (
            "ArnEquals aws:SourceArn arn:aws:s3:::a*",
            "ArnLike aws:SourceArn arn:aws:s3:::a*",
            'P',
        ),
        ("ArnLike aws:SourceArn *", "ArnLike aws:SourceArn *", 'P'),
        (
            "ArnLike aws:SourceArn arn:aws:s3:::a",
            "ArnLike aws:SourceArn *",
            'U',
        ),
        // Sets.
        (
            "ForAnyValue:StringEquals aws:TagKeys a",
            "ForAnyValue:StringEquals aws:TagKeys a b",
            'P',
        ),
        (
            "ForAnyValue:StringEquals aws:TagKeys a b",
            "ForAnyValue:StringEquals aws:TagKeys a",
            'D',
        ),
        (
            "ForAllValues:StringEquals aws:TagKeys a",
            "ForAllValues:StringEquals aws:TagKeys a b",
            'P',
        ),
        (
            "ForAllValues:StringEquals aws:TagKeys a b",
            "ForAllValues:StringEquals aws:TagKeys a",
            'D',
        ),
        (
            "ForAllValues:StringEquals aws:TagKeys a",
            "ForAnyValue:StringEquals aws:TagKeys a",
            'D',
        ),
        (
            "ForAnyValue:StringEquals aws:TagKeys a",
            "Null aws:TagKeys false",
            'P',
        ),
        (
            "ForAllValues:StringEquals aws:TagKeys a",
            "Null aws:TagKeys false",
            'D',
        ),
        (
            "Null aws:TagKeys true",
            "ForAllValues:StringEquals aws:TagKeys a",
            'P',
        ),
        (
            "ForAllValues:StringNotEquals aws:TagKeys a b",
            "ForAllValues:StringNotEquals aws:TagKeys a",
            'P',
        ),
        (
            "ForAnyValue:StringNotEquals aws:TagKeys a",
            "Null aws:TagKeys false",
            'P',
        ),
        (
            "ForAnyValue:StringLike aws:TagKeys a*",
            "ForAnyValue:StringLike aws:TagKeys *",
            'P',
        ),
        (
            "ForAllValues:StringEquals s3:prefix a",
            "StringEqualsIfExists s3:prefix a",
            'U',
        ),
        (
            "StringEquals s3:prefix a",
            "ForAnyValue:StringEquals s3:prefix a",
            'P',
        ),
        (
            "StringEquals aws:TagKeys a",
            "StringEquals aws:TagKeys a",
            'P',
        ),
        (
            "StringEquals aws:TagKeys a",
            "ForAnyValue:StringEquals aws:TagKeys a",
            'U',
        ),
        (
            "ForAnyValue:StringEquals aws:TagKeys a",
            "StringEquals aws:TagKeys a",
            'U',
        ),
        (
            "ForAnyValue:StringEquals aws:TagKeys a b",
            "StringEquals aws:TagKeys a",
            'D',
        ),
        // Keys that follow from the principal.
        (
            "ArnLike aws:PrincipalArn arn:aws:iam::111122223333:role/*",
            "StringEquals aws:PrincipalAccount 111122223333",
            'P',
        ),
        (
            "StringEquals aws:PrincipalAccount 111122223333",
            "ArnLike aws:PrincipalArn arn:aws:iam::111122223333:*",
            'D',
        ),
        (
            "StringEquals aws:PrincipalAccount 111122223333",
            "ArnLike aws:PrincipalArn arn:*:*::111122223333:*",
            'P',
        ),
        (
            "ArnLike aws:PrincipalArn arn:aws:iam::*:user/*",
            "StringEquals aws:PrincipalType User",
            'P',
        ),
        (
            "StringEquals aws:PrincipalType User",
            "ArnLike aws:PrincipalArn arn:*:iam::*:user/*",
            'P',
        ),
        (
            "StringEquals aws:PrincipalType AssumedRole",
            "Null aws:username true",
            'P',
        ),
        (
            "StringEquals aws:username bob",
            "StringLike aws:PrincipalArn *:user/bob *:user/*/bob",
            'P',
        ),
        // A role may have the path `:user`.
        (
            "StringLike aws:PrincipalArn *:user/bob",
            "StringEquals aws:username bob",
            'D',
        ),
        (
            "StringLike aws:PrincipalArn arn:aws:iam::????????????:user/bob",
            "StringEquals aws:username bob",
            'P',
        ),
        (
            "",
            "StringEquals aws:PrincipalType User AssumedRole FederatedUser Account",
            'P',
        ),
        ("", "Bool aws:PrincipalIsAWSService false", 'P'),
        ("", "StringLike aws:PrincipalArn arn:*", 'P'),
        // A caller behind a VPC endpoint has no public address.
        (
            "IpAddress aws:SourceIp 10.0.0.0/8",
            "Null aws:SourceVpce true",
            'P',
        ),
        (
            "StringEquals aws:SourceVpce v",
            "NotIpAddress aws:SourceIp 10.0.0.0/8",
            'P',
        ),
    ];
    let policy = |text: &str| {
        let mut words = text.split(' ');
        let operator = words.next().unwrap_or_default();
        match words.next() {
            None => "{}".to_owned(),
            Some(key) => of(operator, key, &json!(words.collect::<Vec<_>>()).to_string()),
        }
    };
    let cases: Vec<(String, String, char)> = rows
        .iter()
        .map(|(new, old, letter)| (policy(new), policy(old), *letter))
        .collect();
    let cases: Vec<(&str, &str, char)> = cases
        .iter()
        .map(|(new, old, letter)| (new.as_str(), old.as_str(), *letter))
        .collect();
    check(PolicyType::Identity, &cases);
}

#[test]
fn variables() {
    let home = r#"{"Resource":"arn:aws:s3:::home/${aws:username}/*"}"#;
    check(
        PolicyType::Identity,
        &[
            (home, home, 'P'),
            (home, r#"{"Resource":"arn:aws:s3:::home/*"}"#, 'P'),
            (home, r#"{"Resource":"arn:aws:s3:::*/*"}"#, 'P'),
            // The letters of a variable's name are none of its value.
            (home, r#"{"Resource":"arn:aws:s3:::*a*"}"#, 'D'),
            (home, r#"{"Resource":"arn:aws:s3:::*username*"}"#, 'D'),
            (home, r#"{"Resource":"arn:aws:s3:::*o*"}"#, 'P'),
            (
                r#"{"Resource":"arn:aws:s3:::home/${aws:username}/docs/*"}"#,
                home,
                'P',
            ),
            (
                home,
                r#"{"Resource":"arn:aws:s3:::home/${aws:username}/docs/*"}"#,
                'D',
            ),
            (r#"{"Resource":"arn:aws:s3:::home/*"}"#, home, 'D'),
            (
                home,
                r#"{"Resource":"arn:aws:s3:::home/*"},{"Effect":"Deny","Resource":"arn:aws:s3:::home/admin/*"}"#,
                'D',
            ),
            (home, r#"{"Resource":"arn:aws:s3:::other/*"}"#, 'D'),
            (
                r#"{"Resource":"arn:aws:s3:::home/${aws:username}"}"#,
                r#"{"Resource":"arn:aws:s3:::home/${aws:userid}"}"#,
                'D',
            ),
            (
                r#"{"Resource":"arn:aws:s3:::${*}"}"#,
                r#"{"Resource":"arn:aws:s3:::*"}"#,
                'P',
            ),
            (
                r#"{"Resource":"arn:aws:s3:::*"}"#,
                r#"{"Resource":"arn:aws:s3:::${*}"}"#,
                'D',
            ),
            (
                r#"{"Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}}"#,
                r#"{"Condition":{"Null":{"aws:ResourceAccount":"false"}}}"#,
                'P',
            ),
            (
                r#"{"Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}}"#,
                r#"{"Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}}"#,
                'P',
            ),
            (
                r#"{"Action":["s3:GetObject","s3:PutObject"],"Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}}"#,
                r#"{"Action":"s3:GetObject","Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}}"#,
                'D',
            ),
            (
                r#"{"Action":"s3:GetObject"}"#,
                r#"{"Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}}"#,
                'D',
            ),
        ],
    );
}

#[test]
fn principals() {
    let account = r#"{"Principal":{"AWS":"111122223333"}}"#;
    let root = r#"{"Principal":{"AWS":"arn:aws:iam::111122223333:root"}}"#;
    let role = r#"{"Principal":{"AWS":"arn:aws:iam::111122223333:role/r"}}"#;
    let path = r#"{"Principal":{"AWS":"arn:aws:iam::111122223333:role/p/r"}}"#;
    let session = r#"{"Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/r/s"}}"#;
    let everyone = r#"{"Principal":"*"}"#;
    let service = r#"{"Principal":{"Service":"ec2.amazonaws.com"}}"#;
    check(
        PolicyType::Resource,
        &[
            (everyone, everyone, 'P'),
            (everyone, r#"{"Principal":{"AWS":"*"}}"#, 'P'),
            (account, root, 'P'),
            (root, account, 'P'),
            (role, account, 'P'),
            (account, role, 'D'),
            (session, role, 'P'),
            (role, session, 'D'),
            (session, account, 'P'),
            (path, account, 'P'),
            (service, everyone, 'P'),
            (everyone, service, 'D'),
            (service, account, 'D'),
            (
                role,
                r#"{"Principal":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}"#,
                'P',
            ),
            (
                r#"{"Principal":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}"#,
                account,
                'U',
            ),
            (
                role,
                r#"{"Principal":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}}"#,
                'P',
            ),
            (r#"{"NotPrincipal":{"AWS":"111122223333"}}"#, everyone, 'P'),
            (
                everyone,
                r#"{"NotPrincipal":{"AWS":"111122223333"}},{"Principal":{"AWS":"111122223333"}}"#,
                'P',
            ),
            (role, r#"{"NotPrincipal":{"AWS":"111122223333"}}"#, 'D'),
            (
                r#"{"Principal":{"AWS":"AROAABCDEFGHIJKLMNOPQ"}}"#,
                service,
                'P',
            ),
            // Without a principal it applies to nobody.
            ("{}", service, 'P'),
            (service, "{}", 'D'),
        ],
    );
}

#[test]
fn what_is_not_understood_is_never_proven() {
    let broken = [
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":{"a":1},"Resource":"*"}]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"${bucket_arn}x<BUCKET>"}]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringMatches":{"aws:x":"y"}}}]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Permit","Action":"s3:*","Resource":"*"}]}"#,
        "[]",
        "",
    ];
    let empty = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let everything = completed("{}", "2012-10-17");
    let compare = |new: &str, old: &str| {
        with_policy(new, |new| {
            with_policy(old, |old| {
                let side = |policy| Side {
                    policy,
                    policy_type: PolicyType::Identity,
                };
                no_new_access(&side(new), &side(old), &Limits::default())
            })
        })
    };
    for text in broken {
        assert_eq!(letter(&compare(text, empty)), 'U', "{text}");
        // It might be a Deny, or grant less than is needed.
        assert_ne!(letter(&compare(&everything, text)), 'P', "{text}");
    }
    // Whatever a statement with such a text allows, all of it is allowed.
    for text in &broken[2..4] {
        assert_eq!(letter(&compare(text, &everything)), 'P', "{text}");
    }
}

#[test]
fn a_witness_says_who_and_why_not() {
    let verdict = compare(
        r#"{"Action":"sqs:SendMessage"},{"Action":"s3:GetObject","Resource":"arn:aws:s3:::a/*"}"#,
        r#"{"Action":"sqs:*"},{"Action":"s3:PutObject"},{"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"},{"Action":"s3:*","Condition":{"StringEquals":{"s3:prefix":"a"}}}"#,
        PolicyType::Identity,
    );
    let Verdict::Disproven(witness) = verdict else {
        panic!("{verdict:?}");
    };
    assert_eq!(witness.request.action, "s3:GetObject");
    let resource = witness.request.resource.as_deref().unwrap_or_default();
    assert!(resource.starts_with("arn:aws:s3:::a/"), "{resource}");
    assert_eq!(*witness.request.context.get("s3:prefix"), Key::Absent);
    assert_eq!(witness.granted_by[0].statement, 1);
    let parts: Vec<Part> = witness.not_by.iter().map(|miss| miss.part).collect();
    assert_eq!(
        parts,
        [
            Part::Action,
            Part::Action,
            Part::Resource,
            Part::Condition(0)
        ]
    );
    let verdict = compare(
        "{}",
        r#"{},{"Effect":"Deny","Action":"iam:*"}"#,
        PolicyType::Identity,
    );
    let Verdict::Disproven(witness) = verdict else {
        panic!("{verdict:?}");
    };
    assert!(witness.request.action.starts_with("iam:"));
    assert!(witness.not_by.iter().any(|miss| miss.part == Part::Denied));
    let unpublished = compare(
        r#"{"Action":"iam:ListUsers*"}"#,
        r#"{"Action":"iam:ListUsers"}"#,
        PolicyType::Identity,
    );
    let Verdict::Disproven(witness) = unpublished else {
        panic!("{unpublished:?}");
    };
    assert!(!witness.is_published);
}

#[test]
fn undecided_says_why() {
    let verdict = compare(
        r#"{"Resource":"arn:aws:s3:::a"}"#,
        r#"{"Resource":"arn:aws:S3:::a"}"#,
        PolicyType::Identity,
    );
    let Verdict::Undecided(reasons) = verdict else {
        panic!("{verdict:?}");
    };
    let contested = Why::Contested("arn:aws:S3:::a".to_owned());
    let is_it = |reason: &Reason| matches!(reason, Reason::Open { why, .. } if *why == contested);
    assert!(reasons.iter().any(is_it), "{reasons:?}");
}

#[test]
fn access_not_granted_to_actions_on_resources() {
    let ask = |statements: &str, actions: &[&str], resources: &[&str]| {
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        with_policy(&completed(statements, "2012-10-17"), |policy| {
            let side = Side {
                policy,
                policy_type: PolicyType::Identity,
            };
            access_not_granted(
                &side,
                &owned(actions),
                &owned(resources),
                &Limits::default(),
            )
        })
    };
    let read = r#"{"Action":"s3:Get*","Resource":"arn:aws:s3:::a/*"}"#;
    assert_eq!(letter(&ask(read, &["s3:PutObject"], &[])), 'P');
    assert_eq!(letter(&ask(read, &["s3:GetObject"], &[])), 'D');
    assert_eq!(
        letter(&ask(read, &["s3:GetObject"], &["arn:aws:s3:::b/*"])),
        'P'
    );
    assert_eq!(letter(&ask(read, &[], &["arn:aws:s3:::a/x"])), 'D');
    assert_eq!(
        letter(&ask(read, &["s3:PutObject", "s3:GetObject"], &[])),
        'D'
    );
    let denied = r#"{},{"Effect":"Deny","Action":"iam:*"}"#;
    assert_eq!(letter(&ask(denied, &["iam:CreateUser"], &[])), 'P');
    assert_eq!(
        letter(&ask(denied, &["iam:CreateUser", "sts:AssumeRole"], &[])),
        'D'
    );
    let sometimes = r#"{},{"Effect":"Deny","Action":"iam:*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#;
    assert_eq!(letter(&ask(sometimes, &["iam:CreateUser"], &[])), 'D');
}
