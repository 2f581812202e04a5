//! Whose account calls, whose is the resource, and which policies therefore have no say.

use crate::catalog::Catalog;
use crate::kind::PolicyType;
use crate::model::{Arn, is_account_id};
use crate::semantics::{Caller, Request, Truth, rcp_reaches};

/// What is known of the accounts around a request besides what its ARNs say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Accounts<'a> {
    /// The account of the resource, where its ARN does not tell or somebody says otherwise.
    pub resource: Option<&'a str>,
    /// The management account of the organization: no control policy reaches it.
    pub management: Option<&'a str>,
}

/// How the caller's account stands to the resource's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Same,
    Cross,
    /// One of the two is not known.
    Unknown,
    /// The caller has no account: a service, a provider's user, nobody.
    None,
}

/// How the accounts of a request stand to each other.
#[must_use]
pub fn relation(request: &Request, accounts: &Accounts) -> Relation {
    match &request.caller {
        Caller::Anonymous | Caller::Service(_) | Caller::Federated(_) => Relation::None,
        // Of somebody who is not known the least is supposed: an identity of the resource's own account.
        Caller::Unknown => Relation::Same,
        Caller::Identity(arn) => match (account_of(arn), resource_account(request, accounts)) {
            // What acts on no resource acts in the caller's own account.
            (Some(_), None) if request.resource.as_deref() == Some("*") => Relation::Same,
            (Some(caller), Some(resource)) if caller == resource => Relation::Same,
            (Some(_), Some(_)) => Relation::Cross,
            _ => Relation::Unknown,
        },
    }
}

/// The account of the resource, if it is known.
pub(super) fn resource_account<'a>(
    request: &'a Request,
    accounts: &Accounts<'a>,
) -> Option<&'a str> {
    let of_arn = || request.resource.as_deref().and_then(account_of);
    accounts.resource.or_else(of_arn)
}

/// What an identity is, by its ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    User,
    /// A role, by its own ARN or by a session's.
    Role,
    FederatedUser,
    Other,
}

pub(super) fn kind_of(caller: &Caller) -> Option<Kind> {
    let Caller::Identity(arn) = caller else {
        return None;
    };
    let arn = Arn::parse(arn)?;
    Some(match (arn.service, arn.typed_resource()) {
        ("iam", ("root", "")) => Kind::Root,
        ("iam", ("user", _)) => Kind::User,
        ("iam", ("role", _)) | ("sts", ("assumed-role", _)) => Kind::Role,
        ("sts", ("federated-user", _)) => Kind::FederatedUser,
        _ => Kind::Other,
    })
}

pub(super) fn account_of(arn: &str) -> Option<&str> {
    Arn::parse(arn)
        .map(|arn| arn.account)
        .filter(|account| is_account_id(account))
}

/// Whether an identity policy alone is not enough even in one account: the roles' trust policies and the policies of KMS keys.
///
/// Source: "Policy evaluation logic in the same account" ("…IAM role trust policies and KMS key policies are
/// exceptions…"), "Key policies in AWS KMS".
#[must_use]
pub fn needs_resource_policy(request: &Request, policy_type: Option<PolicyType>) -> bool {
    let action = request.action.to_ascii_lowercase();
    let assumes = action.starts_with("sts:assumerole")
        || ["sts:tagsession", "sts:setsourceidentity", "sts:setcontext"].contains(&&*action);
    let on_key = || match request.resource.as_deref() {
        // Which key it is was not said; it is one where AWS has the action on keys only.
        None | Some("*") => acts_on_keys(&action),
        Some(text) => Arn::parse(text)
            .is_some_and(|arn| arn.service == "kms" && arn.resource.starts_with("key/")),
    };
    policy_type == Some(PolicyType::Trust) || assumes || (action.starts_with("kms:") && on_key())
}

fn acts_on_keys(action: &str) -> bool {
    let Some(action) = Catalog::embedded().action(action) else {
        return false;
    };
    action
        .resources()
        .any(|one| one.is_required && one.resource_type.name() == "key")
}

/// Whether service control policies reach the caller: identities of member accounts, and no service-linked role.
///
/// Source: "Service control policies" in the Organizations User Guide, "Tasks and entities not restricted by SCPs".
pub(super) fn scps_reach(caller: &Caller, accounts: &Accounts) -> Truth {
    match caller {
        Caller::Anonymous | Caller::Service(_) | Caller::Federated(_) => Truth::No,
        Caller::Unknown => Truth::Yes,
        Caller::Identity(arn) => {
            let managed = accounts.management.is_some() && account_of(arn) == accounts.management;
            Truth::from(!managed).and(!is_service_linked(arn))
        }
    }
}

/// Whether resource control policies reach the resource: those of member accounts, unless a service-linked role calls.
///
/// Source: "Resource control policies" in the Organizations User Guide, "Resources and entities not restricted by RCPs".
pub(super) fn rcps_reach(request: &Request, accounts: &Accounts) -> Truth {
    let managed =
        accounts.management.is_some() && resource_account(request, accounts) == accounts.management;
    let linked = match &request.caller {
        Caller::Identity(arn) => is_service_linked(arn),
        _ => Truth::No,
    };
    Truth::from(rcp_reaches(&request.action) && !managed).and(!linked)
}

/// A service-linked role is known by its path, which the ARN of a session does not tell.
fn is_service_linked(arn: &str) -> Truth {
    let Some(arn) = Arn::parse(arn) else {
        return Truth::Unknown;
    };
    if let Some(path) = arn.resource.strip_prefix("role/") {
        return Truth::from(path.starts_with("aws-service-role/"));
    }
    let session = arn.resource.strip_prefix("assumed-role/");
    Truth::from(session.is_some_and(|role| role.starts_with("AWSServiceRoleFor")))
        .and(Truth::Unknown)
}
