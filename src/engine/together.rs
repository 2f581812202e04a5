//! `judge()`: the rules that look at all policies of a run as those of one role, where connectors were named.

use crate::finding::Finding;
use crate::kind::PolicyType;
use crate::model;
use crate::report::{Checked, Report};
use crate::rules::{Check, Member, Rule, Together};
use crate::source::{FileId, Span};
use crate::syntax;

use super::Plan;
use super::examine::Done;
use super::failed::{attempt, failure};
use super::judge::{in_order, limited, names};

/// Adds what these rules find to the policies that it stands in, so that exceptions and baselines reach it.
pub(super) fn judge(plan: &Plan, registry: &[&'static Rule], first: usize, done: &mut [Done]) {
    let Some(demand) = plan.demand else { return };
    let mut found: Vec<(usize, Found)> = Vec::new();
    {
        let checked: Vec<_> = done
            .iter()
            .enumerate()
            .filter_map(|(index, one)| match one {
                Done::Checked(source, judged) => {
                    let file = FileId(u32::try_from(first + index).unwrap_or(u32::MAX));
                    Some((index, syntax::parse(file, source), judged.policy_type))
                }
                Done::Holds(..) | Done::Skipped(_) | Done::Unreadable(_) => None,
            })
            .collect();
        let policies: Vec<_> = checked
            .iter()
            .map(|(_, tree, _)| model::lower(tree))
            .collect();
        let members: Vec<Member> = checked
            .iter()
            .zip(&policies)
            .map(|((.., policy_type), policy)| Member {
                policy,
                policy_type: *policy_type,
            })
            .collect();
        let together = Together {
            members: &members,
            demand,
            role_arn: plan.role_arn,
            account: plan.account,
            catalog: plan.catalog,
            selection: Some(plan.selection),
        };
        let mut findings = opinions(&together, registry);
        for ((index, tree, _), policy) in checked.iter().zip(&policies) {
            let is_here = |finding: &mut Finding| finding.primary.span.file == policy.span.file;
            let here: Vec<Finding> = findings.extract_if(.., is_here).collect();
            if here.is_empty() {
                continue;
            }
            let mut here = limited(here, policy.span);
            for finding in &mut here {
                finding.pointer = tree.pointer(finding.primary.span);
            }
            found.push((
                *index,
                Found {
                    findings: here,
                    statements: names(policy),
                },
            ));
        }
    }
    for (index, one) in found {
        if let Some(Done::Checked(_, judged)) = done.get_mut(index) {
            judged.findings.extend(one.findings);
            in_order(&mut judged.findings);
            judged.statements = one.statements;
        }
    }
}

/// What was found in one policy.
struct Found {
    findings: Vec<Finding>,
    statements: Vec<super::StatementName>,
}

/// The findings of the rules of a registry that look at all policies together.
#[must_use]
pub fn opinions(together: &Together, registry: &[&'static Rule]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in registry {
        let Check::Together(check) = rule.check else {
            continue;
        };
        findings.extend(attempt(|| check(together)).unwrap_or_else(|reason| {
            let place = together.members.first().map(|member| member.policy.span);
            let place = place.unwrap_or(Span::new(FileId(0), 0, 0));
            vec![failure(rule, place, reason)]
        }));
    }
    findings
}

/// Why silence does not mean that the role has what its connectors need.
pub(super) fn not_compared(plan: &Plan, report: &Report) -> Option<String> {
    // Of some connectors the trust policy is all that matters.
    plan.demand.filter(|demand| !demand.asks.is_empty())?;
    let is_identity = |checked: &Checked| checked.policy_type == PolicyType::Identity.name();
    (!report.checked.iter().any(is_identity)).then(|| {
        "no permission policy was checked, so nothing was compared with what the connectors need"
            .to_owned()
    })
}
