//! `--watch`: what is not there yet is waited for, what is wrong is said, and there is one report.

use std::time::{Duration, Instant};

use super::{
    Answer, BY_ID, EXTERNAL_ID, KEYS, Run, Server, by_id, check_policy, integration, trust,
};

/// Confluent has the integration, and has not made its role.
fn draft() -> Answer {
    Answer::json(
        200,
        r#"{"api_version":"pim/v2","kind":"Integration","id":"cspi-7h2kq","provider":"AWS","status":"DRAFT","config":{"kind":"AwsIntegrationConfig","customer_iam_role_arn":"arn:aws:iam::482915637048:role/OrdersArchive"},"environment":{"id":"env-3m8yq"}}"#,
    )
}

fn fine() -> Answer {
    Answer::json(200, &integration())
}

fn watch(answers: Vec<Answer>, seconds: &str) -> (Run, usize) {
    let server = Server::play(answers);
    let begun = Instant::now();
    let run = by_id(&server, &["--watch", seconds, "--timeout", "0.3"]);
    assert!(begun.elapsed() < Duration::from_secs(10));
    (run, server.left())
}

#[test]
fn a_role_that_is_not_there_yet_is_waited_for() {
    let (run, left) = watch(vec![draft(), fine(), fine()], "60");
    assert_eq!((run.code, left), (0, 1), "{}", run.err);
    let waiting = "seconds: Confluent has not made its role yet\n";
    assert!(run.err.contains(waiting), "{}", run.err);
    assert!(run.out.is_empty(), "{}", run.out);
    // One report, however many rounds.
    assert_eq!(
        run.err.matches("checked trust.json").count(),
        1,
        "{}",
        run.err
    );
}

#[test]
fn a_role_that_never_comes_fails_the_run_that_waits_for_it() {
    let missing = "Confluent has not made its role yet, so nothing was compared with it";
    let (run, _) = watch(vec![draft(); 9], "0.4");
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains(missing), "{}", run.err);
    let run = by_id(&Server::play([draft()]), &[]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains(missing), "{}", run.err);
}

#[test]
fn an_integration_that_is_not_found_yet_is_waited_for() {
    let (run, left) = watch(vec![Answer::json(404, "{}"), fine()], "60");
    assert_eq!((run.code, left), (0, 0), "{}", run.err);
    let (run, _) = watch(vec![Answer::json(404, "{}"); 5], "0.3");
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(
        run.err.contains("there is no such integration"),
        "{}",
        run.err
    );
}

#[test]
fn what_waiting_cannot_mend_is_said_at_once() {
    for status in [400, 401, 403] {
        let (run, left) = watch(vec![Answer::json(status, "{}"), fine()], "60");
        assert_eq!((run.code, left), (2, 1), "{}", run.err);
    }
}

#[test]
fn a_policy_that_does_not_trust_confluent_is_checked_again_until_the_end() {
    let server = Server::play(vec![fine(); 9]);
    let other = trust("3d1f0c1e-77aa-4c8d-b2f6-5e90a1c47d38");
    let arguments = [&BY_ID[..], &["--watch", "0.4"]].concat();
    let run = check_policy(&other, &server.url(), &KEYS, &arguments);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(
        run.err
            .contains("the trust policy does not let Confluent in yet"),
        "{}",
        run.err
    );
    assert_eq!(
        run.out.matches("external-id-mismatch\n").count(),
        1,
        "{}",
        run.out
    );
    assert_eq!(server.received().len(), 2);
}

#[test]
fn what_is_right_at_once_is_not_waited_for() {
    let server = Server::play([fine()]);
    let arguments = [&BY_ID[..], &["--watch", "60"]].concat();
    let run = check_policy(&trust(EXTERNAL_ID), &server.url(), &KEYS, &arguments);
    assert_eq!(run.code, 0, "{}", run.err);
}

#[test]
fn who_is_told_to_wait_asks_no_sooner() {
    let busy = |status, seconds| Answer::new(status, &[("Retry-After", seconds)], "");
    for status in [429, 503] {
        let begun = Instant::now();
        let (run, left) = watch(vec![busy(status, "3"), fine(), fine()], "60");
        assert!(begun.elapsed() >= Duration::from_secs(3));
        assert_eq!((run.code, left), (0, 1), "{}", run.err);
        let told = "and it asks to wait 3 seconds\n";
        assert!(run.err.contains(told), "{}", run.err);
    }
    // Longer than there is time: nothing is gained by waiting.
    let begun = Instant::now();
    let (run, left) = watch(vec![busy(429, "600"), fine()], "8");
    assert!(begun.elapsed() < Duration::from_secs(7));
    assert_eq!((run.code, left), (2, 1), "{}", run.err);
    let told = "it asks to wait 600 seconds";
    assert!(run.err.contains(told), "{}", run.err);
}
