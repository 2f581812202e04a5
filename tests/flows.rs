//! Each way of Confluent's page from nothing to a role that Confluent can assume: the tool as a process, and AWS and Confluent
//! Cloud as servers on loopback.

mod beyond;
mod cloud;

use std::fs;

use serde_json::{Value, json};

use crate::running::{self, Run};
use cloud::{Cloud, ENVIRONMENT, NOW, ROLE, read};

const TO_THE_SINK: [&str; 4] = ["--connector", "S3_SINK", "--bucket", "orders-archive-eu"];

impl Cloud {
    /// Runs the tool on files of the folder.
    fn iamsure(&self, arguments: &[&str]) -> Run {
        running::iamsure(&self.folder, arguments)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).expect("a file of a test can be written");
    }

    /// Writes what a template gives to a file.
    #[track_caller]
    fn template(&self, name: &str, arguments: &[&str]) {
        let run = self.iamsure(&[&["template"], arguments, &["--output", name]].concat());
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    }

    /// The next step as the tool tells it says all of this.
    #[track_caller]
    fn next_says(&self, arguments: &[&str], words: &[&str]) {
        let run = self.iamsure(&[&["template", "next"], arguments].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        says(&run.out, words);
    }

    /// `permission.json` and `placeholder.json`, each clean at its stage.
    fn prepare(&self, permission: &[&str]) {
        self.template("permission.json", &[&["permission"], permission].concat());
        self.template("placeholder.json", &["bootstrap"]);
        let files = ["check", "permission.json", "placeholder.json"];
        let stage = ["--stage", "prepared", "--fail-on", "warning"];
        let run = self.iamsure(&[&files[..], &stage, &NOW].concat());
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        assert!(run.err.starts_with("1 info in 2 policies"), "{}", run.err);
        says(&run.out, &["bootstrap-trust-policy"]);
    }

    /// The placeholder is on the role, and the integration is there: it has to go.
    #[track_caller]
    fn placeholder_has_to_go(&self, more: &[&str]) {
        let run = self.check_both("cspi-7h2kq", more);
        assert_eq!(run.code, 1, "{}{}", run.out, run.err);
        let told = "Confluent cannot assume this role: its trust policy is still the placeholder";
        says(&run.out, &["bootstrap-trust-policy", told]);
        says(
            &run.err,
            &[
                "note: stage 2, created: ",
                "next: let Confluent's role in, with the integration's external ID\n",
            ],
        );
    }

    /// Both sides agree, and the connector can be created.
    #[track_caller]
    fn is_final(&self, more: &[&str]) -> Run {
        let run = self.check_both("cspi-7h2kq", more);
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
        let ends = [
            "no findings in 2 policies\n",
            "note: stage 3, final: Confluent can assume the role; next: create the connector, with ",
            "`provider.integration.id` = `cspi-7h2kq`\n",
        ];
        says(&run.err, &ends);
        run
    }
}

#[track_caller]
fn says(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "{word:?} is not in\n{text}");
    }
}

#[test]
fn by_the_console_with_a_new_role() {
    let mut cloud = Cloud::empty();
    let flow = ["--flow", "console", "--environment", ENVIRONMENT];
    cloud.next_says(&flow, &["stage 0", "iamsure template permission"]);
    cloud.prepare(&TO_THE_SINK);
    let written = [&flow[..], &["--permission", "permission.json"]].concat();
    cloud.next_says(&written, &["stage 0", "Roles, Create role"]);

    cloud.create_role("placeholder.json", "permission.json");
    let made = ["--trust", "placeholder.json", "--role-arn", ROLE];
    let made = [&written[..], &made].concat();
    cloud.next_says(&made, &["stage 1", "Add integration", ROLE]);

    // The role's ARN is pasted, and the console shows the integration.
    cloud.create_integration();
    cloud.placeholder_has_to_go(&TO_THE_SINK);
    cloud.write("integration.json", &cloud.cli());
    let created = [&made[..], &["--integration", "integration.json"]].concat();
    cloud.next_says(&created, &["stage 2", "iamsure template trust"]);
    let trust = ["trust", "--integration", "integration.json"];
    cloud.template("trust.json", &trust);
    cloud.update_trust("trust.json");
    cloud.is_final(&TO_THE_SINK);
}

