//! What is known of Confluent's side without its response.

use crate::model::{Policy, Principal, Statement};

/// The account of Confluent's roles in every published sample. Confluent does not promise it: a hint, never a fault.
pub const ACCOUNT: &str = "851725421142";

/// How the names of Confluent's roles begin in every published sample. A hint, as [`ACCOUNT`].
pub const ROLE_PREFIX: &str = "cspi-";

/// Whether a trust policy is about Confluent: a principal of its account, of its kind of name, or its template's placeholder.
#[must_use]
pub fn speaks_of_confluent(policy: &Policy) -> bool {
    policy
        .statements
        .iter()
        .flat_map(Statement::principals)
        .any(is_confluent)
}

fn is_confluent(principal: &Principal) -> bool {
    if principal.text.has_placeholder() {
        return principal.text.written().contains("confluent");
    }
    let named = principal.arn().is_some_and(|arn| {
        arn.resource.starts_with("role/") && arn.name().starts_with(ROLE_PREFIX)
    });
    named || principal.account() == Some(ACCOUNT)
}
