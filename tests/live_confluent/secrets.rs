//! The credentials go to the host that was named, and nowhere else. `check` looks for them in all that is printed, loudly.

use std::fmt::Write as _;

use super::{Answer, BY_ID, KEY, KEYS, PAIR, SECRET, Server, TOKEN, by_id, check, integration};

const TOKENS: [(&str, &str); 1] = [("CONFLUENT_CLOUD_TOKEN", TOKEN)];

#[test]
fn a_redirect_gets_no_credentials() {
    let other = Server::play([Answer::json(200, &integration())]);
    for status in [301, 302, 303, 307, 308] {
        for to in [other.url(), other.url().replace("127.0.0.1", "localhost")] {
            let server = Server::play([Answer::new(status, &[("Location", &to)], "")]);
            let run = by_id(&server, &[]);
            assert_eq!(run.code, 2);
            assert!(
                run.err.contains(&format!("redirects to `{to}`")),
                "{}",
                run.err
            );
            assert!(
                run.err.contains("credentials do not follow a redirect"),
                "{}",
                run.err
            );
        }
    }
    assert_eq!(other.connections(), 0);
}

#[test]
fn a_server_that_repeats_the_credentials_is_not_believed() {
    let escaped = SECRET.replace('/', "\\/");
    for secret in [KEY, SECRET, TOKEN, PAIR, &escaped] {
        let padding = "x".repeat(70);
        let answers = [
            Answer::json(403, &format!(r#"{{"message":"you sent {secret}"}}"#)),
            Answer::json(
                400,
                &format!(r#"{{"errors":[{{"code":"{secret}","detail":"{secret}"}}]}}"#),
            ),
            Answer::new(404, &[("X-Request-Id", secret)], ""),
            Answer::new(
                302,
                &[(
                    "Location",
                    &format!("https://evil.example/{padding}{secret}"),
                )],
                "",
            ),
            Answer::new(
                302,
                &[("Location", &format!("https://{secret}@evil.example/"))],
                "",
            ),
            Answer::json(200, &format!(r#"{{"message":"you sent {secret}"}}"#)),
            Answer::json(200, &integration().replace("orders-archive", secret)),
            Answer::json(200, &integration().replace("cspi-7h2kq", secret)),
            Answer::json(200, &integration().replace("env-3m8yq", secret)),
            Answer::json(200, &format!("{secret}{}", integration())),
            Answer::raw(format!("HTTP/1.1 {secret}\r\n\r\n")),
        ];
        for answer in answers {
            for environment in [&KEYS[..], &TOKENS] {
                let server = Server::play([answer.clone()]);
                // `--format json` repeats more of a source than others.
                let arguments = [&BY_ID[..], &["--timeout", "1", "--format", "json"]].concat();
                // What is no secret of this run may be repeated.
                let is_other = (environment.len() == 1) != (secret == TOKEN);
                if !is_other {
                    check(&server.url(), environment, &arguments);
                }
            }
        }
    }
}

#[test]
fn escapes_hide_no_credentials() {
    let escaped = SECRET.chars().fold(String::new(), |mut text, char| {
        let _ = write!(text, "\\u{:04x}", u32::from(char));
        text
    });
    for body in [
        integration().replace("orders-archive", &escaped),
        integration().replace("env-3m8yq", &escaped),
        integration().replace("display_name", &escaped),
    ] {
        let run = by_id(&Server::play([Answer::json(200, &body)]), &[]);
        assert_eq!(run.code, 2);
        assert!(
            run.err.contains("the answer repeats the credentials"),
            "{}",
            run.err
        );
    }
    let body = format!(r#"{{"message":"you sent {escaped}"}}"#);
    let run = by_id(&Server::play([Answer::json(403, &body)]), &[]);
    assert!(run.err.contains("you sent [hidden]"), "{}", run.err);
}

#[test]
fn credentials_in_a_url_are_not_repeated() {
    let endpoint = format!("https://{KEY}:{SECRET}@api.confluent.cloud");
    let run = check(&endpoint, &KEYS, &BY_ID);
    assert_eq!(run.code, 2);
    assert!(
        run.err
            .contains("credentials come from the environment only"),
        "{}",
        run.err
    );
    let mut environment = KEYS.to_vec();
    environment.push(("CONFLUENT_CLOUD_ENDPOINT", &endpoint));
    let folder = super::Folder::with(&[("trust.json", "{}")]);
    let arguments = [&["check", "trust.json"], &BY_ID[..]].concat();
    let run = folder.iamsure_with_environment(&environment, &arguments);
    assert_eq!(run.code, 2);
    assert!(
        !run.err.contains(SECRET) && !run.err.contains(KEY),
        "{}",
        run.err
    );
}
