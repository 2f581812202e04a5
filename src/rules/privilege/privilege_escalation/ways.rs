//! Which techniques a policy allows, and whether something limits them.

use crate::finding::Witness;
use crate::model::Policy;
use crate::rules::Context;
use crate::rules::risk;
use crate::semantics::grants::{Grant, Grants};
use crate::semantics::reach::Reach;
use crate::semantics::wanted::Action;

use super::commands;
use super::techniques::{Gain, NEEDED, TECHNIQUES, Technique};

pub(super) const PASS_ROLE: Action = risk::action("iam:PassRole");

/// A technique that the policy allows, with the widest grant of each action that it needs.
pub(super) struct Way<'p, 't> {
    pub technique: &'static Technique,
    pub grants: Vec<Grant<'p, 't>>,
    /// The request for the first of them.
    pub witness: Option<Witness>,
}

/// Every technique whose actions the policy allows, in the order of the table.
pub(super) fn ways<'p>(cx: &Context<'p>, grants: &Grants) -> Vec<Way<'p, 'p>> {
    let named = grants.named_of(NEEDED);
    if named.is_empty() {
        return Vec::new();
    }
    let mut passed = Vec::new();
    let mut shown = Vec::new();
    TECHNIQUES
        .iter()
        .filter(|technique| technique.needs.iter().all(|&need| named.contains(need)))
        .filter_map(|technique| {
            let widest = |&need| grants.widest(cx.policy, need, risk::keys());
            let role = match technique.passes_to {
                [] => None,
                services => Some(passing(cx.policy, grants, services, &mut passed)?),
            };
            let service = role.map(|(service, _)| service);
            let role = role.map(|(_, grant)| grant);
            let rest = technique.needs.iter().skip(usize::from(role.is_some()));
            let rest = rest.map(widest).collect::<Option<Vec<_>>>()?;
            let mut way = Way {
                technique,
                grants: role.into_iter().chain(rest).collect(),
                witness: None,
            };
            let is_one =
                !way.is_own_business() && commands::may_be_any(cx.policy, grants, technique);
            (is_one && (!way.is_unlimited() || way.is_shown(cx, service, &mut shown)))
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
) -> Option<(&'static str, Grant<'p, 'p>)> {
    let mut widest = |service: &&'static str| match kept.iter().find(|(name, _)| name == service) {
        Some((_, grant)) => *grant,
        None => {
            let keys = risk::keys_of_passing(service);
            let grant = grants.widest(policy, PASS_ROLE, &keys);
            kept.push((service, grant));
            grant
        }
    };
    let found: Vec<(&'static str, Grant)> = services
        .iter()
        .filter_map(|service| Some((*service, widest(service)?)))
        .collect();
    let unlimited = found.iter().find(|(_, grant)| grant.is_unlimited());
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

    /// Whether a request for each of its actions gets in, as far as can be told; keeps the first one. Those that were sought
    /// are kept in `asked`, with the service that a role is passed to.
    fn is_shown(
        &mut self,
        cx: &Context,
        service: Option<&'static str>,
        asked: &mut Vec<(Action, usize, Option<&'static str>, Option<Witness>)>,
    ) -> bool {
        for (index, grant) in self.grants.iter().enumerate() {
            let service = service.filter(|_| grant.action == PASS_ROLE);
            let place = grant.statement.index;
            let known = asked
                .iter()
                .find(|one| (one.0, one.1, one.2) == (grant.action, place, service));
            let witness = if let Some((.., witness)) = known {
                witness.clone()
            } else {
                let keys = service.map(risk::keys_of_passing);
                let witness =
                    match risk::shown(cx, grant, keys.as_ref().unwrap_or(risk::keys()), index == 0)
                    {
                        risk::Shown::Refused => return false,
                        risk::Shown::Open => None,
                        risk::Shown::Request(witness) => witness.map(|mut witness| {
                            let service = service.map(str::to_owned);
                            let key = || "iam:PassedToService".to_owned();
                            witness
                                .context
                                .extend(service.map(|service| (key(), service)));
                            witness
                        }),
                    };
                asked.push((grant.action, place, service, witness.clone()));
                witness
            };
            if index == 0 {
                self.witness = witness;
            }
        }
        true
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
