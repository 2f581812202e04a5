//! `iamsure template next`: its commands, run by a shell with stand-ins for AWS's and Confluent's programs, lead from
//! nothing to a role that Confluent can assume.
#![cfg(unix)]
#![allow(clippy::too_many_lines, reason = "tables of cases are long")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use crate::running::{Folder, iamsure};

const ROLE: &str = "arn:aws:iam::640285713902:role/ConfluentCloudIntegrationRole";

/// Writes down the words that it is called with, one a line, and then does what follows.
const NOTE: &str = "#!/bin/sh\nprintf '%s\\n' \"$(basename \"$0\")\" \"$@\" -- >> calls.txt\n";

const AWS: &str = r#"
document() { while [ $# -gt 0 ]; do case "$1" in *-document) echo "${2#file://}";; esac; shift; done; }
case "$2" in
  create-policy) echo arn:aws:iam::640285713902:policy/ConfluentCloudIntegrationRole;;
  create-role) cp "$(document "$@")" role.json; echo arn:aws:iam::640285713902:role/ConfluentCloudIntegrationRole;;
  get-role) cat role.json;;
  update-assume-role-policy) cp "$(document "$@")" role.json;;
esac
"#;

const RESPONSE: &str = r#"{"id": "cspi-4h8tz", "provider": "AWS", "environment": {"id": "env-7gx2qm"}, "config": {
  "kind": "AwsIntegrationConfig", "iam_role_arn": "arn:aws:iam::851725421142:role/cspi-4h8tz",
  "external_id": "b7e1c0d2-93f4-4a58-8c6e-2f1d07a9e35b",
  "customer_iam_role_arn": "arn:aws:iam::640285713902:role/ConfluentCloudIntegrationRole"}}"#;

/// A folder with the stand-ins in `bin`.
fn folder() -> Folder {
    let folder = Folder::with(&[("response.json", RESPONSE)]);
    let bin = folder.path().join("bin");
    fs::create_dir_all(&bin).expect("a folder");
    let answer = "cat response.json\n";
    for (name, does) in [
        ("aws", AWS),
        ("confluent", answer),
        ("curl", "cat > key.txt\ncat response.json\n"),
        (
            "terraform",
            "case \"$1\" in show) cat response.json;; esac\n",
        ),
    ] {
        let path = bin.join(name);
        fs::write(&path, format!("{NOTE}{does}")).expect("a program");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it can be run");
    }
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_iamsure"), bin.join("iamsure")).expect("a link");
    folder
}

/// What a script prints; it has to succeed.
fn sh(folder: &Folder, script: &str) -> String {
    let path = format!("{}:/usr/bin:/bin", folder.path().join("bin").display());
    let output = Command::new("/bin/sh")
        .args(["-e", "-u", "-c", script])
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", path)
        .env("BUCKET", "billing-stream-eu")
        .env("CONFLUENT_CLOUD_API_KEY", "KEYOFTHETEST")
        .env("CONFLUENT_CLOUD_API_SECRET", "secret/of+the/test")
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{script}\n{err}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap_or_default()
}

