//! Whose tokens a condition on a claim lets in, where everybody uses the provider: `repo:OWNER/…` is one owner's.

use crate::model::{Policy, PrincipalKind};
use crate::proof::outsider::{claim_owner, shared_provider};
use crate::semantics::providers::web_identity_provider;
use crate::sort;

use super::Values;
use super::telling::Asked;

/// The key of the subject claim of the provider that a statement trusts, in lower case.
#[must_use]
pub fn claim(policy: &Policy, statement: usize) -> Option<String> {
    let statement = policy.statements.get(statement)?;
    let mut principals = statement.principals();
    let provider = principals.find_map(web_identity_provider)?;
    Some(format!("{provider}:sub").to_ascii_lowercase())
}

/// The owners whose tokens pass, if that is more than one; empty for everybody.
#[must_use]
pub fn of(asked: Option<&Asked>) -> Option<Vec<String>> {
    let asked = asked?;
    let words = match &asked.values {
        Values::Some { of, .. } if !of.is_empty() => of,
        _ => return None,
    };
    let mut owners = Vec::new();
    for word in words {
        match claim_owner(&word.text) {
            Some(owner) if !owner.contains(['*', '?']) => owners.push(owner.to_owned()),
            // A whole value has one owner, whatever its form.
            _ if word.relation == "is" => owners.push(word.text.clone()),
            _ => return Some(Vec::new()),
        }
    }
    sort::sort(&mut owners);
    owners.dedup();
    (owners.len() > 1).then_some(owners)
}

/// Whether the provider of a statement is one that many share, so that owners matter.
#[must_use]
pub fn is_shared(policy: &Policy, statement: usize) -> bool {
    let statement = policy.statements.get(statement);
    statement.is_some_and(|statement| {
        let mut principals = statement.principals();
        principals
            .any(|one| one.kind == PrincipalKind::OidcProvider && shared_provider(one).is_some())
    })
}
