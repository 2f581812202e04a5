//! The questions to IAM: a role, its policies, their texts.
//!
//! See the API reference of IAM, version 2010-05-08.

use percent_encoding::percent_decode_str;
use roxmltree::Node;

use super::answer::{child, members, text};
use super::error::{AwsError, Call};
use super::query::Service;
use crate::text::quote;

pub(super) const VERSION: &str = "2010-05-08";

/// A role as GetRole describes it.
pub(super) struct Described {
    pub arn: String,
    pub trust_policy: String,
    /// The ARN of its permissions boundary.
    pub boundary: Option<String>,
}

/// A managed policy: its ARN, the version that holds, the text of it.
pub(super) struct Managed {
    pub arn: String,
    pub version: String,
    pub text: String,
}

/// More pages than any role has policies for.
const MOST_PAGES: usize = 100;

pub(super) fn role(iam: &Service, name: &str) -> Result<Described, AwsError> {
    let call = call("GetRole", format!("the role {}", quote(name)));
    iam.ask(&call, &[("RoleName", name)], |result| {
        let role = child(result, "Role")?;
        let boundary = child(role, "PermissionsBoundary")
            .and_then(|boundary| text(boundary, "PermissionsBoundaryArn"));
        Some(Described {
            arn: text(role, "Arn")?,
            trust_policy: decoded(&text(role, "AssumeRolePolicyDocument")?),
            boundary,
        })
    })
}

pub(super) fn inline_policies(iam: &Service, role: &str) -> Result<Vec<String>, AwsError> {
    let call = call("ListRolePolicies", format!("the role {}", quote(role)));
    pages(iam, &call, role, |result| {
        members(result, "PolicyNames")
            .into_iter()
            .map(|name| Some(name.text()?.trim().to_owned()))
            .collect()
    })
}

pub(super) fn attached_policies(iam: &Service, role: &str) -> Result<Vec<String>, AwsError> {
    let call = call(
        "ListAttachedRolePolicies",
        format!("the role {}", quote(role)),
    );
    pages(iam, &call, role, |result| {
        members(result, "AttachedPolicies")
            .into_iter()
            .map(|policy| text(policy, "PolicyArn"))
            .collect()
    })
}

pub(super) fn inline_policy(iam: &Service, role: &str, name: &str) -> Result<String, AwsError> {
    let about = format!(
        "the inline policy {} of the role {}",
        quote(name),
        quote(role)
    );
    let parameters = [("RoleName", role), ("PolicyName", name)];
    iam.ask(&call("GetRolePolicy", about), &parameters, |result| {
        Some(decoded(&text(result, "PolicyDocument")?))
    })
}

pub(super) fn managed_policy(iam: &Service, arn: &str) -> Result<Managed, AwsError> {
    let about = format!("the policy {}", quote(arn));
    let version = iam.ask(
        &call("GetPolicy", about.clone()),
        &[("PolicyArn", arn)],
        |result| text(child(result, "Policy")?, "DefaultVersionId"),
    )?;
    let parameters = [("PolicyArn", arn), ("VersionId", &version)];
    let text = iam.ask(&call("GetPolicyVersion", about), &parameters, |result| {
        let version = child(result, "PolicyVersion")?;
        Some(decoded(&text(version, "Document")?))
    })?;
    Ok(Managed {
        arn: arn.to_owned(),
        version,
        text,
    })
}

fn call(action: &'static str, about: String) -> Call {
    Call {
        service: "iam",
        action,
        about,
    }
}

/// All pages of a list. A list that does not end, or comes back to where it was, is none.
fn pages(
    iam: &Service,
    call: &Call,
    role: &str,
    take: impl Fn(Node) -> Option<Vec<String>>,
) -> Result<Vec<String>, AwsError> {
    let mut found = Vec::new();
    let mut marker: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let mut parameters = vec![("RoleName", role)];
        parameters.extend(marker.as_deref().map(|marker| ("Marker", marker)));
        let (page, next) = iam.ask(call, &parameters, |result| {
            let is_truncated = text(result, "IsTruncated").as_deref() == Some("true");
            let next = if is_truncated {
                Some(text(result, "Marker").filter(|marker| !marker.is_empty())?)
            } else {
                None
            };
            Some((take(result)?, next))
        })?;
        found.extend(page);
        match next {
            None => return Ok(found),
            Some(next) if marker.as_ref() == Some(&next) => break,
            next => marker = next,
        }
    }
    Err(AwsError::Unreadable {
        call: call.clone(),
        reason: "has pages without end".to_owned(),
    })
}

/// IAM encodes documents by RFC 3986.
fn decoded(document: &str) -> String {
    percent_decode_str(document)
        .decode_utf8_lossy()
        .into_owned()
}
