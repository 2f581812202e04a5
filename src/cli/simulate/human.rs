//! The answer as people read it.

use std::io::{self, Write};

use crate::model::Effect;
use crate::semantics::{Decision, Key};
use crate::text::quote;

use super::Simulation;
use super::answer::{Missing, Place, Reason};
use super::words::{self, layer};
use crate::text::harmless as shown;

/// How many lines of one kind are printed before the rest is counted.
const MOST: usize = 12;

pub fn write(simulation: &Simulation, out: &mut dyn Write) -> io::Result<()> {
    let answer = simulation.answer;
    let cannot_call = answer.reasons.iter().any(|one| one.kind == "cannot-call");
    let is_besides = |one: &Reason| one.besides.is_some();
    let only_besides = !answer.reasons.is_empty() && answer.reasons.iter().all(is_besides);
    let headline = match answer.decision {
        Decision::Allowed => "allowed",
        Decision::ImplicitDeny if cannot_call => "denied: the caller cannot make this call",
        Decision::ImplicitDeny if only_besides => {
            "denied: nothing allows what the call needs besides"
        }
        Decision::ExplicitDeny => "denied: a Deny applies",
        Decision::ImplicitDeny => "denied: nothing allows it",
        Decision::Unknown => "undecided, so count it as denied",
    };
    writeln!(out, "{headline}\n")?;
    request(simulation, out)?;
    if let Some(free) = answer.free {
        writeln!(out, "\n{}", words::free(free))?;
    } else {
        statements(simulation, out)?;
    }
    for reason in answer.reasons.iter().take(MOST) {
        writeln!(out, "\n{}", shown(&reason.message))?;
        if let Some(place) = reason.place {
            let nearest = if reason.kind.ends_with("deny") {
                ""
            } else {
                "nearest: "
            };
            writeln!(out, "  {nearest}{}", statement(simulation, place))?;
        }
        for detail in &reason.details {
            writeln!(out, "  {detail}")?;
        }
    }
    rest(answer.reasons.len(), out)?;
    missing(simulation, out)
}

fn request(simulation: &Simulation, out: &mut dyn Write) -> io::Result<()> {
    let request = simulation.request;
    let principal = simulation.principal.unwrap_or("not said");
    writeln!(out, "  principal  {}", shown(principal))?;
    writeln!(out, "  action     {}", shown(&request.action))?;
    let resource = request.resource.as_deref().unwrap_or("not said");
    writeln!(out, "  resource   {}", shown(resource))?;
    let mut label = "context";
    for (name, values) in simulation.context {
        let values: Vec<String> = values.iter().map(|value| shown(value)).collect();
        writeln!(out, "  {label:9}  {} = {}", shown(name), values.join(", "))?;
        label = "";
    }
    Ok(())
}

fn statements(simulation: &Simulation, out: &mut dyn Write) -> io::Result<()> {
    // What denies is told below, with the reason.
    let of_interest = || {
        simulation
            .answer
            .matched
            .iter()
            .filter(|one| one.effect != Some(Effect::Deny))
    };
    if of_interest().next().is_none() {
        return Ok(());
    }
    writeln!(out)?;
    for one in of_interest().take(MOST) {
        let says = match (one.effect, one.certain) {
            (Some(Effect::Allow), true) => "allowed by",
            (Some(Effect::Allow), false) => "may be allowed by",
            _ => "not understood:",
        };
        writeln!(
            out,
            "  {says} {}, {}",
            layer(one.role),
            statement(simulation, one.place)
        )?;
    }
    rest(of_interest().count(), out)
}

/// `policy.json:7 (ReadLogs)`, `policy.json:7 (statement 2)`
fn statement(simulation: &Simulation, place: Place) -> String {
    let Some((name, sid, span)) = simulation.statement(place) else {
        return String::new();
    };
    let line = simulation.sources.start(span).line;
    let called = match sid {
        Some(sid) if !sid.is_empty() => quote(sid),
        _ => format!("statement {}", place.statement),
    };
    format!("{}:{line} ({called})", shown(name))
}

fn missing(simulation: &Simulation, out: &mut dyn Write) -> io::Result<()> {
    let answer = simulation.answer;
    if !answer.missing.is_empty() {
        writeln!(out, "\nit depends on keys that were not given:")?;
    }
    for one in answer.missing.iter().take(MOST) {
        let place = Place {
            part: one.asked.part,
            statement: one.asked.statement,
        };
        writeln!(
            out,
            "  {}, taken as {}; asked in {}",
            quote(&one.asked.name),
            taken(one),
            statement(simulation, place)
        )?;
    }
    rest(answer.missing.len(), out)?;
    if answer.needs_account {
        writeln!(
            out,
            "\nthe resource is supposed to be of the caller's account; say otherwise with `--resource-account`"
        )?;
    }
    Ok(())
}

fn taken(missing: &Missing) -> String {
    match &missing.taken {
        Key::Absent => "absent".to_owned(),
        Key::Unknown => "unknown, since every such request has one".to_owned(),
        Key::Present(values) => {
            let values: Vec<String> = values.iter().map(|value| quote(value)).collect();
            values.join(", ")
        }
    }
}

fn rest(number: usize, out: &mut dyn Write) -> io::Result<()> {
    match number.checked_sub(MOST) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(out, "  … and {more} more"),
    }
}
