//! Whether somebody from outside gets in: a caller whose account, organization, network and endpoint the policy names
//! nowhere.
//!
//! The written sources of what counts as public: "Blocking public access to your Amazon S3 storage", the meaning of
//! "public", in the S3 User Guide; its figures for address ranges (more than a /8, a /32 for IPv6) are those used here.

use std::collections::{BTreeSet, HashMap};

use crate::kind::{PolicyType, ResourceType};
use crate::model::{self, Arn, Policy, PrincipalKind, Statement, Text, is_account_id};
use crate::semantics::Caller;
use crate::source::FileId;
use crate::syntax;

use super::Limits;
use super::asked::Reading;
use super::cellset::CellSet;
use super::ground::{self, allowed, hangs_on};
use super::impossible::ASSUMING;
use super::lower::Lowered;
use super::ordered;
use super::outsider::{Named, Outside, Owned, owned};
use super::query::{self, Query};
use super::search::{End, Region, Search, Then};
use super::verdict::{Reason, Side, Verdict, Witness};
use super::witness;
use super::world::{ACTION, CALLER, Count, NO, Term, Why, World};

/// More addresses than this are the public: a /8 of IPv4, a /32 of IPv6.
const MOST_V4: u128 = 1 << 24;
const MOST_V6: u128 = 1 << 96;
const ADDRESS: &str = "aws:sourceip";

/// Whether nobody from outside gets in by a resource or trust policy. Services are apart: [`services_for_anyone`].
#[must_use]
pub fn no_public_access(
    side: &Side<'_>,
    resource_type: Option<ResourceType>,
    limits: &Limits,
) -> Verdict {
    let ways = query::scenario(&ASSUMING);
    let tree = syntax::parse(FileId(0), &ways);
    let ways = model::lower(&tree);
    let ways = Side {
        policy: &ways,
        policy_type: PolicyType::Identity,
    };
    // Nobody is in a role by what else a trust policy allows.
    let sides = match side.policy_type {
        PolicyType::Trust => &[*side, ways][..],
        _ => &[*side][..],
    };
    let mut lowered = match ground::ground_of(sides, limits) {
        Ok(lowered) => lowered,
        Err(reason) => return Verdict::Undecided(vec![reason]),
    };
    let named = Named::by(side.policy);
    let is_access_point = resource_type.is_some_and(is_access_point);
    let [start, certain] = [false, true].map(|surely| {
        let world = &mut lowered.world;
        let outside = Outside::Strangers;
        let mut start = scenario(world, &named, outside, is_access_point, surely);
        let asked = lowered.allows.iter().find(|one| one.place.policy == 1);
        if let Some(asked) = asked {
            start.extend(asked.terms.clone());
            start.push(assuming(&lowered.world));
        }
        start
    });
    let mut breadth = Breadth::new(&lowered.world, side.policy);
    let mut open: Vec<Reason> = Vec::new();
    let mut is_found = false;
    let end = allowed(
        &lowered,
        Reading::Possible,
        &start,
        limits,
        &mut |_, search, region| {
            if breadth.is_public(search, region) {
                is_found = true;
                open = hangs_on(&lowered, search, region, &start);
                Then::Stop
            } else {
                Then::GoOn
            }
        },
    );
    if end == End::Complete {
        return Verdict::Proven;
    }
    let mut unconfirmed = false;
    for only_published in [true, false] {
        let mut start = certain.clone();
        if only_published {
            start.push(published(&lowered.world));
        }
        // Some of what may get in does not count for what surely does.
        let mut breadth = Breadth::new(&lowered.world, side.policy);
        let mut found = None;
        let mut tries = limits.tries;
        allowed(
            &lowered,
            Reading::Certain,
            &start,
            limits,
            &mut |_, search, region| {
                if !breadth.is_public(search, region) {
                    return Then::GoOn;
                }
                found = confirmed(side, &lowered, search, region);
                unconfirmed |= found.is_none();
                tries = tries.saturating_sub(1);
                if found.is_some() || tries == 0 {
                    Then::Stop
                } else {
                    Then::GoOn
                }
            },
        );
        if let Some(witness) = found {
            return Verdict::Disproven(Box::new(witness));
        }
    }
    if !is_found {
        open.push(Reason::Exhausted);
    } else if unconfirmed || open.is_empty() {
        open.push(Reason::Unconfirmed);
    }
    Verdict::Undecided(open)
}

