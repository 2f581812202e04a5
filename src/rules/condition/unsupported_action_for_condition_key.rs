use std::collections::HashMap;

use crate::catalog::known_key::is_provider;
use crate::catalog::{ConditionKey, KnownKey};
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, List, Part, Statement};
use crate::rules::condition::unsupported_tag_condition_key::is_tag_matter;
use crate::rules::{Check, Context, Rule};
use crate::semantics::actions::{Actions, Named};
use crate::semantics::condition::when_absent;
use crate::semantics::key_support::{Supports, is_told, lacking};
use crate::semantics::truth::Truth;
use crate::text::{count, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unsupported-action-for-condition-key",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "condition key that requests for an action never have",
        codes: &["UNSUPPORTED_ACTION_FOR_CONDITION_KEY"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// How many conditions of a statement are looked at. AWS saves no policy with as many.
const MOST: usize = 256;

/// Every key of a service that requests for some action of the statement never have. Actions with wildcards are not judged.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut told = HashMap::new();
    let mut supports = Vec::new();
    for statement in cx.policy.sound_statements() {
        if statement.conditions.is_empty() {
            continue;
        }
        let Some(list) = statement.action.as_ref().filter(|list| !list.negated()) else {
            continue;
        };
        let Some(actions) = cx.actions(statement) else {
            continue;
        };
        let mut spoken: Vec<ConditionKey> = Vec::new();
        let both = statement.conditions.iter().zip(cx.keys(statement));
        for (condition, known) in both.take(MOST) {
            let Some(key) = key(cx, condition, *known) else {
                continue;
            };
            let places = lacking(Supports::among(&mut supports, key), actions);
            let is_ours = !places.is_empty()
                && !spoken.contains(&key)
                && !is_tag_matter(key, actions, &places)
                && *told
                    .entry(key.name())
                    .or_insert_with(|| is_told(key, cx.catalog) || is_provider(key.name()));
            if !is_ours {
                continue;
            }
            if let Some(finding) = finding(cx, statement, list, actions, condition, &places) {
                findings.push(finding);
                spoken.push(key);
            }
        }
    }
    findings
}

/// The key of a service that a condition is about. Of what an identity provider claims, little is known.
fn key(cx: &Context, condition: &Condition, known: Option<KnownKey>) -> Option<ConditionKey> {
    match known {
        Some(KnownKey::Service(key)) => Some(key),
        Some(KnownKey::Global(_)) => None,
        None => {
            let is_claim = is_provider(condition.key_prefix());
            is_claim.then(|| cx.catalog.key(condition.key.known()?))?
        }
    }
}

/// What a condition makes of requests that never have its key.
fn severity(statement: &Statement, condition: &Condition, is_all: bool) -> Option<Severity> {
    let spec = condition.spec?;
    // Written for requests that may lack the key: it is enough if some have it.
    let expects_none = spec.if_exists || spec.set.is_some() || !spec.base.is_negated();
    match when_absent(condition) {
        Truth::No if statement.is_deny() || is_all => Some(Severity::Error),
        Truth::No => Some(Severity::Warning),
        Truth::Yes if expects_none && !is_all => None,
        Truth::Yes => Some(Severity::Warning),
        Truth::Unknown => None,
    }
}

fn finding(
    cx: &Context,
    statement: &Statement,
    list: &List,
    actions: &Actions,
    condition: &Condition,
    places: &[usize],
) -> Option<Finding> {
    const SHOWN: usize = 3;
    let is_all = places.len() == actions.named.len();
    let severity = severity(statement, condition, is_all)?;
    let lacking = |place: &usize| list.items.get(*place);
    let first = lacking(places.first()?)?.known()?;
    let is_claim = is_provider(condition.key_prefix());
    let of_session = places
        .iter()
        .all(|place| actions.named.get(*place).is_some_and(is_of_session));
    // Of what sessions are given on the way in, AWS's own policies and those of vendors disagree with the data.
    let is_doubtful = of_session || is_claim;
    if is_claim && !of_session {
        return None;
    }
    let key = quote(condition.key.written());
    let message = if is_doubtful {
        format!("AWS does not list {key} among the keys of {}", quote(first))
    } else {
        effect(statement, condition, first, places.len(), &key)
    };
    let severity = if is_doubtful {
        Severity::Info
    } else if cx.is_catalog_current() {
        severity
    } else {
        severity.min(Severity::Warning)
    };
    let mut finding = RULE
        .finding(message)
        .at(
            condition.key.span(),
            format!("by AWS's data of {}", cx.catalog.date()),
        )
        .severity(severity);
    for (place, text) in places.iter().take(SHOWN).filter_map(lacking).enumerate() {
        let label = match place {
            0 => "does not have the key",
            _ => "nor does this",
        };
        finding = finding.related(text.span(), label);
    }
    let first_action = places.first().and_then(|place| actions.named.get(*place));
    let tag = first_action.and_then(|named| global_tag(cx, named, condition));
    Some(finding.help(match tag {
        Some(tag) => format!("use {}", quote(&tag)),
        None if is_doubtful => "keep it if callers get in with session tags".to_owned(),
        None => help(first, is_all),
    }))
}

fn effect(
    statement: &Statement,
    condition: &Condition,
    first: &str,
    number: usize,
    key: &str,
) -> String {
    let (subject, verb, them) = match number {
        1 => (quote(first), "is", "it has"),
        _ => {
            let others = count(number - 1, "more action");
            (format!("{} and {others}", quote(first)), "are", "them has")
        }
    };
    match (when_absent(condition), statement.is_deny()) {
        (Truth::No, false) => {
            format!("{subject} {verb} never allowed: no request for {them} {key}")
        }
        (Truth::No, true) => format!("{subject} {verb} never denied: no request for {them} {key}"),
        _ => format!("this condition changes nothing for {subject}: no request for {them} {key}"),
    }
}

/// The key of all services for the tag that a condition is on, if the action has it.
fn global_tag(cx: &Context, named: &Named, condition: &Condition) -> Option<String> {
    let (_, name) = condition.key.known()?.split_once(':')?;
    let tag = format!("aws:{name}");
    let key = cx.catalog.key(&tag)?;
    matches!(named, Named::Action(action) if action.has_key(key)).then_some(tag)
}

fn help(first: &str, is_all: bool) -> String {
    if is_all {
        format!("see the keys that it has with `iamsure catalog {first}`")
    } else {
        "put what lacks the key into a statement of its own".to_owned()
    }
}

/// The actions that only mark a session, beside the one that begins it.
fn is_of_session(named: &Named) -> bool {
    let Named::Action(action) = named else {
        return false;
    };
    action.service().prefix() == "sts"
        && ["TagSession", "SetSourceIdentity", "SetContext"].contains(&action.name())
}
