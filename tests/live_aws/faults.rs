//! What can go wrong between us and AWS.

use std::time::{Duration, Instant};

use super::{Folder, Run, fails, hides, iamsure};
use crate::servers::{Answer, Server};

const SECRET: &str = "wJalrXUtnFEMIzzzK7MDENGzzzbPxRfiCY";
const TOKEN: &str = "IQoJb3JpZ2luX2VjEHk";

pub fn xml(action: &str, result: &str) -> Answer {
    let body = format!(
        "<{action}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><{action}Result>{result}</{action}Result></{action}Response>"
    );
    Answer::new(200, &[("Content-Type", "text/xml")], body)
}

pub fn role() -> Answer {
    xml(
        "GetRole",
        "<Role><Arn>arn:aws:iam::482915637048:role/orders</Arn><AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D</AssumeRolePolicyDocument></Role>",
    )
}

/// A role without permissions of its own: the last two answers of a run.
pub fn no_policies() -> [Answer; 2] {
    [
        xml(
            "ListRolePolicies",
            "<PolicyNames/><IsTruncated>false</IsTruncated>",
        ),
        xml(
            "ListAttachedRolePolicies",
            "<AttachedPolicies/><IsTruncated>false</IsTruncated>",
        ),
    ]
}

pub fn refusal(status: u16, code: &str, message: &str) -> Answer {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    );
    Answer::new(status, &[("Content-Type", "text/xml")], body)
}

fn check(server: &Server) -> Run {
    let folder = Folder::with(&[]);
    let run = iamsure(
        &folder,
        &["check", "--role", "orders", "-v"],
        &[
            ("AWS_ACCESS_KEY_ID", "AKIAQ2ZC5UPQ7HWDMJBV"),
            ("AWS_SECRET_ACCESS_KEY", SECRET),
            ("AWS_SESSION_TOKEN", TOKEN),
            ("AWS_ENDPOINT_URL_IAM", &server.url()),
        ],
    );
    hides(&run, &[SECRET, TOKEN]);
    run
}

fn plays(answers: impl IntoIterator<Item = Answer>) -> (Run, Server) {
    let server = Server::play(answers);
    (check(&server), server)
}

#[test]
fn only_reading_actions_are_ever_called() {
    let (run, server) = plays([role()].into_iter().chain(no_policies()));
    assert_eq!(run.code, 0, "{}", run.err);
    let bodies: Vec<String> = server
        .received()
        .iter()
        .map(|one| String::from_utf8_lossy(&one.body).into_owned())
        .collect();
    assert_eq!(
        bodies,
        [
            "Action=GetRole&Version=2010-05-08&RoleName=orders",
            "Action=ListRolePolicies&Version=2010-05-08&RoleName=orders",
            "Action=ListAttachedRolePolicies&Version=2010-05-08&RoleName=orders",
        ]
    );
    for received in server.received() {
        assert_eq!(received.header("x-amz-security-token"), Some(TOKEN));
        let signed = received.header("authorization").expect("it is signed");
        assert!(signed.contains("/us-east-1/iam/aws4_request"), "{signed}");
    }
}

#[test]
fn throttling_passes_or_is_explained() {
    let throttled = || refusal(400, "Throttling", "Rate exceeded");
    let (run, server) = plays([throttled(), role()].into_iter().chain(no_policies()));
    assert_eq!((run.code, server.left()), (0, 0), "{}", run.err);

    let (run, server) = plays((0..9).map(|_| throttled()));
    fails(
        &run,
        &[
            "AWS gets too many requests to answer `iam:GetRole`",
            "try again later",
        ],
    );
    assert!(server.left() > 0);
}

#[test]
fn a_refused_session_is_told_apart() {
    for (status, code, words) in [
        (
            403,
            "ExpiredToken",
            "the session of the AWS credentials of the environment is over",
        ),
        (
            403,
            "AccessDenied",
            "may not call `iam:GetRole` on the role `orders`",
        ),
        (400, "RequestExpired", "too far from its own"),
        (400, "Strange\u{202e}", "AWS refuses `iam:GetRole` with"),
        (
            500,
            "InternalFailure",
            "AWS failed to answer `iam:GetRole` (status 500)",
        ),
    ] {
        let (run, _) = plays((0..5).map(|_| refusal(status, code, "words of AWS")));
        fails(&run, &[words, "words of AWS"]);
        assert!(!run.err.contains('\u{202e}'));
    }
}

