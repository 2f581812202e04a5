//! Profiles that log in by IAM Identity Center: the token of `aws sso login` is exchanged for credentials, and cures are told.

use super::Folder;
use super::credentials::{ID, SECRET, TOKEN, assumed, check, iam, is_signed_with_them};
use super::{fails, hides};
use crate::running::Run;
use crate::servers::{Answer, Server};

/// What `aws sso login` leaves.
const LOGIN: &str = "aoaAAAAAGVhbGwtbm9ib2R5LXNlZXMtdGhpcw";

/// The SHA-1 of `corp`, and of the URL where `old` logs in.
const OF_SESSION: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
const OF_URL: &str = ".aws/sso/cache/40169cea58ca6cbf23fb27b2542923fb5f524af0.json";

const CONFIG: &str = "\
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.awsapps.com/start
sso_registration_scopes = sso:account:access

[profile dev]
sso_session = corp
sso_account_id = 482915637048
sso_role_name = Audit+Read
region = eu-central-1

[profile old]
sso_start_url = https://acme.awsapps.com/start
sso_region = us-east-1
sso_account_id = 482915637048
sso_role_name = ReadOnly

[profile chained]
role_arn = arn:aws:iam::482915637048:role/audit
source_profile = dev

[profile stray]
sso_session = crop
sso_account_id = 482915637048
sso_role_name = ReadOnly

[profile alone]
sso_session = corp

[profile nowhere]
sso_account_id = 482915637048
sso_role_name = ReadOnly
sso_region = eu-west-1

[profile keys]
sso_session = corp
region = eu-central-1

[profile half]
sso_session = corp
sso_role_name = ReadOnly

[profile where]
sso_start_url = https://acme.awsapps.com/start
sso_account_id = 482915637048
sso_role_name = ReadOnly

[profile evil]
sso_start_url = https://acme.awsapps.com/start
sso_region = evil.example/
sso_account_id = 482915637048
sso_role_name = ReadOnly
";

/// The file of a token that holds until then.
fn token(expires_at: &str) -> String {
    format!(
        r#"{{"startUrl":"https://corp.awsapps.com/start","region":"eu-west-1","accessToken":"{LOGIN}","expiresAt":"{expires_at}","clientId":"x","clientSecret":"nobody-sees-this","refreshToken":"nor-this"}}"#
    )
}

const LONG: &str = "2999-11-23T06:00:00Z";

fn given() -> Answer {
    Answer::json(
        200,
        &format!(
            r#"{{"roleCredentials":{{"accessKeyId":"{ID}","secretAccessKey":"{SECRET}","sessionToken":"{TOKEN}","expiration":1795413600000}}}}"#
        ),
    )
}

/// Reads the role by this profile, with what the portal says, and looks whether anything leaked.
fn by(profile: &str, files: &[(&str, &str)], portal: &Server, iam: &Server) -> Run {
    let files = [&[(".aws/config", CONFIG)], files].concat();
    let variables = [
        ("AWS_PROFILE", profile),
        ("AWS_ENDPOINT_URL_SSO", &portal.url()),
    ];
    let run = check(&Folder::with(&files), iam, &variables);
    hides(&run, &[LOGIN, "nobody-sees-this", "nor-this"]);
    run
}

#[test]
fn the_token_of_a_session_gives_credentials() {
    let (portal, iam) = (Server::play([given()]), iam());
    let run = by("dev", &[(OF_SESSION, &token(LONG))], &portal, &iam);
    is_signed_with_them(&run, &iam);
    let [asked] = &*portal.received() else {
        panic!("one request")
    };
    assert_eq!(asked.method, "GET");
    assert_eq!(
        asked.target,
        "/federation/credentials?role_name=Audit%2BRead&account_id=482915637048"
    );
    assert_eq!(asked.header("x-amz-sso_bearer_token"), Some(LOGIN));
    assert_eq!(asked.header("authorization"), None);
}

