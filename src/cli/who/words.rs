//! Ways in, worded.

use crate::proof::who::{Asked, CallerPolicy, Refused, Several, Values, Way, Word};
use crate::text::{list, quote};

/// How many texts of one kind are told before the rest is counted.
const MOST: usize = 12;

/// Who it is: a sentence's first part.
pub fn who(way: &Way) -> String {
    let people = |words: &[Word], joined: &str| {
        let all: Vec<String> = words.iter().map(person).collect();
        some(&all, joined)
    };
    match &way.who {
        Values::Any if is_federated(way) => "users of any identity provider".to_owned(),
        Values::Any => "anyone".to_owned(),
        Values::None => "nobody".to_owned(),
        Values::Some { of, but } if of.is_empty() => {
            format!("anyone but {}", people(but, "and"))
        }
        Values::Some { of, but } if but.is_empty() => people(of, "or"),
        Values::Some { of, but } => {
            format!("{}, but not {}", people(of, "or"), people(but, "or"))
        }
        Values::Every { of, but } if but.is_empty() => people(of, "and"),
        Values::Every { of, but } => {
            format!("{}, but not {}", people(of, "and"), people(but, "or"))
        }
        Values::SuchAs(samples) => format!("some callers, such as {}", quoted(samples)),
    }
}

fn is_federated(way: &Way) -> bool {
    let actions = way.witness.as_ref().map(|one| one.request.action.as_str());
    actions.is_some_and(|action| action.starts_with("sts:AssumeRoleWith"))
}

fn person(word: &Word) -> String {
    let text = quote(&word.text);
    match word.relation {
        "aws:PrincipalIsAWSService is" if word.text.eq_ignore_ascii_case("true") => {
            "AWS services".to_owned()
        }
        "account" => format!("account {text} (those to whom it delegates)"),
        "role" => format!("the role {text} (any session)"),
        "user" => format!("the user {text}"),
        "session" => format!("the session {text}"),
        "federated user" => format!("the federated user {text}"),
        "service" => format!("the service {text}"),
        "provider" => format!("users of the provider {text}"),
        "ARN matches" => format!("those whose ARN matches {text}"),
        "ARN is" => format!("the caller whose ARN is {text}"),
        "type" => format!("callers of type {text}"),
        "user name" => format!("users called {text}"),
        "principal" => format!("the principal {text}"),
        other => format!("those whose {other} {text}"),
    }
}

/// What is asked of a key, as a clause.
pub fn asked(asked: &Asked) -> String {
    let key = quote(&asked.key);
    let subject = match asked.of_several {
        None => key,
        Some(Several::SomeValue) => format!("some value of {key}"),
        Some(Several::EveryValue) => format!("every value of {key}"),
        Some(Several::OnlyValue) if asked.values == Values::Any => {
            let or_none = if asked.absent { ", or is absent" } else { "" };
            return format!("{key} has one value{or_none}");
        }
        Some(Several::OnlyValue) => format!("the only value of {key}"),
    };
    let values = values(&asked.values);
    match (&asked.values, asked.absent) {
        (Values::None, true) => format!("{subject} is absent"),
        (Values::Any, false) => format!("{subject} is there"),
        (Values::Any, true) => format!("{subject} is anything"),
        (Values::Some { of, .. }, false)
            if of.is_empty() && !asked.always && asked.of_several.is_none() =>
        {
            format!("{subject} is there and {values}")
        }
        (_, true) => format!("{subject} {values}, or is absent"),
        (_, false) => format!("{subject} {values}"),
    }
}

/// A predicate: `is one of …`.
pub fn values(values: &Values) -> String {
    match values {
        Values::Any => "is anything".to_owned(),
        Values::None => "has no value".to_owned(),
        Values::Some { of, but } if but.is_empty() => predicate(of, "or"),
        Values::Some { of, but } if of.is_empty() => negated(but),
        Values::Some { of, but } => format!("{}, but {}", predicate(of, "or"), negated(but)),
        Values::Every { of, but } if but.is_empty() => predicate(of, "and"),
        Values::Every { of, but } => format!("{}, but {}", predicate(of, "and"), negated(but)),
        Values::SuchAs(samples) => format!("has some values only, such as {}", quoted(samples)),
    }
}

