//! AWS services that no policy names: whether they are among everybody, and what they are called in a request that is shown.

use crate::proof::asked::Reading;
use crate::proof::cellset::CellSet;
use crate::proof::confirm::confirmed;
use crate::proof::lower::Lowered;
use crate::proof::query::Query;
use crate::proof::search::{Search, Then};
use crate::proof::verdict::Witness;
use crate::proof::world::{Block, CALLER};
use crate::semantics::{Caller, service_name};

use super::boxes::Sets;
use super::telling::Among;
use super::words::{Values, Word};
use super::{Asking, MOST};

impl Asking<'_> {
    /// The boxes in which they get in, whatever comes of what is open; `None` if there are too many.
    pub fn perhaps(&self) -> Option<Vec<Block>> {
        let mut found = Vec::new();
        let is_complete = self.find(Reading::Possible, &[], &mut found);
        let world = &self.lowered.world;
        let search = Search::new(world, self.limits.steps);
        let blocks = found.into_iter().filter_map(|(_, sets)| {
            // What follows from what is open stays, when that is left open.
            let region = sets.region(&search)?;
            Sets::of(world, &search, &region).opened(world).block()
        });
        is_complete.then(|| blocks.collect())
    }

    /// Whether a box is told as one of everybody, or of everybody but some.
    pub fn is_of_everybody(&self, sets: &Sets) -> bool {
        let search = Search::new(&self.lowered.world, self.limits.steps);
        sets.region(&search).is_some_and(|region| {
            let who = self.telling.who(&search, &region, self.among, &[]);
            are_among(&who)
        })
    }

    /// The services that do not get in by a box, though they send such requests.
    pub fn left_out(&self, sets: &Sets) -> CellSet {
        let world = &self.lowered.world;
        let all = self.telling.callers(Among::Services);
        let mut left = CellSet::none(world.size(CALLER));
        let Some(known) = &self.services else {
            return left;
        };
        // All ways together are to take no longer than the search for them.
        let mut search = Search::new(world, self.limits.steps / MOST);
        let Some(region) = sets.called_by(all).region(&search) else {
            return left;
        };
        let known: Vec<&Block> = known.iter().chain(&world.forbidden).collect();
        search.avoid(&region, &known, &mut |search, region| {
            left.union_with(&search.cells(region, CALLER));
            Then::GoOn
        });
        if left.is_empty() || self.telling.services(&left).is_some() {
            left
        } else {
            // No words are for some of them only.
            all.clone()
        }
    }
}

/// Whether some statement speaks of a service otherwise than of somebody who does not say who he is.
pub fn are_told_apart(lowered: &Lowered, services: &CellSet) -> bool {
    let mut callers = lowered.world.callers.iter();
    let Some(nobody) = callers.position(|one| one.caller == Caller::Anonymous) else {
        return !services.is_empty();
    };
    let parts = |cells: &CellSet| {
        let is_in = cells.contains(nobody);
        services.iter().any(|cell| cells.contains(cell) != is_in)
    };
    // Nor does everybody send, or may call, what services do.
    let blocks = lowered.allows.iter().chain(&lowered.denies);
    let blocks = blocks.chain(&lowered.world.forbidden);
    let mut terms = blocks.flat_map(|block| &block.terms);
    let links = lowered
        .world
        .opaques
        .iter()
        .filter_map(|one| one.link.as_ref());
    let mut links = links.filter(|link| link.dim == CALLER);
    terms.any(|term| term.dim == CALLER && parts(&term.cells))
        || links.any(|link| parts(&link.may) || parts(&link.must))
}

/// Whether these callers are everybody, services too, or everybody but some.
pub fn are_among(who: &Values) -> bool {
    match who {
        Values::Any => true,
        Values::Some { of, .. } => of.is_empty(),
        _ => false,
    }
}

/// Takes services out of everybody.
pub fn leave_out(who: &mut Values, services: Vec<Word>) {
    if services.is_empty() {
        return;
    }
    let mut left_out = match who {
        Values::Some { but, .. } => std::mem::take(but),
        _ => Vec::new(),
    };
    for service in services {
        if !left_out.contains(&service) {
            left_out.push(service);
        }
    }
    *who = Values::Some {
        of: Vec::new(),
        but: left_out,
    };
}

/// Services that most readers know.
const KNOWN: [&str; 3] = [
    "cloudtrail.amazonaws.com",
    "lambda.amazonaws.com",
    "ec2.amazonaws.com",
];

/// The request, sent by a service that there is, where any would do.
pub fn named(query: &Query<'_>, witness: Witness) -> Witness {
    let is_made_up = match &witness.request.caller {
        Caller::Service(name) => !name.contains('.'),
        _ => false,
    };
    let by = |name: &&str| {
        let mut request = witness.request.clone();
        request.caller = Caller::Service((*name).to_owned());
        request
            .context
            .set("aws:PrincipalServiceName", service_name(name));
        confirmed(query, request, witness.is_published)
    };
    if !is_made_up {
        return witness;
    }
    KNOWN.iter().find_map(by).unwrap_or(witness)
}