#[test]
fn by_the_console_with_an_existing_role() {
    let mut cloud = Cloud::empty();
    cloud.prepare(&["--s3-read", "--bucket", "orders-archive-eu"]);
    cloud.create_role("placeholder.json", "permission.json");
    cloud.next_says(
        &["--flow", "console", "--role-arn", ROLE],
        &["stage 1", "Add integration, Existing role", ROLE],
    );
    cloud.create_integration();
    cloud.placeholder_has_to_go(&[]);
    // The page shows role and external ID, and a person writes them down.
    cloud.write("shown.json", &cloud.cli());
    cloud.template("trust.json", &["trust", "--integration", "shown.json"]);
    cloud.update_trust("trust.json");
    cloud.is_final(&[]);
}

#[test]
fn templates_are_reviewed_before_anything_is_created() {
    let mut cloud = Cloud::empty();
    cloud.write(
        "template.json",
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"],
  "Resource": "arn:aws:s3:::<bucket-name>/*"}]}"#,
    );
    let run = cloud.iamsure(&["check", "template.json"]);
    assert_eq!(run.code, 1, "{}", run.err);
    says(&run.out, &["placeholder-value"]);
    cloud.prepare(&TO_THE_SINK);
    let asked = [&["check", "permission.json"], &TO_THE_SINK[..]].concat();
    let run = cloud.iamsure(&asked);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    // Nobody has an integration to compare with, so nothing is said of one.
    let run = cloud.iamsure(&["check", "placeholder.json", "--stage", "prepared"]);
    assert_eq!(run.err, "1 info in 1 policy\n");

    // Neither side is there, then one, then both.
    let run = cloud.check_both("auto", &[]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    says(
        &run.err,
        &["the role `OrdersArchive` is not in the account"],
    );
    cloud.create_role("placeholder.json", "permission.json");
    let run = cloud.check_both("auto", &[]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    says(&run.err, &["the list holds no provider integration"]);
    cloud.create_integration();
    cloud.placeholder_has_to_go(&TO_THE_SINK);
    cloud.write("integration.json", &cloud.api());
    let trust = ["trust", "--integration", "integration.json"];
    cloud.template("trust.json", &trust);
    cloud.update_trust("trust.json");
    cloud.is_final(&TO_THE_SINK);
}

#[test]
fn by_the_cli() {
    let mut cloud = Cloud::empty();
    cloud.prepare(&TO_THE_SINK);
    cloud.create_role("placeholder.json", "permission.json");
    let made = ["--trust", "placeholder.json", "--role-arn", ROLE];
    let command = "confluent provider-integration create OrdersArchive";
    cloud.next_says(&made, &["stage 1", command, ROLE]);
    cloud.create_integration();
    cloud.write("created.json", &cloud.cli());
    cloud.placeholder_has_to_go(&TO_THE_SINK);
    cloud.template("trust.json", &["trust", "--integration", "created.json"]);
    // The files first, then the role.
    let files = ["check", "trust.json", "permission.json", "--role-arn", ROLE];
    let described = ["--integration", "-"];
    let before = [&files[..], &described, &NOW].concat();
    let run = cloud.folder.iamsure_with_input(&before, &cloud.cli());
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    says(&run.err, &["note: stage 3, final"]);
    cloud.update_trust("trust.json");
    cloud.is_final(&TO_THE_SINK);
    cloud.next_says(
        &["--trust", "trust.json", "--integration", "created.json"],
        &["stage 3", "provider-integration describe cspi-7h2kq"],
    );
}

#[test]
fn by_the_api() {
    let mut cloud = Cloud::empty();
    cloud.prepare(&TO_THE_SINK);
    cloud.create_role("placeholder.json", "permission.json");
    let flow = ["--flow", "api", "--environment", ENVIRONMENT];
    let made = [&flow[..], &["--role-arn", ROLE]].concat();
    cloud.next_says(&made, &["stage 1", "--request POST", "pim/v1/integrations"]);
    cloud.create_integration();
    cloud.placeholder_has_to_go(&[]);
    cloud.write("integration.json", &cloud.api());
    let trust = ["trust", "--integration", "integration.json"];
    cloud.template("trust.json", &trust);
    cloud.update_trust("trust.json");
    cloud.is_final(&TO_THE_SINK);
    // Of all integrations the role's is found by the role.
    let run = cloud.check_both("auto", &[]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);

    cloud.create_connector();
    let run = cloud.check_both("auto", &[]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    says(&run.err, &["note: stage 4, in use: Confluent can assume"]);
}

/// A role that a job of the account uses already, with a permission policy that is not enough for the connector.
fn role_in_use() -> Cloud {
    let mut cloud = Cloud::empty();
    cloud.write(
        "shared.json",
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::482915637048:role/etl"}, "Action": "sts:AssumeRole"}]}"#,
    );
    cloud.write(
        "old.json",
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
  "Resource": "arn:aws:s3:::orders-archive-eu/*"}]}"#,
    );
    cloud.create_role("shared.json", "old.json");
    cloud
}

