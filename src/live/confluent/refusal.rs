//! `Refusal`: an answer with which Confluent gives nothing, in our words and in its own.

use std::fmt;
use std::time::Duration;

use crate::integration::{ApiError, api_error};
use crate::live::http::Response;
use crate::source::{FileId, Source};
use crate::text::{count, quote, said};

use super::Account;

/// An answer whose status is not that of success.
///
/// See "Errors" in the reference of Confluent Cloud's APIs; the causes of 403 are those that its own clients know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    /// What was asked for: the ID of an integration, or the list of them.
    id: Option<String>,
    environment: String,
    /// In the words of the API; empty where the body is in others, as a proxy's is.
    error: ApiError,
    is_foreign: bool,
    is_bad_key: bool,
    request: Option<String>,
    attempts: u32,
    pub wait: Option<Duration>,
}

impl Refusal {
    pub(super) fn new(response: &Response, account: &Account, id: Option<&str>) -> Self {
        let request = response.header("x-request-id").map(|id| account.hide(id));
        let body = String::from_utf8_lossy(&response.body);
        let source = Source::new("", account.hide(&body));
        let error = api_error(FileId(0), &source);
        Self {
            status: response.status,
            id: id.map(str::to_owned),
            environment: account.environment().to_owned(),
            is_foreign: error.is_none() && !source.text.trim().is_empty(),
            // Confluent's Terraform provider tells a wrong key by these words.
            is_bad_key: source.text.to_ascii_lowercase().contains("invalid api key"),
            error: error.unwrap_or_default(),
            request,
            attempts: response.attempts,
            wait: response.wait,
        }
    }

    fn reason(&self) -> &'static str {
        match self.status {
            400 => "the request is not understood",
            401 | 403 if self.is_bad_key => "the API key is wrong, or deleted",
            401 => "the credentials are wrong, or out of date",
            402 => "a quota is used up",
            403 => {
                "the integration is in another environment, or the ID is wrong or deleted, or the key's owner has no role \
                 to see it"
            }
            404 if self.id.is_some() => "there is no such integration in this environment",
            404 => "there is no such environment",
            409 => "something else is changing it, or uses it",
            422 => "a value of the request is refused",
            429 => "too many requests",
            500..600 => "a fault on Confluent's side",
            _ => "a status that the API does not document",
        }
    }

    /// What to do about it, in the imperative.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        Some(match self.status {
            _ if self.is_foreign => "check `--endpoint`, and proxies on the way",
            400 | 422 => "check the environment's ID, such as `env-9zgy77`, and the integration's",
            401 | 403 if self.is_bad_key => CLOUD_KEY,
            401 => CLOUD_KEY,
            402 => "ask for a higher quota, or delete what is not used",
            403 => {
                "check `--environment`, then the ID, then the role: `OrganizationAdmin`, `EnvironmentAdmin`, \
                 `ResourceOwner` or `Assigner`"
            }
            404 => "check the ID and `--environment`",
            409 => "try again later",
            429 => "wait, then try again; `--timeout` gives it more time to wait by itself",
            500..600 => "try again later",
            _ => "check `--endpoint`",
        })
    }
}

const CLOUD_KEY: &str =
    "use a Cloud API key and its secret: the key of a Kafka cluster opens nothing here";

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let environment = quote(&self.environment);
        match &self.id {
            Some(id) => write!(f, "Confluent does not show {} of {environment}", quote(id))?,
            None => write!(
                f,
                "Confluent does not list the integrations of {environment}"
            )?,
        }
        write!(f, ": {} (status {}", self.reason(), self.status)?;
        if let Some(code) = &self.error.code {
            write!(f, " {}", quote(code))?;
        }
        f.write_str(")")?;
        if let Some(wait) = self.wait {
            let seconds = usize::try_from(wait.as_secs()).unwrap_or(usize::MAX);
            write!(f, ", and it asks to wait {}", count(seconds, "second"))?;
        }
        if self.attempts > 1 {
            write!(f, ", {} times in a row", self.attempts)?;
        }
        if let Some(text) = self.error.detail.as_ref().or(self.error.title.as_ref()) {
            write!(f, "\nit says: {}", said(text))?;
            if let Some(place) = &self.error.place {
                write!(f, " ({})", quote(place))?;
            }
        }
        if self.is_foreign {
            f.write_str(
                "\nthe answer is not in the words of its API: something between may have given it",
            )?;
        }
        match &self.request {
            Some(request) => write!(f, "\nits support knows the request as {}", quote(request)),
            None => Ok(()),
        }
    }
}
