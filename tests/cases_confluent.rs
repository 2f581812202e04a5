//! The ways of Confluent's page, run as a person would run them: from the template to the trust policy that works.

use std::fs;

use crate::running::{Folder, Run, iamsure};

const ROLE: &str = "arn:aws:iam::851725421142:role/cspi-4h8tz";
const EXTERNAL_ID: &str = "b7e1c0d2-93f4-4a58-8c6e-2f1d07a9e35b";
const CUSTOMER: &str = "arn:aws:iam::640285713902:role/billing-stream-confluent";

fn fixture(name: &str) -> String {
    fs::read_to_string(format!("fixtures/{name}")).expect("the fixture can be read")
}

/// Confluent's response, as the CLI prints it.
fn response(role: &str, external_id: &str) -> String {
    format!(
        r#"{{ "id": "cspi-4h8tz", "name": "billing-stream", "provider": "aws", "environment": "env-7gx2qm",
  "iam_role_arn": "{role}", "external_id": "{external_id}", "customer_role_arn": "{CUSTOMER}", "usages": [] }}"#
    )
}

fn filled(template: &str) -> String {
    fixture(template)
        .replace("<confluent-cloud-iam-role-arn>", ROLE)
        .replace("<external-id>", EXTERNAL_ID)
        .replace("<bucket-name>", "billing-stream-eu")
        .replace("<ip-range-1>", "52.36.10.0/24")
        .replace("<ip-range-2>", "35.80.209.0/25")
        .replace("<start-date>", "2026-01-01T00:00:00Z")
        .replace("<end-date>", "2027-12-31T23:59:59Z")
}

fn check(folder: &Folder, arguments: &[&str]) -> Run {
    let common = [
        "check",
        "--format",
        "concise",
        "--now",
        "2026-11-23T00:00:00Z",
    ];
    iamsure(folder, &[&common, arguments].concat())
}

/// The place, the severity and the rule of each line.
fn lines(run: &Run) -> Vec<String> {
    run.out
        .lines()
        .map(|line| {
            let mut parts = line.splitn(5, ':').map(str::trim);
            let mut next = || parts.next().unwrap_or_default();
            let (_, row, column, severity) = (next(), next(), next(), next());
            let rule = line.rsplit('[').next().unwrap_or_default();
            format!("{row}:{column} {severity} {}", rule.trim_end_matches(']'))
        })
        .collect()
}

