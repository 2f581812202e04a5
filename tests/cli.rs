//! The command line: arguments, standard input, exit codes, what goes to which stream; and what a stranger can do wrong.

use std::fs;

use crate::running::{Folder, iamsure};

const GOOD: &str = r#"{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::orders-eu/*"
  }
}"#;

const BAD: &str = r#"{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Actions": "s3:GetObject",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::orders-eu/*"
  }
}"#;

#[test]
fn a_clean_policy_is_exit_0_and_nothing_on_standard_output() {
    let folder = Folder::with(&[("policy.json", GOOD)]);
    let run = iamsure(&folder, &["check", "policy.json"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    assert_eq!(run.err, "no findings in 1 policy\n");
}

#[test]
fn a_finding_at_or_above_fail_on_is_exit_1() {
    let folder = Folder::with(&[("policy.json", BAD)]);
    for (level, code) in [("error", 1), ("warning", 1), ("info", 1), ("never", 0)] {
        let run = iamsure(&folder, &["check", "policy.json", "--fail-on", level]);
        assert_eq!(run.code, code, "--fail-on {level}");
        assert!(
            run.out
                .contains("`Actions` is not a statement element; did you mean `Action`?"),
            "{}",
            run.out
        );
    }
}

#[test]
fn the_current_folder_is_the_default() {
    let folder = Folder::with(&[("a/policy.json", BAD), ("package.json", r#"{"name": "x"}"#)]);
    let run = iamsure(&folder, &["check", "--format", "concise"]);
    assert_eq!(run.code, 1);
    assert!(
        run.out
            .starts_with("a/policy.json:5:5: error: `Actions` is not"),
        "{}",
        run.out
    );
    assert!(run.err.starts_with("1 error in 1 policy"), "{}", run.err);
}

#[test]
fn standard_input_is_a_policy_behind_a_dash() {
    let folder = Folder::with(&[]);
    let run = folder.iamsure_with_input(&["check", "-", "--format", "concise"], BAD);
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("<stdin>:5:5: error:"), "{}", run.out);
}

#[test]
fn standard_input_can_be_read_once() {
    let folder = Folder::with(&[("policy.json", GOOD)]);
    for arguments in [
        &["check", "-", "-"][..],
        &["check", "-", "--integration", "-"],
    ] {
        let run = folder.iamsure_with_input(arguments, GOOD);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(
            run.err
                .contains("standard input (`-`) can be read only once"),
            "{}",
            run.err
        );
    }
}

#[test]
fn what_cannot_run_is_exit_2_and_says_why() {
    let folder = Folder::with(&[
        ("policy.json", GOOD),
        ("empty/readme.txt", "nothing here"),
        (
            "iamsure-bad.toml",
            "[rules]\nmissing-external-idd = \"off\"\n",
        ),
        ("iamsure-worse.toml", "rules = [\n"),
        ("baseline.json", "{}"),
        ("notes.txt", "no response"),
    ]);
    let table: &[(&[&str], &str)] = &[
        (&["check", "missing.json"], "missing.json"),
        (&["check", "empty"], "no policy found in `empty`"),
        (
            &["check", "policy.json", "--now", "tomorrow"],
            "expected a date and time with its offset",
        ),
        (
            &["check", "policy.json", "--now", "2026-01-31"],
            "expected a date and time with its offset",
        ),
        (
            &["check", "policy.json", "--account", "1234"],
            "expected the 12 digits of an AWS account",
        ),
        (
            &["check", "policy.json", "--type", "bucket"],
            "expected one of auto, identity, trust",
        ),
        (
            &["check", "policy.json", "--format", "xml"],
            "invalid value 'xml'",
        ),
        (
            &["check", "policy.json", "--select", "json-syntax-eror"],
            "json-syntax-error",
        ),
        (
            &["check", "policy.json", "--ignore", "nothing-like-it"],
            "no rule or category is called `nothing-like-it`",
        ),
        (
            &["check", "policy.json", "--config", "none.toml"],
            "the configuration `none.toml` cannot be read",
        ),
        (
            &["check", "policy.json", "--config", "iamsure-bad.toml"],
            "missing-external-idd",
        ),
        (
            &["check", "policy.json", "--config", "iamsure-worse.toml"],
            "iamsure-worse.toml:",
        ),
        (
            &["check", "policy.json", "--config", "x.toml", "--no-config"],
            "cannot be used with",
        ),
        (
            &["check", "policy.json", "--baseline", "baseline.json"],
            "the baseline `baseline.json` cannot be used",
        ),
        (
            &["check", "policy.json", "--integration", "none.json"],
            "the integration `none.json` cannot be read",
        ),
        (
            &["check", "policy.json", "--integration", "notes.txt"],
            "the response is not JSON",
        ),
        (
            &["check", "policy.json", "--integration-id", "cspi-1"],
            "--integration",
        ),
        (
            &[
                "check",
                "policy.json",
                "--integration",
                "notes.txt",
                "--environment",
                "env-9zgy77",
            ],
            "cannot be used with",
        ),
        (&["check", "policy.json", "-q", "-v"], "cannot be used with"),
        (
            &["check", "policy.json", "--output", "no/such/folder/report"],
            "could not be written",
        ),
        (
            &["explain", "missing-external-idd"],
            "no rule is called `missing-external-idd`",
        ),
        (&["frobnicate"], "unrecognized subcommand"),
        (&[], "Usage"),
    ];
    cannot_run(&folder, table);
}

fn cannot_run(folder: &Folder, table: &[(&[&str], &str)]) {
    for (arguments, words) in table {
        let run = iamsure(folder, arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}{}", run.out, run.err);
        assert_eq!(run.out, "", "{arguments:?}");
        assert!(run.err.contains(words), "{arguments:?} says:\n{}", run.err);
    }
}

#[test]
fn a_resource_type_that_is_none_or_contradicts_is_exit_2() {
    let folder = Folder::with(&[("policy.json", GOOD)]);
    let table: &[(&[&str], &str)] = &[
        (
            &["check", "policy.json", "--resource-type", "AWS::S3::Bukcet"],
            "did you mean AWS::S3::Bucket?",
        ),
        (
            &["check", "policy.json", "--resource-type", "sqs"],
            "expected one of AWS::SQS::Queue\n",
        ),
        (
            &[
                "check",
                "policy.json",
                "--resource-type",
                "AWS::EC2::Instance",
            ],
            "expected one of AWS::ApiGateway::RestApi, AWS::Backup::BackupVault",
        ),
        (
            &[
                "check",
                "policy.json",
                "--type",
                "identity",
                "--resource-type",
                "AWS::S3::Bucket",
            ],
            "`--resource-type AWS::S3::Bucket` means a resource policy, and `--type identity` another one",
        ),
    ];
    cannot_run(&folder, table);
}

#[test]
fn a_file_that_cannot_be_read_does_not_hide_the_others() {
    let folder = Folder::with(&[("bad.json", BAD)]);
    let run = iamsure(
        &folder,
        &["check", "missing.json", "bad.json", "--format", "concise"],
    );
    assert_eq!(run.code, 2);
    assert!(run.out.contains("bad.json:5:5: error"), "{}", run.out);
    assert!(
        run.err.contains("`missing.json` cannot be read"),
        "{}",
        run.err
    );
}

#[test]
fn a_json_file_that_is_no_policy_is_skipped_in_a_folder_and_a_finding_when_named() {
    let folder = Folder::with(&[
        ("p/policy.json", GOOD),
        ("p/package.json", r#"{"name": "x"}"#),
        ("p/data.json", "[1, 2]"),
    ]);
    let run = iamsure(&folder, &["check", "p", "-v"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    assert!(
        run.err.contains("skipped p/package.json: not a policy"),
        "{}",
        run.err
    );
    let run = iamsure(&folder, &["check", "p/data.json", "--format", "concise"]);
    assert_eq!(run.code, 1);
    assert!(
        run.out.starts_with("p/data.json:1:1: error:"),
        "{}",
        run.out
    );
    let run = iamsure(&folder, &["check", "p/package.json", "--format", "concise"]);
    assert_eq!(run.code, 1, "{}", run.out);
}

#[test]
fn broken_files_are_found_in_a_folder_and_do_not_hide_the_others() {
    let truncated = &BAD[..BAD.len() - 30];
    let folder = Folder::with(&[
        ("a.json", truncated),
        ("b.json", BAD),
        ("c.json", "{ not json"),
    ]);
    let run = iamsure(&folder, &["check", ".", "--format", "concise"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("a.json:"), "{}", run.out);
    assert!(run.out.contains("b.json:5:5: error"), "{}", run.out);
    assert!(!run.out.contains("c.json"), "{}", run.out);
}

#[test]
fn an_empty_file_that_is_named_is_a_finding() {
    for text in ["", " \n", "\u{feff}"] {
        let folder = Folder::with(&[("empty.json", text)]);
        let run = iamsure(&folder, &["check", "empty.json", "--format", "concise"]);
        assert_eq!(run.code, 1, "{text:?}: {}{}", run.out, run.err);
        assert!(run.out.contains("[json-syntax-error]"), "{}", run.out);
    }
}

#[test]
fn the_report_goes_to_a_file_when_asked_and_whole() {
    let folder = Folder::with(&[("policy.json", BAD), ("report.json", "old")]);
    let run = iamsure(
        &folder,
        &[
            "check",
            "policy.json",
            "--format",
            "json",
            "--output",
            "report.json",
        ],
    );
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    let text =
        fs::read_to_string(folder.path().join("report.json")).expect("the report was written");
    let report: serde_json::Value = serde_json::from_str(&text).expect("the report is JSON");
    assert_eq!(report["summary"]["errors"], 1);
    assert_eq!(report["findings"][0]["pointer"], "/Statement/Actions");
    let left: Vec<_> = fs::read_dir(folder.path())
        .expect("the folder can be read")
        .collect();
    assert_eq!(left.len(), 2, "nothing else is left behind");
}

#[test]
fn a_baseline_lets_pass_what_was_there_before() {
    let folder = Folder::with(&[("policy.json", BAD)]);
    iamsure(
        &folder,
        &[
            "check",
            "policy.json",
            "--format",
            "json",
            "--output",
            "baseline.json",
        ],
    );
    let run = iamsure(
        &folder,
        &["check", "policy.json", "--baseline", "baseline.json"],
    );
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    assert!(run.err.contains("1 suppressed"), "{}", run.err);
}

#[test]
fn several_files_come_in_the_order_of_their_names_whatever_the_threads_do() {
    let names: Vec<String> = (0..100)
        .map(|number| format!("policies/{number:03}.json"))
        .collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), BAD)).collect();
    let folder = Folder::with(&files);
    let run = iamsure(&folder, &["check", "policies", "--format", "concise"]);
    let order: Vec<&str> = run
        .out
        .lines()
        .filter_map(|line| line.split(':').next())
        .collect();
    assert_eq!(order, names);
    let again = iamsure(&folder, &["check", "policies", "--format", "concise"]);
    assert_eq!(again.out, run.out);
}

#[test]
fn names_with_spaces_the_same_name_twice_and_absolute_paths_are_told_apart() {
    let folder = Folder::with(&[("one/my policy.json", BAD), ("two/my policy.json", BAD)]);
    let absolute = folder.path().join("two/my policy.json");
    let run = iamsure(
        &folder,
        &[
            "check",
            "one",
            &absolute.to_string_lossy(),
            "--format",
            "concise",
        ],
    );
    assert_eq!(run.out.lines().count(), 2, "{}", run.out);
    assert!(
        run.out
            .lines()
            .any(|line| line.starts_with("one/my policy.json:5:5:")),
        "{}",
        run.out
    );
    assert!(
        run.out
            .lines()
            .any(|line| line.starts_with(&format!("{}:5:5:", absolute.display()))),
        "{}",
        run.out
    );
}

#[test]
fn a_file_named_twice_is_checked_once() {
    let folder = Folder::with(&[("a/policy.json", BAD)]);
    let run = iamsure(
        &folder,
        &[
            "check",
            "a",
            "a/policy.json",
            "./a/policy.json",
            "--format",
            "concise",
        ],
    );
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
}

#[test]
fn colour_is_for_terminals_or_for_who_asks() {
    let folder = Folder::with(&[("policy.json", BAD)]);
    assert!(
        !iamsure(&folder, &["check", "policy.json"])
            .out
            .contains('\u{1b}')
    );
    assert!(
        iamsure(&folder, &["check", "policy.json", "--color", "always"])
            .out
            .contains('\u{1b}')
    );
    assert!(
        !iamsure(&folder, &["check", "policy.json", "--color", "never"])
            .out
            .contains('\u{1b}')
    );
}

#[test]
fn quiet_prints_no_summary() {
    let folder = Folder::with(&[("policy.json", BAD)]);
    let run = iamsure(&folder, &["check", "policy.json", "-q"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    assert!(!run.out.is_empty());
}

#[test]
fn a_hidden_finding_is_gone_from_every_output_and_from_the_exit_code() {
    let folder = Folder::with(&[
        ("policy.json", BAD),
        ("off.toml", "[rules]\ninvalid-policy-element = \"off\"\n"),
    ]);
    for arguments in [
        &["check", "policy.json", "--ignore", "invalid-policy-element"][..],
        &["check", "policy.json", "--ignore", "grammar"],
        &["check", "policy.json", "--config", "off.toml"],
    ] {
        for format in ["human", "concise", "json", "sarif", "github"] {
            let arguments = [arguments, &["--format", format]].concat();
            let run = iamsure(&folder, &arguments);
            assert_eq!(run.code, 0, "{arguments:?}");
            assert!(
                !run.out.contains("did you mean `Action`?"),
                "{arguments:?}: {}",
                run.out
            );
        }
    }
}

#[test]
fn a_level_of_the_configuration_is_the_severity_of_the_finding() {
    let folder = Folder::with(&[
        ("policy.json", BAD),
        (
            "iamsure.toml",
            "[rules]\ninvalid-policy-element = \"info\"\n",
        ),
    ]);
    let run = iamsure(&folder, &["check", "policy.json", "--format", "concise"]);
    assert_eq!(run.code, 0);
    assert!(
        run.out.starts_with("policy.json:5:5: info: "),
        "{}",
        run.out
    );
    let run = iamsure(
        &folder,
        &["check", "policy.json", "--no-config", "--format", "concise"],
    );
    assert_eq!(run.code, 1);
}

#[test]
fn exceptions_let_pass_and_say_why_and_unused_ones_are_found() {
    let exception = |rule: &str, more: &str| {
        format!(
            "[[exception]]\nrule = \"{rule}\"\nfile = \"*.json\"\nreason = \"known since the audit\"\n{more}"
        )
    };
    let folder = Folder::with(&[("policy.json", BAD)]);
    let write = |text: &str| {
        fs::write(folder.path().join("iamsure.toml"), text).expect("the folder can be written");
    };
    let now = ["--now", "2026-11-23T00:00:00Z"];
    let check = |more: &[&str]| {
        iamsure(
            &folder,
            &[&["check", "policy.json"][..], &now, more].concat(),
        )
    };

    write(&exception("invalid-policy-element", ""));
    let run = check(&["-v"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    assert!(
        run.err
            .contains("let pass policy.json: invalid-policy-element (known since the audit)"),
        "{}",
        run.err
    );

    write(&exception("invalid-policy-element", "until = 2026-11-23\n"));
    assert_eq!(
        check(&[]).code,
        0,
        "the last day is a day on which it holds"
    );

    write(&exception("invalid-policy-element", "until = 2026-11-22\n"));
    let run = check(&["--format", "concise"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("policy.json:5:5: error"), "{}", run.out);
    assert!(run.out.contains("[expired-exception]"), "{}", run.out);
    assert!(!run.out.contains("[unused-exception]"), "{}", run.out);

    write(&exception("missing-effect", ""));
    let run = check(&["--format", "concise"]);
    assert!(
        run.out.contains("iamsure.toml:1:1: warning:"),
        "{}",
        run.out
    );
    assert!(run.out.contains("[unused-exception]"), "{}", run.out);

    write(&exception("invalid-policy-element", "statement = 7\n"));
    let run = check(&["--format", "concise"]);
    assert!(run.out.contains("policy.json:5:5: error"), "{}", run.out);
}

#[test]
fn an_exception_for_a_file_that_is_not_there_is_told_of_when_its_folder_is_checked_whole() {
    let exception = |file: &str| {
        format!("[[exception]]\nrule = \"missing-effect\"\nfile = \"{file}\"\nreason = \"r\"\n\n")
    };
    let folder = Folder::with(&[
        ("sub/policy.json", GOOD),
        ("sub/build/plan.json", "{}"),
        (".gitignore", "build/\nplans\n"),
        (".git/HEAD", ""),
    ]);
    let lines = |files: &[&str], arguments: &[&str]| {
        let text: String = files.iter().map(|file| exception(file)).collect();
        fs::write(folder.path().join("iamsure.toml"), text).expect("the folder can be written");
        let more = ["--format", "concise"];
        let run = iamsure(&folder, &[&["check"][..], &more, arguments].concat());
        assert_eq!(run.code, i32::from(!run.out.is_empty()), "{}", run.out);
        let told = |line: &&str| line.contains("is for a file that is not there");
        let lines = run.out.lines().filter(told);
        let number = |line: &str| line.split(':').nth(1).and_then(|line| line.parse().ok());
        lines.filter_map(number).collect::<Vec<usize>>()
    };
    let gone = ["sub/gone.json", "./sbu/*.json", "**/gone-*.json"];
    assert_eq!(lines(&gone, &["."]), [3, 8, 13]);
    // In a folder only what is below it.
    assert_eq!(lines(&gone, &["sub"]), [3]);
    assert_eq!(lines(&gone, &["sub/policy.json"]), [0_usize; 0]);
    // What a run over folders does not find may be checked by name.
    let elsewhere = [
        "sub/build/*.json",
        "sub/build/none.json",
        "plans/new.json",
        "sub/role.yaml",
        "sub/*",
        ".hidden/a.json",
        "../other/a.json",
    ];
    assert_eq!(lines(&elsewhere, &["."]), [0_usize; 0]);
}

#[test]
fn settings_of_a_path_hold_and_flags_win_over_them() {
    let folder = Folder::with(&[
        ("scp/limits.json", GOOD),
        (
            "iamsure.toml",
            "[[path]]\nfiles = [\"scp/*.json\"]\ntype = \"scp\"\n",
        ),
    ]);
    let run = iamsure(&folder, &["check", "scp", "-v"]);
    assert!(
        run.err.contains("checked scp/limits.json: scp"),
        "{}",
        run.err
    );
    let run = iamsure(&folder, &["check", "scp", "-v", "--type", "identity"]);
    assert!(
        run.err.contains("checked scp/limits.json: identity"),
        "{}",
        run.err
    );
}

/// A resource type says the type of the policy too.
#[test]
fn a_resource_type_is_known_to_the_rules() {
    const POLICY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"408523917755"},"Action":"kms:Decrypt","Resource":"*"}}"#;
    let folder = Folder::with(&[
        ("policies/bucket.json", POLICY),
        (
            "of-path.toml",
            "[[path]]\nfiles = [\"policies/*.json\"]\nresource-type = \"AWS::S3::Bucket\"\n",
        ),
    ]);
    let said = |arguments: &[&str]| {
        let mut all = vec!["check", "policies/bucket.json", "-v", "--format", "concise"];
        all.extend(arguments);
        let run = iamsure(&folder, &all);
        let code = run.out.contains("[unsupported-action-in-policy]");
        let trust = run.out.contains("[permission-in-trust-policy]");
        let checked = run.err.lines().find(|line| line.starts_with("checked "));
        let policy_type = checked.and_then(|line| line.split([' ', ',']).nth(2));
        (policy_type.map(str::to_owned), code, trust)
    };
    let is = |name: &str, code, trust| (Some(name.to_owned()), code, trust);
    assert_eq!(said(&["--no-config"]), is("resource", false, false));
    assert_eq!(
        said(&["--resource-type", "AWS::S3::Bucket"]),
        is("resource", true, false)
    );
    assert_eq!(
        said(&["--resource-type", "AWS::KMS::Key"]),
        is("resource", false, false)
    );
    assert_eq!(
        said(&["--resource-type", "AWS::IAM::AssumeRolePolicyDocument"]),
        is("trust", false, true)
    );
    assert_eq!(
        said(&["--config", "of-path.toml"]),
        is("resource", true, false)
    );
    // Flags win over the configuration.
    assert_eq!(
        said(&[
            "--config",
            "of-path.toml",
            "--resource-type",
            "AWS::KMS::Key"
        ]),
        is("resource", false, false)
    );
    assert_eq!(
        said(&["--config", "of-path.toml", "--type", "trust"]),
        is("trust", false, true)
    );
}

#[test]
fn explain_prints_the_page_by_rule_and_by_code() {
    let folder = Folder::with(&[]);
    let page = fs::read_to_string("rules/grammar/invalid-policy-element.md")
        .expect("the page can be read");
    for name in [
        "invalid-policy-element",
        "INVALID_POLICY_ELEMENT",
        "invalid_policy_element",
    ] {
        let run = iamsure(&folder, &["explain", name]);
        assert_eq!((run.code, run.out.as_str()), (0, page.as_str()), "{name}");
    }
}

#[test]
fn rules_lists_every_rule_in_every_format() {
    let folder = Folder::with(&[]);
    let rules = iamsure::rules::all();
    for format in ["human", "markdown", "json"] {
        let run = iamsure(&folder, &["rules", "--format", format]);
        assert_eq!(run.code, 0);
        let missing: Vec<&str> = rules
            .iter()
            .map(|rule| rule.meta.id)
            .filter(|id| !run.out.contains(id))
            .collect();
        assert_eq!(missing, [""; 0], "{format}");
    }
}

#[test]
fn the_table_of_rules_is_the_one_that_the_tool_writes() {
    let folder = Folder::with(&[]);
    let table = iamsure(&folder, &["rules", "--format", "markdown"]).out;
    if std::env::var_os("UPDATE").is_some() {
        fs::write("rules/README.md", &table).expect("rules/README.md can be written");
    }
    assert_eq!(
        fs::read_to_string("rules/README.md").expect("rules/README.md can be read"),
        table
    );
}

#[test]
fn a_closed_pipe_is_success() {
    let names: Vec<String> = (0..3000)
        .map(|number| format!("policies/{number:04}.json"))
        .collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), BAD)).collect();
    let folder = Folder::with(&files);
    let (code, err) =
        folder.iamsure_with_closed_output(&["check", "policies", "--fail-on", "never", "-q"]);
    assert_eq!((code, err.as_str()), (0, ""));
}

#[test]
fn no_control_character_of_a_policy_or_a_name_reaches_the_terminal() {
    let evil = BAD
        .replace("\"Actions\"", "\"Act\\u001b[31m\u{9b}\u{202e}ions\"")
        .replace("s3:GetObject", "s3:\u{85}Get");
    let folder = Folder::with(&[("evil\u{1b}[2J.json", &evil), ("plain.json", &evil)]);
    for format in ["human", "concise", "json", "sarif", "github"] {
        let run = iamsure(&folder, &["check", ".", "--format", format, "-v"]);
        assert_eq!(run.code, 1, "{format}: {}", run.err);
        for stream in [&run.out, &run.err] {
            let found: Vec<char> = stream
                .chars()
                .filter(|char| char.is_control() && *char != '\n' || *char == '\u{202e}')
                .collect();
            assert!(found.is_empty(), "{format} lets through {found:?}");
        }
    }
}

#[test]
fn help_and_version_are_answers() {
    let folder = Folder::with(&[]);
    let run = iamsure(&folder, &["--version"]);
    let version = "iamsure 0.1.0\nAWS's data of 2026-10-27\n";
    assert_eq!((run.code, run.out.as_str()), (0, version));
    let run = iamsure(&folder, &["-V"]);
    assert_eq!((run.code, run.out.as_str()), (0, "iamsure 0.1.0\n"));
    for arguments in [
        &["--help"][..],
        &["check", "--help"],
        &["explain", "--help"],
        &["rules", "--help"],
    ] {
        let run = iamsure(&folder, arguments);
        assert_eq!(run.code, 0);
        assert!(run.out.contains("Usage: iamsure"), "{}", run.out);
    }
    let help = iamsure(&folder, &["check", "--help"]).out;
    for option in [
        "--type",
        "--resource-type",
        "--profile",
        "--stage",
        "--integration",
        "--account",
        "--now",
        "--format",
        "--fail-on",
        "--select",
        "--ignore",
        "--config",
        "--no-config",
        "--baseline",
    ] {
        assert!(help.contains(option), "{option} is not in the help");
    }
}

/// Once the report replaced the policy.
#[test]
fn a_report_does_not_replace_an_input() {
    let folder = Folder::with(&[("policies/policy.json", BAD), ("base.json", "{}")]);
    let check = |arguments: &[&str]| {
        let mut all = vec!["check", "--format", "json"];
        all.extend(arguments);
        iamsure(&folder, &all)
    };
    for arguments in [
        ["policies/policy.json", "--output", "policies/policy.json"],
        ["policies", "--output", "policies/../policies/policy.json"],
    ] {
        let run = check(&arguments);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(
            run.err
                .contains("is an input of this run, and the report would replace it"),
            "{}",
            run.err
        );
        let policy = fs::read_to_string(folder.path().join("policies/policy.json"));
        assert_eq!(policy.expect("the policy is still there"), BAD);
    }
    // The report of an earlier run may lie in the folder.
    for _ in 0..2 {
        let run = check(&["policies", "--output", "policies/report.json"]);
        assert_eq!(run.code, 1, "{}", run.err);
    }
    fs::copy(
        folder.path().join("policies/report.json"),
        folder.path().join("base.json"),
    )
    .expect("the report can be copied");
    let run = check(&[
        "policies",
        "--baseline",
        "base.json",
        "--output",
        "base.json",
    ]);
    assert_eq!(run.code, 2, "{}", run.err);
}

/// Once such a question was asked in vain.
#[test]
fn a_question_of_what_aws_does_not_have_is_a_failure() {
    const TODAY: &str = "2026-11-23T00:00:00Z";
    let folder = Folder::with(&[("policy.json", BAD)]);
    let check = |setting: &str, now: &str| {
        let table = if setting.starts_with("actions") {
            "forbid"
        } else {
            "only-principals"
        };
        let config = format!("[[{table}]]\nname = \"n\"\nreason = \"r\"\n{setting}\n");
        fs::write(folder.path().join("iamsure.toml"), config).expect("it can be written");
        iamsure(&folder, &["check", "policy.json", "--now", now])
    };
    for (setting, said) in [
        (
            r#"actions = ["s3:DeleteBuckett"]"#,
            "did you mean `s3:DeleteBucket`?",
        ),
        (
            r#"actions = ["s3:*", "dyanmodb:*"]"#,
            "did you mean `dynamodb:*`?",
        ),
        (r#"actions = ["s3:Zzz*"]"#, "`iamsure catalog s3`"),
        (
            r#"principals = ["64028571390"]"#,
            "`64028571390` can be no principal of a policy",
        ),
        (
            r#"principals = ["cloudtrail.amazonaws.con"]"#,
            "did you mean `cloudtrail.amazonaws.com`?",
        ),
        (r#"principals = ["s3"]"#, "did you mean `s3.amazonaws.com`?"),
    ] {
        let run = check(setting, TODAY);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{setting}");
        assert!(run.err.contains(said), "{setting}: {}", run.err);
        assert!(run.err.contains("iamsure.toml:4:"), "{}", run.err);
    }
    for (setting, now) in [
        (r#"actions = ["s3:DeleteBucket", "S3:delete*", "*"]"#, TODAY),
        // Of an old catalog it is not known, nor of a service that is like no other.
        (r#"actions = ["s3:DeleteBuckett"]"#, "2028-11-23T00:00:00Z"),
        (r#"actions = ["quantumledgerfarm:*"]"#, TODAY),
        // AWS took it back.
        (r#"actions = ["deepracer:*"]"#, TODAY),
        (
            r#"principals = ["640285713902", "arn:aws:iam::640285713902:role/a", "s3.amazonaws.com", "accounts.google.com"]"#,
            TODAY,
        ),
    ] {
        let run = check(setting, now);
        assert_ne!(run.code, 2, "{setting}: {}", run.err);
    }
}

/// Once such a run was clean.
#[test]
fn flags_that_leave_no_rule_are_a_failure() {
    let folder = Folder::with(&[("policy.json", BAD)]);
    let run = iamsure(&folder, &["check", "policy.json", "--ignore", "all"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert_eq!(
        run.err,
        "error: no rule is left to run\nhelp: see what `select` and `ignore` leave\n"
    );
}

/// Once it was passed over as no policy.
#[test]
fn a_policy_in_utf_16_is_found_in_a_folder() {
    let folder = Folder::with(&[("policy.json", GOOD)]);
    let little: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xff, 0xfe], little.as_slice()].concat();
    let big: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [little, marked, big] {
        fs::write(folder.path().join("other.json"), bytes).expect("the policy can be written");
        let run = iamsure(&folder, &["check", "--format", "concise"]);
        assert_eq!(run.code, 1, "{}", run.err);
        assert!(run.out.starts_with("other.json:1:"), "{}", run.out);
        assert!(run.out.contains("[json-syntax-error]"), "{}", run.out);
    }
}

#[test]
fn an_organization_can_name_its_own_placeholders() {
    let policy = GOOD.replace("orders-eu/*", "@BUCKET@-<region>-eu/*");
    let config = "[options.placeholder-value]\npatterns = ['@[A-Z]+@', '<reg']\n";
    let folder = Folder::with(&[("policy.json", &policy), ("iamsure.toml", config)]);
    let run = iamsure(&folder, &["check", "policy.json", "--format", "concise"]);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", run.out);
    assert!(
        lines[0].starts_with("policy.json:6:31: error: `@BUCKET@` still stands where a value"),
        "{}",
        run.out
    );
    assert!(
        lines[1].starts_with("policy.json:6:40: error: `<region>` still stands where"),
        "{}",
        run.out
    );
    let run = iamsure(
        &folder,
        &["check", "policy.json", "--no-config", "--format", "concise"],
    );
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
}

#[test]
fn a_pattern_that_cannot_be_read_or_matches_everywhere_is_a_mistake_in_its_place() {
    for (pattern, words) in [
        (
            "@[A-Z",
            "`@[A-Z` is not a regular expression that can be read",
        ),
        (
            "x*",
            "`x*` matches the empty text, so it would match everywhere",
        ),
    ] {
        let config = format!("[options.placeholder-value]\npatterns = ['{pattern}']\n");
        let folder = Folder::with(&[("policy.json", GOOD), ("iamsure.toml", &config)]);
        let run = iamsure(&folder, &["check", "policy.json"]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains(words), "{}", run.err);
        assert!(run.err.contains("iamsure.toml:2:12"), "{}", run.err);
    }
}

#[test]
fn an_integration_is_held_against_the_trust_policies_that_speak_of_confluent() {
    let service = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let placeholder = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}"#;
    let confluent = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::851725421142:role/cspi-7h2kq"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"sts:ExternalId":"4B6F2A10-9d1c-4e3f-8a57-0c2b61d7e9f4"}}}]}"#;
    let response = r#"{"id":"cspi-7h2kq","provider":"AWS","config":{"kind":"AwsIntegrationConfig","iam_role_arn":"arn:aws:iam::851725421142:role/cspi-7h2kq","external_id":"4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4","customer_iam_role_arn":"arn:aws:iam::482915637048:role/OrdersArchive"}}"#;
    let folder = Folder::with(&[
        ("a.json", service),
        ("b.json", confluent),
        ("c.json", placeholder),
        ("response.txt", response),
    ]);
    let run = |paths: &[&str]| {
        let mut arguments = vec!["check", "--integration", "response.txt"];
        arguments.extend(["--format", "concise", "--fail-on", "error"]);
        arguments.extend(paths);
        let run = iamsure(&folder, &arguments);
        let rules: Vec<String> = run
            .out
            .lines()
            .map(|line| {
                let file = line.split(':').next().unwrap_or_default();
                let rule = line.rsplit(' ').next().unwrap_or_default();
                format!("{file} {rule}")
            })
            .collect();
        (run.code, rules.join(", "))
    };
    // The remark is on the ID that Confluent publishes for `sts:TagSession`.
    let mismatch = "b.json [unsupported-action-for-condition-key], b.json [external-id-mismatch]";
    let placeholder = "c.json [bootstrap-trust-policy]";
    let untrusted = "a.json [integration-not-trusted]";
    assert_eq!(run(&["."]), (1, format!("{mismatch}, {placeholder}")));
    // None speaks of Confluent: each may be the one that was meant.
    assert_eq!(
        run(&["a.json", "c.json"]),
        (1, format!("{untrusted}, {placeholder}"))
    );
    assert_eq!(run(&["a.json"]), (1, untrusted.to_owned()));
    // Who says that all of them are Confluent's is believed.
    assert_eq!(
        run(&[".", "--profile", "confluent"]),
        (1, format!("{untrusted}, {mismatch}, {placeholder}"))
    );
}

#[test]
fn a_role_that_is_none_is_refused_on_the_command_line() {
    let folder = Folder::with(&[("policy.json", GOOD)]);
    for (arn, reason) in [
        (
            "arn:aws:iam::482915637048:policy/Orders",
            "this is the ARN of a policy",
        ),
        (
            "arn:aws:iam::482915637048:user/orders",
            "this is the ARN of a user",
        ),
        (
            "arn:aws:sts::482915637048:assumed-role/Orders/ci",
            "this is the ARN of a session of a role",
        ),
        ("arn:aws:s3:::orders", "expected the ARN of a role"),
        ("arn:aws:iam::role/Orders", "expected the ARN of a role"),
    ] {
        let run = iamsure(&folder, &["check", "policy.json", "--role-arn", arn]);
        assert_eq!(run.code, 2, "{arn}");
        assert!(run.err.contains(reason), "{}", run.err);
    }
    for role in ["arn:aws:iam::482915637048:role/data/Orders", "Orders"] {
        let run = iamsure(&folder, &["check", "policy.json", "--role-arn", role]);
        assert_eq!(run.code, 0, "{}", run.err);
    }
}

#[test]
fn what_could_not_be_read_is_in_the_reports_of_programs() {
    let policy = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let folder = Folder::with(&[("t.json", policy)]);
    let json = iamsure(
        &folder,
        &["check", "nope.json", "t.json", "--format", "json"],
    );
    assert_eq!(json.code, 2, "{}", json.err);
    let report: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(report["skipped"][0]["source"], "nope.json", "{report:#}");
    let sarif = iamsure(
        &folder,
        &["check", "nope.json", "t.json", "--format", "sarif"],
    );
    assert_eq!(sarif.code, 2, "{}", sarif.err);
    let report: serde_json::Value = serde_json::from_str(&sarif.out).expect("JSON");
    let invocation = &report["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false, "{report:#}");
    let said = &invocation["toolExecutionNotifications"][0]["message"]["text"];
    let said = said.as_str().expect("a text");
    assert!(said.starts_with("nope.json cannot be read: "), "{said}");
}
