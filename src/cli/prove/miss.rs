//! Why a policy does not let a request in: the `Deny` that applies, or the `Allow` that comes nearest and what it lacks.

use crate::access::{Miss, misses};
use crate::cli::simulate::words;
use crate::finding::Label;
use crate::kind::PolicyType;
use crate::model::{Effect, Policy, Statement};
use crate::semantics::{Match, Request, decide};
use crate::source::Span;
use crate::text::quote;

use super::answer::{Reason, Spot};

/// The reason, and the place that shows it.
pub fn reason(
    name: &str,
    policy: &Policy,
    policy_type: PolicyType,
    request: &Request,
) -> (Reason, Option<Label>) {
    let outcome = decide(policy, policy_type, request);
    let both = || policy.statements.iter().zip(&outcome.statements);
    let denies = |(_, found): &(&Statement, &Match)| {
        found.effect == Some(Effect::Deny) && found.truth().is_yes()
    };
    let name = quote(name);
    if let Some((statement, _)) = both().find(denies) {
        let message = format!("a Deny of {name} refuses it");
        let label = label(action_span(statement), &message);
        return (reason_at("denied", message, statement), Some(label));
    }
    let allows = both().filter(|(_, found)| found.effect == Some(Effect::Allow));
    let nearest = allows
        .filter(|(_, found)| !found.action.is_no() || !found.resource.is_no())
        .max_by_key(|(_, found)| (rank(found), usize::MAX - misses(found).len()));
    let Some((statement, found)) = nearest else {
        let message = format!("no Allow of {name} speaks of it");
        return (
            Reason {
                kind: "silent",
                message,
                spot: None,
                details: Vec::new(),
            },
            None,
        );
    };
    let missing = misses(found);
    let details = words::misses(&missing, statement, found, request);
    let message = format!("the nearest Allow of {name} does not apply");
    let told = match details.first() {
        Some(first) => format!("nearest in {name}, but {first}"),
        None => message.clone(),
    };
    let span = missing.first().and_then(|miss| span(statement, *miss));
    let label = label(span.unwrap_or(statement.head()), &told);
    let mut reason = reason_at("nearest", message, statement);
    reason.details = details;
    (reason, Some(label))
}

/// How much of a statement's elements fits: the action most, then the principal, then the resource.
fn rank(found: &Match) -> usize {
    4 * usize::from(!found.action.is_no())
        + 3 * usize::from(!found.principal.is_no())
        + 2 * usize::from(!found.resource.is_no())
}

fn reason_at(kind: &'static str, message: String, statement: &Statement) -> Reason {
    Reason {
        kind,
        message,
        spot: Some(Spot::of(statement)),
        details: Vec::new(),
    }
}

fn label(span: Span, text: &str) -> Label {
    Label {
        span,
        text: text.to_owned().into(),
    }
}

fn action_span(statement: &Statement) -> Span {
    let list = statement.action.as_ref();
    list.map_or(statement.head(), |list| list.span)
}

/// The words of a statement that do not fit.
fn span(statement: &Statement, miss: Miss) -> Option<Span> {
    match miss {
        Miss::Principal => statement.principal.as_ref().map(|one| one.span),
        Miss::Action => statement.action.as_ref().map(|list| list.span),
        Miss::Resource => statement.resource.as_ref().map(|list| list.span),
        Miss::Condition(index) => statement
            .conditions
            .get(index)
            .map(crate::model::Condition::span),
    }
}
