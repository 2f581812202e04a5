//! `prove access-not-granted` and `no-public-access` on documents: what was not read is not proven.

use serde_json::{Value, json};

use super::{RESPONSE, allow, role, trust};
use crate::running::{Folder, iamsure};

/// A resource of a plan: its type, what is known of it, and what is not.
pub fn change(kind: &str, after: &Value, unknown: &Value) -> Value {
    json!({
        "address": format!("{kind}.orders"), "mode": "managed", "type": kind, "name": "orders",
        "change": { "actions": ["create"], "after": after, "after_unknown": unknown }
    })
}

pub fn plan(changes: &[Value]) -> Value {
    json!({ "format_version": "1.2", "resource_changes": changes })
}

/// The exit code, and of each policy its name, its type and the verdict.
pub fn verdicts(folder: &Folder, arguments: &[&str]) -> (i32, Vec<(String, Value, String)>) {
    let arguments = [&["prove"], arguments, &["--format", "json"]].concat();
    let run = iamsure(folder, &arguments);
    let found: Value = serde_json::from_str(&run.out)
        .unwrap_or_else(|_| panic!("{arguments:?}: {}{}", run.out, run.err));
    let schema: Value =
        serde_json::from_str(include_str!("../../schemas/prove.schema.json")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    assert!(validator.is_valid(&found), "{found:#}");
    let all = match found.get("results") {
        Some(results) => results.as_array().expect("a list").clone(),
        None => vec![found],
    };
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    let all = all.iter();
    let all = all.map(|one| {
        (
            text(one, "policy"),
            one["type"].clone(),
            text(one, "verdict"),
        )
    });
    (run.code, all.collect())
}

fn of(found: &[(String, Value, String)]) -> Vec<String> {
    let words = |(name, kind, verdict): &(String, Value, String)| {
        format!("{name}: {} {verdict}", kind.as_str().unwrap_or("?"))
    };
    found.iter().map(words).collect()
}

const PUT: [&str; 4] = ["access-not-granted", "a.json", "--action", "s3:PutObject"];
const PUBLIC: [&str; 2] = ["no-public-access", "a.json"];

fn with(document: &Value) -> Folder {
    Folder::with(&[("a.json", &document.to_string())])
}

#[test]
fn what_a_plan_does_not_know_yet_is_undecided() {
    let known = json!({ "name": "Orders", "assume_role_policy": trust(RESPONSE).to_string() });
    let inline = json!({ "name": "Orders", "inline_policy": [{ "name": "read" }],
        "assume_role_policy": trust(RESPONSE).to_string() });
    let later = json!({ "policy": true });
    let changes = [
        change(
            "aws_iam_role",
            &inline,
            &json!({ "inline_policy": [{ "policy": true }] }),
        ),
        change("aws_iam_policy", &json!({}), &later),
        change("aws_sqs_queue_policy", &json!({}), &later),
    ];
    let folder = with(&plan(&changes));
    let (code, found) = verdicts(&folder, &PUT);
    assert_eq!(
        (code, of(&found)),
        (
            1,
            vec![
                "a.json → aws_iam_policy.orders.policy: identity undecided".to_owned(),
                "a.json → aws_sqs_queue_policy.orders.policy: resource undecided".to_owned(),
                "a.json → aws_iam_role.orders.inline_policy[0].policy: identity undecided"
                    .to_owned(),
                "a.json → aws_iam_role.orders.assume_role_policy: trust proven".to_owned(),
            ]
        )
    );
    // Nobody gets in by an identity policy.
    let (code, found) = verdicts(&folder, &PUBLIC);
    assert_eq!(
        (code, of(&found)),
        (
            1,
            vec![
                "a.json → aws_sqs_queue_policy.orders.policy: resource undecided".to_owned(),
                "a.json → aws_iam_role.orders.assume_role_policy: trust proven".to_owned(),
            ]
        )
    );
    let role = change("aws_iam_role", &known, &json!({}));
    let folder = with(&plan(&[role, change("aws_iam_policy", &json!({}), &later)]));
    assert_eq!(verdicts(&folder, &PUBLIC).0, 0);
    assert_eq!(verdicts(&folder, &PUT).0, 1);
    // Where nothing is known, nothing is wrong with the question.
    let folder = with(&plan(&[change("aws_iam_policy", &json!({}), &later)]));
    let (code, found) = verdicts(&folder, &PUT);
    assert_eq!(code, 1);
    assert_eq!(
        of(&found),
        ["a.json → aws_iam_policy.orders.policy: identity undecided"]
    );
}

#[test]
fn what_the_provider_reads_back_is_no_policy() {
    let role = change(
        "aws_iam_role",
        &json!({ "name": "Orders", "assume_role_policy": trust(RESPONSE).to_string() }),
        &json!({ "arn": true, "inline_policy": true, "managed_policy_arns": true }),
    );
    let mut document = plan(&[role]);
    assert_eq!(verdicts(&with(&document), &PUT).0, 1);
    let configured = |expressions: Value| {
        json!({ "root_module": { "resources": [{
            "address": "aws_iam_role.orders", "mode": "managed", "type": "aws_iam_role",
            "name": "orders", "expressions": expressions
        }] } })
    };
    document["configuration"] = configured(json!({ "assume_role_policy": {} }));
    let run = iamsure(&with(&document), &[&["prove"], &PUT[..]].concat());
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(
        run.err.contains("unless in a `dynamic` block"),
        "{}",
        run.err
    );
    document["configuration"] = configured(json!({ "inline_policy": [{}] }));
    assert_eq!(verdicts(&with(&document), &PUT).0, 1);
}

#[test]
fn a_document_without_principals_lets_in_nobody() {
    let document = |after: Value, unknown: Value| {
        let mut document = change("aws_iam_policy_document", &after, &unknown);
        document["address"] = json!("data.aws_iam_policy_document.orders");
        document["mode"] = json!("data");
        let role = json!({ "name": "Orders", "assume_role_policy": trust(RESPONSE).to_string() });
        with(&plan(&[
            document,
            change("aws_iam_role", &role, &json!({})),
        ]))
    };
    let statement = json!([{ "actions": ["s3:GetObject"], "principals": [] }]);
    let unknown = json!({ "json": true, "statement": [{ "resources": true, "principals": [] }] });
    let folder = document(json!({ "statement": statement }), unknown);
    assert_eq!(verdicts(&folder, &PUBLIC).0, 0);
    assert_eq!(verdicts(&folder, &PUT).0, 1);
    for (after, unknown) in [
        (json!({}), json!({ "json": true })),
        (
            json!({ "statement": [{ "principals": [{ "type": "AWS" }] }] }),
            json!({ "json": true, "statement": [{ "resources": true }] }),
        ),
        (
            json!({ "statement": [{ "actions": ["s3:GetObject"] }] }),
            json!({ "json": true, "source_policy_documents": true }),
        ),
    ] {
        let folder = document(after, unknown);
        assert_eq!(verdicts(&folder, &PUBLIC).0, 1);
    }
}

#[test]
fn one_page_of_an_answer_proves_nothing_of_the_others() {
    let page = json!({ "RoleDetailList": [role("Orders", &trust(RESPONSE))], "IsTruncated": true });
    let (code, found) = verdicts(&with(&page), &PUBLIC);
    assert_eq!(
        (code, of(&found)),
        (
            1,
            vec![
                "a.json → the rest: ? undecided".to_owned(),
                "a.json → role/Orders: trust policy: trust proven".to_owned(),
            ]
        )
    );
}

/// Beside `FullAWSAccess`, as a control policy takes effect.
#[test]
fn a_control_policy_leaves_what_it_does_not_deny() {
    let deny = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Action": "s3:*", "Resource": "*"
    }] });
    let summary = json!({ "Name": "guard", "Type": "SERVICE_CONTROL_POLICY" });
    let described = json!({ "Policy": { "PolicySummary": summary, "Content": deny.to_string() } });
    let content = json!({ "type": "SERVICE_CONTROL_POLICY", "content": deny.to_string() });
    let planned = plan(&[change("aws_organizations_policy", &content, &json!({}))]);
    let mut resource = deny.clone();
    resource["Statement"][0]["Principal"] = json!("*");
    let folder = Folder::with(&[
        ("bare.json", &deny.to_string()),
        ("described.json", &described.to_string()),
        ("planned.json", &planned.to_string()),
        ("rcp.json", &resource.to_string()),
        ("listed.json", &allow("ec2:Describe*", "*").to_string()),
    ]);
    for (file, kind, other) in [
        ("bare.json", "scp", "ec2:RunInstances"),
        ("described.json", "auto", "ec2:RunInstances"),
        ("planned.json", "auto", "ec2:RunInstances"),
        ("rcp.json", "rcp", "sqs:SendMessage"),
    ] {
        for (action, code) in [("s3:PutObject", 0), (other, 1)] {
            let arguments = [
                "prove",
                "access-not-granted",
                file,
                "--type",
                kind,
                "--action",
                action,
            ];
            let run = iamsure(&folder, &arguments);
            assert_eq!(run.code, code, "{arguments:?}: {}{}", run.out, run.err);
            assert!(run.out.contains("FullAWSAccess`"), "{}", run.out);
        }
    }
    // What lists the services that may be used stands alone.
    let arguments = [
        "prove",
        "access-not-granted",
        "listed.json",
        "--type",
        "scp",
        "--action",
        "ec2:RunInstances",
    ];
    assert_eq!(iamsure(&folder, &arguments).code, 0);
}
