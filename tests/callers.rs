//! Who can send what: proofs and `who` count no request that AWS does not make, or does not take from its caller.

use crate::running::{Folder, iamsure};
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";
const USER: &str = "arn:aws:iam::111122223333:user/u";
const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:q";
const SEND: &str = "sqs:SendMessage";

fn policy(statements: &Value) -> String {
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
}

fn queue(principal: &Value, condition: &Value) -> Value {
    json!({
        "Effect": "Allow", "Principal": principal, "Action": SEND, "Resource": QUEUE,
        "Condition": condition,
    })
}

fn trust(principal: &Value, action: &str, condition: &Value) -> Value {
    json!({ "Effect": "Allow", "Principal": principal, "Action": action, "Condition": condition })
}

fn account() -> Value {
    json!({ "AWS": ACCOUNT })
}

/// The exit code of a command on policies, which it calls `0.json`, `1.json`.
#[track_caller]
fn code(policies: &[Value], command: &[&str]) -> i32 {
    let texts: Vec<String> = policies.iter().map(policy).collect();
    let names = ["0.json", "1.json"];
    let files: Vec<(&str, &str)> = names
        .into_iter()
        .zip(texts.iter().map(String::as_str))
        .collect();
    let folder = Folder::with(&files);
    let run = iamsure(&folder, command);
    assert!(run.code < 2, "{texts:?}: {}{}", run.out, run.err);
    run.code
}

#[test]
fn the_root_user_and_whoever_does_not_sign_assume_no_role() {
    let granted = [
        "prove",
        "access-not-granted",
        "0.json",
        "--action",
        "sts:AssumeRole",
        "--type",
        "trust",
    ];
    let public = ["prove", "no-public-access", "0.json", "--type", "trust"];
    let root = "arn:aws:iam::111122223333:root";
    for action in ["sts:AssumeRole", "sts:Assume*", "sts:*", "*"] {
        for condition in [
            json!({ "ArnEquals": { "aws:PrincipalArn": root } }),
            json!({ "StringEquals": { "aws:PrincipalType": "Account" } }),
            json!({ "StringEquals": { "aws:PrincipalType": "FederatedUser" } }),
        ] {
            let role = json!([trust(&account(), action, &condition)]);
            assert_eq!(code(&[role], &granted), 0, "{action} {condition}");
        }
        let everybody = json!([trust(&account(), action, &json!({}))]);
        assert_eq!(code(&[everybody], &granted), 1, "{action}");
        let anonymous = json!({ "StringEquals": { "aws:PrincipalType": "Anonymous" } });
        let role = json!([trust(&json!("*"), action, &anonymous)]);
        assert_eq!(code(&[role], &public), 0, "{action}");
        let open = json!([trust(&json!("*"), action, &json!({}))]);
        assert_eq!(code(&[open], &public), 1, "{action}");
    }
    // Users of a provider have an action of their own.
    let provider = json!({ "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" });
    for (action, wanted) in [("sts:AssumeRole", 0), ("sts:AssumeRoleWithWebIdentity", 1)] {
        let role = json!([trust(&provider, action, &json!({}))]);
        assert_eq!(code(&[role], &public), wanted, "{action}");
    }
}

#[test]
fn callers_send_what_aws_documents_of_their_kind() {
    let changed = ["prove", "no-new-access", "0.json", "1.json"];
    let federated = json!({ "AWS": "arn:aws:sts::111122223333:federated-user/f" });
    let role = json!({ "AWS": "arn:aws:iam::111122223333:role/r" });
    for (principal, key, wanted) in [
        (json!({ "AWS": USER }), "aws:FederatedProvider", 0),
        (json!({ "AWS": USER }), "aws:SourceIdentity", 0),
        (json!({ "AWS": USER }), "aws:SourceArn", 0),
        (json!({ "AWS": USER }), "aws:TokenIssueTime", 1),
        (json!({ "AWS": USER }), "aws:MultiFactorAuthPresent", 1),
        (federated, "aws:SourceAccount", 0),
        (role.clone(), "aws:FederatedProvider", 1),
        (role, "aws:SourceOrgPaths", 0),
        (
            json!({ "Service": "sns.amazonaws.com" }),
            "aws:SourceArn",
            1,
        ),
    ] {
        let old = json!([queue(&principal, &json!({ "Null": { key: "true" } }))]);
        let new = json!([queue(&principal, &json!({}))]);
        assert_eq!(code(&[old, new], &changed), wanted, "{principal} {key}");
    }
    let granted = ["prove", "access-not-granted", "0.json", "--action", SEND];
    let roles = json!({
        "Null": { "aws:TokenIssueTime": "true" },
        "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" },
    });
    assert_eq!(code(&[json!([queue(&account(), &roles)])], &granted), 0);
}

