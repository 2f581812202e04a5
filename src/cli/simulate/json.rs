//! The answer as one JSON object, the promise of `schemas/simulate.schema.json`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::access::Role;
use crate::catalog::Catalog;
use crate::model::Effect;
use crate::report;
use crate::semantics::{Decision, Key};
use crate::source;

use super::Simulation;
use super::answer::Place;
use super::words;

/// Raised when a key changes its meaning or goes away; new keys come without a new number.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool,
    decision: &'static str,
    certain: bool,
    needs_no_permission: Option<&'static str>,
    request: Request<'a>,
    matched: Vec<Matched<'a>>,
    reasons: Vec<Reason<'a>>,
    missing_context: Vec<Missing<'a>>,
    resource_account_matters: bool,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
    catalog: &'static str,
}

#[derive(Serialize)]
struct Request<'a> {
    principal: Option<&'a str>,
    action: &'a str,
    resource: Option<&'a str>,
    context: BTreeMap<&'a str, &'a [String]>,
}

#[derive(Serialize)]
struct Matched<'a> {
    effect: Option<&'static str>,
    #[serde(flatten)]
    layer: Layer,
    certain: bool,
    decides: bool,
    place: Option<Spot<'a>>,
}

#[derive(Serialize)]
struct Layer {
    r#type: &'static str,
    /// Of a control policy, from 1 in the order given.
    level: Option<usize>,
}

#[derive(Serialize)]
struct Spot<'a> {
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

#[derive(Serialize)]
struct Reason<'a> {
    kind: &'static str,
    action: &'a str,
    #[serde(flatten)]
    layer: Layer,
    message: &'a str,
    place: Option<Spot<'a>>,
    details: &'a [String],
}

#[derive(Serialize)]
struct Missing<'a> {
    key: &'a str,
    taken_as: &'static str,
    values: Option<&'a [String]>,
    place: Option<Spot<'a>>,
}

pub fn write(simulation: &Simulation, out: &mut dyn Write) -> io::Result<()> {
    let answer = simulation.answer;
    let request = simulation.request;
    let document = Document {
        version: VERSION,
        tool: Tool {
            name: report::TOOL,
            version: env!("CARGO_PKG_VERSION"),
            catalog: Catalog::embedded().date(),
        },
        decision: match answer.decision {
            Decision::Allowed => "allowed",
            Decision::ExplicitDeny => "explicitDeny",
            Decision::ImplicitDeny | Decision::Unknown => "implicitDeny",
        },
        certain: answer.decision != Decision::Unknown,
        needs_no_permission: answer.free.map(words::free),
        request: Request {
            principal: simulation.principal,
            action: &request.action,
            resource: request.resource.as_deref(),
            context: simulation
                .context
                .iter()
                .map(|(name, values)| (name.as_str(), values.as_slice()))
                .collect(),
        },
        matched: answer
            .matched
            .iter()
            .map(|one| Matched {
                effect: one.effect.map(effect),
                layer: layer(one.role),
                certain: one.certain,
                decides: one.decides,
                place: statement(simulation, one.place),
            })
            .collect(),
        reasons: answer
            .reasons
            .iter()
            .map(|one| Reason {
                kind: one.kind,
                action: one.besides.unwrap_or(&request.action),
                layer: layer(one.role),
                message: &one.message,
                place: one.place.and_then(|place| statement(simulation, place)),
                details: &one.details,
            })
            .collect(),
        missing_context: missing(simulation),
        resource_account_matters: answer.needs_account,
        notes: simulation.notes,
    };
    report::write_json(&document, out)
}

fn missing<'a>(simulation: &'a Simulation) -> Vec<Missing<'a>> {
    let missing = simulation.answer.missing.iter();
    missing
        .map(|one| {
            let (taken_as, values) = match &one.taken {
                Key::Absent => ("absent", None),
                Key::Unknown => ("unknown", None),
                Key::Present(values) => ("value", Some(values.as_slice())),
            };
            let place = Place {
                part: one.asked.part,
                statement: one.asked.statement,
            };
            Missing {
                key: &one.asked.name,
                taken_as,
                values,
                place: statement(simulation, place),
            }
        })
        .collect()
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    }
}

fn layer(role: Role) -> Layer {
    Layer {
        r#type: role.policy_type().name(),
        level: match role {
            Role::Scp(level) | Role::Rcp(level) => Some(level + 1),
            _ => None,
        },
    }
}

fn statement<'a>(simulation: &'a Simulation, place: Place) -> Option<Spot<'a>> {
    let (source, sid, span) = simulation.statement(place)?;
    Some(Spot {
        source,
        statement: place.statement,
        sid,
        start: position(simulation.sources.start(span)),
        end: position(simulation.sources.end(span)),
    })
}

fn position(place: source::Place) -> Position {
    Position {
        line: place.line,
        column: place.column,
        offset: place.offset,
    }
}
