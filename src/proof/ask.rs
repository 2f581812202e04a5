//! The one question behind all others: is there a request that each of some policies allows, and a reference does not?

use crate::catalog::Catalog;
use crate::model::{Effect, Policy, Text};
use crate::semantics::Request;
use crate::syntax::Kind;

use super::concrete;
use super::cover;
use super::lower::{Lowered, Selected, lower};
use super::search::{End, Region, Search, Then};
use super::verdict::{Limits, Reason, Side, Verdict, Witness};
use super::witness;
use super::world::{ACTION, Block, DimKind, NO, Opaque, Origin, Place, Term, World, YES};

/// A request is sought that each policy of `allowed_by` allows and that `not_by` does not.
///
/// A scenario is one more policy of `allowed_by`: its boxes are the requests that are asked about.
#[derive(Clone, Copy, Debug)]
pub struct Query<'q> {
    pub allowed_by: &'q [Side<'q>],
    pub not_by: Option<Side<'q>>,
}

impl<'q> Query<'q> {
    /// Every policy in its order, the reference last.
    pub fn sides(&self) -> impl Iterator<Item = Side<'q>> {
        self.allowed_by.iter().copied().chain(self.not_by)
    }

    fn reference(&self) -> usize {
        self.allowed_by.len()
    }
}