#[test]
fn every_place_of_the_bucket_has_to_be_filled_in() {
    let folder = Folder::with(&[]);
    let template = fixture("page-01-permission-template/permission.json");
    let write = |text: &str| {
        fs::write(folder.path().join("Permission-policy.json"), text).expect("it can be written");
    };
    write(&template);
    let both = [
        "19:15 error placeholder-value",
        "30:15 error placeholder-value",
    ];
    assert_eq!(lines(&check(&folder, &["."])), both);
    write(&template.replacen("<bucket-name>", "billing-stream-eu", 1));
    assert_eq!(lines(&check(&folder, &["."])), both[1..]);
    write(&template.replace("<bucket-name>", "my-s3-bucket"));
    let run = check(&folder, &["."]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
}

#[test]
fn every_policy_of_the_page_passes_once_it_is_filled_in() {
    for name in [
        "page-01-permission-template/permission.json",
        "page-02-basic-trust-template/trust.json",
        "page-03-enhanced-trust-template/trust.json",
        "page-07-example-1-s3-read-only/permission.json",
        "page-08-example-2-s3-two-buckets/permission.json",
        "page-10-example-4-dynamodb/permission.json",
        "page-12-permission-step-1/permission.json",
        "page-15-permission-console-existing-role/permission.json",
        "page-17-permission-console-new-role/permission.json",
    ] {
        let folder = Folder::with(&[("policy.json", &filled(name))]);
        let run = check(&folder, &["policy.json"]);
        let serious = run.out.lines().filter(|line| !line.contains(": info: "));
        assert_eq!(serious.collect::<Vec<_>>(), [""; 0], "{name}");
        assert_eq!(run.code, 0, "{name}");
    }
}

#[test]
fn the_one_fault_of_the_page_is_told() {
    let name = "page-11-example-5-kinesis/permission.json";
    let folder = Folder::with(&[("policy.json", &filled(name))]);
    let run = check(&folder, &["policy.json"]);
    let serious: Vec<String> = lines(&run)
        .into_iter()
        .filter(|line| !line.contains(" info "))
        .collect();
    assert_eq!(serious, ["7:1 warning action-without-effect"]);
    assert!(run.out.contains("never allows `kinesis:ListStreams`:"));
}

#[test]
fn the_final_policies_of_the_page_pass_with_real_values() {
    for name in [
        "page-06-final-trust-option-a/trust.json",
        "page-14-final-trust-step-3/trust.json",
        "page-16-final-trust-console-existing-role/trust.json",
        "page-19-final-trust-console-new-role/trust.json",
    ] {
        let text = fixture(name)
            .replace("arn:aws:iam::851725421142:role/cspi-kg17p", ROLE)
            .replace("c844795b-aaed-4abc-bf41-7ba35d1c0023", EXTERNAL_ID);
        let folder = Folder::with(&[
            ("trust.json", &text),
            ("integration.json", &response(ROLE, EXTERNAL_ID)),
        ]);
        let run = check(
            &folder,
            &["trust.json", "--integration", "integration.json"],
        );
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{name}");
        let summary = "no findings in 1 policy\nnote: not checked: the role's permission policy, ";
        assert!(run.err.starts_with(summary), "{name}: {}", run.err);
        let end = "note: stage 3, final: Confluent can assume the role; ";
        assert!(run.err.contains(end), "{name}: {}", run.err);
    }
}

#[test]
fn the_four_steps_of_an_existing_role() {
    let folder = Folder::with(&[
        (
            "Permission-policy.json",
            &filled("page-01-permission-template/permission.json"),
        ),
        (
            "Trust-policy.json",
            &fixture("page-18-placeholder-trust-console-new-role/trust.json"),
        ),
    ]);
    // Before the integration exists the placeholder is right: the run passes and says what comes next.
    let run = check(&folder, &[".", "--stage", "prepared"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    assert!(run.out.contains(": info: "), "{}", run.out);
    assert!(run.out.contains("[bootstrap-trust-policy]"), "{}", run.out);
    // Then Confluent answers, and it has to go.
    let answer = folder.path().join("integration.json");
    fs::write(&answer, response(ROLE, EXTERNAL_ID)).expect("it can be written");
    let with = [
        "Permission-policy.json",
        "Trust-policy.json",
        "--integration",
        "integration.json",
        "--role-arn",
        CUSTOMER,
    ];
    let run = check(&folder, &with);
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains(
            ": error: Confluent cannot assume this role: its trust policy is still the placeholder"
        ),
        "{}",
        run.out
    );
    // The real values are put in, and nothing is left to say.
    let real = filled("page-02-basic-trust-template/trust.json");
    fs::write(folder.path().join("Trust-policy.json"), real).expect("it can be written");
    let run = check(&folder, &with);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    // The integration is made anew: another role, another ID.
    let again = response(
        "arn:aws:iam::851725421142:role/cspi-8w2nv",
        "0c4d92ae-6b17-4f83-a5d0-e19b3c7f2d64",
    );
    fs::write(&answer, again).expect("it can be written");
    let run = check(&folder, &with);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("[principal-mismatch]"), "{}", run.out);
}

#[test]
fn the_files_of_the_console_are_known_by_what_they_say() {
    let permission = filled("page-17-permission-console-new-role/permission.json");
    let trust = filled("page-02-basic-trust-template/trust.json");
    // The names are exchanged: only the content counts.
    for (first, second) in [
        ("Permission-policy.json", "Trust-policy.json"),
        ("Trust-policy.json", "Permission-policy.json"),
    ] {
        let folder = Folder::with(&[(first, &permission), (second, &trust)]);
        let run = check(&folder, &[".", "-v"]);
        assert!(
            run.err.contains(&format!("checked {first}: identity, ")),
            "{}",
            run.err
        );
        assert!(
            run.err.contains(&format!(
                "checked {second}: trust, profile confluent, stage final"
            )),
            "{}",
            run.err
        );
    }
}

#[test]
fn one_value_and_a_list_of_one_are_the_same() {
    let row = |action: &str, resource: &str| {
        let text = format!(
            r#"{{ "Version": "2012-10-17", "Statement": [ {{ "Effect": "Allow", "Action": {action}, "Resource": {resource} }} ] }}"#
        );
        let folder = Folder::with(&[("policy.json", &text)]);
        let run = check(&folder, &["policy.json"]);
        let rules = lines(&run).into_iter();
        rules
            .filter_map(|line| line.split_once(' ').map(|(_, rest)| rest.to_owned()))
            .collect::<Vec<_>>()
    };
    let right = r#""s3:GetObject""#;
    let bucket = r#""arn:aws:s3:::billing-stream-eu/*""#;
    let wrong = r#""s3GetObject""#;
    let place = r#""arn:aws:s3::billing-stream-eu/*""#;
    for (action, resource, said) in [
        (right, bucket, &[][..]),
        (wrong, bucket, &["error malformed-action"]),
        (right, place, &["error missing-arn-field"]),
    ] {
        assert_eq!(row(action, resource), said);
        assert_eq!(row(&format!("[{action}]"), &format!("[{resource}]")), said);
        assert_eq!(row(action, &format!("[{resource}]")), said);
        assert_eq!(row(&format!("[{action}]"), resource), said);
    }
}

#[test]
fn a_policy_and_a_role_are_told_apart_by_their_arns() {
    let policy = "arn:aws:iam::626217718466:policy/CFLTaccess";
    let role = "arn:aws:iam::626217718466:role/CFLTaccess";
    // Both are resources.
    let text = format!(
        r#"{{ "Version": "2012-10-17", "Statement": {{ "Effect": "Allow", "Action": "iam:Get*",
  "Resource": [ "{policy}", "{role}", "arn:aws:iam::123456789012:policy/ConfluentCloudS3Access",
    "arn:aws:iam::626217718466:role/ConfluentCloudIntegrationRole" ] }} }}"#
    );
    let folder = Folder::with(&[("policy.json", &text)]);
    let run = check(&folder, &["policy.json"]);
    assert_eq!(
        (run.code, lines(&run)),
        (0, vec!["2:123 info sample-value".to_owned()])
    );
    // Only one of them can be trusted, or be what Confluent assumes.
    let trust = filled("page-02-basic-trust-template/trust.json").replace(ROLE, policy);
    let told = response(ROLE, EXTERNAL_ID).replace(CUSTOMER, policy);
    let folder = Folder::with(&[("trust.json", &trust), ("integration.json", &told)]);
    let run = check(&folder, &["trust.json", "--profile", "confluent"]);
    assert!(run.out.contains("[malformed-principal]"), "{}", run.out);
    let right = filled("page-02-basic-trust-template/trust.json");
    fs::write(folder.path().join("trust.json"), right).expect("it can be written");
    let run = check(
        &folder,
        &["trust.json", "--integration", "integration.json"],
    );
    assert!(
        run.out
            .contains("set up with the ARN of a policy instead of a role"),
        "{}",
        run.out
    );
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
}