#[test]
fn a_profile_without_a_session_has_the_token_of_its_url() {
    // As older versions of AWS's CLI wrote it.
    for end in [LONG, "2999-11-23T06:00:00UTC"] {
        let (portal, iam) = (Server::play([given()]), iam());
        let run = by("old", &[(OF_URL, &token(end))], &portal, &iam);
        is_signed_with_them(&run, &iam);
    }
}

#[test]
fn such_a_profile_may_assume_the_role_of_another_one() {
    let portal = Server::play([given()]);
    let (iam, sts) = (iam(), Server::play([assumed("AssumeRole")]));
    let folder = Folder::with(&[(".aws/config", CONFIG), (OF_SESSION, &token(LONG))]);
    let variables = [
        ("AWS_PROFILE", "chained"),
        ("AWS_ENDPOINT_URL_SSO", &portal.url()),
        ("AWS_ENDPOINT_URL_STS", &sts.url()),
    ];
    let run = check(&folder, &iam, &variables);
    is_signed_with_them(&run, &iam);
    let asked = &sts.received()[0];
    let signed = asked.header("authorization").expect("it is signed");
    assert!(signed.contains(&format!("Credential={ID}/")), "{signed}");
    assert_eq!(asked.header("x-amz-security-token"), Some(TOKEN));
}

#[test]
fn one_endpoint_for_all_services_is_the_portals_too() {
    let all = Server::play([given()]);
    let iam = iam();
    let folder = Folder::with(&[(".aws/config", CONFIG), (OF_SESSION, &token(LONG))]);
    let variables = [("AWS_PROFILE", "dev"), ("AWS_ENDPOINT_URL", &all.url())];
    is_signed_with_them(&check(&folder, &iam, &variables), &iam);
    assert_eq!(all.left(), 0);
}

