//! `witness()`: the request that proves a finding, as a report shows it.

use std::collections::BTreeMap;

use crate::finding::Witness;
use crate::model::{Statement, Text};
use crate::semantics::trust::EXTERNAL_ID;
use crate::semantics::{Caller, Key, Request};

/// A request, with those of its keys that a statement asks for.
pub(super) fn witness(request: &Request, statement: &Statement) -> Witness {
    let keys = statement.conditions.iter().map(|condition| &condition.key);
    // What is sent as external ID matters where nobody asks for it too.
    let sent = statement.conditions_on(EXTERNAL_ID).next().is_none();
    let context: BTreeMap<String, String> = keys
        .filter_map(Text::known)
        .chain(sent.then_some(EXTERNAL_ID))
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
        resource: None,
        context,
    }
}
