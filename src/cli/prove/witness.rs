//! A request as it is shown: its principal, and the condition keys that policies ask for, named as they name them.

use std::collections::BTreeMap;

use crate::catalog::global_keys;
use crate::finding;
use crate::model::{Policy, Text};
use crate::semantics::{Caller, Key, Request};

/// A request that somebody can read and try.
#[derive(Clone, Debug)]
pub struct Shown {
    /// `None`: whoever calls.
    pub principal: Option<String>,
    pub action: String,
    /// Whether AWS has published the action.
    pub is_published: bool,
    pub resource: Option<String>,
    /// The keys that it has, with their values.
    pub context: Vec<(String, Vec<String>)>,
}

/// Keys that follow from the principal: told only where a policy asks for them.
const OF_PRINCIPAL: [&str; 8] = [
    "aws:federatedprovider",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:principaltype",
    "aws:userid",
    "aws:username",
];

impl Shown {
    /// The request, for readers of these policies.
    pub fn of(request: &Request, is_published: bool, policies: &[&Policy]) -> Self {
        let mut asked: BTreeMap<String, String> = BTreeMap::new();
        for policy in policies {
            for condition in policy.statements.iter().flat_map(|one| &one.conditions) {
                if let Some(name) = Text::known(&condition.key) {
                    let written = asked.entry(name.to_ascii_lowercase());
                    written.or_insert_with(|| name.to_owned());
                }
            }
        }
        let mut context = Vec::new();
        for (name, key) in request.context.iter() {
            let Key::Present(values) = key else { continue };
            let written = asked.get(name);
            if written.is_none() && OF_PRINCIPAL.contains(&name) {
                continue;
            }
            // Both keys of the current time have a value, and one of them is asked for.
            let is_time = ["aws:currenttime", "aws:epochtime"].contains(&name);
            if written.is_none() && is_time {
                continue;
            }
            let known = || global_keys::find(name).map_or(name, |key| key.name);
            let known = || if name.contains('/') { name } else { known() };
            let name = written.map_or_else(known, String::as_str);
            context.push((name.to_owned(), values.clone()));
        }
        Self {
            principal: principal(&request.caller),
            action: request.action.clone(),
            is_published,
            resource: request.resource.clone(),
            context,
        }
    }

    /// As a finding carries it.
    pub fn drawn(&self) -> finding::Witness {
        let context = self.context.iter().map(|(name, values)| {
            let value = match values.as_slice() {
                [] => "(without a value)".to_owned(),
                values => values.join(", "),
            };
            (name.clone(), value)
        });
        finding::Witness {
            principal: self.principal.clone(),
            action: self.action.clone(),
            resource: self.resource.clone(),
            context: context.collect(),
        }
    }
}

/// Who calls, as `simulate` takes it.
pub fn principal(caller: &Caller) -> Option<String> {
    match caller {
        Caller::Anonymous => Some("anonymous".to_owned()),
        Caller::Identity(name) | Caller::Service(name) | Caller::Federated(name) => {
            Some(name.clone())
        }
        Caller::Unknown => None,
    }
}