/// What the role in use needs for Confluent too: the permissions of the connector.
fn extend_permission(cloud: &mut Cloud) {
    let asked = [&["check", "old.json"], &TO_THE_SINK[..]].concat();
    let run = cloud.iamsure(&asked);
    assert_eq!(run.code, 1, "{}", run.err);
    says(&run.out, &["connector-missing-action", "s3:PutObject"]);
    let permission = [&["permission"], &TO_THE_SINK[..]].concat();
    cloud.template("permission.json", &permission);
    cloud.update_permission("permission.json");
}

#[test]
fn a_role_in_use_keeps_those_who_use_it() {
    let mut cloud = role_in_use();
    extend_permission(&mut cloud);
    cloud.next_says(
        &["--trust", "shared.json", "--role-arn", ROLE],
        &[
            "stage 1",
            "the role lets others in: leave its trust policy as it is",
        ],
    );
    cloud.create_integration();
    let run = cloud.check_both("cspi-7h2kq", &TO_THE_SINK);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    says(&run.out, &["integration-not-trusted"]);
    says(&run.err, &["note: stage 2, created: "]);

    cloud.write("integration.json", &cloud.api());
    let trust = ["trust", "--integration", "integration.json"];
    cloud.template("confluent.json", &trust);
    cloud.write(
        "trust.json",
        &merged(&cloud, ["shared.json", "confluent.json"]),
    );
    cloud.update_trust("trust.json");
    cloud.is_final(&TO_THE_SINK);
    let run = cloud.iamsure(&["who", "trust.json"]);
    says(&run.out, &["role/etl", "role/cspi-7h2kq"]);
}

