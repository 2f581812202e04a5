//! How far a role is, from its trust policy and Confluent's response.

use crate::integration::{self, Integration};
use crate::model::Policy;
use crate::semantics::trust::is_bootstrap;
use crate::text::quote;

/// The stages of a role for Confluent, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// There is no role.
    Planned,
    /// The role denies everyone, or lets others in, and there is no integration.
    Prepared,
    /// Somebody began to create the integration, and Confluent has not made its side.
    Pending,
    /// The role trusts Confluent, and what Confluent says of it is not at hand.
    Named,
    /// The integration is there, and the role does not let Confluent in.
    Created {
        /// Something uses the integration already: it fails until the role does.
        in_use: bool,
    },
    /// Confluent's request gets in.
    Final,
    /// It gets in, and something uses it.
    InUse,
}

impl Stage {
    /// Judges what is known. `role_exists`: nobody gave its trust policy, and its ARN is known.
    #[must_use]
    pub fn of(
        trust: Option<&Policy>,
        integration: Option<&Integration>,
        role_exists: bool,
    ) -> Self {
        match (integration, trust) {
            (Some(integration), _) if !integration.created() => Self::Pending,
            (Some(integration), Some(policy)) => Self::of_both(policy, integration),
            (Some(_), None) => Self::Created { in_use: false },
            (None, Some(policy)) if integration::speaks_of_confluent(policy) => Self::Named,
            (None, Some(_)) => Self::Prepared,
            (None, None) if role_exists => Self::Prepared,
            (None, None) => Self::Planned,
        }
    }

    /// The step that comes after it, in a clause; `None` where the way is at its end, or leaves a choice. `id`: of the
    /// integration.
    #[must_use]
    pub fn step(self, id: Option<&str>) -> Option<String> {
        match self {
            Self::Pending => Some(COMPLETE.to_owned()),
            Self::Created { .. } => Some(LET_IN.to_owned()),
            Self::Final => Some(connector(id)),
            Self::Planned | Self::Prepared | Self::Named | Self::InUse => None,
        }
    }

    fn of_both(policy: &Policy, integration: &Integration) -> Self {
        let requests = [
            integration::assume_role(integration),
            integration::tag_session(integration),
        ];
        let gets_in = !is_bootstrap(policy)
            && integration.parted().is_none()
            && integration::trouble(policy, integration).is_none()
            && requests.iter().flatten().all(|request| {
                let decided =
                    crate::semantics::decide(policy, crate::kind::PolicyType::Trust, request);
                decided.may_be_allowed()
            });
        match (gets_in, integration.in_use()) {
            (true, true) => Self::InUse,
            (true, false) => Self::Final,
            (false, in_use) => Self::Created { in_use },
        }
    }

    /// Its number, its name, and what it is.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Planned => "0, planned: there is no role",
            Self::Prepared => "1, prepared: there is a role, and no integration",
            Self::Pending => {
                "1, prepared: the integration is not complete, so Confluent has no role and no external ID for it"
            }
            Self::Named => {
                "unknown: the role trusts Confluent, and the integration is not given to compare it with"
            }
            Self::Created { in_use: false } => {
                "2, created: there is an integration, and the role has to trust it"
            }
            Self::Created { in_use: true } => {
                "2, created: what uses the integration fails until the role trusts it"
            }
            Self::Final => "3, final: Confluent can assume the role",
            Self::InUse => "4, in use: Confluent can assume the role, and something depends on it",
        }
    }
}

pub(super) const COMPLETE: &str = "complete the integration, then fetch it again";
pub(super) const LET_IN: &str = "let Confluent's role in, with the integration's external ID";

/// Source: the configuration of Confluent Cloud's connectors.
pub(super) fn connector(id: Option<&str>) -> String {
    format!(
        "create the connector, with `authentication.method` = `IAM Roles` and `provider.integration.id` = {}",
        quote(id.unwrap_or("the ID of the integration"))
    )
}
