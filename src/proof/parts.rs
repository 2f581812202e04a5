//! The cells of resources and principals that some statements part, and the requests that do not exist.

use std::collections::BTreeMap;

use crate::catalog::endpoint_keys;
use crate::kind::PolicyType;
use crate::semantics::{Caller, presence};

use super::Limits;
use super::callers::{self, CallerCell, Universe};
use super::cellset::CellSet;
use super::glob::{Class, Glob};
use super::keys::{self, Use};
use super::selected::{Selected, is_everything, known_items};
use super::strings::{self, Grown};
use super::texts;
use super::world::{Block, CALLER, Count, Place, Term, World};

pub type ResourceSets = BTreeMap<Glob, CellSet>;

/// A resource of each cell, and the cells of each pattern.
pub fn resources<'s>(
    statements: impl Iterator<Item = &'s Selected<'s>>,
    limits: &Limits,
) -> Result<(Vec<String>, ResourceSets), Grown> {
    let mut globs: Vec<Glob> = Vec::new();
    let mut places: BTreeMap<Glob, usize> = BTreeMap::new();
    for one in statements.filter(|one| one.policy_type != PolicyType::Trust) {
        let Some(list) = &one.statement.resource else {
            continue;
        };
        for text in known_items(list).filter(|text| !is_everything(text)) {
            for glob in texts::resource(text, one.variables).globs {
                places.entry(glob).or_insert_with_key(|glob| {
                    globs.push(glob.clone());
                    globs.len() - 1
                });
            }
        }
    }
    let mut arn = Glob::literal("arn:");
    for class in [
        Class::LOWER_FIELD,
        Class::LOWER_FIELD,
        Class::IN_FIELD,
        Class::IN_FIELD,
    ] {
        arn = arn.run(class).text(":");
    }
    let universe = [arn.run(Class::ANY), Glob::literal("*")];
    let parted = strings::partition(&globs, &universe, limits, &|_| false)?;
    let mut sets = BTreeMap::new();
    for (glob, place) in places {
        if let Some(set) = parted.taken.get(place) {
            sets.insert(glob, set.clone());
        }
    }
    Ok((parted.witnesses, sets))
}

/// The principals, if any statement asks for them.
pub fn callers<'s>(
    statements: impl Iterator<Item = &'s Selected<'s>>,
    by_key: &BTreeMap<String, Vec<Use<'_>>>,
    universe: Universe,
    limits: &Limits,
) -> Result<Vec<CallerCell>, Grown> {
    let principals: Vec<_> = statements
        .filter_map(|one| one.statement.principal.as_ref())
        .flat_map(|principals| &principals.items)
        .collect();
    let mut globs = Vec::new();
    let mut is_asked = !principals.is_empty();
    for name in callers::DERIVED {
        for one in by_key.get(name).into_iter().flatten() {
            is_asked = true;
            keys::caller_globs(name, one, &mut globs);
        }
    }
    if !is_asked {
        return Ok(vec![CallerCell {
            caller: Caller::Unknown,
            keys: Vec::new(),
        }]);
    }
    let asks_for_arns = by_key.contains_key(callers::ARN);
    callers::cells(
        principals.into_iter(),
        globs,
        asks_for_arns,
        universe,
        limits,
    )
}

/// Requests that do not exist: a caller behind a VPC endpoint has no public address.
pub fn forbidden(world: &World) -> Vec<Block> {
    const ENDPOINT: [&str; 5] = [
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:vpcsourceip",
        "aws:vpceaccount",
    ];
    let place = Place {
        policy: usize::MAX,
        statement: 0,
    };
    let mut blocks = Vec::new();
    let present = |name: &str| {
        let key = world.keys.iter().find(|key| key.names == [name])?;
        let cells = CellSet::where_(key.values.len(), |cell| {
            key.values.get(cell).is_some_and(Option::is_some)
        });
        Some(Term {
            dim: key.dim,
            cells,
        })
    };
    let known = ENDPOINT.into_iter();
    let all = known.chain(endpoint_keys::KEYS.iter().map(|key| key.name));
    for endpoint in all.filter_map(|name| present(&name.to_ascii_lowercase())) {
        let address = present("aws:sourceip");
        blocks.extend(address.and_then(|address| Block::new(place, vec![address, endpoint])));
    }
    // Nobody, and no service, is in an organization as a principal.
    let stray = |caller: &Caller| matches!(caller, Caller::Anonymous | Caller::Service(_));
    let callers = CellSet::where_(world.callers.len(), |cell| {
        world
            .callers
            .get(cell)
            .is_some_and(|one| stray(&one.caller))
    });
    let stray = Term {
        dim: CALLER,
        cells: callers,
    };
    let organization = present("aws:principalorgid");
    blocks.extend(organization.and_then(|member| Block::new(place, vec![stray, member])));
    blocks.extend(without_credentials(world, place));
    blocks
}

/// Nobody has no credentials and a key that tells of them.
fn without_credentials(world: &World, place: Place) -> Vec<Block> {
    let anonymous = |caller: &Caller| *caller == Caller::Anonymous;
    without(world, place, anonymous, presence::is_of_credentials)
}

/// Requests by these callers with one of these keys.
pub fn without(
    world: &World,
    place: Place,
    is_theirs: impl Fn(&Caller) -> bool,
    is_missing: impl Fn(&str) -> bool,
) -> Vec<Block> {
    let callers = CellSet::where_(world.callers.len(), |cell| {
        let caller = world.callers.get(cell);
        caller.is_some_and(|one| is_theirs(&one.caller))
    });
    let keys = world.keys.iter();
    let keys = keys.filter(|key| key.names.iter().all(|name| is_missing(name)));
    let present = keys.map(|key| Term {
        dim: key.dim,
        cells: CellSet::where_(key.values.len(), |cell| {
            key.values.get(cell).is_some_and(Option::is_some)
        }),
    });
    let multis = world.multis.iter();
    let multis = multis.filter(|multi| is_missing(&multi.name));
    let counted = multis.map(|multi| Term {
        dim: multi.count,
        cells: CellSet::where_(Count::ALL.len(), |cell| cell != Count::Absent.cell()),
    });
    let both = |term| {
        let callers = Term {
            dim: CALLER,
            cells: callers.clone(),
        };
        Block::new(place, vec![callers, term])
    };
    present.chain(counted).filter_map(both).collect()
}
