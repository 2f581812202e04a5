//! `Questions`: what the rules of a run ask of each policy.

use std::mem;

use crate::finding::Finding;
use crate::kind::PolicyType;
use crate::model::Part;
use crate::rules::{Check, Context, Rule};

use super::failed::{attempt, failure};

/// The checks of the rules that look at one policy, side by side: what a rule says of itself besides is not read for each
/// policy.
#[derive(Debug)]
pub(super) struct Questions(Vec<Question>);

#[derive(Debug)]
struct Question {
    check: fn(&Context) -> Vec<Finding>,
    /// What a policy has to have.
    part: Option<Part>,
    of_trust: bool,
    rule: &'static Rule,
}

impl Questions {
    pub(super) fn of(registry: &[&'static Rule]) -> Self {
        let question = |rule: &&'static Rule| {
            let (check, part, of_trust) = match rule.check {
                Check::Policy(check) | Check::Asked(check) => (check, None, false),
                Check::With(part, check) => (check, Some(part), false),
                Check::Trust(check) => (check, None, true),
                Check::Together(_) | Check::Run(_) => return None,
            };
            Some(Question {
                check,
                part,
                of_trust,
                rule,
            })
        };
        Self(registry.iter().filter_map(question).collect())
    }

    /// The findings of each policy, those of one rule together.
    pub(super) fn opinions(&self, policies: &[Context]) -> Vec<Vec<Finding>> {
        // Nearly never does a rule fail, so they are tried together first.
        attempt(|| self.opinions_of_all(policies)).unwrap_or_else(|_| {
            let one_by_one = policies.iter().map(|one| self.opinions_one_by_one(one));
            one_by_one.collect()
        })
    }

    /// None of the rules may fail. One rule after the other, each on all policies: its code is at hand then.
    fn opinions_of_all(&self, policies: &[Context]) -> Vec<Vec<Finding>> {
        let mut findings: Vec<Vec<Finding>> = policies.iter().map(|_| Vec::new()).collect();
        let has = |part| policies.iter().any(|one| one.policy.parts.has(part));
        let asked = self.0.iter().filter(|one| one.part.is_none_or(has));
        for question in asked {
            for (context, findings) in policies.iter().zip(&mut findings) {
                if question.is_for(context) {
                    let mut found = (question.check)(context);
                    if found.capacity() == 0 {
                        // Nearly all find nothing, and nothing is to be freed.
                        mem::forget(found);
                    } else {
                        findings.append(&mut found);
                    }
                }
            }
        }
        findings
    }

    /// The findings of the rules that do not fail, and one for each that does.
    fn opinions_one_by_one(&self, context: &Context) -> Vec<Finding> {
        let mut findings = Vec::new();
        for question in self.0.iter().filter(|question| question.is_for(context)) {
            match attempt(|| (question.check)(context)) {
                Ok(found) => findings.extend(found),
                Err(reason) => {
                    findings.push(failure(question.rule, context.policy.span, reason));
                }
            }
        }
        findings
    }
}

impl Question {
    /// Whether the policy has something that the rule looks at.
    #[inline]
    fn is_for(&self, context: &Context) -> bool {
        let is_of_type = !self.of_trust || context.policy_type == PolicyType::Trust;
        let has = |part| context.policy.parts.has(part);
        is_of_type && self.part.is_none_or(has)
    }
}
