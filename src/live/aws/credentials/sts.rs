//! Credentials of a role, from STS.
//!
//! See "AssumeRole" and "AssumeRoleWithWebIdentity" in the API reference of STS.

use std::path::PathBuf;

use roxmltree::Node;

use super::Sources;
use crate::live::aws::answer::{child, text};
use crate::live::aws::endpoint;
use crate::live::aws::environment::read;
use crate::live::aws::error::{AwsError, Call};
use crate::live::aws::keys::Credentials;
use crate::live::aws::query::Service;
use crate::live::http::Secret;
use crate::model::Arn;
use crate::text::quote;

const VERSION: &str = "2011-06-15";

/// Which role to assume, and how.
pub(super) struct Assume {
    pub role: String,
    pub session: Option<String>,
    pub external_id: Option<String>,
    /// In seconds.
    pub duration: Option<String>,
}

/// Who assumes it.
pub(super) enum Identity {
    Credentials(Credentials),
    /// The file that holds the token of an identity provider.
    Token(PathBuf),
}

pub(super) fn assume(
    sources: &Sources,
    assume: &Assume,
    identity: &Identity,
) -> Result<Credentials, AwsError> {
    let about = format!("the role {}", quote(&assume.role));
    let session = assume.session.as_deref().unwrap_or("iamsure");
    let mut parameters = vec![
        ("RoleArn", assume.role.as_str()),
        ("RoleSessionName", session),
    ];
    let optional = [
        ("ExternalId", &assume.external_id),
        ("DurationSeconds", &assume.duration),
    ];
    for (name, value) in optional {
        parameters.extend(value.as_deref().map(|value| (name, value)));
    }
    let token;
    let (action, credentials) = match identity {
        Identity::Credentials(credentials) => ("AssumeRole", Some(credentials)),
        Identity::Token(path) => {
            token = read(path).map_err(|reason| AwsError::File {
                what: format!("the web identity token {}", quote(&path.to_string_lossy())),
                reason,
            })?;
            parameters.push(("WebIdentityToken", token.trim()));
            ("AssumeRoleWithWebIdentity", None)
        }
    };
    let sts = Service {
        client: sources.client,
        endpoint: endpoint::sts(
            sources.environment,
            sources.region.as_deref(),
            Arn::parse(&assume.role).map(|role| role.partition),
            sources.endpoint_url.as_deref(),
        )?,
        credentials,
        version: VERSION,
    };
    let call = Call {
        service: "sts",
        action,
        about: about.clone(),
    };
    sts.ask(&call, &parameters, |result| credentials_of(result, about))
}

fn credentials_of(result: Node, origin: String) -> Option<Credentials> {
    let given = child(result, "Credentials")?;
    Some(Credentials {
        access_key_id: text(given, "AccessKeyId")?.into(),
        secret_access_key: text(given, "SecretAccessKey")?.into(),
        session_token: text(given, "SessionToken").map(Secret::from),
        origin,
    })
}
