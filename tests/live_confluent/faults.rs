//! Whatever goes wrong on the way or at Confluent's is said, and ends the run with exit code 2.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{
    Answer, BY_ID, EXTERNAL_ID, KEYS, Server, assert_clean, by_id, check, failure, integration,
};

/// The body that the API publishes for errors.
fn refusal(status: u16, code: &str, detail: &str) -> Answer {
    let body = format!(
        r#"{{"errors":[{{"id":"ffb4f1c5","status":"{status}","code":"{code}","title":"T","detail":"{detail}","source":{{"parameter":"environment"}}}}]}}"#
    );
    let headers = [
        ("X-Request-Id", "7f3c0a"),
        ("Content-Type", "application/json"),
    ];
    Answer::new(status, &headers, body)
}

#[test]
fn each_refusal_says_what_it_means_and_what_to_do() {
    let what = "error: Confluent does not show `cspi-7h2kq` of `env-3m8yq`: ";
    for (status, code, reason, help) in [
        (
            400,
            "invalid_filter",
            "the request is not understood",
            "check the environment's ID",
        ),
        (
            401,
            "user_unauthenticated",
            "the credentials are wrong, or out of date",
            "use a Cloud API key",
        ),
        (
            402,
            "quota_exceeded",
            "a quota is used up",
            "ask for a higher quota",
        ),
        (
            403,
            "user_unauthorized",
            "the integration is in another environment, or the ID is wrong or deleted, or the key's owner has no role to see it",
            "check `--environment`, then the ID, then the role",
        ),
        (
            404,
            "not_found",
            "there is no such integration in this environment",
            "check the ID",
        ),
        (
            409,
            "resource_already_exists",
            "something else is changing it, or uses it",
            "try again later",
        ),
        (
            422,
            "invalid_configuration",
            "a value of the request is refused",
            "check the environment's ID",
        ),
        (
            418,
            "teapot",
            "a status that the API does not document",
            "check `--endpoint`",
        ),
    ] {
        let said = failure([refusal(status, code, "Details of it.")], &[]);
        let first = format!("{what}{reason} (status {status} `{code}`)\n");
        assert!(said.starts_with(&first), "{first}{said}");
        for expected in [
            "it says: Details of it (`environment`)\n",
            "its support knows the request as `7f3c0a`\n",
            &format!("help: {help}"),
        ] {
            assert!(said.contains(expected), "{expected}: {said}");
        }
    }
}

#[test]
fn a_wrong_key_is_told_from_a_missing_role() {
    for status in [401, 403] {
        let body = r#"{"error":{"code":403,"message":"Invalid API key: make sure it is right"}}"#;
        let said = failure([Answer::json(status, body)], &[]);
        assert!(
            said.contains(": the API key is wrong, or deleted ("),
            "{said}"
        );
        assert!(said.contains("help: use a Cloud API key"), "{said}");
    }
}

