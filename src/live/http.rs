//! `Client`: HTTP as the live side needs it. Blocking, bounded in time and memory, and no secret leaves the host it is for.

mod attempt;
mod clock;
mod error;
mod proxy;
mod retry;
mod secret;
mod url;

use std::cell::OnceCell;
use std::time::{Duration, Instant};

pub use clock::{Clock, SystemClock};
pub use error::HttpError;
pub use secret::Secret;
pub use url::{Url, UrlError};

/// How long and how much the requests of one client may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until a connection stands, its TLS included.
    pub connect: Duration,
    /// For all requests of the client together, with their retries, from the moment that it is made.
    pub total: Duration,
    /// How often one request is tried.
    pub attempts: u32,
    /// The bytes of one body, as it comes and decompressed.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(30),
            // Confluent's Terraform provider retries four times.
            attempts: 5,
            body: 8 * 1024 * 1024,
        }
    }
}

/// Sends the requests of one gathering, which ends within its limits.
pub struct Client {
    limits: Limits,
    deadline: Instant,
    clock: Box<dyn Clock>,
    /// Made for the first request: it loads the certificates that the system trusts.
    agent: OnceCell<ureq::Agent>,
}

/// A question to a server. It may be asked twice, so it must change nothing there.
pub struct Request<'u> {
    pub method: Method,
    pub url: &'u Url,
    headers: Vec<(&'static str, Secret)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    /// With no body.
    Put,
    /// With this body: a question that does not fit into a URL.
    Post(Vec<u8>),
}

/// What a server answered, whatever its status; redirections are errors instead.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    /// Decompressed.
    pub body: Vec<u8>,
    /// How often it was asked for.
    pub attempts: u32,
    /// How long the server wants nobody to ask again.
    pub wait: Option<Duration>,
    headers: ureq::http::HeaderMap,
}

impl Client {
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self::with_clock(limits, Box::new(SystemClock))
    }

    #[must_use]
    pub fn with_clock(limits: Limits, clock: Box<dyn Clock>) -> Self {
        Self {
            limits,
            deadline: clock.now() + limits.total,
            clock,
            agent: OnceCell::new(),
        }
    }

    /// Asks until there is an answer that another try would not better: see [`Response::is_transient`].
    pub fn send(&self, request: &Request<'_>) -> Result<Response, HttpError> {
        self.send_until(request, &Response::is_transient)
    }

    /// Asks again as long as the answer is one of those that pass, and neither tries nor time have run out. The last
    /// answer is the one that counts.
    pub fn send_until(
        &self,
        request: &Request<'_>,
        passes: &dyn Fn(&Response) -> bool,
    ) -> Result<Response, HttpError> {
        let mut attempts = 1;
        loop {
            let mut answer = attempt::run(self, request);
            if let Ok(response) = &mut answer {
                response.attempts = attempts;
            }
            let asked = match &answer {
                Ok(response) if passes(response) => response.wait,
                Err(error) if error.is_transient() => None,
                _ => return answer,
            };
            let wait = asked.unwrap_or_else(|| retry::backoff(attempts));
            // Who is told to wait longer than there is time learns it at once.
            if attempts >= self.limits.attempts || wait >= self.remaining() {
                return answer;
            }
            self.clock.sleep(wait);
            attempts += 1;
        }
    }

    /// How much time is left for all that is still to be asked.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(self.clock.now())
    }
}

impl<'u> Request<'u> {
    #[must_use]
    pub fn new(method: Method, url: &'u Url) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
        }
    }

    /// Every value counts as secret: some of them are.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<Secret>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl Response {
    /// A header that is there once or more often, if its first value is a text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the same question may well get another answer soon: too many requests, or a fault of the server.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.status == 429 || (500..600).contains(&self.status)
    }
}
