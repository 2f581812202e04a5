//! What each fact of IAM's evaluation means, one hand-worked case after another.
//!
//! The groups follow the facts of the User Guide: actions, complements, resources, condition operators, missing keys, set
//! operators, each family of operators, keys, variables, principals, derived keys, presence. `Y` is allowed, `N` is not
//! allowed (no Deny is in play), `?` is open, because AWS does not document it.

use crate::deciding::{policy, request, verdict};
use iamsure::access::{Accounts, Role};
use iamsure::semantics::presence::{Presence, presence};
use iamsure::semantics::{Caller, Decision, Key, Request};

const RESOURCE: &str = "arn:aws:s3:::b/k";

fn letter(decision: Decision) -> char {
    match decision {
        Decision::Allowed => 'Y',
        Decision::ExplicitDeny | Decision::ImplicitDeny => 'N',
        Decision::Unknown => '?',
    }
}

fn app() -> Caller {
    Caller::Identity("arn:aws:iam::111122223333:role/team/app".to_owned())
}

fn decided(statement: &str, request: &Request) -> char {
    let policies = [(Role::Identity, policy(statement))];
    let accounts = Accounts {
        resource: Some("111122223333"),
        ..Accounts::default()
    };
    letter(verdict(&policies, &accounts, request).decision)
}

struct Table {
    cases: usize,
    wrong: Vec<String>,
}

impl Table {
    fn new() -> Self {
        Self {
            cases: 0,
            wrong: Vec::new(),
        }
    }

    fn case(&mut self, what: &str, found: char, expected: char) {
        self.cases += 1;
        if found != expected {
            self.wrong
                .push(format!("{what} is {found}, not {expected}"));
        }
    }

    fn end(self, cases: usize) {
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        assert_eq!(self.cases, cases);
    }
}

