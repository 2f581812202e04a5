//! Where the credentials come from, in the order of AWS's own programs.

use super::faults::{no_policies, role, xml};
use super::{Folder, Run, fails, hides, iamsure};
use crate::servers::{Answer, Server};

pub(super) const ID: &str = "ASIAQ2ZC5UPQ7HWDMJBV";
pub(super) const SECRET: &str = "wJalrXUtnFEMIzzzK7MDENGzzzbPxRfiCY";
pub(super) const TOKEN: &str = "IQoJb3JpZ2luX2VjEHk";

const GIVEN: &str = r#"{"Code":"Success","Version":1,"AccessKeyId":"ASIAQ2ZC5UPQ7HWDMJBV","SecretAccessKey":"wJalrXUtnFEMIzzzK7MDENGzzzbPxRfiCY","Token":"IQoJb3JpZ2luX2VjEHk","Expiration":"2026-11-23T06:00:00Z"}"#;

pub(super) fn iam() -> Server {
    Server::play([role()].into_iter().chain(no_policies()))
}

pub(super) fn check(folder: &Folder, iam: &Server, variables: &[(&str, &str)]) -> Run {
    let url = iam.url();
    let variables = [variables, &[("AWS_ENDPOINT_URL_IAM", url.as_str())]].concat();
    let run = iamsure(folder, &["check", "--role", "orders", "-v"], &variables);
    hides(&run, &[SECRET, TOKEN]);
    run
}

/// The credentials above have signed, token and all.
pub(super) fn is_signed_with_them(run: &Run, iam: &Server) {
    assert_eq!(run.code, 0, "{}", run.err);
    let received = &iam.received()[0];
    let signed = received.header("authorization").expect("it is signed");
    assert!(signed.contains(&format!("Credential={ID}/")), "{signed}");
    assert_eq!(received.header("x-amz-security-token"), Some(TOKEN));
}

pub(super) fn assumed(action: &str) -> Answer {
    xml(
        action,
        &format!(
            "<Credentials><AccessKeyId>{ID}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey><SessionToken>{TOKEN}</SessionToken></Credentials>"
        ),
    )
}

#[test]
fn a_container_is_asked_with_its_token() {
    let (iam, container) = (iam(), Server::play([Answer::json(200, GIVEN)]));
    let folder = Folder::with(&[("token", "Bearer-of-the-pod\n")]);
    let run = check(
        &folder,
        &iam,
        &[
            (
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                &format!("{}/creds?x=1", container.url()),
            ),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "not this one"),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "token"),
        ],
    );
    is_signed_with_them(&run, &iam);
    let asked = &container.received()[0];
    assert_eq!(
        (asked.method.as_str(), asked.target.as_str()),
        ("GET", "/creds?x=1")
    );
    assert_eq!(asked.header("authorization"), Some("Bearer-of-the-pod"));
}

#[test]
fn a_container_elsewhere_gets_no_token() {
    let folder = Folder::with(&[]);
    for url in [
        "http://container.example/creds",
        "http://10.0.0.1/creds",
        "ftp://127.0.0.1/",
    ] {
        let run = check(
            &folder,
            &iam(),
            &[
                ("AWS_CONTAINER_CREDENTIALS_FULL_URI", url),
                ("AWS_CONTAINER_AUTHORIZATION_TOKEN", TOKEN),
            ],
        );
        fails(
            &run,
            &["the endpoint that AWS_CONTAINER_CREDENTIALS_FULL_URI names cannot be used"],
        );
    }
    for (status, body) in [(403, GIVEN), (200, "{}"), (200, "no JSON")] {
        let container = Server::play([Answer::json(status, body)]);
        let variables = [("AWS_CONTAINER_CREDENTIALS_FULL_URI", container.url())];
        let variables = variables
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        let run = check(&folder, &iam(), &variables);
        fails(&run, &["the container gave no AWS credentials"]);
    }
}

