//! `Grants`: which actions of a fixed set a whole policy allows, by which statements, and what its `Deny`s leave of it.

mod covered;

use std::cell::Cell;

use crate::model::{Condition, Policy, Statement, Text};

use super::actions::Actions;
use super::breadth::everything;
use super::condition::holds;
use super::reach::{Measure, Reach, Reaches};
use super::resource::surely_covers;
use super::satisfy::may_hold_together;
use super::wanted::{Action, MOST, Numbers, Subset, Wanted};
use super::{Keys, Truth};

use covered::{each_covered, spend};

/// What a policy says of the actions of a set, over all of its statements.
///
/// It has been read once; each question looks only at the statements that matter.
#[derive(Debug)]
pub struct Grants {
    wanted: &'static Wanted,
    /// Whether some statement allows everything under no condition.
    everything: bool,
    allowed: Subset,
    /// In the order of actions, then of statements.
    hits: Vec<Hit>,
    /// For each statement that a hit names.
    reaches: Vec<Reaches>,
    denies: Vec<Denial>,
    /// How many values and resources may still be compared; hostile policies are not worth more.
    left: Cell<usize>,
}

/// An action that a statement allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    action: Action,
    statement: u32,
    /// The entry of `Action` that names it; [`covered::ALL_BUT`] for a `NotAction`.
    item: u32,
    /// The place of its statement in [`Grants::reaches`].
    reaches: u32,
}

#[derive(Debug)]
struct Denial {
    statement: usize,
    actions: Subset,
    reaches: Reaches,
}

/// One way in which a policy allows an action.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'p, 't> {
    pub action: Action,
    pub statement: &'p Statement<'t>,
    /// The entry of `Action` that names it; none for a `NotAction`.
    pub item: Option<&'p Text<'t>>,
    pub reach: Reach,
    /// A condition that may keep the request out, or let it in.
    pub condition: Option<&'p Condition<'t>>,
}

/// Beyond these numbers nothing is looked at: no policy within AWS's quotas has so many.
const MOST_STATEMENTS: u8 = 128;
const MOST_DENIALS: usize = 64;
const MOST_COMPARED: usize = 1 << 16;

/// Keys that say where a request comes from or goes to within one's own house: they leave to a caller what it gains.
pub const NO_LIMIT: [&str; 6] = [
    "aws:SecureTransport",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
];

