//! `prove` on documents that say who has which managed policies and which boundary.

use serde_json::{Value, json};

use super::granting::{change, plan, verdicts};
use super::{RESPONSE, allow, compared, role, trust};
use crate::running::{Folder, iamsure};

const ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/AdministratorAccess";
const OWN: &str = "arn:aws:iam::482915637048:policy/Read";

/// As `aws iam get-account-authorization-details` prints a role with these managed policies and a boundary.
fn details(attached: &[&str], boundary: Option<&str>) -> Value {
    let attached = attached.iter().map(|arn| json!({ "PolicyArn": arn }));
    let mut one = role("Orders", &trust(RESPONSE));
    one["AttachedManagedPolicies"] = json!(attached.collect::<Vec<_>>());
    if let Some(arn) = boundary {
        one["PermissionsBoundary"] = json!({ "PermissionsBoundaryArn": arn });
    }
    let own = managed("Read", OWN, &allow("s3:GetObject", "*"));
    json!({ "RoleDetailList": [one], "Policies": [own] })
}

fn managed(name: &str, arn: &str, policy: &Value) -> Value {
    json!({ "PolicyName": name, "Arn": arn, "AttachmentCount": 1, "PolicyVersionList": [
        { "VersionId": "v1", "IsDefaultVersion": true, "Document": policy }
    ] })
}

#[test]
fn a_managed_policy_whose_text_is_missing_is_undecided() {
    let put = ["access-not-granted", "a.json", "--action", "s3:PutObject"];
    let ask = |document: &Value| {
        let folder = Folder::with(&[("a.json", &document.to_string())]);
        let run = iamsure(&folder, &[&["prove"], &put[..]].concat());
        // The schema holds too.
        assert_eq!(verdicts(&folder, &put).0, run.code);
        (run.code, run.out)
    };
    assert_eq!(ask(&details(&[OWN], Some(ADMINISTRATOR))).0, 0);
    let (code, out) = ask(&details(&[OWN, ADMINISTRATOR], None));
    assert_eq!(code, 1);
    assert!(
        out.contains(
            "undecided whether `a.json → arn:aws:iam::aws:policy/AdministratorAccess` grants nothing of \
             what was asked about, so count it as not proven: `role/Orders` has it, and its text is not \
             in the document\n"
        ),
        "{out}"
    );
    // Where its text is at hand, it is judged.
    for (policy, code, verdict) in [
        (allow("*", "*"), 1, "disproven"),
        (allow("s3:Get*", "*"), 0, "proven"),
    ] {
        let mut document = details(&[ADMINISTRATOR], None);
        let all = document["Policies"].as_array_mut().expect("a list");
        all.push(managed("AdministratorAccess", ADMINISTRATOR, &policy));
        let (found, out) = ask(&document);
        assert_eq!(found, code, "{out}");
        let sentence = format!("{verdict}: `a.json → policy/AdministratorAccess v1` grants");
        assert!(out.contains(&sentence), "{out}");
        let folder = Folder::with(&[("a.json", &document.to_string())]);
        let (code, found) = verdicts(&folder, &["no-public-access", "a.json"]);
        assert_eq!((code, found.len()), (0, 1));
    }
}

#[test]
fn a_managed_policy_that_somebody_has_now_is_undecided() {
    let (none, read) = (details(&[], None), details(&[OWN], None));
    let wide = details(&[OWN, ADMINISTRATOR], None);
    assert_eq!(compared(&read, &none).0, 0);
    assert_eq!(compared(&wide, &read).0, 0);
    for (old, new, policy) in [(&none, &read, OWN), (&read, &wide, ADMINISTRATOR)] {
        let (code, out, err) = compared(old, new);
        assert_eq!((code, err.as_str()), (1, ""), "{out}");
        let sentence = format!(
            "undecided whether `role/Orders` may do nothing new, so count it as not proven: \
             it has the managed policy `{policy}` in `new.json` and not in `old.json`\n"
        );
        assert!(out.contains(&sentence), "{out}");
    }
}

#[test]
fn a_boundary_that_is_gone_or_another_is_undecided() {
    let (free, bound) = (details(&[], None), details(&[], Some(OWN)));
    let other = details(&[], Some(ADMINISTRATOR));
    assert_eq!(compared(&free, &bound).0, 0);
    for (new, words) in [
        (
            &free,
            format!("its permissions boundary `{OWN}` is removed in `new.json`\n"),
        ),
        (
            &other,
            format!(
                "its permissions boundary `{OWN}` is replaced by `{ADMINISTRATOR}` in `new.json`\n"
            ),
        ),
    ] {
        let (code, out, _) = compared(&bound, new);
        assert_eq!(code, 1, "{out}");
        assert!(
            out.contains("undecided whether `role/Orders` may do nothing new"),
            "{out}"
        );
        assert!(out.contains(&words), "{out}");
    }
    // Who is gone is bound by nothing.
    let mut gone = free.clone();
    gone["RoleDetailList"] = json!([role("Other", &trust(RESPONSE))]);
    let (code, out, _) = compared(&bound, &gone);
    assert!(!out.contains("boundary"), "{out}");
    assert_eq!(code, 1);
}