/// The stages on the way from a first script, each script printing the next one.
fn stages(folder: &Folder, first: &[&str]) -> (Vec<String>, String) {
    let run = iamsure(folder, &[&["template", "next"], first].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    let mut script = run.out;
    let mut stages = Vec::new();
    for _ in 0..6 {
        let stage = script.lines().next().expect("a stage").to_owned();
        let is_done = stage.starts_with("# stage 3") || stage.starts_with("# stage 4");
        stages.push(
            stage
                .trim_start_matches("# stage ")
                .chars()
                .take(1)
                .collect(),
        );
        if is_done {
            sh(folder, &script);
            return (stages, script);
        }
        script = sh(folder, &script);
    }
    panic!("no end: {stages:?}");
}

#[test]
fn each_step_leads_to_the_next_until_confluent_can_assume_the_role() {
    for (flow, called) in [
        (
            &["--flow", "cli"][..],
            "confluent\nprovider-integration\ncreate\nConfluentCloudIntegrationRole\n--cloud\naws\n--customer-role-arn\n",
        ),
        (
            &["--flow", "api"],
            "curl\n--config\n-\n--fail-with-body\n--silent\n--show-error\n--request\nPOST\n--url\nhttps://api.confluent.cloud/pim/v1/integrations\n",
        ),
    ] {
        let folder = folder();
        let first = [flow, &["--environment", "env-7gx2qm"]].concat();
        let (stages, last) = stages(&folder, &first);
        assert_eq!(stages, ["0", "0", "1", "2", "3"], "{last}");
        let calls = read(&folder, "calls.txt");
        assert!(calls.contains(called), "{calls}");
        assert!(calls.contains("iam\nattach-role-policy\n"), "{calls}");
        let role = iamsure(
            &folder,
            &[
                "check",
                "role.json",
                "--integration",
                "response.json",
                "--role-arn",
                ROLE,
            ],
        );
        assert_eq!((role.code, role.out.as_str()), (0, ""), "{}", role.err);
    }
}

#[test]
fn a_key_stands_in_no_command() {
    let folder = folder();
    stages(&folder, &["--flow", "api", "--environment", "env-7gx2qm"]);
    assert_eq!(
        read(&folder, "key.txt"),
        "user = \"KEYOFTHETEST:secret/of+the/test\"\n"
    );
    let calls = read(&folder, "calls.txt");
    assert!(
        !calls.contains("KEYOFTHETEST") && !calls.contains("secret/of"),
        "{calls}"
    );
}

#[test]
fn terraform_applies_role_and_integration_at_once() {
    let folder = folder();
    fs::write(folder.path().join("permission.json"), "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"s3:PutObject\", \"Resource\": \"arn:aws:s3:::billing-stream-eu/*\"}}").expect("a file");
    let arguments = [
        "template",
        "next",
        "--flow",
        "terraform",
        "--permission",
        "permission.json",
        "--environment",
        "env-7gx2qm",
        "--name",
        "a \"b\" ${c}",
    ];
    let run = iamsure(&folder, &arguments);
    fs::write(folder.path().join("role.json"), trust()).expect("a file");
    let next = sh(&folder, &run.out);
    assert!(next.starts_with("# stage 3"), "{next}");
    let module = read(&folder, "confluent.tf");
    assert!(
        module.contains("display_name = \"a \\\"b\\\" $${c}\""),
        "{module}"
    );
    assert!(
        module.contains("policy = file(\"permission.json\")"),
        "{module}"
    );
    assert!(read(&folder, "calls.txt").contains("terraform\napply\n"));
}

#[test]
fn hostile_names_stay_words() {
    let folder = folder();
    let name = "it's $(touch pwned) `touch pwned` \"x\" \\ ;&|";
    let run = iamsure(
        &folder,
        &["template", "next", "--role-arn", ROLE, "--name", name],
    );
    sh(&folder, &run.out);
    assert!(
        read(&folder, "calls.txt").contains(&format!("\ncreate\n{name}\n")),
        "{}",
        run.out
    );
    let api = [
        "template",
        "next",
        "--flow",
        "api",
        "--environment",
        "env-1",
        "--role-arn",
        ROLE,
        "--name",
        name,
    ];
    sh(&folder, &iamsure(&folder, &api).out);
    let calls = read(&folder, "calls.txt");
    let body = calls
        .lines()
        .find(|line| line.starts_with('{'))
        .expect("a body");
    let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(body["display_name"], name);
    // The ID is Confluent's to choose, and so is what stands in a response that somebody else wrote.
    let hostile = RESPONSE.replace("\"cspi-4h8tz\"", "\"x' ; touch pwned ; \\u001b[2J\"");
    fs::write(folder.path().join("it's.json"), hostile).expect("a file");
    fs::write(folder.path().join("-trust.json"), trust()).expect("a file");
    let run = iamsure(
        &folder,
        &[
            "template",
            "next",
            "--integration",
            "it's.json",
            "--trust=-trust.json",
        ],
    );
    assert!(run.out.starts_with("# stage 3"), "{}{}", run.out, run.err);
    assert!(!run.out.contains('\u{1b}'), "{}", run.out);
    sh(&folder, &run.out);
    assert!(!folder.path().join("pwned").exists());
}

fn trust() -> String {
    let folder = Folder::with(&[("response.json", RESPONSE)]);
    iamsure(
        &folder,
        &["template", "trust", "--integration", "response.json"],
    )
    .out
}

#[test]
fn each_stage_is_told_by_what_is_there() {
    let used = RESPONSE.replacen(
        '{',
        "{\"usages\": [\"crn://confluent.cloud/connector=c\"], ",
        1,
    );
    let draft = r#"{"api_version": "pim/v2", "kind": "Integration", "id": "cspi-4h8tz", "status": "DRAFT", "provider": "AWS"}"#;
    let trust = trust();
    let stale = trust.replace("b7e1c0d2", "c7e1c0d2");
    let shared = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::640285713902:role/etl"}, "Action": "sts:AssumeRole"}}"#;
    let placeholder = iamsure(&Folder::with(&[]), &["template", "bootstrap"]).out;
    let folder = Folder::with(&[
        ("response.json", RESPONSE),
        ("used.json", &used),
        ("draft.json", draft),
        ("trust.json", &trust),
        ("stale.json", &stale),
        ("shared.json", shared),
        ("placeholder.json", &placeholder),
    ]);
    let cases: &[(&[&str], &[&str])] = &[
        (&[], &["stage 0, planned", "iamsure template permission"]),
        (&["--role-arn", "orders"], &["stage 0, planned"]),
        (
            &["--trust", "placeholder.json", "--role-arn", ROLE],
            &["stage 1, prepared", "provider-integration create"],
        ),
        (&["--role-arn", ROLE], &["stage 1, prepared"]),
        (
            &["--flow", "console", "--role-arn", ROLE],
            &["stage 1, prepared", "Add integration, Existing role", ROLE],
        ),
        (
            &["--trust", "shared.json", "--role-arn", ROLE],
            &["stage 1, prepared", "leave its trust policy as it is"],
        ),
        (
            &["--integration", "draft.json", "--environment", "env-1"],
            &[
                "stage 1, prepared: the integration is not complete",
                "describe cspi-4h8tz",
            ],
        ),
        (
            &["--trust", "trust.json", "--role-arn", ROLE],
            &["stage unknown", "provider-integration list"],
        ),
        (
            &["--integration", "response.json"],
            &["stage 2, created", "update-assume-role-policy"],
        ),
        (
            &[
                "--integration",
                "response.json",
                "--trust",
                "placeholder.json",
            ],
            &["stage 2, created: there is"],
        ),
        (
            &["--integration", "used.json", "--trust", "stale.json"],
            &["stage 2, created: what uses the integration fails"],
        ),
        (
            &["--integration", "response.json", "--trust", "shared.json"],
            &[
                "put the statements of confluent-statements.json into confluent-trust.json",
                "#   aws iam update-assume-role-policy",
            ],
        ),
        (
            &["--integration", "response.json", "--trust", "trust.json"],
            &["stage 3, final", "provider.integration.id", "`cspi-4h8tz`"],
        ),
        (
            &["--integration", "used.json", "--trust", "trust.json"],
            &["stage 4, in use"],
        ),
        (
            &[
                "--flow",
                "api",
                "--integration",
                "used.json",
                "--trust",
                "trust.json",
            ],
            &["integrations/cspi-4h8tz?environment=env-7gx2qm"],
        ),
    ];
    for (arguments, words) in cases {
        let run = iamsure(&folder, &[&["template", "next"], *arguments].concat());
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.err);
        for word in *words {
            assert!(run.out.contains(word), "{arguments:?} says {}", run.out);
        }
        let check = Command::new("/bin/sh")
            .args(["-n", "-c", &run.out])
            .status();
        assert!(check.expect("a shell").success(), "{}", run.out);
    }
}