/// The services that a resource policy lets in whoever makes them call: a request of each for a stranger. One that the policy
/// does not name stands for all such.
#[must_use]
pub fn services_for_anyone(side: &Side<'_>, limits: &Limits) -> Vec<Witness> {
    const MOST_BOXES: usize = 200;
    let named = services(side.policy);
    let mut principals = side.policy.allows().flat_map(Statement::principals);
    let names_all = principals.any(|one| one.kind == PrincipalKind::Everyone);
    if side.policy_type == PolicyType::Trust || (named.is_empty() && !names_all) {
        return Vec::new();
    }
    let is_named =
        |caller: &Caller| matches!(caller, Caller::Service(name) if named.contains(name.as_str()));
    let most = named.len() + usize::from(names_all);
    let Ok(mut lowered) = ground::ground(side, limits) else {
        return Vec::new();
    };
    let outside = Named::by(side.policy);
    let start = scenario(&mut lowered.world, &outside, Outside::Services, false, true);
    let mut found: Vec<Witness> = Vec::new();
    let mut left = MOST_BOXES;
    let mut visit = |_, search: &Search<'_>, region: &Region| {
        for cell in search.cells(region, CALLER).iter() {
            let caller = lowered.world.callers.get(cell).map(|one| &one.caller);
            let is_new = |caller: &Caller| {
                let mut known = found.iter().map(|other| &other.request.caller);
                if is_named(caller) {
                    known.all(|other| other != caller)
                } else {
                    matches!(caller, Caller::Service(_)) && names_all && known.all(is_named)
                }
            };
            if caller.is_some_and(is_new) {
                let one = search.narrowed(region, CALLER, cell);
                found.extend(one.and_then(|one| confirmed(side, &lowered, search, &one)));
            }
        }
        left = left.saturating_sub(1);
        if found.len() == most || left == 0 {
            Then::Stop
        } else {
            Then::GoOn
        }
    };
    allowed(&lowered, Reading::Certain, &start, limits, &mut visit);
    found
}

/// The services that a policy names as those whom it allows something: as many as a note can tell.
fn services<'p>(policy: &'p Policy<'p>) -> BTreeSet<&'p str> {
    const MOST: usize = 20;
    policy
        .allows()
        .flat_map(Statement::principals)
        .filter(|principal| principal.kind == PrincipalKind::Service)
        .filter_map(|principal| principal.text.known())
        .take(MOST)
        .collect()
}

fn confirmed(
    side: &Side<'_>,
    lowered: &Lowered,
    search: &Search<'_>,
    region: &Region,
) -> Option<Witness> {
    let query = Query {
        allowed_by: &[*side],
        not_by: None,
    };
    witness::of(&query, search, &lowered.world, region)
}

fn published(world: &World) -> Term {
    let cells = world.size(ACTION);
    Term {
        dim: ACTION,
        cells: CellSet::where_(cells, |cell| cell < world.actions.published),
    }
}

fn is_access_point(resource_type: ResourceType) -> bool {
    matches!(
        resource_type,
        ResourceType::S3AccessPoint
            | ResourceType::S3ExpressAccessPoint
            | ResourceType::S3MultiRegionAccessPoint
            | ResourceType::S3ObjectLambdaAccessPoint
            | ResourceType::S3OutpostsAccessPoint
    )
}

/// Who may assume a role: nobody unsigned, and no origin access identity.
fn assuming(world: &World) -> Term {
    let callers = CellSet::where_(world.callers.len(), |cell| {
        let caller = world.callers.get(cell).map(|one| &one.caller);
        caller.is_some_and(|caller| match caller {
            Caller::Anonymous => false,
            Caller::Identity(name) => {
                Arn::parse(name).is_some_and(|arn| is_account_id(arn.account))
            }
            _ => true,
        })
    });
    Term {
        dim: CALLER,
        cells: callers,
    }
}

