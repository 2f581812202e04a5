//! What conditions and policies say of requests, by hand-worked tables and against brute force.
//!
//! In the tables `Y` is yes, `N` is no and `?` is open: AWS does not document it, or it is not known.

#![expect(clippy::too_many_lines, reason = "tables of cases are long")]

use iamsure::kind::PolicyType;
use iamsure::model;
use iamsure::operator::Operator;
use iamsure::semantics::condition::holds;
use iamsure::semantics::satisfy::satisfy;
use iamsure::semantics::{Caller, Decision, Key, Request, Truth, decide};
use iamsure::source::{Source, Sources};
use iamsure::syntax;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

fn letter(truth: Truth) -> char {
    match truth {
        Truth::Yes => 'Y',
        Truth::No => 'N',
        Truth::Unknown => '?',
    }
}

fn present(values: &[&str]) -> Key {
    Key::Present(values.iter().map(ToString::to_string).collect())
}

/// Whether the only condition of a statement holds for a request.
fn condition_holds(version: &str, condition: &str, request: &Request) -> char {
    let text = format!(
        r#"{{"Version":"{version}","Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{{condition}}}}}}}"#
    );
    let mut sources = Sources::default();
    let file = sources.add(Source::new("policy.json", text.as_str()));
    let tree = syntax::parse(file, sources.get(file));
    let policy = model::lower(&tree);
    let conditions = &policy.statements[0].conditions;
    assert!(!conditions.is_empty(), "no condition was read from {text}");
    letter(Truth::all(conditions.iter().map(|condition| {
        holds(condition, &request.context, policy.has_variables())
    })))
}

fn request() -> Request {
    Request::new(Caller::Unknown, "s3:GetObject")
}

/// Each operator: a policy value, a request value equal or inside, and one that is neither.
const OPERATORS: [(Operator, &str, &str, &str); 26] = [
    (Operator::StringEquals, "ab*", "ab*", "abc"),
    (Operator::StringNotEquals, "ab", "ab", "AB"),
    (Operator::StringEqualsIgnoreCase, "ab", "AB", "abc"),
    (Operator::StringNotEqualsIgnoreCase, "ab", "aB", "b"),
    (Operator::StringLike, "a*:?", "a:b:c", "a:bc"),
    (Operator::StringNotLike, "a?c", "abc", "ac"),
    (Operator::NumericEquals, "10", "10.0", "11"),
    (Operator::NumericNotEquals, "10", "010", "-10"),
    (Operator::NumericLessThan, "10", "9.99", "10"),
    (Operator::NumericLessThanEquals, "10", "10", "10.01"),
    (Operator::NumericGreaterThan, "-1", "0", "-1"),
    (Operator::NumericGreaterThanEquals, "-1", "-1", "-2"),
    (
        Operator::DateEquals,
        "2026-01-01T00:00:00Z",
        "2026-01-01T01:00:00+01:00",
        "2026-01-01T00:00:01Z",
    ),
    (
        Operator::DateNotEquals,
        "2026-01-01",
        "2026-01-01T00:00:00Z",
        "2026-01-02",
    ),
    (
        Operator::DateLessThan,
        "2026-01-01",
        "2025-12-31T23:59:59Z",
        "2026-01-01",
    ),
    (
        Operator::DateLessThanEquals,
        "2026-01-01",
        "2026-01-01",
        "2026-01-01T00:00:00.1Z",
    ),
    (
        Operator::DateGreaterThan,
        "1767225600",
        "2026-01-01T00:00:01Z",
        "2026-01-01T00:00:00Z",
    ),
    (
        Operator::DateGreaterThanEquals,
        "1767225600",
        "2026-01-01T00:00:00Z",
        "1767225599",
    ),
    (Operator::Bool, "true", "TRUE", "false"),
    (Operator::BinaryEquals, "QmluYXJ5", "QmluYXJ5", "QmluYXJz"),
    (
        Operator::IpAddress,
        "203.0.113.0/24",
        "203.0.113.255",
        "203.0.114.0",
    ),
    (
        Operator::NotIpAddress,
        "2001:db8::/32",
        "2001:db8:1::1",
        "203.0.113.1",
    ),
    (
        Operator::ArnEquals,
        "arn:aws:sns:*:111122223333:a*",
        "arn:aws:sns:eu-west-1:111122223333:a:b",
        "arn:aws:sns:eu-west-1:111122223334:a",
    ),
    (
        Operator::ArnNotEquals,
        "arn:aws:sns:*:111122223333:a",
        "arn:aws:sns::111122223333:a",
        "arn:aws:sns:x:y:111122223333:a",
    ),
    (
        Operator::ArnLike,
        "arn:*:sqs:eu-*:111122223333:q?",
        "arn:aws:sqs:eu-west-1:111122223333:q1",
        "arn:aws:sqs:eu-west-1:111122223333:q",
    ),
    (
        Operator::ArnNotLike,
        "arn:aws:iam::111122223333:role/*",
        "arn:aws:iam::111122223333:role/a/b",
        "arn:aws:iam::111122223333:user/a",
    ),
];

