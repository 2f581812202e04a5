//! `read_role`: everything in IAM that decides what a role may do and who may assume it.

use super::credentials;
use super::endpoint;
use super::environment::Environment;
use super::error::AwsError;
use super::iam;
use super::query::Service;
use crate::kind::PolicyType;
use crate::live::http::{Client, Limits};
use crate::model::Arn;
use crate::model::document::{inline_policy, managed_policy, permissions_boundary, trust_policy};

/// A role as a person names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleName {
    /// Without its path.
    pub name: String,
    pub arn: Option<String>,
}

/// A role and its policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub arn: String,
    /// The trust policy, inline policies, managed policies, the boundary, in this order.
    pub policies: Vec<Held>,
}

/// A policy that a role has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// How reports name it.
    pub name: String,
    pub policy_type: PolicyType,
    pub owner: Owner,
    pub text: String,
}

/// Who can change a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Customer,
    Aws,
}

/// Reads a role. To find credentials takes no longer than the limits say, and to read it once more as long.
pub fn read_role(
    wanted: &RoleName,
    environment: &Environment,
    limits: Limits,
) -> Result<Role, AwsError> {
    let arn = wanted.arn.as_deref().and_then(Arn::parse);
    let found = credentials::find(environment, &Client::new(limits))?;
    // Its time begins now: a program that gives credentials may have asked a person for them.
    let client = Client::new(limits);
    let iam = Service {
        client: &client,
        endpoint: endpoint::iam(
            environment,
            found.region.as_deref(),
            arn.map(|arn| arn.partition),
            found.endpoint_url.as_deref(),
        )?,
        credentials: Some(&found.credentials),
        version: iam::VERSION,
    };
    let name = wanted.name.as_str();
    let role = iam::role(&iam, name)?;
    if let Some(arn) = wanted.arn.as_ref().filter(|arn| **arn != role.arn) {
        return Err(AwsError::OtherRole {
            found: role.arn,
            wanted: arn.clone(),
        });
    }
    let mut policies = vec![Held {
        name: trust_policy(name),
        policy_type: PolicyType::Trust,
        owner: Owner::Customer,
        text: role.trust_policy,
    }];
    let holder = format!("role/{name}");
    for policy in iam::inline_policies(&iam, name)? {
        policies.push(Held {
            name: inline_policy(&holder, &policy),
            policy_type: PolicyType::Identity,
            owner: Owner::Customer,
            text: iam::inline_policy(&iam, name, &policy)?,
        });
    }
    for arn in iam::attached_policies(&iam, name)? {
        let managed = iam::managed_policy(&iam, &arn)?;
        policies.push(Held {
            name: managed_policy(&managed.arn, &managed.version),
            policy_type: PolicyType::Identity,
            owner: owner(&arn),
            text: managed.text,
        });
    }
    if let Some(arn) = role.boundary {
        let managed = iam::managed_policy(&iam, &arn)?;
        policies.push(Held {
            name: permissions_boundary(&holder, &format!("{arn} {}", managed.version)),
            policy_type: PolicyType::Boundary,
            owner: owner(&arn),
            text: managed.text,
        });
    }
    Ok(Role {
        arn: role.arn,
        policies,
    })
}

/// See "Policies and groups" of "IAM identifiers" in the IAM User Guide: AWS's own policies have `aws` for an account.
fn owner(arn: &str) -> Owner {
    match Arn::parse(arn) {
        Some(arn) if arn.account == "aws" => Owner::Aws,
        _ => Owner::Customer,
    }
}