#[test]
fn an_instance_is_asked_by_version_2() {
    let iam = iam();
    let instance = Server::play([
        Answer::new(200, &[], "session-of-the-instance"),
        Answer::new(200, &[], "worker\n"),
        Answer::json(200, GIVEN),
    ]);
    let folder = Folder::with(&[]);
    let run = check(
        &folder,
        &iam,
        &[
            ("AWS_EC2_METADATA_DISABLED", "false"),
            ("AWS_EC2_METADATA_SERVICE_ENDPOINT", &instance.url()),
        ],
    );
    is_signed_with_them(&run, &iam);
    let asked: Vec<(String, String)> = instance
        .received()
        .iter()
        .map(|one| (one.method.clone(), one.target.clone()))
        .collect();
    let asked: Vec<(&str, &str)> = asked
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    assert_eq!(
        asked,
        [
            ("PUT", "/latest/api/token"),
            ("GET", "/latest/meta-data/iam/security-credentials/"),
            ("GET", "/latest/meta-data/iam/security-credentials/worker"),
        ]
    );
    let token = instance.received()[2]
        .header("x-aws-ec2-metadata-token")
        .map(str::to_owned);
    assert_eq!(token.as_deref(), Some("session-of-the-instance"));
}

#[test]
fn an_instance_without_a_role_is_no_source() {
    let instance = Server::play([Answer::new(200, &[], "token"), Answer::new(404, &[], "")]);
    let folder = Folder::with(&[]);
    let run = check(
        &folder,
        &iam(),
        &[
            ("AWS_EC2_METADATA_DISABLED", "false"),
            ("AWS_EC2_METADATA_SERVICE_ENDPOINT", &instance.url()),
        ],
    );
    fails(
        &run,
        &["no AWS credentials were found", "the instance has no role"],
    );
}

#[test]
fn nothing_anywhere_says_where_it_was_looked_for() {
    let folder = Folder::with(&[]);
    let run = check(&folder, &iam(), &[]);
    fails(
        &run,
        &[
            "no AWS credentials were found: the environment has none; there is no profile `default`; `AWS_EC2_METADATA_DISABLED` keeps from asking the instance",
            "set `AWS_PROFILE`",
        ],
    );
    let run = check(&folder, &iam(), &[("AWS_ACCESS_KEY_ID", ID)]);
    fails(
        &run,
        &["`AWS_ACCESS_KEY_ID` is set and `AWS_SECRET_ACCESS_KEY` is not"],
    );
}

#[test]
fn a_web_identity_becomes_a_role() {
    let (iam, sts) = (iam(), Server::play([assumed("AssumeRoleWithWebIdentity")]));
    let folder = Folder::with(&[("jwt", "eyJhbGciOi.eyJ+x\n")]);
    let run = check(
        &folder,
        &iam,
        &[
            ("AWS_ENDPOINT_URL_STS", &sts.url()),
            ("AWS_WEB_IDENTITY_TOKEN_FILE", "jwt"),
            ("AWS_ROLE_ARN", "arn:aws:iam::482915637048:role/ci"),
        ],
    );
    is_signed_with_them(&run, &iam);
    let asked = &sts.received()[0];
    assert_eq!(asked.header("authorization"), None);
    assert_eq!(
        String::from_utf8_lossy(&asked.body),
        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A482915637048%3Arole%2Fci&RoleSessionName=iamsure&WebIdentityToken=eyJhbGciOi.eyJ%2Bx"
    );
}

#[test]
fn a_profile_leads_over_another_one_to_a_role() {
    let (iam, sts) = (iam(), Server::play([assumed("AssumeRole")]));
    let folder = Folder::with(&[
        (
            ".aws/config",
            "[profile audit]\nrole_arn = arn:aws:iam::482915637048:role/audit\nsource_profile = base\nexternal_id = a+b\nregion = eu-west-1\n",
        ),
        (
            ".aws/credentials",
            "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = zzzzzzzz\n",
        ),
    ]);
    let run = check(
        &folder,
        &iam,
        &[
            ("AWS_PROFILE", "audit"),
            ("AWS_ENDPOINT_URL_STS", &sts.url()),
        ],
    );
    is_signed_with_them(&run, &iam);
    let asked = &sts.received()[0];
    let signed = asked.header("authorization").expect("it is signed");
    assert!(signed.contains("AKIABASE/"), "{signed}");
    assert!(signed.contains("/eu-west-1/sts/aws4_request"), "{signed}");
    assert!(String::from_utf8_lossy(&asked.body).ends_with("&ExternalId=a%2Bb"));
}

