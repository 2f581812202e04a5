//! `iamsure check --live` and `iamsure template trust --live` as a process, against a server that speaks Confluent's API with all its faults.

mod faults;
mod secrets;
mod template;
mod watch;

use crate::running::{Folder, Run};
use crate::servers::{Answer, Server};

const KEY: &str = "LIVEKEY7H2KQ3M8Y";
const SECRET: &str = "Xq7/0pZr+nobody-sees-this/Vb91";
const TOKEN: &str = "eyJhbGciOiJub25lIn0.nobody-sees-this.either";
/// `KEY:SECRET` in base64.
const PAIR: &str = "TElWRUtFWTdIMktRM004WTpYcTcvMHBacitub2JvZHktc2Vlcy10aGlzL1ZiOTE=";
const KEYS: [(&str, &str); 2] = [
    ("CONFLUENT_CLOUD_API_KEY", KEY),
    ("CONFLUENT_CLOUD_API_SECRET", SECRET),
];

const ROLE: &str = "arn:aws:iam::851725421142:role/cspi-7h2kq";
const EXTERNAL_ID: &str = "4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4";
const CUSTOMER: &str = "arn:aws:iam::482915637048:role/OrdersArchive";

/// Version 1 of the API, as Confluent's Terraform provider has it in its tests.
fn integration() -> String {
    other_integration("cspi-7h2kq", EXTERNAL_ID, CUSTOMER)
}

fn other_integration(id: &str, external_id: &str, customer: &str) -> String {
    format!(
        r#"{{"api_version":"pim/v1","kind":"Integration","id":"{id}","display_name":"orders-archive","provider":"AWS",
 "config":{{"kind":"AwsIntegrationConfig","iam_role_arn":"arn:aws:iam::851725421142:role/{id}",
  "external_id":"{external_id}","customer_iam_role_arn":"{customer}"}},
 "usages":[],
 "environment":{{"id":"env-3m8yq","related":"https://api.confluent.cloud/v2/environments/env-3m8yq"}}}}"#
    )
}

fn trust(external_id: &str) -> String {
    format!(
        r#"{{
  "Version": "2012-10-17",
  "Statement": [
    {{
      "Effect": "Allow",
      "Principal": {{ "AWS": "{ROLE}" }},
      "Action": "sts:AssumeRole",
      "Condition": {{ "StringEquals": {{ "sts:ExternalId": "{external_id}" }} }}
    }},
    {{
      "Effect": "Allow",
      "Principal": {{ "AWS": "{ROLE}" }},
      "Action": "sts:TagSession"
    }}
  ]
}}
"#
    )
}

/// Checks the right trust policy, loudly, and looks whether anything leaked.
fn check(endpoint: &str, environment: &[(&str, &str)], arguments: &[&str]) -> Run {
    check_policy(&trust(EXTERNAL_ID), endpoint, environment, arguments)
}

fn check_policy(
    policy: &str,
    endpoint: &str,
    environment: &[(&str, &str)],
    arguments: &[&str],
) -> Run {
    let folder = Folder::with(&[("trust.json", policy)]);
    let mut all = vec![
        "check",
        "trust.json",
        "--no-config",
        "-v",
        "--endpoint",
        endpoint,
    ];
    all.extend(arguments);
    let run = folder.iamsure_with_environment(environment, &all);
    assert_nothing_leaks(&run);
    run
}

#[track_caller]
fn assert_nothing_leaks(run: &Run) {
    for (name, text) in [("standard output", &run.out), ("standard error", &run.err)] {
        for secret in [KEY, SECRET, TOKEN, PAIR] {
            assert!(!text.contains(secret), "{name} holds a secret: {text}");
        }
        let controls = |char: char| char.is_control() && char != '\n';
        assert!(
            !text.contains(controls),
            "{name} holds a control character: {text:?}"
        );
    }
}

const BY_ID: [&str; 4] = ["--live", "cspi-7h2kq", "--environment", "env-3m8yq"];

fn by_id(server: &Server, more: &[&str]) -> Run {
    check(&server.url(), &KEYS, &[&BY_ID, more].concat())
}

/// What is said where the run fails, without the port.
#[track_caller]
fn failure(answers: impl IntoIterator<Item = Answer>, more: &[&str]) -> String {
    let server = Server::play(answers);
    let run = by_id(&server, more);
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
    run.err.replace(&server.host(), "HOST")
}

