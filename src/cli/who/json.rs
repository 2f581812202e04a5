//! Who gets in, as one JSON object: the promise of `schemas/who.schema.json`.

use std::io::{self, Write};

use serde::Serialize;

use crate::cli::prove::answer::Spot;
use crate::cli::prove::json::{Place, Tool, Witness};
use crate::cli::prove::witness::Shown;
use crate::kind::PolicyType;
use crate::proof::who::{Asked, CallerPolicy, Several, Values, Way, Word};
use crate::report;

use super::{Answer, words};

/// Raised when a key changes its meaning or goes away; new keys come without a new number.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool,
    policy: &'a str,
    r#type: &'static str,
    /// Whether these are all ways in.
    complete: bool,
    reasons: Vec<String>,
    ways: Vec<Entry<'a>>,
    refused: Vec<Vain<'a>>,
}

/// What a statement allows and AWS refuses.
#[derive(Serialize)]
struct Vain<'a> {
    permission: &'static str,
    text: String,
    place: Option<Place<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    who: Told<'a>,
    actions: Option<Told<'a>>,
    resources: Option<Told<'a>>,
    conditions: Vec<Condition<'a>>,
    caller_policy: &'static str,
    certain: bool,
    hangs_on: Vec<String>,
    session_tags: Option<bool>,
    shortest: Option<Shortest<'a>>,
    owners: Option<&'a [String]>,
    place: Option<Place<'a>>,
    witness: Option<Witness<'a>>,
}

#[derive(Serialize)]
struct Shortest<'a> {
    key: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct Condition<'a> {
    key: &'a str,
    /// Whether a request without the key gets in too.
    absent: bool,
    several: Option<&'static str>,
    values: Told<'a>,
}

/// Which values: `text` for people, the others for machines.
#[derive(Serialize)]
struct Told<'a> {
    text: String,
    kind: &'static str,
    of: Vec<Term<'a>>,
    but: Vec<Term<'a>>,
    such_as: &'a [String],
}

#[derive(Serialize)]
struct Term<'a> {
    relation: &'static str,
    text: &'a str,
}

pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let ways = &answer.ways.ways;
    // What borrows outlives what borrows from it.
    let shown: Vec<(Option<Spot>, Option<Shown>)> = ways
        .iter()
        .map(|way| {
            let spot = answer.policy.statements.get(way.statement).map(Spot::of);
            let witness = way.witness.as_ref();
            let shown = witness.map(|one| {
                let mut shown = Shown::of(&one.request, one.is_published, &[answer.policy]);
                if answer.policy_type == PolicyType::Trust {
                    shown.resource = None;
                }
                shown
            });
            (spot, shown)
        })
        .collect();
    let entries = ways.iter().zip(&shown).map(|(way, (spot, shown))| {
        let mut entry = entry(answer, way);
        entry.place = spot.as_ref().map(|spot| Place::of(spot, answer.sources));
        entry.witness = shown.as_ref().map(Witness::of);
        entry
    });
    let of_statement = |at: usize| answer.policy.statements.get(at).map(Spot::of);
    let spots = answer
        .ways
        .refused
        .iter()
        .map(|one| of_statement(one.statement));
    let spots: Vec<Option<Spot>> = spots.collect();
    let refused = answer.ways.refused.iter().zip(&spots);
    let refused = refused.map(|(one, spot)| Vain {
        permission: one.permission,
        text: words::refused(one),
        place: spot.as_ref().map(|spot| Place::of(spot, answer.sources)),
    });
    let missing = &answer.ways.missing;
    let document = Document {
        version: VERSION,
        tool: Tool::own(),
        policy: answer.name,
        r#type: answer.policy_type.name(),
        complete: missing.is_empty(),
        reasons: missing.iter().map(ToString::to_string).collect(),
        ways: entries.collect(),
        refused: refused.collect(),
    };
    report::write_json(&document, out)
}

fn entry<'a>(answer: &Answer, way: &'a Way) -> Entry<'a> {
    let is_trust = answer.policy_type == PolicyType::Trust;
    let actions = words::texts(&way.actions, "every action");
    let resources = words::texts(&way.resources, "every resource");
    Entry {
        who: told(&way.who, words::who(way)),
        actions: (!is_trust).then(|| told(&way.actions, actions)),
        resources: (!is_trust).then(|| told(&way.resources, resources)),
        conditions: way.asked.iter().map(condition).collect(),
        caller_policy: match way.caller_policy {
            CallerPolicy::Needed => "needed",
            CallerPolicy::NeededFromOutside => "needed-from-other-accounts",
            CallerPolicy::NeededBySome => "needed-by-some",
            CallerPolicy::NotNeeded => "not-needed",
        },
        certain: way.hangs_on.is_empty(),
        hangs_on: way.hangs_on.iter().map(ToString::to_string).collect(),
        session_tags: way.tags_session,
        shortest: way
            .shortest
            .as_ref()
            .map(|(key, value)| Shortest { key, value }),
        owners: way.owners.as_deref(),
        place: None,
        witness: None,
    }
}

fn condition(asked: &Asked) -> Condition<'_> {
    Condition {
        key: &asked.key,
        absent: asked.absent,
        several: asked.of_several.map(|several| match several {
            Several::SomeValue => "some",
            Several::EveryValue => "every",
            Several::OnlyValue => "only",
        }),
        values: told(&asked.values, words::asked(asked)),
    }
}

fn told(values: &Values, text: String) -> Told<'_> {
    let (kind, of, but, such_as): (_, &[Word], &[Word], &[String]) = match values {
        Values::Any => ("any", &[], &[], &[]),
        Values::None => ("none", &[], &[], &[]),
        Values::Some { of, but } => ("some", of, but, &[]),
        Values::Every { of, but } => ("every", of, but, &[]),
        Values::SuchAs(samples) => ("sample", &[], &[], samples),
    };
    Told {
        text,
        kind,
        of: of.iter().map(term).collect(),
        but: but.iter().map(term).collect(),
        such_as,
    }
}

fn term(word: &Word) -> Term<'_> {
    Term {
        relation: word.relation,
        text: &word.text,
    }
}
