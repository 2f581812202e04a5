//! `who`, `simulate` and `prove` on documents that hold the policy they are about.

mod comparing;
mod granting;
mod later;
mod managed;

use std::fs;

use crate::running::{Folder, iamsure};
use serde_json::{Value, json};

const RESPONSE: &str = "arn:aws:iam::197857026523:role/confluent-orders";

fn trust(principal: &str) -> Value {
    json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "sts:AssumeRole",
        "Condition": { "StringEquals": { "sts:ExternalId": "6e2f7a1c-0b7e" } }
    }] })
}

fn allow(action: &str, resource: &str) -> Value {
    json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": action, "Resource": resource
    }] })
}

/// What `prove no-new-access` says of two documents.
fn compared(old: &Value, new: &Value) -> (i32, String, String) {
    let folder = Folder::with(&[
        ("old.json", &old.to_string()),
        ("new.json", &new.to_string()),
    ]);
    let run = iamsure(&folder, &["prove", "no-new-access", "old.json", "new.json"]);
    (run.code, run.out, run.err)
}

fn role(name: &str, trust: &Value) -> Value {
    json!({
        "RoleName": name,
        "Arn": format!("arn:aws:iam::482915637048:role/{name}"),
        "AssumeRolePolicyDocument": trust
    })
}

/// As `aws iam get-policy-version` prints it.
fn version(policy: &Value) -> String {
    json!({ "PolicyVersion": { "VersionId": "v3", "Document": policy } }).to_string()
}

fn folder() -> Folder {
    let one = json!({ "Role": role("Orders", &trust(RESPONSE)) });
    // As the API itself has it.
    let text = trust(RESPONSE).to_string();
    let encoded = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC);
    let encoded = json!({ "Role": role("Orders", &json!(encoded.to_string())) });
    let two = json!({ "RoleDetailList": [
        role("Orders", &trust(RESPONSE)), role("Open", &trust("*"))
    ] });
    Folder::with(&[
        ("role.json", &one.to_string()),
        ("encoded.json", &encoded.to_string()),
        ("roles.json", &two.to_string()),
        (
            "v3.json",
            &version(&allow("s3:GetObject", "arn:aws:s3:::orders/*")),
        ),
        ("v4.json", &version(&allow("s3:*", "arn:aws:s3:::orders/*"))),
        (
            "plain.json",
            &allow("s3:GetObject", "arn:aws:s3:::orders/*").to_string(),
        ),
    ])
}

#[test]
fn who_reads_the_trust_policy_of_a_role() {
    let folder = folder();
    for file in ["role.json", "encoded.json"] {
        let run = iamsure(&folder, &["who", file, "--format", "json"]);
        assert_eq!(run.code, 0, "{}", run.err);
        let answer: Value = serde_json::from_str(&run.out).expect("JSON");
        assert_eq!(
            answer["policy"],
            format!("{file} → role/Orders: trust policy")
        );
        assert_eq!(answer["type"], "trust");
        assert!(run.out.contains(RESPONSE), "{}", run.out);
        let human = iamsure(&folder, &["who", file]);
        assert!(human.out.contains(RESPONSE), "{}", human.out);
    }
    let input = fs::read_to_string(folder.path().join("role.json")).expect("it is there");
    let piped = folder.iamsure_with_input(&["who", "-"], &input);
    assert_eq!(piped.code, 0, "{}", piped.err);
    assert!(piped.out.contains(RESPONSE), "{}", piped.out);
}

#[test]
fn a_document_of_several_or_of_none_is_told_apart() {
    let folder = folder();
    let several = iamsure(&folder, &["who", "roles.json"]);
    assert_eq!(several.code, 2);
    assert_eq!(
        several.err,
        "error: `roles.json` holds 2 trust or resource policies, and this is about one\n\
         help: write the one that is meant into a file of its own: \
         `roles.json → role/Orders: trust policy` and `roles.json → role/Open: trust policy`\n"
    );
    let none = iamsure(&folder, &["who", "v3.json"]);
    assert_eq!(none.code, 2);
    assert_eq!(
        none.err,
        "error: `v3.json` holds no trust or resource policy\n"
    );
}

#[test]
fn a_policy_that_is_not_known_yet_is_told() {
    let plan = json!({ "format_version": "1.2", "resource_changes": [{
        "address": "aws_iam_role.orders", "mode": "managed", "type": "aws_iam_role",
        "name": "orders",
        "change": {
            "actions": ["create"], "after": { "name": "orders" },
            "after_unknown": { "assume_role_policy": true }
        }
    }] });
    let folder = Folder::with(&[("plan.json", &plan.to_string())]);
    let run = iamsure(&folder, &["who", "plan.json"]);
    assert_eq!(run.code, 2);
    let lines: Vec<&str> = run.err.lines().collect();
    assert_eq!(
        lines.first(),
        Some(&"error: `plan.json` holds no trust or resource policy")
    );
    assert!(
        run.err.contains("help: plan.json → aws_iam_role.orders")
            && run.err.contains("was not read"),
        "{}",
        run.err
    );
}

