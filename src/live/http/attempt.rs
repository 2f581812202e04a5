//! One request, one answer, through `ureq`.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use rustls::crypto::ring;
use ureq::http::header::LOCATION;
use ureq::http::{self, HeaderMap, HeaderValue};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, AsSendBody, Body};

use super::error::HttpError;
use super::{Client, Method, Request, Response, proxy, retry};

/// The first bytes of gzip (RFC 1952, 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

pub(super) fn run(client: &Client, request: &Request<'_>) -> Result<Response, HttpError> {
    let host = request.url.authority();
    let failed = |error| {
        let limits = &client.limits;
        HttpError::from_ureq(error, &host, limits.connect, limits.total)
    };
    let remaining = client.remaining();
    if remaining.is_zero() {
        return Err(failed(ureq::Error::Timeout(ureq::Timeout::Global)));
    }
    let agent = client.agent.get_or_init(agent);
    let answer = match &request.method {
        Method::Get => ask(client, agent, request, "GET", (), remaining, &failed),
        Method::Put => ask(
            client,
            agent,
            request,
            "PUT",
            b"".as_slice(),
            remaining,
            &failed,
        ),
        Method::Post(body) => ask(
            client,
            agent,
            request,
            "POST",
            body.as_slice(),
            remaining,
            &failed,
        ),
    }?;
    let (parts, body) = answer.into_parts();
    let status = parts.status.as_u16();
    if matches!(status, 301 | 302 | 303 | 307 | 308) {
        let to = target(&parts.headers);
        return Err(HttpError::Redirected { host, status, to });
    }
    let limit = client.limits.body;
    let too_large = || HttpError::TooLarge {
        host: host.clone(),
        limit,
    };
    if body
        .content_length()
        .is_some_and(|length| length > limit as u64)
    {
        return Err(too_large());
    }
    let body = read(body.into_reader(), limit)
        .map_err(|error| failed(error.into()))?
        .ok_or_else(too_large)?;
    // Confluent's bodies may be compressed and not say so, so the bytes tell and no header.
    let body = if body.starts_with(&GZIP) {
        read(MultiGzDecoder::new(body.as_slice()), limit)
            .map_err(|_| HttpError::Gzip { host: host.clone() })?
            .ok_or_else(too_large)?
    } else {
        body
    };
    Ok(Response {
        status,
        body,
        attempts: 1,
        wait: retry::asked(status, &parts.headers, client.clock.date()),
        headers: parts.headers,
    })
}

fn agent() -> Agent {
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()));
    let config = Agent::config_builder()
        .tls_config(tls.build())
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(concat!("iamsure/", env!("CARGO_PKG_VERSION")))
        .accept_encoding("gzip")
        .proxy(None);
    config.build().new_agent()
}

fn ask(
    client: &Client,
    agent: &Agent,
    request: &Request<'_>,
    method: &str,
    body: impl AsSendBody,
    remaining: Duration,
    failed: &dyn Fn(ureq::Error) -> HttpError,
) -> Result<http::Response<Body>, HttpError> {
    let mut question = http::Request::builder()
        .method(method)
        .uri(request.url.to_string());
    for (name, value) in &request.headers {
        let value = HeaderValue::from_str(value.expose());
        let mut value = value.map_err(|_| HttpError::Header { name })?;
        value.set_sensitive(true);
        question = question.header(*name, value);
    }
    let question = question.body(body).map_err(|error| failed(error.into()))?;
    let variable = |name: &str| std::env::var(name).ok();
    let question = agent
        .configure_request(question)
        .proxy(proxy::find(request.url, variable)?)
        .timeout_connect(Some(client.limits.connect))
        .timeout_global(Some(remaining))
        .build();
    agent.run(question).map_err(failed)
}

/// `None` if there is more than the limit; what is beyond it is not read.
fn read(from: impl Read, limit: usize) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    from.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= limit).then_some(bytes))
}

/// Where a redirect leads, without what may be secret in it.
fn target(headers: &HeaderMap) -> String {
    let to = headers.get(LOCATION).map(HeaderValue::as_bytes);
    let to = String::from_utf8_lossy(to.unwrap_or_default());
    let end = to.find(['?', '#']).unwrap_or(to.len());
    to[..end].to_owned()
}
