//! `Account`: which Confluent, which environment, and as whom. Secrets come from the environment variables only.

use thiserror::Error;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::live::http::{Secret, Url, UrlError};
use crate::text::quote;

const HOST: &str = "https://api.confluent.cloud";
/// The names that Confluent's Terraform provider reads too.
const KEY: &str = "CONFLUENT_CLOUD_API_KEY";
const SECRET: &str = "CONFLUENT_CLOUD_API_SECRET";
const ENVIRONMENT: &str = "CONFLUENT_ENVIRONMENT_ID";
const ENDPOINT: &str = "CONFLUENT_CLOUD_ENDPOINT";
/// A token of Confluent's security token service, which stands for an identity of another provider.
const TOKEN: &str = "CONFLUENT_CLOUD_TOKEN";

/// Where to ask, about which environment, and with which credentials.
#[derive(Debug)]
pub struct Account {
    endpoint: Url,
    environment: String,
    authorization: Secret,
    /// What must not be seen, in every form in which it is sent.
    secrets: Vec<Secret>,
    /// The variable that the credentials came from.
    pub variable: &'static str,
}

/// What is missing, or wrong about it. No value that may be secret is shown.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AccountError {
    #[error("no credentials for Confluent: `{KEY}` and `{SECRET}` are not set")]
    NoCredentials,
    #[error("`{0}` is not set, though its other half is")]
    HalfSet(&'static str),
    #[error(
        "`{0}` holds a character that no credentials have, such as a space, a line break or a quote"
    )]
    Character(&'static str),
    #[error("no environment is named")]
    NoEnvironment,
    #[error("{0} is no URL to send credentials to: {1}")]
    Endpoint(&'static str, UrlError),
    #[error("{0} is no URL to send credentials to: it has a query")]
    Query(&'static str),
    #[error("{} is no ID of an environment", quote(.0))]
    Environment(String),
}

impl AccountError {
    /// What to do about it, in the imperative.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::NoCredentials | Self::HalfSet(_) => {
                "set both to a Cloud API key and its secret, or `CONFLUENT_CLOUD_TOKEN` to a token"
            }
            Self::Character(_) => "set it again, without quotes or spaces around it",
            Self::NoEnvironment => "give `--environment`, or set `CONFLUENT_ENVIRONMENT_ID`",
            Self::Endpoint(..) | Self::Query(_) => "give `https://` and the name of the host",
            Self::Environment(_) => "give the ID, such as `env-9zgy77`, and not the name",
        }
    }
}

impl Account {
    /// What the flags say, and for the rest `variable`: the environment variables.
    pub fn new(
        endpoint: Option<&str>,
        environment: Option<&str>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, AccountError> {
        let filled = |name: &str| variable(name).filter(|value| !value.is_empty());
        let endpoint = match (endpoint, filled(ENDPOINT)) {
            (Some(flag), _) => read_endpoint("`--endpoint`", flag),
            (None, Some(text)) => read_endpoint("`CONFLUENT_CLOUD_ENDPOINT`", &text),
            (None, None) => read_endpoint("Confluent's own", HOST),
        }?;
        let environment = environment.map(str::to_owned);
        let environment = environment.or_else(|| filled(ENVIRONMENT));
        let environment = environment.ok_or(AccountError::NoEnvironment)?;
        // No pattern is promised, but what is sent in a query must be an ID and not a page of text.
        if environment.is_empty() || environment.len() > 255 || !is_word(&environment) {
            return Err(AccountError::Environment(environment));
        }
        let (authorization, secrets, variable) = credentials(filled)?;
        Ok(Self {
            endpoint,
            environment,
            authorization,
            secrets,
            variable,
        })
    }

    #[must_use]
    pub fn environment(&self) -> &str {
        &self.environment
    }

    pub(super) fn authorization(&self) -> Secret {
        self.authorization.clone()
    }

    pub(super) fn integrations(&self) -> Url {
        self.endpoint.below(&["pim", "v1", "integrations"], &[])
    }

    /// Whether a text repeats something of the credentials.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.secrets.iter().any(|it| text.contains(it.expose()))
    }

