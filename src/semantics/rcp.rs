//! What resource control policies have a say in.

use crate::catalog::{Catalog, Service};

/// Whether resource control policies are asked about requests for this action: those of the services that AWS lists, but for
/// one action. Of a service that is not known they are.
///
/// Source: "Resource control policies" in the Organizations User Guide, "Resources and entities not restricted by RCPs".
#[must_use]
pub fn rcp_reaches(action: &str) -> bool {
    let prefix = action.split(':').next().unwrap_or_default();
    let service = Catalog::embedded().service(prefix);
    service.is_none_or(Service::supports_rcp) && !action.eq_ignore_ascii_case("kms:RetireGrant")
}
