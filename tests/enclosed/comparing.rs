//! `prove no-new-access`: documents against policies, in revisions, in folders, each compared as what it is.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::{RESPONSE, allow, role, trust, version};
use crate::running::{Folder, iamsure};

fn deny(actions: &[&str]) -> Value {
    json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Action": actions, "Resource": "*"
    }] })
}

/// A plan with one control policy.
fn control(policy: &Value) -> String {
    json!({ "format_version": "1.2", "resource_changes": [{
        "address": "aws_organizations_policy.guard", "mode": "managed",
        "type": "aws_organizations_policy", "name": "guard",
        "change": { "actions": ["update"], "after": {
            "type": "SERVICE_CONTROL_POLICY", "content": policy.to_string()
        } }
    }] })
    .to_string()
}

/// As `aws iam get-account-authorization-details` prints a policy that is only used as a boundary.
fn boundary(policy: &Value) -> String {
    json!({ "Policies": [{
        "PolicyName": "Edge", "Arn": "arn:aws:iam::482915637048:policy/Edge",
        "AttachmentCount": 0, "PermissionsBoundaryUsageCount": 1,
        "PolicyVersionList": [
            { "VersionId": "v2", "IsDefaultVersion": true, "Document": policy }
        ]
    }] })
    .to_string()
}

/// With a guard that holds in `old` and is loosened in `new`, as documents and as they are.
fn guards() -> Folder {
    let (old, new) = (
        deny(&["s3:DeleteBucket", "iam:*"]),
        deny(&["s3:DeleteBucket"]),
    );
    Folder::with(&[
        ("old.json", &control(&old)),
        ("new.json", &control(&new)),
        ("bare-old.json", &old.to_string()),
        ("bare-new.json", &new.to_string()),
        ("managed.json", &version(&new)),
        ("edge-old.json", &boundary(&allow("s3:*", "*"))),
        ("edge-new.json", &boundary(&allow("*", "*"))),
        ("edge-version.json", &version(&allow("*", "*"))),
        (
            "role.json",
            &json!({ "Role": role("Orders", &trust(RESPONSE)) }).to_string(),
        ),
    ])
}

fn prove(folder: &Folder, arguments: &[&str]) -> (i32, String, String) {
    let run = iamsure(folder, &[&["prove", "no-new-access"], arguments].concat());
    (run.code, run.out, run.err)
}

#[test]
fn what_a_document_tells_of_one_is_so_of_both() {
    let folder = guards();
    for (old, new) in [
        ("old.json", "new.json"),
        ("bare-old.json", "new.json"),
        ("old.json", "bare-new.json"),
    ] {
        let (code, out, err) = prove(&folder, &[old, new, "--format", "json"]);
        assert_eq!(code, 1, "{old} {new}: {out}{err}");
        let answer: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(
            (&answer["verdict"], &answer["type"]),
            (&json!("disproven"), &json!("scp"))
        );
        // To deny more is no new access.
        assert_eq!(prove(&folder, &[new, old]).0, 0, "{new} {old}");
    }
    // A version of a managed policy does not say that it is used as a boundary.
    for (old, new) in [
        ("edge-old.json", "edge-new.json"),
        ("edge-old.json", "edge-version.json"),
    ] {
        let (code, out, err) = prove(&folder, &[old, new, "--format", "json"]);
        assert_eq!(code, 1, "{old} {new}: {out}{err}");
        let answer: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(answer["type"], "boundary");
    }
}

