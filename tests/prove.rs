//! `iamsure prove` and `iamsure who`: what `fixtures/` does not show.

use std::fs;
use std::process::Command;

use crate::running::{Folder, Run, iamsure};
use serde_json::{Value, json};

fn policy(statement: &Value) -> String {
    json!({ "Version": "2012-10-17", "Statement": statement }).to_string()
}

fn allow(action: &str, resource: &str) -> String {
    policy(&json!({ "Effect": "Allow", "Action": action, "Resource": resource }))
}

/// A run with `--format json`, whose output has to be what the schema promises.
fn json_of(folder: &Folder, arguments: &[&str]) -> (i32, Value) {
    let mut all = arguments.to_vec();
    all.extend(["--format", "json"]);
    let run = iamsure(folder, &all);
    let value: Value =
        serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{arguments:?}: {}", run.err));
    let schema = match arguments {
        ["who", ..] => include_str!("../schemas/who.schema.json"),
        _ => include_str!("../schemas/prove.schema.json"),
    };
    let schema = serde_json::from_str(schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let faults: Vec<String> = validator
        .iter_errors(&value)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{arguments:?}: {faults:?}\n{value:#}");
    (run.code, value)
}

#[test]
fn the_schemas_refuse_what_is_not_promised() {
    let folder = Folder::with(&[("a.json", &allow("s3:*", "*"))]);
    let (_, right) = json_of(
        &folder,
        &["prove", "access-not-granted", "a.json", "--action", "s3:*"],
    );
    let schema = serde_json::from_str(include_str!("../schemas/prove.schema.json")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    assert!(validator.is_valid(&right));
    for (key, value) in [
        ("verdict", json!("maybe")),
        ("check", json!("no-access")),
        ("results", json!([])),
        ("witness", json!({})),
        ("other", json!(1)),
    ] {
        let mut wrong = right.clone();
        wrong[key] = value;
        assert!(!validator.is_valid(&wrong), "{key}");
    }
}

#[test]
fn a_witness_is_what_simulate_confirms() {
    let trust = fs::read_to_string("fixtures/page-06-final-trust-option-a/trust.json")
        .expect("the fixture can be read");
    let folder = Folder::with(&[("trust.json", &trust)]);
    let (code, who) = json_of(&folder, &["who", "trust.json"]);
    assert_eq!((code, &who["complete"]), (0, &json!(true)));
    let ways = who["ways"].as_array().expect("ways are a list");
    assert_eq!(ways.len(), 1);
    let way = &ways[0];
    assert_eq!(
        way["who"]["of"],
        json!([{ "relation": "role", "text": "arn:aws:iam::851725421142:role/cspi-kg17p" }])
    );
    assert_eq!(way["conditions"].as_array().map(Vec::len), Some(1));
    let asked = &way["conditions"][0];
    assert_eq!(
        (&asked["key"], &asked["absent"], &asked["values"]["of"]),
        (
            &json!("sts:ExternalId"),
            &json!(false),
            &json!([{ "relation": "is", "text": "c844795b-aaed-4abc-bf41-7ba35d1c0023" }])
        )
    );
    let context = way["witness"]["context"].to_string();
    fs::write(folder.path().join("context.json"), context).expect("it can be written");
    let principal = way["witness"]["principal"].as_str().expect("a principal");
    let simulated = |context: &[&str]| {
        let mut arguments = vec![
            "simulate",
            "--resource-policy",
            "trust.json",
            "--action",
            "sts:AssumeRole",
            "--principal",
            principal,
            "--resource-account",
            "851725421142",
        ];
        arguments.extend(context);
        iamsure(&folder, &arguments).code
    };
    assert_eq!(simulated(&["--context-file", "context.json"]), 0);
    assert_eq!(simulated(&["--context", "sts:ExternalId=another"]), 1);
}

#[test]
fn folders_are_paired_by_path() {
    let narrow = allow("s3:GetObject", "arn:aws:s3:::figures/*");
    let wide = allow("s3:*", "arn:aws:s3:::figures/*");
    let folder = Folder::with(&[
        ("old/a/one.json", &wide),
        ("old/two.json", &narrow),
        ("old/three.json", &narrow),
        ("old/gone.json", &wide),
        ("old/package.json", "{\"name\": \"x\"}"),
        ("new/a/one.json", &narrow),
        ("new/two.json", &wide),
        ("new/three.json", "{\"Statement\": [}"),
        (
            "new/added.json",
            &policy(&json!({ "Effect": "Deny", "Action": "*", "Resource": "*" })),
        ),
        ("new/package.json", "{\"name\": \"x\"}"),
    ]);
    let (code, found) = json_of(&folder, &["prove", "no-new-access", "old", "new"]);
    let verdicts: Vec<(&str, &str)> = found["results"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or("none");
            (text("policy"), text("verdict"))
        })
        .collect();
    assert_eq!(
        verdicts,
        [
            ("new/a/one.json", "proven"),
            ("new/added.json", "proven"),
            ("new/two.json", "disproven")
        ]
    );
    assert_eq!(found["verdict"], "disproven");
    assert_eq!(
        found["notes"][0],
        "1 policy file gone from `old`: that gives no access"
    );
    // One that cannot be judged hides no other, and fails the run.
    assert_eq!(code, 2);
    fs::remove_file(folder.path().join("new/three.json")).expect("it can be removed");
    let (code, _) = json_of(&folder, &["prove", "no-new-access", "old", "new"]);
    assert_eq!(code, 1);
    let (code, found) = json_of(&folder, &["prove", "no-new-access", "new", "new"]);
    assert_eq!((code, &found["verdict"]), (0, &json!("proven")));
}

#[test]
fn what_only_limits_is_missed_when_it_is_gone() {
    let deny = policy(&json!({ "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*" }));
    let bound = allow("s3:*", "*");
    let folder = Folder::with(&[
        ("old/a.json", &deny),
        ("old/b.json", &bound),
        ("new/b.json", &bound),
    ]);
    let verdicts = |policy_type: &str| {
        let arguments = [
            "prove",
            "no-new-access",
            "old",
            "new",
            "--type",
            policy_type,
        ];
        let (_, found) = json_of(&folder, &arguments);
        let results = found["results"].as_array().expect("a list").clone();
        results
            .iter()
            .map(|one| format!("{} {}", one["policy"], one["verdict"]))
            .collect::<Vec<_>>()
    };
    // Of one principal, the other policy allows now what this one took back.
    assert_eq!(
        verdicts("identity"),
        ["\"new/b.json\" \"proven\"", "\"old/a.json\" \"undecided\""]
    );
    assert_eq!(
        verdicts("scp"),
        ["\"new/b.json\" \"proven\"", "\"old/a.json\" \"disproven\""]
    );
}

#[test]
fn two_policies_are_of_one_type() {
    let folder = Folder::with(&[
        ("identity.json", &allow("s3:GetObject", "*")),
        (
            "resource.json",
            &policy(
                &json!({ "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*" }),
            ),
        ),
    ]);
    let run = iamsure(
        &folder,
        &["prove", "no-new-access", "identity.json", "resource.json"],
    );
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("say what they are with `--type`"),
        "{}",
        run.err
    );
    for arguments in [
        &["prove", "no-new-access", "-", "-"][..],
        &["prove", "no-new-access", "identity.json", "."],
        &["prove", "no-new-access", "identity.json", "missing.json"],
        &["prove", "access-not-granted", "identity.json"],
        &[
            "prove",
            "access-not-granted",
            "identity.json",
            "--action",
            "s3",
        ],
        &[
            "prove",
            "access-not-granted",
            "identity.json",
            "--resource",
            "figures",
        ],
        &[
            "prove",
            "no-public-access",
            "resource.json",
            "--type",
            "trust",
            "--resource-type",
            "AWS::S3::Bucket",
        ],
        &["who", "."],
    ] {
        let run = iamsure(&folder, arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.err.starts_with("error: "), "{arguments:?}: {}", run.err);
    }
    let (code, _) = json_of(
        &folder,
        &[
            "prove",
            "access-not-granted",
            "identity.json",
            "--resource",
            "arn:aws:sqs:*:*:*",
        ],
    );
    assert_eq!(code, 1);
}

/// What S3 counts as public, and beyond it. Each case: whether it is proven, and the condition of a statement for everyone.
#[test]
fn the_public_is_whom_the_policy_does_not_name() {
    let proven = [
        json!({ "StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }),
        json!({ "IpAddress": { "aws:SourceIp": "54.0.0.0/8" } }),
        json!({ "IpAddress": { "aws:SourceIp": "2001:db8::/32" } }),
        json!({ "StringEquals": { "aws:SourceVpc": "vpc-91237329" } }),
        json!({ "StringEquals": { "aws:SourceVpce": "vpce-1a2b3c4d" } }),
        json!({ "StringEquals": { "aws:SourceAccount": "111122223333" } }),
        json!({ "ArnLike": { "aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:*" } }),
        json!({ "StringEquals": { "aws:SourceOwner": "111122223333" } }),
        json!({ "StringEquals": { "aws:userid": "AIDA1234567890EXAMPLE" } }),
        json!({ "StringLike": { "aws:SourceArn": "arn:aws:logs:eu-west-1:111122223333:*" } }),
        // There is one bucket of a name.
        json!({ "ArnLike": { "aws:SourceArn": "arn:aws:s3:*:*:orders-lake" } }),
        json!({ "StringEquals": { "aws:FederatedProvider": "arn:aws:iam::111122223333:oidc-provider/oidc.example.com" } }),
        json!({ "ArnLike": { "s3:DataAccessPointArn": "arn:aws:s3:eu-west-1:111122223333:accesspoint/*" } }),
        json!({ "StringEquals": { "s3:DataAccessPointAccount": "111122223333" } }),
        json!({ "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" } }),
        json!({ "StringEquals": { "aws:PrincipalAccount": "111122223333" } }),
        json!({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-f6g7/*" } }),
        // S3 counts the ID of a role with any session as public; nobody else has sessions of that role.
        json!({ "StringLike": { "aws:userid": "AROA1234567890EXAMPLE:*" } }),
        json!({ "StringEquals": { "aws:SourceVpce": "vpce-1a2b3c4d" }, "Bool": { "aws:SecureTransport": "true" } }),
    ];
    let disproven = [
        json!({}),
        json!({ "StringLike": { "aws:PrincipalOrgID": "o-*" } }),
        json!({ "IpAddress": { "aws:SourceIp": "54.0.0.0/7" } }),
        json!({ "IpAddress": { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } }),
        json!({ "IpAddress": { "aws:SourceIp": ["54.0.0.0/8", "60.0.0.1"] } }),
        json!({ "IpAddress": { "aws:SourceIp": "2001:db8::/31" } }),
        json!({ "NotIpAddress": { "aws:SourceIp": "203.0.113.0/24" } }),
        json!({ "StringLike": { "aws:SourceVpc": "vpc-*" } }),
        json!({ "StringEqualsIfExists": { "aws:SourceAccount": "111122223333" } }),
        json!({ "ArnLike": { "aws:SourceArn": "arn:aws:sns:*:*:orders" } }),
        json!({ "ArnLike": { "aws:SourceArn": "arn:aws:s3:*:*:orders-*" } }),
        json!({ "ArnLike": { "aws:SourceArn": "arn:aws:s3:*:*:accesspoint/orders" } }),
        json!({ "ArnLike": { "s3:DataAccessPointArn": "arn:aws:s3:eu-west-1:*:accesspoint/mine" } }),
        json!({ "Bool": { "aws:SecureTransport": "true" } }),
        json!({ "StringLike": { "aws:Referer": "https://example.com/*" } }),
        json!({ "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/admin" } }),
        json!({ "StringNotEquals": { "aws:PrincipalAccount": "111122223333" } }),
        json!({ "StringEquals": { "aws:PrincipalTag/team": "orders" } }),
        json!({ "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-f6g7/*" } }),
        // The user ID of everybody who does not sign.
        json!({ "StringEquals": { "aws:userid": "anonymous" } }),
        // Everybody's users come from there.
        json!({ "StringEquals": { "aws:FederatedProvider": "accounts.google.com" } }),
        // Everybody can make an access point in a VPC.
        json!({ "StringEquals": { "s3:AccessPointNetworkOrigin": "VPC" } }),
    ];
    let cases = proven.map(|one| ("proven", one)).into_iter();
    for (verdict, condition) in cases.chain(disproven.map(|one| ("disproven", one))) {
        let statement = json!({ "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::figures/*", "Condition": condition });
        let folder = Folder::with(&[("bucket.json", &policy(&statement))]);
        let (_, found) = json_of(&folder, &["prove", "no-public-access", "bucket.json"]);
        assert_eq!(found["verdict"], verdict, "{condition}: {found:#}");
    }
}

/// Each case: a whole policy of a resource or a role, and what is found of it.
#[test]
fn who_is_outside_is_told_by_more_than_conditions() {
    let for_all = |action: &str, resource: &str, conditions: Value| json!({ "Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource, "Condition": conditions });
    let origin = |id: &str| {
        let name = format!("arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity {id}");
        json!([{ "Effect": "Allow", "Principal": { "AWS": name }, "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::site/*" }])
    };
    let network = json!({ "IpAddress": { "aws:SourceIp": "198.51.100.0/24" } });
    let open_network = json!({ "IpAddress": { "aws:SourceIp": "0.0.0.0/0" },
        "StringEquals": { "aws:PrincipalAccount": "${aws:ResourceAccount}" } });
    let object = "arn:aws:s3:::lake/*";
    let only_tagging = json!([
        { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "sts:AssumeRole" },
        { "Effect": "Allow", "Principal": "*", "Action": ["sts:TagSession", "sts:SetSourceIdentity"] },
    ]);
    let with_a_tag = json!([
        for_all("s3:GetObject", object, json!({ "StringEquals": { "aws:PrincipalTag/team": "x" } })),
        { "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {
            "StringNotEqualsIfExists": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
            "Bool": { "aws:PrincipalIsAWSService": "false" } } },
    ]);
    for (statements, verdict) in [
        // It is one customer's.
        (origin("E15MNIMTCFKK4C"), "proven"),
        // What may get in from anywhere does not add to what surely gets in from somewhere.
        (
            json!([for_all("s3:GetObject", object, network.clone())]),
            "proven",
        ),
        (
            json!([
                for_all("s3:GetObject", object, network),
                for_all("s3:ListBucket", "arn:aws:s3:::lake", open_network)
            ]),
            "undecided",
        ),
        // The short form of API Gateway.
        (
            json!([for_all("execute-api:Invoke", "execute-api:/*", json!({}))]),
            "disproven",
        ),
        (
            json!([for_all(
                "execute-api:Invoke",
                "execute-api:/*",
                json!({ "StringEquals": { "aws:SourceVpce": "vpce-1a2b3c4d" } })
            )]),
            "proven",
        ),
        // Its ID has no slash: the stage is told, and another one is not let in by it.
        (
            json!([
                for_all("execute-api:Invoke", "execute-api:/dev/GET/pets", json!({})),
                { "Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke",
                    "Resource": "execute-api:/GET/pets" },
            ]),
            "disproven",
        ),
        // Here a wildcard takes colons, and the number may stand anywhere behind it.
        (
            json!([for_all(
                "s3:GetObject",
                object,
                json!({ "StringLike": { "aws:SourceArn": "arn:aws:logs:*:111122223333:*" } })
            )]),
            "undecided",
        ),
        // To tag a session alone leads nowhere.
        (only_tagging, "proven"),
        // Who does not sign has no tags, and who is of no organization has not this one.
        (with_a_tag, "proven"),
    ] {
        let text = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
        let folder = Folder::with(&[("policy.json", &text)]);
        let (_, found) = json_of(&folder, &["prove", "no-public-access", "policy.json"]);
        assert_eq!(found["verdict"], verdict, "{text}: {found:#}");
    }
}

#[test]
fn tokens_of_shared_providers_are_public_unless_they_name_an_owner() {
    let github = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
    let claim = "token.actions.githubusercontent.com:sub";
    for (provider, condition, verdict) in [
        (
            github,
            json!({ "StringLike": { claim: "repo:acme/*" } }),
            "proven",
        ),
        (
            github,
            json!({ "StringLike": { claim: "repo:*" } }),
            "disproven",
        ),
        (
            github,
            json!({ "StringLike": { claim: "repo:acme*" } }),
            "disproven",
        ),
        (
            github,
            json!({ "StringLike": { claim: "repo:*:ref:refs/heads/main" } }),
            "disproven",
        ),
        // A repository chooses itself what its subjects begin with.
        (
            github,
            json!({ "StringLike": { claim: "environment:prod:*" } }),
            "disproven",
        ),
        (
            github,
            json!({ "StringEquals": { claim: "ref:refs/heads/main" } }),
            "disproven",
        ),
        (
            github,
            json!({ "StringLike": { claim: "repository_owner:acme:*" } }),
            "proven",
        ),
        (
            "cognito-identity.amazonaws.com",
            json!({ "StringEquals": { "cognito-identity.amazonaws.com:aud": "eu-west-1:a" } }),
            "proven",
        ),
        ("cognito-identity.amazonaws.com", json!({}), "disproven"),
        (
            "arn:aws:iam::111122223333:saml-provider/adfs",
            json!({}),
            "proven",
        ),
        (
            "arn:aws:iam::111122223333:oidc-provider/oidc.example.com",
            json!({}),
            "proven",
        ),
    ] {
        let statement = json!({ "Effect": "Allow", "Principal": { "Federated": provider },
            "Action": "sts:AssumeRoleWithWebIdentity", "Condition": condition });
        let folder = Folder::with(&[("trust.json", &policy(&statement))]);
        let (_, found) = json_of(&folder, &["prove", "no-public-access", "trust.json"]);
        assert_eq!(
            found["verdict"], verdict,
            "{provider} {condition}: {found:#}"
        );
    }
}

fn git(folder: &Folder, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=test", "-c", "user.email=test@example.com"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .current_dir(folder.path())
        .output()
        .expect("git can be started");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

#[test]
fn a_revision_is_compared_with() {
    let narrow = allow("s3:GetObject", "arn:aws:s3:::figures/*");
    let folder = Folder::with(&[("policies/a.json", &narrow), ("policies/b.json", &narrow)]);
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    fs::write(
        folder.path().join("policies/a.json"),
        allow("s3:*", "arn:aws:s3:::figures/*"),
    )
    .expect("it can be written");
    fs::write(folder.path().join("policies/new.json"), &narrow).expect("it can be written");
    let (code, found) = json_of(
        &folder,
        &["prove", "no-new-access", "--git", "HEAD", "policies"],
    );
    let told: Vec<String> = found["results"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| format!("{} {} {}", one["policy"], one["reference"], one["verdict"]))
        .collect();
    assert_eq!(
        told,
        [
            "\"policies/a.json\" \"HEAD:policies/a.json\" \"disproven\"",
            "\"policies/b.json\" \"HEAD:policies/b.json\" \"proven\"",
            "\"policies/new.json\" null \"disproven\"",
        ]
    );
    assert_eq!(code, 1);
    let one = iamsure(
        &folder,
        &["prove", "no-new-access", "policies/b.json", "--git", "main"],
    );
    assert_eq!(
        (one.code, one.out.as_str()),
        (
            0,
            "proven: `policies/b.json` allows nothing that `main:policies/b.json` does not\n"
        )
    );
}

#[test]
fn what_is_gone_since_a_revision_may_have_denied() {
    let narrow = allow("s3:GetObject", "arn:aws:s3:::figures/*");
    let denying = narrow.replace("Allow", "Deny");
    let folder = Folder::with(&[
        ("policies/kept.json", &narrow),
        ("policies/deep/gave.json", &narrow),
        ("policies/.hidden/x.json", &denying),
        ("policies/notes.json", "{}"),
        ("other/denied.json", &denying),
    ]);
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    for file in [
        "policies/deep/gave.json",
        "policies/.hidden/x.json",
        "policies/notes.json",
        "other/denied.json",
    ] {
        fs::remove_file(folder.path().join(file)).expect("it can be removed");
    }
    let prove = ["prove", "no-new-access", "--git", "HEAD"];
    let lost = iamsure(&folder, &[&prove[..], &["policies"]].concat());
    assert_eq!(lost.code, 0, "{}{}", lost.out, lost.err);
    let said = "1 policy file gone from `HEAD:policies`: that gives no access";
    assert!(lost.err.contains(said), "{}", lost.err);
    let (code, found) = json_of(&folder, &[&prove[..], &["."]].concat());
    assert_eq!(code, 1, "{found:#}");
    let undecided = found["results"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| one["verdict"] == "undecided");
    let name = &undecided.expect("one is")["policy"];
    assert_eq!(name, "HEAD:other/denied.json");
}

#[test]
fn a_revision_is_no_option_of_git() {
    let folder = Folder::with(&[("a.json", &allow("s3:GetObject", "*"))]);
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    for hostile in [
        "--output=x",
        "-h",
        "--help",
        "",
        "no-such-branch",
        "HEAD:a.json",
        "a b",
        "HEAD\n--output=x",
        "HEAD..HEAD",
    ] {
        let arguments = ["prove", "no-new-access", "--git", hostile, "a.json"];
        let run: Run = iamsure(&folder, &arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{hostile}");
        assert!(run.err.starts_with("error: "), "{hostile}: {}", run.err);
    }
    let names: Vec<String> = fs::read_dir(folder.path())
        .expect("the folder can be read")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name != ".git")
        .collect();
    assert_eq!(names, ["a.json"]);
    let outside = Folder::with(&[("a.json", &allow("s3:GetObject", "*"))]);
    let run = iamsure(
        &outside,
        &["prove", "no-new-access", "--git", "HEAD", "a.json"],
    );
    assert_eq!(run.code, 2);
    assert!(run.err.contains("git cannot show `HEAD`"), "{}", run.err);
}

#[test]
fn a_question_names_actions_or_resources() {
    let folder = Folder::with(&[("a.json", &allow("s3:GetObject", "*"))]);
    let ask = |options: &[&str]| {
        let arguments = [&["prove", "access-not-granted", "a.json"], options].concat();
        iamsure(&folder, &arguments)
    };
    let run = ask(&[]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("<--action <ACTION>|--resource <ARN>>"),
        "{}",
        run.err
    );
    let (action, resource) = (["--action", "s3:Put*"], ["--resource", "arn:aws:sqs:*:*:*"]);
    assert_eq!(ask(&action).code, 0);
    assert_eq!(ask(&resource).code, 1);
    assert_eq!(ask(&[action, resource].concat()).code, 0);
}

#[test]
fn hostile_policies_are_decided_or_not() {
    let resources: Vec<String> = (0..16)
        .map(|index| format!("arn:aws:s3:::*{index}x*"))
        .collect();
    let overlapping =
        policy(&json!({ "Effect": "Allow", "Action": "s3:*", "Resource": resources }));
    let shifted: Vec<String> = (0..16)
        .map(|index| format!("arn:aws:s3:::*{index}y*"))
        .collect();
    let others = policy(&json!({ "Effect": "Allow", "Action": "s3:*", "Resource": shifted }));
    let principals: Vec<String> = (0..26_000)
        .map(|index| {
            format!(
                "arn:aws:iam::{:012}:role/role-{index}",
                111_122_223_333_u64 + index
            )
        })
        .collect();
    let crowd = policy(
        &json!({ "Effect": "Allow", "Principal": { "AWS": principals }, "Action": "sts:AssumeRole" }),
    );
    let subjects: Vec<String> = (0..26_000)
        .map(|index| format!("repo:acme/*{index}*:ref:refs/heads/main"))
        .collect();
    let tokens = policy(&json!({ "Effect": "Allow",
        "Principal": { "Federated": "arn:aws:iam::640285713902:oidc-provider/token.actions.githubusercontent.com" },
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": subjects } } }));
    let many: Vec<Value> = (0..4_000)
        .map(|index| {
            json!({ "Effect": if index % 2 == 0 { "Allow" } else { "Deny" }, "Principal": "*",
            "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::figures/{index}/*"),
            "Condition": { "StringLike": { "aws:PrincipalTag/team": format!("t{index}*") } } })
        })
        .collect();
    let many = policy(&json!(many));
    let everything =
        json!({ "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*" });
    let denies = (0..60).map(|index| {
        let condition = json!({ "StringLike": { (format!("aws:PrincipalTag/a{index}")): "x" },
            "StringEquals": { (format!("aws:PrincipalTag/b{index}")): "y" } });
        json!({ "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": condition })
    });
    let denies: Vec<Value> = std::iter::once(everything).chain(denies).collect();
    let denies = policy(&json!(denies));
    let nested = "[".repeat(500_000);
    let folder = Folder::with(&[
        ("overlapping.json", &overlapping),
        ("others.json", &others),
        ("crowd.json", &crowd),
        ("tokens.json", &tokens),
        ("many.json", &many),
        ("many-others.json", &many.replace("figures/7/", "tables/7/")),
        ("denies.json", &denies),
        ("nested.json", &nested),
    ]);
    assert!(crowd.len() > 900_000 && tokens.len() > 900_000);
    for arguments in [
        &["prove", "no-new-access", "overlapping.json", "others.json"][..],
        &["prove", "no-new-access", "crowd.json", "crowd.json"],
        &["prove", "no-new-access", "many.json", "many.json"],
        &["prove", "no-new-access", "many.json", "many-others.json"],
        &["prove", "no-public-access", "denies.json"],
        &["who", "denies.json"],
        &["prove", "no-public-access", "crowd.json"],
        &["prove", "no-public-access", "tokens.json"],
        &["prove", "no-public-access", "many.json"],
        &[
            "prove",
            "access-not-granted",
            "many.json",
            "--action",
            "s3:*",
        ],
        &[
            "prove",
            "access-not-granted",
            "nested.json",
            "--action",
            "s3:*",
        ],
        &["who", "crowd.json"],
        &["who", "tokens.json"],
        &["who", "many.json"],
    ] {
        let run = iamsure(&folder, arguments);
        assert!(run.code <= 2, "{arguments:?}");
    }
}

#[test]
#[cfg(unix)]
fn what_is_left_alone_in_a_folder_is_not_taken_for_gone() {
    let narrow = allow("s3:GetObject", "arn:aws:s3:::figures/*");
    let wide = allow("*", "*");
    let folder = Folder::with(&[
        ("before/a.json", &narrow),
        ("before/b.json", &narrow),
        ("after/b.json", &narrow),
        ("wide.json", &wide),
    ]);
    let link = folder.path().join("after/a.json");
    std::os::unix::fs::symlink("../wide.json", &link).expect("a link");
    for command in [
        &["prove", "no-new-access", "before", "after"][..],
        &[
            "prove",
            "access-not-granted",
            "after",
            "--action",
            "iam:PassRole",
        ],
        &["prove", "no-public-access", "after"],
    ] {
        let run = iamsure(&folder, command);
        assert_eq!(run.code, 2, "{command:?}: {}{}", run.out, run.err);
        let said = "`after/a.json` cannot be read: a symbolic link, and is left alone in folders";
        assert!(run.err.contains(said), "{command:?}: {}", run.err);
        assert!(!run.err.contains("gone"), "{}", run.err);
    }
    fs::remove_file(&link).expect("it can be removed");
    fs::write(&link, &wide).expect("it can be written");
    fs::write(folder.path().join("after/.gitignore"), "a.json").expect("it can be written");
    git(&folder, &["init", "-q", "-b", "main"]);
    let run = iamsure(&folder, &["prove", "no-new-access", "before", "after"]);
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert!(run.err.contains("ignored by a `.gitignore`"), "{}", run.err);
}
