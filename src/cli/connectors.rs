//! `iamsure connectors`: what connectors need of a role, and how well it is known; and the demand of a run.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use crate::input::{self, Input};
use crate::integration::connectors::{Connector, Demand, Evidence, Need, Support, Table};
use crate::source::{Sources, Span};
use crate::text::{list, quote};

use super::arguments::{ConnectorArguments, ConnectorsArguments, TableFormat};
use super::failure::Failure;
use super::{CLEAN, output};

pub fn run(arguments: &ConnectorsArguments) -> Result<u8, Failure> {
    let table = table(arguments.connectors.as_deref())?;
    let chosen = arguments
        .connector
        .as_deref()
        .map(|name| find(&table, name))
        .transpose()?;
    output::print(|out| match (arguments.format, chosen) {
        (TableFormat::Human, None) => human_table(&table, out),
        (TableFormat::Human, Some(connector)) => human(&table, connector, out),
        (TableFormat::Markdown, None) => markdown_table(&table, out),
        (TableFormat::Markdown, Some(connector)) => markdown(connector, out),
        (TableFormat::Json, None) => json(&table.date, &table.connectors, out),
        (TableFormat::Json, Some(connector)) => {
            json(&table.date, std::slice::from_ref(connector), out)
        }
    })?;
    Ok(CLEAN)
}

/// What the connectors of a run need; `None` if none was named.
pub fn demand(
    arguments: &ConnectorArguments,
    account: Option<&str>,
    role_arn: Option<&str>,
) -> Result<Option<Demand>, Failure> {
    if arguments.connector.is_empty() {
        return Ok(None);
    }
    let table = table(arguments.connectors.as_deref())?;
    let demand = Demand::new(&table, &arguments.wishes(account, role_arn));
    let demand = demand.map_err(|error| Failure::new(error.to_string()).help(error.help()))?;
    Ok(Some(demand))
}

/// The embedded table, with what a file says instead.
fn table(path: Option<&Path>) -> Result<Table, Failure> {
    let embedded = Table::embedded();
    let Some(path) = path else {
        return Ok(embedded);
    };
    let source = input::read(&Input::named(path)).map_err(|error| {
        Failure::new(format!(
            "the table of connectors {} cannot be read: {error}",
            quote(&path.to_string_lossy())
        ))
    })?;
    let mut sources = Sources::default();
    let file = sources.add(source);
    match Table::read(&sources.get(file).text) {
        Ok(table) => Ok(embedded.overridden_by(table)),
        Err(mistakes) => {
            let failure = Failure::new(format!(
                "the table of connectors {} cannot be used",
                quote(&path.to_string_lossy())
            ));
            let failure = mistakes.iter().fold(failure, |failure, mistake| {
                let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                let span = Span::new(file, offset(mistake.start), offset(mistake.end));
                failure.at(&sources, span, &mistake.message)
            });
            Err(failure.help("its form is told at the head of `catalog/connectors.tsv`"))
        }
    }
}

fn find<'t>(table: &'t Table, name: &str) -> Result<&'t Connector, Failure> {
    table.find(name).map_err(|near| {
        let failure = Failure::new(format!("no connector is called {}", quote(name)));
        match near {
            Some(near) => failure.help(format!("did you mean {}?", quote(near))),
            None => failure.help("list them with `iamsure connectors`"),
        }
    })
}

fn human_table(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let widest = table
        .connectors
        .iter()
        .map(|one| one.id.len())
        .max()
        .unwrap_or_default();
    let mut kind = None;
    for connector in &table.connectors {
        if kind.replace(connector.kind) != Some(connector.kind) {
            writeln!(out, "{}", connector.kind.name())?;
        }
        let mark = mark(connector);
        writeln!(out, "  {:widest$}  {}{mark}", connector.id, connector.name)?;
    }
    writeln!(
        out,
        "\nas of {}; `iamsure connectors ID` shows what one needs",
        table.date
    )
}

/// What tells a connector that a role is of no use to.
fn mark(connector: &Connector) -> &'static str {
    match connector.support {
        Support::No => " (not through an integration)",
        Support::Yes | Support::Unsaid => "",
    }
}