/// For each form the answers for: absent, hit, miss, [hit miss], [hit hit], [miss miss], [].
const POSITIVE: [(&str, &str, &str); 6] = [
    ("", "", "NYN????"),
    ("", "IfExists", "YYN????"),
    ("ForAllValues:", "", "YYNNYNY"),
    ("ForAllValues:", "IfExists", "YYNNYNY"),
    ("ForAnyValue:", "", "NYNYYNN"),
    ("ForAnyValue:", "IfExists", "?YNYYN?"),
];
const NEGATED: [(&str, &str, &str); 6] = [
    ("", "", "YNY????"),
    ("", "IfExists", "YNY????"),
    ("ForAllValues:", "", "YNYNNYY"),
    ("ForAllValues:", "IfExists", "YNYNNYY"),
    ("ForAnyValue:", "", "NNYYNYN"),
    ("ForAnyValue:", "IfExists", "?NYYNY?"),
];

#[test]
fn every_operator_in_every_form_for_every_kind_of_request() {
    let mut wrong = Vec::new();
    let mut cases = 0;
    for (operator, policy, hit, miss) in OPERATORS {
        let forms = if operator.is_negated() {
            NEGATED
        } else {
            POSITIVE
        };
        let keys = [
            Key::Absent,
            present(&[hit]),
            present(&[miss]),
            present(&[hit, miss]),
            present(&[hit, hit]),
            present(&[miss, miss]),
            present(&[]),
        ];
        for (prefix, suffix, expected) in forms {
            let condition = format!(r#""{prefix}{operator}{suffix}":{{"x:Key":"{policy}"}}"#);
            let found: String = keys
                .iter()
                .map(|key| {
                    condition_holds(
                        "2012-10-17",
                        &condition,
                        &request().with("X:key", key.clone()),
                    )
                })
                .collect();
            cases += keys.len();
            if found != expected {
                wrong.push(format!("{condition} is {found}, not {expected}"));
            }
        }
    }
    assert_eq!(cases, 26 * 6 * 7);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A condition, the key's values (none: absent), the answer.
#[test]
fn details_of_conditions() {
    let cases: &[(&str, Option<&[&str]>, char)] = &[
        // Null.
        (r#""Null":{"x:k":"true"}"#, None, 'Y'),
        (r#""Null":{"x:k":"true"}"#, Some(&["a"]), 'N'),
        (r#""Null":{"x:k":"false"}"#, None, 'N'),
        (r#""Null":{"x:k":false}"#, Some(&["a"]), 'Y'),
        (r#""Null":{"x:k":["true","false"]}"#, None, 'Y'),
        (r#""Null":{"x:k":["true","false"]}"#, Some(&["a"]), 'Y'),
        (r#""Null":{"x:k":"true"}"#, Some(&[]), 'Y'),
        (r#""Null":{"x:k":"maybe"}"#, None, '?'),
        (r#""ForAllValues:Null":{"x:k":"true"}"#, Some(&["a"]), 'Y'),
        (r#""ForAnyValue:Null":{"x:k":"true"}"#, None, 'N'),
        // Several values in the policy: one is enough, for a negated operator none may match.
        (r#""StringEquals":{"x:k":["a","b"]}"#, Some(&["b"]), 'Y'),
        (r#""StringEquals":{"x:k":["a","b"]}"#, Some(&["c"]), 'N'),
        (r#""StringNotEquals":{"x:k":["a","b"]}"#, Some(&["b"]), 'N'),
        (r#""StringNotEquals":{"x:k":["a","b"]}"#, Some(&["c"]), 'Y'),
        (r#""NumericLessThan":{"x:k":["1","5"]}"#, Some(&["4"]), 'Y'),
        (
            r#""ForAllValues:StringEquals":{"x:k":["a","b"]}"#,
            Some(&["a", "b"]),
            'Y',
        ),
        (
            r#""ForAllValues:StringEquals":{"x:k":["a","b"]}"#,
            Some(&["a", "c"]),
            'N',
        ),
        (
            r#""ForAnyValue:StringNotEquals":{"x:k":["a","b"]}"#,
            Some(&["a", "c"]),
            'Y',
        ),
        (
            r#""ForAnyValue:StringNotEquals":{"x:k":["a","b"]}"#,
            Some(&["a", "b"]),
            'N',
        ),
        // All operators and all keys have to hold.
        (
            r#""StringLike":{"x:k":"a*"},"StringNotLike":{"x:k":"*b"}"#,
            Some(&["ac"]),
            'Y',
        ),
        (
            r#""StringLike":{"x:k":"a*"},"StringNotLike":{"x:k":"*b"}"#,
            Some(&["ab"]),
            'N',
        ),
        // The empty string may count as no value.
        (
            r#""ForAllValues:StringEquals":{"x:k":"a"}"#,
            Some(&[""]),
            '?',
        ),
        (r#""ForAnyValue:StringEquals":{"x:k":""}"#, Some(&[""]), '?'),
        (
            r#""ForAnyValue:StringEquals":{"x:k":"a"}"#,
            Some(&[""]),
            'N',
        ),
        // An empty list of policy values.
        (r#""StringEquals":{"x:k":[]}"#, Some(&["a"]), 'N'),
        (r#""StringNotEquals":{"x:k":[]}"#, Some(&["a"]), 'Y'),
        (r#""StringEqualsIfExists":{"x:k":[]}"#, None, 'Y'),
        // Not understood.
        (r#""StringMatches":{"x:k":"a"}"#, Some(&["a"]), '?'),
        (r#""NullIfExists":{"x:k":"true"}"#, None, '?'),
        (r#""StringEquals":{"x:k":"<name>"}"#, Some(&["a"]), '?'),
        (
            r#""StringEquals":{"x:k":["<name>","a"]}"#,
            Some(&["a"]),
            'Y',
        ),
        (
            r#""StringNotEquals":{"x:k":["<name>","a"]}"#,
            Some(&["a"]),
            'N',
        ),
        (r#""StringEquals":{"x:k":"<name>"}"#, None, 'N'),
        // Values of the wrong form.
        (r#""NumericEquals":{"x:k":"ten"}"#, Some(&["10"]), 'N'),
        (r#""NumericNotEquals":{"x:k":"ten"}"#, Some(&["10"]), '?'),
        (
            r#""IpAddress":{"x:k":"8.8.8.0/33"}"#,
            Some(&["8.8.8.8"]),
            'N',
        ),
        (r#""Bool":{"x:k":"yes"}"#, Some(&["true"]), '?'),
        (r#""ArnLike":{"x:k":"*"}"#, Some(&["arn:aws:sns:::a"]), '?'),
        (
            r#""ArnLike":{"x:k":"sns"}"#,
            Some(&["arn:aws:sns:::a"]),
            'N',
        ),
        // Families of addresses are apart.
        (
            r#""IpAddress":{"x:k":"0.0.0.0/0"}"#,
            Some(&["2001:db8::1"]),
            'N',
        ),
        (r#""IpAddress":{"x:k":"8.8.8.8"}"#, Some(&["8.8.8.8"]), 'Y'),
        // Operator names and key names in any letter case.
        (r#""stringequalsIFEXISTS":{"X:K":"a"}"#, None, 'Y'),
    ];
    let mut wrong = Vec::new();
    for (condition, values, expected) in cases {
        let key = values.map_or(Key::Absent, present);
        let found = condition_holds("2012-10-17", condition, &request().with("x:k", key));
        if found != *expected {
            wrong.push(format!(
                "{condition} for {values:?} is {found}, not {expected}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        condition_holds(
            "2012-10-17",
            r#""StringEquals":{"x:other":"a"}"#,
            &request()
        ),
        '?'
    );
}

#[test]
fn variables_in_conditions() {
    let cases: &[(&str, &str, Key, char)] = &[
        (
            "2012-10-17",
            r#""StringEquals":{"x:k":"home/${x:u}"}"#,
            Key::value("ann"),
            'Y',
        ),
        (
            "2012-10-17",
            r#""StringEquals":{"x:k":"home/${X:U}"}"#,
            Key::value("bob"),
            'N',
        ),
        (
            "2012-10-17",
            r#""StringEquals":{"x:k":"home/${x:u}"}"#,
            Key::Absent,
            'N',
        ),
        (
            "2012-10-17",
            r#""StringNotEquals":{"x:k":"home/${x:u}"}"#,
            Key::Absent,
            'Y',
        ),
        (
            "2012-10-17",
            r#""StringEquals":{"x:k":"home/${x:u, 'ann'}"}"#,
            Key::Absent,
            'Y',
        ),
        (
            "2012-10-17",
            r#""StringEquals":{"x:k":"home/${x:u, 'bob'}"}"#,
            Key::value("ann"),
            'Y',
        ),
        (
            "2012-10-17",
            r#""StringEquals":{"x:k":"home/${x:u}"}"#,
            Key::Unknown,
            '?',
        ),
        (
            "2012-10-17",
            r#""StringEquals":{"x:k":"work/${x:u}"}"#,
            Key::Unknown,
            'N',
        ),
        // What is put in is no pattern.
        (
            "2012-10-17",
            r#""StringLike":{"x:k":"home/${x:u}"}"#,
            Key::value("*"),
            'N',
        ),
        (
            "2012-10-17",
            r#""StringLike":{"x:k":"home/a${*}"}"#,
            Key::Absent,
            'N',
        ),
        (
            "2012-10-17",
            r#""StringLike":{"x:k":"home/a*"}"#,
            Key::Absent,
            'Y',
        ),
        // A key with several values is no variable.
        (
            "2012-10-17",
            r#""StringEquals":{"x:k":"home/${x:u}"}"#,
            present(&["ann", "bob"]),
            '?',
        ),
        // The old version takes the text as it stands.
        (
            "2008-10-17",
            r#""StringEquals":{"x:k":"home/${x:u}"}"#,
            Key::value("ann"),
            'N',
        ),
        (
            "2008-10-17",
            r#""StringNotEquals":{"x:k":"home/${x:u}"}"#,
            Key::value("ann"),
            'Y',
        ),
    ];
    let mut wrong = Vec::new();
    for (version, condition, user, expected) in cases {
        let request = request()
            .with("x:k", Key::value("home/ann"))
            .with("x:u", user.clone());
        let found = condition_holds(version, condition, &request);
        if found != *expected {
            wrong.push(format!(
                "{version} {condition} for {user:?} is {found}, not {expected}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn decided(policy: &str, policy_type: PolicyType, request: &Request) -> Decision {
    let mut sources = Sources::default();
    let file = sources.add(Source::new("policy.json", policy));
    let tree = syntax::parse(file, sources.get(file));
    decide(&model::lower(&tree), policy_type, request).decision
}

#[test]
fn principals_against_callers() {
    let callers = [
        Caller::Anonymous,
        Caller::Identity("arn:aws:iam::111122223333:role/a".to_owned()),
        Caller::Identity("arn:aws:sts::111122223333:assumed-role/a/s".to_owned()),
        Caller::Identity("arn:aws:iam::111122223333:user/u".to_owned()),
        Caller::Identity("arn:aws:iam::444455556666:role/a".to_owned()),
        Caller::Service("ec2.amazonaws.com".to_owned()),
        Caller::Federated("arn:aws:iam::111122223333:saml-provider/idp".to_owned()),
        Caller::Unknown,
    ];
    // In the order of the callers: allowed, not allowed, or open.
    let principals = [
        (r#""*""#, "YYYYYYYY"),
        (r#"{"AWS":"*"}"#, "YYYYYYYY"),
        (r#"{"AWS":"111122223333"}"#, "NYYYNNN?"),
        (r#"{"AWS":"arn:aws:iam::111122223333:root"}"#, "NYYYNNN?"),
        (r#"{"AWS":"arn:aws:iam::111122223333:role/a"}"#, "NYYNNNN?"),
        // The session's ARN does not have the path of its role.
        (
            r#"{"AWS":"arn:aws:iam::111122223333:role/p/a"}"#,
            "NNYNNNN?",
        ),
        (
            r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/a/s"}"#,
            "N?YNNNN?",
        ),
        (
            r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/a/t"}"#,
            "N?NNNNN?",
        ),
        (r#"{"AWS":"arn:aws:iam::111122223333:user/u"}"#, "NNNYNNN?"),
        (r#"{"AWS":"AROAEXAMPLEID12345678"}"#, "NNNNNNNN"),
        (r#"{"Service":"ec2.amazonaws.com"}"#, "NNNNNYN?"),
        (r#"{"Service":"lambda.amazonaws.com"}"#, "NNNNNNN?"),
        (
            r#"{"Federated":"arn:aws:iam::111122223333:saml-provider/idp"}"#,
            "NNNNNNY?",
        ),
        (r#"{"Federated":"accounts.google.com"}"#, "NNNNNNN?"),
        (
            r#"{"CanonicalUser":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}"#,
            "N????NN?",
        ),
        (
            r#"{"AWS":["444455556666"],"Service":"ec2.amazonaws.com"}"#,
            "NNNNYYN?",
        ),
    ];
    let mut wrong = Vec::new();
    for (principal, expected) in principals {
        for (element, flips) in [("Principal", false), ("NotPrincipal", true)] {
            let policy = format!(
                r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","{element}":{principal},"Action":"s3:GetObject","Resource":"*"}}}}"#
            );
            for (caller, expected) in callers.iter().zip(expected.chars()) {
                let request = Request::new(caller.clone(), "s3:GetObject");
                let found = decided(&policy, PolicyType::Resource, &request);
                let expected = match (expected, flips) {
                    ('?', _) => Decision::Unknown,
                    ('Y', false) | ('N', true) => Decision::Allowed,
                    _ => Decision::ImplicitDeny,
                };
                if found != expected {
                    wrong.push(format!("{element} {principal} for {caller:?} is {found:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn decisions() {
    use Decision::{Allowed, ExplicitDeny, ImplicitDeny, Unknown};
    let allow = r#"{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::b/*"}"#;
    let cases: &[(String, Decision)] = &[
        (allow.to_owned(), Allowed),
        // A Deny beats every Allow, in whichever order.
        (format!(r#"{allow},{{"Effect":"Deny","Action":"*","Resource":"*"}}"#), ExplicitDeny),
        (format!(r#"{{"Effect":"Deny","Action":"*","Resource":"*"}},{allow}"#), ExplicitDeny),
        (format!(r#"{allow},{{"Effect":"Deny","Action":"s3:PutObject","Resource":"*"}}"#), Allowed),
        // Letter case: of actions it does not count, of resources it does.
        (r#"{"Effect":"Allow","Action":"S3:getobject","Resource":"*"}"#.into(), Allowed),
        (r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::B/*"}"#.into(), ImplicitDeny),
        (r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#.into(), Allowed),
        (r#"{"Effect":"Allow","Action":"s3:Get?bject","Resource":"arn:aws:s3:::?/k*"}"#.into(), Allowed),
        // The complement is of all entries together.
        (r#"{"Effect":"Allow","NotAction":["s3:GetObject","iam:*"],"Resource":"*"}"#.into(), ImplicitDeny),
        (r#"{"Effect":"Allow","NotAction":["s3:PutObject","iam:*"],"Resource":"*"}"#.into(), Allowed),
        (r#"{"Effect":"Allow","Action":"s3:*","NotResource":["arn:aws:s3:::b/*","arn:aws:s3:::c/*"]}"#.into(), ImplicitDeny),
        (r#"{"Effect":"Allow","Action":"s3:*","NotResource":["arn:aws:s3:::c/*"]}"#.into(), Allowed),
        (r#"{"Effect":"Deny","NotAction":"iam:*","Resource":"*"}"#.into(), ExplicitDeny),
        // A wildcard in the account takes no colon; one in the resource takes all.
        (r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:*:1*:b/key"}"#.into(), ImplicitDeny),
        (r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:*:*:b/key"}"#.into(), Allowed),
        // What is not known stays open, unless a Deny decides.
        (r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::<bucket>/*"}"#.into(), Unknown),
        (format!(r#"{allow},{{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::<bucket>/*"}}"#), Unknown),
        (r#"{"Effect":"Deny","Action":"*","Resource":"*"},{"Effect":"Allow","Action":"s3:*","Resource":"<arn>"}"#.into(), ExplicitDeny),
        (format!(r#"{allow},{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{"StringMatches":{{"a:b":"c"}}}}}}"#), Unknown),
        (format!(r#"{allow},{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{"StringEquals":{{"x:none":"c"}}}}}}"#), Allowed),
        (format!(r#"{allow},{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{"StringNotEquals":{{"x:none":"c"}}}}}}"#), ExplicitDeny),
        // A variable without a value makes its resource match nothing.
        (r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${x:none}*"}"#.into(), ImplicitDeny),
        (r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${x:none, 'k'}*"}"#.into(), Allowed),
        (r#"{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::b/${x:none}","arn:aws:s3:::b/key"]}"#.into(), Allowed),
        (r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${x:name}"}"#.into(), Allowed),
        (r#"{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::b/${x:none}"}"#.into(), Allowed),
        // A statement that cannot be understood may say anything.
        (format!(r#"{allow},{{"Effect":"Maybe","Action":"*","Resource":"*"}}"#), Unknown),
    ];
    let mut request = Request::new(
        Caller::Identity("arn:aws:iam::111122223333:role/a".to_owned()),
        "s3:GetObject",
    );
    request.resource = Some("arn:aws:s3:::b/key".to_owned());
    let request = request
        .with("x:none", Key::Absent)
        .with("x:name", Key::value("key"));
    let mut wrong = Vec::new();
    for (statements, expected) in cases {
        let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
        let found = decided(&policy, PolicyType::Identity, &request);
        if found != *expected {
            wrong.push(format!("{statements} is {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let old = r#"{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${x:name}"}}"#;
    assert_eq!(decided(old, PolicyType::Identity, &request), ImplicitDeny);
    // A policy of a resource without a principal names nobody.
    let nobody = format!(r#"{{"Version":"2012-10-17","Statement":{allow}}}"#);
    assert_eq!(
        decided(&nobody, PolicyType::Resource, &request),
        ImplicitDeny
    );
}

fn runner() -> TestRunner {
    TestRunner::new_with_rng(
        Config {
            cases: 2000,
            failure_persistence: None,
            ..Config::default()
        },
        TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]),
    )
}

/// A wildcard matcher so plain that it cannot be wrong.
fn naive(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|skip| naive(rest, &text[skip..])),
        Some((b'?', rest)) => !text.is_empty() && naive(rest, &text[1..]),
        Some((byte, rest)) => text.first() == Some(byte) && naive(rest, &text[1..]),
    }
}

/// Policies of a few statements with actions, resources and a condition, decided a second time by the plainest means.
#[test]
fn small_policies_are_decided_as_a_naive_matcher_does() {
    let glob = proptest::sample::select(vec!["*", "a", "b", "a*", "*b", "?", "a?b", "ab", "*a*"]);
    let text = proptest::sample::select(vec!["a", "b", "ab", "aab", "axb", "ba", "c"]);
    let statement = (
        any::<bool>(),
        (any::<bool>(), proptest::collection::vec(glob.clone(), 1..3)),
        (any::<bool>(), proptest::collection::vec(glob.clone(), 1..3)),
        (any::<bool>(), proptest::collection::vec(glob, 1..3)),
    );
    let policies = (
        proptest::collection::vec(statement, 1..4),
        text.clone(),
        text.clone(),
        proptest::option::of(text),
    );
    runner()
        .run(&policies, |(statements, action, resource, value)| {
            let list = |texts: &[&str], before: &str| {
                let texts: Vec<String> = texts.iter().map(|text| format!("\"{before}{text}\"")).collect();
                texts.join(",")
            };
            let matches = |patterns: &[&str], text: &str| {
                patterns.iter().any(|pattern| naive(pattern.as_bytes(), text.as_bytes()))
            };
            let mut written = Vec::new();
            let (mut allowed, mut denied) = (false, false);
            for (allow, (not_action, actions), (not_resource, resources), (not_like, values)) in &statements {
                written.push(format!(
                    r#"{{"Effect":"{}","{}Action":[{}],"{}Resource":[{}],"Condition":{{"String{}Like":{{"x:k":[{}]}}}}}}"#,
                    if *allow { "Allow" } else { "Deny" },
                    if *not_action { "Not" } else { "" },
                    list(actions, "x:"),
                    if *not_resource { "Not" } else { "" },
                    list(resources, "arn:aws:x:::"),
                    if *not_like { "Not" } else { "" },
                    list(values, ""),
                ));
                let holds = value.map_or(*not_like, |value| matches(values, value) != *not_like);
                let applies = matches(actions, action) != *not_action
                    && matches(resources, resource) != *not_resource
                    && holds;
                if applies {
                    *(if *allow { &mut allowed } else { &mut denied }) = true;
                }
            }
            let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, written.join(","));
            let mut request = Request::new(Caller::Unknown, format!("x:{action}"));
            request.resource = Some(format!("arn:aws:x:::{resource}"));
            let request = request.with("x:k", value.map_or(Key::Absent, Key::value));
            let expected = match (allowed, denied) {
                (_, true) => Decision::ExplicitDeny,
                (true, false) => Decision::Allowed,
                (false, false) => Decision::ImplicitDeny,
            };
            prop_assert_eq!(decided(&policy, PolicyType::Identity, &request), expected, "{}", policy);
            Ok(())
        })
        .expect("both decide alike");
}

/// Conditions on one key: a yes has a request in a small world that satisfies all, a no has none.
#[test]
fn contradictions_are_those_that_brute_force_finds() {
    let families: [(&[&str], &[&str], &[&str]); 5] = [
        (
            &[
                "StringEquals",
                "StringNotEquals",
                "StringLike",
                "StringNotLike",
                "StringEqualsIgnoreCase",
            ],
            &["a", "b", "B", "a*", "*b", "?", "ab"],
            &[
                "a", "b", "A", "B", "ab", "aab", "AB", "zz", "a*", "*b", "?", "x", "axb", "abb",
                "A*", "*B",
            ],
        ),
        (
            &[
                "NumericEquals",
                "NumericNotEquals",
                "NumericLessThan",
                "NumericLessThanEquals",
                "NumericGreaterThan",
                "NumericGreaterThanEquals",
            ],
            &["1", "2", "3.0"],
            &["0", "1", "1.5", "2", "2.5", "3", "4"],
        ),
        (
            &[
                "DateEquals",
                "DateNotEquals",
                "DateLessThan",
                "DateLessThanEquals",
                "DateGreaterThan",
                "DateGreaterThanEquals",
            ],
            &["2026-01-01", "2026-01-02", "2026-01-03T00:00:00Z"],
            &[
                "2025-01-01",
                "2026-01-01",
                "2026-01-01T12:00:00Z",
                "2026-01-02",
                "2026-01-02T12:00:00Z",
                "2026-01-03",
                "2027-01-01",
            ],
        ),
        (
            &["IpAddress", "NotIpAddress"],
            &[
                "8.8.0.0/16",
                "8.8.0.0/17",
                "8.8.128.0/17",
                "8.8.8.8",
                "2600::/16",
                "2600::1",
                "0.0.0.0/0",
                "::/0",
            ],
            &[
                "1.1.1.1",
                "8.8.0.1",
                "8.8.8.8",
                "8.8.200.1",
                "2600::1",
                "2600::2",
                "2700::1",
            ],
        ),
        (&["Bool"], &["true", "false"], &["true", "false"]),
    ];
    for (operators, constants, world) in families {
        let operators: Vec<&'static str> = operators.to_vec();
        let constants: Vec<&'static str> = constants.to_vec();
        let forms = vec!["", "", "IfExists", "ForAllValues:", "ForAnyValue:"];
        let condition = (
            proptest::sample::select(operators),
            proptest::sample::select(forms),
            proptest::collection::vec(proptest::sample::select(constants), 1..3),
        );
        let statements = (
            proptest::collection::btree_map(0..3_u8, condition, 1..4),
            proptest::sample::select(vec!["", "true", "false"]),
        );
        runner()
            .run(&statements, |(conditions, null)| {
                let mut written: Vec<String> = Vec::new();
                // Three spellings of one key, so that one operator may come twice.
                for (spelling, (operator, form, values)) in &conditions {
                    let name = match *form {
                        "IfExists" => format!("{operator}IfExists"),
                        prefix => format!("{prefix}{operator}"),
                    };
                    let key = ["x:k", "X:k", "x:K"][usize::from(*spelling)];
                    let name = if *spelling == 1 { name.to_lowercase() } else if *spelling == 2 { name.to_uppercase() } else { name };
                    written.push(format!(r#""{name}":{{"{key}":["{}"]}}"#, values.join("\",\"")));
                }
                if !null.is_empty() {
                    written.push(format!(r#""Null":{{"x:k":"{null}"}}"#));
                }
                let text = format!(
                    r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{{}}}}}}}"#,
                    written.join(",")
                );
                let mut sources = Sources::default();
                let file = sources.add(Source::new("policy.json", text.as_str()));
                let tree = syntax::parse(file, sources.get(file));
                let policy = model::lower(&tree);
                let conditions = &policy.statements[0].conditions;
                let found = satisfy(conditions, true);
                let mut keys = vec![Key::Absent];
                for one in world {
                    keys.push(present(&[one]));
                    keys.extend(world.iter().map(|other| present(&[one, other])));
                }
                let all = |only: &dyn Fn(usize) -> bool| {
                    Truth::any(keys.iter().map(|key| {
                        let request = request().with("x:k", key.clone());
                        Truth::all(
                            conditions
                                .iter()
                                .enumerate()
                                .filter(|(index, _)| only(*index))
                                .map(|(_, condition)| holds(condition, &request.context, true)),
                        )
                    }))
                };
                match found.truth {
                    Truth::Yes => prop_assert!(all(&|_| true) != Truth::No, "no request for {}", text),
                    Truth::No => {
                        prop_assert!(!found.conflicts.is_empty());
                        prop_assert!(all(&|_| true) != Truth::Yes, "a request for {}", text);
                        for conflict in &found.conflicts {
                            let those = |index: usize| conflict.conditions.contains(&index);
                            prop_assert!(all(&those) != Truth::Yes, "{:?} of {}", conflict, text);
                        }
                    }
                    Truth::Unknown => {}
                }
                Ok(())
            })
            .expect("as brute force says");
    }
}
