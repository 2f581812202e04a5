//! `iamsure who`: what each way in says, and that it says no more than is so.

use std::fmt::Write as _;

use crate::running::{Folder, iamsure};
use serde_json::{Value, json};

const ACCOUNT: &str = "640285713902";

/// What `who` says of a policy of these statements, as its schema promises.
fn who(statements: &Value) -> Value {
    let policy = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
    let folder = Folder::with(&[("p.json", &policy)]);
    let run = iamsure(&folder, &["who", "p.json", "--format", "json"]);
    let value: Value =
        serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{policy}: {}", run.err));
    let schema = serde_json::from_str(include_str!("../schemas/who.schema.json"))
        .expect("the schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let faults: Vec<String> = schema
        .iter_errors(&value)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:?}\n{value:#}");
    value
}

/// Each way in one line: who, and what is asked.
fn ways(statements: &Value) -> Vec<String> {
    let answer = who(statements);
    let all = answer["ways"].as_array().expect("ways are a list");
    all.iter()
        .map(|way| {
            let open = if way["certain"] == true {
                ""
            } else {
                "perhaps "
            };
            let conditions = way["conditions"].as_array().expect("a list");
            let mut line = format!("{open}{}", text(&way["who"]));
            for (index, condition) in conditions.iter().enumerate() {
                let joined = if index == 0 { "if" } else { "and" };
                write!(line, " {joined} {}", text(&condition["values"])).expect("a text takes it");
            }
            line
        })
        .collect()
}

fn text(told: &Value) -> &str {
    told["text"].as_str().expect("a text")
}

/// A statement of a bucket's policy for an account.
fn bucket(effect: &str, condition: &Value) -> Value {
    json!({
        "Effect": effect, "Principal": { "AWS": ACCOUNT }, "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::lake/*", "Condition": condition,
    })
}

#[test]
fn keys_of_several_values_are_told_as_one() {
    let who = "account `640285713902` (those to whom it delegates)";
    let cases = [
        (
            json!([bucket(
                "Allow",
                &json!({ "Null": { "aws:TagKeys": "true" }, "ForAllValues:StringLike": { "aws:TagKeys": "x*" } })
            )]),
            vec!["if `aws:TagKeys` is absent"],
        ),
        (
            json!([bucket(
                "Allow",
                &json!({ "Null": { "aws:TagKeys": "false" }, "ForAllValues:StringLike": { "aws:TagKeys": "x*" } })
            )]),
            vec!["if `aws:TagKeys` is there and every value of `aws:TagKeys` matches `x*`"],
        ),
        (
            json!([
                bucket(
                    "Allow",
                    &json!({ "ForAllValues:StringEquals": { "aws:TagKeys": ["a", "b"] } })
                ),
                bucket(
                    "Deny",
                    &json!({ "ForAnyValue:StringEquals": { "aws:TagKeys": "a" } })
                ),
            ]),
            vec!["if every value of `aws:TagKeys` is `b`, or is absent"],
        ),
        (
            json!([bucket(
                "Allow",
                &json!({
                    "ForAnyValue:StringEquals": { "aws:TagKeys": "a" },
                    "ForAllValues:StringEquals": { "aws:TagKeys": ["a", "b"] },
                })
            )]),
            vec![
                "if every value of `aws:TagKeys` is one of `a` or `b` and some value of `aws:TagKeys` is `a`",
            ],
        ),
    ];
    for (statements, wanted) in cases {
        let certain: Vec<String> = ways(&statements)
            .into_iter()
            .filter(|way| !way.starts_with("perhaps "))
            .collect();
        let wanted: Vec<String> = wanted.iter().map(|one| format!("{who} {one}")).collect();
        assert_eq!(certain, wanted, "{statements:#}");
    }
}

/// Of sessions and of external IDs AWS wants two letters at least.
#[test]
fn a_witness_has_names_that_may_be_sent() {
    let answer = who(&json!([{
        "Effect": "Allow",
        "Principal": { "AWS": "arn:aws:iam::640192837465:role/backup" },
        "Action": "sts:AssumeRole",
        "Condition": { "Null": { "sts:ExternalId": "false" }, "StringLike": { "aws:userid": "*:?*" } },
    }]));
    let witness = &answer["ways"][0]["witness"];
    assert_eq!(
        witness["principal"],
        "arn:aws:sts::640192837465:assumed-role/backup/session"
    );
    assert_eq!(witness["context"]["sts:ExternalId"], "any-id");
    let id = witness["context"]["aws:userid"].as_str();
    assert!(id.is_some_and(|id| id.ends_with(":session")), "{witness:#}");
}

#[test]
fn a_plain_operator_is_certain_of_an_only_value() {
    let found = ways(&json!([bucket(
        "Allow",
        &json!({ "StringEquals": { "aws:TagKeys": "a" } })
    )]));
    let (certain, open): (Vec<&String>, _) =
        found.iter().partition(|way| !way.starts_with("perhaps "));
    assert_eq!(
        certain,
        [
            "account `640285713902` (those to whom it delegates) if the only value of `aws:TagKeys` is `a`"
        ]
    );
    assert!(!open.is_empty(), "{found:?}");
}

#[test]
fn what_a_deny_takes_away_is_told_in_words() {
    let open = || bucket("Allow", &json!({}));
    let between = bucket(
        "Deny",
        &json!({
            "DateGreaterThan": { "aws:CurrentTime": "2027-01-01T00:00:00Z" },
            "DateLessThan": { "aws:CurrentTime": "2028-01-01T00:00:00Z" },
        }),
    );
    let sizes = bucket(
        "Deny",
        &json!({
            "NumericGreaterThanEquals": { "s3:max-keys": "10" },
            "NumericLessThanEquals": { "s3:max-keys": "20" },
        }),
    );
    let tagged = bucket(
        "Allow",
        &json!({ "StringNotEquals": { "aws:PrincipalTag/x": "a" } }),
    );
    let untagged = bucket("Deny", &json!({ "Null": { "aws:PrincipalTag/x": "true" } }));
    let cases = [
        (
            json!([open(), between]),
            "`aws:CurrentTime` is at the latest `2027-01-01T00:00:00Z` or is at the earliest `2028-01-01T00:00:00Z`",
        ),
        (
            json!([open(), sizes]),
            "`s3:max-keys` is less than `10` or is more than `20`, or is absent",
        ),
        (
            json!([tagged, untagged]),
            "`aws:PrincipalTag/x` is there and is not `a`",
        ),
    ];
    for (statements, wanted) in cases {
        let found = ways(&statements);
        let who = "account `640285713902` (those to whom it delegates)";
        assert_eq!(
            found.first(),
            Some(&format!("{who} if {wanted}")),
            "{statements:#}"
        );
    }
}

#[test]
fn what_could_not_be_found_out_is_no_answer() {
    let role = |account: usize, role: usize| format!("arn:aws:iam::{account:012}:role/r{role}");
    let mut statements: Vec<Value> = (0..60)
        .map(|account| {
            let roles: Vec<String> = (0..30).map(|number| role(account, number)).collect();
            json!({
                "Effect": "Allow", "Principal": { "AWS": roles }, "Action": "s3:GetObject",
                "Resource": format!("arn:aws:s3:::lake-{account}/*"),
            })
        })
        .collect();
    statements.extend((0..10).map(|number| {
        json!({
            "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*",
            "Condition": { "ArnLike": { "aws:PrincipalArn": format!("arn:aws:iam::*:role/*{number}*") } },
        })
    }));
    let policy = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
    let folder = Folder::with(&[("p.json", &policy)]);
    let run = iamsure(&folder, &["who", "p.json"]);
    assert_eq!(run.code, 2);
    assert_eq!(
        run.out,
        "who gets in by `p.json` is not known\n   because   too many patterns overlap on principals\n"
    );
    let answer = who(&json!(statements));
    assert_eq!(
        (&answer["complete"], &answer["ways"]),
        (&json!(false), &json!([]))
    );
}

#[test]
fn no_identity_sends_what_only_services_send() {
    for condition in [
        json!({ "StringEquals": { "aws:SourceAccount": ACCOUNT } }),
        json!({ "ArnLike": { "aws:SourceArn": "arn:aws:sns:*:640285713902:*" } }),
        json!({ "ForAnyValue:StringLike": { "aws:SourceOrgPaths": "o-a1b2c3d4e5/*" } }),
    ] {
        assert_eq!(
            ways(&json!([bucket("Allow", &condition)])),
            Vec::<String>::new(),
            "{condition}"
        );
        // A `Deny` by it takes nothing away from them.
        let open = json!([bucket("Allow", &json!({})), bucket("Deny", &condition),]);
        assert_eq!(
            ways(&open),
            ["account `640285713902` (those to whom it delegates)"],
            "{condition}"
        );
    }
    let either = json!({ "StringEqualsIfExists": { "aws:SourceAccount": ACCOUNT } });
    assert_eq!(
        ways(&json!([bucket("Allow", &either)])),
        ["account `640285713902` (those to whom it delegates)"]
    );
}

#[test]
fn services_that_nobody_names_are_told_where_they_alone_get_in() {
    let of_bucket = |effect: &str, condition: Value| {
        json!({
            "Effect": effect, "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::lake/*",
            "Condition": condition,
        })
    };
    let is_service = || json!({ "Bool": { "aws:PrincipalIsAWSService": "true" } });
    let named =
        || json!({ "StringEquals": { "aws:PrincipalServiceName": "cloudtrail.amazonaws.com" } });
    let perimeter = json!({
        "StringNotEqualsIfExists": { "aws:PrincipalOrgID": "o-abc" },
        "BoolIfExists": { "aws:PrincipalIsAWSService": "false" },
    });
    let open = || of_bucket("Allow", json!({}));
    let assumed = |condition: Value| {
        json!([{
            "Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Condition": condition,
        }])
    };
    let service = "the service `cloudtrail.amazonaws.com`";
    let cases = [
        (
            json!([of_bucket("Allow", is_service())]),
            vec!["AWS services"],
        ),
        (json!([of_bucket("Allow", named())]), vec![service]),
        (assumed(is_service()), vec!["AWS services"]),
        (assumed(named()), vec![service]),
        (
            json!([open(), of_bucket("Deny", perimeter)]),
            vec!["anyone if `aws:PrincipalOrgID` is `o-abc`", "AWS services"],
        ),
        // They are among everybody.
        (json!([open()]), vec!["anyone"]),
        (
            json!([
                open(),
                of_bucket(
                    "Deny",
                    json!({ "StringNotEquals": { "aws:SourceVpce": "vpce-1a2b3c4d" } })
                )
            ]),
            vec!["anyone if `aws:SourceVpce` is `vpce-1a2b3c4d`"],
        ),
        (
            json!([
                open(),
                of_bucket(
                    "Deny",
                    json!({ "StringNotEquals": { "aws:PrincipalOrgID": "o-abc" } })
                )
            ]),
            vec!["anyone if `aws:PrincipalOrgID` is `o-abc`"],
        ),
        // Everybody is without those whom a condition leaves out.
        (
            json!([of_bucket(
                "Allow",
                json!({ "BoolIfExists": { "aws:PrincipalIsAWSService": "false" } })
            )]),
            vec!["anyone but AWS services"],
        ),
        (
            json!([of_bucket(
                "Allow",
                json!({ "StringNotEquals": { "aws:PrincipalServiceName": "cloudtrail.amazonaws.com" } })
            )]),
            vec!["anyone but the service `cloudtrail.amazonaws.com`"],
        ),
        (
            json!([
                of_bucket(
                    "Allow",
                    json!({ "StringEquals": { "aws:PrincipalType": "Anonymous" } })
                ),
                of_bucket("Allow", is_service()),
            ]),
            vec!["callers of type `Anonymous`", "AWS services"],
        ),
        // The wider way tells of the service that has one of its own.
        (
            json!([
                { "Effect": "Allow", "Principal": { "Service": "cloudtrail.amazonaws.com" }, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::lake/*" },
                of_bucket("Allow", is_service()),
            ]),
            vec![service, "AWS services"],
        ),
    ];
    for (statements, wanted) in cases {
        let answer = who(&statements);
        assert_eq!(ways(&statements), wanted, "{statements:#}");
        for way in answer["ways"].as_array().expect("a list") {
            let principal = way["witness"]["principal"].as_str().expect("a principal");
            let who = text(&way["who"]);
            let is_service = who.contains("service") && !who.starts_with("anyone");
            assert_eq!(principal.ends_with(".amazonaws.com"), is_service, "{way:#}");
        }
    }
}

/// A statement of a trust policy for an account.
fn trust(effect: &str, action: &Value, condition: &Value) -> Value {
    json!({ "Effect": effect, "Principal": { "AWS": ACCOUNT }, "Action": action, "Condition": condition })
}

#[test]
fn session_tags_are_told_where_they_hang_on_nothing() {
    let tagged = json!({ "StringEquals": { "aws:RequestTag/x": "y" } });
    let assume = |condition: &Value| trust("Allow", &json!("sts:AssumeRole"), condition);
    let tag = |condition: &Value| trust("Allow", &json!("sts:TagSession"), condition);
    let id = json!({ "StringEquals": { "sts:ExternalId": "acme" } });
    let other = json!({ "StringEquals": { "sts:ExternalId": "other" } });
    let cases = [
        (json!([assume(&id)]), json!(false)),
        (json!([assume(&id), tag(&json!({}))]), json!(true)),
        (json!([assume(&id), tag(&id)]), json!(true)),
        (json!([assume(&id), tag(&other)]), json!(false)),
        // As in AWS's own example: some tags, and others not.
        (json!([assume(&id), tag(&tagged)]), Value::Null),
        (
            json!([
                assume(&id),
                tag(&json!({ "IpAddress": { "aws:SourceIp": "198.51.100.0/24" } }))
            ]),
            Value::Null,
        ),
        (
            json!([
                assume(&json!({})),
                tag(&json!({})),
                trust(
                    "Deny",
                    &json!("sts:TagSession"),
                    &json!({ "ForAnyValue:StringEquals": { "aws:TagKeys": "a" } })
                ),
            ]),
            Value::Null,
        ),
        (json!([assume(&tagged), tag(&tagged)]), json!(true)),
    ];
    for (statements, wanted) in cases {
        let answer = who(&statements);
        assert_eq!(answer["ways"][0]["session_tags"], wanted, "{answer:#}");
    }
}

#[test]
fn a_call_that_passes_what_nothing_allows_is_no_way_in() {
    let tagged = || json!({ "StringEquals": { "aws:RequestTag/x": "y" } });
    let named = || json!({ "StringLike": { "sts:SourceIdentity": "a*" } });
    let assume = |condition: Value| trust("Allow", &json!("sts:AssumeRole"), &condition);
    let more = |action: &str, condition: Value| trust("Allow", &json!(action), &condition);
    let any = || json!({ "Null": { "aws:TagKeys": "false" } });
    let refused = |permission: &str| json!([permission]);
    let cases = [
        (json!([assume(tagged())]), json!(["sts:TagSession"]), vec![]),
        (json!([assume(any())]), refused("sts:TagSession"), vec![]),
        (
            json!([assume(named())]),
            refused("sts:SetSourceIdentity"),
            vec![],
        ),
        (
            json!([
                assume(tagged()),
                more(
                    "sts:TagSession",
                    json!({ "StringEquals": { "aws:RequestTag/x": "z" } })
                )
            ]),
            refused("sts:TagSession"),
            vec![],
        ),
        (
            json!([assume(tagged()), more("sts:TagSession", tagged())]),
            json!([]),
            vec![true],
        ),
        (
            json!([
                assume(tagged()),
                more(
                    "sts:TagSession",
                    json!({ "ForAllValues:StringEquals": { "aws:TagKeys": ["x"] } })
                )
            ]),
            json!([]),
            vec![true],
        ),
        (
            json!([assume(named()), more("sts:SetSourceIdentity", json!({}))]),
            json!([]),
            vec![true],
        ),
        // Through an endpoint it comes about, else not.
        (
            json!([
                assume(tagged()),
                more(
                    "sts:TagSession",
                    json!({ "StringEquals": { "aws:SourceVpce": "vpce-1a2b3c4d" } })
                )
            ]),
            json!([]),
            vec![false],
        ),
        // Without tags it does.
        (
            json!([assume(
                json!({ "StringEqualsIfExists": { "aws:RequestTag/x": "y" } })
            )]),
            json!([]),
            vec![true],
        ),
    ];
    for (statements, refused, certain) in cases {
        let answer = who(&statements);
        let list = |of: &str, key: &str| -> Vec<Value> {
            let all = answer[of].as_array().expect("a list");
            all.iter().map(|one| one[key].clone()).collect()
        };
        assert_eq!(json!(list("refused", "permission")), refused, "{answer:#}");
        assert_eq!(json!(list("ways", "certain")), json!(certain), "{answer:#}");
    }
    let policy = json!({ "Version": "2012-10-17", "Statement": [assume(tagged())] }).to_string();
    let folder = Folder::with(&[("p.json", &policy)]);
    assert_eq!(
        iamsure(&folder, &["who", "p.json"]).out,
        "nobody can assume the role by `p.json`\n\nno way in by p.json:1 (statement 0): the call has to pass session tags, and nothing allows `sts:TagSession` for it\n"
    );
}

#[test]
fn the_request_that_is_shown_is_one_that_its_caller_can_send() {
    let oidc = "arn:aws:iam::640285713902:oidc-provider/token.actions.githubusercontent.com";
    let saml = "arn:aws:iam::640285713902:saml-provider/Corp";
    let federated = |provider: Value, action: &str| json!([{ "Effect": "Allow", "Principal": { "Federated": provider }, "Action": action }]);
    let cases = [
        (
            federated(json!(oidc), "sts:Assume*"),
            json!([[oidc, "sts:AssumeRoleWithWebIdentity"]]),
        ),
        (
            federated(json!(saml), "sts:*"),
            json!([[saml, "sts:AssumeRoleWithSAML"]]),
        ),
        (
            federated(json!("accounts.google.com"), "sts:Assume*"),
            json!([["accounts.google.com", "sts:AssumeRoleWithWebIdentity"]]),
        ),
        (
            federated(json!(saml), "sts:AssumeRoleWithWebIdentity"),
            json!([]),
        ),
        (federated(json!(saml), "sts:AssumeRole"), json!([])),
        (
            federated(json!([saml, oidc]), "sts:Assume*"),
            json!([
                [oidc, "sts:AssumeRoleWithWebIdentity"],
                [saml, "sts:AssumeRoleWithSAML"]
            ]),
        ),
    ];
    for (statements, wanted) in cases {
        let answer = who(&statements);
        let ways = answer["ways"].as_array().expect("a list");
        let mut shown: Vec<Value> = ways
            .iter()
            .map(|way| json!([way["witness"]["principal"], way["witness"]["action"]]))
            .collect();
        shown.sort_by_key(ToString::to_string);
        assert_eq!(json!(shown), wanted, "{answer:#}");
    }
    let account = who(&json!([trust(
        "Allow",
        &json!("sts:AssumeRole"),
        &json!({})
    )]));
    let principal = account["ways"][0]["witness"]["principal"].as_str();
    assert!(
        principal.is_some_and(|one| one.contains(":user/") || one.contains(":assumed-role/")),
        "{account:#}"
    );
}