#[test]
fn other_bodies_of_refusal_are_understood() {
    for (body, expected) in [
        (
            r#"{"error_code":404,"message":"gone for good"}"#,
            "it says: gone for good\n",
        ),
        (r#"{"message":"gone for good"}"#, "it says: gone for good\n"),
        (
            r#"{"error":{"message":"gone for good"}}"#,
            "it says: gone for good\n",
        ),
        (
            r#"{"errors":[{"id":"x","status":"404","title":"Not Found"}]}"#,
            "it says: Not Found\n",
        ),
        (r#"{"errors":[]}"#, "(status 404)\nhelp"),
        ("", "(status 404)\nhelp"),
        (
            "<html>Not Found</html>",
            "the answer is not in the words of its API",
        ),
        (
            "no healthy upstream",
            "the answer is not in the words of its API",
        ),
        ("\u{1b}[31m{\"", "the answer is not in the words of its API"),
        ("[1,2", "the answer is not in the words of its API"),
    ] {
        let said = failure([Answer::json(404, body)], &[]);
        assert!(said.contains(expected), "{body}: {said}");
        assert!(
            said.contains("there is no such integration"),
            "{body}: {said}"
        );
    }
    let long = format!(r#"{{"message":"\u001b[31m\u202e{}"}}"#, "x".repeat(10_000));
    let said = failure([Answer::json(404, &long)], &[]);
    assert!(said.len() < 1000, "{said}");
}

#[test]
fn a_fault_that_passes_is_passed_over() {
    let fine = Answer::json(200, &integration());
    for headers in [
        &[("Retry-After", "1")][..],
        &[("Retry-After", "0"), ("X-RateLimit-Reset", "600")],
        &[("X-RateLimit-Reset", "0")],
        &[],
    ] {
        let run = assert_clean([Answer::new(429, headers, ""), fine.clone()]);
        assert!(run.err.contains("1 request sent 2 times"), "{}", run.err);
    }
    assert_clean([Answer::json(500, "{}"), Answer::nothing(), fine.clone()]);
    assert_clean([Answer::new(503, &[], "<html>"), fine]);
}

#[test]
fn a_fault_that_stays_is_said() {
    let begun = Instant::now();
    let said = failure([Answer::new(429, &[("Retry-After", "120")], "")], &[]);
    let what = "too many requests (status 429), and it asks to wait 120 seconds\n";
    assert!(said.contains(what), "{said}");
    assert!(said.contains("help: wait, then try again"), "{said}");
    assert!(begun.elapsed() < Duration::from_secs(10));
    let faults = vec![refusal(500, "internal", "boom"); 5];
    let said = failure(faults, &["--timeout", "1"]);
    assert!(
        said.contains("a fault on Confluent's side (status 500 `internal`), "),
        "{said}"
    );
}

#[test]
fn no_server_makes_a_run_long() {
    let chunks = Answer::head(200, &[("Transfer-Encoding", "chunked")]).then_send("\r\n");
    let slow = |answer: Answer| {
        answer
            .then_pause(Duration::from_millis(100))
            .then_send("1\r\n{\r\n")
    };
    for answer in [
        Answer::nothing().then_hang(),
        Answer::head(200, &[]).then_hang(),
        chunks.clone().then_hang(),
        (0..10).fold(chunks, |answer, _| slow(answer)),
    ] {
        let begun = Instant::now();
        let said = failure([answer], &["--timeout", "0.4"]);
        assert!(said.contains("HOST gave no whole answer within"), "{said}");
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}

#[test]
fn what_is_cut_too_long_or_garbage_is_no_answer() {
    let whole = integration();
    let (half, _) = whole.split_at(whole.len() / 2);
    let length = whole.len().to_string();
    let cut = Answer::head(200, &[("Content-Length", &length)]).then_send(format!("\r\n{half}"));
    let said = failure(vec![cut.clone(); 5], &["--timeout", "1"]);
    assert!(
        said.contains("HOST broke off before its answer was whole"),
        "{said}"
    );
    assert_clean([cut, Answer::json(200, &whole)]);
    let huge = Answer::head(200, &[])
        .then_send("\r\n[")
        .then_flood(vec![b' '; 65_536]);
    let said = failure([huge], &[]);
    assert!(
        said.contains("the answer of HOST is larger than 8 MiB"),
        "{said}"
    );
    for answer in [
        Answer::raw("HTTP/1.1 200 So\r\n").then_flood("X-More: and more\r\n"),
        Answer::raw("\u{1b}]0;title\u{7}\r\n\r\n"),
    ] {
        let said = failure([answer], &[]);
        assert!(
            said.contains("HOST answered with something that is not HTTP"),
            "{said}"
        );
    }
}

#[test]
fn gzip_is_read_whether_announced_or_not() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder
        .write_all(integration().as_bytes())
        .expect("memory takes it");
    let packed = encoder.finish().expect("memory takes it");
    assert_clean([Answer::new(200, &[("Content-Encoding", "gzip")], &packed)]);
    assert_clean([Answer::new(200, &[], &packed)]);
    let said = failure([Answer::new(200, &[], &packed[..40])], &[]);
    assert!(said.contains("gzip that cannot be decompressed"), "{said}");
}

#[test]
fn a_successful_answer_may_still_be_none() {
    let azure = r#"{"api_version":"pim/v2","id":"cspi-7h2kq","provider":"AZURE","config":{"kind":"AzureIntegrationConfig","customer_azure_tenant_id":"t"},"environment":{"id":"env-3m8yq"}}"#;
    let policy = super::trust(EXTERNAL_ID);
    let other = integration().replace("cspi-7h2kq", "cspi-other");
    let elsewhere = integration().replace("env-3m8yq", "env-other");
    let half = &integration()[..100];
    let not_ours = "help: check `--endpoint`";
    for (body, expected, help) in [
        (
            azure,
            "the integration is for Azure, not for AWS",
            "whose provider is `AWS`",
        ),
        ("", "the response is empty", not_ours),
        (
            "<html>Sign in</html>",
            "the response is a page of HTML or XML",
            not_ours,
        ),
        (
            "{}",
            "the document is an empty object, not a provider integration",
            not_ours,
        ),
        (
            half,
            "the response is not JSON: a text has no closing quote",
            not_ours,
        ),
        ("\u{feff}\u{0}\u{1b}[2J", "the response", not_ours),
        (
            &policy,
            "the document is an IAM policy, not a provider integration",
            not_ours,
        ),
        (
            &other,
            "no integration matches `cspi-7h2kq`",
            "help: choose one",
        ),
        (
            &elsewhere,
            "the integration is of `env-other` and not of `env-3m8yq`",
            "help: check `--environment`",
        ),
    ] {
        let said = failure([Answer::json(200, body)], &[]);
        assert!(said.contains(expected), "{body}: {said}");
        assert!(said.contains(help), "{body}: {said}");
    }
}

#[test]
fn nobody_is_asked_without_credentials_or_in_clear() {
    let server = Server::play([]);
    let url = server.url();
    let [key, secret] = KEYS;
    let empty = ("CONFLUENT_CLOUD_API_SECRET", "");
    let broken = (
        "CONFLUENT_CLOUD_API_SECRET",
        "Xq7/0pZr+nobody-sees-this/Vb91\n",
    );
    let quoted = ("CONFLUENT_CLOUD_TOKEN", "\"quoted-token-of-nobody\"");
    let id = &BY_ID[..];
    for (endpoint, environment, arguments, expected) in [
        (
            &*url,
            vec![],
            id,
            "no credentials for Confluent: `CONFLUENT_CLOUD_API_KEY` and",
        ),
        (
            &url,
            vec![key],
            id,
            "`CONFLUENT_CLOUD_API_SECRET` is not set, though",
        ),
        (
            &url,
            vec![key, empty],
            id,
            "`CONFLUENT_CLOUD_API_SECRET` is not set, though",
        ),
        (
            &url,
            vec![secret],
            id,
            "`CONFLUENT_CLOUD_API_KEY` is not set, though",
        ),
        (
            &url,
            vec![key, broken],
            id,
            "`CONFLUENT_CLOUD_API_SECRET` holds a character",
        ),
        (
            &url,
            vec![quoted],
            id,
            "`CONFLUENT_CLOUD_TOKEN` holds a character",
        ),
        (
            &url,
            vec![key, secret],
            &["--live", "cspi-7h2kq"],
            "no environment is named",
        ),
        (
            "http://api.confluent.cloud",
            vec![key, secret],
            id,
            "plain http shows secrets",
        ),
        (
            "http://127.0.0.1.example",
            vec![key, secret],
            id,
            "plain http shows secrets",
        ),
        (
            "api.confluent.cloud",
            vec![key, secret],
            id,
            "expected a URL such as",
        ),
        (
            "https://api.confluent.cloud@evil.example",
            vec![key, secret],
            id,
            "it holds an `@`: credentials",
        ),
        (
            "https://api.confluent.cloud?x",
            vec![key, secret],
            id,
            "it has a query",
        ),
    ] {
        let run = check(endpoint, &environment, arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
        assert!(run.err.contains(expected), "{expected}: {}", run.err);
        assert!(run.err.contains("\nhelp: "), "{}", run.err);
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_proxy_is_used_for_other_hosts_and_gets_no_credentials() {
    let proxy = Server::play([Answer::new(407, &[], "")]);
    let url = format!("http://user:word-of-proxy@{}", proxy.host());
    let mut environment = KEYS.to_vec();
    environment.push(("HTTPS_PROXY", &url));
    let run = check(
        "https://api.example.com",
        &environment,
        &[&BY_ID[..], &["--timeout", "1"]].concat(),
    );
    assert_eq!(run.code, 2);
    assert!(
        run.err
            .contains("the proxy does not lead to api.example.com"),
        "{}",
        run.err
    );
    assert!(!run.err.contains("word-of-proxy"), "{}", run.err);
    let received = proxy.received();
    assert_eq!(received[0].method, "CONNECT");
    assert_eq!(received[0].target, "api.example.com:443");
    assert_eq!(received[0].header("authorization"), None);
    // This machine is reached without it.
    let server = Server::play([Answer::json(200, &integration())]);
    let run = check(&server.url(), &environment, &BY_ID);
    assert_eq!(run.code, 0, "{}", run.err);
    environment.push(("HTTPS_PROXY", "socks5://proxy.example"));
    let run = check("https://api.example.com", &environment, &BY_ID);
    assert_eq!(run.code, 2);
    assert!(
        run.err
            .contains("`HTTPS_PROXY` names no proxy that can be used"),
        "{}",
        run.err
    );
}

#[test]
fn https_to_a_server_without_it_is_no_connection() {
    let server = Server::play(vec![Answer::nothing(); 5]);
    let url = server.url().replace("http:", "https:");
    let run = check(&url, &KEYS, &[&BY_ID[..], &["--timeout", "0.4"]].concat());
    assert_eq!(run.code, 2);
    assert_eq!(server.received().len(), 0);
}

#[test]
fn flags_that_mean_nothing_alone_or_together_are_refused() {
    let server = Server::play([]);
    for arguments in [
        &["--environment", "env-3m8yq"][..],
        &["--live", "x", "--integration", "trust.json"],
        &["--watch", "5"],
        &["--live", "x", "--timeout", "0"],
        &["--live", "x", "--timeout", "-1"],
        &["--live", "x", "--timeout", "NaN"],
        &["--live", "x", "--watch", "1e99"],
    ] {
        let folder = super::Folder::with(&[("trust.json", "{}")]);
        let all = [&["check", "trust.json"], arguments].concat();
        let run = folder.iamsure_with_environment(&KEYS, &all);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.err);
    }
    let run = by_id(&server, &["--watch", "5", "-"]);
    assert!(run.err.contains("`--watch` reads again"), "{}", run.err);
    assert_eq!(server.connections(), 0);
}