#[test]
fn what_stands_in_the_commands_of_the_page_is_no_value() {
    let trust = filled("page-02-basic-trust-template/trust.json");
    for name in ["<integration-name>", "<role-arn>", "<environment-id>"] {
        for value in [ROLE, EXTERNAL_ID] {
            let folder = Folder::with(&[("trust.json", &trust.replace(value, name))]);
            let run = check(&folder, &["trust.json", "--profile", "confluent"]);
            assert_eq!(run.code, 1, "{name}");
            assert!(
                run.out.contains(&format!("error: `{name}` still stands")),
                "{}",
                run.out
            );
        }
    }
}

#[test]
fn conditions_on_tags_are_fine() {
    let tags = r#""aws:PrincipalTag/team": "lake", "aws:RequestTag/stage": "live""#;
    let trust = filled("page-02-basic-trust-template/trust.json").replacen(
        "\"sts:ExternalId\"",
        &format!("{tags}, \"sts:ExternalId\""),
        1,
    );
    let permission = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "dynamodb:GetItem",
  "Resource": "arn:aws:dynamodb:eu-central-1:640285713902:table/billing",
  "Condition": { "StringEquals": { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } } } }"#;
    let folder = Folder::with(&[("trust.json", &trust), ("permission.json", permission)]);
    let run = check(&folder, &["."]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
}

#[test]
fn restrictions_of_address_and_time_never_fail_a_run_by_themselves() {
    let folder = Folder::with(&[(
        "trust.json",
        &filled("page-03-enhanced-trust-template/trust.json"),
    )]);
    let run = check(&folder, &["trust.json"]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains(": info: "), "{}", run.out);
    assert!(run.out.contains("[confluent-source-ip]"), "{}", run.out);
    // Confluent publishes the ID for `sts:TagSession` too, where AWS lists no such key: a remark.
    assert!(
        run.out.contains("[unsupported-action-for-condition-key]"),
        "{}",
        run.out
    );
    assert_eq!(run.out.lines().count(), 2, "{}", run.out);
    let late = ["--now", "2028-01-01T00:00:00Z"];
    let run = iamsure(
        &folder,
        &[&["check", "trust.json", "--format", "concise"][..], &late].concat(),
    );
    assert_eq!(run.code, 1);
    assert!(run.out.contains("[expired-access]"), "{}", run.out);
}

#[test]
fn silence_about_an_integration_means_that_it_was_compared() {
    let trust = filled("page-02-basic-trust-template/trust.json");
    let permission = filled("page-01-permission-template/permission.json");
    let plan = fixture("integration/terraform-plan-create.json");
    let folder = Folder::with(&[
        ("trust.json", &trust),
        ("permission.json", &permission),
        ("plan.json", &plan),
        ("integration.json", &response(ROLE, EXTERNAL_ID)),
    ]);
    let rows = [
        (
            "trust.json",
            "integration.json",
            "note: not checked: the role's permission policy, ",
        ),
        (
            "trust.json",
            "plan.json",
            "note: nothing was compared with the integration: its role and external ID are not known before it exists\n",
        ),
        (
            "permission.json",
            "integration.json",
            "note: no trust policy was checked, so nothing was compared with the integration\n",
        ),
    ];
    for (policy, integration, note) in rows {
        let run = check(&folder, &[policy, "--integration", integration]);
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{policy}");
        let expected = format!("no findings in 1 policy\n{note}");
        assert!(run.err.starts_with(&expected), "{policy}: {}", run.err);
    }
}
