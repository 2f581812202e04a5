//! Which quota a policy has, and how it is counted.
//!
//! Source: "IAM and STS quotas" in the IAM User Guide, "Quotas and service limits for AWS Organizations", and for
//! resource policies the guides of their services.

use crate::finding::Severity;
use crate::kind::{PolicyType, ResourceType};
use crate::model::{Policy, Statement, Text};
use crate::rules::Context;
use crate::source::Span;

use super::count;
use super::{COMPACT, INLINE, RULE, TRUST_CHARACTERS};

pub const SCP: &str = "POLICY_SIZE_EXCEEDS_SCP_QUOTA";
pub const RCP: &str = "POLICY_SIZE_EXCEEDS_RCP_QUOTA";
pub const IDENTITY: &str = "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA";
pub const RESOURCE: &str = "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA";
pub const TRUST: &str = "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA";

/// No policy of so few characters is too large for anything.
pub const SMALLEST: usize = 2048;

/// What an account has for trust policies before it asks for more, and the most that it gets.
pub const TRUST_DEFAULT: i64 = 2048;
pub const TRUST_MOST: i64 = 8192;
pub const TRUST_MOST_CHARACTERS: usize = 8192;

pub const SCP_MOST: usize = 10_240;

/// The most that AWS takes of one sort of policy.
#[derive(Clone, Debug)]
pub struct Quota {
    pub most: usize,
    pub counted: Counted,
    pub unit: &'static str,
    /// Of what the quota is: `a managed policy`.
    pub whose: &'static str,
    pub code: &'static str,
    pub severity: Severity,
    /// What it is told by that this quota is meant, where nobody said so.
    pub evidence: Option<(Span, &'static str)>,
}

/// What counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    AsWritten,
    /// All but the white space outside of strings.
    Minified,
    /// All but white space, wherever it is.
    WithoutWhiteSpace,
}

/// A quota that a policy exceeds, and by what size.
#[derive(Debug)]
pub struct Excess {
    pub quota: Quota,
    pub size: usize,
}

impl Quota {
    /// `None` if the policy fits. What fits as written fits however it is counted.
    pub fn excess(self, text: &str) -> Option<Excess> {
        if text.len() <= self.most {
            return None;
        }
        let size = match self.counted {
            Counted::AsWritten => text.len(),
            Counted::Minified => count::minified(text),
            Counted::WithoutWhiteSpace => count::without_white_space(text, self.most)?,
        };
        (size > self.most).then_some(Excess { quota: self, size })
    }
}

/// The quotas that a policy is held to, the most certain first.
pub fn of(cx: &Context) -> [Option<Quota>; 2] {
    let options = cx.config.options(RULE.meta.id);
    let compact = options.flag(COMPACT) == Some(true);
    let one = match cx.policy_type {
        PolicyType::Identity => identity(options.text(INLINE)),
        PolicyType::Boundary => identity(None),
        PolicyType::Session => Quota {
            counted: Counted::AsWritten,
            ..iam(2048, "a session policy", IDENTITY)
        },
        PolicyType::Trust => {
            let raised = options.number(TRUST_CHARACTERS);
            let raised = raised.and_then(|number| usize::try_from(number).ok());
            Quota {
                severity: Severity::Error,
                ..iam(raised.unwrap_or(SMALLEST), "a trust policy", TRUST)
            }
        }
        PolicyType::Scp => organizations(SCP_MOST, "a service control policy", SCP, compact),
        PolicyType::Rcp => organizations(5120, "a resource control policy", RCP, compact),
        PolicyType::Resource => return [resource(cx), undeclared_rcp(cx, compact)],
    };
    [Some(one), None]
}

/// AWS warns of these, as an identity policy may be many things; the largest is an inline policy of a role.
fn identity(inline: Option<&str>) -> Quota {
    let (most, whose) = match inline {
        Some("user") => (2048, "an inline policy of a user"),
        Some("group") => (5120, "an inline policy of a group"),
        Some("role") => (10_240, "an inline policy of a role"),
        _ => (6144, "a managed policy"),
    };
    iam(most, whose, IDENTITY)
}

