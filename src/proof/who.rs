//! Who gets in by a trust or resource policy: the widest boxes of requests that it allows, each in words and with a request.

mod boxes;
mod owners;
mod telling;
mod words;

use crate::kind::PolicyType;
use crate::model;
use crate::semantics::Caller;
use crate::semantics::providers::{ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY};
use crate::semantics::trust::TAG_SESSION;
use crate::semantics::{Decision, decide};
use crate::source::{FileId, Source};
use crate::syntax;

use super::Limits;
use super::ask::Query;
use super::cellset::CellSet;
use super::regions::{self, Reading, allowed, hangs_on};
use super::search::{End, Region, Search, Then};
use super::verdict::{Reason, Side, Witness};
use super::witness;
use super::world::{ACTION, CALLER, Place, Term, World};

use boxes::Sets;
pub use telling::{Asked, CallerPolicy, Several};
pub use words::{Values, Word};

/// A way in.
#[derive(Clone, Debug)]
pub struct Way {
    /// The `Allow`, by its place in the policy's list.
    pub statement: usize,
    pub who: Values,
    /// What the caller's own policies have to say.
    pub caller_policy: CallerPolicy,
    /// Of a resource policy; a trust policy is asked about assuming the role.
    pub actions: Values,
    pub resources: Values,
    /// What the request must have besides.
    pub asked: Vec<Asked>,
    /// What it hangs on that is open; empty if it is a way in for certain.
    pub hangs_on: Vec<Reason>,
    /// A request that gets in, as the evaluator confirms.
    pub witness: Option<Witness>,
    /// Whether that caller may pass session tags too; `None` where that is no question.
    pub tags_session: Option<bool>,
    /// A claim of a provider, and the shortest value of it that gets in.
    pub shortest: Option<(String, String)>,
    /// Whose tokens get in, where that is more than one owner's: their names, empty for anybody's.
    pub owners: Option<Vec<String>>,
}

/// All ways in.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    pub ways: Vec<Way>,
    /// Why there may be others; empty if these are all.
    pub missing: Vec<Reason>,
}

/// More ways in are not told apart.
const MOST: usize = 100;

/// Everybody who gets in.
#[must_use]
pub fn who(side: &Side<'_>, limits: &Limits) -> Ways {
    let mut ways = Ways::default();
    if side.policy_type == PolicyType::Trust {
        // Each way to assume a role is one of these, and who calls tells which.
        add(side, Some((&[ASSUME_ROLE], false)), limits, &mut ways);
        add(side, Some((&[WITH_SAML, WITH_WEB_IDENTITY], true)), limits, &mut ways);
    } else {
        add(side, None, limits, &mut ways);
    }
    ways.ways.sort_by_key(|way| way.statement);
    ways.missing.sort();
    ways.missing.dedup();
    ways
}

/// Adds the ways by some actions, for users of providers or for all others.
fn add(side: &Side<'_>, by: Option<(&[&str], bool)>, limits: &Limits, ways: &mut Ways) {
    let source = scenario(by.map_or(&["*"][..], |(actions, _)| actions));
    let tree = syntax::parse(FileId(0), &source);
    let policy = model::lower(&tree);
    let asked = Side {
        policy: &policy,
        policy_type: PolicyType::Identity,
    };
    let lowered = match regions::ground_of(&[*side, asked], limits) {
        Ok(lowered) => lowered,
        Err(reason) => return ways.missing.push(reason),
    };
    let world = &lowered.world;
    let scenario = lowered.allows.iter().find(|one| one.place.policy == 1);
    let Some(mut start) = scenario.map(|block| block.terms.clone()) else {
        return;
    };
    if let Some((_, federated)) = by {
        start.push(Term {
            dim: CALLER,
            cells: CellSet::where_(world.callers.len(), |cell| {
                let caller = world.callers.get(cell).map(|one| &one.caller);
                matches!(caller, Some(Caller::Federated(_))) == federated
            }),
        });
    }
    let mut found: Vec<(Place, Sets)> = Vec::new();
    let mut is_full = false;
    let end = allowed(&lowered, Reading::Possible, &start, limits, &mut |place, search, region| {
        let sets = Sets::of(world, search, region);
        let sets = sets.widened(place, &lowered, &start);
        if !found.iter().any(|(_, known)| sets.is_within(known)) {
            found.retain(|(_, known)| !known.is_within(&sets));
            found.push((place, sets));
        }
        is_full = found.len() >= MOST;
        if is_full { Then::Stop } else { Then::GoOn }
    });
    if end != End::Complete {
        ways.missing.push(Reason::Exhausted);
    }
    boxes::merge(&mut found);
    let search = Search::new(world, limits.steps);
    let telling = telling::Telling::new(side, world, limits);
    for (place, sets) in found {
        let Some(region) = sets.region(&search) else {
            continue;
        };
        ways.ways.push(way(side, &lowered, &telling, &search, &region, place, &start));
    }
}

fn way(
    side: &Side<'_>,
    lowered: &super::lower::Lowered,
    telling: &telling::Telling<'_>,
    search: &Search<'_>,
    region: &Region,
    place: Place,
    start: &[Term],
) -> Way {
    let world = &lowered.world;
    let query = Query {
        allowed_by: &[*side],
        not_by: None,
    };
    let witness = published(world, search, region)
        .and_then(|region| witness::of(&query, search, world, &region))
        .or_else(|| witness::of(&query, search, world, region));
    let mut hangs_on = hangs_on(lowered, search, region, start);
    if witness.is_none() && hangs_on.is_empty() {
        hangs_on.push(Reason::Unconfirmed);
    }
    let tags_session = (side.policy_type == PolicyType::Trust).then(|| {
        witness.as_ref().is_some_and(|witness| {
            let mut request = witness.request.clone();
            TAG_SESSION.clone_into(&mut request.action);
            decide(side.policy, side.policy_type, &request).decision == Decision::Allowed
        })
    });
    let claim = owners::claim(side.policy, place.statement);
    let shortest = claim.as_deref().and_then(|key| {
        let value = telling.shortest(search, region, key)?;
        Some((key.to_owned(), value))
    });
    let is_shared = owners::is_shared(side.policy, place.statement);
    let owners = claim.as_deref().filter(|_| is_shared).and_then(|key| {
        owners::of(telling.asked(search, region, key).as_ref())
    });
    Way {
        statement: place.statement,
        who: telling.who(search, region),
        caller_policy: telling.caller_policy(search, region),
        actions: telling.actions(search, region),
        resources: telling.resources(search, region),
        asked: telling.all_asked(search, region),
        hangs_on,
        witness,
        tags_session,
        shortest,
        owners,
    }
}

/// The part of a box that is about actions that AWS has published.
fn published(world: &World, search: &Search<'_>, region: &Region) -> Option<Region> {
    let cells = search.cells(region, ACTION);
    let cell = cells.iter().find(|&cell| cell < world.actions.published)?;
    search.narrowed(region, ACTION, cell)
}

fn scenario(actions: &[&str]) -> Source {
    let text = serde_json::json!({
        "Version": "2008-10-17",
        "Statement": [{ "Effect": "Allow", "Action": actions, "Resource": "*" }],
    });
    Source::new("scenario", text.to_string())
}
