//! `iamsure simulate`: arguments, exit codes, its JSON, what it refuses, and input that means harm.

#![expect(clippy::too_many_lines, reason = "tables of cases are long")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::running::{Folder, Run, iamsure};
use serde_json::{Value, json};

const ROLE: &str = "arn:aws:iam::482915637048:role/app";
const OBJECT: &str = "arn:aws:s3:::figures/2026.csv";
const READ: &str = r#"{"Version":"2012-10-17","Statement":{"Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::figures/*"}}"#;
const ALL: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

fn policy(statement: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#)
}

fn allow(condition: &str) -> String {
    policy(&format!(
        r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{{condition}}}}}"#
    ))
}

/// One policy `p.json`, and a request for an object by a role.
fn simulate(policy: &str, more: &[&str]) -> Run {
    let folder = Folder::with(&[("p.json", policy)]);
    let request = [
        "simulate",
        "p.json",
        "--action",
        "s3:GetObject",
        "--resource",
        OBJECT,
        "--principal",
        ROLE,
    ];
    iamsure(&folder, &[&request[..], more].concat())
}

fn answer(policy: &str, more: &[&str]) -> Value {
    let run = simulate(policy, &[more, &["--format", "json"]].concat());
    let value: Value = serde_json::from_str(&run.out).expect("it is JSON");
    let allowed = value["decision"] == "allowed";
    assert_eq!(run.code, i32::from(!allowed), "{}", run.out);
    let schema = serde_json::from_str(include_str!("../schemas/simulate.schema.json"))
        .expect("the schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let errors: Vec<String> = schema
        .iter_errors(&value)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}\n{}", run.out);
    value
}

/// Decision, whether it is certain, and the keys that were not given and matter.
fn brief(policy: &str, more: &[&str]) -> (String, bool, Vec<String>) {
    let value = answer(policy, more);
    let keys = value["missing_context"].as_array().expect("a list");
    (
        value["decision"].as_str().expect("a word").to_owned(),
        value["certain"].as_bool().expect("a Boolean"),
        keys.iter()
            .map(|key| {
                let taken = key["taken_as"].as_str().unwrap_or_default();
                format!("{} {taken}", key["key"].as_str().unwrap_or_default())
            })
            .collect(),
    )
}

fn said(decision: &str, certain: bool, keys: &[&str]) -> (String, bool, Vec<String>) {
    (
        decision.to_owned(),
        certain,
        keys.iter().map(ToString::to_string).collect(),
    )
}

#[test]
fn exit_codes_tell_the_decision() {
    assert_eq!(simulate(READ, &[]).code, 0);
    assert_eq!(
        simulate(&READ.replace("GetObject", "PutObject"), &[]).code,
        1
    );
    assert_eq!(simulate(&READ.replace("Allow", "Deny"), &[]).code, 1);
    assert_eq!(simulate("{", &[]).code, 2);
}

#[test]
fn the_statements_that_decide_are_named() {
    let denied = r#"{"Sid":"Yes","Effect":"Allow","Action":"s3:*","Resource":"*"},
      {"Effect":"Deny","Action":"s3:GetObject","Resource":"*"}, {"Sid":"Other","Effect":"Allow","Action":"iam:*","Resource":"*"}"#;
    let value = answer(&policy(denied), &[]);
    assert_eq!(value["decision"], "explicitDeny");
    let matched: Vec<(&Value, &Value, &Value, &Value)> = value["matched"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            (
                &one["place"]["statement"],
                &one["place"]["sid"],
                &one["effect"],
                &one["decides"],
            )
        })
        .collect();
    assert_eq!(
        matched,
        [
            (&json!(0), &json!("Yes"), &json!("Allow"), &json!(false)),
            (&json!(1), &Value::Null, &json!("Deny"), &json!(true)),
        ]
    );
    let reason = &value["reasons"][0];
    assert_eq!(
        (&reason["kind"], &reason["place"]["start"]["line"]),
        (&json!("explicit-deny"), &json!(2))
    );
}

#[test]
fn the_nearest_statement_is_the_one_that_lacks_least() {
    let statements = r#"{"Sid":"Far","Effect":"Allow","Action":"iam:*","Resource":"arn:aws:s3:::other/*"},
      {"Sid":"Action","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::other/*"},
      {"Sid":"Near","Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue"}}},
      {"Sid":"Not","Effect":"Allow","NotAction":"s3:GetObject","Resource":"*"}"#;
    let value = answer(
        &policy(statements),
        &["--context", "aws:PrincipalTag/team=red"],
    );
    let reason = &value["reasons"][0];
    assert_eq!(reason["place"]["sid"], "Near");
    assert_eq!(
        reason["details"],
        json!([
            "its condition `StringEquals` on `aws:PrincipalTag/team` does not hold: the request has `red`"
        ])
    );
    let far = answer(
        &policy(r#"{"Effect":"Allow","Action":"iam:*","Resource":"arn:aws:s3:::other/*"}"#),
        &[],
    );
    assert_eq!(
        (&far["reasons"][0]["place"], &far["reasons"][0]["kind"]),
        (&Value::Null, &json!("no-allow"))
    );
}

