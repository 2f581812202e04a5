//! `iamsure check --fix` and `--diff`: which files change, how, and what happens when they cannot.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::optional::skipped;
use crate::running::{Folder, Run, iamsure};

/// Two values that add nothing, in the style of someone who does not format.
const REDUNDANT: &str = "{\n\t\"Version\": \"2012-10-17\",\n  \"Statement\": [ { \"Effect\":\"Allow\",\n   \"Action\": [\"s3:GetObject\", \"s3:Get*\",  \"s3:GetObject\"],\n\t\"Resource\": \"arn:aws:s3:::orders-eu/*\" } ]\n}\n\n";
const MENDED: &str = "{\n\t\"Version\": \"2012-10-17\",\n  \"Statement\": [ { \"Effect\":\"Allow\",\n   \"Action\": [\"s3:Get*\"],\n\t\"Resource\": \"arn:aws:s3:::orders-eu/*\" } ]\n}\n\n";

const ROLE: &str = "arn:aws:iam::851725421142:role/cspi-7h2kq";
const ID: &str = "4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4";

fn integration() -> String {
    format!(
        r#"{{"id":"cspi-7h2kq","display_name":"orders","provider":"AWS","config":{{"kind":"AwsIntegrationConfig","iam_role_arn":"{ROLE}","external_id":"{ID}","customer_iam_role_arn":"arn:aws:iam::482915637048:role/Orders"}},"environment":{{"id":"env-3m8yq"}}}}"#
    )
}

fn trust(principal: &str, id: &str) -> String {
    format!(
        r#"{{
  "Version": "2012-10-17",
  "Statement": [
    {{
      "Effect": "Allow",
      "Principal": {{
        "AWS": "{principal}"
      }},
      "Action": "sts:AssumeRole",
      "Condition": {{
        "StringEquals": {{
          "sts:ExternalId": "{id}"
        }}
      }}
    }}
  ]
}}
"#
    )
}

fn fix(folder: &Folder, more: &[&str]) -> Run {
    let arguments: Vec<&str> = ["check", "--fix", "--format", "concise"]
        .iter()
        .chain(more)
        .copied()
        .collect();
    iamsure(folder, &arguments)
}

fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).expect("the file can be read")
}

fn names(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).expect("the folder can be read");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_mended_in_its_place_and_nowhere_else() {
    let folder = Folder::with(&[("policy.json", REDUNDANT)]);
    let run = fix(&folder, &["policy.json"]);
    assert_eq!(read(&folder, "policy.json"), MENDED);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    assert_eq!(
        run.err,
        "fixed 1 finding in policy.json\nno findings in 1 policy\n"
    );
    assert_eq!(names(&folder), ["policy.json"]);
    let again = fix(&folder, &["policy.json"]);
    assert_eq!(again.err, "no findings in 1 policy\n");
}

#[test]
fn line_ends_byte_order_mark_and_tabs_stay() {
    let text = format!("\u{feff}{}", REDUNDANT.replace('\n', "\r\n"));
    let folder = Folder::with(&[("policy.json", &text)]);
    fix(&folder, &["policy.json"]);
    let expected = format!("\u{feff}{}", MENDED.replace('\n', "\r\n"));
    assert_eq!(read(&folder, "policy.json"), expected);
}

