//! Whether a request is a witness: the evaluator decides it again, policy by policy.

use crate::model::{Effect, Policy};
use crate::semantics::{Decision, Match, Outcome, Request, decide};

use super::query::Query;
use super::verdict::{Miss, Part, Witness};
use super::world::Place;

/// The request as a witness, if it is one.
pub fn confirmed(query: &Query<'_>, request: Request, is_published: bool) -> Option<Witness> {
    let mut granted_by = Vec::new();
    for (policy, side) in query.allowed_by.iter().enumerate() {
        let outcome = decide(side.policy, side.policy_type, &request);
        if outcome.decision != Decision::Allowed {
            return None;
        }
        let statement = outcome
            .statements
            .iter()
            .position(|one| one.effect == Some(Effect::Allow) && one.truth().is_yes())?;
        granted_by.push(Place { policy, statement });
    }
    let not_by = match &query.not_by {
        None => Vec::new(),
        Some(side) => {
            let outcome = decide(side.policy, side.policy_type, &request);
            match outcome.decision {
                Decision::Allowed | Decision::Unknown => return None,
                Decision::ExplicitDeny | Decision::ImplicitDeny => misses(side.policy, &outcome),
            }
        }
    };
    Some(Witness {
        request,
        granted_by,
        not_by,
        is_published,
    })
}

fn misses(policy: &Policy, outcome: &Outcome) -> Vec<Miss> {
    let mut misses = Vec::new();
    for (statement, found) in policy.statements.iter().zip(&outcome.statements) {
        let part = match found.effect {
            Some(Effect::Deny) if found.truth().is_yes() => Some(Part::Denied),
            Some(Effect::Allow) => first_miss(found),
            _ => None,
        };
        misses.extend(part.map(|part| Miss {
            statement: statement.index,
            part,
        }));
    }
    misses
}

fn first_miss(found: &Match) -> Option<Part> {
    if found.action.is_no() {
        return Some(Part::Action);
    }
    if found.principal.is_no() {
        return Some(Part::Principal);
    }
    if found.resource.is_no() {
        return Some(Part::Resource);
    }
    let condition = found.conditions.iter().position(|truth| truth.is_no());
    condition.map(Part::Condition)
}
