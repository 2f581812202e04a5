//! Who gets in by a trust or resource policy: the widest boxes of requests that it allows, each in words and with a request.

mod boxes;
mod lexicon;
mod owners;
mod single;
mod telling;
mod words;

use crate::kind::PolicyType;
use crate::model;
use crate::semantics::providers::{ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY};
use crate::semantics::trust::TAG_SESSION;
use crate::semantics::{Decision, decide};
use crate::sort;
use crate::source::FileId;
use crate::syntax;

use super::Limits;
use super::asked::Reading;
use super::ground::{self, hangs_on};
use super::lower::Lowered;
use super::query::{self, Query};
use super::search::{End, Region, Search, Then};
use super::verdict::{Reason, Side, Witness};
use super::witness;
use super::world::{ACTION, Block, CALLER, Place, Term, World};

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

impl Way {
    /// Whether another way says the same in the same words, and this one is as certain.
    fn says_as_much(&self, other: &Self) -> bool {
        (self.hangs_on.is_empty() || self.hangs_on == other.hangs_on)
            && self.statement == other.statement
            && self.who == other.who
            && self.actions == other.actions
            && self.resources == other.resources
            && self.asked == other.asked
    }
}

/// All ways in.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    pub ways: Vec<Way>,
    /// Why there may be others; empty if these are all.
    pub missing: Vec<Reason>,
}

/// More ways in are not told, and more boxes are not looked at: nobody reads so many.
const MOST: usize = 40;
const MOST_BOXES: usize = 2_000;

/// Everybody who gets in.
#[must_use]
pub fn who(side: &Side<'_>, limits: &Limits) -> Ways {
    let mut ways = Ways::default();
    if side.policy_type == PolicyType::Trust {
        // Each way to assume a role is one of these, and who calls tells which.
        add(side, Some((&[ASSUME_ROLE], false)), limits, &mut ways);
        add(
            side,
            Some((&[WITH_SAML, WITH_WEB_IDENTITY], true)),
            limits,
            &mut ways,
        );
    } else {
        add(side, None, limits, &mut ways);
    }
    sort::by_key(&mut ways.ways, |way| way.statement);
    sort::sort(&mut ways.missing);
    ways.missing.dedup();
    ways
}

/// Adds the ways by some actions, for users of providers or for all others.
fn add(side: &Side<'_>, by: Option<(&[&str], bool)>, limits: &Limits, ways: &mut Ways) {
    let source = query::scenario(by.map_or(&["*"][..], |(actions, _)| actions));
    let tree = syntax::parse(FileId(0), &source);
    let policy = model::lower(&tree);
    let asked = Side {
        policy: &policy,
        policy_type: PolicyType::Identity,
    };
    let lowered = match ground::ground_of(&[*side, asked], limits) {
        Ok(lowered) => lowered,
        Err(reason) => return ways.missing.push(reason),
    };
    let world = &lowered.world;
    let scenario = lowered.allows.iter().find(|one| one.place.policy == 1);
    let Some(mut start) = scenario.map(|block| block.terms.clone()) else {
        return;
    };
    let federated = by.is_some_and(|(_, federated)| federated);
    let telling = telling::Telling::new(side, world, federated, limits);
    start.push(Term {
        dim: CALLER,
        cells: telling.callers().clone(),
    });
    let mut certain: Vec<Block> = Vec::new();
    for reading in [Reading::Certain, Reading::Possible] {
        let (allows, denies) = ground::blocks(&lowered, reading);
        // What may be so is told where it is not so for certain.
        let besides: Vec<Block> = denies.iter().chain(&certain).cloned().collect();
        let mut found: Vec<(Place, Sets)> = Vec::new();
        let mut left = MOST_BOXES;
        let end = ground::left_over(
            &lowered,
            &allows,
            &besides,
            &start,
            limits,
            &mut |allow, search, region| {
                let sets = Sets::of(world, search, region);
                let sets = sets.widened(allow, &denies, world, &start);
                let sets = sets.settled(world, search);
                if !found.iter().any(|(_, known)| sets.is_within(known)) {
                    found.retain(|(_, known)| !known.is_within(&sets));
                    found.push((allow.place, sets));
                }
                left = left.saturating_sub(1);
                if found.len() < MOST && left > 0 {
                    Then::GoOn
                } else {
                    Then::Stop
                }
            },
        );
        if end != End::Complete {
            ways.missing.push(Reason::Exhausted);
        }
        boxes::merge(&mut found);
        certain.extend(found.iter().filter_map(|(_, sets)| sets.block()));
        let search = Search::new(world, limits.steps);
        for (place, sets) in found {
            if let Some(region) = sets.region(&search) {
                let told = Told {
                    side,
                    asked: &asked,
                    lowered: &lowered,
                    telling: &telling,
                    start: &start,
                    limits,
                };
                let way = told.way(&search, &region, place);
                if !ways.ways.iter().any(|other| other.says_as_much(&way)) {
                    ways.ways.push(way);
                }
            }
        }
        if end != End::Complete {
            break;
        }
    }
}

/// What a way in is told from.
struct Told<'a> {
    side: &'a Side<'a>,
    /// What is asked about, as a policy.
    asked: &'a Side<'a>,
    lowered: &'a Lowered,
    telling: &'a telling::Telling<'a>,
    start: &'a [Term],
    limits: &'a Limits,
}

impl Told<'_> {
    fn way(&self, search: &Search<'_>, region: &Region, place: Place) -> Way {
        let (side, telling) = (self.side, self.telling);
        let witness = self.witness(region);
        let mut hangs_on = hangs_on(self.lowered, search, region, self.start);
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
        let owners = claim
            .as_deref()
            .filter(|_| is_shared)
            .and_then(|key| owners::of(telling.asked(search, region, key).as_ref()));
        Way {
            statement: place.statement,
            who: telling.who(search, region, &hangs_on),
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

    /// A request of the box that gets in, for an action that AWS has published if there is one.
    fn witness(&self, region: &Region) -> Option<Witness> {
        let world = &self.lowered.world;
        let query = Query {
            allowed_by: &[*self.side, *self.asked],
            not_by: None,
        };
        let forbidden: Vec<&Block> = world.forbidden.iter().collect();
        let mut search = Search::new(world, self.limits.steps);
        let published = published(world, &search, region);
        let mut found = None;
        for region in published.iter().chain([region]) {
            let mut tries = self.limits.tries;
            search.avoid(region, &forbidden, &mut |search, region| {
                found = witness::of(&query, search, world, region);
                tries = tries.saturating_sub(1);
                if found.is_some() || tries == 0 {
                    Then::Stop
                } else {
                    Then::GoOn
                }
            });
            if found.is_some() {
                break;
            }
        }
        found
    }
}

/// The part of a box that is about actions that AWS has published.
fn published(world: &World, search: &Search<'_>, region: &Region) -> Option<Region> {
    let cells = search.cells(region, ACTION);
    let cell = cells.iter().find(|&cell| cell < world.actions.published)?;
    search.narrowed(region, ACTION, cell)
}