#[test]
fn keys_that_were_not_given_are_told_where_they_matter() {
    let cases = [
        (
            allow(r#""StringEquals":{"aws:PrincipalTag/a":"b"}"#),
            said("implicitDeny", true, &["aws:PrincipalTag/a absent"]),
        ),
        // It takes both, and neither alone would do.
        (
            allow(r#""StringEquals":{"aws:PrincipalTag/a":"b","aws:PrincipalTag/c":"d"}"#),
            said(
                "implicitDeny",
                true,
                &["aws:PrincipalTag/a absent", "aws:PrincipalTag/c absent"],
            ),
        ),
        (
            allow(r#""StringNotEquals":{"aws:PrincipalTag/a":"b"}"#),
            said("allowed", true, &["aws:PrincipalTag/a absent"]),
        ),
        // Whatever it is, another condition decides.
        (
            allow(
                r#""StringEquals":{"aws:PrincipalTag/a":"b","aws:PrincipalAccount":"111111111111"}"#,
            ),
            said("implicitDeny", true, &[]),
        ),
        (
            allow(r#""StringLikeIfExists":{"aws:PrincipalTag/a":"*"}"#),
            said("allowed", true, &["aws:PrincipalTag/a absent"]),
        ),
        (
            allow(r#""ForAllValues:StringEquals":{"aws:TagKeys":"a"}"#),
            said("allowed", true, &["aws:TagKeys absent"]),
        ),
        // What every request has is not absent: the ordinary value, or unknown.
        (
            allow(r#""Bool":{"aws:SecureTransport":"true"}"#),
            said("allowed", true, &["aws:SecureTransport value"]),
        ),
        (
            allow(r#""Bool":{"aws:ViaAWSService":"true"}"#),
            said("implicitDeny", true, &["aws:ViaAWSService value"]),
        ),
        (
            allow(r#""DateLessThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}"#),
            said("implicitDeny", true, &["aws:CurrentTime value"]),
        ),
        (
            allow(r#""StringEquals":{"aws:RequestedRegion":"eu-west-1"}"#),
            said("implicitDeny", false, &["aws:RequestedRegion unknown"]),
        ),
        (
            allow(r#""StringLike":{"aws:UserAgent":"x"}"#),
            said("implicitDeny", false, &["aws:UserAgent unknown"]),
        ),
        // What follows from the caller is known.
        (
            allow(&format!(r#""ArnEquals":{{"aws:PrincipalArn":"{ROLE}"}}"#)),
            said("allowed", true, &[]),
        ),
        (
            allow(r#""Null":{"aws:username":"true"}"#),
            said("allowed", true, &[]),
        ),
        (
            allow(r#""StringEquals":{"aws:PrincipalAccount":"482915637048"}"#),
            said("allowed", true, &[]),
        ),
        // In a variable.
        (
            policy(
                r#"{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:PrincipalTag/bucket}/*"}"#,
            ),
            said("implicitDeny", true, &["aws:PrincipalTag/bucket absent"]),
        ),
        // Two statements, one key each: either would do.
        (
            policy(
                r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a:x":"true"}}},{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a:y":"true"}}}"#,
            ),
            said("implicitDeny", true, &["a:x absent", "a:y absent"]),
        ),
        // An Allow without a condition makes one with a condition idle, and a Deny keeps its say.
        (
            policy(
                r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a:x":"true"}}},{"Effect":"Allow","Action":"*","Resource":"*"}"#,
            ),
            said("allowed", true, &[]),
        ),
        (
            policy(
                r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"a:x":"true"}}},{"Effect":"Allow","Action":"*","Resource":"*"}"#,
            ),
            said("allowed", true, &["a:x absent"]),
        ),
        // Not documented, whatever is given.
        (
            allow(r#""StringEqualsMaybe":{"a:x":"true"}"#),
            said("implicitDeny", false, &[]),
        ),
    ];
    for (policy, expected) in cases {
        assert_eq!(brief(&policy, &[]), expected, "{policy}");
    }
    // Given, none of them is missing.
    let two =
        allow(r#""StringEquals":{"aws:PrincipalTag/a":"b","aws:RequestedRegion":"eu-west-1"}"#);
    let given = [
        "--context",
        "AWS:PrincipalTag/A=b",
        "--context",
        "aws:requestedregion=eu-west-1",
    ];
    assert_eq!(brief(&two, &given), said("allowed", true, &[]));
    // An address and an endpoint exclude each other.
    let endpoint = allow(r#""StringNotEquals":{"aws:SourceVpce":"vpce-1"}"#);
    assert_eq!(brief(&endpoint, &[]).2, ["aws:SourceVpce absent"]);
    assert_eq!(
        brief(&endpoint, &["--context", "aws:SourceIp=203.0.113.7"]).2,
        [""; 0]
    );
}

#[test]
fn the_context_comes_from_flags_and_file() {
    let several = allow(
        r#""ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]},"Null":{"aws:TagKeys":"false"}"#,
    );
    let flags = |values: &[&str]| {
        let pairs: Vec<String> = values
            .iter()
            .map(|value| format!("aws:TagKeys={value}"))
            .collect();
        let flags: Vec<&str> = pairs.iter().flat_map(|pair| ["--context", pair]).collect();
        answer(&several, &flags)["decision"].clone()
    };
    assert_eq!(flags(&["a", "b"]), "allowed");
    assert_eq!(flags(&["a", "c"]), "implicitDeny");
    let text = r#"{"aws:TagKeys":["a","b"],"aws:MultiFactorAuthPresent":true,"aws:MultiFactorAuthAge":300,"aws:x":"=a=b"}"#;
    let policy = allow(
        r#""ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]},"Bool":{"aws:MultiFactorAuthPresent":true},"NumericLessThan":{"aws:MultiFactorAuthAge":"301"},"StringEquals":{"aws:x":"=a=b"}"#,
    );
    let folder = Folder::with(&[("p.json", &policy), ("c.json", text)]);
    let request = [
        "simulate",
        "p.json",
        "--action",
        "s3:GetObject",
        "--resource",
        OBJECT,
        "--context-file",
        "c.json",
    ];
    assert_eq!(iamsure(&folder, &request).code, 0);
    // A flag replaces what the file says.
    let other = [&request[..], &["--context", "aws:tagkeys=z"]].concat();
    assert_eq!(iamsure(&folder, &other).code, 1);
    // Everything after the first `=` is the value.
    let equals = allow(r#""StringEquals":{"a:b":"=c=d"}"#);
    assert_eq!(simulate(&equals, &["--context", "a:b==c=d"]).code, 0);
}

#[test]
fn what_cannot_be_evaluated_is_refused() {
    let trust = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#;
    let files = [
        ("p.json", READ),
        ("trust.json", trust),
        (
            "broken.json",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*" "Resource":"*"}]}"#,
        ),
        (
            "unsound.json",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":{"a":"b"},"Resource":"*"}]}"#,
        ),
        (
            "twice.json",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*"}]}"#,
        ),
        ("empty.json", ""),
        ("none.json", r#"{"Version":"2012-10-17","Statement":[]}"#),
        ("list.json", "[1]"),
        ("null.json", r#"{"a:b":null}"#),
        ("same.json", r#"{"a:b":"c","a:b":"d"}"#),
        ("some/p.json", READ),
        ("some/q.json", ALL),
        ("some/else.json", "{}"),
    ];
    let folder = Folder::with(&files);
    let get = ["--action", "s3:GetObject", "--resource", OBJECT];
    let cases: &[(&[&str], &str)] = &[
        (&["broken.json"], "broken.json:1:68: a comma is missing"),
        (&["unsound.json"], "unsound.json:1:"),
        (&["twice.json"], "twice.json:1:56"),
        (&["empty.json"], "`empty.json` is no policy that AWS takes"),
        (&["none.json"], "`none.json` is no policy that AWS takes"),
        (&["gone.json"], "`gone.json` cannot be read"),
        (&["trust.json"], "`trust.json` says whom it is about"),
        (&[], "no policy was given"),
        (
            &["p.json", "--context", "aws:SourceIp"],
            "`aws:SourceIp` has no key and value",
        ),
        (&["p.json", "--context", "=x"], "`=x` has no key and value"),
        (
            &["p.json", "--context-file", "gone.json"],
            "the context `gone.json` cannot be read",
        ),
        (
            &["p.json", "--context-file", "list.json"],
            "list.json:1:1: an object was expected",
        ),
        (
            &["p.json", "--context-file", "null.json"],
            "null.json:1:8: no value of a condition key",
        ),
        (
            &["p.json", "--context-file", "same.json"],
            "same.json:1:12: this key stands twice",
        ),
        (
            &["p.json", "--context-file", "empty.json"],
            "empty.json:1:1: this is not JSON",
        ),
        (
            &["p.json", "--principal", "nobody"],
            "`nobody` is nobody who can call AWS",
        ),
        (
            &["p.json", "--principal", "arn:aws:iam::482915637048:group/g"],
            "is nobody who can call AWS",
        ),
        (
            &["p.json", "--principal", "ec2.amazonaws.com"],
            "a service has no identity policy",
        ),
        (
            &["--boundary", "p.json", "--principal", "anonymous"],
            "an anonymous caller has no permissions boundary",
        ),
        (
            &["--resource-policy", "some"],
            "`some` holds 2 policy files",
        ),
        (
            &["p.json", "--resource-account", "12"],
            "expected the 12 digits",
        ),
        (&["-", "--boundary", "-"], "can be read only once"),
    ];
    for (arguments, message) in cases {
        let run = iamsure(&folder, &[&["simulate"], *arguments, &get[..]].concat());
        assert_eq!(
            (run.code, run.out.as_str()),
            (2, ""),
            "{arguments:?}: {}",
            run.err
        );
        assert!(run.err.contains(message), "{arguments:?}: {}", run.err);
    }
    for (request, message) in [
        (
            &["--action", "s3:Get*"][..],
            "`s3:Get*` is not the name of one action",
        ),
        (&["--action", "GetObject"], "is not the name of one action"),
        (
            &["--action", "s3:GetObject", "--resource", "figures"],
            "`figures` is no resource",
        ),
        (&["--resource", OBJECT], "--action"),
    ] {
        let run = iamsure(&folder, &[&["simulate", "p.json"], request].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{request:?}");
        assert!(run.err.contains(message), "{request:?}: {}", run.err);
    }
    // A folder of identity policies is read, what is no policy in it left alone.
    assert_eq!(
        iamsure(&folder, &[&["simulate", "some"], &get[..]].concat()).code,
        0
    );
    let piped = folder.iamsure_with_input(&[&["simulate", "-"], &get[..]].concat(), READ);
    assert_eq!(piped.code, 0, "{}", piped.err);
}

#[test]
fn slips_in_the_request_are_hinted_at() {
    let cases = [
        (
            &["--context", "aws:SourceIpp=1.1.1.1"][..],
            "AWS defines no condition key `aws:SourceIpp`; did you mean `aws:SourceIp`?",
        ),
        (&["--context", "s3:prefx=a"], "did you mean `s3:prefix`?"),
        (
            &[
                "--context",
                "aws:SourceIp=1.1.1.1",
                "--context",
                "aws:SourceIp=2.2.2.2",
            ],
            "a request has one value of `aws:SourceIp`, and 2 were given",
        ),
    ];
    for (more, note) in cases {
        let run = simulate(ALL, more);
        assert_eq!(run.code, 0);
        assert!(run.err.contains(note), "{}", run.err);
        let value = answer(ALL, more);
        assert!(
            value["notes"][0]
                .as_str()
                .is_some_and(|text| text.contains(note))
        );
    }
    // Claims of providers and tags have the names that somebody gives them.
    for key in [
        "accounts.google.com:sub=1",
        "aws:PrincipalTag/anything=1",
        "aws:TagKeys=a",
    ] {
        assert_eq!(simulate(ALL, &["--context", key]).err, "", "{key}");
    }
}

#[test]
fn levels_of_the_organization_each_have_to_allow() {
    let deny_all_but = |action: &str| {
        policy(&format!(
            r#"{{"Effect":"Allow","Action":"{action}","Resource":"*"}}"#
        ))
    };
    let root = deny_all_but("s3:*");
    let unit = deny_all_but("ec2:*");
    let folder = Folder::with(&[
        ("p.json", ALL),
        ("root.json", &root),
        ("unit.json", &unit),
        ("both/a.json", &root),
        ("both/b.json", &unit),
        (
            "rcp.json",
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}"#,
        ),
    ]);
    let run = |more: &[&str]| {
        let request = [
            "simulate",
            "p.json",
            "--action",
            "s3:GetObject",
            "--resource",
            OBJECT,
            "--principal",
            ROLE,
        ];
        let run = iamsure(&folder, &[&request[..], more].concat());
        (run.code, run.out)
    };
    assert_eq!(run(&["--scp", "root.json"]).0, 0);
    assert_eq!(run(&["--scp", "both"]).0, 0);
    let (code, out) = run(&["--scp", "root.json", "--scp", "unit.json"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("no statement of the service control policies of level 2 allows it"),
        "{out}"
    );
    assert_eq!(
        run(&["--scp", "unit.json", "--management-account", "482915637048"]).0,
        0
    );
    assert_eq!(run(&["--rcp", "rcp.json"]).0, 1);
    assert_eq!(
        run(&["--rcp", "rcp.json", "--management-account", "482915637048"]).0,
        0
    );
}

/// One policy is, several are.
#[test]
fn what_is_open_is_said_in_the_number_of_the_policies() {
    let open = allow(r#""StringEqualsMaybe":{"a:x":"true"}"#);
    let folder = Folder::with(&[("p.json", ALL), ("open.json", &open)]);
    let request = ["--action", "s3:GetObject", "--resource", OBJECT];
    let cases: &[(&[&str], &str)] = &[
        (&["open.json"], "the identity policies allow"),
        (
            &["p.json", "--boundary", "open.json"],
            "the permissions boundary allows",
        ),
        (
            &["p.json", "--session", "open.json"],
            "the session policies allow",
        ),
        (
            &["p.json", "--scp", "open.json"],
            "the service control policies of level 1 allow",
        ),
    ];
    for (policies, words) in cases {
        let arguments = [
            &["simulate"],
            *policies,
            &request[..],
            &["--principal", ROLE],
        ]
        .concat();
        let run = iamsure(&folder, &arguments);
        assert!(
            run.out.contains(&format!("whether {words} it is open")),
            "{}",
            run.out
        );
    }
}

#[test]
fn what_is_only_supposed_of_the_account_is_said() {
    let value = answer(READ, &[]);
    assert_eq!(value["resource_account_matters"], true);
    let own = answer(READ, &["--resource-account", "482915637048"]);
    assert_eq!(
        (&own["decision"], &own["resource_account_matters"]),
        (&json!("allowed"), &json!(false))
    );
    let other = answer(READ, &["--resource-account", "111122223333"]);
    assert_eq!(
        (&other["decision"], &other["reasons"][0]["kind"]),
        (&json!("implicitDeny"), &json!("no-policy"))
    );
}

/// One request to assume a role by a trust policy that trusts everybody by every action, and the reason if it is denied.
fn assumed(principal: &str, action: &str) -> (i32, Option<String>) {
    let principals = r#"{"AWS":"*","Federated":["arn:aws:iam::482915637048:saml-provider/Corp",
      "arn:aws:iam::482915637048:oidc-provider/token.actions.githubusercontent.com","accounts.google.com"]}"#;
    let trust = policy(&format!(
        r#"{{"Effect":"Allow","Principal":{principals},"Action":"sts:*"}}"#
    ));
    let folder = Folder::with(&[("t.json", &trust)]);
    let request = [
        "simulate",
        "--resource-policy",
        "t.json",
        "--format",
        "json",
    ];
    let by = ["--principal", principal, "--action", action];
    let run = iamsure(&folder, &[&request[..], &by].concat());
    let value: Value = serde_json::from_str(&run.out).expect("it is JSON");
    let reasons = value["reasons"].as_array().expect("a list");
    let kind = reasons.first().and_then(|one| one["kind"].as_str());
    (run.code, kind.map(str::to_owned))
}

#[test]
fn nobody_gets_credentials_by_a_call_that_aws_does_not_take() {
    let saml = "arn:aws:iam::482915637048:saml-provider/Corp";
    let oidc = "arn:aws:iam::482915637048:oidc-provider/token.actions.githubusercontent.com";
    let guest = "arn:aws:sts::482915637048:federated-user/guest";
    let session = "arn:aws:sts::482915637048:assumed-role/app/s";
    let cases = [
        ("482915637048", "sts:AssumeRole", false),
        ("arn:aws:iam::482915637048:user/ann", "sts:AssumeRole", true),
        (ROLE, "sts:AssumeRole", true),
        (ROLE, "sts:GetSessionToken", false),
        (session, "sts:GetFederationToken", false),
        ("anonymous", "sts:AssumeRole", false),
        (guest, "sts:AssumeRole", false),
        (guest, "sts:TagSession", false),
        (saml, "sts:AssumeRole", false),
        (saml, "sts:AssumeRoleWithSAML", true),
        (saml, "sts:AssumeRoleWithWebIdentity", false),
        (saml, "sts:TagSession", true),
        (saml, "sts:SetSourceIdentity", true),
        (oidc, "sts:AssumeRole", false),
        (oidc, "sts:assumerolewithsaml", false),
        (oidc, "sts:AssumeRoleWithWebIdentity", true),
        ("accounts.google.com", "sts:AssumeRoleWithSAML", false),
        ("accounts.google.com", "sts:AssumeRoleWithWebIdentity", true),
    ];
    for (principal, action, is_allowed) in cases {
        let wanted = if is_allowed {
            (0, None)
        } else {
            (1, Some("cannot-call".to_owned()))
        };
        assert_eq!(assumed(principal, action), wanted, "{principal} {action}");
    }
}

#[test]
fn what_needs_no_permission_is_allowed_whatever_policies_say() {
    let denied = policy(r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#);
    let silent = READ;
    let by_key = policy(
        r#"{"Effect":"Deny","Action":"sts:*","Resource":"*","Condition":{"StringLike":{"aws:UserAgent":"x"}}}"#,
    );
    let run = |policy: &str, principal: Option<&str>, action: &str, format: &str| {
        let folder = Folder::with(&[("p.json", policy)]);
        let request = ["simulate", "p.json", "--format", format, "--action", action];
        let by = principal.map(|principal| ["--principal", principal]);
        let by = by.iter().flatten().copied();
        iamsure(&folder, &request.into_iter().chain(by).collect::<Vec<_>>())
    };
    let user = "arn:aws:iam::482915637048:user/ann";
    let guest = "arn:aws:sts::482915637048:federated-user/guest";
    let cases = [
        (Some(user), "sts:GetCallerIdentity"),
        (Some(ROLE), "sts:getcalleridentity"),
        (Some(guest), "sts:GetCallerIdentity"),
        (Some("482915637048"), "sts:GetCallerIdentity"),
        (None, "sts:GetCallerIdentity"),
        (Some(user), "sts:GetSessionToken"),
        (Some("482915637048"), "STS:GetSessionToken"),
        (None, "sts:GetSessionToken"),
    ];
    for (principal, action) in cases {
        for policy in [&*denied, silent, &by_key] {
            let run = run(policy, principal, action, "json");
            let value: Value = serde_json::from_str(&run.out).expect("it is JSON");
            assert_eq!(
                (run.code, &value["decision"]),
                (0, &json!("allowed")),
                "{}",
                run.out
            );
            assert_eq!(
                (
                    &value["certain"],
                    &value["reasons"],
                    &value["missing_context"]
                ),
                (&json!(true), &json!([]), &json!([]))
            );
            assert!(value["needs_no_permission"].is_string(), "{}", run.out);
            let decide = value["matched"].as_array().expect("a list").iter();
            assert!(
                decide.clone().all(|one| one["decides"] == false),
                "{}",
                run.out
            );
        }
    }
    let told = run(&denied, Some(user), "sts:GetCallerIdentity", "human");
    assert!(
        told.out.starts_with("allowed\n") && told.out.contains("no Deny stops it"),
        "{}",
        told.out
    );
    // Who cannot call it is not kept out by a Deny either.
    let session = run(&denied, Some(ROLE), "sts:GetSessionToken", "human");
    assert_eq!(session.code, 1);
    assert!(
        session
            .out
            .starts_with("denied: the caller cannot make this call\n")
            && !session.out.contains("a Deny"),
        "{}",
        session.out
    );
    // Elsewhere policies decide, and who signs nothing has nothing to show.
    assert_eq!(
        run(&denied, Some(user), "sts:GetAccessKeyInfo", "human").code,
        1
    );
    for action in ["sts:GetCallerIdentity", "sts:GetSessionToken"] {
        let wanted = (1, Some("cannot-call".to_owned()));
        assert_eq!(assumed("anonymous", action), wanted, "{action}");
    }
    assert_eq!(answer(READ, &[])["needs_no_permission"], Value::Null);
}

/// IAM takes the calls of a federated user from the console alone.
#[test]
fn whether_a_federated_user_may_call_iam_hangs_on_the_console() {
    let guest = "arn:aws:sts::482915637048:federated-user/guest";
    let deny = policy(r#"{"Effect":"Deny","Action":"iam:*","Resource":"*"}"#);
    let told = |identity: &str, session: &str, principal: &str, action: &str| {
        let files = [("p.json", identity), ("s.json", session)];
        let folder = Folder::with(&files);
        let policies = ["simulate", "p.json", "--session", "s.json"];
        let request = ["--principal", principal, "--action", action];
        let as_json = ["--resource", "*", "--format", "json"];
        let run = iamsure(&folder, &[&policies[..], &request, &as_json].concat());
        let value: Value = serde_json::from_str(&run.out).expect("it is JSON");
        let reasons = value["reasons"].as_array().expect("a list").iter();
        let kinds: Vec<String> = reasons
            .map(|one| one["kind"].as_str().unwrap_or_default().to_owned())
            .collect();
        let decision = value["decision"].as_str().unwrap_or_default().to_owned();
        (
            run.code,
            decision,
            value["certain"] == true,
            kinds.join(" "),
        )
    };
    let said = |code: i32, decision: &str, certain: bool, kinds: &str| {
        (code, decision.to_owned(), certain, kinds.to_owned())
    };
    let list = "iam:ListUsers";
    assert_eq!(
        told(ALL, ALL, guest, list),
        said(1, "implicitDeny", false, "open-call")
    );
    assert_eq!(
        told(ALL, READ, guest, "IAM:ListUsers"),
        said(1, "implicitDeny", true, "no-allow open-call")
    );
    let (_, decision, certain, _) = told(&deny, ALL, guest, list);
    assert_eq!((&*decision, certain), ("explicitDeny", true));
    assert_eq!(told(ALL, ALL, ROLE, list), said(0, "allowed", true, ""));
    let other = "s3:ListAllMyBuckets";
    assert_eq!(told(ALL, ALL, guest, other), said(0, "allowed", true, ""));
}

/// What a call passes on to a session has to be allowed for the same call, or all of it fails.
#[test]
fn session_tags_and_source_identities_are_to_be_allowed_too() {
    let user = "arn:aws:iam::482915637048:user/ann";
    let saml = "arn:aws:iam::482915637048:saml-provider/Corp";
    let oidc = "accounts.google.com";
    let trusting = |principal: &str, actions: &str, condition: &str| {
        format!(r#"{{"Effect":"Allow","Principal":{principal},"Action":{actions}{condition}}}"#)
    };
    let run = |statements: &[String], by: &str, action: &str, context: &[&str], more: &[&str]| {
        let trust = policy(&statements.join(","));
        let identity = policy(r#"{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}"#);
        let folder = Folder::with(&[
            ("t.json", &*trust),
            ("p.json", &identity),
            ("all.json", ALL),
        ]);
        let request = ["simulate", "--principal", by, "--action", action];
        let role = ["--resource", "arn:aws:iam::482915637048:role/lake"];
        let given: Vec<&str> = context
            .iter()
            .flat_map(|pair| ["--context", pair])
            .collect();
        iamsure(&folder, &[&request[..], &role, &given, more].concat())
    };
    // Decision, whether it is certain, and what keeps out which action.
    let told = |statements: &[String], by: &str, action: &str, context: &[&str], more: &[&str]| {
        let as_json = [&["--format", "json"], more].concat();
        let run = run(statements, by, action, context, &as_json);
        let value: Value = serde_json::from_str(&run.out).expect("it is JSON");
        assert_eq!(run.code, i32::from(value["decision"] != "allowed"));
        let reasons: Vec<String> = value["reasons"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| {
                let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
                format!("{} {}", text("kind"), text("action"))
            })
            .collect();
        let certain = if value["certain"] == true { "" } else { "?" };
        let decision = value["decision"].as_str().unwrap_or_default();
        format!("{decision}{certain} {}", reasons.join(", "))
    };
    let ann = format!(r#"{{"AWS":"{user}"}}"#);
    let (assume, tag) = (r#""sts:AssumeRole""#, r#""sts:TagSession""#);
    let only = [trusting(&ann, assume, "")];
    let all = [trusting(
        &ann,
        r#"["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]"#,
        "",
    )];
    let with = |more: String| [only[0].clone(), more];
    let denied = with(trusting(&ann, tag, "").replace("Allow", "Deny"));
    let blue = r#","Condition":{"StringEquals":{"aws:RequestTag/team":"blue"}}"#;
    let blue = with(trusting(&ann, tag, blue));
    let keys = r#","Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":"team"}}"#;
    let keys = with(trusting(&ann, tag, keys));
    let open = r#","Condition":{"StringEqualsMaybe":{"a:x":"b"}}"#;
    let open = with(trusting(&ann, tag, open));
    let no_tag = "implicitDeny no-allow sts:TagSession";
    let no_identity = "implicitDeny no-allow sts:SetSourceIdentity";
    let team = "aws:RequestTag/team=blue";
    let source = "sts:SourceIdentity=ann";
    let cases: &[(&[String], &[&str], &str)] = &[
        (&only, &[], "allowed "),
        (&only, &["aws:PrincipalTag/team=blue"], "allowed "),
        (&only, &[team], no_tag),
        (&only, &["aws:TagKeys=team"], no_tag),
        (&only, &["STS:transitiveTagKeys=team"], no_tag),
        (&only, &[source], no_identity),
        (
            &only,
            &[team, source],
            "implicitDeny no-allow sts:TagSession, no-allow sts:SetSourceIdentity",
        ),
        (&all, &[team, source], "allowed "),
        (&denied, &[], "allowed "),
        (
            &denied,
            &[team],
            "explicitDeny explicit-deny sts:TagSession, no-allow sts:TagSession",
        ),
        (&blue, &[team], "allowed "),
        (&blue, &["aws:RequestTag/team=red"], no_tag),
        (&keys, &[team], "allowed "),
        (&keys, &["aws:RequestTag/cost=1"], no_tag),
        (&open, &[team], "implicitDeny? open-allow sts:TagSession"),
    ];
    let trust = ["--resource-policy", "t.json"];
    let both = ["--resource-policy", "t.json", "all.json"];
    for (statements, context, expected) in cases {
        let found = told(statements, user, "sts:AssumeRole", context, &both);
        assert_eq!(found, *expected, "{statements:?} {context:?}");
    }
    for (provider, action) in [
        (saml, "sts:AssumeRoleWithSAML"),
        (oidc, "sts:AssumeRoleWithWebIdentity"),
    ] {
        let principal = format!(r#"{{"Federated":"{provider}"}}"#);
        let only = [trusting(&principal, &format!(r#""{action}""#), "")];
        let tagging = [only[0].clone(), trusting(&principal, tag, "")];
        assert_eq!(told(&only, provider, action, &[], &trust), "allowed ");
        assert_eq!(told(&only, provider, action, &[team], &trust), no_tag);
        assert_eq!(
            told(&tagging, provider, action, &[team], &trust),
            "allowed "
        );
    }
    // Where the account is trusted, its own policies have to pass on both.
    let account = [trusting(r#"{"AWS":"482915637048"}"#, r#""sts:*""#, "")];
    let with_own = ["--resource-policy", "t.json", "p.json"];
    let found = told(&account, user, "sts:AssumeRole", &[team], &with_own);
    assert_eq!(found, no_tag);
    // The same reason is not told twice.
    let found = told(&account, user, "sts:AssumeRole", &[team], &trust);
    assert_eq!(found, "implicitDeny no-policy sts:AssumeRole");
    let human = run(&only, user, "sts:AssumeRole", &[team], &both).out;
    for words in [
        "denied: nothing allows what the call needs besides\n",
        "allowed by the trust policy, t.json:1",
        "the call passes session tags, which needs `sts:TagSession` too, and no statement of the trust policy allows it\n",
        "its `Action` does not name `sts:TagSession`",
    ] {
        assert!(human.contains(words), "{human}");
    }
    // What was not given and would be passed on matters.
    let if_sent = r#","Condition":{"StringEqualsIfExists":{"sts:SourceIdentity":"ann"}}"#;
    let human = run(
        &[trusting(&ann, assume, if_sent)],
        user,
        "sts:AssumeRole",
        &[],
        &trust,
    );
    assert_eq!(human.code, 0);
    assert!(
        human.out.contains("`sts:SourceIdentity`, taken as absent"),
        "{}",
        human.out
    );
}

#[test]
fn a_key_that_was_not_said_is_still_a_key() {
    let run = |action: &str, more: &[&str]| {
        let policy = policy(r#"{"Effect":"Allow","Action":"kms:*","Resource":"*"}"#);
        let folder = Folder::with(&[("p.json", &policy)]);
        let request = [
            "simulate",
            "p.json",
            "--principal",
            ROLE,
            "--action",
            action,
        ];
        iamsure(&folder, &[&request[..], more].concat())
    };
    for more in [&[][..], &["--resource", "*"]] {
        let decrypt = run("kms:Decrypt", more);
        assert_eq!(decrypt.code, 1, "{}", decrypt.out);
        assert!(
            decrypt
                .out
                .contains("the role or key has to trust the caller itself"),
            "{}",
            decrypt.out
        );
        assert_eq!(run("kms:ListKeys", more).code, 0);
        assert_eq!(run("kms:CreateKey", more).code, 0);
    }
}

#[test]
fn both_names_of_the_clock_tell_one_time() {
    let at = |key: &str, value: &str| format!(r#""{key}":{{"aws:EpochTime":"{value}"}}"#);
    let epoch = allow(&at("NumericEquals", "1893456000"));
    let current = allow(r#""DateEquals":{"aws:CurrentTime":"2030-01-01T00:00:00Z"}"#);
    let now = ["--now", "2027-01-01T00:00:00Z"];
    let told = |context: &'static str| [&now[..], &["--context", context]].concat();
    let (date, seconds) = (
        "aws:CurrentTime=2030-01-01T00:00:00Z",
        "aws:EpochTime=1893456000",
    );
    assert_eq!(brief(&epoch, &told(date)), said("allowed", true, &[]));
    assert_eq!(brief(&current, &told(seconds)), said("allowed", true, &[]));
    let (decision, ..) = brief(&epoch, &now);
    assert_eq!(decision, "implicitDeny");
    let (decision, certain, _) = brief(&current, &told("aws:EpochTime=soon"));
    assert_eq!((decision.as_str(), certain), ("implicitDeny", false));
}

#[test]
fn what_is_called_by_way_of_a_service_is_no_direct_call() {
    let via = allow(r#""Bool":{"aws:ViaAWSService":"true"}"#);
    let direct = allow(r#""Bool":{"aws:ViaAWSService":"false"}"#);
    for given in [
        "aws:CalledVia=athena.amazonaws.com",
        "AWS:CALLEDVIAFIRST=athena.amazonaws.com",
        "aws:CalledViaLast=athena.amazonaws.com",
    ] {
        let told = ["--context", given];
        assert_eq!(brief(&via, &told), said("allowed", true, &[]), "{given}");
        assert_eq!(
            brief(&direct, &told),
            said("implicitDeny", true, &[]),
            "{given}"
        );
        // What was given stands.
        let both = [&told[..], &["--context", "aws:ViaAWSService=false"]].concat();
        assert_eq!(brief(&direct, &both), said("allowed", true, &[]), "{given}");
    }
}

#[test]
fn the_first_and_the_last_service_follow_from_the_list() {
    let ends = allow(
        r#""StringEquals":{"aws:CalledViaFirst":"a.amazonaws.com","aws:CalledViaLast":"c.amazonaws.com"}"#,
    );
    let told = |services: &[&str], more: &[&str]| {
        let pairs: Vec<String> = services
            .iter()
            .map(|service| format!("aws:CalledVia={service}.amazonaws.com"))
            .chain(more.iter().map(ToString::to_string))
            .collect();
        let flags: Vec<&str> = pairs.iter().flat_map(|pair| ["--context", pair]).collect();
        brief(&ends, &flags)
    };
    let allowed = said("allowed", true, &[]);
    let denied = said("implicitDeny", true, &[]);
    assert_eq!(told(&["a", "b", "c"], &[]), allowed);
    assert_eq!(told(&["c", "b", "a"], &[]), denied);
    assert_eq!(told(&["a"], &[]), denied);
    // What was given stands.
    assert_eq!(
        told(&["a"], &["aws:CalledViaLast=c.amazonaws.com"]),
        allowed
    );
    let absent = ["aws:CalledViaFirst absent", "aws:CalledViaLast absent"];
    assert_eq!(told(&[], &[]), said("implicitDeny", true, &absent));
}

#[test]
fn the_keys_of_tags_follow_from_the_tags() {
    let keys = allow(
        r#""ForAllValues:StringEquals":{"aws:TagKeys":["Team","cost"]},"Null":{"aws:TagKeys":"false"}"#,
    );
    let told = |pairs: &[&str]| {
        let flags: Vec<&str> = pairs.iter().flat_map(|pair| ["--context", pair]).collect();
        brief(&keys, &flags)
    };
    let allowed = said("allowed", true, &[]);
    let denied = said("implicitDeny", true, &[]);
    assert_eq!(told(&["aws:RequestTag/Team=blue"]), allowed);
    assert_eq!(
        told(&["AWS:requesttag/Team=blue", "aws:RequestTag/cost=1"]),
        allowed
    );
    assert_eq!(
        told(&["aws:RequestTag/Team=blue", "aws:RequestTag/x=1"]),
        denied
    );
    assert_eq!(told(&["aws:RequestTag/team=blue"]), denied);
    // What was given stands.
    assert_eq!(told(&["aws:RequestTag/x=1", "aws:TagKeys=cost"]), allowed);
    assert_eq!(
        told(&["aws:ResourceTag/Team=blue"]),
        said("implicitDeny", true, &["aws:TagKeys absent"])
    );
}

#[test]
fn no_control_character_reaches_the_terminal() {
    let evil = "\\u001b[31mred\\u202e";
    let policy = policy(&format!(
        r#"{{"Sid":"{evil}","Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::{evil}","Condition":{{"StringEquals":{{"{evil}":"{evil}"}}}}}}"#
    ));
    let unsafe_value = "k=\u{1b}[31m\u{202e}";
    for format in ["human", "json"] {
        let run = simulate(&policy, &["--format", format, "--context", unsafe_value]);
        assert_eq!(run.code, 1);
        let both = format!("{}{}", run.out, run.err);
        assert!(!both.contains(['\u{1b}', '\u{202e}']), "{both:?}");
    }
}

/// A megabyte of conditions, statements, or one long text takes about as long as to read it.
#[test]
fn hostile_policies_take_no_longer_than_their_bytes() {
    let mut keys = String::new();
    let mut statements = String::new();
    for number in 0..12_000 {
        let comma = if number == 0 { "" } else { "," };
        let _ = write!(keys, r#"{comma}"a:k{number}":"v""#);
        let _ = write!(
            statements,
            r#"{comma}{{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{{"Bool":{{"a:k{number}":"true"}}}}}}"#
        );
    }
    let stars = "*a".repeat(200_000);
    let policies = [
        allow(&format!(r#""StringEquals":{{{keys}}}"#)),
        policy(&statements),
        policy(&format!(
            r#"{{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::{stars}b"}}"#
        )),
        allow(&format!(
            r#""StringEquals":{{"{}":"v"}}"#,
            "k".repeat(500_000)
        )),
        policy(&format!(
            r#"{{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::{}"}}"#,
            "${aws:x}".repeat(60_000)
        )),
    ];
    for policy in policies {
        for format in ["human", "json"] {
            let begun = Instant::now();
            let run = simulate(&policy, &["--format", format]);
            assert_eq!(run.code, 1, "{}", run.err);
            let took = begun.elapsed();
            assert!(
                took < Duration::from_secs(20),
                "{took:?} for {}",
                &policy[..120]
            );
            assert!(
                format == "json" || run.out.len() < 10_000,
                "{} bytes",
                run.out.len()
            );
        }
    }
}
