//! Which techniques a policy allows, and whether something limits them.

use crate::model::Policy;
use crate::rules::Context;
use crate::rules::risk;
use crate::semantics::grants::{Grant, Grants};
use crate::semantics::reach::Reach;
use crate::semantics::wanted::Action;

use super::commands;
use super::techniques::{Gain, TECHNIQUES, Technique};

pub(super) const PASS_ROLE: Action = risk::action("iam:PassRole");

/// A technique that the policy allows, with the widest grant of each action that it needs.
pub(super) struct Way<'p, 't> {
    pub technique: &'static Technique,
    pub grants: Vec<Grant<'p, 't>>,
}

/// Every technique whose actions the policy allows, in the order of the table.
pub(super) fn ways<'p>(cx: &Context<'p>, grants: &Grants) -> Vec<Way<'p, 'p>> {
    let mut passed = Vec::new();
    TECHNIQUES
        .iter()
        .filter(|technique| technique.needs.iter().all(|&need| grants.names(need)))
        .filter_map(|technique| {
            let widest = |&need| grants.widest(cx.policy, need, risk::keys());
            let role = match technique.passes_to {
                [] => None,
                services => Some(passing(cx.policy, grants, services, &mut passed)?),
            };
            let rest = technique.needs.iter().skip(usize::from(role.is_some()));
            let rest = rest.map(widest).collect::<Option<Vec<_>>>()?;
            let way = Way {
                technique,
                grants: role.into_iter().chain(rest).collect(),
            };
            (!way.is_own_business() && commands::may_be_any(cx.policy, grants, technique))
                .then_some(way)
        })
        .collect()
}

/// The widest grant of `iam:PassRole` for one of these services; those that were asked for are kept.
fn passing<'p>(
    policy: &'p Policy<'p>,
    grants: &Grants,
    services: &[&'static str],
    kept: &mut Vec<(&'static str, Option<Grant<'p, 'p>>)>,
) -> Option<Grant<'p, 'p>> {
    let mut widest = |service: &&'static str| match kept.iter().find(|(name, _)| name == service) {
        Some((_, grant)) => *grant,
        None => {
            let keys = risk::keys_of_passing(service);
            let grant = grants.widest(policy, PASS_ROLE, &keys);
            kept.push((service, grant));
            grant
        }
    };
    let found: Vec<Grant> = services.iter().filter_map(&mut widest).collect();
    let unlimited = found.iter().find(|grant| grant.is_unlimited());
    unlimited.or(found.first()).copied()
}

impl<'p, 't> Way<'p, 't> {
    /// Whether neither a resource nor a condition keeps its holder from what it gives.
    pub(super) fn is_unlimited(&self) -> bool {
        let is_free = |grant: &Grant| match self.technique.gain {
            // To change its own permissions is all that it takes.
            Gain::Administrator | Gain::Boundary => {
                grant.condition.is_none() && matches!(grant.reach, Reach::Own | Reach::Every)
            }
            // What the role runs in may be named: it has the role all the same.
            Gain::Passed if grant.action != PASS_ROLE => grant.condition.is_none(),
            _ => grant.is_unlimited(),
        };
        self.grants.iter().all(is_free)
    }

    /// The grant that limits it.
    pub(super) fn limited(&self) -> Option<&Grant<'p, 't>> {
        let is_passed = self.technique.gain == Gain::Passed;
        self.grants.iter().find(|grant| {
            grant.condition.is_some()
                || (!grant.is_unlimited() && (!is_passed || grant.action == PASS_ROLE))
        })
    }

    /// Whether it is about the holder's own credentials, which it has anyway.
    fn is_own_business(&self) -> bool {
        self.technique.gain == Gain::Users
            && self.grants.iter().all(|grant| grant.reach == Reach::Own)
    }
}