/// Seeks the request.
#[must_use]
pub fn ask(query: &Query<'_>, limits: &Limits) -> Verdict {
    for (index, side) in query.sides().enumerate() {
        if !is_readable(side.policy) {
            return Verdict::Undecided(vec![Reason::Unreadable(index)]);
        }
    }
    let all: Vec<Selected> = query
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
        .collect();
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
                    witness::confirmed(query, request, is_published)
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
fn is_readable(policy: &Policy) -> bool {
    let is_object = policy.root.is_some_and(|root| root.kind() == Kind::Object);
    let in_statement = |span| {
        let mut statements = policy.statements.iter();
        statements.any(|statement| !statement.sound && statement.span.contains(span))
    };
    is_object
        && !policy.broken
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
    const MOST: usize = 64;
    let mut reasons = Vec::new();
    for candidate in candidates.iter().take(MOST) {
        match ask_about(query, all, &[*candidate], limits) {
            Verdict::Proven => {}
            Verdict::Undecided(more) => reasons.extend(more),
            disproven @ Verdict::Disproven(_) => return disproven,
        }
    }
    if candidates.len() > MOST {
        reasons.push(Reason::Exhausted);
    }
    reasons.sort();
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

struct Asked<'a, 'q> {
    query: &'a Query<'q>,
    lowered: &'a Lowered,
    limits: &'a Limits,
}

/// How much of what is open counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// Whatever may be: what is open is a choice.
    Possible,
    /// Only what is so for certain.
    Certain,
}

impl Asked<'_, '_> {
    fn verdict(&self) -> Verdict {
        let mut found: Vec<Region> = Vec::new();
        let end = self.regions(Reading::Possible, None, &mut |_, region| {
            found.push(region.clone());
            Then::Stop
        });
        if end == End::Complete {
            return Verdict::Proven;
        }
        let mut unconfirmed = false;
        for published in [true, false] {
            let mut tries = self.limits.tries;
            let mut witness = None;
            self.regions(Reading::Certain, Some(published), &mut |search, region| {
                witness = witness::of(self.query, search, &self.lowered.world, region);
                unconfirmed |= witness.is_none();
                tries = tries.saturating_sub(1);
                if witness.is_some() || tries == 0 {
                    Then::Stop
                } else {
                    Then::GoOn
                }
            });
            if let Some(witness) = witness {
                return Verdict::Disproven(Box::new(witness));
            }
        }
        if let Some(witness) = self.with_variables() {
            return Verdict::Disproven(Box::new(witness));
        }
        let mut reasons = match found.first() {
            Some(region) => self.open(region),
            None => vec![Reason::Exhausted],
        };
        if unconfirmed || reasons.is_empty() {
            reasons.push(Reason::Unconfirmed);
        }
        Verdict::Undecided(reasons)
    }

    /// A request out of the regions that hang on variables.
    fn with_variables(&self) -> Option<Witness> {
        let world = &self.lowered.world;
        let has_words = |opaque: &Opaque| !matches!(opaque.origin, Origin::Nothing);
        if !world.opaques.iter().any(has_words) {
            return None;
        }
        let mut tries = self.limits.tries;
        let mut witness = None;
        self.regions(Reading::Possible, None, &mut |search, region| {
            witness = witness::with_variables(self.query, search, world, region);
            tries = tries.saturating_sub(1);
            if witness.is_some() || tries == 0 {
                Then::Stop
            } else {
                Then::GoOn
            }
        });
        witness
    }

    /// Each region that the policies allow and the reference does not.
    fn regions(
        &self,
        reading: Reading,
        published: Option<bool>,
        visit: &mut dyn FnMut(&Search<'_>, &Region) -> Then,
    ) -> End {
        let world = &self.lowered.world;
        let reference = self.query.reference();
        let certain = |blocks: &[Block], is_own: bool| -> Vec<Block> {
            let of = |block: &&Block| (block.place.policy != reference) == is_own;
            let kept = blocks.iter().filter(of);
            match reading {
                Reading::Possible => kept.cloned().collect(),
                Reading::Certain => kept.filter_map(|block| narrowed(block, world)).collect(),
            }
        };
        let possible = |blocks: &[Block], is_own: bool| -> Vec<Block> {
            let of = |block: &&Block| (block.place.policy != reference) == is_own;
            let kept = blocks.iter().filter(of);
            match reading {
                Reading::Possible => kept.cloned().collect(),
                Reading::Certain => kept.map(|block| widened(block, world)).collect(),
            }
        };
        let allows = certain(&self.lowered.allows, true);
        let own_denies = possible(&self.lowered.denies, true);
        let reference_allows = possible(&self.lowered.allows, false);
        let reference_denies = certain(&self.lowered.denies, false);
        let forbidden = &world.forbidden;
        let denied: Vec<&Block> = own_denies.iter().chain(forbidden).collect();
        let silent: Vec<&Block> = denied.iter().copied().chain(&reference_allows).collect();
        let mut search = Search::new(world, self.limits.steps);
        let mut start = search.everything();
        if let Some(published) = published {
            search.keep_actions(&mut start, published);
        }
        if search.cells(&start, ACTION).is_empty() {
            return End::Complete;
        }
        let mut ways = Vec::new();
        self.granted(&search, &allows, 0, start, &mut ways);
        for region in ways {
            match search.avoid(&region, &silent, visit) {
                End::Complete => {}
                end => return end,
            }
            for deny in &reference_denies {
                if let Some(region) = search.within(&region, deny) {
                    match search.avoid(&region, &denied, visit) {
                        End::Complete => {}
                        end => return end,
                    }
                }
            }
        }
        End::Complete
    }

    /// The boxes in which one statement of each policy allows.
    fn granted(
        &self,
        search: &Search<'_>,
        allows: &[Block],
        policy: usize,
        region: Region,
        ways: &mut Vec<Region>,
    ) {
        if policy == self.query.allowed_by.len() {
            ways.push(region);
            return;
        }
        for block in allows.iter().filter(|block| block.place.policy == policy) {
            if let Some(region) = search.within(&region, block) {
                self.granted(search, allows, policy + 1, region, ways);
            }
        }
    }

    /// What a region that the policies may allow hangs on.
    fn open(&self, region: &Region) -> Vec<Reason> {
        let world = &self.lowered.world;
        let search = Search::new(world, 0);
        let mut reasons = Vec::new();
        for opaque in &world.opaques {
            let cells = search.cells(region, opaque.dim);
            if cells.contains(YES) && cells.contains(NO) {
                continue;
            }
            let blocks = self.lowered.allows.iter().chain(&self.lowered.denies);
            let mut places: Vec<Place> = blocks
                .filter(|block| block.terms.iter().any(|term| term.dim == opaque.dim))
                .map(|block| block.place)
                .collect();
            places.sort_unstable();
            places.dedup();
            reasons.push(Reason::Open {
                places,
                why: opaque.why.clone(),
            });
        }
        reasons.sort();
        reasons.dedup();
        reasons
    }
}

/// Where the block applies for certain.
fn narrowed(block: &Block, world: &World) -> Option<Block> {
    let mut terms = Vec::with_capacity(block.terms.len());
    for term in &block.terms {
        terms.push(match decided(term, world) {
            None => term.clone(),
            Some(answer) => {
                let link = world.opaque_of(term.dim)?.link.as_ref()?;
                let must = Term {
                    dim: link.dim,
                    cells: link.must.clone(),
                };
                let may = Term {
                    dim: link.dim,
                    cells: link.may.clone(),
                };
                if answer == YES {
                    must
                } else {
                    may.negated(world)
                }
            }
        });
    }
    Block::new(block.place, terms)
}

/// Where the block may apply.
fn widened(block: &Block, world: &World) -> Block {
    let terms = block
        .terms
        .iter()
        .filter_map(|term| match decided(term, world) {
            None => Some(term.clone()),
            Some(answer) => {
                let link = world.opaque_of(term.dim)?.link.as_ref()?;
                let cells = if answer == YES { &link.may } else { &link.must };
                let term = Term {
                    dim: link.dim,
                    cells: cells.clone(),
                };
                Some(if answer == YES {
                    term
                } else {
                    term.negated(world)
                })
            }
        });
    let terms: Vec<Term> = terms.collect();
    let place = block.place;
    Block::new(place, terms.clone()).unwrap_or(Block { place, terms })
}

/// What a term on something open wants of it.
fn decided(term: &Term, world: &World) -> Option<usize> {
    let dim = world.dims.get(term.dim)?;
    matches!(dim.kind, DimKind::Opaque(_)).then(|| if term.cells.contains(YES) { YES } else { NO })
}

impl Search<'_> {
    /// Leaves only the actions that AWS has published, or only the others.
    fn keep_actions(&self, region: &mut Region, published: bool) {
        self.restrict(region, ACTION, |world, cell| {
            (cell < world.actions.published) == published
        });
    }
}