#[test]
fn a_role_in_use_is_cut_off_while_it_has_the_placeholder() {
    let mut cloud = role_in_use();
    extend_permission(&mut cloud);
    cloud.template("placeholder.json", &["bootstrap"]);
    cloud.update_trust("placeholder.json");
    let simulate = ["simulate", "--resource-policy"];
    let by = [
        "--action",
        "sts:AssumeRole",
        "--resource",
        ROLE,
        "--principal",
        "arn:aws:iam::482915637048:role/etl",
    ];
    let run = cloud.iamsure(&[&simulate[..], &["placeholder.json"], &by].concat());
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    cloud.create_integration();
    cloud.placeholder_has_to_go(&TO_THE_SINK);
    cloud.write("integration.json", &cloud.api());
    let trust = ["trust", "--integration", "integration.json"];
    cloud.template("confluent.json", &trust);
    // The old Deny beside the new statements would still win.
    let all = ["placeholder.json", "shared.json", "confluent.json"];
    cloud.write("trust.json", &merged(&cloud, all));
    cloud.update_trust("trust.json");
    let run = cloud.check_both("cspi-7h2kq", &[]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    says(&run.out, &["leftover-bootstrap-deny"]);
    says(&run.err, &["note: stage 2, created: "]);

    cloud.write(
        "trust.json",
        &merged(&cloud, ["shared.json", "confluent.json"]),
    );
    cloud.update_trust("trust.json");
    cloud.is_final(&TO_THE_SINK);
}

/// One policy with the statements of several, as a person puts them together.
fn merged<'n>(cloud: &Cloud, names: impl IntoIterator<Item = &'n str>) -> String {
    let statements: Vec<Value> = names
        .into_iter()
        .map(|name| read(cloud.folder.path(), name))
        .map(|text| serde_json::from_str(&text).expect("a policy is JSON"))
        .flat_map(|policy: Value| policy["Statement"].as_array().cloned().unwrap_or_default())
        .collect();
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
}

#[test]
fn a_new_role_as_the_existing_one() {
    let mut cloud = Cloud::empty();
    let table = ["--table", "orders", "--region", "eu-west-1"];
    let account = ["--account", "482915637048"];
    let permission = [&["--dynamodb"], &table[..], &account].concat();
    cloud.prepare(&permission);
    cloud.create_role("placeholder.json", "permission.json");
    cloud.create_integration();
    cloud.placeholder_has_to_go(&[]);
    cloud.write("integration.json", &cloud.cli());
    let trust = ["trust", "--integration", "integration.json"];
    cloud.template("trust.json", &trust);
    // One letter of another case is another ID.
    let slip = read(cloud.folder.path(), "trust.json").replace("4b6f2a10", "4B6f2a10");
    cloud.write("slip.json", &slip);
    cloud.update_trust("slip.json");
    let run = cloud.check_both("cspi-7h2kq", &[]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    says(&run.out, &["external-id-mismatch"]);
    says(&run.err, &["note: stage 2, created: "]);
    cloud.update_trust("trust.json");
    cloud.is_final(&[]);
}

#[test]
fn by_terraform_whose_state_holds_both_sides() {
    let mut cloud = Cloud::empty();
    cloud.prepare(&TO_THE_SINK);
    cloud.create_role("placeholder.json", "permission.json");
    let files = ["--flow", "terraform", "--permission", "permission.json"];
    let flow = [&files[..], &["--environment", ENVIRONMENT]].concat();
    let both = ["confluent_provider_integration", "terraform apply"];
    cloud.next_says(&flow, &both);

    let check = [&["check", "state.json"], &NOW[..]].concat();
    let against = [&check[..], &["--integration", "state.json"]].concat();
    // In two passes: the role with its placeholder first.
    cloud.write("state.json", &cloud.state());
    let run = cloud.iamsure(&[&check[..], &["--stage", "prepared"]].concat());
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    cloud.create_integration();
    cloud.write("state.json", &cloud.state());
    let run = cloud.iamsure(&against);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    says(&run.out, &["bootstrap-trust-policy"]);
    says(&run.err, &["note: stage 2, created: "]);
    cloud.template("trust.json", &["trust", "--integration", "state.json"]);
    cloud.update_trust("trust.json");
    cloud.write("state.json", &cloud.state());
    let asked = [&against[..], &TO_THE_SINK, &["--role-arn", ROLE]].concat();
    let run = cloud.iamsure(&asked);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    says(
        &run.err,
        &["no findings in 2 policies", "note: stage 3, final"],
    );
    // What was applied is what AWS and Confluent say.
    cloud.is_final(&TO_THE_SINK);
}
