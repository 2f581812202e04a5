//! `prove access-not-granted` on documents.

use serde_json::{Value, json};

use super::allow;
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
