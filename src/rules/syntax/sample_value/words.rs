//! What is said of each value of some documentation.

use crate::model::sample::SampleKind;
use crate::text::quote;

use super::{Copied, What};

impl Copied {
    /// Message, label and help.
    pub(super) fn words(&self) -> (String, &'static str, &'static str) {
        let value = quote(&self.value);
        match self.what {
            What::Sample(SampleKind::ConfluentRole) => (
                format!(
                    "{value} is the role of an example, not the one that Confluent made for you"
                ),
                "from Confluent's documentation",
                "set the principal to `iam_role_arn` of Confluent's response",
            ),
            What::Sample(SampleKind::ConfluentExternalId) => (
                "the external ID is the one of an example, and everybody can read it".to_owned(),
                "from Confluent's documentation",
                "set it to `external_id` of Confluent's response",
            ),
            What::Sample(SampleKind::Id) => (
                format!("{value} is the ID of an example: nothing has it"),
                "from AWS's documentation",
                "put the real ID in its place",
            ),
            What::Sample(SampleKind::Organization) => (
                format!("{value} is the organization of an example, not yours"),
                "from AWS's documentation",
                "put the ID of your organization in its place",
            ),
            What::Sample(SampleKind::Account) => (
                format!("{value} is the account of an example"),
                "from AWS's documentation",
                "put the ID of the account that is meant in its place",
            ),
            What::Sample(SampleKind::Bucket) => (
                format!("{value} is the bucket of an example"),
                "from AWS's documentation",
                "put the name of your bucket in its place",
            ),
            What::Range => (
                format!("{value} is set aside for documentation: no request comes from there"),
                "nobody has these addresses",
                "put the addresses that the callers have in their place",
            ),
            What::ExternalId => (
                format!(
                    "the external ID {value} is the one of an example, and everybody can read it"
                ),
                "from AWS's documentation",
                "set it to the ID that the other side gave you",
            ),
        }
    }
}
