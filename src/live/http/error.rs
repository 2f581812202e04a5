//! `HttpError`: why there is no answer, told apart so that the message can say what to do.

use std::io;
use std::time::Duration;

use thiserror::Error;

use crate::text::{count, quote, said};

/// Display is one clause; [`HttpError::help`] says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HttpError {
    #[error("{host} cannot be reached: {reason}")]
    Unreachable { host: String, reason: String },
    #[error("{host} broke off before its answer was whole")]
    BrokenOff { host: String },
    #[error("{host} gave no whole answer within {}", seconds(*limit))]
    TimedOut { host: String, limit: Duration },
    #[error("no secure connection to {host}: {reason}")]
    Tls { host: String, reason: String },
    #[error("{host} answered with something that is not HTTP: {reason}")]
    NotHttp { host: String, reason: String },
    #[error("{host} redirects to {} (status {status})", quote(to))]
    Redirected {
        host: String,
        status: u16,
        /// Without its query.
        to: String,
    },
    #[error("the answer of {host} is larger than {} MiB", limit / 1024 / 1024)]
    TooLarge { host: String, limit: usize },
    #[error("the answer of {host} is gzip that cannot be decompressed")]
    Gzip { host: String },
    #[error("`{name}` names no proxy that can be used")]
    ProxyUrl { name: &'static str },
    #[error("the proxy does not lead to {host}: {reason}")]
    Proxy { host: String, reason: String },
    #[error("the header `{name}` would hold a character that HTTP does not carry")]
    Header { name: &'static str },
}

impl HttpError {
    /// Whether the same question may well be answered soon.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::BrokenOff { .. })
    }

    /// What to do about it, in the imperative.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Unreachable { .. } => {
                Some("check the network, the host's name and `HTTPS_PROXY`")
            }
            Self::BrokenOff { .. } => Some("try again; look at proxies on the way"),
            Self::TimedOut { .. } => Some("try again, or give `--timeout` more seconds"),
            Self::Tls { .. } => {
                Some("add the issuer to the certificates that this system trusts; check the port")
            }
            Self::NotHttp { .. } => Some("check the host and the port"),
            Self::Redirected { .. } => {
                Some("name the right host: credentials do not follow a redirect")
            }
            Self::TooLarge { .. } | Self::Gzip { .. } => {
                Some("check the host: no service answers so")
            }
            Self::ProxyUrl { .. } => Some("set it to a URL such as `http://proxy.example:3128`"),
            Self::Proxy { .. } => Some("check `HTTPS_PROXY`, or except the host with `NO_PROXY`"),
            Self::Header { .. } => None,
        }
    }

    /// What `ureq` met, in our words. `host` was asked, and had `connect` and `total` to answer.
    pub(super) fn from_ureq(
        error: ureq::Error,
        host: &str,
        connect: Duration,
        total: Duration,
    ) -> Self {
        let host = host.to_owned();
        let unreachable = |reason: String| Self::Unreachable {
            host: host.clone(),
            reason,
        };
        match error {
            ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
                unreachable(format!("no connection within {}", seconds(connect)))
            }
            ureq::Error::Timeout(_) => Self::TimedOut { host, limit: total },
            ureq::Error::HostNotFound => unreachable("no host has this name".to_owned()),
            ureq::Error::Io(error) => match error.kind() {
                io::ErrorKind::UnexpectedEof
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe => Self::BrokenOff { host },
                // What rustls cannot accept reaches us so.
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Self::Tls {
                    host,
                    reason: said(&error.to_string()),
                },
                _ => unreachable(said(&error.to_string())),
            },
            ureq::Error::Tls(reason) => Self::Tls {
                host,
                reason: reason.to_owned(),
            },
            ureq::Error::Rustls(error) => Self::Tls {
                host,
                reason: said(&error.to_string()),
            },
            ureq::Error::Protocol(error) => Self::NotHttp {
                host,
                reason: said(&error.to_string()),
            },
            ureq::Error::LargeResponseHeader(..) => Self::NotHttp {
                host,
                reason: "its headers do not end".to_owned(),
            },
            ureq::Error::ConnectProxyFailed(reason) => Self::Proxy {
                host,
                reason: said(&reason),
            },
            other => unreachable(said(&other.to_string())),
        }
    }
}

fn seconds(duration: Duration) -> String {
    if duration.subsec_millis() > 0 {
        return format!("{:.1} seconds", duration.as_secs_f64());
    }
    let seconds = usize::try_from(duration.as_secs()).unwrap_or(usize::MAX);
    count(seconds, "second")
}
