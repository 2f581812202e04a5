//! `Together`: all policies of a run, as those of one role that connectors will use.

use crate::catalog::Catalog;
use crate::config::Selection;
use crate::integration::connectors::Demand;
use crate::kind::PolicyType;
use crate::model::Policy;

use super::Rule;

/// All that a rule may know of the policies of a run when it looks at them together.
#[derive(Clone, Copy, Debug)]
pub struct Together<'a> {
    /// Every policy of the run, in its order.
    pub members: &'a [Member<'a>],
    /// What the connectors need.
    pub demand: &'a Demand,
    /// The ARN of the role, if it is known, or its name.
    pub role_arn: Option<&'a str>,
    /// The account of the role, if it is known: 12 digits.
    pub account: Option<&'a str>,
    /// What AWS defines.
    pub catalog: &'static Catalog,
    /// Which rules run; `None`: all.
    pub selection: Option<&'a Selection>,
}

/// A policy of the run and what it is.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    pub policy: &'a Policy<'a>,
    pub policy_type: PolicyType,
}

impl<'a> Together<'a> {
    /// The permission policies: what the role is granted is what any of them allows and none denies.
    pub fn permissions(&self) -> impl Iterator<Item = &'a Member<'a>> {
        self.of(PolicyType::Identity)
    }

    /// The boundary of the role. With several of them in a run nobody knows whose they are.
    #[must_use]
    pub fn boundary(&self) -> Option<&'a Member<'a>> {
        let mut boundaries = self.of(PolicyType::Boundary);
        let first = boundaries.next();
        first.filter(|_| boundaries.next().is_none())
    }

    fn of(&self, policy_type: PolicyType) -> impl Iterator<Item = &'a Member<'a>> {
        let members = self.members.iter();
        members.filter(move |member| member.policy_type == policy_type)
    }

    /// Whether a rule is switched on, as [`super::Context::runs`].
    #[must_use]
    pub fn runs(&self, rule: &Rule) -> bool {
        self.selection
            .is_none_or(|selection| selection.runs(&rule.meta))
    }
}
