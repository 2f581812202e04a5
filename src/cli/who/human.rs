//! Who gets in, as people read it.

use std::io::{self, Write};

use crate::cli::prove::witness::Shown;
use crate::kind::PolicyType;
use crate::model::Text;
use crate::proof::who::{Values, Way};
use crate::text::harmless;
use crate::text::{count, quote};

use super::{Answer, words};

pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let ways = &answer.ways.ways;
    let what = if answer.policy_type == PolicyType::Trust {
        "can assume the role"
    } else {
        "gets in"
    };
    let name = quote(answer.name);
    if ways.is_empty() && answer.ways.missing.is_empty() {
        writeln!(out, "nobody {what} by {name}")?;
        return refused(answer, out);
    }
    if ways.is_empty() {
        writeln!(out, "who {what} by {name} is not known")?;
        for reason in &answer.ways.missing {
            writeln!(out, "   because   {}", harmless(&reason.to_string()))?;
        }
        return refused(answer, out);
    }
    writeln!(out, "who {what} by {name}: {}", count(ways.len(), "way"))?;
    for (index, way) in ways.iter().enumerate() {
        writeln!(out)?;
        tell(answer, index + 1, way, out)?;
    }
    for reason in &answer.ways.missing {
        writeln!(
            out,
            "\nthere may be others: {}",
            harmless(&reason.to_string())
        )?;
    }
    refused(answer, out)
}

/// What a statement allows and AWS refuses.
fn refused(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    for refused in &answer.ways.refused {
        let place = place(answer, refused.statement).unwrap_or_default();
        let why = words::refused(refused);
        writeln!(out, "\nno way in by {}: {why}", harmless(&place))?;
    }
    Ok(())
}

/// `trust.json:5 (statement 0)`
fn place(answer: &Answer, statement: usize) -> Option<String> {
    let statement = answer.policy.statements.get(statement)?;
    let line = answer.sources.start(statement.head()).line;
    let sid = statement
        .sid
        .as_ref()
        .map(Text::written)
        .filter(|sid| !sid.is_empty());
    let called = match sid {
        Some(sid) => quote(sid),
        None => format!("statement {}", statement.index),
    };
    Some(format!("{}:{line} ({called})", answer.name))
}

fn tell(answer: &Answer, number: usize, way: &Way, out: &mut dyn Write) -> io::Result<()> {
    let open = if way.hangs_on.is_empty() {
        ""
    } else {
        "perhaps "
    };
    writeln!(out, "{number}. {open}{}", harmless(&words::who(way)))?;
    if answer.policy_type != PolicyType::Trust {
        let actions = words::texts(&way.actions, "every action");
        writeln!(out, "   may do    {}", harmless(&actions))?;
        if way.resources != Values::Any {
            let resources = words::texts(&way.resources, "every resource");
            writeln!(out, "   on        {}", harmless(&resources))?;
        }
    }
    let mut label = "if";
    for asked in &way.asked {
        writeln!(out, "   {label:9} {}", harmless(&words::asked(asked)))?;
        label = "and";
    }
    let mut label = "note";
    for note in words::notes(way) {
        writeln!(out, "   {label:9} {}", harmless(&note))?;
        label = "";
    }
    if let Some(place) = place(answer, way.statement) {
        writeln!(out, "   by        {}", harmless(&place))?;
    }
    let Some(witness) = &way.witness else {
        return Ok(());
    };
    let shown = Shown::of(&witness.request, witness.is_published, &[answer.policy]);
    let principal = shown.principal.as_deref().unwrap_or("anyone");
    writeln!(out, "   so gets in")?;
    writeln!(out, "     principal  {}", harmless(principal))?;
    writeln!(out, "     action     {}", harmless(&shown.action))?;
    if let Some(resource) = shown
        .resource
        .as_deref()
        .filter(|_| answer.policy_type != PolicyType::Trust)
    {
        writeln!(out, "     resource   {}", harmless(resource))?;
    }
    let mut label = "context";
    for (key, values) in &shown.context {
        writeln!(
            out,
            "     {label:9}  {} = {}",
            harmless(key),
            harmless(&values.join(", "))
        )?;
        label = "";
    }
    Ok(())
}
