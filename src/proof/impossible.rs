//! Requests that do not exist: AWS never makes them, or takes none of them from the caller.

use crate::catalog::endpoint_keys;
use crate::model::Arn;
use crate::semantics::presence::{self, Presence, presence};
use crate::semantics::providers::{ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY, assumed_by};
use crate::semantics::{Caller, Keys, Request};

use super::cellset::CellSet;
use super::world::{ACTION, Block, CALLER, Count, NOWHERE, Term, World};

/// The actions by which roles are assumed. Where a trust policy is asked about, each has a cell of its own.
pub const ASSUMING: [&str; 3] = [ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY];

/// Requests that do not exist, as boxes.
pub fn forbidden(world: &World) -> Vec<Block> {
    let mut blocks = networks(world);
    blocks.extend(strays(world));
    blocks.extend(by_presence(world));
    for action in ASSUMING {
        blocks.extend(assuming(world, action, |caller| {
            cannot_assume(caller, action)
        }));
    }
    blocks
}

/// A caller behind a VPC endpoint has no public address.
fn networks(world: &World) -> Vec<Block> {
    const ENDPOINT: [&str; 5] = [
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:vpcsourceip",
        "aws:vpceaccount",
    ];
    let known = ENDPOINT.into_iter();
    let all = known.chain(endpoint_keys::KEYS.iter().map(|key| key.name));
    let endpoints = all.filter_map(|name| present(world, &name.to_ascii_lowercase()));
    let both = |endpoint| Block::new(NOWHERE, vec![present(world, "aws:sourceip")?, endpoint]);
    endpoints.filter_map(both).collect()
}

/// Nobody, and no service, is in an organization as a principal.
fn strays(world: &World) -> Option<Block> {
    let stray = |caller: &Caller| matches!(caller, Caller::Anonymous | Caller::Service(_));
    let organization = present(world, "aws:principalorgid")?;
    Block::new(NOWHERE, vec![callers(world, stray), organization])
}

/// A key of one value, where it is there.
fn present(world: &World, name: &str) -> Option<Term> {
    let key = world.keys.iter().find(|key| key.names == [name])?;
    Some(Term {
        dim: key.dim,
        cells: CellSet::where_(key.values.len(), |cell| {
            key.values.get(cell).is_some_and(Option::is_some)
        }),
    })
}

fn callers(world: &World, is_one: impl Fn(&Caller) -> bool) -> Term {
    let cells = CellSet::where_(world.callers.len(), |cell| {
        let caller = world.callers.get(cell);
        caller.is_some_and(|one| is_one(&one.caller))
    });
    Term { dim: CALLER, cells }
}

/// What a caller always sends is not absent, and what it never sends not there.
fn by_presence(world: &World) -> Vec<Block> {
    let singles = world.keys.iter().map(|key| {
        let is = |there: bool| {
            CellSet::where_(key.values.len(), |cell| {
                key.values
                    .get(cell)
                    .is_some_and(|one| one.is_some() == there)
            })
        };
        (&key.names[..], key.dim, is(true), is(false))
    });
    let multis = world.multis.iter().map(|multi| {
        let is = |there: bool| {
            CellSet::where_(Count::ALL.len(), |cell| {
                (cell != Count::Absent.cell()) == there
            })
        };
        let name = std::slice::from_ref(&multi.name);
        (name, multi.count, is(true), is(false))
    });
    let nothing_else = Request::new(Caller::Unknown, "").context;
    let mut blocks = Vec::new();
    for (names, dim, there, absent) in singles.chain(multis) {
        for (wanted, cells) in [(Presence::Never, there), (Presence::Always, absent)] {
            let theirs = callers(world, |caller| {
                let mut each = names.iter().map(|name| sends(caller, name, &nothing_else));
                each.all(|one| one == wanted)
            });
            if !theirs.cells.is_empty() && !cells.is_empty() {
                blocks.extend(Block::new(NOWHERE, vec![theirs, Term { dim, cells }]));
            }
        }
    }
    blocks
}

/// Whether a caller sends a key, as far as AWS documents it of callers of its kind.
fn sends(caller: &Caller, name: &str, besides: &Keys) -> Presence {
    match caller {
        Caller::Identity(_) => presence(caller, besides, name),
        Caller::Anonymous if presence::is_of_credentials(name) => Presence::Never,
        _ => Presence::Sometimes,
    }
}

/// Calls of users of a provider by the action that is for providers of the other kind.
pub fn of_providers(world: &World) -> Vec<Block> {
    let each = ASSUMING.into_iter();
    each.filter_map(|action| assuming(world, action, |caller| is_of_other(caller, action)))
        .collect()
}

/// Calls of an action that assumes roles by those who cannot call it.
fn assuming(world: &World, action: &str, is_barred: impl Fn(&Caller) -> bool) -> Option<Block> {
    let actions = CellSet::where_(world.actions.witnesses.len(), |cell| {
        let witness = world.actions.witnesses.get(cell);
        witness.is_some_and(|one| one.eq_ignore_ascii_case(action))
    });
    let actions = Term {
        dim: ACTION,
        cells: actions,
    };
    Block::new(NOWHERE, vec![actions, callers(world, is_barred)])
}

/// Whether it is a user of a provider, and another action is for those.
fn is_of_other(caller: &Caller, action: &str) -> bool {
    matches!(caller, Caller::Federated(provider) if assumed_by(provider).is_some_and(|own| own != action))
}

/// AWS refuses the root user, the sessions of federated users, and whoever does not sign; users of providers have actions of
/// their own, which are for nobody else.
///
/// Sources: `AssumeRole` and `GetFederationToken` in the STS API reference.
fn cannot_assume(caller: &Caller, action: &str) -> bool {
    let is_for_others = action != ASSUME_ROLE;
    match caller {
        Caller::Federated(_) => is_of_other(caller, action),
        Caller::Identity(arn) => is_for_others || Arn::parse(arn).is_some_and(is_barred),
        Caller::Anonymous => true,
        Caller::Service(_) => is_for_others,
        Caller::Unknown => false,
    }
}

/// The root user of an account, and the session of a federated user.
fn is_barred(arn: Arn) -> bool {
    matches!(arn.typed_resource().0, "root" | "federated-user") || arn.resource == "root"
}