/// `Action` or `NotAction`, the action that is asked for, the answer.
#[test]
fn action_globs_over_service_and_name_without_case() {
    let cases = [
        (r#""Action":"s3:GetObject""#, "s3:GetObject", 'Y'),
        (r#""Action":"S3:GETOBJECT""#, "s3:GetObject", 'Y'),
        (r#""Action":"s3:Get*""#, "s3:GetObject", 'Y'),
        (r#""Action":"s3:Get*""#, "s3:Get", 'Y'),
        (r#""Action":"s3:Get?bject""#, "s3:GetObject", 'Y'),
        (r#""Action":"s3:GetObject?""#, "s3:GetObject", 'N'),
        (r#""Action":"s3:*Object""#, "s3:GetObjectAcl", 'N'),
        (r#""Action":"s3:*""#, "s3express:CreateSession", 'N'),
        (r#""Action":"*""#, "s3:GetObject", 'Y'),
        (r#""Action":"*:*""#, "s3:GetObject", 'Y'),
        (r#""Action":["iam:*","s3:Get*"]"#, "s3:GetObject", 'Y'),
        (r#""Action":[]"#, "s3:GetObject", 'N'),
        // Complements: of the union, never a union of complements.
        (r#""NotAction":"iam:*""#, "s3:GetObject", 'Y'),
        (r#""NotAction":["iam:*","S3:get*"]"#, "s3:GetObject", 'N'),
        (r#""NotAction":["iam:*","s3:Put*"]"#, "s3:GetObject", 'Y'),
        (r#""NotAction":"*""#, "s3:GetObject", 'N'),
    ];
    let mut table = Table::new();
    for (element, action, expected) in cases {
        let statement = format!(r#"{{"Effect":"Allow",{element},"Resource":"*"}}"#);
        let request = request(app(), action, RESOURCE);
        table.case(
            &format!("{element} for {action}"),
            decided(&statement, &request),
            expected,
        );
    }
    table.end(16);
}

/// `Resource` or `NotResource`, the resource that is asked for, the answer.
#[test]
fn resource_fields_and_wildcards() {
    let cases = [
        (r#""Resource":"*""#, "arn:aws:s3:::b/k", 'Y'),
        (r#""Resource":"*""#, "*", 'Y'),
        (r#""Resource":"arn:aws:s3:::b/k""#, "arn:aws:s3:::b/k", 'Y'),
        (r#""Resource":"arn:aws:s3:::b/*""#, "*", 'N'),
        // Letter case counts.
        (r#""Resource":"arn:aws:s3:::b/K""#, "arn:aws:s3:::b/k", 'N'),
        // The last field takes anything, slash, colon and line feed included.
        (r#""Resource":"arn:aws:s3:::b*""#, "arn:aws:s3:::b/c/d", 'Y'),
        (r#""Resource":"arn:aws:s3:::b?k""#, "arn:aws:s3:::b/k", 'Y'),
        (r#""Resource":"arn:aws:s3:::*""#, "arn:aws:s3:::b/a:b", 'Y'),
        (
            r#""Resource":"arn:aws:s3:::b/*""#,
            "arn:aws:s3:::b/a\nb",
            'Y',
        ),
        (r#""Resource":"arn:aws:s3:::b/?""#, "arn:aws:s3:::b/\n", 'Y'),
        (r#""Resource":"arn:aws:s3:::b/*""#, "arn:aws:s3:::b", 'N'),
        (r#""Resource":"arn:aws:s3:::b/*""#, "arn:aws:s3:::b/", 'Y'),
        // Wildcards in the first five fields stay in their field.
        (
            r#""Resource":"arn:aws:sqs:*:111122223333:q""#,
            "arn:aws:sqs:eu-west-1:111122223333:q",
            'Y',
        ),
        (
            r#""Resource":"arn:aws:sqs:*:q""#,
            "arn:aws:sqs:eu-west-1:111122223333:q",
            '?',
        ),
        (
            r#""Resource":"arn:aws:sqs:eu-west-?:*:q""#,
            "arn:aws:sqs:eu-west-1:111122223333:q",
            'Y',
        ),
        (
            r#""Resource":"arn:aws:sqs:eu*q:*:*""#,
            "arn:aws:sqs:eu-west-1:111122223333:q",
            'N',
        ),
        (
            r#""Resource":"arn:aws:s3:::b/k""#,
            "arn:aws:s3:eu-west-1::b/k",
            'N',
        ),
        // Fewer than six fields: the rest is any.
        (
            r#""Resource":"arn:aws:sqs""#,
            "arn:aws:sqs:eu-west-1:111122223333:q",
            'Y',
        ),
        (
            r#""Resource":"arn:aws:sqs:eu-west-1""#,
            "arn:aws:sqs:eu-west-1:111122223333:q",
            'Y',
        ),
        (
            r#""Resource":"arn:aws:sqs:eu-west-2""#,
            "arn:aws:sqs:eu-west-1:111122223333:q",
            'N',
        ),
        (
            r#""Resource":"arn:aws:sns""#,
            "arn:aws:sqs:eu-west-1:111122223333:q",
            'N',
        ),
        // Service and partition are lower case; what another writing means is nowhere said.
        (r#""Resource":"arn:aws:S3:::b/k""#, "arn:aws:s3:::b/k", '?'),
        (r#""Resource":"arn:AWS:s3:::b/k""#, "arn:aws:s3:::b/k", '?'),
        (
            r#""Resource":"arn:aws:S3:::b/k""#,
            "arn:aws:s3:::b/other",
            'N',
        ),
        // Complements.
        (
            r#""NotResource":["arn:aws:s3:::a/*","arn:aws:s3:::b/*"]"#,
            "arn:aws:s3:::b/k",
            'N',
        ),
        (
            r#""NotResource":["arn:aws:s3:::a/*","arn:aws:s3:::c/*"]"#,
            "arn:aws:s3:::b/k",
            'Y',
        ),
        (r#""NotResource":"*""#, "arn:aws:s3:::b/k", 'N'),
    ];
    let mut table = Table::new();
    for (element, resource, expected) in cases {
        let statement = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#
            .replace(r#""Resource":"*""#, element);
        let request = request(app(), "s3:GetObject", resource);
        table.case(
            &format!("{element} for {resource:?}"),
            decided(&statement, &request),
            expected,
        );
    }
    table.end(27);
}

/// Conditions on `x:k`, the values that a request has of it (none: absent), the answer.
fn conditions(cases: &[(&str, Option<&[&str]>, char)]) -> Table {
    let mut table = Table::new();
    for (conditions, values, expected) in cases {
        let statement = format!(
            r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{{conditions}}}}}"#
        );
        let mut request = request(app(), "s3:GetObject", RESOURCE);
        if let Some(values) = values {
            let values = values.iter().map(ToString::to_string).collect();
            request.context.set("x:k", Key::Present(values));
        }
        let found = decided(&statement, &request);
        table.case(&format!("{conditions} for {values:?}"), found, *expected);
    }
    table
}

#[test]
fn values_are_alternatives_keys_and_operators_add_up() {
    conditions(&[
        (r#""StringEquals":{"x:k":["a","b"]}"#, Some(&["b"]), 'Y'),
        (r#""StringEquals":{"x:k":["a","b"]}"#, Some(&["c"]), 'N'),
        (r#""StringNotEquals":{"x:k":["a","b"]}"#, Some(&["c"]), 'Y'),
        (r#""StringNotEquals":{"x:k":["a","b"]}"#, Some(&["a"]), 'N'),
        (
            r#""StringEquals":{"x:k":"a","x:absent":"a"}"#,
            Some(&["a"]),
            'N',
        ),
        (
            r#""StringEquals":{"x:k":"a"},"Null":{"x:absent":"true"}"#,
            Some(&["a"]),
            'Y',
        ),
        (
            r#""StringLike":{"x:k":"a*"},"StringNotLike":{"x:k":"*z"}"#,
            Some(&["az"]),
            'N',
        ),
        // Names of operators and keys without regard to case, tag keys included.
        (r#""stringequals":{"X:K":"a"}"#, Some(&["a"]), 'Y'),
        (r#""STRINGEQUALSIFEXISTS":{"x:absent":"a"}"#, None, 'Y'),
        (
            r#""FORANYVALUE:StringEquals":{"x:k":"a"}"#,
            Some(&["a"]),
            'Y',
        ),
        (r#""StringMatches":{"x:k":"a"}"#, Some(&["a"]), '?'),
    ])
    .end(11);
}

#[test]
fn a_missing_key() {
    conditions(&[
        (r#""StringEquals":{"x:k":"a"}"#, None, 'N'),
        (r#""NumericLessThan":{"x:k":"1"}"#, None, 'N'),
        (r#""DateGreaterThan":{"x:k":"2026-01-01"}"#, None, 'N'),
        (r#""Bool":{"x:k":"false"}"#, None, 'N'),
        (r#""IpAddress":{"x:k":"0.0.0.0/0"}"#, None, 'N'),
        (r#""ArnLike":{"x:k":"arn:*:*:*:*:*"}"#, None, 'N'),
        (r#""BinaryEquals":{"x:k":"QQ=="}"#, None, 'N'),
        (r#""StringNotEquals":{"x:k":"a"}"#, None, 'Y'),
        (r#""StringNotLike":{"x:k":"*"}"#, None, 'Y'),
        (r#""NumericNotEquals":{"x:k":"1"}"#, None, 'Y'),
        (r#""DateNotEquals":{"x:k":"2026-01-01"}"#, None, 'Y'),
        (r#""NotIpAddress":{"x:k":"0.0.0.0/0"}"#, None, 'Y'),
        (r#""ArnNotEquals":{"x:k":"arn:*:*:*:*:*"}"#, None, 'Y'),
        (r#""StringEqualsIfExists":{"x:k":"a"}"#, None, 'Y'),
        (r#""BoolIfExists":{"x:k":"true"}"#, None, 'Y'),
        (r#""Null":{"x:k":"true"}"#, None, 'Y'),
        (r#""Null":{"x:k":"false"}"#, None, 'N'),
        (r#""Null":{"x:k":["true","false"]}"#, None, 'Y'),
        (r#""Null":{"x:k":["true","false"]}"#, Some(&["a"]), 'Y'),
        (r#""Null":{"x:k":true}"#, Some(&["a"]), 'N'),
        // "The key exists and its value is not null": whether an empty text is null is nowhere said.
        (r#""Null":{"x:k":"true"}"#, Some(&[""]), '?'),
        (r#""Null":{"x:k":"false"}"#, Some(&[""]), '?'),
        (r#""ForAllValues:StringEquals":{"x:k":"a"}"#, None, 'Y'),
        (r#""ForAllValues:StringNotEquals":{"x:k":"a"}"#, None, 'Y'),
        (r#""ForAnyValue:StringEquals":{"x:k":"a"}"#, None, 'N'),
        (r#""ForAnyValue:StringNotEquals":{"x:k":"a"}"#, None, 'N'),
        (
            r#""ForAnyValue:StringEqualsIfExists":{"x:k":"a"}"#,
            None,
            '?',
        ),
    ])
    .end(27);
}

#[test]
fn set_operators() {
    conditions(&[
        (
            r#""ForAnyValue:StringEquals":{"x:k":["a","b"]}"#,
            Some(&["b", "c"]),
            'Y',
        ),
        (
            r#""ForAnyValue:StringEquals":{"x:k":["a","b"]}"#,
            Some(&["c", "d"]),
            'N',
        ),
        (
            r#""ForAllValues:StringEquals":{"x:k":["a","b"]}"#,
            Some(&["a", "b", "a"]),
            'Y',
        ),
        (
            r#""ForAllValues:StringEquals":{"x:k":["a","b"]}"#,
            Some(&["a", "c"]),
            'N',
        ),
        (
            r#""ForAllValues:StringNotEquals":{"x:k":["a","b"]}"#,
            Some(&["c", "d"]),
            'Y',
        ),
        (
            r#""ForAllValues:StringNotEquals":{"x:k":["a","b"]}"#,
            Some(&["c", "a"]),
            'N',
        ),
        (
            r#""ForAnyValue:StringNotEquals":{"x:k":["a","b"]}"#,
            Some(&["c", "a"]),
            'Y',
        ),
        (
            r#""ForAnyValue:StringNotEquals":{"x:k":["a","b"]}"#,
            Some(&["a", "b"]),
            'N',
        ),
        // A single value is a set of one.
        (
            r#""ForAnyValue:StringLike":{"x:k":"a*"}"#,
            Some(&["ab"]),
            'Y',
        ),
        (
            r#""ForAllValues:StringLike":{"x:k":"a*"}"#,
            Some(&["b"]),
            'N',
        ),
        (
            r#""ForAllValues:NumericLessThan":{"x:k":"5"}"#,
            Some(&["1", "4.9"]),
            'Y',
        ),
        (
            r#""ForAnyValue:IpAddress":{"x:k":"8.8.8.0/24"}"#,
            Some(&["9.9.9.9", "8.8.8.1"]),
            'Y',
        ),
        // What a plain operator makes of several values is not documented; the linter speaks of it.
        (r#""StringEquals":{"x:k":"a"}"#, Some(&["a", "b"]), '?'),
        // No value at all, and the empty string that AWS calls one.
        (r#""ForAllValues:StringEquals":{"x:k":"a"}"#, Some(&[]), 'Y'),
        (r#""ForAnyValue:StringEquals":{"x:k":"a"}"#, Some(&[]), 'N'),
        (
            r#""ForAllValues:StringEquals":{"x:k":"a"}"#,
            Some(&[""]),
            '?',
        ),
        (
            r#""ForAnyValue:StringNotEquals":{"x:k":"a"}"#,
            Some(&[""]),
            '?',
        ),
        (
            r#""ForAllValues:StringEquals":{"x:k":""}"#,
            Some(&[""]),
            'Y',
        ),
    ])
    .end(18);
}

#[test]
fn strings() {
    conditions(&[
        (r#""StringEquals":{"x:k":"a*"}"#, Some(&["a*"]), 'Y'),
        (r#""StringEquals":{"x:k":"a*"}"#, Some(&["ab"]), 'N'),
        (r#""StringEquals":{"x:k":"A"}"#, Some(&["a"]), 'N'),
        (r#""StringLike":{"x:k":"a*d"}"#, Some(&["a:b/c\nd"]), 'Y'),
        (r#""StringLike":{"x:k":"a?"}"#, Some(&["a"]), 'N'),
        (r#""StringLike":{"x:k":"a?"}"#, Some(&["aé"]), 'Y'),
        (r#""StringLike":{"x:k":"A*"}"#, Some(&["ab"]), 'N'),
        (r#""StringNotLike":{"x:k":"a*"}"#, Some(&["ab"]), 'N'),
        (
            r#""StringEqualsIgnoreCase":{"x:k":"aB"}"#,
            Some(&["Ab"]),
            'Y',
        ),
        (
            r#""StringEqualsIgnoreCase":{"x:k":"a*"}"#,
            Some(&["ab"]),
            'N',
        ),
        (
            r#""StringNotEqualsIgnoreCase":{"x:k":"aB"}"#,
            Some(&["Ab"]),
            'N',
        ),
        // Letters beyond ASCII that differ only in case.
        (r#""StringEqualsIgnoreCase":{"x:k":"É"}"#, Some(&["é"]), '?'),
        (r#""StringEqualsIgnoreCase":{"x:k":"É"}"#, Some(&["É"]), 'Y'),
        (r#""StringEqualsIgnoreCase":{"x:k":"É"}"#, Some(&["e"]), 'N'),
        (r#""StringEquals":{"x:k":["a",""]}"#, Some(&[""]), 'Y'),
    ])
    .end(15);
}

#[test]
fn arns_by_fields() {
    let arn = "arn:aws:sns:eu-west-1:111122223333:t:sub";
    conditions(&[
        (
            r#""ArnEquals":{"x:k":"arn:aws:sns:eu-west-1:111122223333:t*"}"#,
            Some(&[arn]),
            'Y',
        ),
        (
            r#""ArnLike":{"x:k":"arn:aws:sns:*:111122223333:t:*"}"#,
            Some(&[arn]),
            'Y',
        ),
        (
            r#""ArnLike":{"x:k":"arn:aws:sns:*:sub"}"#,
            Some(&[arn]),
            '?',
        ),
        (
            r#""ArnLike":{"x:k":"arn:aws:sns:e*3:t:sub:x"}"#,
            Some(&[arn]),
            'N',
        ),
        (
            r#""ArnLike":{"x:k":"arn:aws:sns:*:*:t"}"#,
            Some(&[arn]),
            'N',
        ),
        (
            r#""ArnLike":{"x:k":"arn:aws:sns:*:*:T:*"}"#,
            Some(&[arn]),
            'N',
        ),
        (
            r#""ArnNotLike":{"x:k":"arn:aws:sns:*:*:*"}"#,
            Some(&[arn]),
            'N',
        ),
        (
            r#""ArnNotEquals":{"x:k":"arn:aws:sqs:*:*:*"}"#,
            Some(&[arn]),
            'Y',
        ),
        // A value that is no ARN matches nothing.
        (r#""ArnLike":{"x:k":"arn:*:*:*:*:*"}"#, Some(&["sns"]), 'N'),
        (
            r#""ArnNotLike":{"x:k":"arn:*:*:*:*:*"}"#,
            Some(&["sns"]),
            'Y',
        ),
        // `*` alone is read either way.
        (r#""ArnLike":{"x:k":"*"}"#, Some(&[arn]), '?'),
    ])
    .end(11);
}

#[test]
fn numbers_dates_booleans_and_addresses() {
    conditions(&[
        (r#""Bool":{"x:k":"true"}"#, Some(&["TRUE"]), 'Y'),
        (r#""Bool":{"x:k":true}"#, Some(&["true"]), 'Y'),
        (r#""Bool":{"x:k":"false"}"#, Some(&["true"]), 'N'),
        (r#""NumericEquals":{"x:k":"10"}"#, Some(&["10.0"]), 'Y'),
        (r#""NumericEquals":{"x:k":10}"#, Some(&["010"]), 'Y'),
        (
            r#""NumericLessThan":{"x:k":"0.1"}"#,
            Some(&["0.09999999999999999999"]),
            'Y',
        ),
        (
            r#""NumericGreaterThan":{"x:k":"9007199254740992"}"#,
            Some(&["9007199254740993"]),
            'Y',
        ),
        (r#""NumericLessThan":{"x:k":"-1"}"#, Some(&["-1.5"]), 'Y'),
        (
            r#""NumericGreaterThanEquals":{"x:k":"5"}"#,
            Some(&["five"]),
            'N',
        ),
        (r#""NumericNotEquals":{"x:k":"5"}"#, Some(&["five"]), '?'),
        (
            r#""DateLessThan":{"x:k":"2026-06-01T00:00:00Z"}"#,
            Some(&["2026-06-01T01:00:00+02:00"]),
            'Y',
        ),
        (
            r#""DateEquals":{"x:k":"1767225600"}"#,
            Some(&["2026-01-01T00:00:00Z"]),
            'Y',
        ),
        (
            r#""DateGreaterThan":{"x:k":"2026-01-01"}"#,
            Some(&["2026-01-01T00:00:00Z"]),
            'N',
        ),
        (
            r#""DateLessThanEquals":{"x:k":"2026-01-01"}"#,
            Some(&["soon"]),
            'N',
        ),
        (
            r#""IpAddress":{"x:k":"203.0.113.0/24"}"#,
            Some(&["203.0.113.200"]),
            'Y',
        ),
        (
            r#""IpAddress":{"x:k":"203.0.113.7"}"#,
            Some(&["203.0.113.7"]),
            'Y',
        ),
        (
            r#""IpAddress":{"x:k":"203.0.113.7"}"#,
            Some(&["203.0.113.8"]),
            'N',
        ),
        (
            r#""IpAddress":{"x:k":"2001:db8::1"}"#,
            Some(&["2001:db8:0::1"]),
            'Y',
        ),
        (
            r#""IpAddress":{"x:k":"0.0.0.0/0"}"#,
            Some(&["2001:db8::1"]),
            'N',
        ),
        (
            r#""NotIpAddress":{"x:k":"0.0.0.0/0"}"#,
            Some(&["2001:db8::1"]),
            'Y',
        ),
        (
            r#""IpAddress":{"x:k":["10.0.0.0/8","::/0"]}"#,
            Some(&["2001:db8::1"]),
            'Y',
        ),
        (r#""BinaryEquals":{"x:k":"QQ=="}"#, Some(&["QQ=="]), 'Y'),
        (r#""BinaryEquals":{"x:k":"QQ=="}"#, Some(&["Qg=="]), 'N'),
    ])
    .end(23);
}

/// Version, elements, the user's name (none: absent), the answer; what is asked for is `home/ann/x`.
#[test]
fn variables() {
    let now = "2012-10-17";
    let resource = |path: &str| format!(r#""Resource":"arn:aws:s3:::home/{path}""#);
    let condition = |operator: &str, value: &str| {
        format!(r#""Resource":"*","Condition":{{"{operator}":{{"x:path":"{value}"}}}}"#)
    };
    let cases = [
        (now, resource("${x:name}/*"), Some("ann"), 'Y'),
        (now, resource("${X:NAME}/*"), Some("ann"), 'Y'),
        (now, resource("${x:name}/*"), Some("bob"), 'N'),
        ("2008-10-17", resource("${x:name}/*"), Some("ann"), 'N'),
        // Unset: in a resource it matches nothing, by default or not at all.
        (now, resource("${x:name}*"), None, 'N'),
        (now, resource("${x:name, 'ann'}/*"), None, 'Y'),
        (now, resource("${x:name, 'ann'}/*"), Some("bob"), 'N'),
        // What is put in is text, no pattern.
        (now, resource("${x:name}/*"), Some("*"), 'N'),
        (now, resource("${x:name}/*"), Some("a?n"), 'N'),
        (now, resource("${*}/*"), Some("ann"), 'N'),
        (now, resource("ann${?}x"), Some("ann"), 'N'),
        // Unset in a condition: positive does not match, negated does.
        (
            now,
            condition("StringLike", "${x:name}/*"),
            Some("ann"),
            'Y',
        ),
        (now, condition("StringLike", "${x:name}/*"), None, 'N'),
        (now, condition("StringNotLike", "${x:name}/*"), None, 'Y'),
        (
            now,
            condition("StringNotLike", "${x:name}/*"),
            Some("ann"),
            'N',
        ),
        (
            now,
            condition("StringEquals", "${x:name}/x"),
            Some("ann"),
            'Y',
        ),
        (now, condition("StringEquals", "ann/x"), None, 'Y'),
        (
            "2008-10-17",
            condition("StringLike", "${x:name}/*"),
            Some("ann"),
            'N',
        ),
    ];
    let mut table = Table::new();
    for (version, elements, name, expected) in cases {
        let text = policy(&format!(r#"{{"Effect":"Allow","Action":"*",{elements}}}"#))
            .replace("2012-10-17", version);
        let mut request = request(app(), "s3:GetObject", "arn:aws:s3:::home/ann/x");
        request.context.set("x:path", Key::value("ann/x"));
        if let Some(name) = name {
            request.context.set("x:name", Key::value(name));
        }
        let accounts = Accounts {
            resource: Some("111122223333"),
            ..Accounts::default()
        };
        let found = verdict(&[(Role::Identity, text)], &accounts, &request).decision;
        table.case(
            &format!("{version} {elements} for {name:?}"),
            letter(found),
            expected,
        );
    }
    // A key with several values is no variable.
    let statement = r#"{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::home/${x:name}/*"}"#;
    let mut several = request(app(), "s3:GetObject", "arn:aws:s3:::home/ann/x");
    several.context.set(
        "x:name",
        Key::Present(vec!["ann".to_owned(), "bob".to_owned()]),
    );
    table.case("several values", decided(statement, &several), '?');
    table.end(19);
}

/// Keys that follow from the principal: the caller, the key, its value; none where the request does not have it.
#[test]
fn derived_keys() {
    let role = "arn:aws:iam::111122223333:role/team/app";
    let user = "arn:aws:iam::111122223333:user/team/ann";
    let session = "arn:aws:sts::111122223333:assumed-role/app/s";
    let guest = "arn:aws:sts::111122223333:federated-user/guest";
    let root = "arn:aws:iam::111122223333:root";
    let identity = |arn: &str| Caller::Identity(arn.to_owned());
    let service = || Caller::Service("sns.amazonaws.com".to_owned());
    let cases = [
        (identity(role), "aws:PrincipalArn", Some(role)),
        (identity(role), "aws:PrincipalAccount", Some("111122223333")),
        (identity(role), "aws:PrincipalType", Some("AssumedRole")),
        (identity(role), "aws:username", None),
        (identity(role), "aws:PrincipalIsAWSService", Some("false")),
        (identity(role), "aws:PrincipalServiceName", None),
        (identity(session), "aws:PrincipalType", Some("AssumedRole")),
        (identity(session), "aws:username", None),
        (identity(user), "aws:PrincipalArn", Some(user)),
        (identity(user), "aws:PrincipalType", Some("User")),
        (identity(user), "aws:username", Some("ann")),
        (identity(guest), "aws:PrincipalArn", Some(guest)),
        (identity(guest), "aws:PrincipalType", Some("FederatedUser")),
        (identity(guest), "aws:userid", Some("111122223333:guest")),
        (identity(root), "aws:PrincipalType", Some("Account")),
        (identity(root), "aws:userid", Some("111122223333")),
        (identity(root), "aws:username", None),
        (service(), "aws:PrincipalIsAWSService", Some("true")),
        (
            service(),
            "aws:PrincipalServiceName",
            Some("sns.amazonaws.com"),
        ),
        (Caller::Anonymous, "aws:PrincipalArn", None),
        (Caller::Anonymous, "aws:PrincipalAccount", Some("anonymous")),
        (Caller::Anonymous, "aws:PrincipalType", Some("Anonymous")),
        (Caller::Anonymous, "aws:userid", Some("anonymous")),
        (
            Caller::Federated("accounts.google.com".to_owned()),
            "aws:FederatedProvider",
            Some("accounts.google.com"),
        ),
    ];
    for (caller, key, expected) in cases {
        let request = Request::new(caller, "s3:GetObject");
        let expected = expected.map_or(Key::Absent, Key::value);
        assert_eq!(
            *request.context.get(key),
            expected,
            "{key} of {:?}",
            request.caller
        );
    }
    // A session's ARN does not tell the path of its role.
    let request = Request::new(identity(session), "s3:GetObject");
    assert_eq!(*request.context.get("aws:PrincipalArn"), Key::Unknown);
}

/// Which keys a request has because of who sends it and by which way.
#[test]
fn presence_facts() {
    use Presence::{Always, Never, Sometimes};
    let identity = |kind: &str| Caller::Identity(format!("arn:aws:iam::111122223333:{kind}/x"));
    let service = || Caller::Service("sns.amazonaws.com".to_owned());
    let cases = [
        (Caller::Anonymous, "aws:CurrentTime", Always),
        (Caller::Anonymous, "aws:EpochTime", Always),
        (Caller::Anonymous, "aws:SecureTransport", Always),
        (Caller::Anonymous, "aws:UserAgent", Always),
        (Caller::Anonymous, "aws:ViaAWSService", Always),
        (Caller::Anonymous, "AWS:requestedregion", Always),
        (Caller::Anonymous, "aws:PrincipalAccount", Always),
        (Caller::Anonymous, "aws:PrincipalType", Always),
        (Caller::Anonymous, "aws:userid", Always),
        (Caller::Anonymous, "aws:PrincipalArn", Never),
        (Caller::Anonymous, "aws:PrincipalIsAWSService", Never),
        (Caller::Anonymous, "aws:TokenIssueTime", Never),
        (Caller::Anonymous, "aws:MultiFactorAuthPresent", Never),
        (Caller::Anonymous, "aws:username", Never),
        (identity("role"), "aws:PrincipalArn", Always),
        (identity("role"), "aws:TokenIssueTime", Always),
        (identity("role"), "aws:MultiFactorAuthPresent", Sometimes),
        (identity("role"), "aws:username", Never),
        (identity("role"), "aws:PrincipalOrgID", Sometimes),
        (identity("role"), "aws:SourceIp", Sometimes),
        (identity("role"), "s3:prefix", Sometimes),
        (identity("user"), "aws:username", Always),
        (identity("user"), "aws:TokenIssueTime", Sometimes),
        (service(), "aws:PrincipalIsAWSService", Always),
        (service(), "aws:SourceArn", Sometimes),
        (Caller::Unknown, "aws:PrincipalArn", Sometimes),
    ];
    for (caller, key, expected) in cases {
        let request = Request::new(caller, "s3:GetObject");
        let found = presence(&request.caller, &request.context, key);
        assert_eq!(found, expected, "{key} of {:?}", request.caller);
    }
    // Through an endpoint there is no address, and without one no endpoint.
    let by = |key: &str, value: &str| {
        Request::new(identity("role"), "s3:GetObject").with(key, Key::value(value))
    };
    let through = by("aws:SourceVpce", "vpce-1");
    assert_eq!(
        presence(&through.caller, &through.context, "aws:SourceIp"),
        Never
    );
    let direct = by("aws:SourceIp", "203.0.113.7");
    assert_eq!(
        presence(&direct.caller, &direct.context, "aws:SourceVpc"),
        Never
    );
    assert_eq!(
        presence(&direct.caller, &direct.context, "aws:SourceVpce"),
        Never
    );
}
