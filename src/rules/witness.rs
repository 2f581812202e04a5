//! `witness()`: the request that proves a finding, as a report shows it.

use std::collections::BTreeMap;

use crate::finding::Witness;
use crate::model::{Policy, Statement, Text};
use crate::semantics::trust::EXTERNAL_ID;
use crate::semantics::{Caller, Key, Request};

/// A request, with those of its keys that a statement asks for.
pub(super) fn witness(request: &Request, statement: &Statement) -> Witness {
    let keys = statement.conditions.iter().map(|condition| &condition.key);
    // What is sent as external ID matters where nobody asks for it too.
    let sent = statement.conditions_on(EXTERNAL_ID).next().is_none();
    let keys = keys
        .filter_map(Text::known)
        .chain(sent.then_some(EXTERNAL_ID));
    let mut witness = with_keys(request, keys);
    witness.resource = None;
    witness
}

/// A request to assume the role, with those of its keys that the statement or a `Deny` asks for.
pub(super) fn witness_of(request: &Request, policy: &Policy, statement: &Statement) -> Witness {
    let mut all = witness(request, statement);
    let conditions = policy.denies().flat_map(|deny| &deny.conditions);
    let keys = conditions.filter_map(|condition| condition.key.known());
    for (name, value) in with_keys(request, keys).context {
        let is_there = all
            .context
            .keys()
            .any(|key| key.eq_ignore_ascii_case(&name));
        if !is_there {
            all.context.insert(name, value);
        }
    }
    all
}

/// A request, with those of its keys that some statement of the policy asks for.
pub(super) fn witness_in(request: &Request, policy: &Policy) -> Witness {
    // Mostly none is asked for.
    let is_asked =
        |(name, key): (&str, &Key)| matches!(key, Key::Present(_)) && policy.may_ask(name);
    let statements = if request.context.iter().any(is_asked) {
        policy.statements.as_slice()
    } else {
        &[]
    };
    let conditions = statements
        .iter()
        .flat_map(|statement| &statement.conditions);
    let keys = conditions.filter_map(|condition| condition.key.known());
    with_keys(request, keys)
}

fn with_keys<'k>(request: &Request, keys: impl Iterator<Item = &'k str>) -> Witness {
    let context: BTreeMap<String, String> = keys
        .filter_map(|name| match request.context.get(name) {
            Key::Present(values) => Some((name.to_owned(), values.join(", "))),
            Key::Absent | Key::Unknown => None,
        })
        .collect();
    Witness {
        principal: match &request.caller {
            Caller::Anonymous | Caller::Unknown => None,
            Caller::Identity(name) | Caller::Service(name) | Caller::Federated(name) => {
                Some(name.clone())
            }
        },
        action: request.action.clone(),
        resource: request.resource.clone(),
        context,
    }
}
