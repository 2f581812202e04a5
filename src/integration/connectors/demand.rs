//! `Demand`: what the connectors of a run need, with the names of their buckets, tables and the like filled in.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::form::{Value, is_place, separators};
use super::{Connector, Form, Need, Requirement, Table, Target};
use crate::catalog::Catalog;
use crate::model::{Arn, is_account_id};
use crate::text::quote;

/// What was said of the connectors that will use a role.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Ids, display names or plugin classes.
    pub connectors: Vec<String>,
    /// Values by the name that they fill in: `bucket`, `region`.
    pub names: BTreeMap<String, Vec<String>>,
    /// Capabilities that are used, though the table calls them optional.
    pub with: Vec<String>,
    /// Capabilities that are not used.
    pub without: Vec<String>,
    /// The ARN of the role, if it is known: its partition is the resources'.
    pub role_arn: Option<String>,
}

/// What the policies of a role have to grant.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Those named, each once, in the order of the command line.
    pub connectors: Vec<Connector>,
    pub asks: Vec<Ask>,
}

/// A need of a connector in this run.
#[derive(Clone, Debug)]
pub struct Ask {
    /// By its place in [`Demand::connectors`].
    pub connector: usize,
    pub need: Need,
    /// What holds in this run.
    pub requirement: Requirement,
    /// The resource, once for each value of its names; all of them are needed.
    pub targets: Vec<Target>,
}

/// Why wishes cannot be made a demand.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum WishError {
    #[error("no connector is called {}", quote(.0))]
    Connector(String, Option<String>),
    #[error("no connector that is named has a capability {}", quote(.0))]
    Capability(String, Vec<String>),
    #[error("no resource of the connectors that are named has a `<{}>`", .0)]
    Name(String, Vec<String>),
    #[error("{} is no {}: {}", quote(.value), .name, .reason)]
    Value {
        name: String,
        value: String,
        reason: String,
    },
    #[error("there are over {MOST_TARGETS} resources of one need, or {MOST_ASKED} of all")]
    TooMany,
}

/// Each is asked of all policies.
const MOST_TARGETS: usize = 50;
/// Of all needs together.
const MOST_ASKED: usize = 1000;

impl WishError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        let among = |known: &[String]| match known {
            [] => "there is none".to_owned(),
            known => format!("expected one of {}", known.join(", ")),
        };
        match self {
            Self::Connector(_, Some(near)) => format!("did you mean {}?", quote(near)),
            Self::Connector(_, None) => "list them with `iamsure connectors`".to_owned(),
            Self::Capability(_, known) | Self::Name(_, known) => among(known),
            Self::Value { name, .. } => format!("give the {name}'s name, or its whole ARN"),
            Self::TooMany => "check fewer of them in one run".to_owned(),
        }
    }
}

impl Demand {
    /// # Errors
    ///
    /// What is named and is not there, and values that can be no names.
    pub fn new(table: &Table, wishes: &Wishes) -> Result<Self, WishError> {
        let connectors = connectors(table, wishes)?;
        for capability in wishes.with.iter().chain(&wishes.without) {
            let known: BTreeSet<&str> = connectors
                .iter()
                .flat_map(Connector::capabilities)
                .collect();
            if !known.contains(capability.as_str()) {
                let known = known.into_iter().map(str::to_owned).collect();
                return Err(WishError::Capability(capability.clone(), known));
            }
        }
        check_names(&connectors, wishes)?;
        let partition = partition(wishes);
        let mut asks = Vec::new();
        for (place, connector) in connectors.iter().enumerate() {
            for need in &connector.needs {
                let Some(requirement) = requirement(connector, need, wishes) else {
                    continue;
                };
                asks.push(Ask {
                    connector: place,
                    need: need.clone(),
                    requirement,
                    targets: targets(need, wishes, &partition)?,
                });
            }
        }
        let number: usize = asks.iter().map(|ask| ask.targets.len()).sum();
        if number > MOST_ASKED {
            return Err(WishError::TooMany);
        }
        Ok(Self { connectors, asks })
    }

    /// The connector of an ask.
    #[must_use]
    pub fn connector(&self, ask: &Ask) -> Option<&Connector> {
        self.connectors.get(ask.connector)
    }
}

fn connectors(table: &Table, wishes: &Wishes) -> Result<Vec<Connector>, WishError> {
    let mut connectors: Vec<Connector> = Vec::new();
    for name in &wishes.connectors {
        let found = table
            .find(name)
            .map_err(|near| WishError::Connector(name.clone(), near.map(str::to_owned)))?;
        if !connectors.iter().any(|one| one.id == found.id) {
            connectors.push(found.clone());
        }
    }
    Ok(connectors)
}

