//! The HTTP of the live side, against a server that does what servers ought not to: nothing it does makes us wait, fill the
//! memory, go astray, or tell a secret.

use std::cell::RefCell;
use std::io::Write;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime};

use crate::servers::{Answer, Server};
use flate2::Compression;
use flate2::write::GzEncoder;
use iamsure::live::http::{
    Client, Clock, HttpError, Limits, Method, Request, Response, Secret, SystemClock, Url, UrlError,
};

/// A clock that notes how long it was to sleep, and does not.
#[derive(Clone, Default)]
struct Impatient {
    slept: Rc<RefCell<Vec<Duration>>>,
}

impl Clock for Impatient {
    fn now(&self) -> Instant {
        SystemClock.now()
    }

    fn date(&self) -> SystemTime {
        // Sun, 06 Nov 1994 08:49:37 GMT
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
    }

    fn sleep(&self, duration: Duration) {
        self.slept.borrow_mut().push(duration);
    }
}

fn limits() -> Limits {
    Limits {
        body: 100_000,
        ..Limits::default()
    }
}

/// The answer, and the waits before it in milliseconds.
fn ask_within(server: &Server, limits: Limits) -> (Result<Response, HttpError>, Vec<u128>) {
    let clock = Impatient::default();
    let client = Client::with_clock(limits, Box::new(clock.clone()));
    let url = Url::parse(&server.url()).expect("the server of a test has a URL");
    let request = Request::new(Method::Get, &url).header("Authorization", "Basic c2VjcmV0");
    let answer = client.send(&request);
    let slept = clock
        .slept
        .borrow()
        .iter()
        .map(Duration::as_millis)
        .collect();
    (answer, slept)
}

fn ask(answers: impl IntoIterator<Item = Answer>) -> (Result<Response, HttpError>, Vec<u128>) {
    ask_within(&Server::play(answers), limits())
}

fn body(answers: impl IntoIterator<Item = Answer>) -> String {
    let response = ask(answers).0.expect("there is an answer");
    String::from_utf8(response.body).expect("the body is UTF-8")
}

