//! `iamsure rules`: the table of all rules.

use std::io::{self, Write};

use serde::Serialize;

use crate::config::Standing;
use crate::finding::{Category, Meta, Severity};
use crate::rules::{self, Rule};
use crate::sort;

use super::arguments::TableFormat;
use super::failure::Failure;
use super::{CLEAN, output};

pub fn run(format: TableFormat) -> Result<u8, Failure> {
    let mut rows = rules::all().to_vec();
    sort::by_key(&mut rows, |rule| (rule.meta.category, rule.meta.id));
    output::print(|out| match format {
        TableFormat::Human => human(&rows, out),
        TableFormat::Markdown => markdown(&rows, out),
        TableFormat::Json => json(&rows, out),
    })?;
    Ok(CLEAN)
}

fn human(rows: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    let widest = rows
        .iter()
        .map(|rule| rule.meta.id.len())
        .max()
        .unwrap_or_default();
    let mut category = None;
    for rule in rows {
        let Meta { id, summary, .. } = rule.meta;
        if category.replace(rule.meta.category) != Some(rule.meta.category) {
            writeln!(out, "{}", rule.meta.category.name())?;
        }
        let severity = rule.meta.severity.name();
        let mark = mark(rule);
        writeln!(out, "  {id:widest$}  {severity:7}  {summary}{mark}")?;
    }
    Ok(())
}

fn markdown(rows: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Rules\n")?;
    writeln!(
        out,
        "Written by `iamsure rules --format markdown`. `iamsure explain RULE` prints a page. A rule that is opt-in runs when it\n\
         is selected by its name or by `all`, or given a severity."
    )?;
    let mut category = None;
    for rule in rows {
        let meta = &rule.meta;
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
        let (id, mark) = (meta.id, mark(rule));
        writeln!(
            out,
            "| [`{id}`]({page}) | {severity} | {summary}{mark} | {codes} |"
        )?;
    }
    Ok(())
}

/// What tells a rule that only runs when somebody asks for it.
fn mark(rule: &Rule) -> &'static str {
    match rule.standing() {
        Standing::Default => "",
        Standing::OptIn => " (opt-in)",
    }
}

#[derive(Serialize)]
struct Row<'m> {
    rule: &'m str,
    category: Category,
    severity: Severity,
    summary: &'m str,
    access_analyzer: &'m [&'m str],
    opt_in: bool,
}

fn json(rows: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Row> = rows
        .iter()
        .map(|rule| Row {
            rule: rule.meta.id,
            category: rule.meta.category,
            severity: rule.meta.severity,
            summary: rule.meta.summary,
            access_analyzer: rule.meta.codes,
            opt_in: rule.standing() == Standing::OptIn,
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &rows)?;
    writeln!(out)
}
