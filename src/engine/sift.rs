//! What is reported of a policy's findings, and what an exception or a baseline lets pass.

use crate::config::Exception;
use crate::finding::Finding;
use crate::report::{Report, Suppressed};
use crate::rules::ExceptionState;

use super::failed::is_internal;
use super::{Judged, Plan, StatementName, Subject};

/// Sorts the findings of one policy; notes for each exception whether it was concerned and whether it was used.
pub(super) fn sift(
    plan: &mut Plan,
    subject: &Subject,
    judged: Judged,
    report: &mut Report,
    states: &mut [ExceptionState],
) {
    let today = plan.now.date_naive();
    let exceptions: Vec<(usize, &Exception)> =
        plan.config.exceptions_for(&subject.relative).collect();
    for (position, exception) in &exceptions {
        let runs =
            crate::rules::find(&exception.rule).is_some_and(|rule| plan.selection.runs(&rule.meta));
        if let Some(state) = states.get_mut(*position) {
            state.concerned |= runs;
        }
    }
    for finding in judged.findings {
        let Some(finding) = weighed(plan, finding) else {
            continue;
        };
        let statement = statement_of(&judged.statements, &finding);
        let (index, sid) = (
            statement.map(|one| one.index),
            statement.and_then(|one| one.sid.as_deref()),
        );
        let exception = exceptions.iter().find(|(_, exception)| {
            !is_internal(&finding)
                && !exception.is_expired(today)
                && exception.covers(finding.rule.id, index, sid)
        });
        if let Some(&(position, exception)) = exception {
            if let Some(state) = states.get_mut(position) {
                state.used = true;
            }
            report.suppressed.push(Suppressed {
                finding,
                reason: exception.reason.clone(),
            });
        } else if is_in_baseline(plan, subject, &finding) {
            report.suppressed.push(Suppressed {
                finding,
                reason: "in the baseline".to_owned(),
            });
        } else {
            report.findings.push(finding);
        }
    }
}

/// The finding at the severity that the selection gives it; `None` if that silences it. A defect of ours never is silent.
pub(super) fn weighed(plan: &Plan, mut finding: Finding) -> Option<Finding> {
    if !is_internal(&finding) {
        finding.severity = plan.selection.severity(finding.rule, finding.severity)?;
    }
    Some(finding)
}

fn is_in_baseline(plan: &mut Plan, subject: &Subject, finding: &Finding) -> bool {
    let Some(baseline) = &mut plan.baseline else {
        return false;
    };
    !is_internal(finding)
        && baseline.take(
            finding.rule.id,
            &subject.name,
            &finding.pointer,
            &finding.message,
        )
}

/// Statements stand in the order of their places and do not overlap.
fn statement_of<'s>(
    statements: &'s [StatementName],
    finding: &Finding,
) -> Option<&'s StatementName> {
    let span = finding.primary.span;
    let after = statements.partition_point(|statement| statement.span.start <= span.start);
    let statement = statements.get(after.checked_sub(1)?)?;
    statement.span.contains(span).then_some(statement)
}
