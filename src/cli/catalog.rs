//! `iamsure catalog [NAME]`: what the embedded data says of a service, an action, a condition key, an ARN.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::catalog::Catalog;
use crate::input::{self, Input};
use crate::source::BYTE_ORDER_MARK;
use crate::text::{is_unsafe, nearest, quote};

use super::arguments::CatalogFormat;
use super::failure::Failure;
use super::{CLEAN, FOUND, output};

mod facts;

/// What is known of one thing: its kind, its name, and facts with what they are called.
pub struct Entry {
    kind: &'static str,
    name: String,
    facts: Vec<(&'static str, Fact)>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub enum Fact {
    Text(String),
    Flag(bool),
    Texts(Vec<String>),
}

pub fn run(name: Option<&str>, format: CatalogFormat, file: Option<&Path>) -> Result<u8, Failure> {
    let catalog = open(file)?;
    let entries = match name {
        None => vec![facts::overview(catalog)],
        Some(name) => facts::about(name, catalog),
    };
    if let (true, Some(name)) = (entries.is_empty(), name) {
        unknown(name, catalog).print();
        return Ok(FOUND);
    }
    output::print(|out| match format {
        CatalogFormat::Human => human(&entries, catalog, out),
        CatalogFormat::Json => json(&entries, catalog, out),
    })?;
    Ok(CLEAN)
}

/// The catalog of a file, or the one that the program carries.
pub fn open(file: Option<&Path>) -> Result<&'static Catalog, Failure> {
    let Some(path) = file else {
        return Ok(Catalog::embedded());
    };
    let shown = quote(&path.to_string_lossy());
    let source = input::read(&Input::named(path))
        .map_err(|error| Failure::new(format!("the catalog {shown} cannot be read: {error}")))?;
    let text = source.text.strip_prefix(BYTE_ORDER_MARK);
    Catalog::read(text.unwrap_or(&source.text)).map_err(|mistake| {
        Failure::new(format!("{shown} is no catalog: {mistake}"))
            .help("`catalog/README.md` tells how one is written")
    })
}

fn unknown(name: &str, catalog: &'static Catalog) -> Failure {
    let gone = facts::gone(name, catalog);
    let failure = Failure::new(format!(
        "the data of {} knows no {}",
        catalog.date(),
        quote(name)
    ));
    if let Some(gone) = gone {
        return failure.help(format!(
            "{} is gone; it was last seen on {}",
            quote(gone.name),
            gone.last_seen
        ));
    }
    match nearest(
        name,
        facts::names_like(name, catalog).iter().map(String::as_str),
    ) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("list the services with `iamsure catalog`"),
    }
}

fn human(entries: &[Entry], catalog: &Catalog, out: &mut dyn Write) -> io::Result<()> {
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{} ({})", shown(&entry.name), entry.kind)?;
        let widest = entry.facts.iter().map(|(label, _)| label.len()).max();
        let widest = widest.unwrap_or_default();
        for (label, fact) in &entry.facts {
            let label = label.replace('_', " ");
            match fact {
                Fact::Text(text) => writeln!(out, "  {label:widest$}  {}", shown(text))?,
                Fact::Flag(flag) => {
                    writeln!(
                        out,
                        "  {label:widest$}  {}",
                        if *flag { "yes" } else { "no" }
                    )?;
                }
                Fact::Texts(texts) if texts.is_empty() => writeln!(out, "  {label:widest$}  none")?,
                Fact::Texts(texts) => {
                    for (index, text) in texts.iter().enumerate() {
                        let label = if index == 0 { label.as_str() } else { "" };
                        writeln!(out, "  {label:widest$}  {}", shown(text))?;
                    }
                }
            }
        }
    }
    writeln!(out, "\nAWS's data of {}", catalog.date())
}

/// A catalog of somebody's file may hold anything.
fn shown(text: &str) -> String {
    text.chars()
        .map(|char| if is_unsafe(char) { '\u{fffd}' } else { char })
        .collect()
}

fn json(entries: &[Entry], catalog: &Catalog, out: &mut dyn Write) -> io::Result<()> {
    let mut written = Vec::new();
    for entry in entries {
        let mut object = Map::new();
        object.insert("kind".to_owned(), Value::from(entry.kind));
        object.insert("name".to_owned(), Value::from(entry.name.as_str()));
        for (label, fact) in &entry.facts {
            object.insert((*label).to_owned(), serde_json::to_value(fact)?);
        }
        written.push(Value::Object(object));
    }
    let all = serde_json::json!({"version": 1, "catalog": catalog.date(), "entries": written});
    serde_json::to_writer_pretty(&mut *out, &all)?;
    writeln!(out)
}
