//! Confluent's side of a provider integration: what its response says, in whatever document it stands.

mod candidate;
mod confluent;
pub mod connectors;
mod error;
mod expected;
mod foreign;
mod outputs;
mod read;
mod refusal;
mod shapes;
mod statements;
mod terraform;

use crate::model::Arn;
use crate::source::{FileId, Span, Spanned};

pub use confluent::{
    ACCOUNT, Party, ROLE_PREFIX, Trusted, concerns, is_confluent, is_integration_role,
    speaks_of_confluent,
};
pub use error::{ApiError, Choice, ReadError};
pub use expected::{Trouble, assume_role, home, refusal, sent, tag_session, trouble};
pub use read::read;
pub use refusal::api_error;
pub use statements::Statements;
pub use terraform::address as terraform_address;

/// A text of the response and where it is written, its quotes included.
pub type Field = Spanned<String>;

/// A value that the response gives, or cannot give yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known<T> {
    Known(T),
    /// It comes to be when the plan is applied, or when the draft is completed.
    Unknown,
}

/// One provider integration on AWS, as Confluent describes it.
///
/// See "Integrations (pim/v1)" in the reference of Confluent Cloud's APIs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    /// `cspi-…` in all that was seen; no pattern is promised.
    pub id: Option<Field>,
    pub name: Option<Field>,
    /// Confluent's role, the principal of the trust policy; shaped as an ARN of an IAM role.
    pub role_arn: Known<Field>,
    /// Never empty.
    pub external_id: Known<Field>,
    /// The role that Confluent is to assume, as Confluent was told: it may be anything.
    pub customer_role_arn: Option<Field>,
    /// The ID of the environment.
    pub environment: Option<Field>,
    /// What uses the integration, as Confluent Resource Names.
    pub usages: Vec<Field>,
    /// `DRAFT`, `CREATED` or `ACTIVE` in version 2 of the API, which alone has it.
    pub status: Option<Field>,
    /// Where Terraform keeps it: `module.confluent.confluent_provider_integration.main`.
    pub address: Option<String>,
    pub file: FileId,
    /// The object that describes it; the whole document if the values stand apart.
    pub span: Span,
}

/// Which integration is meant when a document holds several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The ID; failing that, the name or the address in Terraform. It must match even if there is only one.
    pub id: Option<String>,
    /// The ARN or the name of the customer's role. It chooses among several and is not held against one.
    pub customer_role: Option<String>,
}

impl<T> Known<T> {
    #[must_use]
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown => None,
        }
    }
}

impl Integration {
    /// Whether Confluent has made its role and the external ID, so that a trust policy can name them.
    #[must_use]
    pub fn created(&self) -> bool {
        self.role_arn.known().is_some() && self.external_id.known().is_some()
    }

    /// The partitions of Confluent's role and of the customer's, where they differ: no role of one is trusted in the other.
    ///
    /// Source: "AWS JSON policy elements: Principal" in the IAM User Guide.
    #[must_use]
    pub fn parted(&self) -> Option<(&str, &str)> {
        let theirs = Arn::parse(&self.role_arn.known()?.value)?.partition;
        let ours = Arn::parse(&self.customer_role_arn.as_ref()?.value)?.partition;
        (theirs != ours).then_some((theirs, ours))
    }

    /// Whether something depends on it already: a mismatch is then an outage.
    #[must_use]
    pub fn in_use(&self) -> bool {
        let active = |status: &Field| status.value.eq_ignore_ascii_case("ACTIVE");
        !self.usages.is_empty() || self.status.as_ref().is_some_and(active)
    }
}
