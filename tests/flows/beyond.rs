//! What a check of both sides ends with: what it did not see, and the next step.

use serde_json::Value;

use super::cloud::{Cloud, NOW, ROLE, read};
use super::{TO_THE_SINK, says};

const CHAINED: &str = "role chaining: no session lasts longer than one hour";

/// A role that trusts Confluent, with all its documents in the folder.
fn ready() -> Cloud {
    let mut cloud = Cloud::empty();
    cloud.prepare(&TO_THE_SINK);
    cloud.create_integration();
    cloud.write("integration.json", &cloud.api());
    let trust = ["trust", "--integration", "integration.json"];
    cloud.template("trust.json", &trust);
    cloud.create_role("trust.json", "permission.json");
    cloud
}

/// The notes of a run on files of the folder.
fn notes(cloud: &Cloud, arguments: &[&str]) -> String {
    let run = cloud.iamsure(&[&["check"], arguments, &NOW].concat());
    let at = run.err.find("note: ").unwrap_or(run.err.len());
    run.err[at..].to_owned()
}

const AGAINST: [&str; 2] = ["--integration", "integration.json"];

#[test]
fn the_notes_say_what_was_not_checked() {
    let cloud = ready();
    let run = cloud.is_final(&[]);
    let unseen = "note: not checked: the policy of the resource (bucket, table, stream), the KMS key's policy and control policies (SCP, RCP)\n";
    says(&run.err, &[unseen, CHAINED]);
    assert_eq!(run.err.matches("note: ").count(), 3, "{}", run.err);

    // Files tell of no boundary, and a run of the trust policy alone of no permissions.
    let both = notes(
        &cloud,
        &[&["trust.json", "permission.json"], &AGAINST[..]].concat(),
    );
    says(
        &both,
        &["not checked: the role's permissions boundary, the policy of"],
    );
    let alone = notes(&cloud, &[&["trust.json"], &AGAINST[..]].concat());
    says(
        &alone,
        &["not checked: the role's permission policy, the role's permissions boundary, "],
    );
    cloud.write(
        "bucket.json",
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
  "Principal": {"AWS": "arn:aws:iam::482915637048:role/OrdersArchive"}, "Resource": "arn:aws:s3:::orders-archive-eu/*"}]}"#,
    );
    let files = ["trust.json", "permission.json", "bucket.json"];
    let more = notes(&cloud, &[&files, &AGAINST[..]].concat());
    says(
        &more,
        &["not checked: the role's permissions boundary, the KMS key's"],
    );
}

#[test]
fn nothing_is_said_where_no_two_sides_were_held_against_each_other() {
    let cloud = ready();
    assert_eq!(notes(&cloud, &["trust.json", "permission.json"]), "");
    let one = notes(&cloud, &[&["permission.json"], &AGAINST[..]].concat());
    assert!(!one.contains("stage") && !one.contains("chaining"), "{one}");
    let quiet = [&["trust.json", "-q"], &AGAINST[..]].concat();
    assert_eq!(notes(&cloud, &quiet), "");
}

#[test]
fn the_report_for_programs_has_the_notes_too() {
    let cloud = ready();
    let json = ["check", "trust.json", "-q", "--format", "json"];
    let run = cloud.iamsure(&[&json[..], &AGAINST, &NOW].concat());
    let report: Value = serde_json::from_str(&run.out).expect("JSON");
    let notes = report["notes"].as_array().expect("a list");
    assert_eq!(notes.len(), 3, "{}", run.out);
    says(&notes[2].to_string(), &["stage 3, final"]);
}

#[test]
fn no_connector_comes_before_the_errors_are_mended() {
    let cloud = ready();
    let other = ["--role-arn", "arn:aws:iam::482915637048:role/Other"];
    let arguments = [&["trust.json"], &AGAINST[..], &other].concat();
    let said = notes(&cloud, &arguments);
    says(&said, &["note: next: mend the errors, then create"]);
    assert!(!said.contains("can assume"), "{said}");
    let used = cloud
        .api()
        .replace("[]", "[\"crn://confluent.cloud/connector=c\"]");
    cloud.write("integration.json", &used);
    let said = notes(&cloud, &arguments);
    assert!(said.ends_with("note: next: mend the errors\n"), "{said}");
}

#[test]
fn no_trust_policy_reaches_over_partitions() {
    let cloud = ready();
    let own = "arn:aws:iam::482915637048:role/";
    let other = own.replace("arn:aws:", "arn:aws-us-gov:");
    let elsewhere = cloud.api().replace(own, &other);
    assert_ne!(elsewhere, cloud.api());
    cloud.write("integration.json", &elsewhere);
    let said = notes(&cloud, &[&["trust.json"], &AGAINST[..]].concat());
    says(&said, &["note: next: create the integration again"]);
    assert!(!said.contains("can assume"), "{said}");
}

#[test]
fn a_trust_policy_that_is_cut_off_is_at_no_stage() {
    let cloud = ready();
    let text = read(cloud.folder.path(), "trust.json");
    for length in [1, text.len() / 2, text.len() - 3] {
        cloud.write("cut.json", &text[..length]);
        let arguments = ["cut.json", "--type", "trust"];
        let said = notes(&cloud, &[&arguments[..], &AGAINST].concat());
        assert!(!said.contains("stage"), "{length}: {said}");
    }
}

#[test]
fn an_integration_that_is_not_complete_is_completed_first() {
    let cloud = ready();
    cloud.write(
        "draft.json",
        r#"{"api_version": "pim/v2", "kind": "Integration", "id": "cspi-7h2kq", "status": "DRAFT", "provider": "AWS"}"#,
    );
    let said = notes(&cloud, &["placeholder.json", "--integration", "draft.json"]);
    says(
        &said,
        &["stage 1, prepared", "next: complete the integration"],
    );
    assert!(!said.contains("chaining"), "{said}");
}

#[test]
fn another_role_of_the_run_does_not_hide_the_integrations() {
    let cloud = ready();
    cloud.write(
        "lambda.json",
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
  "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#,
    );
    let files = ["trust.json", "lambda.json", "--role-arn", ROLE];
    let said = notes(&cloud, &[&files[..], &AGAINST].concat());
    says(&said, &["stage 3, final"]);
    // Alone it is the one that was meant.
    let said = notes(&cloud, &[&["lambda.json"], &AGAINST[..]].concat());
    says(&said, &["stage 2, created"]);
    assert!(!said.contains("chaining"), "{said}");
}

#[test]
fn a_hostile_id_does_not_reach_the_terminal() {
    let cloud = ready();
    let hostile = cloud
        .api()
        .replace("\"id\":\"cspi-7h2kq\"", "\"id\":\"x\\u001b[2J\\u202e\\n\"");
    cloud.write("integration.json", &hostile);
    let said = notes(&cloud, &[&["trust.json"], &AGAINST[..]].concat());
    says(&said, &["stage 3, final"]);
    assert_eq!(said.lines().count(), 3, "{said}");
    assert!(!said.contains(['\u{1b}', '\u{202e}']), "{said:?}");
}
