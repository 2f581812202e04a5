//! What one policy allows, as boxes of requests that do not overlap.

use super::Limits;
use super::ask::is_readable;
use super::asked::{Reading, narrowed, widened};
use super::lower::{Lowered, lower};
use super::search::{End, Region, Search, Then};
use super::selected::Selected;
use super::verdict::{Reason, Side};
use super::world::{Block, NO, NOWHERE, Place, Term, YES};

use crate::sort;

/// The world of one policy.
pub fn ground(side: &Side<'_>, limits: &Limits) -> Result<Lowered, Reason> {
    ground_of(&[*side], limits)
}

/// The world of several policies. [`allowed`] speaks of the first one.
pub fn ground_of(sides: &[Side<'_>], limits: &Limits) -> Result<Lowered, Reason> {
    let mut selected: Vec<Selected> = Vec::new();
    for (policy, side) in sides.iter().enumerate() {
        if !is_readable(side.policy) {
            return Err(Reason::Unreadable(policy));
        }
        let variables = side.policy.has_variables();
        selected.extend(side.policy.statements.iter().map(|statement| Selected {
            place: Place {
                policy,
                statement: statement.index,
            },
            statement,
            policy_type: side.policy_type,
            variables,
        }));
    }
    lower(&selected, limits)
}

/// The boxes of the first policy's statements: those that allow, and those that deny.
#[must_use]
pub fn blocks(lowered: &Lowered, reading: Reading) -> (Vec<Block>, Vec<Block>) {
    let world = &lowered.world;
    let own = |block: &&Block| block.place.policy == 0;
    let (allows, denies) = (
        lowered.allows.iter().filter(own),
        lowered.denies.iter().filter(own),
    );
    match reading {
        Reading::Possible => (allows.cloned().collect(), denies.cloned().collect()),
        Reading::Certain => (
            allows.filter_map(|one| narrowed(one, world)).collect(),
            denies.map(|one| widened(one, world)).collect(),
        ),
    }
}

/// Visits each box that an `Allow` leaves within `start`, with its statement.
pub fn allowed(
    lowered: &Lowered,
    reading: Reading,
    start: &[Term],
    limits: &Limits,
    visit: &mut dyn FnMut(Place, &Search<'_>, &Region) -> Then,
) -> End {
    let (allows, denies) = blocks(lowered, reading);
    let mut visit_one =
        |allow: &Block, search: &Search<'_>, region: &Region| visit(allow.place, search, region);
    left_over(lowered, &allows, &denies, start, limits, &mut visit_one)
}

/// Visits each box that the `Deny`s leave of an `Allow` within `start`.
pub fn left_over(
    lowered: &Lowered,
    allows: &[Block],
    denies: &[Block],
    start: &[Term],
    limits: &Limits,
    visit: &mut dyn FnMut(&Block, &Search<'_>, &Region) -> Then,
) -> End {
    let world = &lowered.world;
    let barred: Vec<&Block> = denies.iter().chain(&world.forbidden).collect();
    let mut search = Search::new(world, limits.steps);
    let Some(start) = Block::new(NOWHERE, start.to_vec()) else {
        return End::Complete;
    };
    let Some(start) = search.within(&search.everything(), &start) else {
        return End::Complete;
    };
    for allow in allows {
        let Some(region) = search.within(&start, allow) else {
            continue;
        };
        let mut visit_one = |search: &Search<'_>, region: &Region| visit(allow, search, region);
        match search.avoid(&region, &barred, &mut visit_one) {
            End::Complete => {}
            end => return end,
        }
    }
    End::Complete
}

/// What a box hangs on that is open, leaving out what `start` has decided.
pub fn hangs_on(
    lowered: &Lowered,
    search: &Search<'_>,
    region: &Region,
    start: &[Term],
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for opaque in &lowered.world.opaques {
        let cells = search.cells(region, opaque.dim);
        let is_supposed = start.iter().any(|term| term.dim == opaque.dim);
        if is_supposed || (cells.contains(YES) && cells.contains(NO)) {
            continue;
        }
        let blocks = lowered.allows.iter().chain(&lowered.denies);
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