#[test]
fn a_diff_is_shown_and_nothing_is_changed() {
    let folder = Folder::with(&[("policy.json", REDUNDANT)]);
    for flags in [&["--diff"][..], &["--diff", "--fix"]] {
        let arguments: Vec<&str> = ["check"].iter().chain(flags).copied().collect();
        let run = iamsure(&folder, &arguments);
        assert_eq!(run.code, 1);
        assert_eq!(
            run.out,
            "--- policy.json\n+++ policy.json\n@@ -1,7 +1,7 @@\n {\n \t\"Version\": \"2012-10-17\",\n   \"Statement\": [ { \"Effect\":\"Allow\",\n-   \"Action\": [\"s3:GetObject\", \"s3:Get*\",  \"s3:GetObject\"],\n+   \"Action\": [\"s3:Get*\"],\n \t\"Resource\": \"arn:aws:s3:::orders-eu/*\" } ]\n }\n \n"
        );
        assert!(
            run.err.starts_with("would fix 1 finding in policy.json\n"),
            "{}",
            run.err
        );
        assert_eq!(read(&folder, "policy.json"), REDUNDANT);
    }
    let clean = Folder::with(&[("policy.json", MENDED)]);
    let run = iamsure(&clean, &["check", "--diff"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
}

#[test]
fn a_diff_can_be_applied_by_patch_byte_for_byte() {
    let crlf = REDUNDANT.replace('\n', "\r\n");
    let endless = REDUNDANT.trim_end();
    let folder = Folder::with(&[
        ("a.json", REDUNDANT),
        ("b.json", &crlf),
        ("c.json", endless),
    ]);
    let run = iamsure(&folder, &["check", "--diff", "--output", "fixes.patch"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    let patched = std::process::Command::new("patch")
        .args(["-p0", "--binary", "-i", "fixes.patch"])
        .current_dir(folder.path())
        .output();
    let Ok(patched) = patched else {
        skipped("there is no `patch` here");
        return;
    };
    assert!(patched.status.success(), "{patched:?}");
    assert_eq!(read(&folder, "a.json"), MENDED);
    assert_eq!(read(&folder, "b.json"), MENDED.replace('\n', "\r\n"));
    assert_eq!(read(&folder, "c.json"), MENDED.trim_end());
}

#[test]
fn no_control_character_of_a_policy_reaches_a_terminal_by_a_diff() {
    let text = REDUNDANT.replace("orders-eu", "orders\u{202e}\u{9b}31m");
    let folder = Folder::with(&[("policy.json", &text)]);
    let run = iamsure(&folder, &["check", "--diff", "--color", "always"]);
    assert!(run.out.contains("\u{1b}[31m-"), "{}", run.out);
    assert!(!run.out.contains(['\u{202e}', '\u{9b}']), "{}", run.out);
}

#[test]
fn standard_input_is_printed_mended_and_the_report_goes_to_standard_error() {
    let folder = Folder::with(&[]);
    let run = folder.iamsure_with_input(&["check", "--fix", "-"], REDUNDANT);
    assert_eq!((run.code, run.out.as_str()), (0, MENDED), "{}", run.err);
    let bad = REDUNDANT.replace("\"s3:Get*\"", "\"s3:*\"");
    let run = folder.iamsure_with_input(&["check", "--fix", "--format", "concise", "-"], &bad);
    assert_eq!(run.code, 1);
    assert_eq!(run.out, MENDED.replace("s3:Get*", "s3:*"));
    assert!(run.err.contains("[service-wildcard]"), "{}", run.err);
    // What needs no mending is printed as it came.
    let run = folder.iamsure_with_input(&["check", "--fix", "-"], MENDED);
    assert_eq!((run.code, run.out.as_str()), (0, MENDED));
    let run = folder.iamsure_with_input(&["check", "--diff", "-"], REDUNDANT);
    assert!(run.out.starts_with("--- <stdin>\n"), "{}", run.out);
}

#[test]
fn standard_input_is_not_mended_beside_files() {
    let folder = Folder::with(&[("policy.json", REDUNDANT)]);
    let run = folder.iamsure_with_input(&["check", "--fix", "-", "policy.json"], REDUNDANT);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("`-` stands alone"), "{}", run.err);
    assert_eq!(read(&folder, "policy.json"), REDUNDANT);
}

#[test]
fn unsafe_fixes_are_made_only_where_somebody_asks_for_them() {
    let typo = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Actions":"s3:GetObject","Resource":"arn:aws:s3:::orders-eu/*"}}"#;
    let folder = Folder::with(&[("policy.json", typo)]);
    let run = fix(&folder, &["policy.json"]);
    assert_eq!((run.code, read(&folder, "policy.json").as_str()), (1, typo));
    assert!(
        run.err.contains("`--diff --unsafe-fixes` shows it"),
        "{}",
        run.err
    );
    let run = fix(&folder, &["policy.json", "--unsafe-fixes"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert_eq!(
        read(&folder, "policy.json"),
        typo.replace("Actions", "Action")
    );
    let run = iamsure(&folder, &["check", "--unsafe-fixes"]);
    assert_eq!(run.code, 2);
}

#[test]
fn what_is_suppressed_or_switched_off_is_not_mended() {
    let exception =
        "[[exception]]\nrule = \"redundant-action\"\nfile = \"*.json\"\nreason = \"generated\"\n";
    for (config, flags) in [
        (exception, &[][..]),
        ("[rules]\nredundant-action = \"off\"\n", &[]),
        ("", &["--ignore", "redundant-action"]),
        ("", &["--select", "missing-version"]),
    ] {
        let folder = Folder::with(&[("policy.json", REDUNDANT), ("iamsure.toml", config)]);
        let run = fix(&folder, flags);
        assert_eq!(
            read(&folder, "policy.json"),
            REDUNDANT,
            "{config}{}",
            run.err
        );
    }
    let folder = Folder::with(&[("policy.json", REDUNDANT)]);
    iamsure(
        &folder,
        &["check", "--format", "json", "--output", "base.txt"],
    );
    fix(&folder, &["--baseline", "base.txt"]);
    assert_eq!(read(&folder, "policy.json"), REDUNDANT);
}

/// The first statement goes by a fix, so the baseline's place of the finding in the third is void.
#[test]
fn what_a_baseline_lets_pass_is_not_mended_because_a_fix_moved_it() {
    let statement = |bucket: &str, more: &str| {
        format!(
            r#"{{"Effect":"Allow","Action":["s3:GetObject"{more}],"Resource":"arn:aws:s3:::{bucket}/*"}}"#
        )
    };
    let twice = ",\"s3:GetObject\"";
    let (a, b, c) = (
        statement("a-one", ""),
        statement("a-one", ""),
        statement("c-one", twice),
    );
    let policy = |all: &[&String]| {
        let all: Vec<&str> = all.iter().map(|one| one.as_str()).collect();
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
            all.join(",")
        )
    };
    let folder = Folder::with(&[("policy.json", &policy(&[&a, &b, &c]))]);
    let select = ["check", "--select", "redundant-action", "--format", "json"];
    let base: Vec<&str> = select
        .iter()
        .chain(&["--output", "base.txt"])
        .copied()
        .collect();
    iamsure(&folder, &base);
    fix(&folder, &["--baseline", "base.txt"]);
    assert_eq!(read(&folder, "policy.json"), policy(&[&a, &c]));
}

#[test]
fn an_external_id_and_a_tag_session_come_from_the_integration() {
    let policy = trust(ROLE, "3d1f0c1e-77aa-4c8d-b2f6-5e90a1c47d38");
    let folder = Folder::with(&[("trust.json", &policy), ("integration.txt", &integration())]);
    let run = fix(&folder, &["trust.json", "--integration", "integration.txt"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let tag = format!(
        ",\n    {{\n      \"Effect\": \"Allow\",\n      \"Principal\": {{ \"AWS\": \"{ROLE}\" }},\n      \"Action\": \"sts:TagSession\"\n    }}\n  ]"
    );
    assert_eq!(
        read(&folder, "trust.json"),
        trust(ROLE, ID).replace("\n  ]", &tag)
    );
    // What was not seen, and what comes next, stands behind.
    let told = "fixed 2 findings in trust.json\nno findings in 1 policy\nnote: not checked: ";
    assert!(run.err.starts_with(told), "{}", run.err);
}

#[test]
fn every_placeholder_of_the_published_templates_is_filled_in() {
    let role = "<confluent-cloud-iam-role-arn>";
    let policy = trust(role, "<external-id>");
    let folder = Folder::with(&[("trust.json", &policy), ("integration.txt", &integration())]);
    let run = fix(&folder, &["trust.json", "--integration", "integration.txt"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let text = read(&folder, "trust.json");
    assert!(
        text.starts_with(trust(ROLE, ID).trim_end_matches("\n  ]\n}\n")),
        "{text}"
    );
    assert!(text.contains("sts:TagSession"), "{text}");
}

#[test]
fn the_bootstrap_policy_becomes_the_real_trust() {
    let policy = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "Principal": { "AWS": "*" },
      "Action": "sts:AssumeRole"
    }
  ]
}"#;
    let folder = Folder::with(&[("trust.json", policy), ("integration.txt", &integration())]);
    let run = fix(&folder, &["trust.json", "--integration", "integration.txt"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let expected = format!(
        r#"{{
  "Version": "2012-10-17",
  "Statement": [
    {{
      "Effect": "Allow",
      "Principal": {{ "AWS": "{ROLE}" }},
      "Action": "sts:AssumeRole",
      "Condition": {{ "StringEquals": {{ "sts:ExternalId": "{ID}" }} }}
    }},
    {{
      "Effect": "Allow",
      "Principal": {{ "AWS": "{ROLE}" }},
      "Action": "sts:TagSession"
    }}
  ]
}}"#
    );
    assert_eq!(read(&folder, "trust.json"), expected);
}

#[test]
fn a_fix_inside_of_a_document_is_left_to_where_the_policy_is_kept() {
    let document = r#"{"RoleName":"orders","PolicyName":"p","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sqs:SendMessage","sqs:SendMessage"],"Resource":"arn:aws:sqs:eu-west-1:690214785533:orders"}]}}"#;
    let folder = Folder::with(&[("answer.json", document)]);
    let run = fix(&folder, &["answer.json"]);
    assert!(
        run.err.contains(
            "left out 1 fix: inside of a document or in AWS, to be made where the policy is kept\n"
        ),
        "{}",
        run.err
    );
    assert_eq!(read(&folder, "answer.json"), document);
}

#[test]
fn several_policies_that_say_nothing_of_confluent_are_not_opened_to_it() {
    let bootstrap = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}"#;
    let ec2 = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
    let template = trust("<confluent-cloud-iam-role-arn>", "<external-id>");
    let folder = Folder::with(&[
        ("a/ec2.json", ec2),
        ("a/new.json", bootstrap),
        ("b/template.json", &template),
        ("integration.txt", &integration()),
    ]);
    for flags in [
        &["a", "--integration", "integration.txt"][..],
        &["a", "--integration", "integration.txt", "--unsafe-fixes"],
    ] {
        let run = fix(&folder, flags);
        assert_eq!(run.code, 1);
        assert!(run.err.contains("left out 2 fixes: any of several trust policies may be the integration's, so name its file alone\n"), "{}", run.err);
        assert_eq!(
            (
                read(&folder, "a/ec2.json").as_str(),
                read(&folder, "a/new.json").as_str()
            ),
            (ec2, bootstrap)
        );
    }
    // A template may be filled in for any of several integrations.
    fix(&folder, &["a", "b", "--integration", "integration.txt"]);
    assert_eq!(read(&folder, "b/template.json"), template);
    let run = fix(&folder, &["a/new.json", "--integration", "integration.txt"]);
    assert_eq!(run.code, 0, "{}", run.err);
    // Now one of them is about Confluent, and the other is left in peace.
    let run = fix(&folder, &["a", "--integration", "integration.txt"]);
    assert_eq!(
        (run.code, read(&folder, "a/ec2.json").as_str()),
        (0, ec2),
        "{}",
        run.err
    );
}

#[test]
fn what_is_put_in_is_written_as_what_stands_around_it() {
    let tagless = trust(ROLE, ID).replace('\n', "\r\n").replace("  ", "\t");
    let folder = Folder::with(&[
        ("trust.json", &tagless),
        ("integration.txt", &integration()),
    ]);
    let run = fix(&folder, &["trust.json", "--integration", "integration.txt"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = read(&folder, "trust.json");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(
        text.contains(",\r\n\t\t{\r\n\t\t\t\"Effect\": \"Allow\",\r\n\t\t\t\"Principal\": "),
        "{text}"
    );
    let minified = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{ROLE}"}},"Action":"sts:AssumeRole"}}}}"#
    );
    let folder = Folder::with(&[
        ("trust.json", &minified),
        ("integration.txt", &integration()),
    ]);
    let run = fix(&folder, &["trust.json", "--integration", "integration.txt"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(
        read(&folder, "trust.json"),
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{ROLE}"}},"Action":"sts:AssumeRole","Condition":{{"StringEquals":{{"sts:ExternalId":"{ID}"}}}}}},{{"Effect":"Allow","Principal":{{"AWS":"{ROLE}"}},"Action":"sts:TagSession"}}]}}"#
        )
    );
}

#[test]
fn nobody_but_the_integration_gets_in_by_a_fix() {
    // With the `Deny` gone, another account would get in as well.
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}},{{"Effect":"Allow","Principal":{{"AWS":["{ROLE}","arn:aws:iam::414351767826:role/other"]}},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{{"StringEquals":{{"sts:ExternalId":"{ID}"}}}}}}]}}"#
    );
    let folder = Folder::with(&[("trust.json", &policy), ("integration.txt", &integration())]);
    let run = fix(&folder, &["trust.json", "--integration", "integration.txt"]);
    assert_eq!(
        (run.code, read(&folder, "trust.json")),
        (1, policy),
        "{}",
        run.err
    );
    let alone = policy_without(
        &read(&folder, "trust.json"),
        ",\"arn:aws:iam::414351767826:role/other\"",
    );
    let folder = Folder::with(&[("trust.json", &alone), ("integration.txt", &integration())]);
    let run = fix(&folder, &["trust.json", "--integration", "integration.txt"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(!read(&folder, "trust.json").contains("Deny"));
}

fn policy_without(policy: &str, part: &str) -> String {
    assert!(policy.contains(part));
    policy.replace(part, "")
}

/// A response is data from outside: what it says is no licence for everybody.
#[test]
fn a_response_that_names_everybody_lets_nobody_in() {
    let policy = trust(ROLE, "old-one-of-these");
    for (role, id) in [
        ("*", ID),
        ("arn:aws:iam::851725421142:root", ID),
        ("arn:aws:iam::851725421142:role/*", ID),
        ("arn:aws:iam::851725421142:role/${aws:username}", ID),
        (ROLE, "*"),
        (ROLE, "${aws:userid}"),
        (ROLE, "a\\\"],\\\"x\\\":[\\\""),
    ] {
        let response = integration().replace(ROLE, role).replace(ID, id);
        let folder = Folder::with(&[("trust.json", &policy), ("integration.txt", &response)]);
        fix(&folder, &["trust.json", "--integration", "integration.txt"]);
        assert_eq!(read(&folder, "trust.json"), policy, "{role} {id}");
    }
}

#[test]
fn a_policy_that_does_not_parse_is_left_alone() {
    for text in [
        "{\"Version\": \"2008-10-17\", \"Statement\": [",
        "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\" \"Action\": [\"s3:GetObject\",], \"Resource\": \"*\"}]}",
        "",
        "[]",
        "Version: 2012-10-17\n",
    ] {
        let folder = Folder::with(&[("policy.json", text)]);
        let run = fix(&folder, &["policy.json"]);
        assert_eq!((run.code, read(&folder, "policy.json").as_str()), (1, text));
    }
}

#[test]
fn mistakes_that_can_only_be_mended_together_are() {
    let text = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\" \"Action\": [\"s3:GetObject\",], \"Resource\": \"arn:aws:s3:::a-bucket/*\"}]}";
    let folder = Folder::with(&[("policy.json", text)]);
    let run = fix(&folder, &["policy.json", "--unsafe-fixes"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert_eq!(
        read(&folder, "policy.json"),
        text.replace("\"Allow\" ", "\"Allow\", ").replace(",]", "]")
    );
}

#[test]
fn bytes_that_are_not_utf_8_are_left_alone() {
    let folder = Folder::with(&[]);
    let path = folder.path().join("policy.json");
    for bytes in [
        REDUNDANT
            .replace("orders", "ordXrs")
            .bytes()
            .map(|byte| if byte == b'X' { 0xe4 } else { byte })
            .collect::<Vec<u8>>(),
        [0xff, 0xfe]
            .into_iter()
            .chain(REDUNDANT.bytes().flat_map(|byte| [byte, 0]))
            .collect(),
    ] {
        fs::write(&path, &bytes).expect("the file can be written");
        let run = fix(&folder, &["policy.json"]);
        assert_eq!(run.code, 1, "{}", run.err);
        assert_eq!(fs::read(&path).expect("the file can be read"), bytes);
    }
}

#[test]
fn a_file_under_two_names_is_mended_once() {
    let folder = Folder::with(&[("a/policy.json", REDUNDANT)]);
    let run = fix(&folder, &["a/policy.json", "./a/../a/policy.json", "a"]);
    assert_eq!(
        run.err,
        "fixed 1 finding in a/policy.json\nno findings in 1 policy\n"
    );
    assert_eq!(read(&folder, "a/policy.json"), MENDED);
}

#[test]
fn a_thousand_fixes_in_one_file_are_made_at_once() {
    let mut statements = Vec::new();
    for number in 0..1000 {
        statements.push(format!(
            r#"{{"Sid":"a-{number}","Effect":"Allow","Action":["s3:GetObject","s3:GetObject"],"Resource":"arn:aws:s3:::bucket-{number}/*"}}"#
        ));
    }
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
        statements.join(",\n")
    );
    let folder = Folder::with(&[("policy.json", &policy)]);
    let start = std::time::Instant::now();
    let run = fix(&folder, &["policy.json"]);
    assert!(
        run.err.starts_with("fixed 2000 findings in policy.json\n"),
        "{}",
        run.err
    );
    let text = read(&folder, "policy.json");
    assert!(!text.contains("a-") && text.matches("\"s3:GetObject\"").count() == 1000);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn huge_files_are_mended_in_bounded_time() {
    let mut list = String::new();
    for number in 0..40_000 {
        let _ = write!(list, "\"arn:aws:s3:::bucket-{number}/*\",");
    }
    let policy = format!(
        "{{\"Version\":\"2012-10-17\",\"Statement\":{{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\",\"s3:Get*\"],\"Resource\":[{list}\"arn:aws:s3:::z/*\"]}}}}"
    );
    let folder = Folder::with(&[("policy.json", &policy)]);
    let start = std::time::Instant::now();
    fix(&folder, &["policy.json"]);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    let text = read(&folder, "policy.json");
    assert!(text == policy || text == policy.replace("\"s3:GetObject\",", ""));
}

#[test]
fn a_report_that_would_replace_a_policy_stops_the_run_before_anything_is_mended() {
    let folder = Folder::with(&[("policy.json", REDUNDANT)]);
    let run = fix(&folder, &["policy.json", "--output", "policy.json"]);
    assert_eq!(
        (run.code, read(&folder, "policy.json").as_str()),
        (2, REDUNDANT)
    );
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode can be set");
    }

    #[test]
    fn mode_and_owner_are_kept() {
        let folder = Folder::with(&[("policy.json", REDUNDANT)]);
        let path = folder.path().join("policy.json");
        set_mode(&path, 0o640);
        let is_root = fs::metadata(&path).expect("it is there").uid() == 0;
        if is_root {
            std::os::unix::fs::chown(&path, Some(4711), Some(4712)).expect("root may do that");
        }
        let before = fs::metadata(&path).expect("it is there");
        fix(&folder, &["policy.json"]);
        let after = fs::metadata(&path).expect("it is there");
        assert_eq!(read(&folder, "policy.json"), MENDED);
        assert_eq!(
            (before.mode(), before.uid(), before.gid()),
            (after.mode(), after.uid(), after.gid())
        );
    }

    #[test]
    fn a_read_only_file_is_refused_and_the_others_are_mended() {
        let folder = Folder::with(&[("a.json", REDUNDANT), ("b.json", REDUNDANT)]);
        set_mode(&folder.path().join("a.json"), 0o444);
        let run = fix(&folder, &[]);
        assert_eq!(run.code, 2);
        assert_eq!(read(&folder, "a.json"), REDUNDANT);
        assert_eq!(read(&folder, "b.json"), MENDED);
        assert!(
            run.err
                .contains("error: `a.json` was not fixed: it is read-only\n"),
            "{}",
            run.err
        );
        // The report is on what the files hold.
        assert!(
            run.out.contains("a.json:") && !run.out.contains("b.json:"),
            "{}",
            run.out
        );
        assert_eq!(names(&folder), ["a.json", "b.json"]);
    }

    #[test]
    fn nothing_is_left_where_the_folder_cannot_be_written() {
        let folder = Folder::with(&[("sub/policy.json", REDUNDANT)]);
        let sub = folder.path().join("sub");
        set_mode(&sub, 0o555);
        let is_root = fs::metadata(&sub).expect("it is there").uid() == 0;
        let run = fix(&folder, &["sub/policy.json"]);
        set_mode(&sub, 0o755);
        if is_root {
            skipped("root may write everywhere");
            return;
        }
        assert_eq!(
            (run.code, read(&folder, "sub/policy.json").as_str()),
            (2, REDUNDANT)
        );
        assert!(run.err.contains("nothing can be written in"), "{}", run.err);
    }

    #[test]
    fn a_link_stays_a_link_and_its_target_is_mended() {
        let folder = Folder::with(&[("real/policy.json", REDUNDANT)]);
        let link = folder.path().join("link.json");
        symlink("real/policy.json", &link).expect("a link can be made");
        let run = fix(&folder, &["link.json"]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(
            fs::symlink_metadata(&link)
                .expect("it is there")
                .is_symlink()
        );
        assert_eq!(read(&folder, "real/policy.json"), MENDED);
    }

    #[test]
    fn links_found_in_a_folder_and_links_in_a_circle_are_not_followed() {
        let outside = Folder::with(&[("policy.json", REDUNDANT)]);
        let folder = Folder::with(&[("good.json", MENDED)]);
        symlink(
            outside.path().join("policy.json"),
            folder.path().join("out.json"),
        )
        .expect("a link");
        symlink("circle.json", folder.path().join("circle.json")).expect("a link");
        let run = fix(&folder, &[]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert_eq!(read(&outside, "policy.json"), REDUNDANT);
        let run = fix(&folder, &["circle.json"]);
        assert_eq!(run.code, 2, "{}", run.err);
    }

    #[test]
    fn each_name_of_a_file_has_its_new_text() {
        let folder = Folder::with(&[("a.json", REDUNDANT)]);
        fs::hard_link(folder.path().join("a.json"), folder.path().join("b.txt")).expect("a link");
        fix(&folder, &["a.json"]);
        assert_eq!(read(&folder, "a.json"), MENDED);
        assert_eq!(read(&folder, "b.txt"), MENDED);
    }

    /// A named pipe gives its text once, however many rounds are made.
    #[test]
    fn what_is_no_regular_file_is_not_replaced() {
        let folder = Folder::with(&[]);
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if !made.is_ok_and(|status| status.success()) {
            skipped("there is no `mkfifo` here");
            return;
        }
        let writer = pipe.clone();
        let feeder = std::thread::spawn(move || {
            let _ = fs::write(&writer, REDUNDANT);
        });
        let run = fix(&folder, &["pipe"]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(
            run.err
                .contains("`pipe` was not fixed: it is no regular file"),
            "{}",
            run.err
        );
        feeder.join().expect("it was read once");
    }
}

#[test]
#[cfg(unix)]
fn a_file_name_ends_no_line() {
    let name = "a\n::error::x.json";
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:GetObject","s3:GetObject"],"Resource":"arn:aws:s3:::lake/*"}}"#;
    let folder = Folder::with(&[(name, text)]);
    let diff = iamsure(&folder, &["check", ".", "--diff", "-v"]);
    for line in diff.out.lines().chain(diff.err.lines()) {
        assert!(!line.starts_with("::error"), "{}{}", diff.out, diff.err);
    }
    assert!(
        diff.out.starts_with(r#"--- "a\n::error::x.json""#),
        "{}",
        diff.out
    );
    let fixed = iamsure(&folder, &["check", ".", "--fix"]);
    assert!(
        fixed.err.contains("in a\u{fffd}::error::x.json"),
        "{}",
        fixed.err
    );
}

#[test]
fn nothing_is_added_that_a_deny_takes_back() {
    for condition in [
        r#"{"Bool":{"aws:SecureTransport":"true"}}"#.to_owned(),
        format!(r#"{{"StringEquals":{{"sts:ExternalId":"{ID}"}}}}"#),
        "{}".to_owned(),
    ] {
        let deny = format!(
            r#"{{"Effect":"Deny","Principal":{{"AWS":"{ROLE}"}},"Action":"sts:TagSession","Condition":{condition}}}"#
        );
        let policy = trust(ROLE, ID).replace("\n  ]", &format!(",\n    {deny}\n  ]"));
        let folder = Folder::with(&[("trust.json", &policy), ("integration.txt", &integration())]);
        let run = fix(&folder, &["trust.json", "--integration", "integration.txt"]);
        assert!(run.out.contains("missing-tag-session"), "{}", run.out);
        let after = read(&folder, "trust.json");
        let allowed = after.matches("\"Allow\"").count();
        assert_eq!(allowed, 1, "{after}");
    }
}
