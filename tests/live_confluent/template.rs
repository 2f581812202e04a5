//! `iamsure template trust --live`: the policy is made of what the API tells, and what cannot be fetched is said as by `check`.

use serde_json::Value;

use super::{
    AUTO, Answer, BY_ID, CUSTOMER, EXTERNAL_ID, Folder, KEYS, PAIR, ROLE, Run, SECRET, Server,
    TOKEN, assert_nothing_leaks, integration, other_integration, page, trust,
};
use crate::notation;

/// Writes a trust policy by what this server says, and looks whether anything leaked.
fn template(server: &Server, arguments: &[&str]) -> Run {
    let url = server.url();
    let endpoint = ["template", "trust", "--endpoint", &url];
    let arguments = [&endpoint[..], arguments].concat();
    let run = Folder::with(&[]).iamsure_with_environment(&KEYS, &arguments);
    assert_nothing_leaks(&run);
    run
}

/// What is written by one answer.
#[track_caller]
fn written(answer: &Answer, more: &[&str]) -> String {
    let run = template(&Server::play([answer.clone()]), &[&BY_ID, more].concat());
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    run.out
}

/// What is said where nothing can be written, without the port.
#[track_caller]
fn refused(answers: impl IntoIterator<Item = Answer>, arguments: &[&str]) -> String {
    let server = Server::play(answers);
    let run = template(&server, arguments);
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
    run.err.replace(&server.host(), "HOST")
}

#[track_caller]
fn says(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "{word}: {text}");
    }
}

fn fine() -> Answer {
    Answer::json(200, &integration())
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).expect("a policy is JSON")
}

#[test]
fn the_policy_names_what_the_api_tells() {
    let server = Server::play([fine()]);
    let run = template(&server, &BY_ID);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(read(&run.out), read(&trust(EXTERNAL_ID)));
    let [received] = &*server.received() else {
        panic!("one request")
    };
    assert_eq!(received.method, "GET");
    let target = "/pim/v1/integrations/cspi-7h2kq?environment=env-3m8yq";
    assert_eq!(received.target, target);
    let sent = format!("Basic {PAIR}");
    assert_eq!(received.header("authorization"), Some(&*sent));
    // The same as of the answer in a file.
    let folder = Folder::with(&[("integration.json", &integration())]);
    let by_file = ["template", "trust", "--integration", "integration.json"];
    let by_file = folder.iamsure_with_environment(&[], &by_file);
    assert_eq!(run.out, by_file.out);
}

#[test]
fn other_notations_say_the_same() {
    let expected = read(&trust(EXTERNAL_ID));
    let terraform = written(&fine(), &["--format", "terraform"]);
    assert_eq!(notation::of_terraform(&terraform), expected);
    let cloudformation = written(&fine(), &["--format", "cloudformation"]);
    assert_eq!(notation::of_cloudformation(&cloudformation), expected);
}

#[test]
fn what_it_writes_passes_the_check_of_both_sides() {
    let now = ["--now", "2026-11-23T00:00:00Z"];
    let restricted = [
        "--ip",
        "54.240.1.0/24",
        "--not-before",
        "2026-01-31T00:00:00Z",
        "--not-after",
        "2027-01-31T00:00:00Z",
    ];
    for more in [&[][..], &restricted] {
        let server = Server::play([fine(), fine()]);
        let url = server.url();
        let folder = Folder::with(&[]);
        let live = [&BY_ID[..], &["--endpoint", &url], &now].concat();
        let write = ["template", "trust", "--output", "trust.json"];
        let write = [&write[..], &live, more].concat();
        let run = folder.iamsure_with_environment(&KEYS, &write);
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
        let check = ["check", "trust.json", "--no-config", "--stage", "final"];
        let check = [&check[..], &live, &["--role-arn", CUSTOMER]].concat();
        let json = [&check[..], &["--format", "json"]].concat();
        let run = folder.iamsure_with_environment(&KEYS, &json);
        assert_nothing_leaks(&run);
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        let report = read(&run.out);
        let mut findings = report["findings"].as_array().expect("a list").iter();
        // Whose addresses they are is told of every restriction by address.
        let other = findings.find(|one| one["rule"] != "confluent-source-ip");
        assert_eq!(other, None);
        says(&run.out, &["stage 3, final: Confluent can assume the role"]);
    }
}

#[test]
fn of_a_list_the_integration_of_the_role_is_taken() {
    let other = other_integration("cspi-aaaaa", "3d1f0c1e-77aa-4c8d-b2f6-5e90a1c47d38", ROLE);
    let both = || [page(&[other.clone(), integration()], "null")];
    for role in [CUSTOMER, "OrdersArchive"] {
        let arguments = [&AUTO[..], &["--role-arn", role]].concat();
        let run = template(&Server::play(both()), &arguments);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        assert_eq!(read(&run.out), read(&trust(EXTERNAL_ID)));
    }
    let choose = [
        "2 integrations",
        "`cspi-aaaaa`",
        "its role for `--role-arn`",
    ];
    says(&refused(both(), &AUTO), &choose);
}

