//! One question to a query API of AWS: a signed POST, and its answer.

use chrono::Utc;
use percent_encoding::utf8_percent_encode;
use roxmltree::Node;

use super::answer::{self, Asker};
use super::endpoint::Endpoint;
use super::error::{AwsError, Call, THROTTLED};
use super::keys::Credentials;
use super::sign::{RESERVED, Scope, Unsigned, sign};
use crate::live::http::{Client, Method, Request, Response, Secret};

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// A service of AWS, and how to ask it.
pub(super) struct Service<'c> {
    pub client: &'c Client,
    pub endpoint: Endpoint,
    /// `None` for questions that carry a token instead.
    pub credentials: Option<&'c Credentials>,
    /// The version of its API.
    pub version: &'static str,
}

impl Service<'_> {
    /// Asks, and takes what is wanted from the result. `None` from `take` is an answer that lacks something.
    pub fn ask<T>(
        &self,
        call: &Call,
        parameters: &[(&str, &str)],
        take: impl FnOnce(Node) -> Option<T>,
    ) -> Result<T, AwsError> {
        let body = form(call.action, self.version, parameters);
        let url = &self.endpoint.url;
        let headers = vec![
            ("content-type", Secret::from(FORM)),
            ("host", Secret::from(url.authority())),
        ];
        let headers = match self.credentials {
            Some(credentials) => sign(
                Unsigned {
                    method: "POST",
                    path: url.path(),
                    query: url.query().unwrap_or_default(),
                    headers,
                    body: body.as_bytes(),
                },
                &Scope {
                    region: &self.endpoint.region,
                    service: call.service,
                },
                credentials,
                Utc::now(),
            ),
            None => headers,
        };
        let request = Request::new(Method::Post(body.into_bytes()), url);
        let request = headers.into_iter().fold(request, |request, (name, value)| {
            request.header(name, value)
        });
        let response = self.client.send_until(&request, &passes)?;
        let mut secrets: Vec<&str> = parameters
            .iter()
            .filter(|(name, _)| *name == "WebIdentityToken")
            .map(|(_, value)| *value)
            .collect();
        secrets.extend(self.credentials.into_iter().flat_map(Credentials::secrets));
        let asker = Asker {
            origin: self
                .credentials
                .map_or("the web identity token", |it| &it.origin),
            secrets,
        };
        answer::read(&response, call, &asker, take)
    }
}

/// IAM says with status 400 that there are too many requests.
fn passes(response: &Response) -> bool {
    let is_throttled = || {
        THROTTLED.iter().any(|code| {
            let element = format!("<Code>{code}</Code>");
            memchr::memmem::find(&response.body, element.as_bytes()).is_some()
        })
    };
    response.is_transient() || response.status == 400 && is_throttled()
}

fn form(action: &str, version: &str, parameters: &[(&str, &str)]) -> String {
    let fixed = [("Action", action), ("Version", version)];
    let pairs: Vec<String> = fixed
        .iter()
        .chain(parameters)
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, RESERVED)))
        .collect();
    pairs.join("&")
}