#[test]
fn what_documents_tell_apart_is_not_compared() {
    let folder = guards();
    let (code, out, err) = prove(&folder, &["old.json", "managed.json"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert_eq!(
        err,
        "error: `old.json → aws_organizations_policy.guard.content` is a service control policy, \
         and `managed.json → policy version v3` an identity policy\n\
         help: say what they are with `--type`\n"
    );
    let (code, out, err) = prove(&folder, &["bare-old.json", "role.json"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert_eq!(
        err,
        "error: `bare-old.json` looks like an identity policy, \
         and `role.json → role/Orders: trust policy` is a trust policy\n\
         help: say what they are with `--type`\n"
    );
    let said = ["old.json", "managed.json", "--type", "scp"];
    assert_eq!(prove(&folder, &said).0, 1);
}

#[test]
fn an_empty_file_is_no_policy_of_another_type() {
    let folder = Folder::with(&[
        ("empty.json", ""),
        ("trust.json", &trust(RESPONSE).to_string()),
    ]);
    let (code, _, err) = prove(&folder, &["empty.json", "trust.json"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("`empty.json` is no policy that AWS takes"),
        "{err}"
    );
}

fn git(folder: &Folder, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=x", "-c", "user.email=x@example.com"])
        .args(["-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .expect("git can be started");
    assert!(output.status.success(), "{output:?}");
}

fn write(folder: &Folder, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).expect("it can be written");
}

#[test]
fn a_document_may_take_the_place_of_a_policy() {
    let folder = guards();
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "first"]);
    let old = deny(&["s3:DeleteBucket", "iam:*"]);
    let new = deny(&["s3:DeleteBucket"]);
    write(&folder, "old.json", &new.to_string());
    write(&folder, "bare-old.json", &control(&new));
    write(&folder, "bare-new.json", &control(&old));
    for (file, code) in [("old.json", 1), ("bare-old.json", 1), ("bare-new.json", 0)] {
        let (found, out, err) = prove(&folder, &["--git", "HEAD", file]);
        assert_eq!(found, code, "{file}: {out}{err}");
    }
    // One that cannot be judged hides no other, and fails the run.
    let roles = json!({ "RoleDetailList": [role("A", &trust(RESPONSE)), role("B", &trust("*"))] });
    write(&folder, "old.json", &roles.to_string());
    git(&folder, &["add", "old.json"]);
    git(&folder, &["commit", "-q", "-m", "second"]);
    write(&folder, "old.json", &new.to_string());
    let (code, out, err) = prove(&folder, &["--git", "HEAD", "old.json", "bare-new.json"]);
    assert_eq!(code, 2);
    assert!(out.contains("proven: `bare-new.json → "), "{out}");
    assert!(
        err.contains("`HEAD:old.json` holds 2 policies, and this is about one"),
        "{err}"
    );
}

#[test]
fn documents_in_folders_are_compared_where_they_changed() {
    let old = deny(&["s3:DeleteBucket", "iam:*"]);
    let new = deny(&["s3:DeleteBucket"]);
    let roles = json!({ "RoleDetailList": [role("A", &trust(RESPONSE)), role("B", &trust("*"))] });
    let roles = roles.to_string();
    let folder = Folder::with(&[
        ("old/guard.json", &control(&old)),
        ("new/guard.json", &control(&new)),
        ("old/policy.json", &allow("s3:*", "*").to_string()),
        ("new/policy.json", &version(&allow("s3:GetObject", "*"))),
        ("old/roles.json", &roles),
        ("new/roles.json", &roles),
        ("old/package.json", r#"{"Role": 1}"#),
        ("new/package.json", r#"{"Role": 2}"#),
        ("old/gone.json", &roles),
    ]);
    let (code, out, err) = prove(&folder, &["old", "new"]);
    assert_eq!(code, 1, "{out}{err}");
    assert!(
        out.contains("`new/guard.json → aws_organizations_policy.guard.content` allows what")
            && out.contains("proven: `new/policy.json → policy version v3`"),
        "{out}"
    );
    assert_eq!(
        err,
        "note: 1 policy file gone from `old`: that gives no access\n"
    );
    // A guard that is gone guards nothing.
    fs::remove_file(folder.path().join("new/guard.json")).expect("it is there");
    let (code, out, err) = prove(&folder, &["old", "new"]);
    assert_eq!(code, 1, "{out}{err}");
    // Of several those that have one place are compared.
    write(&folder, "new/roles.json", &roles.replace("\"B\"", "\"C\""));
    let (code, out, err) = prove(&folder, &["old", "new"]);
    assert_eq!(code, 1, "{err}");
    assert!(
        out.contains(
            "`new/roles.json → role/A: trust policy` allows nothing that `old/roles.json → role/A"
        ) && out.contains("`new/roles.json → role/C: trust policy` is new"),
        "{out}"
    );
    assert!(err.contains("1 policy gone from `old/roles.json`"), "{err}");
}

/// A plan with these policies of users.
fn plan(policies: &[(&str, &Value)]) -> String {
    let change = |(name, policy): &(&str, &Value)| {
        json!({
            "address": format!("aws_iam_policy.{name}"), "mode": "managed",
            "type": "aws_iam_policy", "name": name,
            "change": { "actions": ["update"], "after": { "policy": policy.to_string() } }
        })
    };
    let changes: Vec<Value> = policies.iter().map(change).collect();
    json!({ "format_version": "1.2", "resource_changes": changes }).to_string()
}

#[test]
fn the_policies_of_two_plans_are_compared_each_with_its_own() {
    let (narrow, wide) = (
        allow("s3:GetObject", "arn:aws:s3:::orders/*"),
        allow("s3:*", "*"),
    );
    let folder = Folder::with(&[
        (
            "old.json",
            &plan(&[("a", &wide), ("b", &narrow), ("c", &wide)]),
        ),
        (
            "same.json",
            &plan(&[("c", &wide), ("b", &narrow), ("a", &wide)]),
        ),
        ("less.json", &plan(&[("a", &narrow), ("b", &narrow)])),
        ("swapped.json", &plan(&[("a", &narrow), ("b", &wide)])),
        ("twice.json", &plan(&[("a", &narrow), ("a", &narrow)])),
        ("bare.json", &wide.to_string()),
    ]);
    let (code, out, err) = prove(&folder, &["old.json", "same.json"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert_eq!(
        out.matches("proven: `same.json → aws_iam_policy.").count(),
        3
    );
    let (code, out, err) = prove(&folder, &["old.json", "less.json"]);
    assert_eq!(code, 0, "{out}");
    assert_eq!(
        err,
        "note: 1 policy gone from `old.json`: that gives no access\n"
    );
    // What one gives up is no excuse for what another gains.
    let (code, out, _) = prove(&folder, &["old.json", "swapped.json", "--format", "json"]);
    assert_eq!(code, 1);
    let answer: Value = serde_json::from_str(&out).expect("JSON");
    let verdicts: Vec<String> = answer["results"]
        .as_array()
        .expect("several")
        .iter()
        .map(|one| format!("{}: {}", one["policy"], one["verdict"]))
        .collect();
    assert_eq!(
        verdicts,
        [
            "\"swapped.json → aws_iam_policy.a.policy\": \"proven\"",
            "\"swapped.json → aws_iam_policy.b.policy\": \"disproven\"",
        ]
    );
    for (old, new, words) in [
        (
            "bare.json",
            "old.json",
            "`old.json` holds 3 policies, and this is about one",
        ),
        (
            "old.json",
            "bare.json",
            "`old.json` holds 3 policies, and this is about one",
        ),
        (
            "old.json",
            "twice.json",
            "there are two `twice.json → aws_iam_policy.a",
        ),
    ] {
        let (code, out, err) = prove(&folder, &[old, new]);
        assert_eq!((code, out.as_str()), (2, ""), "{old} {new}");
        assert!(err.contains(words), "{err}");
    }
}

#[test]
fn documents_that_did_not_change_allow_nothing_new() {
    let text = control(&deny(&["s3:*"]));
    let folder = Folder::with(&[("before/v.json", &text), ("after/v.json", &text)]);
    for format in ["human", "json"] {
        let run = iamsure(
            &folder,
            &[
                "prove",
                "no-new-access",
                "before",
                "after",
                "--format",
                format,
            ],
        );
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        let all = format!("{}{}", run.out, run.err);
        assert!(all.contains("the documents say what they said"), "{all}");
    }
    // Where there is neither policy nor document, none was compared.
    let empty = Folder::with(&[("before/v.json", "{}"), ("after/v.json", "{}")]);
    let run = iamsure(&empty, &["prove", "no-new-access", "before", "after"]);
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
}
