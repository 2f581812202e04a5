//! A request out of a region, and whether the evaluator confirms what the search says of it.

use crate::model::{Effect, Policy};
use crate::semantics::{Caller, Decision, Key, Match, Outcome, Request, decide};

use super::ask::Query;
use super::search::{Region, Search};
use super::verdict::{Miss, Part, Witness};
use super::world::{ACTION, CALLER, Count, Place, RESOURCE, World};

/// A request of the region that each policy allows and the reference does not; `None` if the evaluator says otherwise.
pub fn of(
    query: &Query<'_>,
    search: &Search<'_>,
    world: &World,
    region: &Region,
) -> Option<Witness> {
    let request = request(search, world, region)?;
    let action = search.cells(region, ACTION).iter().next()?;
    confirmed(query, request, action < world.actions.published)
}

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

fn request(search: &Search<'_>, world: &World, region: &Region) -> Option<Request> {
    let first = |dim| search.cells(region, dim).iter().next();
    let action = world.actions.witnesses.get(first(ACTION)?)?;
    let caller = world.callers.get(first(CALLER)?)?;
    let mut request = Request::new(caller.caller.clone(), action.clone());
    request.context.set_others(Key::Absent);
    if caller.caller != Caller::Unknown {
        for (name, key) in &caller.keys {
            request.context.set(name, key.clone());
        }
    }
    request.resource = world.resources.get(first(RESOURCE)?).cloned();
    for key in &world.keys {
        let cells = search.cells(region, key.dim);
        let value = |cell: usize| key.values.get(cell);
        let absent = cells.iter().find(|&cell| value(cell) == Some(&None));
        let cell = absent.or_else(|| cells.iter().next())?;
        if let Some(text) = value(cell)? {
            for name in &key.names {
                request.context.set(name, Key::value(text));
            }
        }
    }
    for multi in &world.multis {
        let cells = search.cells(region, multi.count);
        let preferred = [
            Count::Absent,
            Count::One,
            Count::Many,
            Count::Empty,
            Count::EmptyText,
        ];
        let count = preferred
            .into_iter()
            .find(|count| cells.contains(count.cell()))?;
        if count != Count::Absent {
            let values = search.values(region, multi, count)?;
            let texts = values
                .into_iter()
                .filter_map(|cell| multi.values.get(cell).cloned());
            request
                .context
                .set(&multi.name, Key::Present(texts.collect()));
        }
    }
    Some(request)
}