#[test]
fn a_simulation_takes_what_has_the_role() {
    let folder = folder();
    let run = iamsure(
        &folder,
        &[
            "simulate",
            "v3.json",
            "--action",
            "s3:GetObject",
            "--resource",
            "arn:aws:s3:::orders/a",
        ],
    );
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let run = iamsure(
        &folder,
        &[
            "simulate",
            "v3.json",
            "--action",
            "s3:PutObject",
            "--resource",
            "arn:aws:s3:::orders/a",
        ],
    );
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    let assume = |id: &str| {
        let id = format!("sts:ExternalId={id}");
        let arguments = [
            "simulate",
            "--resource-policy",
            "role.json",
            "--action",
            "sts:AssumeRole",
            "--principal",
            RESPONSE,
            "--context",
            &id,
        ];
        iamsure(&folder, &arguments)
    };
    assert_eq!(assume("6e2f7a1c-0b7e").code, 0);
    assert_eq!(assume("other").code, 1);
    let wrong = iamsure(
        &folder,
        &["simulate", "role.json", "--action", "sts:AssumeRole"],
    );
    assert_eq!(wrong.code, 2);
    assert_eq!(wrong.err, "error: `role.json` holds no identity policy\n");
}

#[test]
fn a_proof_is_of_each_policy_of_a_document() {
    let folder = folder();
    let prove = |arguments: &[&str]| {
        let run = iamsure(&folder, &[&["prove"], arguments].concat());
        (run.code, run.out, run.err)
    };
    let (code, out, _) = prove(&["no-public-access", "role.json"]);
    assert_eq!(code, 0);
    assert_eq!(
        out,
        "proven: `role.json → role/Orders: trust policy` lets nobody in from outside\n"
    );
    let (code, out, _) = prove(&["no-public-access", "roles.json"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("proven: `roles.json → role/Orders: trust policy`")
            && out.contains("disproven: `roles.json → role/Open: trust policy`"),
        "{out}"
    );
    let (code, ..) = prove(&["access-not-granted", "v3.json", "--action", "s3:PutObject"]);
    assert_eq!(code, 0);
    let (code, out, _) = prove(&["access-not-granted", "v4.json", "--action", "s3:PutObject"]);
    assert_eq!(code, 1);
    assert!(out.contains("v4.json → policy version v3"), "{out}");
    let (code, _, err) = prove(&["no-public-access", "v3.json"]);
    assert_eq!(code, 2);
    assert_eq!(err, "error: `v3.json` holds no trust or resource policy\n");
}

#[test]
fn two_documents_are_compared_by_the_policies_in_them() {
    let folder = folder();
    let prove = |old, new| {
        let run = iamsure(&folder, &["prove", "no-new-access", old, new]);
        (run.code, run.out, run.err)
    };
    assert_eq!(prove("v4.json", "v3.json").0, 0);
    assert_eq!(prove("plain.json", "v3.json").0, 0);
    assert_eq!(prove("v3.json", "plain.json").0, 0);
    let (code, out, _) = prove("v3.json", "v4.json");
    assert_eq!(code, 1);
    assert!(
        out.contains(
            "`v4.json → policy version v3` allows what `v3.json → policy version v3` does not"
        ),
        "{out}"
    );
    let (code, _, err) = prove("v3.json", "role.json");
    assert_eq!(code, 2);
    assert!(err.contains("say what they are with `--type`"), "{err}");
    let (code, _, err) = prove("roles.json", "plain.json");
    assert_eq!(code, 2);
    assert!(
        err.contains("`roles.json` holds 2 policies, and this is about one"),
        "{err}"
    );
    let (code, _, err) = prove("roles.json", "role.json");
    assert_eq!(code, 0);
    assert_eq!(
        err,
        "note: 1 policy gone from `roles.json`: that gives no access\n"
    );
}

/// A plan with the trust policies of these roles; of the first, nothing is known before it is applied.
fn plan_of_two() -> String {
    let change = |name: &str, policy: Option<Value>| {
        let after = policy.as_ref().map(|policy| json!(policy.to_string()));
        json!({
            "address": format!("aws_iam_role.{name}"), "mode": "managed",
            "type": "aws_iam_role", "name": name,
            "change": {
                "actions": ["create"], "after": { "assume_role_policy": after },
                "after_unknown": { "assume_role_policy": policy.is_none() }
            }
        })
    };
    let changes = [change("later", None), change("now", Some(trust(RESPONSE)))];
    json!({ "format_version": "1.2", "resource_changes": changes }).to_string()
}

#[test]
fn what_was_not_read_is_noted_whatever_was_asked() {
    let role = json!({ "Role": role("Orders", &trust(RESPONSE)) });
    let folder = Folder::with(&[
        ("plan.json", &plan_of_two()),
        ("role.json", &role.to_string()),
    ]);
    let note = "note: plan.json → aws_iam_role.later.assume_role_policy was not read: \
                not known until the plan is applied\n";
    let assume = [
        "simulate",
        "--resource-policy",
        "plan.json",
        "--action",
        "sts:AssumeRole",
        "--principal",
        RESPONSE,
        "--context",
        "sts:ExternalId=6e2f7a1c-0b7e",
    ];
    for arguments in [
        &["who", "plan.json"][..],
        &["who", "plan.json", "--format", "json"],
        &assume,
    ] {
        let run = iamsure(&folder, arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.out, run.err);
        assert!(run.err.ends_with(note), "{arguments:?}: {}", run.err);
    }
    // A proof is no proof of what was not read.
    for (arguments, claim) in [
        (
            &["prove", "no-public-access", "plan.json"][..],
            "lets nobody in from outside",
        ),
        (
            &["prove", "no-new-access", "role.json", "plan.json"],
            "allows nothing new",
        ),
    ] {
        let run = iamsure(&folder, arguments);
        assert_eq!(run.code, 1, "{arguments:?}: {}{}", run.out, run.err);
        let sentence = format!(
            "undecided whether `plan.json → aws_iam_role.later.assume_role_policy` {claim}, \
             so count it as not proven: not known until the plan is applied\n"
        );
        assert!(
            run.out.starts_with("proven: `plan.json → aws_iam_role.now")
                && run.out.ends_with(&sentence),
            "{arguments:?}: {}",
            run.out
        );
        assert_eq!(run.err, "", "{arguments:?}");
    }
}

#[test]
fn a_document_that_breaks_off_answers_nothing() {
    let two = json!({ "RoleDetailList": [
        role("Orders", &trust(RESPONSE)), role("Open", &trust("*"))
    ] });
    let two = two.to_string();
    let (first, _) = two.split_once("},{\"Arn\"").expect("two roles");
    let version = version(&allow("s3:GetObject", "*"));
    let twice = format!(
        r#"{{"Role":{},"Role":{}}}"#,
        role("Open", &trust("*")),
        role("Orders", &trust(RESPONSE))
    );
    let folder = Folder::with(&[
        ("first.json", first),
        ("version.json", version.trim_end_matches('}')),
        ("twice.json", &twice),
        ("folder/first.json", first),
        ("folder/trust.json", &trust(RESPONSE).to_string()),
    ]);
    let action = ["--action", "s3:GetObject"];
    for arguments in [
        &["who", "first.json"][..],
        &["who", "twice.json"],
        &["prove", "no-public-access", "first.json"],
        &["prove", "no-public-access", "twice.json"],
        &["prove", "no-public-access", "folder"],
        &["prove", "no-new-access", "first.json", "first.json"],
        &[&["simulate", "version.json"], &action[..]].concat(),
        &[&["prove", "access-not-granted", "first.json"], &action[..]].concat(),
    ] {
        let run = iamsure(&folder, arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.out);
        assert!(
            run.err.contains(".json` cannot be read: ")
                && run.err.contains("so it may hold more policies\n"),
            "{arguments:?}: {}",
            run.err
        );
    }
}

#[test]
fn documents_in_folders_are_read_like_those_that_are_named() {
    let open = json!({ "Role": role("Open", &trust("*")) });
    let folder = Folder::with(&[
        ("roles/open.json", &open.to_string()),
        ("roles/trust.json", &trust(RESPONSE).to_string()),
        ("roles/package.json", r#"{"Document": 1}"#),
    ]);
    let run = iamsure(&folder, &["prove", "no-public-access", "roles"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(
        run.out
            .contains("disproven: `roles/open.json → role/Open: trust policy`")
            && run.out.contains("proven: `roles/trust.json`"),
        "{}",
        run.out
    );
}

#[test]
fn a_simulation_reads_the_documents_of_a_folder() {
    let role = json!({ "Role": role("Orders", &trust(RESPONSE)) });
    let folder = Folder::with(&[
        ("all/role.json", &role.to_string()),
        ("all/one.json", &version(&allow("s3:GetObject", "*"))),
        ("all/two.json", &allow("s3:PutObject", "*").to_string()),
    ]);
    for (action, code) in [
        ("s3:GetObject", 0),
        ("s3:PutObject", 0),
        ("s3:ListBucket", 1),
    ] {
        let arguments = ["simulate", "all", "--action", action];
        let resource = ["--resource", "arn:aws:s3:::orders/a"];
        let run = iamsure(&folder, &[&arguments[..], &resource].concat());
        assert_eq!(run.code, code, "{action}: {}{}", run.out, run.err);
    }
}

#[test]
fn a_trust_policy_of_a_document_is_no_control_policy() {
    let folder = folder();
    for (option, phrase) in [("--scp", "service control"), ("--rcp", "resource control")] {
        let run = iamsure(
            &folder,
            &[
                "simulate",
                "plain.json",
                option,
                "role.json",
                "--action",
                "s3:GetObject",
            ],
        );
        assert_eq!(run.code, 2, "{}", run.out);
        assert_eq!(
            run.err,
            format!("error: `role.json` holds no {phrase} policy\n")
        );
    }
}