    /// A text of the server with whatever of the credentials it repeats left out.
    #[must_use]
    pub fn hide(&self, text: &str) -> String {
        self.secrets.iter().fold(text.to_owned(), |text, secret| {
            text.replace(secret.expose(), "[hidden]")
        })
    }
}

fn read_endpoint(name: &'static str, text: &str) -> Result<Url, AccountError> {
    let url = Url::parse(text).map_err(|error| AccountError::Endpoint(name, error))?;
    match url.query() {
        Some(_) => Err(AccountError::Query(name)),
        None => Ok(url),
    }
}

/// The header, what to hide, and the variable. A token is meant for nothing else, so it goes before the key.
fn credentials(
    filled: impl Fn(&str) -> Option<String>,
) -> Result<(Secret, Vec<Secret>, &'static str), AccountError> {
    let word = |name: &'static str, text: String| {
        let is_safe = is_word(&text) && !text.contains(['"', '\'']);
        is_safe.then_some(text).ok_or(AccountError::Character(name))
    };
    if let Some(token) = filled(TOKEN) {
        let token = word(TOKEN, token)?;
        let header = Secret::from(format!("Bearer {token}"));
        // A token of three parts says in them who has it, and that it is true.
        let parts = token.split('.').skip(1);
        let texts: Vec<&str> = parts.chain([token.as_str()]).collect();
        return Ok((header, forms(&texts), TOKEN));
    }
    let (key, secret) = match (filled(KEY), filled(SECRET)) {
        (Some(key), Some(secret)) => (word(KEY, key)?, word(SECRET, secret)?),
        (None, None) => return Err(AccountError::NoCredentials),
        (None, _) => return Err(AccountError::HalfSet(KEY)),
        (_, None) => return Err(AccountError::HalfSet(SECRET)),
    };
    // A colon ends the user's name (RFC 7617, 2).
    if key.contains(':') {
        return Err(AccountError::Character(KEY));
    }
    let pair = base64(format!("{key}:{secret}").as_bytes());
    let header = Secret::from(format!("Basic {pair}"));
    Ok((header, forms(&[&pair, &secret, &key]), KEY))
}

/// How a server may repeat them. What is shorter than any credentials would hide half of an answer.
fn forms(texts: &[&str]) -> Vec<Secret> {
    const SHORTEST: usize = 8;
    let long = texts.iter().filter(|text| text.len() >= SHORTEST);
    let forms = long.flat_map(|text| {
        [
            (*text).to_owned(),
            text.trim_end_matches('=').to_owned(),
            text.replace('/', "\\/"),
            utf8_percent_encode(text, NON_ALPHANUMERIC).to_string(),
            base64(text.as_bytes()).trim_end_matches('=').to_owned(),
        ]
    });
    forms.map(Secret::from).collect()
}

fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// RFC 4648, 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) & 0x3f;
            // A digit more than there are bytes: the last are filled up.
            text.push(if digit <= three.len() {
                char::from(ALPHABET[index as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_as_in_rfc_4648() {
        let of = |text: &str| base64(text.as_bytes());
        for (text, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(of(text), expected);
        }
        assert_eq!(base64(&[0xff, 0xef, 0xbe]), "/+++");
    }

    fn account(variables: &[(&str, &str)]) -> Result<Account, AccountError> {
        Account::new(None, None, |name| {
            let found = variables.iter().find(|(set, _)| *set == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn what_a_server_repeats_of_the_credentials_is_hidden() {
        let account = account(&[
            (KEY, "ABCDEFGHIJKLMNOP"),
            (SECRET, "s3cr/t+s3cr/t"),
            (ENVIRONMENT, "env-3m8yq"),
        ]);
        let account = account.expect("all is there");
        let sent = account.authorization();
        let pair = sent.expose().trim_start_matches("Basic ");
        for text in [
            pair,
            "s3cr/t+s3cr/t",
            "s3cr\\/t+s3cr\\/t",
            "ABCDEFGHIJKLMNOP",
            pair.trim_end_matches('='),
            "s3cr%2Ft%2Bs3cr%2Ft",
            "czNjci90K3MzY3IvdA",
        ] {
            assert!(account.is_in(text));
            assert_eq!(account.hide(&format!("key {text}!")), "key [hidden]!");
        }
        assert!(!format!("{account:?}").contains("s3cr"));
    }
}
