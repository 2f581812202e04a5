//! The credentials that EC2 gives to an instance, by version 2 of its metadata service.
//!
//! See "Use the Instance Metadata Service to access instance metadata" in the Amazon EC2 User Guide.

use std::time::Duration;

use super::{Given, Sources};
use crate::live::aws::error::AwsError;
use crate::live::aws::keys::Credentials;
use crate::live::http::{Client, Limits, Method, Request, Secret, Url};

const ENDPOINT: &str = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
const ORIGIN: &str = "the instance";

/// Where there is no such service, nobody is to wait for it.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(1),
    total: Duration::from_secs(5),
    attempts: 2,
    body: 64 * 1024,
};

/// The inner error says why this is no instance with a role.
pub(super) fn credentials(sources: &Sources) -> Result<Result<Credentials, String>, AwsError> {
    let environment = sources.environment;
    if environment.is_true("AWS_EC2_METADATA_DISABLED") {
        let reason = "`AWS_EC2_METADATA_DISABLED` keeps from asking the instance";
        return Ok(Err(reason.to_owned()));
    }
    let is_v6 = environment
        .variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")
        .is_some_and(|mode| mode.eq_ignore_ascii_case("ipv6"));
    let usual = if is_v6 {
        "http://[fd00:ec2::254]"
    } else {
        "http://169.254.169.254"
    };
    let text = environment.variable(ENDPOINT);
    let service = Url::parse_of_machine(text.as_deref().unwrap_or(usual)).map_err(|error| {
        AwsError::Endpoint {
            name: ENDPOINT,
            error,
        }
    })?;
    let client = Client::new(LIMITS);
    let url = service.below(&["latest", "api", "token"], &[]);
    let request =
        Request::new(Method::Put, &url).header("x-aws-ec2-metadata-token-ttl-seconds", "300");
    let token = match client.send(&request) {
        Ok(response) if response.status == 200 => token(&response.body),
        Ok(response) => {
            let reason = format!("the instance gives no token (status {})", response.status);
            return Ok(Err(reason));
        }
        Err(_) => return Ok(Err("no metadata service of an instance answers".to_owned())),
    };
    let roles = service.below(
        &["latest", "meta-data", "iam", "security-credentials", ""],
        &[],
    );
    let role = get(&client, &roles, &token)?;
    let role = match &role {
        Some(body) => String::from_utf8_lossy(body).trim().to_owned(),
        None => String::new(),
    };
    let Some(role) = role.lines().next().filter(|role| !role.is_empty()) else {
        return Ok(Err("the instance has no role".to_owned()));
    };
    let url = service.below(
        &["latest", "meta-data", "iam", "security-credentials", role],
        &[],
    );
    match get(&client, &url, &token)? {
        Some(body) => Given::read(&body, ORIGIN).map(Ok),
        None => Ok(Err(
            "the instance gives no credentials for its role".to_owned()
        )),
    }
}

fn token(body: &[u8]) -> Secret {
    String::from_utf8_lossy(body).trim().into()
}

/// `None` if there is no such thing.
fn get(client: &Client, url: &Url, token: &Secret) -> Result<Option<Vec<u8>>, AwsError> {
    let request = Request::new(Method::Get, url).header("x-aws-ec2-metadata-token", token.clone());
    let response = client.send(&request)?;
    match response.status {
        200 => Ok(Some(response.body)),
        404 => Ok(None),
        status => Err(AwsError::NotGiven {
            origin: ORIGIN.to_owned(),
            reason: format!("its metadata service answers with status {status}"),
        }),
    }
}
