//! The statement that lets a request in, and which of its words do.

use crate::finding::Label;
use crate::model::{List, PrincipalKind, Statement, Text};
use crate::semantics::condition::pieces;
use crate::semantics::{Request, action_matches, is_caller, resource_matches};
use crate::source::Span;
use crate::text::quote;

/// The words of an `Allow` that take the request, what matters most first.
pub fn labels(statement: &Statement, request: &Request, variables: bool) -> Vec<Label> {
    let mut labels = vec![label(
        action(statement, request),
        format!("allows {}", quote(&request.action)),
    )];
    if let Some(list) = &statement.resource
        && let Some(resource) = &request.resource
    {
        let text = match resource.as_str() {
            "*" => "on every resource".to_owned(),
            resource => format!("on {}", quote(resource)),
        };
        labels.push(label(
            resource_span(list, request, resource, variables),
            text,
        ));
    }
    if let Some(principals) = &statement.principal {
        let one = principals
            .items
            .iter()
            .find(|principal| !principals.negated && is_caller(principal, request.who()).is_yes());
        let span = one.map_or(principals.key, |principal| principal.text.span());
        let is_everyone = one.is_some_and(|one| one.kind == PrincipalKind::Everyone);
        let text = if is_everyone {
            "to everyone"
        } else {
            "to this principal"
        };
        labels.push(label(span, text.to_owned()));
    }
    labels
}

fn label(span: Span, text: String) -> Label {
    Label {
        span,
        text: text.into(),
    }
}

fn action(statement: &Statement, request: &Request) -> Span {
    let Some(list) = &statement.action else {
        return statement.head();
    };
    let takes = |text: &&Text| {
        text.known()
            .is_some_and(|known| action_matches(known, &request.action))
    };
    match list.items.iter().find(takes) {
        Some(item) if !list.negated() => item.span(),
        _ => list.key,
    }
}

fn resource_span(list: &List, request: &Request, resource: &str, variables: bool) -> Span {
    let takes = |text: &&Text| {
        text.known()
            .and_then(|known| pieces(known, &request.context, variables))
            .is_some_and(|pieces| resource_matches(&pieces, resource).is_yes())
    };
    match list.items.iter().find(takes) {
        Some(item) if !list.negated() => item.span(),
        _ => list.key,
    }
}