/// Every name that is given has to be one of some resource, and every value a name.
fn check_names(connectors: &[Connector], wishes: &Wishes) -> Result<(), WishError> {
    let forms = || {
        connectors
            .iter()
            .flat_map(|one| &one.needs)
            .map(|need| &need.resource)
    };
    for (name, values) in &wishes.names {
        let known: BTreeSet<&str> = forms().flat_map(Form::names).collect();
        if !is_place(name) && !known.contains(name.as_str()) {
            let known = known.into_iter().filter(|name| !is_place(name));
            return Err(WishError::Name(
                name.clone(),
                known.map(str::to_owned).collect(),
            ));
        }
        for value in values {
            let of_form = || forms().find_map(|form| form.value_in(name, value));
            let checked = match Arn::parse(value) {
                Some(_) if is_place(name) => Err("expected no ARN"),
                Some(_) => of_form().map_or(Err("its ARN is of another form"), |value| {
                    check_value(name, value.text)
                }),
                None => check_value(name, value),
            };
            checked.map_err(|reason| WishError::Value {
                name: name.clone(),
                value: value.clone(),
                reason: reason.to_owned(),
            })?;
        }
    }
    Ok(())
}

fn check_value(name: &str, value: &str) -> Result<(), &'static str> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/+=@*?#".contains(&byte);
    if value.is_empty() || value.len() > 512 {
        return Err("expected 1 to 512 characters");
    }
    if separators(name)
        .iter()
        .any(|separator| value.contains(separator))
    {
        return Err("a name has no separators");
    }
    if !value.bytes().all(is_part) {
        return Err("it holds a character that no name has");
    }
    match name {
        "account" if !is_account_id(value) => Err("expected 12 digits"),
        "region" if value.contains(['*', '?']) => Err("expected one Region"),
        _ => Ok(()),
    }
}

/// What holds of a need in this run; `None`: it is not used.
fn requirement(connector: &Connector, need: &Need, wishes: &Wishes) -> Option<Requirement> {
    let is_among = |list: &[String]| list.contains(&need.capability);
    if is_among(&wishes.without) {
        return None;
    }
    if is_among(&wishes.with) {
        return Some(Requirement::Required);
    }
    match need.requirement {
        // Where somebody chose, the others are not needed.
        Requirement::Either => {
            let mut others = connector.needs.iter();
            let is_chosen = others.any(|other| {
                other.requirement == Requirement::Either && wishes.with.contains(&other.capability)
            });
            let requirement = if is_chosen {
                Requirement::Optional
            } else {
                Requirement::Either
            };
            Some(requirement)
        }
        Requirement::Optional if is_named_for(connector, need, wishes) => {
            Some(Requirement::Required)
        }
        known => Some(known),
    }
}

/// Whether a name was given that only optional needs have: who names a KMS key has one.
fn is_named_for(connector: &Connector, need: &Need, wishes: &Wishes) -> bool {
    let is_optional_alone = |name: &str| {
        let mut needs = connector.needs.iter();
        needs.all(|need| {
            need.requirement == Requirement::Optional
                || !need.resource.names().any(|one| one == name)
        })
    };
    let mut names = need.resource.names().filter(|name| !is_place(name));
    names.any(|name| wishes.names.contains_key(name) && is_optional_alone(name))
}

/// The partition of the Region or of the role; `*` where neither is known.
fn partition(wishes: &Wishes) -> String {
    let region = wishes
        .names
        .get("region")
        .and_then(|regions| regions.first());
    let of_region = region.and_then(|region| Catalog::embedded().region(region));
    let of_role = || Arn::parse(wishes.role_arn.as_deref()?).map(|arn| arn.partition);
    let known = of_region.map(|partition| partition.name).or_else(of_role);
    known.unwrap_or("*").to_owned()
}

/// The resource with every combination of the values of its names.
fn targets(need: &Need, wishes: &Wishes, partition: &str) -> Result<Vec<Target>, WishError> {
    let mut rows: Vec<BTreeMap<&str, Value>> = vec![BTreeMap::new()];
    let mut seen = BTreeSet::new();
    for name in need.resource.names().filter(|name| seen.insert(*name)) {
        let Some(values) = wishes.names.get(name) else {
            continue;
        };
        let values: Vec<Value> = values
            .iter()
            .filter_map(|text| match Arn::parse(text) {
                Some(_) => need.resource.value_in(name, text),
                None => Some(Value { text, home: None }),
            })
            .collect();
        // An ARN may be of another need's form: there it says nothing.
        if values.is_empty() {
            continue;
        }
        if rows.len().saturating_mul(values.len()) > MOST_TARGETS {
            return Err(WishError::TooMany);
        }
        rows = rows
            .iter()
            .flat_map(|row| {
                values.iter().map(|value| {
                    let mut row = row.clone();
                    row.insert(name, value.clone());
                    row
                })
            })
            .collect();
    }
    let filled = |row: &BTreeMap<&str, Value>| {
        need.resource.filled(partition, |name| {
            row.get(name).cloned().or_else(|| default(name))
        })
    };
    Ok(rows.iter().map(filled).collect())
}

/// What Confluent takes where nobody says otherwise: `dynamodb.cdc.checkpointing.table.prefix`.
fn default(name: &str) -> Option<Value<'static>> {
    (name == "checkpoint-prefix").then_some(Value {
        text: "connect-KCL-",
        home: None,
    })
}