/// Without the host, whose port changes.
fn error(answers: impl IntoIterator<Item = Answer>) -> String {
    let server = Server::play(answers);
    let error = ask_within(&server, limits()).0.expect_err("no answer");
    error.to_string().replace(&server.host(), "HOST")
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

#[test]
fn an_answer_is_given_with_its_status_whatever_that_is() {
    for status in [200, 204, 400, 401, 403, 404, 409, 418, 304] {
        let (response, slept) = ask([Answer::new(status, &[], "")]);
        let response = response.expect("there is an answer");
        assert_eq!((response.status, response.attempts), (status, 1));
        assert_eq!(slept, [0; 0]);
    }
}

#[test]
fn what_passes_is_asked_again_after_growing_waits() {
    let fault = Answer::new(500, &[], "");
    let fine = Answer::json(200, "{}");
    let faults = |count| vec![fault.clone(); count];
    let mut answers = faults(4);
    answers.push(fine.clone());
    let (response, slept) = ask(answers);
    let response = response.expect("there is an answer");
    assert_eq!((response.status, response.attempts), (200, 5));
    assert_eq!(slept, [200, 400, 800, 1600]);
    // The last answer counts.
    let (response, slept) = ask(faults(6));
    let response = response.expect("there is an answer");
    assert_eq!((response.status, response.attempts), (500, 5));
    assert_eq!(slept.len(), 4);
    // Who closes without a word may have been restarted.
    let (response, slept) = ask([Answer::nothing(), fine]);
    assert_eq!(response.expect("there is an answer").attempts, 2);
    assert_eq!(slept, [200]);
}

#[test]
fn the_server_says_how_long_to_wait() {
    for (status, headers, expected) in [
        (429, vec![("Retry-After", "7")], 7_000),
        (503, vec![("Retry-After", "7")], 7_000),
        (429, vec![("X-RateLimit-Reset", "3")], 3_000),
        (
            429,
            vec![("X-RateLimit-Reset", "3"), ("Retry-After", "0")],
            0,
        ),
        (
            429,
            vec![("Retry-After", "Sun, 06 Nov 1994 08:49:41 GMT")],
            4_000,
        ),
        (
            429,
            vec![("Retry-After", "Sun, 06 Nov 1994 08:00:00 GMT")],
            0,
        ),
        // What cannot be read is as if it were not there.
        (429, vec![("Retry-After", "soon")], 200),
        (429, vec![("Retry-After", "-1")], 200),
        (429, vec![("Retry-After", "99999999999999999999999")], 200),
        (429, vec![], 200),
        // Elsewhere it speaks of requests that were counted, and not of this fault.
        (500, vec![("X-RateLimit-Reset", "3")], 200),
    ] {
        let (response, slept) = ask([Answer::new(status, &headers, ""), Answer::json(200, "{}")]);
        assert_eq!(response.expect("there is an answer").status, 200);
        assert_eq!(slept, [expected], "{status} {headers:?}");
    }
}

#[test]
fn a_wait_beyond_the_time_limit_is_not_begun() {
    let server = Server::play([Answer::new(429, &[("Retry-After", "3600")], "")]);
    let (response, slept) = ask_within(&server, limits());
    let response = response.expect("there is an answer");
    assert_eq!(
        (response.status, response.wait),
        (429, Some(Duration::from_hours(1)))
    );
    assert_eq!(slept, [0; 0]);
}

#[test]
fn slow_servers_are_left_when_the_time_is_up() {
    let slow = |answer: Answer| {
        let limits = Limits {
            total: Duration::from_millis(300),
            ..limits()
        };
        let begun = Instant::now();
        let (answer, _) = ask_within(&Server::play([answer]), limits);
        assert!(begun.elapsed() < Duration::from_secs(10));
        answer.expect_err("no answer").to_string()
    };
    for answer in [
        Answer::nothing().then_hang(),
        Answer::raw("HTTP/1.1 200 So\r\n").then_hang(),
        Answer::head(200, &[("Content-Length", "9")])
            .then_send("\r\n{")
            .then_hang(),
        Answer::head(200, &[("Transfer-Encoding", "chunked")])
            .then_send("\r\n1\r\n{\r\n")
            .then_hang(),
    ] {
        let error = slow(answer.clone());
        assert!(
            error.contains("gave no whole answer within"),
            "{answer:?}: {error}"
        );
    }
}

#[test]
fn what_is_cut_off_is_no_answer() {
    let cut = Answer::head(200, &[("Content-Length", "100")]).then_send("\r\n{\"id\":");
    let chunks =
        Answer::head(200, &[("Transfer-Encoding", "chunked")]).then_send("\r\n64\r\n{\"id\":");
    let head = Answer::raw("HTTP/1.1 200 So\r\nContent-Le");
    for answer in [cut, chunks, head] {
        assert_eq!(
            error(vec![answer.clone(); 5]),
            "HOST broke off before its answer was whole",
            "{answer:?}"
        );
        assert_eq!(body([answer, Answer::json(200, "{}")]), "{}");
    }
}

#[test]
fn too_much_is_not_read() {
    let too_large = "the answer of HOST is larger than 0 MiB";
    let announced = Answer::head(200, &[("Content-Length", "100001")])
        .then_send("\r\n")
        .then_hang();
    assert_eq!(error([announced]), too_large);
    let endless = Answer::head(200, &[])
        .then_send("\r\n")
        .then_flood([b' '; 4096]);
    assert_eq!(error([endless]), too_large);
    let chunks = Answer::head(200, &[("Transfer-Encoding", "chunked")]);
    let endless = chunks.then_send("\r\n").then_flood("4\r\naaaa\r\n");
    assert_eq!(error([endless]), too_large);
    // A thousandth of what it becomes.
    assert_eq!(
        error([Answer::new(200, &[], gzip(&vec![b' '; 200_000]))]),
        too_large
    );
    let headers = Answer::raw("HTTP/1.1 200 So\r\n").then_flood("X-More: and more\r\n");
    let said = error([headers]);
    assert!(
        said.starts_with("HOST answered with something that is not HTTP"),
        "{said}"
    );
    let header = Answer::raw("HTTP/1.1 200 So\r\nX-Long: ").then_flood([b'a'; 4096]);
    let said = error([header]);
    assert!(
        said.starts_with("HOST answered with something that is not HTTP"),
        "{said}"
    );
    let interim = Answer::nothing().then_flood("HTTP/1.1 100 Continue\r\n\r\n");
    error([interim]);
}

#[test]
fn gzip_is_known_by_its_bytes() {
    let packed = gzip(b"{\"a\":1}");
    for headers in [&[("Content-Encoding", "gzip")][..], &[]] {
        assert_eq!(body([Answer::new(200, headers, &packed)]), "{\"a\":1}");
    }
    // Who claims it and does not is understood too.
    let plain = Answer::new(200, &[("Content-Encoding", "gzip")], "{}");
    assert_eq!(body([plain]), "{}");
    let cannot = "the answer of HOST is gzip that cannot be decompressed";
    assert_eq!(error([Answer::new(200, &[], &packed[..15])]), cannot);
    assert_eq!(error([Answer::new(200, &[], [0x1f, 0x8b])]), cannot);
}

#[test]
fn what_is_not_http_is_said_to_be_none() {
    for bytes in [
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "\u{1b}[2J\u{1b}]0;title\u{7}\r\n\r\n",
        "220 mail.example ESMTP\r\n\r\n",
        "HTTP/1.1 two-hundred\r\n\r\n",
    ] {
        let said = error([Answer::raw(bytes)]);
        assert!(
            said.starts_with("HOST answered with something that is not HTTP"),
            "{said}"
        );
        assert!(!said.contains(char::is_control), "{said:?}");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let other = Server::play([Answer::json(200, "{}")]);
    for status in [301, 302, 303, 307, 308] {
        let to = format!("{}/pim?code=secret", other.url());
        let said = error([Answer::new(status, &[("Location", &to)], "")]);
        let to = format!("{}/pim", other.url());
        assert_eq!(said, format!("HOST redirects to `{to}` (status {status})"));
    }
    assert_eq!(other.connections(), 0);
    assert_eq!(
        error([Answer::new(302, &[], "")]),
        "HOST redirects to `` (status 302)"
    );
}

#[test]
fn nobody_there_is_said_so() {
    let port = {
        let server = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        server
            .local_addr()
            .expect("a listener has an address")
            .port()
    };
    let url = Url::parse(&format!("http://127.0.0.1:{port}")).expect("this is a URL");
    let clock = Impatient::default();
    let client = Client::with_clock(limits(), Box::new(clock.clone()));
    let error = client
        .send(&Request::new(Method::Get, &url))
        .expect_err("nobody is there");
    assert!(error.to_string().contains("cannot be reached"), "{error}");
    assert_eq!(clock.slept.borrow().len(), 4);
}

#[test]
fn the_question_is_what_was_asked() {
    let server = Server::play(vec![Answer::json(200, "{}"); 3]);
    let url = Url::parse(&format!("{}/base/", server.url())).expect("this is a URL");
    let url = url.below(&["a/b", "ü"], &[("q", "x y&z"), ("empty", "")]);
    let client = Client::new(limits());
    for method in [
        Method::Get,
        Method::Put,
        Method::Post(b"Action=GetRole".to_vec()),
    ] {
        let request = Request::new(method, &url).header("X-Token", "t");
        client.send(&request).expect("there is an answer");
    }
    let received = server.received();
    let methods: Vec<&str> = received.iter().map(|it| it.method.as_str()).collect();
    assert_eq!(methods, ["GET", "PUT", "POST"]);
    for one in &received {
        assert_eq!(one.target, "/base/a%2Fb/%C3%BC?q=x%20y%26z&empty=");
        assert_eq!(one.header("x-token"), Some("t"));
        assert_eq!(one.header("accept-encoding"), Some("gzip"));
        assert!(
            one.header("user-agent")
                .is_some_and(|it| it.starts_with("iamsure/"))
        );
    }
    assert_eq!(received[2].body, b"Action=GetRole");
    assert_eq!(received[1].header("content-length"), Some("0"));
}

#[test]
fn a_header_cannot_be_smuggled_in_a_value() {
    let server = Server::play([]);
    let url = Url::parse(&server.url()).expect("this is a URL");
    for value in ["a\r\nHost: evil", "a\nb", "a\0b"] {
        let request = Request::new(Method::Get, &url).header("Authorization", value);
        let error = Client::new(limits()).send(&request).expect_err(value);
        assert_eq!(
            error,
            HttpError::Header {
                name: "Authorization"
            }
        );
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_secret_is_not_printed() {
    let secret = Secret::from("hunter2");
    assert_eq!(format!("{secret:?} {secret:#?}"), "Secret Secret");
}

#[test]
fn a_url_goes_where_it_seems_to_go() {
    for (text, expected) in [
        (
            "https://api.confluent.cloud",
            "https://api.confluent.cloud/",
        ),
        (
            "HTTPS://API.Confluent.Cloud:443/x/?a=b",
            "https://api.confluent.cloud:443/x/?a=b",
        ),
        (
            "https://api.confluent.cloud?a",
            "https://api.confluent.cloud/?a",
        ),
        ("http://localhost:1", "http://localhost:1/"),
        ("http://127.9.9.9", "http://127.9.9.9/"),
        ("http://[::1]:8080/a:b", "http://[::1]:8080/a:b"),
    ] {
        let url = Url::parse(text).expect(text);
        assert_eq!(url.to_string(), expected);
    }
    for (text, expected) in [
        ("", UrlError::Scheme),
        ("api.confluent.cloud", UrlError::Scheme),
        ("ftp://api.confluent.cloud", UrlError::Scheme),
        ("file:///etc/passwd", UrlError::Scheme),
        (" https://api.confluent.cloud", UrlError::Scheme),
        ("https:/api.confluent.cloud", UrlError::Scheme),
        (
            "https://api.confluent.cloud@evil.example",
            UrlError::Credentials,
        ),
        (
            "https://key:word@api.confluent.cloud",
            UrlError::Credentials,
        ),
        (
            "https://api.confluent.cloud\\@evil.example",
            UrlError::Character,
        ),
        (
            "https://api.confluent.cloud\t.evil.example",
            UrlError::Character,
        ),
        (
            "https://api.confluent.cloud\r\nHost: evil",
            UrlError::Character,
        ),
        ("https://api.confluent.cloud /", UrlError::Character),
        ("https://api.cönfluent.cloud", UrlError::Character),
        ("https://api.confluent.cloud/#evil", UrlError::Fragment),
        ("https://", UrlError::Host),
        ("https:///pim", UrlError::Host),
        ("https://?a", UrlError::Host),
        ("https://:443", UrlError::Host),
        ("https://a..b", UrlError::Host),
        ("https://.b", UrlError::Host),
        ("https://a%2eb", UrlError::Host),
        ("https://a,b", UrlError::Host),
        ("https://[::1", UrlError::Host),
        ("https://[::1]x", UrlError::Host),
        ("https://[::1%25eth0]", UrlError::Host),
        ("https://::1", UrlError::Host),
        ("https://a:b", UrlError::Port),
        ("https://a:", UrlError::Port),
        ("https://a:0", UrlError::Port),
        ("https://a:+1", UrlError::Port),
        ("https://a:65536", UrlError::Port),
        ("https://a:1:2", UrlError::Port),
        ("http://api.confluent.cloud", UrlError::Plain),
        ("http://localhost.evil.example", UrlError::Plain),
        ("http://127.0.0.1.evil.example", UrlError::Plain),
        ("http://0x7f.1", UrlError::Plain),
        ("http://0.0.0.0", UrlError::Plain),
        ("http://[::ffff:10.0.0.1]", UrlError::Plain),
        ("http://169.254.169.254/latest", UrlError::Plain),
    ] {
        assert_eq!(Url::parse(text), Err(expected), "{text}");
    }
    for text in [
        "http://169.254.170.2/v2/credentials/x",
        "http://[fd00:ec2::23]/v1",
        "http://127.0.0.1:1",
    ] {
        assert!(Url::parse_of_machine(text).is_ok(), "{text}");
    }
    assert_eq!(
        Url::parse_of_machine("http://10.0.0.1"),
        Err(UrlError::Plain)
    );
}
