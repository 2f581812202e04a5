//! What a connector needs of its role, as grants.

use std::collections::BTreeSet;

use crate::integration::connectors::{Connector, Need, Requirement};

use super::permission::Grant;

/// A connector works in one of several ways, and which one is not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// The capabilities of which one is to be chosen, each with the circumstance in which it is right.
    pub choices: Vec<(String, Option<String>)>,
}

/// The least that a connector needs, and what it needs for these capabilities beside.
pub fn needs(connector: &Connector, with: &[String]) -> Result<Vec<Grant>, Undecided> {
    let is_chosen = |need: &Need| with.contains(&need.capability);
    let ways: Vec<&Need> = of(connector, Requirement::Either).collect();
    if !ways.is_empty() && !ways.iter().any(|need| is_chosen(need)) {
        let mut seen = BTreeSet::new();
        let choices = ways
            .iter()
            .filter(|need| seen.insert(&need.capability))
            .map(|need| (need.capability.clone(), need.when.clone()))
            .collect();
        return Err(Undecided { choices });
    }
    let is_needed = |need: &&Need| need.requirement == Requirement::Required || is_chosen(need);
    let grant = |need: &Need| Grant {
        action: need.action.clone(),
        form: need.resource.as_str().to_owned(),
    };
    Ok(connector
        .needs
        .iter()
        .filter(is_needed)
        .map(grant)
        .collect())
}

fn of(connector: &Connector, requirement: Requirement) -> impl Iterator<Item = &Need> {
    let needs = connector.needs.iter();
    needs.filter(move |need| need.requirement == requirement)
}
