//! Who can call what assumes a role, whatever a trust policy says.

use crate::model::{Arn, is_account_id};
use crate::proof::cellset::CellSet;
use crate::proof::search::{Region, Search};
use crate::proof::world::{Block, CALLER, NOWHERE, Term, World};
use crate::semantics::Caller;

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