#[cfg(unix)]
#[test]
fn a_program_gives_credentials() {
    use std::os::unix::fs::PermissionsExt;
    let iam = iam();
    let given = GIVEN.replace("\"Token\"", "\"SessionToken\"");
    let folder = Folder::with(&[
        ("my tools/give", &format!("#!/bin/sh\necho '{given}'\n")),
        (
            "my tools/fail",
            &format!("#!/bin/sh\necho '{SECRET}' >&2\necho '{given}'\nexit 3\n"),
        ),
    ]);
    let config = |program: &str| {
        let path = folder.path().join("my tools").join(program);
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&path, mode).expect("the program can be made one");
        let text = format!(
            "[default]\ncredential_process = \"{}\" aws\n",
            path.display()
        );
        std::fs::write(folder.path().join("config"), text).expect("the file can be written");
    };
    config("give");
    let run = check(&folder, &iam, &[("AWS_CONFIG_FILE", "config")]);
    is_signed_with_them(&run, &iam);
    config("fail");
    let run = check(&folder, &iam, &[("AWS_CONFIG_FILE", "config")]);
    fails(
        &run,
        &["the profile `default` gave no AWS credentials: its program ends with"],
    );
    // One that says nothing, and one that does not end when it has said it.
    for lines in [
        "exec sleep 600",
        &format!("echo '{given}'\nexec >&-\nexec sleep 600"),
    ] {
        let text = format!("#!/bin/sh\n{lines}\n");
        std::fs::write(folder.path().join("my tools/hang"), text).expect("it can be written");
        config("hang");
        let begun = std::time::Instant::now();
        let run = iamsure(
            &folder,
            &["check", "--role", "orders", "--timeout", "0.4"],
            &[("AWS_CONFIG_FILE", "config")],
        );
        assert!(begun.elapsed() < std::time::Duration::from_secs(20));
        fails(
            &run,
            &[
                "its program did not end within the time of `--timeout`",
                "give `--timeout` more seconds",
            ],
        );
    }
}

#[test]
fn a_profile_that_cannot_be_used_says_why() {
    let folder = Folder::with(&[(
        ".aws/config",
        "[profile loop]\nrole_arn = arn:aws:iam::482915637048:role/a\nsource_profile = pool\n\
         [profile pool]\nrole_arn = arn:aws:iam::482915637048:role/b\nsource_profile = loop\n\
         [profile half]\naws_access_key_id = AKIA\n[profile mfa]\nrole_arn = arn:aws:iam::482915637048:role/a\nsource_profile = half\nmfa_serial = x\n\
         [profile alone]\nrole_arn = arn:aws:iam::482915637048:role/a\n[profile empty]\nregion = eu-west-1\n",
    )]);
    for (profile, words) in [
        ("loop", "leads back to itself"),
        ("half", "holds half of an access key"),
        ("mfa", "wants a one-time code, which is not done here"),
        (
            "mfa",
            "aws configure export-credentials --profile mfa --format env",
        ),
        ("alone", "does not say who assumes it"),
        ("empty", "holds no credentials"),
        ("emtpy", "is in none of AWS's files"),
        ("emtpy", "did you mean `empty`?"),
    ] {
        fails(
            &check(&folder, &iam(), &[("AWS_PROFILE", profile)]),
            &[words],
        );
    }
}

#[test]
fn a_region_and_an_endpoint_have_to_make_sense() {
    let folder = Folder::with(&[]);
    let keys = [("AWS_ACCESS_KEY_ID", ID), ("AWS_SECRET_ACCESS_KEY", SECRET)];
    let run = iamsure(
        &folder,
        &["check", "--role", "orders"],
        &[&keys[..], &[("AWS_REGION", "evil.example/")]].concat(),
    );
    fails(&run, &["`evil.example/` is no Region of AWS"]);
    let run = iamsure(
        &folder,
        &["check", "--role", "orders"],
        &[&keys[..], &[("AWS_ENDPOINT_URL", "http://iam.example")]].concat(),
    );
    fails(
        &run,
        &["the endpoint that AWS_ENDPOINT_URL names cannot be used"],
    );
}

#[test]
fn a_name_that_is_no_roles_is_told_at_once() {
    let folder = Folder::with(&[]);
    for (role, words) in [
        ("", "expected the name of a role or its ARN"),
        ("data/orders", "a path is no part of its name"),
        ("a b", "expected the name of a role or its ARN"),
        (
            "arn:aws:iam::482915637048:user/orders",
            "this is the ARN of a user",
        ),
        (
            "arn:aws:sts::482915637048:assumed-role/orders/x",
            "session of a role",
        ),
    ] {
        fails(&iamsure(&folder, &["check", "--role", role], &[]), &[words]);
    }
}
