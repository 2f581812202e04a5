//! Conditions that keep a statement on every resource to some of them.

use crate::model::{Condition, Statement};
use crate::rules::Context;
use crate::semantics::actions::Named;
use crate::semantics::coverage::demand_value;

use super::Unlimited;

/// Whose resource it is. Every request on a resource says so.
const OWNERS: [&str; 3] = [
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:ResourceOrgPaths",
];

/// How many conditions are looked at: more than anybody writes.
const MOST: usize = 16;

/// The condition that names the owner of the resources, a tag that they have or the call that makes them, where each
/// action that can be limited has the key.
pub(super) fn of<'s, 't>(
    cx: &Context,
    statement: &'s Statement<'t>,
    unlimited: &Unlimited,
) -> Option<&'s Condition<'t>> {
    let candidates = statement.conditions.iter().filter_map(|condition| {
        let key = condition.key.known()?;
        let is_owner = OWNERS.iter().any(|owner| key.eq_ignore_ascii_case(owner));
        let is_limit = is_owner || is_resource_tag(key) || is_creation(key);
        is_limit.then_some((condition, key, is_owner))
    });
    let mut candidates = candidates.take(MOST);
    let found = candidates.find(|(condition, key, is_owner)| {
        names_values(condition)
            && demand_value(statement.conditions_on(key))
            && (*is_owner || all_have(cx, unlimited, key))
    });
    found.map(|(condition, ..)| condition)
}

/// `aws:ResourceTag/team`, or the like of a service: `ec2:ResourceTag/team`.
fn is_resource_tag(key: &str) -> bool {
    const WORD: &str = "resourcetag/";
    key.split_once(':').is_some_and(|(_, name)| {
        let start = name.get(..WORD.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(WORD)) && name.len() > WORD.len()
    })
}

/// `ec2:CreateAction` and the like: tags are put only on what the named call is just making.
fn is_creation(key: &str) -> bool {
    let name = key.split_once(':').map(|(_, name)| name);
    name.is_some_and(|name| name.eq_ignore_ascii_case("CreateAction"))
}

/// Whether a value is there that not every resource has.
fn names_values(condition: &Condition) -> bool {
    let is_any = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'*');
    !condition
        .values
        .iter()
        .any(|value| value.known().is_some_and(is_any))
}

fn all_have(cx: &Context, unlimited: &Unlimited, key: &str) -> bool {
    let Some(key) = cx.catalog.key(key) else {
        return false;
    };
    unlimited.actions.iter().all(|(_, named)| match named {
        Named::Action(action) => action.has_key(key),
        Named::Pattern(_, set) => set
            .actions(cx.catalog)
            .filter(|action| unlimited.wide.is_unlimited(*action))
            .all(|action| action.has_key(key)),
        _ => true,
    })
}
