//! `AwsError`: why the role was not read, in words that say what to change.

use std::fmt;

use thiserror::Error;

use crate::live::http::{HttpError, UrlError};
use crate::text::quote;

/// Display is one clause; [`AwsError::help`] says what to do. None of it holds a secret.
#[derive(Debug, Error)]
pub enum AwsError {
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error("{0}")]
    Refused(Box<Refusal>),
    #[error("the answer to `{call}` {reason}", call = call.permission())]
    Unreadable { call: Call, reason: String },
    #[error("no AWS credentials were found: {}", looked.join("; "))]
    NoCredentials { looked: Vec<String> },
    #[error("the AWS profile {} {reason}", quote(profile))]
    Profile {
        profile: String,
        reason: String,
        help: Option<String>,
    },
    #[error("{what} cannot be read: {reason}")]
    File { what: String, reason: String },
    #[error("{origin} gave no AWS credentials: {reason}")]
    NotGiven { origin: String, reason: String },
    #[error(
        "{origin} gave no AWS credentials: its program did not end within the time of `--timeout`"
    )]
    NotInTime { origin: String },
    #[error("`{name}` is set and `{missing}` is not")]
    HalfSet {
        name: &'static str,
        missing: &'static str,
    },
    #[error("{} is no Region of AWS", quote(region))]
    Region { region: String },
    #[error("the endpoint that {name} names cannot be used: {error}")]
    Endpoint { name: &'static str, error: UrlError },
    #[error(
        "the role of these credentials' account is {}, not {}",
        quote(found),
        quote(wanted)
    )]
    OtherRole { found: String, wanted: String },
}

/// What AWS says in place of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub call: Call,
    /// Where the credentials come from.
    pub origin: String,
    pub code: String,
    /// AWS's own words, where they hold no secret.
    pub said: Option<String>,
    pub status: u16,
}

/// A question that was put to AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `iam` or `sts`.
    pub service: &'static str,
    pub action: &'static str,
    /// What it was about, as a sentence names it.
    pub about: String,
}

impl Call {
    /// The action that has to be allowed.
    #[must_use]
    pub fn permission(&self) -> String {
        format!("{}:{}", self.service, self.action)
    }
}

/// The codes that say that there were too many requests.
pub(super) const THROTTLED: [&str; 5] = [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestLimitExceeded",
    "TooManyRequestsException",
];

/// What a code of AWS means here.
///
/// See "Common errors" in the API references of IAM and STS.
fn meaning(refusal: &Refusal) -> String {
    let Refusal {
        call,
        origin,
        code,
        status,
        ..
    } = refusal;
    let permission = call.permission();
    match code.as_str() {
        "AccessDenied" | "AccessDeniedException" => {
            format!(
                "the AWS credentials of {origin} may not call `{permission}` on {}",
                call.about
            )
        }
        "NoSuchEntity" => format!(
            "{} is not in the account that the AWS credentials of {origin} belong to",
            call.about
        ),
        "InvalidClientTokenId" | "UnrecognizedClientException" => {
            format!("AWS does not know the access key of {origin}")
        }
        "SignatureDoesNotMatch" | "IncompleteSignature" => {
            format!("AWS does not accept what the secret access key of {origin} signs")
        }
        "RequestExpired" | "RequestTimeTooSkewed" => {
            "AWS finds the time of the request too far from its own".to_owned()
        }
        "ExpiredToken" | "ExpiredTokenException" => {
            format!("the session of the AWS credentials of {origin} is over")
        }
        "InvalidIdentityToken" | "IDPCommunicationError" | "IDPRejectedClaim" => {
            "AWS does not accept the web identity token".to_owned()
        }
        code if THROTTLED.contains(&code) => {
            format!("AWS gets too many requests to answer `{permission}`")
        }
        _ if *status >= 500 => {
            format!("AWS failed to answer `{permission}` (status {status})")
        }
        code => format!(
            "AWS refuses `{permission}` with {} (status {status})",
            quote(code)
        ),
    }
}

impl AwsError {
    /// What to do about it, in the imperative.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let fixed = |text: &str| Some(text.to_owned());
        match self {
            Self::Http(error) => error.help().map(str::to_owned),
            Self::Refused(refusal) => Some(refusal.remedy()),
            Self::Unreadable { .. } => fixed("check the endpoint: IAM answers with XML"),
            Self::NoCredentials { .. } => fixed(
                "log in, or set `AWS_PROFILE`, or `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`",
            ),
            Self::Profile { help, .. } => help.clone(),
            Self::HalfSet { .. } => fixed("set both or none"),
            Self::Region { .. } => fixed("set `AWS_REGION` to one such as `eu-central-1`"),
            Self::Endpoint { .. } => fixed("name an https URL, or http on this machine"),
            Self::OtherRole { .. } => {
                fixed("use credentials of the role's account, and the ARN that AWS gives the role")
            }
            Self::NotInTime { .. } => {
                fixed("give `--timeout` more seconds; the program may wait for an answer of yours")
            }
            Self::File { .. } | Self::NotGiven { .. } => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&meaning(self))
    }
}

impl Refusal {
    fn remedy(&self) -> String {
        let remedy = match self.code.as_str() {
            "AccessDenied" | "AccessDeniedException" => {
                format!("allow `{}` to these credentials", self.call.permission())
            }
            "NoSuchEntity" => "check the name and the account".to_owned(),
            "InvalidClientTokenId" | "UnrecognizedClientException" => {
                "check that the key still exists, and that the Region is of its partition"
                    .to_owned()
            }
            "SignatureDoesNotMatch" | "IncompleteSignature" => {
                "check the secret access key and this machine's clock".to_owned()
            }
            "RequestExpired" | "RequestTimeTooSkewed" => "set this machine's clock".to_owned(),
            "ExpiredToken" | "ExpiredTokenException" => "log in again".to_owned(),
            code if THROTTLED.contains(&code) => "try again later".to_owned(),
            _ => "see what AWS says of it".to_owned(),
        };
        match &self.said {
            Some(said) => format!("{remedy}; AWS says: {said}"),
            None => remedy,
        }
    }
}
