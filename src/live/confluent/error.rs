//! `LiveError`: why Confluent's side could not be read.

use std::time::Duration;

use thiserror::Error;

use super::refusal::Refusal;
use crate::live::http::HttpError;

/// Display is one clause, and for a refusal what Confluent says; [`LiveError::help`] says what to do.
#[derive(Debug, Error)]
pub enum LiveError {
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error(transparent)]
    Refused(#[from] Box<Refusal>),
    #[error("this is no ID of an integration")]
    Id,
    #[error("the answer repeats the credentials, so nothing of it is used")]
    Repeats,
    #[error("the list of integrations goes in a circle: a page names one before it as the next")]
    Circle,
    #[error("the list of integrations does not end")]
    Endless,
}

impl LiveError {
    /// What to do about it, in the imperative.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Http(error) => error.help(),
            Self::Refused(refusal) => refusal.help(),
            Self::Id => Some("give the ID, such as `cspi-42o61`"),
            Self::Repeats => Some("check `--endpoint`: Confluent's API does not answer so"),
            Self::Circle | Self::Endless => {
                Some("give the ID of the integration instead of `auto`")
            }
        }
    }

    /// Whether it may be over soon: who waits for an integration that was just created asks again.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Http(error) => {
                error.is_transient() || matches!(error, HttpError::TimedOut { .. })
            }
            Self::Refused(refusal) => matches!(refusal.status, 404 | 429 | 500..),
            Self::Id | Self::Repeats | Self::Circle | Self::Endless => false,
        }
    }

    /// How long Confluent wants nobody to ask again.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::Refused(refusal) => refusal.wait,
            _ => None,
        }
    }
}
