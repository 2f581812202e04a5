//! The trust policies: the one that lets Confluent's role in, and the placeholder before it.

use chrono::{DateTime, SecondsFormat, Utc};
use ipnet::IpNet;
use thiserror::Error;

use crate::integration::Integration;
use crate::model::{Arn, Effect, PARTITIONS, is_account_id, placeholder};
use crate::semantics::trust::{ASSUME_ROLE, EXTERNAL_ID, TAG_SESSION};
use crate::text::quote;

use super::document::{Condition, Document, Kind, Statement};

/// From where and when Confluent may assume the role, beyond what the external ID asks.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// None: from everywhere.
    pub networks: Vec<IpNet>,
    pub not_before: Option<DateTime<Utc>>,
    pub not_after: Option<DateTime<Utc>>,
}

/// Why no trust policy can be made of an integration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unfit {
    #[error("Confluent has not made its role and the external ID yet")]
    NotCreated,
    #[error("{} is no role that a trust policy can name", quote(.0))]
    Role(String),
    #[error("{} is no external ID that Confluent gives and AWS carries", quote(.0))]
    ExternalId(String),
}

/// The policy that lets the integration's role assume the role with the integration's external ID.
///
/// `sts:TagSession` stands in a statement of its own and without conditions: AWS documents `sts:ExternalId` for
/// `sts:AssumeRole` alone, and no session is tagged but by the call that assumes the role.
pub fn trust(integration: &Integration, window: &Window) -> Result<Document, Unfit> {
    let (role, id) = integration
        .role_arn
        .known()
        .zip(integration.external_id.known())
        .ok_or(Unfit::NotCreated)?;
    if !is_role(&role.value) {
        return Err(Unfit::Role(role.value.clone()));
    }
    if !is_external_id(&id.value) {
        return Err(Unfit::ExternalId(id.value.clone()));
    }
    let mut conditions = vec![Condition {
        operator: "StringEquals",
        key: EXTERNAL_ID,
        values: vec![id.value.clone()],
    }];
    conditions.extend(restrictions(window));
    let allow = |action: &str, conditions| Statement {
        effect: Effect::Allow,
        principal: Some(role.value.clone()),
        actions: vec![action.to_owned()],
        resources: Vec::new(),
        conditions,
    };
    Ok(Document {
        kind: Kind::Trust,
        statements: vec![
            allow(ASSUME_ROLE, conditions),
            allow(TAG_SESSION, Vec::new()),
        ],
    })
}

/// The placeholder that denies everyone: a role has to exist before Confluent can say whom it is to trust.
#[must_use]
pub fn bootstrap() -> Document {
    Document {
        kind: Kind::Trust,
        statements: vec![Statement {
            effect: Effect::Deny,
            principal: Some("*".to_owned()),
            actions: vec![ASSUME_ROLE.to_owned()],
            resources: Vec::new(),
            conditions: Vec::new(),
        }],
    }
}

fn restrictions(window: &Window) -> impl Iterator<Item = Condition> {
    let networks: Vec<String> = window.networks.iter().map(ToString::to_string).collect();
    let addresses = (!networks.is_empty()).then_some(Condition {
        operator: "IpAddress",
        key: "aws:SourceIp",
        values: networks,
    });
    let instant = |operator, instant: Option<DateTime<Utc>>| {
        instant.map(|instant| Condition {
            operator,
            key: "aws:CurrentTime",
            values: vec![instant.to_rfc3339_opts(SecondsFormat::Secs, true)],
        })
    };
    let begin = instant("DateGreaterThan", window.not_before);
    let end = instant("DateLessThan", window.not_after);
    [addresses, begin, end].into_iter().flatten()
}

/// Whether a text is the ARN of one role that somebody has, of characters that IAM gives to names and paths.
///
/// Source: "IAM and AWS STS quotas: IAM name requirements" in the IAM User Guide.
fn is_role(text: &str) -> bool {
    let is_allowed = |char: char| char.is_ascii_alphanumeric() || "_+=,.@-/".contains(char);
    Arn::parse(text).is_some_and(|arn| {
        PARTITIONS.contains(&arn.partition)
            && arn.service == "iam"
            && arn.region.is_empty()
            && is_account_id(arn.account)
            && arn.resource.starts_with("role/")
            && !arn.name().is_empty()
            && arn.resource.chars().all(is_allowed)
            && !placeholder::is_dummy_principal(text)
    })
}

/// Source: `ExternalId` of `AssumeRole` in the AWS Security Token Service API Reference.
fn is_external_id(text: &str) -> bool {
    let is_allowed = |char: char| char.is_ascii_alphanumeric() || "_+=,.@:/-".contains(char);
    (2..=1224).contains(&text.len())
        && text.chars().all(is_allowed)
        && !placeholder::is_dummy_external_id(text)
}
