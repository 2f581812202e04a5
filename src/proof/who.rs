//! Who gets in by a trust or resource policy: the widest boxes of requests that it allows, each in words and with a request.

mod boxes;
mod lexicon;
mod owners;
mod roles;
mod services;
mod session;
mod single;
mod telling;
mod words;

use crate::kind::PolicyType;
use crate::model;
use crate::semantics::providers::{ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY};
use crate::sort;
use crate::source::FileId;
use crate::syntax;

use super::Limits;
use super::asked::Reading;
use super::cellset::CellSet;
use super::ground::{self, hangs_on};
use super::impossible;
use super::lower::Lowered;
use super::query::{self, Query};
use super::search::{End, Region, Search, Then};
use super::verdict::{Reason, Side, Witness};
use super::witness;
use super::world::{ACTION, Block, CALLER, Place, Term, Why, World};

use boxes::Sets;
use session::Besides;
use telling::Among;
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
    /// Whether that caller may pass session tags too; `None` where that is no question or hangs on conditions.
    pub tags_session: Option<bool>,
    /// What the call needs besides and nobody has: with that, AWS refuses it.
    refused: Option<&'static str>,
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

/// What is allowed in vain: the call passes something on that needs a permission which nothing gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// The `Allow`, by its place in the policy's list.
    pub statement: usize,
    /// The permission that is missing.
    pub permission: &'static str,
}

/// All ways in.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    pub ways: Vec<Way>,
    /// Ways that a statement allows and AWS refuses.
    pub refused: Vec<Refused>,
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
    sort::sort(&mut ways.refused);
    ways.refused.dedup();
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
    let scenario = lowered.allows.iter().find(|one| one.place.policy == 1);
    let Some(scenario) = scenario.map(|block| block.terms.clone()) else {
        return;
    };
    let federated = by.is_some_and(|(_, federated)| federated);
    let telling = telling::Telling::new(side, &lowered.world, limits);
    let asking = |among| Asking {
        services: None,
        side,
        asked: &asked,
        lowered: &lowered,
        telling: &telling,
        among,
        start: scenario
            .iter()
            .cloned()
            .chain([Term {
                dim: CALLER,
                cells: telling.callers(among).clone(),
            }])
            .collect(),
        limits,
    };
    let mut callers = asking(if federated {
        Among::Users
    } else {
        Among::Callers
    });
    let mut certain = Vec::new();
    let mut is_complete = callers.find(Reading::Certain, &[], &mut certain);
    let mut possible = Vec::new();
    if is_complete {
        // What may be so is told where it is not so for certain.
        let known: Vec<Block> = certain
            .iter()
            .filter_map(|(_, sets)| sets.block())
            .collect();
        is_complete = callers.find(Reading::Possible, &known, &mut possible);
    }
    let mut of_services = Vec::new();
    let services = telling.callers(Among::Services);
    if !federated && services::are_told_apart(&lowered, services) {
        let services = asking(Among::Services);
        is_complete &= services.find(Reading::Certain, &[], &mut of_services);
        callers.services = services.perhaps();
        let everybody: Vec<(&Sets, CellSet)> = certain
            .iter()
            .filter(|(_, sets)| callers.is_of_everybody(sets))
            .map(|(_, sets)| (sets, callers.left_out(sets)))
            .collect();
        let is_told = |one: &Sets| {
            let mut all = everybody.iter();
            all.any(|(other, left_out)| one.is_told_by(other, left_out))
                || certain.iter().any(|(_, other)| one.is_within(other))
        };
        of_services.retain(|(_, sets)| !is_told(sets));
        certain.retain(|(_, sets)| !of_services.iter().any(|(_, wide)| sets.is_within(wide)));
    }
    callers.tell(certain, ways);
    callers.tell(possible, ways);
    asking(Among::Services).tell(of_services, ways);
    if !is_complete {
        ways.missing.push(Reason::Exhausted);
    }
}

