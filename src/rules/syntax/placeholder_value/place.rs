//! Where in a policy a string stands, and what AWS makes of a template value there.

use crate::model::{Condition, Statement, Text};
use crate::rules::Context;
use crate::source::Span;

pub(super) enum Place<'t> {
    Principal,
    Action,
    Resource,
    Operator,
    Key,
    /// A value of this condition key.
    Value(&'t str),
    Other,
}

/// `None` for `Sid` and `Id`, which say nothing to AWS.
pub(super) fn of<'t>(cx: &Context<'t>, span: Span) -> Option<Place<'t>> {
    let policy = cx.policy;
    if policy.id.as_ref().is_some_and(|id| id.span() == span) {
        return None;
    }
    let after = policy
        .statements
        .partition_point(|statement| statement.span.start <= span.start);
    let statement = after
        .checked_sub(1)
        .and_then(|index| policy.statements.get(index))
        .filter(|statement| statement.span.contains(span));
    statement.map_or(Some(Place::Other), |statement| within(statement, span))
}

fn within<'t>(statement: &'t Statement, span: Span) -> Option<Place<'t>> {
    let holds = |other: Option<Span>| other.is_some_and(|other| other.contains(span));
    if holds(statement.sid.as_ref().map(Text::span)) {
        None
    } else if holds(statement.principal.as_ref().map(|element| element.span)) {
        Some(Place::Principal)
    } else if holds(statement.action.as_ref().map(|list| list.span)) {
        Some(Place::Action)
    } else if holds(statement.resource.as_ref().map(|list| list.span)) {
        Some(Place::Resource)
    } else {
        Some(condition(&statement.conditions, span))
    }
}

/// Conditions are in the order written, so the one of a string is the last that begins before it.
fn condition<'t>(conditions: &'t [Condition], span: Span) -> Place<'t> {
    let after = conditions.partition_point(|condition| condition.key.span().start <= span.start);
    let before = after.checked_sub(1).and_then(|index| conditions.get(index));
    match before {
        Some(condition) if condition.key.span() == span => Place::Key,
        Some(condition) if condition.value_span.contains(span) => {
            Place::Value(condition.key.written())
        }
        _ if conditions
            .get(after)
            .is_some_and(|next| next.operator.span() == span) =>
        {
            Place::Operator
        }
        _ => Place::Other,
    }
}

impl<'t> Place<'t> {
    pub(super) fn consequence(&self) -> &'static str {
        match self {
            Self::Principal => "AWS refuses a principal that does not exist",
            Self::Action => "no action has this name",
            Self::Resource => "taken as it stands, so it names nothing of yours",
            Self::Operator => "no operator has this name",
            Self::Key => "no request has this condition key",
            Self::Value(_) => "as it stands, no request fits it",
            Self::Other => "AWS takes it as it stands",
        }
    }

    /// A word that tells what belongs here.
    pub(super) fn hint(&self) -> Option<&'t str> {
        match self {
            Self::Principal => Some("principal"),
            Self::Value(key) => Some(key),
            _ => None,
        }
    }
}
