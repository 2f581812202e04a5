//! `iamsure catalog`, and data that is newer than the embedded.

use std::fmt::Write as _;
use std::fs;

use crate::running::{Folder, iamsure};
use serde_json::Value;

fn said(arguments: &[&str]) -> String {
    let run = iamsure(&Folder::with(&[]), arguments);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{arguments:?}");
    run.out
}

#[test]
fn it_tells_what_each_kind_of_name_is() {
    for (name, parts) in [
        (
            "s3",
            &[
                "s3 (service)",
                "Amazon S3",
                "bucket: arn:${Partition}:s3:::${BucketName}",
                "GetObject",
            ][..],
        ),
        (
            "S3:getobject",
            &[
                "s3:GetObject (action)",
                "Read",
                "s3:ExistingObjectTag/<key>",
            ],
        ),
        (
            "kinesis:ListStreams",
            &["none: only `*` in `Resource` lets it in"],
        ),
        (
            "iam:PassRole",
            &["role: arn:${Partition}:iam::${Account}:role/${RoleNameWithPath} (required)"],
        ),
        ("sqs:Send*", &["(pattern of actions)", "sqs:SendMessage"]),
        (
            "s3:ExistingObjectTag/team",
            &["s3:ExistingObjectTag/<key> (condition key)", "String"],
        ),
        (
            "aws:sourceip",
            &["aws:SourceIp (global condition key)", "an IP address"],
        ),
        (
            "arn:aws:s3:::figures/2026",
            &["object of s3", "s3:GetObject"],
        ),
        ("eu-central-1", &["(Region)", "aws"]),
        ("aws-cn", &["amazonaws.com.cn", "cn-north-1"]),
        ("lambda.amazonaws.com", &["(service principal)"]),
    ] {
        let out = said(&["catalog", name]);
        for part in parts {
            assert!(out.contains(part), "{name}: {part} is not in\n{out}");
        }
        assert!(out.ends_with("\nAWS's data of 2026-10-27\n"), "{out}");
    }
    let all = said(&["catalog"]);
    assert!(
        all.contains("22321 actions") && all.contains("sts "),
        "{all}"
    );
}

#[test]
fn what_is_not_known_is_told_with_the_nearest_name() {
    for (name, help) in [
        ("s3:GetObjekt", "did you mean `s3:GetObject`?"),
        ("dyanmodb", "did you mean `dynamodb`?"),
        ("dyanmodb:GetItem", "did you mean `dynamodb:GetItem`?"),
        ("aws:SourceIpp", "did you mean `aws:SourceIp`?"),
        (
            "deepracer:CreateCar",
            "is gone; it was last seen on 2025-12-01",
        ),
        (
            "certainly no name",
            "list the services with `iamsure catalog`",
        ),
        ("", "list the services with `iamsure catalog`"),
    ] {
        let run = iamsure(&Folder::with(&[]), &["catalog", name]);
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{name}");
        assert!(run.err.contains(help), "{name}: {}", run.err);
    }
}

#[test]
fn its_json_names_the_same() {
    let out = said(&["catalog", "s3:GetObject", "--format", "json"]);
    let value: Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!(value["catalog"], "2026-10-27");
    let entry = &value["entries"][0];
    assert_eq!(
        (&entry["kind"], &entry["name"]),
        (&"action".into(), &"s3:GetObject".into())
    );
    assert_eq!(entry["access_level"], "Read");
    assert!(
        entry["condition_keys"]
            .as_array()
            .is_some_and(|keys| keys.contains(&"s3:authType".into()))
    );
}

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "newservice:Begin", "Resource": "arn:aws:newservice:eu-west-1:482915637048:thing/one"}}"#;
const NEWER: &str = "# date\t2026-11-20\nS newservice\tNew Service\t\nT thing\tarn:${Partition}:newservice:${Region}:${Account}:thing/${Thing}\t\nA Begin\tW\tthing!\t\t\n";

#[test]
fn newer_data_is_taken_at_run_time() {
    let folder = Folder::with(&[("policy.json", POLICY), ("newer.txt", NEWER)]);
    let select = [
        "--select",
        "invalid-service-in-action,invalid-action",
        "--format",
        "json",
    ];
    let check = |more: &[&str]| {
        let run = iamsure(
            &folder,
            &[&["check", "policy.json"], more, &select[..]].concat(),
        );
        let value: Value = serde_json::from_str(&run.out).expect("it is JSON");
        let findings = value["findings"].as_array().map(Vec::len);
        (run.code, findings, value["tool"]["catalog"].clone())
    };
    assert_eq!(check(&[]), (1, Some(1), "2026-10-27".into()));
    assert_eq!(
        check(&["--catalog", "newer.txt"]),
        (0, Some(0), "2026-11-20".into())
    );
    let run = iamsure(
        &folder,
        &["catalog", "newservice:Begin", "--catalog", "newer.txt"],
    );
    assert!(run.out.contains("AWS's data of 2026-11-20"), "{}", run.out);
}