/// The texts alone, for actions and resources.
pub fn texts(values: &Values, every: &str) -> String {
    let texts = |words: &[Word]| {
        let all: Vec<String> = words.iter().map(|word| quote(&word.text)).collect();
        some(&all, "and")
    };
    match values {
        Values::Any => every.to_owned(),
        Values::None => "none".to_owned(),
        Values::Some { of, but } if of.is_empty() => format!("{every} but {}", texts(but)),
        Values::Some { of, but } | Values::Every { of, but } if but.is_empty() => texts(of),
        Values::Some { of, but } | Values::Every { of, but } => {
            format!("{}, but not {}", texts(of), texts(but))
        }
        Values::SuchAs(samples) => format!("some, such as {}", quoted(samples)),
    }
}

fn predicate(words: &[Word], joined: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for group in words.chunk_by(|one, other| one.relation == other.relation) {
        let relation = group.first().map_or("is", |word| word.relation);
        let texts: Vec<String> = group.iter().map(|word| quote(&word.text)).collect();
        let one_of = if texts.len() > 1 && joined == "or" && relation == "is" {
            " one of"
        } else {
            ""
        };
        parts.push(format!("{relation}{one_of} {}", some(&texts, joined)));
    }
    some(&parts, joined)
}

fn negated(words: &[Word]) -> String {
    let parts: Vec<String> = words
        .iter()
        .map(|word| {
            let text = quote(&word.text);
            match word.relation.strip_prefix("is") {
                Some(rest) => format!("is not{rest} {text}"),
                None => format!("does not match {text}"),
            }
        })
        .collect();
    some(&parts, "and")
}

fn quoted(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quote(text)).collect();
    list(&texts)
}

fn some(parts: &[String], joined: &str) -> String {
    let mut parts = parts.to_vec();
    if parts.len() > MOST {
        let more = parts.len() - MOST;
        parts.truncate(MOST);
        parts.push(format!("{more} more"));
    }
    match parts.as_slice() {
        [head @ .., last] if !head.is_empty() => {
            format!("{} {joined} {last}", head.join(", "))
        }
        _ => parts.concat(),
    }
}

/// Whether the caller's own policies have a say.
pub fn caller_policy(needed: CallerPolicy) -> Option<&'static str> {
    match needed {
        CallerPolicy::Needed => Some("the caller's own policies have to allow it too"),
        CallerPolicy::NeededFromOutside => {
            Some("callers of another account need it allowed by their own policies too")
        }
        CallerPolicy::NeededBySome => {
            Some("some callers need it allowed by their own policies too")
        }
        CallerPolicy::NotNeeded => None,
    }
}

/// Why nobody gets in by what a statement allows.
pub fn refused(refused: &Refused) -> String {
    let passed = if refused.permission.ends_with("TagSession") {
        "session tags"
    } else {
        "a source identity"
    };
    format!(
        "the call has to pass {passed}, and nothing allows `{}` for it",
        refused.permission
    )
}

/// What is to be known of a way in besides.
pub fn notes(way: &Way) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(caller_policy(way.caller_policy).map(str::to_owned));
    match way.tags_session {
        Some(true) => notes.push("may pass session tags too".to_owned()),
        Some(false) => notes.push("may not pass session tags".to_owned()),
        None => {}
    }
    if let Some((key, value)) = &way.shortest {
        notes.push(format!(
            "the shortest {} that gets in is {}",
            quote(key),
            quote(value)
        ));
    }
    match way.owners.as_deref() {
        Some([]) => notes.push("the tokens of more than one owner get in: of anybody's".to_owned()),
        Some(owners) => notes.push(format!(
            "the tokens of several owners get in: {}",
            quoted(owners)
        )),
        None => {}
    }
    for reason in &way.hangs_on {
        notes.push(format!("open: {reason}"));
    }
    notes
}