#[test]
fn whom_a_deny_spares_is_named() {
    let public = ["prove", "no-public-access", "0.json"];
    let spared = |principal: Value| {
        json!([
            queue(&json!("*"), &json!({})),
            { "Effect": "Deny", "NotPrincipal": principal, "Action": SEND, "Resource": QUEUE },
        ])
    };
    for principal in [account(), json!({ "AWS": [ACCOUNT, USER] })] {
        assert_eq!(
            code(&[spared(principal.clone())], &public),
            0,
            "{principal}"
        );
    }
    assert_eq!(code(&[spared(json!({ "AWS": "*" }))], &public), 1);
}

#[test]
fn services_among_everybody_are_told_apart() {
    let text = policy(&json!([queue(
        &json!("*"),
        &json!({ "Bool": { "aws:PrincipalIsAWSService": "true" } })
    )]));
    let folder = Folder::with(&[("p.json", &text)]);
    let run = iamsure(&folder, &["prove", "no-public-access", "p.json"]);
    assert_eq!(run.code, 0, "{}", run.out);
    let note =
        "`p.json` lets in AWS services whichever account makes them call; that is judged apart";
    assert!(
        run.err.contains(note) || run.out.contains(note),
        "{}{}",
        run.out,
        run.err
    );
}

/// The first line of `who` on a trust policy, and whoever it shows.
fn who(principal: &Value, condition: &Value) -> Vec<String> {
    let text = policy(&json!([trust(principal, "sts:AssumeRole", condition)]));
    let folder = Folder::with(&[("p.json", &text)]);
    let run = iamsure(&folder, &["who", "p.json", "--format", "json"]);
    let value: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}", run.err));
    let ways = value["ways"].as_array().expect("ways are a list");
    let told = ways.iter().map(|way| way["who"]["text"].as_str());
    told.map(|text| text.expect("a text").to_owned()).collect()
}

#[test]
fn nobody_is_told_to_assume_a_role_who_cannot() {
    let nobody = Vec::<String>::new();
    let anyone = json!("*");
    for (principal, condition) in [
        (
            anyone.clone(),
            json!({ "StringEquals": { "aws:PrincipalType": "Anonymous" } }),
        ),
        (
            anyone.clone(),
            json!({ "Null": { "aws:PrincipalArn": "true" } }),
        ),
        (
            json!({ "AWS": "arn:aws:sts::111122223333:federated-user/s" }),
            json!({}),
        ),
        (
            account(),
            json!({ "StringEquals": { "aws:PrincipalType": "Account" } }),
        ),
    ] {
        assert_eq!(
            who(&principal, &condition),
            nobody,
            "{principal} {condition}"
        );
    }
    let of_services = json!({ "Null": { "aws:SourceAccount": "false" } });
    assert_eq!(who(&anyone, &of_services), ["AWS services"]);
    assert_eq!(who(&anyone, &json!({})), ["anyone"]);
    assert_eq!(
        who(&account(), &json!({})),
        ["account `111122223333` (those to whom it delegates)"]
    );
}

#[test]
fn the_policy_of_a_repository_is_about_it_alone() {
    let public = json!([{
        "Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage", "ecr:PutImage"],
    }]);
    let prove = ["prove", "no-public-access", "0.json", "--type", "resource"];
    assert_eq!(code(std::slice::from_ref(&public), &prove), 1);
    let text = policy(&public);
    let folder = Folder::with(&[("p.json", &text)]);
    let run = iamsure(&folder, &["check", "p.json", "--format", "concise"]);
    assert!(run.out.contains("public-access"), "{}{}", run.out, run.err);
    let run = iamsure(&folder, &["who", "p.json"]);
    assert!(run.out.contains("1. anyone"), "{}{}", run.out, run.err);
    // Nobody from outside, and nothing that is taken back.
    let own = json!([{
        "Effect": "Allow", "Principal": account(), "Action": "ecr:BatchGetImage",
    }]);
    assert_eq!(code(&[own], &prove), 0);
    let denied = json!([public[0], { "Effect": "Deny", "Principal": "*", "Action": "ecr:*" }]);
    assert_eq!(code(&[denied], &prove), 0);
}