/// A plan with a role and another resource; what the configuration says of that.
fn with(kind: &str, after: &Value, unknown: &Value, expressions: &Value) -> Value {
    let role = json!({ "name": "Orders", "assume_role_policy": trust(RESPONSE).to_string() });
    let policy = json!({ "policy": allow("s3:GetObject", "*").to_string() });
    let mut document = plan(&[
        change("aws_iam_role", &role, &json!({})),
        change("aws_iam_policy", &policy, &json!({ "arn": true })),
        change(kind, after, unknown),
    ]);
    document["configuration"] = json!({ "root_module": { "resources": [{
        "address": format!("{kind}.orders"), "expressions": expressions
    }] } });
    document
}

#[test]
fn the_attachments_of_a_plan_count() {
    let bare = with("aws_sqs_queue", &json!({}), &json!({}), &json!({}));
    let one = |holder: &str, name: Value| json!({ holder: name, "policy_arn": ADMINISTRATOR });
    for (kind, after, holder) in [
        (
            "aws_iam_role_policy_attachment",
            one("role", json!("Orders")),
            "role/Orders",
        ),
        (
            "aws_iam_user_policy_attachment",
            one("user", json!("Ann")),
            "user/Ann",
        ),
        (
            "aws_iam_group_policy_attachment",
            one("group", json!("All")),
            "group/All",
        ),
        (
            "aws_iam_policy_attachment",
            one("groups", json!(["All"])),
            "group/All",
        ),
        (
            "aws_iam_role",
            json!({ "name": "New", "managed_policy_arns": [ADMINISTRATOR] }),
            "role/New",
        ),
    ] {
        let expressions = json!({ "policy_arn": {}, "managed_policy_arns": {} });
        let document = with(kind, &after, &json!({}), &expressions);
        let (code, out, _) = compared(&bare, &document);
        assert_eq!(code, 1, "{kind}: {out}");
        let words = format!("undecided whether `{holder}` may do nothing new");
        assert!(
            out.contains(&words) && out.contains("AdministratorAccess"),
            "{out}"
        );
        assert_eq!(compared(&document, &bare).0, 0, "{kind}");
        let folder = Folder::with(&[("a.json", &document.to_string())]);
        let put = ["access-not-granted", "a.json", "--action", "s3:PutObject"];
        assert_eq!(verdicts(&folder, &put).0, 1, "{kind}");
    }
    let user = |boundary: &Value| {
        with(
            "aws_iam_user",
            &json!({ "name": "Ann", "permissions_boundary": boundary }),
            &json!({}),
            &json!({ "permissions_boundary": {} }),
        )
    };
    assert_eq!(compared(&user(&json!(null)), &user(&json!(OWN))).0, 0);
    let (code, out, _) = compared(&user(&json!(OWN)), &user(&json!(null)));
    assert_eq!(code, 1);
    assert!(out.contains("its permissions boundary"), "{out}");
}

#[test]
fn what_is_attached_later_is_found_in_the_configuration() {
    let attached = |reference: &str| {
        with(
            "aws_iam_role_policy_attachment",
            &json!({ "role": "Orders" }),
            &json!({ "policy_arn": true }),
            &json!({ "policy_arn": { "references": [format!("{reference}.arn"), reference] } }),
        )
    };
    let put = ["access-not-granted", "a.json", "--action", "s3:PutObject"];
    for (reference, code) in [
        ("aws_iam_policy.orders", 0),
        ("aws_iam_policy.other", 1),
        ("data.aws_iam_policy.orders", 1),
        ("var.policy", 1),
    ] {
        let folder = Folder::with(&[("a.json", &attached(reference).to_string())]);
        let (found, verdicts) = verdicts(&folder, &put);
        assert_eq!(found, code, "{reference}: {verdicts:?}");
    }
    let bare = with("aws_sqs_queue", &json!({}), &json!({}), &json!({}));
    let (code, out, _) = compared(&bare, &attached("aws_iam_policy.orders"));
    assert_eq!(code, 1);
    assert!(
        out.contains("it has the managed policy `aws_iam_policy.orders` in `new.json`"),
        "{out}"
    );
}