fn iam(most: usize, whose: &'static str, code: &'static str) -> Quota {
    Quota {
        most,
        counted: Counted::WithoutWhiteSpace,
        unit: "characters",
        whose,
        code,
        severity: Severity::Warning,
        evidence: None,
    }
}

fn organizations(most: usize, whose: &'static str, code: &'static str, compact: bool) -> Quota {
    Quota {
        counted: if compact {
            Counted::Minified
        } else {
            Counted::AsWritten
        },
        severity: Severity::Error,
        ..iam(most, whose, code)
    }
}

/// That of the resource which was named, or to which all of the actions belong.
fn resource(cx: &Context) -> Option<Quota> {
    let (resource_type, place) = resource_type(cx)?;
    let label = "of the service whose quota this is, as no resource type is named";
    let evidence = place.map(|place| (place, label));
    let (most, whose) = match resource_type {
        ResourceType::S3Bucket => (20_480, "a bucket policy"),
        ResourceType::DynamoDbTable | ResourceType::DynamoDbStream => {
            (20_480, "a DynamoDB resource policy")
        }
        ResourceType::KmsKey => (32_768, "a key policy"),
        ResourceType::SqsQueue => (8192, "a queue policy"),
        // AWS names no quota, or none that is known here.
        _ => return None,
    };
    Some(Quota {
        counted: Counted::AsWritten,
        unit: "bytes",
        evidence,
        ..iam(most, whose, RESOURCE)
    })
}

/// Whether a policy of a resource is that of a queue.
pub fn is_of_queue(cx: &Context) -> bool {
    cx.policy_type == PolicyType::Resource
        && resource_type(cx).is_some_and(|(one, _)| one == ResourceType::SqsQueue)
}

/// What the policy is attached to, and the action that tells it where nobody said so.
fn resource_type(cx: &Context) -> Option<(ResourceType, Option<Span>)> {
    if let Some(resource_type) = cx.resource_type {
        return Some((resource_type, None));
    }
    let (resource_type, place) = by_actions(cx.policy)?;
    Some((resource_type, Some(place)))
}

/// The resource that all actions are about, and the first of these actions.
fn by_actions(policy: &Policy) -> Option<(ResourceType, Span)> {
    let mut lists = policy
        .statements
        .iter()
        .flat_map(|one| &one.action)
        .peekable();
    let first = lists.peek()?.items.first()?;
    let (service, _) = first.known()?.split_once(':')?;
    let resource_type = match service {
        "s3" => ResourceType::S3Bucket,
        "dynamodb" => ResourceType::DynamoDbTable,
        "kms" => ResourceType::KmsKey,
        "sqs" => ResourceType::SqsQueue,
        _ => return None,
    };
    let is_of_service = |action: &Text| {
        let known = action.known().and_then(|text| text.split_once(':'));
        known.is_some_and(|(other, _)| other == service)
    };
    lists
        .all(|list| !list.negated() && list.items.iter().all(is_of_service))
        .then_some((resource_type, first.span()))
}

/// A policy that only denies, to everyone and everywhere, is hardly one of a single resource. As nobody said what it
/// is, AWS's error is a warning.
fn undeclared_rcp(cx: &Context, compact: bool) -> Option<Quota> {
    if !cx.type_is_guessed || cx.resource_type.is_some() {
        return None;
    }
    let mut statements = cx.policy.statements.iter();
    let first = statements.as_slice().first()?.principal.as_ref()?;
    let is_everyone = |statement: &Statement| {
        statement
            .principal
            .as_ref()
            .is_some_and(|principals| principals.is_string && !principals.negated)
            && statement
                .resources()
                .all(|resource| resource.known() == Some("*"))
    };
    statements
        .all(|statement| statement.is_deny() && is_everyone(statement))
        .then(|| Quota {
            severity: Severity::Warning,
            evidence: Some((
                first.span,
                "looks like one: it denies everyone, and on every resource",
            )),
            ..organizations(5120, "a resource control policy", RCP, compact)
        })
}
