//! Signature Version 4: what proves to AWS that a request is ours.
//!
//! See "AWS Signature Version 4 for API requests" in the IAM User Guide.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
use sha2::{Digest, Sha256};

use super::keys::Credentials;
use crate::live::http::Secret;
use crate::sort;

/// All but the unreserved characters of RFC 3986, 2.3, as the signature wants it.
pub(super) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What of a request is signed.
pub(super) struct Unsigned<'r> {
    pub method: &'static str,
    /// Encoded, `/` at least.
    pub path: &'r str,
    /// Encoded, its parameters in order.
    pub query: &'r str,
    /// Names in lower case.
    pub headers: Vec<(&'static str, Secret)>,
    pub body: &'r [u8],
}

/// For which service a signature is, and where that is.
pub(super) struct Scope<'r> {
    pub region: &'r str,
    pub service: &'static str,
}

/// The headers to send: those that are there, and those that the signature adds.
pub(super) fn sign(
    request: Unsigned,
    scope: &Scope,
    credentials: &Credentials,
    now: DateTime<Utc>,
) -> Vec<(&'static str, Secret)> {
    let instant = now.format("%Y%m%dT%H%M%SZ").to_string();
    let day = now.format("%Y%m%d").to_string();
    let mut headers = request.headers;
    headers.push(("x-amz-date", instant.as_str().into()));
    if let Some(token) = &credentials.session_token {
        headers.push(("x-amz-security-token", token.clone()));
    }
    sort::by_key(&mut headers, |(name, _)| *name);

    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let mut canonical = format!("{}\n{}\n{}\n", request.method, request.path, request.query);
    for (name, value) in &headers {
        let _ = writeln!(canonical, "{name}:{}", value.expose().trim());
    }
    let _ = write!(
        canonical,
        "\n{names}\n{}",
        hex(&Sha256::digest(request.body))
    );

    let scope_text = format!("{day}/{}/{}/aws4_request", scope.region, scope.service);
    let digest = hex(&Sha256::digest(canonical));
    let to_sign = format!("{ALGORITHM}\n{instant}\n{scope_text}\n{digest}");
    let secret = format!("AWS4{}", credentials.secret_access_key.expose());
    let key = [&day, scope.region, scope.service, "aws4_request"]
        .into_iter()
        .fold(secret.into_bytes(), |key, text| keyed(&key, text));
    let signature = hex(&keyed(&key, &to_sign));
    let authorization = format!(
        "{ALGORITHM} Credential={}/{scope_text}, SignedHeaders={names}, Signature={signature}",
        credentials.access_key_id.expose(),
    );
    headers.push(("authorization", authorization.into()));
    headers
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// In lower case.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The credentials, the day and the service of AWS's test suite for Signature Version 4.
    fn authorization(
        method: &'static str,
        query: &str,
        headers: &[(&'static str, &str)],
        body: &str,
        service: &'static str,
        token: Option<&str>,
    ) -> String {
        let request = Unsigned {
            method,
            path: "/",
            query,
            headers: headers
                .iter()
                .map(|(name, value)| (*name, Secret::from(*value)))
                .collect(),
            body: body.as_bytes(),
        };
        let scope = Scope {
            region: "us-east-1",
            service,
        };
        let credentials = Credentials {
            access_key_id: "AKIDEXAMPLE".into(),
            secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
            session_token: token.map(Secret::from),
            origin: String::new(),
        };
        let now = DateTime::parse_from_rfc3339("2015-08-30T12:36:00Z").expect("a date");
        let headers = sign(request, &scope, &credentials, now.to_utc());
        let (name, value) = headers.last().expect("it is signed");
        assert_eq!(*name, "authorization");
        value.expose().to_owned()
    }

    #[test]
    fn signatures_are_those_of_awss_test_suite() {
        let host = ("host", "example.amazonaws.com");
        let form = ("content-type", "application/x-www-form-urlencoded");
        for (method, query, headers, body, signature) in [
            (
                "GET",
                "",
                vec![host],
                "",
                "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            ),
            (
                "POST",
                "",
                vec![host],
                "",
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            ),
            (
                "GET",
                "Param1=value1&Param2=value2",
                vec![host],
                "",
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            ),
            (
                "POST",
                "",
                vec![form, host],
                "Param1=value1",
                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            ),
        ] {
            let signed = authorization(method, query, &headers, body, "service", None);
            assert!(
                signed.ends_with(&format!("Signature={signature}")),
                "{signed}"
            );
        }
    }

    #[test]
    fn the_example_of_the_user_guide_is_signed_as_it_says() {
        let signed = authorization(
            "GET",
            "Action=ListUsers&Version=2010-05-08",
            &[
                (
                    "content-type",
                    "application/x-www-form-urlencoded; charset=utf-8",
                ),
                ("host", "iam.amazonaws.com"),
            ],
            "",
            "iam",
            None,
        );
        assert_eq!(
            signed,
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date, \
             Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
        );
    }

    #[test]
    fn a_session_token_is_sent_and_signed() {
        let host = ("host", "example.amazonaws.com");
        let signed = authorization("POST", "", &[host], "", "service", Some("FQoDY"));
        assert!(
            signed.contains("SignedHeaders=host;x-amz-date;x-amz-security-token,"),
            "{signed}"
        );
    }
}
