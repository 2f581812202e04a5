//! `Url`: where a request goes, read so strictly that nobody can mean one host and reach another.

use std::fmt::{self, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use thiserror::Error;

/// All but the unreserved characters of RFC 3986, 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The addresses at which AWS gives a container or an instance its own credentials, by plain HTTP: they never leave the machine.
const MACHINE: [&str; 5] = [
    "169.254.169.254",
    "169.254.170.2",
    "169.254.170.23",
    "[fd00:ec2::23]",
    "[fd00:ec2::254]",
];

/// An absolute URL of https, or of http to the machine itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    is_encrypted: bool,
    /// In lower case; an address of IPv6 with its brackets.
    host: String,
    port: Option<u16>,
    /// Begins with `/`.
    path: String,
    query: Option<String>,
}

/// Why a text is no URL to send secrets to. The text may hold some itself, so it is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UrlError {
    #[error("expected a URL such as `https://api.example.com`")]
    Scheme,
    #[error("it holds a character that no URL has")]
    Character,
    #[error("it holds an `@`: credentials come from the environment only")]
    Credentials,
    #[error("its host is neither a name in ASCII nor an address")]
    Host,
    #[error("its port is no number from 1 to 65535")]
    Port,
    #[error("it has a `#`, which no server gets to see")]
    Fragment,
    #[error(
        "plain http shows secrets to everybody on the way; only https will do, or http to this machine"
    )]
    Plain,
}

impl Url {
    /// Plain http is accepted to loopback addresses only.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        Self::read(text, &[])
    }

    /// Plain http is accepted to loopback addresses and to those where AWS gives a machine its credentials.
    pub fn parse_of_machine(text: &str) -> Result<Self, UrlError> {
        Self::read(text, &MACHINE)
    }

    fn read(text: &str, plain: &[&str]) -> Result<Self, UrlError> {
        let (scheme, rest) = text.split_once("://").ok_or(UrlError::Scheme)?;
        let is_encrypted = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(UrlError::Scheme),
        };
        // A backslash is a slash to some readers and part of a name to others.
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&byte);
        if !rest.bytes().all(is_plain) {
            return Err(UrlError::Character);
        }
        // Wherever it stands, some reader takes what is before it for a name and a password.
        if rest.contains('@') {
            return Err(UrlError::Credentials);
        }
        if rest.contains('#') {
            return Err(UrlError::Fragment);
        }
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        let (host, port) = host_and_port(authority)?;
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (target, None),
        };
        let url = Self {
            is_encrypted,
            host,
            port,
            path: if path.is_empty() { "/" } else { path }.to_owned(),
            query,
        };
        let is_safe = is_encrypted || url.is_loopback() || plain.contains(&url.host.as_str());
        is_safe.then_some(url).ok_or(UrlError::Plain)
    }

    /// What lies below this one: these parts of a path, these values of a query, encoded.
    #[must_use]
    pub fn below(&self, parts: &[&str], query: &[(&str, &str)]) -> Self {
        let mut path = self.path.trim_end_matches('/').to_owned();
        for part in parts {
            let _ = write!(path, "/{}", encode(part));
        }
        let query: Vec<String> = query
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        Self {
            path,
            query: (!query.is_empty()).then(|| query.join("&")),
            ..self.clone()
        }
    }

    /// In lower case; an address of IPv6 with its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Host and port as the `Host` header has them.
    #[must_use]
    pub fn authority(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }

    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// Whether the host is this machine and none other.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let host = self.host.as_str();
        let v6 = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        host == "localhost"
            || host.parse().is_ok_and(|it: Ipv4Addr| it.is_loopback())
            || v6.is_some_and(|it| it.parse().is_ok_and(|it: Ipv6Addr| it.is_loopback()))
    }

    /// Whether requests may go through a proxy: never those to the machine itself.
    pub(super) fn may_use_proxy(&self) -> bool {
        !self.is_loopback() && !MACHINE.contains(&self.host.as_str())
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_encrypted { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority(), self.path)?;
        match &self.query {
            Some(query) => write!(f, "?{query}"),
            None => Ok(()),
        }
    }
}

/// As one part of a path or one value of a query.
fn encode(text: &str) -> impl fmt::Display {
    utf8_percent_encode(text, RESERVED)
}

fn host_and_port(authority: &str) -> Result<(String, Option<u16>), UrlError> {
    // The colons of an address of IPv6 stand in brackets.
    let end_of_host = authority.find(']').map_or(0, |at| at + 1);
    let (host, port) = match authority[end_of_host..].find(':') {
        Some(at) => {
            let (host, port) = authority.split_at(end_of_host + at);
            (host, Some(&port[1..]))
        }
        None => (authority, None),
    };
    if !is_host(host) {
        return Err(UrlError::Host);
    }
    let port = port.map(|digits| {
        let port = digits.bytes().all(|byte| byte.is_ascii_digit());
        let port = port.then(|| digits.parse().ok()).flatten();
        port.filter(|port| *port != 0).ok_or(UrlError::Port)
    });
    Ok((host.to_ascii_lowercase(), port.transpose()?))
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']');
        return address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok());
    }
    let is_label = |label: &str| {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        !label.is_empty() && label.bytes().all(is_name)
    };
    host.len() <= 253 && host.split('.').all(is_label)
}
