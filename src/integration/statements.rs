//! `Statements`: what a trust policy has to say to let an integration in, as Confluent's console gives it out.

use crate::model::{Arn, is_account_id};
use crate::semantics::trust::{ASSUME_ROLE, EXTERNAL_ID, TAG_SESSION};

use super::Integration;

/// The two statements for an integration whose role and external ID are what AWS takes as such.
#[derive(Clone, Copy, Debug)]
pub struct Statements<'i> {
    pub role: &'i str,
    pub external_id: &'i str,
}

impl<'i> Statements<'i> {
    /// `None` before the integration exists, and where its values could say more than they seem to: a wildcard, a variable.
    #[must_use]
    pub fn of(integration: &'i Integration) -> Option<Self> {
        let role = integration.role_arn.known()?.value.as_str();
        let external_id = integration.external_id.known()?.value.as_str();
        (is_role(role) && is_external_id(external_id)).then_some(Self { role, external_id })
    }

    /// Lets the role in with the integration's external ID.
    #[must_use]
    pub fn assume(&self) -> serde_json::Value {
        serde_json::json!({
            "Effect": "Allow",
            "Principal": { "AWS": self.role },
            "Action": ASSUME_ROLE,
            "Condition": { "StringEquals": { EXTERNAL_ID: self.external_id } },
        })
    }

    /// Lets the role name tags for the session that it begins; by itself it lets nobody in. It asks for no external ID, which
    /// AWS documents for `sts:AssumeRole` alone.
    #[must_use]
    pub fn tag(&self) -> serde_json::Value {
        serde_json::json!({
            "Effect": "Allow",
            "Principal": { "AWS": self.role },
            "Action": TAG_SESSION,
        })
    }

    /// A trust policy that lets the integration in and nobody else.
    #[must_use]
    pub fn policy(&self) -> serde_json::Value {
        serde_json::json!({ "Version": "2012-10-17", "Statement": [self.assume(), self.tag()] })
    }
}

fn is_role(text: &str) -> bool {
    let named = |arn: Arn| {
        let (kind, name) = arn.typed_resource();
        arn.service == "iam" && is_account_id(arn.account) && kind == "role" && !name.is_empty()
    };
    // Source: `RoleName` and `Path` in the IAM API Reference.
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "_+=,.@-:/".contains(char);
    text.chars().all(is_plain) && Arn::parse(text).is_some_and(named)
}

/// Source: `ExternalId` of `AssumeRole` in the AWS Security Token Service API Reference.
fn is_external_id(text: &str) -> bool {
    let is_carried = |char: char| char.is_ascii_alphanumeric() || "_+=,.@:/-".contains(char);
    (2..=1224).contains(&text.len()) && text.chars().all(is_carried)
}