fn human(table: &Table, connector: &Connector, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}: {}{}",
        connector.id,
        connector.name,
        mark(connector)
    )?;
    if let Some(class) = &connector.class {
        writeln!(out, "  {class}")?;
    }
    if connector.needs.is_empty() {
        writeln!(
            out,
            "\nno permissions: the trust policy is all that matters"
        )?;
    }
    for capability in connector.capabilities() {
        writeln!(out, "\n{capability}")?;
        let own = connector
            .needs
            .iter()
            .filter(|need| need.capability == capability);
        let own: Vec<&Need> = own.collect();
        let widest = own
            .iter()
            .map(|need| need.action.len())
            .max()
            .unwrap_or_default();
        for need in own {
            writeln!(
                out,
                "  {:widest$}  {:8}  {}  {}",
                need.action,
                need.requirement.name(),
                need.evidence.name(),
                need.resource
            )?;
            if let Some(when) = &need.when {
                writeln!(out, "    where {when}")?;
            }
            if let Some(note) = &need.note {
                writeln!(out, "    note: {note}")?;
            }
            if !need.sources.is_empty() {
                writeln!(out, "    source: {}", need.sources.join("; "))?;
            }
        }
    }
    writeln!(out, "\nevidence, as of {}:", table.date)?;
    for evidence in [Evidence::A, Evidence::B, Evidence::C] {
        writeln!(out, "  {}  {}", evidence.name(), evidence.meaning())?;
    }
    Ok(())
}

fn markdown_table(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Connectors\n\nAs of {}.\n", table.date)?;
    writeln!(
        out,
        "| id | name | kind | through an integration | capabilities |\n|---|---|---|---|---|"
    )?;
    for connector in &table.connectors {
        let capabilities: Vec<String> = connector.capabilities().into_iter().map(quote).collect();
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            quote(&connector.id),
            cell(&connector.name),
            connector.kind.name(),
            connector.support.name(),
            list(&capabilities)
        )?;
    }
    Ok(())
}

fn markdown(connector: &Connector, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "# {}\n\n{}{}.\n",
        connector.id,
        cell(&connector.name),
        mark(connector)
    )?;
    writeln!(
        out,
        "| capability | action | need | resource | evidence | where | source |\n|---|---|---|---|---|---|---|"
    )?;
    for need in &connector.needs {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            need.capability,
            quote(&need.action),
            need.requirement.name(),
            quote(need.resource.as_str()),
            need.evidence.name(),
            cell(need.when.as_deref().unwrap_or_default()),
            cell(&need.sources.join("; "))
        )?;
    }
    Ok(())
}

/// A text that ends no cell and opens no tag.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

#[derive(Serialize)]
struct Document<'t> {
    date: &'t str,
    connectors: Vec<Row<'t>>,
}

#[derive(Serialize)]
struct Row<'t> {
    id: &'t str,
    name: &'t str,
    kind: &'static str,
    /// Whether it works through an integration; null where that is not a question.
    supported: Option<bool>,
    class: Option<&'t str>,
    needs: Vec<NeedRow<'t>>,
}

#[derive(Serialize)]
struct NeedRow<'t> {
    capability: &'t str,
    action: &'t str,
    need: &'static str,
    resource: &'t str,
    evidence: &'static str,
    when: Option<&'t str>,
    note: Option<&'t str>,
    sources: &'t [String],
}

fn json(date: &str, connectors: &[Connector], out: &mut dyn Write) -> io::Result<()> {
    let connectors = connectors.iter().map(row).collect();
    serde_json::to_writer_pretty(&mut *out, &Document { date, connectors })?;
    writeln!(out)
}

fn row(connector: &Connector) -> Row<'_> {
    let needs = connector.needs.iter().map(|need| NeedRow {
        capability: &need.capability,
        action: &need.action,
        need: need.requirement.name(),
        resource: need.resource.as_str(),
        evidence: need.evidence.name(),
        when: need.when.as_deref(),
        note: need.note.as_deref(),
        sources: &need.sources,
    });
    Row {
        id: &connector.id,
        name: &connector.name,
        kind: connector.kind.name(),
        supported: match connector.support {
            Support::Yes => Some(true),
            Support::No => Some(false),
            Support::Unsaid => None,
        },
        class: connector.class.as_deref(),
        needs: needs.collect(),
    }
}