#[test]
fn what_aws_repeats_of_a_signed_request_is_not_shown() {
    let canonical = format!("POST / x-amz-security-token:{TOKEN} host");
    for code in ["SignatureDoesNotMatch", "AccessDenied", "Unheard"] {
        let (run, _) = plays([refusal(403, code, &canonical)]);
        fails(&run, &[]);
        assert!(!run.err.contains("x-amz-security-token"), "{}", run.err);
    }
}

#[test]
fn an_answer_that_is_not_iams_is_refused() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><GetRoleResponse><GetRoleResult><Role><Arn>&b;</Arn></Role></GetRoleResult></GetRoleResponse>";
    let external = "<!DOCTYPE a [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><GetRoleResponse>&a;</GetRoleResponse>";
    let deep = "<a>".repeat(100_000);
    for body in [
        bomb,
        external,
        &deep,
        "",
        "<html>log in</html>",
        "{}",
        "<GetRoleResponse><GetRoleResult><Role><Arn>x",
    ] {
        let (run, _) = plays([Answer::new(200, &[], body)]);
        fails(&run, &["the answer to `iam:GetRole`", "check the endpoint"]);
    }
    let (run, _) = plays([Answer::new(200, &[], [0xff, 0xfe, b'<'])]);
    fails(&run, &["is not UTF-8"]);
    let (run, _) = plays([Answer::new(403, &[], "<html>blocked</html>")]);
    fails(&run, &["AWS refuses `iam:GetRole`", "(status 403)"]);
}

#[test]
fn an_answer_without_end_is_cut_off() {
    let start = Instant::now();
    let endless = Answer::head(200, &[])
        .then_send("\r\n")
        .then_flood("<a/>".repeat(4096));
    let (run, _) = plays([endless]);
    fails(&run, &["larger than 8 MiB"]);
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_redirect_carries_nothing_away() {
    let other = Server::play([role()]);
    let (run, _) = plays([Answer::new(307, &[("Location", &other.url())], "")]);
    fails(&run, &["redirects to"]);
    assert_eq!(other.connections(), 0);
}

#[test]
fn pages_are_read_to_the_end_and_no_further() {
    let inline = |name: &str| {
        let policy = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3AGetObject%22%2C%22Resource%22%3A%22arn%3Aaws%3As3%3A%3A%3Aorders-archive%2F%2A%22%7D%5D%7D";
        xml(
            "GetRolePolicy",
            &format!("<PolicyName>{name}</PolicyName><PolicyDocument>{policy}</PolicyDocument>"),
        )
    };
    let page = |name: &str, next: &str| {
        xml(
            "ListRolePolicies",
            &format!("<PolicyNames><member>{name}</member></PolicyNames>{next}"),
        )
    };
    let more = "<IsTruncated>true</IsTruncated><Marker>a b+/=</Marker>";
    let [_, attached] = no_policies();
    let (run, server) = plays([
        role(),
        page("one", more),
        page("two", ""),
        inline("one"),
        inline("two"),
        attached,
    ]);
    assert!(run.err.contains(" in 3 policies"), "{}", run.err);
    let second = String::from_utf8_lossy(&server.received()[2].body).into_owned();
    assert!(second.ends_with("&Marker=a%20b%2B%2F%3D"), "{second}");

    let (run, _) = plays(
        [role()]
            .into_iter()
            .chain((0..9).map(|_| page("one", more))),
    );
    fails(
        &run,
        &["the answer to `iam:ListRolePolicies` has pages without end"],
    );

    let (run, _) = plays([role(), page("one", "<IsTruncated>true</IsTruncated>")]);
    fails(&run, &["does not have the shape that AWS documents"]);
}

#[test]
fn a_silent_server_is_waited_for_no_longer_than_was_said() {
    let server = Server::play([Answer::head(200, &[]).then_hang()]);
    let folder = Folder::with(&[]);
    let start = Instant::now();
    let run = iamsure(
        &folder,
        &["check", "--role", "orders", "--timeout", "0.5"],
        &[
            ("AWS_ACCESS_KEY_ID", "AKIAQ2ZC5UPQ7HWDMJBV"),
            ("AWS_SECRET_ACCESS_KEY", SECRET),
            ("AWS_ENDPOINT_URL", &server.url()),
        ],
    );
    fails(&run, &["gave no whole answer within", "`--timeout`"]);
    assert!(start.elapsed() < Duration::from_secs(4));
}