impl Grants {
    /// Of a whole policy; an identity policy, since others have principals or give nothing. `actions` tells what the actions of
    /// a statement name; `numbers` has the set by the numbers of the same catalog, if that is known.
    // As a part of what is made small it would be slow.
    #[inline(never)]
    #[must_use]
    pub fn of<'a>(
        policy: &Policy,
        wanted: &'static Wanted,
        numbers: Option<&Numbers>,
        actions: &dyn Fn(&Statement) -> Option<&'a Actions>,
    ) -> Self {
        let mut grants = Self {
            wanted,
            everything: false,
            allowed: Subset::default(),
            hits: Vec::new(),
            reaches: Vec::new(),
            denies: Vec::new(),
            left: Cell::new(MOST_COMPARED),
        };
        let mut counts = [0_u8; MOST];
        let variables = policy.has_variables();
        for statement in policy.allows() {
            let actions = actions(statement);
            grants.add(statement, actions, numbers, &mut counts, variables);
        }
        if grants.hits.is_empty() {
            return grants;
        }
        grants.hits.sort_unstable();
        for statement in policy.denies().take(MOST_DENIALS) {
            let mut denied = Subset::default();
            if let Some(list) = &statement.action {
                each_covered(
                    list,
                    actions(statement),
                    (wanted, numbers),
                    &grants.left,
                    |action, _| {
                        denied.insert(action);
                    },
                );
            }
            if denied != Subset::default() {
                grants.denies.push(Denial {
                    statement: statement.index,
                    actions: denied,
                    reaches: Reaches::of(statement, wanted, variables, Measure::Global),
                });
            }
        }
        grants
    }

    fn add(
        &mut self,
        statement: &Statement,
        actions: Option<&Actions>,
        numbers: Option<&Numbers>,
        counts: &mut [u8; MOST],
        variables: bool,
    ) {
        let Some(list) = &statement.action else {
            return;
        };
        let before = self.hits.len();
        let place = u32::try_from(self.reaches.len()).unwrap_or(u32::MAX);
        let index = u32::try_from(statement.index).unwrap_or(u32::MAX);
        let mut seen = Subset::default();
        let (hits, allowed) = (&mut self.hits, &mut self.allowed);
        let set = (self.wanted, numbers);
        each_covered(list, actions, set, &self.left, |action, item| {
            if seen.contains(action) {
                return;
            }
            seen.insert(action);
            if let Some(count) = counts.get_mut(action.index())
                && *count < MOST_STATEMENTS
            {
                *count += 1;
                allowed.insert(action);
                hits.push(Hit {
                    action,
                    statement: index,
                    item,
                    reaches: place,
                });
            }
        });
        if self.hits.len() == before {
            return;
        }
        // Where all is allowed there is nothing to gain; of a condition on it another rule speaks.
        let may_name_all = actions.is_none_or(Actions::names_everything);
        if may_name_all && everything(statement).is_some() {
            self.hits.truncate(before);
            self.everything |= statement.conditions.is_empty();
            return;
        }
        if !may_hold_together(&statement.conditions, variables) {
            self.hits.truncate(before);
            return;
        }
        self.reaches.push(Reaches::of(
            statement,
            self.wanted,
            variables,
            Measure::Regional,
        ));
    }

    /// Whether none of the actions is allowed, or everything is: then there is nothing to gain by one of them.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.hits.is_empty() || self.everything
    }

    /// Those of some actions that a statement names. A quick answer: what denies them is not looked at.
    #[must_use]
    pub fn named_of(&self, actions: Subset) -> Subset {
        self.allowed.both(actions)
    }

    /// Whether some statement names the action, as [`Grants::named_of`] tells it.
    #[inline]
    #[must_use]
    pub fn names(&self, action: Action) -> bool {
        self.allowed.contains(action)
    }

    /// Whether surely no statement names the action, even one whose conditions no request meets.
    #[must_use]
    pub fn leaves_out(&self, action: Action) -> bool {
        !self.names(action) && self.left.get() > 0
    }

    /// Each statement that names the action, whatever its resources and conditions.
    pub fn naming<'s, 'p: 's, 't>(
        &'s self,
        policy: &'p Policy<'t>,
        action: Action,
    ) -> impl Iterator<Item = &'p Statement<'t>> {
        self.hits(action)
            .filter_map(|hit| policy.statements.get(hit.statement as usize))
    }

    fn hits(&self, action: Action) -> impl Iterator<Item = &Hit> {
        let first = self.hits.partition_point(|hit| hit.action < action);
        let hits = self.hits.get(first..).unwrap_or_default().iter();
        hits.take_while(move |hit| hit.action == action)
    }

    /// Each statement that lets in a request for the action with these keys, or may do so.
    pub fn ways<'s, 'p: 's, 't>(
        &'s self,
        policy: &'p Policy<'t>,
        action: Action,
        keys: &'s Keys,
    ) -> impl Iterator<Item = Grant<'p, 't>> {
        self.hits(action)
            .filter_map(move |hit| self.grant(policy, hit, keys))
            .filter(move |grant| !self.is_denied(policy, grant, keys))
    }

    /// The widest of [`Grants::ways`], the first of equals.
    #[must_use]
    pub fn widest<'p, 't>(
        &self,
        policy: &'p Policy<'t>,
        action: Action,
        keys: &Keys,
    ) -> Option<Grant<'p, 't>> {
        let mut widest: Option<Grant> = None;
        for grant in self.ways(policy, action, keys) {
            if widest.is_none_or(|widest| widest.rank() < grant.rank()) {
                widest = Some(grant);
            }
        }
        widest
    }

    fn grant<'p, 't>(
        &self,
        policy: &'p Policy<'t>,
        hit: &Hit,
        keys: &Keys,
    ) -> Option<Grant<'p, 't>> {
        let statement = policy.statements.get(hit.statement as usize)?;
        let reaches = self.reaches.get(hit.reaches as usize)?;
        let reach = reaches.on(self.wanted.kind(hit.action));
        let (truth, condition) = self.conditions(statement, keys, policy.has_variables());
        if reach == Reach::None || truth.is_no() {
            return None;
        }
        let reach = match condition {
            Some(condition) if is_on_resources(condition) => reach.min(Reach::Alike),
            _ => reach,
        };
        let list = statement.action.as_ref()?;
        Some(Grant {
            action: hit.action,
            statement,
            item: list.items.get(hit.item as usize),
            reach,
            condition,
        })
    }

    /// Whether the conditions of an `Allow` hold, and the first one that leaves it open.
    fn conditions<'s, 't>(
        &self,
        statement: &'s Statement<'t>,
        keys: &Keys,
        variables: bool,
    ) -> (Truth, Option<&'s Condition<'t>>) {
        let is_worth_it = statement.conditions.is_empty() || spend(&self.left, values(statement));
        let mut open = None;
        for condition in &statement.conditions {
            let truth = if !is_worth_it {
                return (Truth::Unknown, Some(condition));
            } else if NO_LIMIT.iter().any(|key| condition.is_on(key)) {
                Truth::Yes
            } else {
                holds(condition, keys, variables)
            };
            match truth {
                Truth::No => return (Truth::No, None),
                Truth::Unknown => open = open.or(Some(condition)),
                Truth::Yes => {}
            }
        }
        (open.map_or(Truth::Yes, |_| Truth::Unknown), open)
    }

    /// Whether a `Deny` surely takes away all that the grant gives.
    fn is_denied(&self, policy: &Policy, grant: &Grant, keys: &Keys) -> bool {
        let variables = policy.has_variables();
        self.denies.iter().any(|denial| {
            denial.actions.contains(grant.action)
                && policy.statements.get(denial.statement).is_some_and(|deny| {
                    let is_whole =
                        denial.reaches.on(self.wanted.kind(grant.action)) == Reach::Every;
                    (is_whole || self.covers(deny, grant.statement))
                        && self.holds(deny, keys, variables)
                })
        })
    }

    /// Whether the conditions of a `Deny` surely hold.
    fn holds(&self, deny: &Statement, keys: &Keys, variables: bool) -> bool {
        let mut conditions = deny.conditions.iter();
        deny.conditions.is_empty()
            || (spend(&self.left, values(deny))
                && conditions.all(|condition| holds(condition, keys, variables).is_yes()))
    }

    /// Whether each resource of an `Allow` is one of a `Deny`.
    fn covers(&self, deny: &Statement, allow: &Statement) -> bool {
        let (Some(denied), Some(allowed)) = (&deny.resource, &allow.resource) else {
            return false;
        };
        if denied.negated()
            || allowed.negated()
            || !spend(&self.left, denied.items.len() * allowed.items.len())
        {
            return false;
        }
        allowed.items.iter().all(|narrow| {
            denied.items.iter().any(|wide| {
                let (Some(wide), Some(narrow)) = (short(wide), short(narrow)) else {
                    return false;
                };
                surely_covers(wide, narrow)
            })
        })
    }
}

/// A resource of a length that an ARN can have.
fn short<'s>(text: &'s Text) -> Option<&'s str> {
    text.known().filter(|text| text.len() <= 2048)
}

impl Grant<'_, '_> {
    /// Whether it gives the action on all there is, under no condition.
    #[must_use]
    pub fn is_unlimited(&self) -> bool {
        self.reach == Reach::Every && self.condition.is_none()
    }

    fn rank(&self) -> (bool, Reach, bool) {
        (self.is_unlimited(), self.reach, self.condition.is_none())
    }
}

/// Whether a condition says which resources, not who asks or when: by a tag, or by a key of the service itself.
fn is_on_resources(condition: &Condition) -> bool {
    let key = condition.key.known().unwrap_or_default();
    let global = key
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("aws:"));
    let tag = "aws:ResourceTag/";
    !global
        || key
            .get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag))
}

/// How many values the conditions of a statement have.
fn values(statement: &Statement) -> usize {
    let conditions = statement.conditions.iter();
    conditions.map(|condition| 1 + condition.values.len()).sum()
}
