//! The credentials that ECS, EKS and the like give to a container.
//!
//! See "Container credential provider" in the AWS SDKs and Tools Reference Guide.

use super::{Given, Sources};
use crate::live::aws::environment::read;
use crate::live::aws::error::AwsError;
use crate::live::aws::keys::Credentials;
use crate::live::http::{Method, Request, Secret, Url};

const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
const ORIGIN: &str = "the container";

/// `None` if this is no such container.
pub(super) fn credentials(sources: &Sources) -> Result<Option<Credentials>, AwsError> {
    let environment = sources.environment;
    let (name, text) = match (environment.variable(RELATIVE), environment.variable(FULL)) {
        (Some(path), _) => (RELATIVE, format!("http://169.254.170.2{path}")),
        (None, Some(url)) => (FULL, url),
        (None, None) => return Ok(None),
    };
    let failed = |reason: String| AwsError::NotGiven {
        origin: ORIGIN.to_owned(),
        reason,
    };
    if name == RELATIVE && !text.starts_with("http://169.254.170.2/") {
        return Err(failed(format!("`{RELATIVE}` does not begin with `/`")));
    }
    let url = Url::parse_of_machine(&text).map_err(|error| AwsError::Endpoint { name, error })?;
    let mut request = Request::new(Method::Get, &url);
    if let Some(token) = token(sources)? {
        request = request.header("authorization", token);
    }
    let response = sources.client.send(&request)?;
    if response.status != 200 {
        return Err(failed(format!(
            "it answers with status {}",
            response.status
        )));
    }
    Given::read(&response.body, ORIGIN).map(Some)
}

fn token(sources: &Sources) -> Result<Option<Secret>, AwsError> {
    let environment = sources.environment;
    let Some(path) = environment.variable(TOKEN_FILE) else {
        return Ok(environment.variable(TOKEN).map(Secret::from));
    };
    let token = read(&environment.expanded(&path)).map_err(|reason| AwsError::File {
        what: format!("the token that `{TOKEN_FILE}` names"),
        reason,
    })?;
    Ok(Some(token.trim().into()))
}
