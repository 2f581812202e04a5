//! Who can call what assumes a role, whatever a trust policy says.

use crate::model::{Arn, is_account_id};
use crate::proof::cellset::CellSet;
use crate::proof::ground::NOWHERE;
use crate::proof::parts;
use crate::proof::search::{Region, Search};
use crate::proof::world::{ACTION, Block, CALLER, Term, World};
use crate::semantics::Caller;
use crate::semantics::presence;
use crate::semantics::providers::{WITH_SAML, WITH_WEB_IDENTITY, assumed_by};

/// Calls of users of a provider by the action that is for providers of the other kind, and those of identities with what
/// only services send.
pub fn impossible(world: &World) -> Vec<Block> {
    let by = |action: &str| {
        let callers = callers(world, |caller| match caller {
            Caller::Federated(provider) => assumed_by(provider).is_some_and(|own| own != action),
            _ => false,
        });
        let actions = CellSet::where_(world.size(ACTION), |cell| {
            let name = world.actions.witnesses.get(cell);
            name.is_some_and(|name| name.eq_ignore_ascii_case(action))
        });
        let action = Term {
            dim: ACTION,
            cells: actions,
        };
        Block::new(NOWHERE, vec![action, callers])
    };
    let is_identity = |caller: &Caller| matches!(caller, Caller::Identity(_));
    let of_services = parts::without(world, NOWHERE, is_identity, presence::is_of_services);
    [WITH_SAML, WITH_WEB_IDENTITY]
        .into_iter()
        .filter_map(by)
        .chain(of_services)
        .collect()
}

/// The part of a region whose callers are users or roles: no root user, no federated user and nobody unsigned assumes a
/// role.
pub fn likely(world: &World, search: &Search<'_>, region: &Region) -> Option<Region> {
    let callers = callers(world, |caller| match caller {
        Caller::Identity(arn) => Arn::parse(arn).is_some_and(|arn| {
            let kind = arn.typed_resource().0;
            is_account_id(arn.account) && matches!(kind, "user" | "assumed-role")
        }),
        _ => false,
    });
    let block = Block::new(NOWHERE, vec![callers])?;
    search.within(region, &block)
}

fn callers(world: &World, is_one: impl Fn(&Caller) -> bool) -> Term {
    let cells = CellSet::where_(world.callers.len(), |cell| {
        let caller = world.callers.get(cell).map(|one| &one.caller);
        caller.is_some_and(&is_one)
    });
    Term { dim: CALLER, cells }
}
