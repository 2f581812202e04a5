//! A permission policy of the least statements that grant what is asked.

use crate::model::Effect;
use crate::semantics::pattern::{Case, matches};

use super::document::{Document, Kind, Statement};
use super::names::{Missing, Names};

/// An action, and a form of the resources that it is wanted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// `service:Name`, perhaps with wildcards.
    pub action: String,
    /// `arn:aws:s3:::<bucket>/*`, or `*`.
    pub form: String,
}

/// The policy that grants just this: actions on the same resources share a statement, and nothing is said twice.
pub fn permission(grants: &[Grant], names: &Names) -> Result<Document, Missing> {
    names.suffice(grants.iter().map(|grant| grant.form.as_str()))?;
    let mut wanted: Vec<(&str, Vec<String>)> = Vec::new();
    for grant in grants {
        let resources = names.fill(&grant.form);
        match wanted
            .iter_mut()
            .find(|(action, _)| *action == grant.action)
        {
            Some((_, all)) => all.extend(resources),
            None => wanted.push((&grant.action, resources)),
        }
    }
    for (_, resources) in &mut wanted {
        *resources = widest(resources);
    }
    let needed: Vec<_> = wanted
        .iter()
        .enumerate()
        .filter(|(place, one)| {
            !wanted
                .iter()
                .enumerate()
                .any(|(other, wide)| other != *place && grants_all_of(wide, one))
        })
        .map(|(_, one)| one)
        .collect();
    let mut statements: Vec<Statement> = Vec::new();
    for (action, resources) in needed {
        match statements
            .iter_mut()
            .find(|statement| statement.resources == *resources)
        {
            Some(statement) => statement.actions.push((*action).to_owned()),
            None => statements.push(Statement {
                effect: Effect::Allow,
                principal: None,
                actions: vec![(*action).to_owned()],
                resources: resources.clone(),
                conditions: Vec::new(),
            }),
        }
    }
    Ok(Document {
        kind: Kind::Permission,
        statements,
    })
}

/// Each resource once, and none that another one takes in, in the order given.
fn widest(resources: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for resource in resources {
        if !kept.iter().any(|wide| takes_in(wide, resource)) {
            kept.retain(|narrow| !takes_in(resource, narrow));
            kept.push(resource.clone());
        }
    }
    kept
}

/// Whether an action with wildcards grants another one on all of its resources. No two actions are alike here.
fn grants_all_of(wide: &(&str, Vec<String>), narrow: &(&str, Vec<String>)) -> bool {
    matches(wide.0, narrow.0, Case::AsciiFold)
        && narrow
            .1
            .iter()
            .all(|resource| wide.1.iter().any(|one| takes_in(one, resource)))
}

/// Whether a pattern takes in another one. Names have no wildcards, and no two forms differ by a `?` beside a `*`, so the
/// narrow one can be read as a text.
fn takes_in(wide: &str, narrow: &str) -> bool {
    matches(wide, narrow, Case::Sensitive)
}