/// Some of the callers, asked about by the requests of a scenario.
struct Asking<'a> {
    side: &'a Side<'a>,
    /// What is asked about, as a policy.
    asked: &'a Side<'a>,
    lowered: &'a Lowered,
    telling: &'a telling::Telling<'a>,
    among: Among,
    start: Vec<Term>,
    /// The boxes in which services get in, or may; `None` where that is not known or not asked.
    services: Option<Vec<Block>>,
    limits: &'a Limits,
}

impl Asking<'_> {
    /// Adds the boxes in which they get in, without those that are known; whether these are all.
    fn find(&self, reading: Reading, known: &[Block], found: &mut Vec<(Place, Sets)>) -> bool {
        let world = &self.lowered.world;
        let (allows, denies) = ground::blocks(self.lowered, reading);
        // No box is told of users of a provider whom another action is for.
        let apart = [denies.clone(), impossible::of_providers(world)].concat();
        let besides: Vec<Block> = denies.iter().chain(known).cloned().collect();
        let mut left = MOST_BOXES;
        let end = ground::left_over(
            self.lowered,
            &allows,
            &besides,
            &self.start,
            self.limits,
            &mut |allow, search, region| {
                let sets = Sets::of(world, search, region);
                let sets = sets.widened(allow, &apart, world, &self.start);
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
        boxes::merge(found);
        end == End::Complete
    }

    fn tell(&self, found: Vec<(Place, Sets)>, ways: &mut Ways) {
        let search = Search::new(&self.lowered.world, self.limits.steps);
        for (place, sets) in found {
            if let Some(region) = sets.region(&search) {
                let mut way = self.way(&search, &region, place);
                if services::are_among(&way.who) && self.among == Among::Callers {
                    let left_out = self.telling.services(&self.left_out(&sets));
                    services::leave_out(&mut way.who, left_out.unwrap_or_default());
                }
                match way.refused {
                    None if ways.ways.iter().any(|other| other.says_as_much(&way)) => {}
                    None => ways.ways.push(way),
                    Some(permission) => ways.refused.push(Refused {
                        statement: place.statement,
                        permission,
                    }),
                }
            }
        }
    }

    fn way(&self, search: &Search<'_>, region: &Region, place: Place) -> Way {
        let (side, telling) = (self.side, self.telling);
        let witness = self.witness(region);
        let mut hangs_on = hangs_on(self.lowered, search, region, &self.start);
        if witness.is_none() && hangs_on.is_empty() {
            hangs_on.push(Reason::Unconfirmed);
        }
        let asked = telling.all_asked(search, region);
        let is_trust = side.policy_type == PolicyType::Trust;
        let shown = witness.as_ref().filter(|_| is_trust);
        let tags_session = shown.and_then(|shown| session::may_tag(side, shown, &asked));
        let mut refused = None;
        if let Some(shown) = shown {
            for permission in session::passed(&asked) {
                let callers = telling.cells_of(search, region);
                match session::besides(side, permission, shown, &asked, callers) {
                    Besides::Allowed => {}
                    Besides::Open => hangs_on.push(Reason::Open {
                        places: vec![place],
                        why: Why::Besides(permission),
                    }),
                    Besides::Refused => refused = refused.or(Some(permission)),
                }
            }
        }
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
            who: telling.who(search, region, self.among, &hangs_on),
            caller_policy: telling.caller_policy(search, region),
            actions: telling.actions(search, region),
            resources: telling.resources(search, region),
            asked,
            hangs_on,
            witness,
            tags_session,
            refused,
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
        let likely = (self.side.policy_type == PolicyType::Trust && self.among == Among::Callers)
            .then(|| roles::likely(world, &search, published.as_ref()?))
            .flatten();
        let mut found = None;
        for region in likely.iter().chain(&published).chain([region]) {
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
        found.map(|witness| services::named(&query, witness))
    }
}

/// The part of a box that is about actions that AWS has published.
fn published(world: &World, search: &Search<'_>, region: &Region) -> Option<Region> {
    let cells = search.cells(region, ACTION);
    let cell = cells.iter().find(|&cell| cell < world.actions.published)?;
    search.narrowed(region, ACTION, cell)
}
