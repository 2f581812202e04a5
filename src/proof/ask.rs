//! The one question behind all others: is there a request that each of some policies allows, and a reference does not?

use crate::catalog::Catalog;
use crate::model::{Effect, Policy, Text};
use crate::semantics::Request;
use crate::sort;
use crate::syntax::Kind;

use super::asked::{Asked, Reading};
use super::concrete;
use super::confirm::confirmed;
use super::cover;
use super::lower::lower;
use super::query::Query;
use super::search::{End, Region, Search, Then};
use super::selected::Selected;
use super::verdict::{Limits, Reason, Verdict, Witness};
use super::world::Place;

/// Seeks the request.
#[must_use]
pub fn ask(query: &Query<'_>, limits: &Limits) -> Verdict {
    for (index, side) in query.sides().enumerate() {
        if !is_readable(side.policy) {
            return Verdict::Undecided(vec![Reason::Unreadable(index)]);
        }
    }
    let all = selected(query);
    let candidates = candidates(query, &all);
    if candidates.is_empty() {
        return Verdict::Proven;
    }
    let mut verdict = ask_about(query, &all, &candidates, limits);
    if let Verdict::Undecided(reasons) = &verdict
        && candidates.len() > 1
        && is_large(reasons)
    {
        verdict = one_by_one(query, &all, &candidates, limits);
    }
    if let Verdict::Undecided(_) = verdict
        && let Some(witness) = guess(query, &candidates)
    {
        return Verdict::Disproven(Box::new(witness));
    }
    verdict
}

/// Shows each region of requests that the policies allow and the reference does not, until the visitor has enough.
///
/// With [`Reading::Possible`] they hold every such request, whatever is open; with [`Reading::Certain`] no other.
pub fn regions(
    query: &Query<'_>,
    limits: &Limits,
    reading: Reading,
    visit: &mut dyn FnMut(&Search<'_>, &Region) -> Then,
) -> Result<End, Reason> {
    for (index, side) in query.sides().enumerate() {
        if !is_readable(side.policy) {
            return Err(Reason::Unreadable(index));
        }
    }
    let lowered = lower(&selected(query), limits)?;
    let asked = Asked {
        query,
        lowered: &lowered,
        limits,
    };
    Ok(asked.regions(reading, None, visit))
}

/// Every statement of every policy.
fn selected<'q>(query: &Query<'q>) -> Vec<Selected<'q>> {
    query
        .sides()
        .enumerate()
        .flat_map(|(policy, side)| {
            let variables = side.policy.has_variables();
            let statements = side.policy.statements.iter();
            statements.map(move |statement| Selected {
                place: Place {
                    policy,
                    statement: statement.index,
                },
                statement,
                policy_type: side.policy_type,
                variables,
            })
        })
        .collect()
}

/// A request in the words of a statement itself: where a search is too long, one look may be enough.
fn guess(query: &Query<'_>, candidates: &[Selected<'_>]) -> Option<Witness> {
    const MOST: usize = 8;
    let granting = candidates.iter().filter(|one| one.statement.is_allow());
    for one in granting.take(MOST) {
        let named = one.statement.resources().filter_map(Text::known).take(MOST);
        let mut resources: Vec<Option<&str>> = named.map(Some).collect();
        if resources.is_empty() {
            resources.push(Some("*"));
        }
        for resource in resources {
            for fill in concrete::FILLS {
                let request = concrete::typical(one.statement, one.variables, resource, fill);
                let is_published =
                    |request: &Request| Catalog::embedded().action(&request.action).is_some();
                let witness = request.and_then(|request| {
                    let is_published = is_published(&request);
                    confirmed(query, request, is_published)
                });
                if witness.is_some() {
                    return witness;
                }
            }
        }
    }
    None
}

/// Whether all of the text was understood but for what stands in statements.
pub(super) fn is_readable(policy: &Policy) -> bool {
    let is_object = policy.root.is_some_and(|root| root.kind() == Kind::Object);
    let in_statement = |span| {
        let mut statements = policy.statements.iter();
        statements.any(|statement| !statement.sound && statement.span.contains(span))
    };
    is_object
        && !policy.broken
        && policy.repeated.is_none()
        && policy
            .version
            .as_ref()
            .is_none_or(|text| text.known().is_some())
        && policy
            .problems
            .iter()
            .all(|problem| in_statement(problem.span))
}