#[track_caller]
fn assert_clean(answers: impl IntoIterator<Item = Answer>) -> Run {
    let run = by_id(&Server::play(answers), &[]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    run
}

#[test]
fn an_integration_is_read_by_its_id() {
    let server = Server::play([Answer::json(200, &integration())]);
    let run = by_id(&server, &["--role-arn", CUSTOMER]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    let place = format!("fetched {}/pim/v1/integrations/cspi-7h2kq: ", server.url());
    assert!(run.err.contains(&place), "{}", run.err);
    let how = "1 request sent 1 time, with `CONFLUENT_CLOUD_API_KEY`";
    assert!(run.err.contains(how), "{}", run.err);
    let [received] = &*server.received() else {
        panic!("one request")
    };
    assert_eq!(received.method, "GET");
    assert_eq!(
        received.target,
        "/pim/v1/integrations/cspi-7h2kq?environment=env-3m8yq"
    );
    let sent = format!("Basic {PAIR}");
    assert_eq!(received.header("authorization"), Some(&*sent));
    assert_eq!(received.header("accept"), Some("application/json"));
}

#[test]
fn findings_show_the_answer() {
    let answer = Answer::json(200, &integration());
    let server = Server::play([answer]);
    let other = "3d1f0c1e-77aa-4c8d-b2f6-5e90a1c47d38";
    let run = check_policy(&trust(other), &server.url(), &KEYS, &BY_ID);
    assert_eq!(run.code, 1, "{}", run.err);
    let place = format!("{}/pim/v1/integrations/cspi-7h2kq:3:17", server.url());
    for expected in ["external-id-mismatch", "Confluent sends this one", &place] {
        assert!(run.out.contains(expected), "{expected}: {}", run.out);
    }
}

#[test]
fn sarif_names_the_answer_by_its_url() {
    let server = Server::play([Answer::json(200, &integration())]);
    let other = trust("3d1f0c1e-77aa-4c8d-b2f6-5e90a1c47d38");
    let arguments = [&BY_ID[..], &["--format", "sarif"]].concat();
    let run = check_policy(&other, &server.url(), &KEYS, &arguments);
    let uri = format!("\"{}/pim/v1/integrations/cspi-7h2kq\"", server.url());
    assert!(run.out.contains(&uri), "{}", run.out);
}

#[test]
fn the_environment_variables_name_what_no_flag_does() {
    let server = Server::play(vec![Answer::json(200, &integration()); 2]);
    let folder = Folder::with(&[("trust.json", &trust(EXTERNAL_ID))]);
    let mut environment = KEYS.to_vec();
    let url = format!("{}/base/", server.url());
    environment.push(("CONFLUENT_ENVIRONMENT_ID", "env-3m8yq"));
    environment.push(("CONFLUENT_CLOUD_ENDPOINT", &url));
    let arguments = ["check", "trust.json", "--live", "cspi-7h2kq"];
    let run = folder.iamsure_with_environment(&environment, &arguments);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(
        server.received()[0].target,
        "/base/pim/v1/integrations/cspi-7h2kq?environment=env-3m8yq"
    );
    // A token goes before the key.
    environment.push(("CONFLUENT_CLOUD_TOKEN", TOKEN));
    let run = folder.iamsure_with_environment(&environment, &arguments);
    assert_eq!(run.code, 0, "{}", run.err);
    let sent = format!("Bearer {TOKEN}");
    assert_eq!(server.received()[1].header("authorization"), Some(&*sent));
}

fn page(elements: &[String], next: &str) -> Answer {
    let elements = elements.join(",");
    Answer::json(
        200,
        &format!(
            r#"{{"api_version":"pim/v1","kind":"IntegrationList","metadata":{{"next":{next}}},"data":[{elements}]}}"#
        ),
    )
}

const AUTO: [&str; 4] = ["--live", "auto", "--environment", "env-3m8yq"];

#[test]
fn a_list_of_pages_is_searched_for_the_role() {
    let other = |id: &str| {
        let role = format!("arn:aws:iam::482915637048:role/of-{id}");
        other_integration(id, "3d1f0c1e-77aa-4c8d-b2f6-5e90a1c47d38", &role)
    };
    let elsewhere = Server::play([]);
    // The host of the next page is not asked: the token is all that is taken.
    let next = |token: &str| {
        let url = elsewhere.url();
        format!(r#""{url}/pim/v1/integrations?page_size=100&page_token={token}""#)
    };
    let server = Server::play([
        page(
            &[other("cspi-aaaaa"), other("cspi-bbbbb")],
            &next("one%2B%26%3D"),
        ),
        page(&[other("cspi-ccccc")], &next("two")),
        page(&[integration()], "null"),
    ]);
    let arguments = [&AUTO[..], &["--role-arn", CUSTOMER]].concat();
    let run = check(&server.url(), &KEYS, &arguments);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    assert!(run.err.contains("3 requests sent 3 times"), "{}", run.err);
    let targets: Vec<String> = server.received().into_iter().map(|it| it.target).collect();
    let first = "/pim/v1/integrations?environment=env-3m8yq&page_size=100";
    assert_eq!(
        targets,
        [
            first.to_owned(),
            format!("{first}&page_token=one%2B%26%3D"),
            format!("{first}&page_token=two")
        ]
    );
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn a_list_that_leaves_the_choice_is_no_answer() {
    let list = |elements: &[String], more: &[&str]| {
        let server = Server::play([page(elements, "\"\"")]);
        check(&server.url(), &KEYS, &[&AUTO[..], more].concat())
    };
    let other = other_integration("cspi-aaaaa", "3d1f0c1e-77aa-4c8d-b2f6-5e90a1c47d38", ROLE);
    let only = list(&[integration()], &[]);
    assert_eq!(only.code, 0, "{}", only.err);
    let both = list(&[integration(), other.clone()], &[]);
    assert_eq!(both.code, 2);
    for expected in [
        "2 integrations",
        "`cspi-7h2kq`",
        "`cspi-aaaaa`",
        "help: choose one: its ID for `--live`",
    ] {
        assert!(both.err.contains(expected), "{expected}: {}", both.err);
    }
    let none = list(&[integration(), other], &["--role-arn", "OrdersArchive2"]);
    assert_eq!(none.code, 2);
    assert!(
        none.err.contains("no integration matches `OrdersArchive2`"),
        "{}",
        none.err
    );
    let empty = list(&[], &[]);
    assert_eq!(empty.code, 2);
    assert!(
        empty.err.contains("the list holds no provider integration"),
        "{}",
        empty.err
    );
    assert!(
        empty.err.contains("help: check `--environment`"),
        "{}",
        empty.err
    );
}

#[test]
fn a_page_that_is_no_list_is_said_to_be_none() {
    let next = r#""https://api.confluent.cloud/?page_token=x""#;
    for (second, expected) in [
        ("<html>", "the response is a page of HTML or XML"),
        ("", "the response is empty"),
        ("{\"data\":[{\"id\":", "the response is not JSON"),
        ("{\"data\":{}}", "not a provider integration"),
    ] {
        let server = Server::play([page(&[integration()], next), Answer::json(200, second)]);
        let run = check(&server.url(), &KEYS, &AUTO);
        assert_eq!((run.code, run.out.as_str()), (2, ""));
        assert!(run.err.contains(expected), "{expected}: {}", run.err);
    }
}

#[test]
fn a_list_without_end_is_left() {
    let run = |answers: Vec<Answer>| {
        let run = check(&Server::play(answers).url(), &KEYS, &AUTO);
        assert_eq!((run.code, run.out.as_str()), (2, ""));
        run.err
    };
    let next = |token: usize| format!(r#""https://api.confluent.cloud/?page_token={token}""#);
    let circle = run(vec![
        page(&[], &next(1)),
        page(&[], &next(2)),
        page(&[], &next(1)),
    ]);
    assert!(circle.contains("goes in a circle"), "{circle}");
    let endless = run((0..101).map(|token| page(&[], &next(token))).collect());
    assert!(
        endless.contains("the list of integrations does not end"),
        "{endless}"
    );
}

#[test]
fn the_second_version_of_the_api_is_understood() {
    let second = integration()
        .replace("pim/v1", "pim/v2")
        .replace(r#""usages""#, r#""status":"CREATED","usages""#);
    assert_clean([Answer::json(200, &second)]);
    // The sample on Confluent's own page has another name for the role, and dates.
    let sample = integration()
        .replace("iam_role_arn", "confluent_iam_role_arn")
        .replace("customer_confluent_iam_role_arn", "customer_iam_role_arn")
        .replace(r#""api_version":"pim/v1","kind":"Integration","#, "")
        .replace(r#""usages":[]"#, r#""created_at":"2026-01-01T00:00:00Z""#);
    assert_clean([Answer::json(200, &sample)]);
}

#[test]
fn an_id_stays_one_part_of_the_path() {
    for (id, expected) in [
        ("a/../b?environment=x#y", "a%2F..%2Fb%3Fenvironment%3Dx%23y"),
        ("cspi 1\r\nHost: evil", "cspi%201%0D%0AHost%3A%20evil"),
        ("...", "..."),
        ("%2e%2e", "%252e%252e"),
    ] {
        let server = Server::play([Answer::json(404, "{}")]);
        let live = format!("--live={id}");
        let run = check(&server.url(), &KEYS, &[&live, "--environment=env-3m8yq"]);
        assert_eq!(run.code, 2);
        let target = format!("/pim/v1/integrations/{expected}?environment=env-3m8yq");
        assert_eq!(server.received()[0].target, target);
    }
    for id in ["", ".", ".."] {
        let server = Server::play([]);
        let live = format!("--live={id}");
        let run = check(&server.url(), &KEYS, &[&live, "--environment=env-3m8yq"]);
        assert_eq!(run.code, 2, "{id}");
        assert_eq!(server.connections(), 0, "{id}");
    }
}
