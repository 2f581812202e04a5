//! Against moto: what is read, and what is refused.

use super::moto::{Moto, moto};
use super::{Folder, Run, fails, hides, iamsure};

const ARN: &str = "arn:aws:iam::123456789012:role/data/OrdersArchive";
const NOW: [&str; 2] = ["--now", "2026-11-23T00:00:00Z"];

fn check(moto: &Moto, (id, secret): (&str, &str), arguments: &[&str]) -> Run {
    let folder = Folder::with(&[("unrelated.json", "{\"Statement\": []}")]);
    let arguments = [&["check"], arguments, &NOW].concat();
    let variables = [
        ("AWS_ACCESS_KEY_ID", id),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_ENDPOINT_URL", moto.url.as_str()),
    ];
    let run = iamsure(&folder, &arguments, &variables);
    hides(&run, &[secret]);
    run
}

fn as_reader(moto: &Moto, arguments: &[&str]) -> Run {
    check(moto, (&moto.reader.0, &moto.reader.1), arguments)
}

#[test]
fn all_policies_of_a_role_are_read_and_checked() {
    let Some(moto) = moto() else { return };
    let run = as_reader(
        moto,
        &["--role", "OrdersArchive", "--format", "concise", "-v"],
    );
    assert_eq!(run.code, 1, "{}", run.err);
    let mut lines: Vec<&str> = run.err.lines().skip(1).collect();
    // The clock before, and a summary behind. Which version AWS's own policy has, is the server's matter.
    lines.pop();
    let theirs = lines.pop().unwrap_or_default();
    assert!(
        theirs.starts_with("skipped policy/arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess v")
            && theirs.ends_with(": AWS manages it"),
        "{theirs}"
    );
    assert_eq!(
        lines,
        [
            "checked policy/arn:aws:iam::123456789012:policy/OrdersWriter v2: identity, profile none",
            "checked role/OrdersArchive: inline policy all+more: identity, profile none",
            "checked role/OrdersArchive: permissions boundary arn:aws:iam::123456789012:policy/TeamBoundary v1: boundary, profile none",
            "checked role/OrdersArchive: trust policy: trust, profile none, stage final",
        ]
    );
    for found in [
        "role/OrdersArchive: inline policy all+more:1:86: error: this statement allows every action on every resource",
        "role/OrdersArchive: trust policy:1:75: warning: another account may assume this role",
    ] {
        assert!(run.out.contains(found), "{}", run.out);
    }
}

#[test]
fn the_arn_of_a_role_is_taken_and_held_against_the_role() {
    let Some(moto) = moto() else { return };
    let run = as_reader(moto, &["--role", ARN, "--fail-on", "never", "-q"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    for other in [
        "arn:aws:iam::210987654321:role/data/OrdersArchive",
        "arn:aws:iam::123456789012:role/OrdersArchive",
    ] {
        let run = as_reader(moto, &["--role", other]);
        fails(
            &run,
            &["the role of these credentials' account is", ARN, other],
        );
    }
}

#[test]
fn another_role_cannot_be_said_beside_it() {
    let Some(moto) = moto() else { return };
    let run = as_reader(moto, &["--role", "OrdersArchive", "--role-arn", "Other"]);
    fails(&run, &["`--role-arn Other` names another role", ARN]);
    for same in [ARN, "OrdersArchive"] {
        let run = as_reader(moto, &["--role", "OrdersArchive", "--role-arn", same, "-q"]);
        assert_eq!(run.code, 1, "{}", run.err);
    }
}

#[test]
fn files_are_checked_beside_the_role_if_they_are_named() {
    let Some(moto) = moto() else { return };
    let run = as_reader(
        moto,
        &[
            "--role",
            "OrdersArchive",
            "unrelated.json",
            "--format",
            "concise",
        ],
    );
    assert!(run.err.contains(" in 5 policies"), "{}", run.err);
    let run = as_reader(moto, &["--role", "OrdersArchive", "--format", "concise"]);
    assert!(run.err.contains(" in 4 policies"), "{}", run.err);
}

#[test]
fn the_integration_is_compared_with_the_role_that_was_read() {
    let Some(moto) = moto() else { return };
    let folder = Folder::with(&[(
        "integration.json",
        r#"{"id":"cspi-p2kq7","display_name":"orders","provider":"AWS","environment":{"id":"env-x7"},"config":{"kind":"AwsIntegrationConfig","iam_role_arn":"arn:aws:iam::197857026523:role/partner","external_id":"0f3ab6a4-7d64-4f8e-9a3e-1f7e0c53a1b2","customer_iam_role_arn":"arn:aws:iam::123456789012:role/Other"},"usages":[]}"#,
    )]);
    let run = iamsure(
        &folder,
        &[
            "check",
            "--role",
            "OrdersArchive",
            "--integration",
            "integration.json",
            "--format",
            "concise",
        ],
        &[
            ("AWS_ACCESS_KEY_ID", &moto.reader.0),
            ("AWS_SECRET_ACCESS_KEY", &moto.reader.1),
            ("AWS_ENDPOINT_URL", &moto.url),
        ],
    );
    assert!(
        run.out.contains("[customer-role-mismatch]"),
        "{}{}",
        run.out,
        run.err
    );
}

#[test]
fn what_iam_refuses_is_explained() {
    let Some(moto) = moto() else { return };
    let run = as_reader(moto, &["--role", "OrdersArchiv"]);
    fails(
        &run,
        &[
            "the role `OrdersArchiv` is not in the account",
            "check the name and the account",
        ],
    );

    let limited = (moto.limited.0.as_str(), moto.limited.1.as_str());
    let run = check(moto, limited, &["--role", "OrdersArchive"]);
    fails(
        &run,
        &[
            "the AWS credentials of the environment may not call `iam:ListRolePolicies` on the role `OrdersArchive`",
            "allow `iam:ListRolePolicies` to these credentials",
        ],
    );

    let run = check(
        moto,
        (&moto.reader.0, "wrongwrongwrongwrongwrong"),
        &["--role", "OrdersArchive"],
    );
    fails(
        &run,
        &[
            "AWS does not accept what the secret access key of the environment signs",
            "clock",
        ],
    );

    let run = check(
        moto,
        ("AKIAQ2ZC5UPQ7HWDMJBV", &moto.reader.1),
        &["--role", "OrdersArchive"],
    );
    fails(
        &run,
        &["AWS does not know the access key of the environment"],
    );
}

#[test]
fn a_profile_assumes_a_role_to_read_with() {
    let Some(moto) = moto() else { return };
    let (id, secret) = &moto.reader;
    let folder = Folder::with(&[
        (
            ".aws/config",
            "[profile audit]\nrole_arn = arn:aws:iam::123456789012:role/Auditor\nsource_profile = base\nregion = eu-west-1\n",
        ),
        (
            ".aws/credentials",
            &format!("[base]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n"),
        ),
    ]);
    let run = iamsure(
        &folder,
        &[
            "check",
            "--role",
            "OrdersArchive",
            "-q",
            "--format",
            "concise",
        ],
        &[("AWS_PROFILE", "audit"), ("AWS_ENDPOINT_URL", &moto.url)],
    );
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    hides(&run, &[secret]);
}
