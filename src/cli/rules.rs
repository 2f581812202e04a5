//! `iamsure rules`: the table of all rules.

use std::io::{self, Write};

use serde::Serialize;

use crate::finding::{Category, Meta, Severity};
use crate::rules;

use super::arguments::TableFormat;
use super::failure::Failure;
use super::{CLEAN, output};

pub fn run(format: TableFormat) -> Result<u8, Failure> {
    let mut rows: Vec<&Meta> = rules::all().iter().map(|rule| &rule.meta).collect();
    rows.sort_by_key(|meta| (meta.category, meta.id));
    output::print(|out| match format {
        TableFormat::Human => human(&rows, out),
        TableFormat::Markdown => markdown(&rows, out),
        TableFormat::Json => json(&rows, out),
    })?;
    Ok(CLEAN)
}

fn human(rows: &[&Meta], out: &mut dyn Write) -> io::Result<()> {
    let widest = rows
        .iter()
        .map(|meta| meta.id.len())
        .max()
        .unwrap_or_default();
    let mut category = None;
    for meta in rows {
        if category.replace(meta.category) != Some(meta.category) {
            writeln!(out, "{}", meta.category.name())?;
        }
        writeln!(
            out,
            "  {:widest$}  {:7}  {}",
            meta.id,
            meta.severity.name(),
            meta.summary
        )?;
    }
    Ok(())
}

fn markdown(rows: &[&Meta], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Rules\n")?;
    writeln!(
        out,
        "Written by `iamsure rules --format markdown`. `iamsure explain RULE` prints a page."
    )?;
    let mut category = None;
    for meta in rows {
        if category.replace(meta.category) != Some(meta.category) {
            writeln!(
                out,
                "\n## {}\n\n| rule | severity | flags | AWS's code |\n|---|---|---|---|",
                meta.category.name()
            )?;
        }
        let codes: Vec<String> = meta.codes.iter().map(|code| format!("`{code}`")).collect();
        let page = format!("{}/{}.md", meta.category.name(), meta.id);
        let (severity, summary, codes) = (meta.severity.name(), meta.summary, codes.join(", "));
        writeln!(
            out,
            "| [`{}`]({page}) | {severity} | {summary} | {codes} |",
            meta.id
        )?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Row<'m> {
    rule: &'m str,
    category: Category,
    severity: Severity,
    summary: &'m str,
    access_analyzer: &'m [&'m str],
}

fn json(rows: &[&Meta], out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Row> = rows
        .iter()
        .map(|meta| Row {
            rule: meta.id,
            category: meta.category,
            severity: meta.severity,
            summary: meta.summary,
            access_analyzer: meta.codes,
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &rows)?;
    writeln!(out)
}