#[test]
fn what_a_step_cannot_do_without_is_asked_for() {
    let folder = Folder::with(&[
        (
            "response.json",
            &RESPONSE.replace("customer_iam_role_arn", "other"),
        ),
        (
            "government.json",
            &RESPONSE.replace(
                "arn:aws:iam::851725421142",
                "arn:aws-us-gov:iam::851725421142",
            ),
        ),
        ("bad.json", "{"),
        (
            "shared.json",
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::640285713902:role/etl"}, "Action": "sts:AssumeRole"}}"#,
        ),
        (
            "bucket.json",
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::640285713902:role/etl"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::billing-stream-eu/*"}}"#,
        ),
        (
            "permission.json",
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::billing-stream-eu/*"}}"#,
        ),
        (
            "placeholder.json",
            &iamsure(&Folder::with(&[]), &["template", "bootstrap"]).out,
        ),
    ]);
    for (arguments, words) in [
        (
            &["--trust", "placeholder.json"][..],
            &["names the ARN of the role", "`--role-arn`"][..],
        ),
        (
            &["--trust", "placeholder.json", "--role-arn", "orders"],
            &["names the ARN of the role"],
        ),
        (
            &["--integration", "response.json"],
            &["names the role", "`--role-arn`"],
        ),
        (
            &["--integration", "government.json"],
            &["in the partition `aws-us-gov`", "across partitions"],
        ),
        (
            &["--flow", "api", "--role-arn", ROLE],
            &["names the environment", "`--environment`"],
        ),
        (
            &["--flow", "terraform", "--role-arn", ROLE],
            &["names the environment"],
        ),
        (
            &["--trust", "bad.json"],
            &["`bad.json` is no policy that AWS takes"],
        ),
        (&["--trust", "-"], &["standard input has no name"]),
        (
            &["--permission", "a$b.json"],
            &["give the file a plain name"],
        ),
        (&["--role-arn=-x"], &["no role can be called `-x`"]),
        (
            &["--role-arn", "two words"],
            &["no role can be called `two words`"],
        ),
        (
            &["--environment", "env 1"],
            &["expected the ID of an environment"],
        ),
        (
            &["--environment", "cspi-4h8tz"],
            &["expected the ID of an environment"],
        ),
        (
            &["--environment", "env-"],
            &["expected the ID of an environment"],
        ),
        (
            &["--permission", "shared.json"],
            &[
                "`shared.json` is no permission policy",
                "no permission policy says whom it lets in",
                "give it with `--trust`",
            ],
        ),
        (
            &["--permission", "bucket.json"],
            &[
                "`bucket.json` is no permission policy",
                "what the role may do",
            ],
        ),
        (
            &["--trust", "permission.json"],
            &[
                "`permission.json` is no trust policy",
                "nothing here says who may do this",
                "give it with `--permission`",
            ],
        ),
        (
            &["--trust", "bucket.json"],
            &[
                "`bucket.json` is no trust policy",
                "no trust policy speaks of resources",
            ],
        ),
        (&["--name", ""], &["1 to 60 characters"]),
        (&["--name", "a\u{202e}b"], &["is no character of a name"]),
    ] {
        let run = iamsure(&folder, &[&["template", "next"], arguments].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        for word in words {
            assert!(run.err.contains(word), "{arguments:?} says {}", run.err);
        }
    }
}
