//! The verdicts as one JSON object, the promise of `schemas/prove.schema.json`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::catalog::Catalog;
use crate::kind::PolicyType;
use crate::report;
use crate::source::{self, Sources};

use super::Answers;
use super::answer::{self, Answer, Spot};
use super::witness::Shown;

/// Raised when a key changes its meaning or goes away; new keys come without a new number.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool,
    check: &'a str,
    verdict: &'static str,
    #[serde(flatten)]
    answer: Option<Judged<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    results: Option<Vec<Entry<'a>>>,
    notes: &'a [String],
}

#[derive(Serialize)]
pub struct Tool {
    name: &'static str,
    version: &'static str,
    catalog: &'static str,
}

impl Tool {
    pub fn own() -> Self {
        Self {
            name: report::TOOL,
            version: env!("CARGO_PKG_VERSION"),
            catalog: Catalog::embedded().date(),
        }
    }
}

#[derive(Serialize)]
struct Entry<'a> {
    verdict: &'static str,
    #[serde(flatten)]
    answer: Judged<'a>,
}

#[derive(Serialize)]
struct Judged<'a> {
    policy: &'a str,
    r#type: Option<&'static str>,
    reference: Option<&'a str>,
    witness: Option<Witness<'a>>,
    reasons: Vec<Reason<'a>>,
}

#[derive(Serialize)]
pub struct Witness<'a> {
    principal: Option<&'a str>,
    action: &'a str,
    published: bool,
    resource: Option<&'a str>,
    context: BTreeMap<&'a str, Values<'a>>,
}

/// As `simulate --context-file` reads them.
#[derive(Serialize)]
#[serde(untagged)]
enum Values<'a> {
    One(&'a str),
    Several(&'a [String]),
}

impl<'a> Witness<'a> {
    pub fn of(shown: &'a Shown) -> Self {
        let context = shown.context.iter().map(|(name, values)| {
            let values = match values.as_slice() {
                [one] => Values::One(one),
                several => Values::Several(several),
            };
            (name.as_str(), values)
        });
        Self {
            principal: shown.principal.as_deref(),
            action: &shown.action,
            published: shown.is_published,
            resource: shown.resource.as_deref(),
            context: context.collect(),
        }
    }
}

#[derive(Serialize)]
struct Reason<'a> {
    kind: &'static str,
    message: &'a str,
    place: Option<Place<'a>>,
    details: &'a [String],
}

/// A statement and where it is written.
#[derive(Serialize)]
pub struct Place<'a> {
    source: &'a str,
    /// In the policy's list, from 0.
    statement: usize,
    sid: Option<&'a str>,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
    offset: u32,
}

impl<'a> Place<'a> {
    pub fn of(spot: &'a Spot, sources: &'a Sources) -> Self {
        Self {
            source: sources.name(spot.span.file),
            statement: spot.statement,
            sid: spot.sid.as_deref(),
            start: position(sources.start(spot.span)),
            end: position(sources.end(spot.span)),
        }
    }
}

fn position(place: source::Place) -> Position {
    Position {
        line: place.line,
        column: place.column,
        offset: place.offset,
    }
}

pub(super) fn write(
    check: &str,
    answers: &Answers,
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    let judged = |answer| judged(answer, sources);
    let entry = |answer: &'_ Answer| answer.found.name();
    let (answer, results) = match answers.all.as_slice() {
        [answer] if !answers.is_list => (Some(judged(answer)), None),
        all => {
            let entries = all.iter().map(|answer| Entry {
                verdict: entry(answer),
                answer: judged(answer),
            });
            (None, Some(entries.collect()))
        }
    };
    let document = Document {
        version: VERSION,
        tool: Tool::own(),
        check,
        verdict: answer::worst(&answers.all).name(),
        answer,
        results,
        notes: &answers.notes,
    };
    report::write_json(&document, out)
}

fn judged<'a>(answer: &'a Answer, sources: &'a Sources) -> Judged<'a> {
    let reason = |reason: &'a answer::Reason| Reason {
        kind: reason.kind,
        message: &reason.message,
        place: reason.spot.as_ref().map(|spot| Place::of(spot, sources)),
        details: &reason.details,
    };
    Judged {
        policy: &answer.policy,
        r#type: answer.policy_type.map(PolicyType::name),
        reference: answer.reference.as_deref(),
        witness: answer.witness.as_ref().map(Witness::of),
        reasons: answer.reasons.iter().map(reason).collect(),
    }
}
