//! The places where AWS's own programs look for credentials, in their order.
//!
//! See "Credential provider chain" in the AWS SDKs and Tools Reference Guide.

mod container;
mod fault;
mod instance;
mod process;
mod profile;
mod settings_file;
mod sso;
mod sts;

use serde::Deserialize;

use super::environment::Environment;
use super::error::AwsError;
use super::keys::Credentials;
use crate::live::http::{Client, Secret};
use sts::{Assume, Identity};

/// Credentials, and what a profile says besides.
pub(super) struct Found {
    pub credentials: Credentials,
    pub region: Option<String>,
    pub endpoint_url: Option<String>,
}

/// What a chain of sources works with.
pub(super) struct Sources<'s> {
    pub environment: &'s Environment,
    pub client: &'s Client,
    pub region: Option<String>,
    pub endpoint_url: Option<String>,
}

/// The first credentials of the chain.
pub(super) fn find(environment: &Environment, client: &Client) -> Result<Found, AwsError> {
    let profiles = profile::Profiles::read(environment)?;
    let region = environment
        .variable("AWS_REGION")
        .or_else(|| environment.variable("AWS_DEFAULT_REGION"))
        .or_else(|| profiles.setting("region"));
    let sources = Sources {
        environment,
        client,
        region,
        endpoint_url: profiles.setting("endpoint_url"),
    };
    let credentials = first(&sources, &profiles)?;
    Ok(Found {
        credentials,
        region: sources.region,
        endpoint_url: sources.endpoint_url,
    })
}

fn first(sources: &Sources, profiles: &profile::Profiles) -> Result<Credentials, AwsError> {
    let mut looked = vec!["the environment has none".to_owned()];
    if let Some(credentials) = of_environment(sources.environment)? {
        return Ok(credentials);
    }
    if let Some(credentials) = profiles.credentials(sources)? {
        return Ok(credentials);
    }
    looked.push(profiles.looked());
    if let Some(credentials) = web_identity(sources)? {
        return Ok(credentials);
    }
    if let Some(credentials) = container::credentials(sources)? {
        return Ok(credentials);
    }
    match instance::credentials(sources)? {
        Ok(credentials) => Ok(credentials),
        Err(reason) => {
            looked.push(reason);
            Err(AwsError::NoCredentials { looked })
        }
    }
}

/// See "AWS access keys" in the AWS SDKs and Tools Reference Guide.
fn of_environment(environment: &Environment) -> Result<Option<Credentials>, AwsError> {
    const ID: &str = "AWS_ACCESS_KEY_ID";
    const SECRET: &str = "AWS_SECRET_ACCESS_KEY";
    let half = |name, missing| Err(AwsError::HalfSet { name, missing });
    match (environment.variable(ID), environment.variable(SECRET)) {
        (None, None) => Ok(None),
        (Some(_), None) => half(ID, SECRET),
        (None, Some(_)) => half(SECRET, ID),
        (Some(id), Some(secret)) => Ok(Some(Credentials {
            access_key_id: id.into(),
            secret_access_key: secret.into(),
            session_token: environment.variable("AWS_SESSION_TOKEN").map(Secret::from),
            origin: "the environment".to_owned(),
        })),
    }
}

/// As a pod of EKS or a job of a CI service has them.
fn web_identity(sources: &Sources) -> Result<Option<Credentials>, AwsError> {
    const FILE: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";
    const ROLE: &str = "AWS_ROLE_ARN";
    let environment = sources.environment;
    match (environment.variable(FILE), environment.variable(ROLE)) {
        (None, _) => Ok(None),
        (Some(_), None) => Err(AwsError::HalfSet {
            name: FILE,
            missing: ROLE,
        }),
        (Some(file), Some(role)) => {
            let assume = Assume {
                role,
                session: environment.variable("AWS_ROLE_SESSION_NAME"),
                external_id: None,
                duration: None,
            };
            let identity = Identity::Token(environment.expanded(&file));
            sts::assume(sources, &assume, &identity).map(Some)
        }
    }
}

/// Credentials as a container, an instance or a process gives them.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Given {
    access_key_id: Option<String>,
    secret_access_key: Option<String>,
    /// What a process calls it.
    session_token: Option<String>,
    /// What a container and an instance call it.
    token: Option<String>,
    /// What an instance says in place of credentials.
    code: Option<String>,
}

impl Given {
    /// `text` is an answer, of which no error shows anything: it may hold a secret.
    fn read(text: &[u8], origin: &str) -> Result<Credentials, AwsError> {
        let failed = |reason: &str| AwsError::NotGiven {
            origin: origin.to_owned(),
            reason: reason.to_owned(),
        };
        let given: Self = serde_json::from_slice(text)
            .map_err(|_| failed("its answer is not the JSON that AWS documents"))?;
        if given.code.is_some_and(|code| code != "Success") {
            return Err(failed("its answer says that there are none"));
        }
        match (given.access_key_id, given.secret_access_key) {
            (Some(id), Some(secret)) => Ok(Credentials {
                access_key_id: id.into(),
                secret_access_key: secret.into(),
                session_token: given.session_token.or(given.token).map(Secret::from),
                origin: origin.to_owned(),
            }),
            _ => Err(failed("its answer has no access key")),
        }
    }
}