/// The statements of the first policy by which it may allow what the reference does not.
fn candidates<'s>(query: &Query<'_>, all: &[Selected<'s>]) -> Vec<Selected<'s>> {
    const MOST_PAIRS: usize = 250_000;
    let of = |policy: usize, allows: bool| {
        all.iter().filter(move |one| {
            let effect = one.statement.effect.map(|effect| effect.value);
            let wanted = if allows { Effect::Allow } else { Effect::Deny };
            one.place.policy == policy && effect.is_none_or(|effect| effect == wanted)
        })
    };
    let granting = of(0, true).copied();
    let reference = query.reference();
    if query.allowed_by.len() != 1 || query.not_by.is_none() {
        return granting.collect();
    }
    if all.len().saturating_mul(all.len()) > MOST_PAIRS {
        return granting.collect();
    }
    // What the reference denies and the first policy denies too takes nothing away.
    let harmful: Vec<&Selected> = of(reference, false)
        .filter(|denied| !of(0, false).any(|own| is_deny(own) && cover::covers(own, denied)))
        .collect();
    granting
        .filter(|one| {
            let covered =
                of(reference, true).any(|allow| is_allow(allow) && cover::covers(allow, one));
            !covered || harmful.iter().any(|deny| cover::may_meet(deny, one))
        })
        .collect()
}

fn is_deny(one: &Selected<'_>) -> bool {
    one.statement.is_deny()
}

fn is_allow(one: &Selected<'_>) -> bool {
    one.statement.is_allow()
}

fn is_large(reasons: &[Reason]) -> bool {
    reasons
        .iter()
        .any(|reason| matches!(reason, Reason::TooLarge(_) | Reason::Exhausted))
}

/// Each candidate with no more than what it can meet: its worlds are smaller.
fn one_by_one(
    query: &Query<'_>,
    all: &[Selected<'_>],
    candidates: &[Selected<'_>],
    limits: &Limits,
) -> Verdict {
    // Each of them asks of all statements again.
    const MOST_ASKED: usize = 100_000;
    // Who alone is too large has cost all that a question may cost, and those that follow are mostly like it.
    const MOST_SPENT: usize = 3;
    let most = (MOST_ASKED / all.len().max(1)).clamp(4, 64);
    let mut spent = 0;
    let mut reasons = Vec::new();
    let mut left = candidates.len();
    for candidate in candidates.iter().take(most) {
        match ask_about(query, all, &[*candidate], limits) {
            Verdict::Proven => {}
            Verdict::Undecided(more) => {
                spent += usize::from(is_large(&more));
                reasons.extend(more);
            }
            disproven @ Verdict::Disproven(_) => return disproven,
        }
        left -= 1;
        if spent == MOST_SPENT {
            break;
        }
    }
    if left > 0 {
        reasons.push(Reason::Exhausted);
    }
    sort::sort(&mut reasons);
    reasons.dedup();
    if reasons.is_empty() {
        Verdict::Proven
    } else {
        Verdict::Undecided(reasons)
    }
}

/// Asks about what the candidates grant.
fn ask_about(
    query: &Query<'_>,
    all: &[Selected<'_>],
    candidates: &[Selected<'_>],
    limits: &Limits,
) -> Verdict {
    let is_candidate = |one: &Selected| candidates.iter().any(|own| own.place == one.place);
    let grants = |one: &Selected| one.place.policy == 0 && !is_deny(one);
    let selected: Vec<Selected> = all
        .iter()
        .filter(|one| {
            is_candidate(one)
                || (!grants(one) && candidates.iter().any(|own| cover::may_meet(one, own)))
        })
        .copied()
        .collect();
    let lowered = match lower(&selected, limits) {
        Ok(lowered) => lowered,
        Err(reason) => return Verdict::Undecided(vec![reason]),
    };
    let asked = Asked {
        query,
        lowered: &lowered,
        limits,
    };
    asked.verdict()
}