/// What is so of each request from outside.
fn scenario(
    world: &mut World,
    named: &Named<'_>,
    outside: Outside,
    is_access_point: bool,
    surely: bool,
) -> Vec<Term> {
    let callers = CellSet::where_(world.callers.len(), |cell| {
        let caller = world.callers.get(cell);
        caller.is_some_and(|one| named.is_outside(&one.caller, outside))
    });
    let mut terms = vec![Term {
        dim: CALLER,
        cells: callers,
    }];
    for key in &world.keys {
        let Some((name, owned)) = key
            .names
            .iter()
            .find_map(|name| Some((name, owned(name, outside, is_access_point)?)))
        else {
            continue;
        };
        // Ranges of addresses are measured.
        let is_range = name == ADDRESS && named.is_measured(name);
        let cells = CellSet::where_(key.values.len(), |cell| {
            match key.values.get(cell).and_then(Option::as_ref) {
                Some(value) => is_range || named.can_have(name, value, owned, surely),
                None => true,
            }
        });
        terms.push(Term {
            dim: key.dim,
            cells,
        });
    }
    for index in 0..world.multis.len() {
        let Some(multi) = world.multis.get(index) else {
            continue;
        };
        let Some(owned) = owned(&multi.name, outside, is_access_point) else {
            continue;
        };
        if owned == Owned::Never {
            let cells = CellSet::where_(Count::ALL.len(), |cell| cell == Count::Absent.cell());
            terms.push(Term {
                dim: multi.count,
                cells,
            });
            continue;
        }
        let barred = CellSet::where_(multi.values.len(), |cell| {
            let value = multi.values.get(cell);
            value.is_some_and(|value| !named.can_have(&multi.name, value, owned, surely))
        });
        terms.push(world.some_value(index, barred, NO));
    }
    // A canonical ID stands for an account that the policy names so.
    for opaque in &world.opaques {
        if let Why::Principal(texts) = &opaque.why
            && texts
                .split(", ")
                .all(|text| text.starts_with("CanonicalUser "))
        {
            terms.push(Term {
                dim: opaque.dim,
                cells: CellSet::where_(2, |cell| cell == NO),
            });
        }
    }
    terms
}

/// How many addresses are let in.
struct Breadth {
    dim: Option<usize>,
    absent: Option<usize>,
    /// Of each cell: of IPv4 and of IPv6.
    sizes: Vec<(u128, u128)>,
    seen: CellSet,
}

impl Breadth {
    fn new(world: &World, policy: &Policy) -> Self {
        let key = world.keys.iter().find(|key| key.names == [ADDRESS]);
        let Some(key) = key else {
            return Self {
                dim: None,
                absent: None,
                sizes: Vec::new(),
                seen: CellSet::none(0),
            };
        };
        let conditions = policy
            .sound_statements()
            .flat_map(|one| one.conditions_on(ADDRESS));
        let constants: Vec<&str> = conditions
            .flat_map(|condition| &condition.values)
            .filter_map(Text::known)
            .collect();
        let known: HashMap<String, u128> = ordered::addresses(&constants).into_iter().collect();
        let sizes = key.values.iter().map(|value| match value {
            Some(text) => match (known.get(text), text.contains(':')) {
                (Some(&size), true) => (0, size),
                (Some(&size), false) => (size, 0),
                // Not compared as addresses: nobody knows how many.
                (None, _) => (u128::MAX, 0),
            },
            None => (0, 0),
        });
        Self {
            dim: Some(key.dim),
            absent: key.values.iter().position(Option::is_none),
            sizes: sizes.collect(),
            seen: CellSet::none(key.values.len()),
        }
    }

    /// Whether the addresses of this box and of those before it are more than anybody's own.
    fn is_public(&mut self, search: &Search<'_>, region: &Region) -> bool {
        let Some(dim) = self.dim else { return true };
        let cells = search.cells(region, dim);
        // Through an endpoint of one's own there is no address.
        if self.absent.is_some_and(|absent| cells.contains(absent)) {
            return true;
        }
        self.seen.union_with(&cells);
        let of_cells = self.seen.iter().filter_map(|cell| self.sizes.get(cell));
        let (v4, v6) = of_cells.fold((0u128, 0u128), |sum, size| {
            (sum.0.saturating_add(size.0), sum.1.saturating_add(size.1))
        });
        v4 > MOST_V4 || v6 > MOST_V6
    }
}
