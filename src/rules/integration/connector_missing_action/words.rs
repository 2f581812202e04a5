//! What is said of a need that is not met, and where.

use std::borrow::Cow;

use crate::finding::Witness;
use crate::integration::connectors::Demand;
use crate::model::{Condition, Element, Statement, Text};
use crate::rules::demanded::{Cause, Refusal, is_pinned};
use crate::rules::witness::witness_in;
use crate::semantics::{Piece, resource_matches};
use crate::source::Span;
use crate::text::{list, quote};

use super::{Lack, ids};

/// Who needs what on which resource, and what is in the way.
pub(super) fn message(demand: &Demand, lacks: &[Lack], is_one_policy: bool) -> String {
    let Some(first) = lacks.first() else {
        return String::new();
    };
    let ids: Vec<String> = ids(demand, lacks).into_iter().map(quote).collect();
    let verb = if ids.len() == 1 { "needs" } else { "need" };
    let actions = each(
        lacks.iter().map(|lack| lack.ask.need.action.as_str()),
        "more actions",
    );
    let resources = each(
        lacks.iter().map(|lack| lack.target.shown.as_str()),
        "more resources",
    );
    let on = if resources == "`*`" {
        String::new()
    } else {
        format!(" on {resources}")
    };
    let when = match &first.ask.need.when {
        Some(when)
            if lacks
                .iter()
                .all(|lack| lack.ask.need.when.as_ref() == Some(when)) =>
        {
            format!(" where {when}")
        }
        _ => String::new(),
    };
    let is_same = |lack: &Lack| lack.ask.need.action == first.ask.need.action;
    let (that, is) = if lacks.iter().all(is_same) {
        ("it", "it is")
    } else {
        ("them", "they are")
    };
    let obstacle = match first.refusal.cause {
        Cause::Absent if is_one_policy => format!("this policy does not allow {that}"),
        Cause::Absent => format!("no policy of the run allows {that}"),
        Cause::Elsewhere => format!("{is} allowed on other resources alone"),
        Cause::Condition => format!("{is} allowed under a condition that is never met"),
        Cause::Denied => format!("a `Deny` refuses {that}"),
        Cause::Boundary => format!("the permissions boundary does not allow {that}"),
    };
    format!("{} {verb} {actions}{on}{when}, and {obstacle}", list(&ids))
}

/// The first of them in backticks, and how many others there are.
fn each<'t>(texts: impl Iterator<Item = &'t str>, others: &str) -> String {
    const SHOWN: usize = 2;
    let mut distinct: Vec<&str> = Vec::new();
    for text in texts {
        if !distinct.contains(&text) {
            distinct.push(text);
        }
    }
    let mut shown: Vec<String> = distinct
        .iter()
        .take(SHOWN)
        .map(|text| quote(text))
        .collect();
    match distinct.len().saturating_sub(SHOWN) {
        0 => {}
        // One more is shown instead of counted.
        1 => shown.extend(distinct.get(SHOWN).map(|text| quote(text))),
        number => shown.push(format!("{number} {others}")),
    }
    list(&shown)
}

/// Where the cause stands.
pub(super) fn place(refusal: &Refusal) -> Span {
    let policy = refusal.member.policy;
    let Some(statement) = refusal.statement else {
        let all = policy.key(Element::Statement);
        return all.unwrap_or(Span::new(
            policy.span.file,
            policy.span.start,
            policy.span.start,
        ));
    };
    match refusal.cause {
        Cause::Absent => statement
            .action
            .as_ref()
            .map_or(statement.head(), |one| one.key),
        Cause::Elsewhere => resource(refusal, statement),
        Cause::Condition => condition(statement),
        Cause::Denied | Cause::Boundary => statement.head(),
    }
}

/// The value of `Resource` that lets the request in.
fn resource(refusal: &Refusal, statement: &Statement) -> Span {
    let asked = refusal
        .request
        .as_ref()
        .and_then(|one| one.resource.as_deref());
    let Some(resources) = &statement.resource else {
        return statement.head();
    };
    let matches = |item: &&Text| {
        let both = item.known().zip(asked);
        both.is_some_and(|(text, asked)| !resource_matches(&[Piece::Written(text)], asked).is_no())
    };
    let item = resources
        .items
        .iter()
        .find(matches)
        .filter(|_| !resources.negated());
    item.map_or(resources.key, Text::span)
}

fn condition(statement: &Statement) -> Span {
    let mut conditions = statement.conditions.iter();
    let pinned = conditions.find(|one| one.key.known().is_some_and(is_pinned));
    pinned.map_or(statement.head(), Condition::span)
}

/// Why this very place.
pub(super) fn label(refusal: &Refusal, action: &str) -> Cow<'static, str> {
    let service = quote(action.split(':').next().unwrap_or_default());
    match (refusal.cause, refusal.statement) {
        (Cause::Absent, Some(_)) => format!("names other actions of {service}").into(),
        (Cause::Absent, None) => format!("no statement here allows an action of {service}").into(),
        (Cause::Elsewhere, _) => "allowed here instead".into(),
        (Cause::Condition, _) => "never true for the session of a connector".into(),
        (Cause::Denied, _) => "wins over every `Allow`".into(),
        (Cause::Boundary, _) => "what it leaves out the role does not have".into(),
    }
}

/// What to do, in the width of a line.
pub(super) fn help(demand: &Demand, lacks: &[Lack]) -> String {
    let Some(first) = lacks.first() else {
        return String::new();
    };
    let capability = &first.ask.need.capability;
    match first.refusal.cause {
        Cause::Absent if first.ask.need.when.is_some() && capability.len() <= 32 => {
            format!("allow it, or say with `--without {capability}` that it is not used")
        }
        Cause::Absent => {
            let ids = ids(demand, lacks);
            let id = ids.first().filter(|id| id.len() <= 32).unwrap_or(&"ID");
            format!("allow it; `iamsure connectors {id}` says how this is known")
        }
        Cause::Elsewhere => "name the resource that the connector uses".to_owned(),
        Cause::Condition => {
            "remove the condition, or make it true for the role's session".to_owned()
        }
        Cause::Denied => "leave what the connector uses out of the `Deny`".to_owned(),
        Cause::Boundary => "allow it in the boundary too".to_owned(),
    }
}

/// The request that is refused and would get in otherwise.
pub(super) fn witness(refusal: &Refusal) -> Option<Witness> {
    let request = refusal.request.as_ref()?;
    let is_shown = matches!(refusal.cause, Cause::Denied | Cause::Condition);
    is_shown.then(|| witness_in(request, refusal.member.policy))
}
