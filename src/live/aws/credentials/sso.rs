//! The credentials that IAM Identity Center gives to a person who has logged in by `aws sso login`. Its token is read where
//! that command leaves it, and never renewed or written.
//!
//! See "IAM Identity Center credential provider" in the AWS SDKs and Tools Reference Guide, and "GetRoleCredentials" in the
//! API reference of the portal.

use std::io::ErrorKind;

use chrono::{DateTime, SecondsFormat, Utc};
use ring::digest;
use serde::Deserialize;

use super::Sources;
use super::fault::{fault, plain};
use crate::live::aws::endpoint;
use crate::live::aws::environment::read;
use crate::live::aws::error::AwsError;
use crate::live::aws::keys::Credentials;
use crate::live::aws::sign::hex;
use crate::live::http::{HttpError, Method, Request, Secret};
use crate::text::quote;

/// What a profile says of its login.
pub(super) struct Login<'p> {
    pub profile: &'p str,
    pub account: &'p str,
    pub role: &'p str,
    /// Where IAM Identity Center is; it need not be where the profile works.
    pub region: &'p str,
    /// What the token is kept under: the name of the session, or the URL where a profile without one logs in.
    pub token: &'p str,
}

/// The file of a token, as far as it matters here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cached {
    access_token: String,
    expires_at: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    role_credentials: Given,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
}

pub(super) fn credentials(sources: &Sources, login: &Login) -> Result<Credentials, AwsError> {
    let portal = endpoint::sso(
        sources.environment,
        login.region,
        sources.endpoint_url.as_deref(),
    );
    let portal = portal.map_err(|error| match error {
        AwsError::Region { region } => {
            let reason = format!(
                "logs in by IAM Identity Center, and its `sso_region` {} is no Region of AWS",
                quote(&region)
            );
            let help =
                "set `sso_region` to the Region of IAM Identity Center, such as `eu-central-1`";
            fault(login.profile, &reason, Some(help))
        }
        error => error,
    })?;
    let token = token(sources, login)?;
    let url = portal.below(
        &["federation", "credentials"],
        &[("role_name", login.role), ("account_id", login.account)],
    );
    let request = Request::new(Method::Get, &url).header("x-amz-sso_bearer_token", token);
    let origin = format!("the profile {}", quote(login.profile));
    // Nothing of an answer is shown: it may repeat the token.
    let failed = |reason: String| AwsError::NotGiven {
        origin: origin.clone(),
        reason,
    };
    let status = match sources.client.send(&request) {
        Ok(response) if response.status == 200 => {
            let answer: Answer = serde_json::from_slice(&response.body).map_err(|_| {
                failed("the portal's answer is not the JSON that AWS documents".to_owned())
            })?;
            let given = answer.role_credentials;
            return Ok(Credentials {
                access_key_id: given.access_key_id.into(),
                secret_access_key: given.secret_access_key.into(),
                session_token: Some(given.session_token.into()),
                origin,
            });
        }
        Ok(response) => response.status,
        Err(HttpError::Redirected { status, .. }) => status,
        Err(error) => return Err(error.into()),
    };
    Err(match status {
        401 => login_again(login, "the portal does not accept its token any more"),
        403 | 404 => {
            let reason = format!(
                "may not have the role {} in the account {} (status {status})",
                quote(login.role),
                quote(login.account)
            );
            let help = "check `sso_role_name` and `sso_account_id`, and who is logged in";
            fault(login.profile, &reason, Some(help))
        }
        status => failed(format!("the portal answers with status {status}")),
    })
}

/// The token of the last login, if that still holds.
fn token(sources: &Sources, login: &Login) -> Result<Secret, AwsError> {
    let none = || login_again(login, "no login has left a token");
    let home = sources.environment.home().ok_or_else(none)?;
    let path = home.join(".aws/sso/cache").join(file_name(login.token));
    let is_missing = |error: std::io::Error| error.kind() == ErrorKind::NotFound;
    if path.metadata().is_err_and(is_missing) {
        return Err(none());
    }
    let file = |reason: String| AwsError::File {
        what: format!("the token of the profile {}", quote(login.profile)),
        reason,
    };
    let text = read(&path).map_err(file)?;
    let cached = serde_json::from_str(&text).ok();
    let cached = cached.and_then(|cached: Cached| Some((instant(&cached.expires_at)?, cached)));
    let Some((end, cached)) = cached else {
        return Err(login_again(
            login,
            "its token is none that `aws sso login` writes",
        ));
    };
    if end <= Utc::now() {
        let end = end.to_rfc3339_opts(SecondsFormat::Secs, true);
        return Err(login_again(
            login,
            &format!("its login is over since {end}"),
        ));
    }
    Ok(cached.access_token.into())
}

/// What AWS's own programs call the file of a token.
fn file_name(key: &str) -> String {
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, key.as_bytes());
    format!("{}.json", hex(hash.as_ref()))
}

/// Version 2 of AWS's CLI once wrote `UTC` in place of `Z`.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    let text = text.replace("UTC", "Z");
    let instant = DateTime::parse_from_rfc3339(&text).ok()?;
    Some(instant.with_timezone(&Utc))
}

fn login_again(login: &Login, reason: &str) -> AwsError {
    let help = format!("run `aws sso login --profile {}`", plain(login.profile));
    let reason = format!("logs in by IAM Identity Center, and {reason}");
    fault(login.profile, &reason, Some(&help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lies_under_the_hash_of_its_key() {
        for (key, hash) in [
            ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ] {
            assert_eq!(file_name(key), format!("{hash}.json"));
        }
    }

    #[test]
    fn both_forms_of_an_end_are_read() {
        let end = instant("2026-11-23T06:00:00Z");
        assert!(end.is_some());
        assert_eq!(instant("2026-11-23T06:00:00UTC"), end);
        assert_eq!(instant("2026-11-23T07:00:00+01:00"), end);
        for text in ["", "UTC", "2026-11-23", "1795413600"] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