#[test]
fn a_login_that_is_over_or_never_was_is_cured_by_another() {
    let cure = "help: run `aws sso login --profile dev`";
    for (files, reason) in [
        (&[][..], "and no login has left a token"),
        // A token of another login is none.
        (&[(OF_URL, token(LONG))], "and no login has left a token"),
        (
            &[(OF_SESSION, token("2026-01-31T08:00:00Z"))],
            "and its login is over since 2026-01-31T08:00:00Z",
        ),
        (
            &[(OF_SESSION, token("soon"))],
            "and its token is none that `aws sso login` writes",
        ),
        (
            &[(OF_SESSION, format!("{LOGIN} no JSON"))],
            "and its token is none that",
        ),
        (
            &[(OF_SESSION, format!(r#"{{"refreshToken":"{LOGIN}"}}"#))],
            "and its token is none that",
        ),
    ] {
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &**text)).collect();
        let (portal, iam) = (Server::play([given()]), iam());
        let run = by("dev", &files, &portal, &iam);
        let what = "error: the AWS profile `dev` logs in by IAM Identity Center, ";
        fails(&run, &[&format!("{what}{reason}"), cure]);
        assert_eq!((portal.connections(), iam.connections()), (0, 0));
    }
    // What the file says is taken with care.
    for hostile in [LOGIN.to_owned() + "\\r\\nx: y", "a\\u001b[2J".to_owned()] {
        let text = token(LONG).replace(LOGIN, &hostile);
        let (portal, iam) = (Server::play([given()]), iam());
        let run = by("dev", &[(OF_SESSION, &text)], &portal, &iam);
        fails(&run, &["would hold a character that HTTP does not carry"]);
        assert_eq!(portal.connections(), 0);
    }
    let long = token(LONG) + &" ".repeat(2 * 1024 * 1024);
    let run = by("dev", &[(OF_SESSION, &long)], &Server::play([]), &iam());
    fails(
        &run,
        &["the token of the profile `dev` cannot be read: larger than 1 MiB"],
    );
}

#[test]
fn what_the_portal_refuses_says_what_to_change() {
    let echo = format!(r#"{{"message":"you sent {LOGIN}"}}"#);
    let elsewhere = Server::play([given()]);
    let to = format!("{}/{LOGIN}", elsewhere.url());
    for (answer, words) in [
        (
            Answer::json(401, &echo),
            &[
                "the portal does not accept its token any more",
                "help: run `aws sso login --profile dev`",
            ][..],
        ),
        (
            Answer::json(403, &echo),
            &[
                "the AWS profile `dev` may not have the role `Audit+Read` in the account `482915637048` (status 403)",
                "help: check `sso_role_name` and `sso_account_id`",
            ],
        ),
        (Answer::json(404, &echo), &["(status 404)"]),
        (
            Answer::json(400, &echo),
            &["the profile `dev` gave no AWS credentials: the portal answers with status 400"],
        ),
        (
            Answer::new(302, &[("Location", &to)], ""),
            &["the portal answers with status 302"],
        ),
        (
            Answer::json(200, &echo),
            &["the portal's answer is not the JSON that AWS documents"],
        ),
        (
            Answer::json(200, &format!("<html>{LOGIN}")),
            &["the portal's answer is not the JSON"],
        ),
    ] {
        let (portal, iam) = (Server::play([answer]), iam());
        let run = by("dev", &[(OF_SESSION, &token(LONG))], &portal, &iam);
        fails(&run, words);
        assert_eq!(iam.connections(), 0);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn a_fault_of_the_portal_that_passes_is_passed_over() {
    let portal = Server::play([Answer::new(429, &[("Retry-After", "0")], ""), given()]);
    let iam = iam();
    let run = by("dev", &[(OF_SESSION, &token(LONG))], &portal, &iam);
    is_signed_with_them(&run, &iam);
}

#[test]
fn a_profile_that_does_not_say_enough_is_told_what_is_missing() {
    let files = [(OF_SESSION, token(LONG)), (OF_URL, token(LONG))];
    let files = files.each_ref().map(|(name, text)| (*name, &**text));
    for (profile, words) in [
        (
            "stray",
            &[
                "the AWS profile `stray` logs in by the session `crop`, which is in no file",
                "help: add `[sso-session crop]` to the config file",
            ][..],
        ),
        (
            "half",
            &[
                "logs in by IAM Identity Center, and has no `sso_account_id`",
                "help: run `aws configure sso --profile half`",
            ],
        ),
        ("where", &["and has no `sso_region`"]),
        ("nowhere", &["and has no `sso_start_url`"]),
        ("alone", &["and has no `sso_account_id`"]),
        (
            "evil",
            &[
                "`evil.example/` is no Region of AWS",
                "help: set `sso_region` to the Region of IAM Identity Center",
            ],
        ),
    ] {
        let portal = Server::play([given()]);
        fails(&by(profile, &files, &portal, &iam()), words);
        assert_eq!(portal.connections(), 0);
    }
}

#[test]
fn a_session_beside_an_access_key_is_for_other_things() {
    let (portal, iam) = (Server::play([]), iam());
    let keys = format!(
        "[keys]\naws_access_key_id = {ID}\naws_secret_access_key = {SECRET}\naws_session_token = {TOKEN}\n\
         [dev]\naws_access_key_id = AKIAOLD\naws_secret_access_key = zzzzzzzz\n"
    );
    let files = [(".aws/credentials", &*keys), (OF_SESSION, &token(LONG))];
    let run = by("keys", &files, &portal, &iam);
    is_signed_with_them(&run, &iam);
    assert_eq!(portal.connections(), 0);
    // One that names account and role goes before keys, as AWS's own programs have it.
    let (portal, iam) = (Server::play([given()]), super::credentials::iam());
    let run = by("dev", &files, &portal, &iam);
    is_signed_with_them(&run, &iam);
    assert_eq!(portal.left(), 0);
}

#[test]
fn the_token_goes_nowhere_in_clear() {
    let folder = Folder::with(&[(".aws/config", CONFIG), (OF_SESSION, &token(LONG))]);
    let variables = [
        ("AWS_PROFILE", "dev"),
        ("AWS_ENDPOINT_URL_SSO", "http://portal.example"),
    ];
    let run = check(&folder, &iam(), &variables);
    hides(&run, &[LOGIN]);
    fails(
        &run,
        &["the endpoint that AWS_ENDPOINT_URL_SSO names cannot be used"],
    );
}