#[test]
fn an_integration_for_another_role_is_not_taken() {
    let asked = ["--role-arn", "arn:aws:iam::482915637048:role/Other"];
    let other = [
        "error: the integration was set up for another role than `arn:aws:iam::482915637048:role/Other`",
        "Confluent assumes this one",
        "help: name this role, or another integration",
    ];
    says(&refused([fine()], &[&BY_ID[..], &asked].concat()), &other);
    let only = [page(&[integration()], "null")];
    says(&refused(only, &[&AUTO[..], &asked].concat()), &other);
}

#[test]
fn what_confluent_has_not_made_yet_is_said_to_be_missing() {
    let role = format!(r#""iam_role_arn":"{ROLE}","#);
    let id = format!(r#""external_id":"{EXTERNAL_ID}","#);
    // Version 2 of the API has drafts.
    let draft = integration()
        .replace("pim/v1", "pim/v2")
        .replace(r#""usages""#, r#""status":"DRAFT","usages""#)
        .replace(&role, "")
        .replace(&id, "");
    says(
        &refused([Answer::json(200, &draft)], &BY_ID),
        &[
            "Confluent has not made its role and the external ID yet",
            "http://HOST/pim/v1/integrations/cspi-7h2kq:1:1",
            "help: run this again in a minute",
            "iamsure template bootstrap",
        ],
    );
    for (member, name) in [(role, "iam_role_arn"), (id, "external_id")] {
        let missing = integration().replace(&member, "");
        says(
            &refused([Answer::json(200, &missing)], &BY_ID),
            &[&format!("`config` has no `{name}`"), "cspi-7h2kq:2:11: "],
        );
    }
}

#[test]
fn what_cannot_be_fetched_is_said_as_by_check() {
    let refusal =
        r#"{"errors":[{"status":"403","code":"user_unauthorized","detail":"Not yours."}]}"#;
    says(
        &refused([Answer::json(403, refusal)], &BY_ID),
        &[
            "error: Confluent does not show `cspi-7h2kq` of `env-3m8yq`: the integration is in another environment, or",
            "(status 403 `user_unauthorized`)",
            "it says: Not yours",
            "help: check `--environment`, then the ID, then the role",
        ],
    );
    let missing = refused([Answer::json(404, "{}")], &BY_ID);
    says(&missing, &["there is no such integration"]);
    let elsewhere = integration().replace("env-3m8yq", "env-other");
    says(
        &refused([Answer::json(200, &elsewhere)], &BY_ID),
        &[
            "is of `env-other` and not of `env-3m8yq`",
            "help: check `--environment`",
        ],
    );
    let hung = refused(
        [Answer::nothing().then_hang()],
        &[&BY_ID[..], &["--timeout", "0.3"]].concat(),
    );
    says(&hung, &["gave no whole answer within"]);
    let page = refused([Answer::json(200, "<html>")], &BY_ID);
    says(
        &page,
        &["the response is a page of HTML", "help: check `--endpoint`"],
    );
}

#[test]
fn a_hostile_answer_does_not_get_into_the_policy() {
    let hostile = |from: &str, to: &str| Answer::json(200, &integration().replace(from, to));
    let quoted = hostile(EXTERNAL_ID, "${aws:userid}");
    says(
        &refused([quoted], &BY_ID),
        &[
            "is no external ID that Confluent gives",
            "help: check `--endpoint`",
        ],
    );
    let anybody = hostile("role/cspi-7h2kq", "role/*");
    refused([anybody], &BY_ID);
    let control = hostile(EXTERNAL_ID, "a\\u001b[2J\\u202eb");
    refused([control], &BY_ID);
    let repeats = hostile(EXTERNAL_ID, &SECRET.replace('/', "\\/"));
    says(
        &refused([repeats], &BY_ID),
        &["the answer repeats the credentials"],
    );
}

#[test]
fn one_source_is_named_and_its_credentials_are_there() {
    let folder = Folder::with(&[("integration.json", &integration())]);
    let failed = |environment: &[(&str, &str)], arguments: &[&str]| {
        let arguments = [&["template", "trust"], arguments].concat();
        let run = folder.iamsure_with_environment(environment, &arguments);
        assert_nothing_leaks(&run);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        run.err
    };
    says(
        &failed(&KEYS, &[]),
        &[
            "only the integration tells",
            "`--live ID`",
            "`--integration -`",
        ],
    );
    let file = ["--integration", "integration.json"];
    let both = failed(&KEYS, &[&file[..], &BY_ID].concat());
    says(&both, &["--integration", "cannot be used with", "--live"]);
    // An ID that nothing would heed.
    let second = failed(
        &KEYS,
        &[&BY_ID[..], &["--integration-id", "cspi-aaaaa"]].concat(),
    );
    says(
        &second,
        &["--live", "cannot be used with", "--integration-id"],
    );
    let credentials = failed(&[], &BY_ID);
    says(
        &credentials,
        &["no credentials for Confluent", "`CONFLUENT_CLOUD_TOKEN`"],
    );
    let environment = failed(
        &[("CONFLUENT_CLOUD_TOKEN", TOKEN)],
        &["--live", "cspi-7h2kq"],
    );
    says(
        &environment,
        &["no environment is named", "`CONFLUENT_ENVIRONMENT_ID`"],
    );
}
