//! The answer to a query in one world: no region is left, a request of one that is, or what it hangs on.

use super::lower::Lowered;
use super::query::Query;
use super::search::{End, Region, Search, Then};
use super::verdict::{Limits, Reason, Verdict, Witness};
use super::witness;
use super::world::{ACTION, Block, DimKind, NO, Opaque, Origin, Place, Term, World, YES};

use crate::sort;

/// A question in a world.
pub struct Asked<'a, 'q> {
    pub query: &'a Query<'q>,
    pub lowered: &'a Lowered,
    pub limits: &'a Limits,
}

/// How much of what is open counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Whatever may be: what is open is a choice.
    Possible,
    /// Only what is so for certain.
    Certain,
}

impl Asked<'_, '_> {
    pub fn verdict(&self) -> Verdict {
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

    /// Each region that the policies allow and the reference does not. A region may come twice.
    pub fn regions(
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
        sort::sort(&mut reasons);
        reasons.dedup();
        reasons
    }
}

/// Where the block applies for certain.
pub(super) fn narrowed(block: &Block, world: &World) -> Option<Block> {
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
pub(super) fn widened(block: &Block, world: &World) -> Block {
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
