//! Which statement comes nearest to an Allow that is missing, and what of it does not fit.

use crate::model::Effect;
use crate::semantics::{Match, Truth};

use super::decide::{Part, Role, Verdict};

/// A part of a statement that does not match the request, or may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    Principal,
    Action,
    Resource,
    /// The condition of this place in the statement's list.
    Condition(usize),
}

/// The statement that comes nearest, by its places, and what of it does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    pub part: usize,
    pub statement: usize,
    pub misses: Vec<Miss>,
}

/// What of a statement keeps it from applying for certain.
#[must_use]
pub fn misses(found: &Match) -> Vec<Miss> {
    let elements = [
        (found.principal, Miss::Principal),
        (found.action, Miss::Action),
        (found.resource, Miss::Resource),
    ];
    let conditions = found.conditions.iter().copied().enumerate();
    elements
        .into_iter()
        .chain(conditions.map(|(index, truth)| (truth, Miss::Condition(index))))
        .filter(|(truth, _)| !truth.is_yes())
        .map(|(_, miss)| miss)
        .collect()
}

/// The Allow of this role that lacks least; `None` if none speaks of the action or of the resource.
#[must_use]
pub fn nearest(parts: &[Part], verdict: &Verdict, role: Role) -> Option<Nearest> {
    let mut best: Option<((usize, usize), usize, usize, &Match)> = None;
    for (index, (part, outcome)) in parts.iter().zip(&verdict.outcomes).enumerate() {
        if part.role != role {
            continue;
        }
        for (place, found) in outcome.statements.iter().enumerate() {
            let speaks = !found.action.is_no() || !found.resource.is_no();
            if found.effect == Some(Effect::Deny) || !speaks {
                continue;
            }
            let rank = rank(found);
            if best.is_none_or(|(other, ..)| rank > other) {
                best = Some((rank, index, place, found));
            }
        }
    }
    best.map(|(_, part, statement, found)| Nearest {
        part,
        statement,
        misses: misses(found),
    })
}

/// First the elements that fit, an action counting most, then the fewest conditions that fail.
fn rank(found: &Match) -> (usize, usize) {
    let weigh = |truth: Truth, weight: usize| match truth {
        Truth::Yes => 2 * weight,
        Truth::Unknown => weight,
        Truth::No => 0,
    };
    let elements = weigh(found.action, 4) + weigh(found.principal, 3) + weigh(found.resource, 2);
    let failing = found
        .conditions
        .iter()
        .filter(|truth| !truth.is_yes())
        .count();
    (elements, usize::MAX - failing)
}