/// Of a service whose actions AWS does not list, only a full name is known not to be one.
#[test]
fn a_service_without_actions_has_patterns_but_no_names() {
    let policy = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": ["bare:*", "bare:Get*", "bare:Begin"], "Resource": "*"}}"#;
    let data = "# date\t2026-11-20\nS bare\tBare Service\t\n";
    let folder = Folder::with(&[("policy.json", policy), ("newer.txt", data)]);
    let options = [
        "--catalog",
        "newer.txt",
        "--select",
        "invalid-action,invalid-service-in-action,malformed-action",
        "--format",
        "concise",
    ];
    let run = iamsure(&folder, &[&["check", "policy.json"], &options[..]].concat());
    assert_eq!(
        (run.code, run.out.as_str()),
        (
            1,
            "policy.json:1:99: error: Bare Service has no action `bare:Begin`: not in AWS's data of 2026-11-20 [invalid-action]\n"
        )
    );
}

#[test]
fn a_file_that_is_no_catalog_stops_the_run() {
    let folder = Folder::with(&[
        ("policy.json", POLICY),
        ("bad.txt", "# date\t2026-11-20\nX y\n"),
    ]);
    for arguments in [
        &["check", "policy.json", "--catalog", "bad.txt"][..],
        &["catalog", "s3", "--catalog", "bad.txt"],
    ] {
        let run = iamsure(&folder, arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""));
        assert!(
            run.err
                .contains("`bad.txt` is no catalog: line 2: the mark \"X\" is not known"),
            "{}",
            run.err
        );
    }
    let run = iamsure(&folder, &["catalog", "s3", "--catalog", "none.txt"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("`none.txt` cannot be read"), "{}", run.err);
}

/// Each of these was taken, or told with more than a terminal holds.
#[test]
fn a_catalog_is_whole_of_one_day_and_told_in_few_words() {
    let refused = |text: &str| {
        let folder = Folder::with(&[("c.txt", text)]);
        let run = iamsure(&folder, &["catalog", "x", "--catalog", "c.txt"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{text:.80}");
        assert!(run.err.len() < 400, "{} bytes", run.err.len());
        run.err
    };
    let day = "# date\t2026-11-20\n";
    let cut_off = format!("{day}# count\tA\t2\nS x\tX\t\nA Go\tW\t\t\t\n");
    assert!(refused(&cut_off).contains("it has 1 lines \"A\", and says that it has \"2\""));
    let in_parts = format!("{day}S x\tX\t\nA Go\tW\t\t\t\nS X\tY\t\nA Run\tW\t\t\t\n");
    assert!(refused(&in_parts).contains("\"X\" stands twice"));
    for date in ["# date\t9999-99-99\n", "# date\tsoon\n", "# date\t\n", ""] {
        let text = format!("{date}S x\tX\t\n");
        assert!(refused(&text).contains("it does not say of which day it is"));
    }
    let long = "k".repeat(70_000);
    for line in [
        format!("K x:{long}\tString\n"),
        format!("K x:a\t{long}\n"),
        format!("{long} x\n"),
        format!("A {long}\tW\t\t\t\n"),
        format!("A Go\tW\t{long}\t\t\n"),
    ] {
        assert!(refused(&format!("{day}S x\tX\t\n{line}")).contains('…'));
    }
    // What Windows adds is no fault.
    let text = "\u{feff}# date\t2026-11-20\r\nS x\tX\t\r\nA Go\tW\t\t\t\r\n";
    let folder = Folder::with(&[("c.txt", text)]);
    let run = iamsure(&folder, &["catalog", "x:Go", "--catalog", "c.txt"]);
    assert_eq!(run.code, 0, "{}", run.err);
}

#[test]
fn a_hostile_catalog_costs_no_more_than_its_bytes() {
    let mut text = "# date\t2026-11-20\nS x\tX\t\n".to_owned();
    for number in 0..40_000 {
        let _ = writeln!(text, "A Go{number}\tW\t\t\t");
    }
    let folder = Folder::with(&[("many.txt", text.as_str())]);
    let run = iamsure(&folder, &["catalog", "x:Go39999", "--catalog", "many.txt"]);
    assert_eq!(run.code, 0, "{}", run.err);
    fs::write(folder.path().join("more.txt"), text.repeat(2)).expect("it can be written");
    let run = iamsure(&folder, &["catalog", "x", "--catalog", "more.txt"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("stands twice"), "{}", run.err);
}
