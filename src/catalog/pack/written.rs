//! The catalog as its text says it: `catalog/README.md` tells the form.

use std::collections::BTreeMap;
use std::fmt;

use super::super::layout;

/// What stands in the text, in its order.
#[derive(Default)]
pub struct Written<'a> {
    /// Lines without their mark: the date, the sources, the counts.
    pub head: Vec<&'a str>,
    pub services: Vec<Service<'a>>,
    pub partitions: Vec<&'a str>,
    pub principals: Vec<&'a str>,
    /// Names and the dates when they were last seen.
    pub retired_actions: Vec<(&'a str, &'a str)>,
    pub retired_keys: Vec<(&'a str, &'a str)>,
}

pub struct Service<'a> {
    pub prefix: &'a str,
    pub name: &'a str,
    pub supports_rcp: bool,
    /// With the number of what its values are.
    pub keys: Vec<(&'a str, u8)>,
    pub types: Vec<Type<'a>>,
    pub actions: Vec<Action<'a>>,
}

pub struct Type<'a> {
    pub name: String,
    pub templates: Vec<&'a str>,
    pub keys: Vec<&'a str>,
}

pub struct Action<'a> {
    pub name: &'a str,
    pub levels: u8,
    pub resources: Vec<Resource<'a>>,
    pub keys: Vec<&'a str>,
    pub dependent: Vec<&'a str>,
}

/// A resource type as an action uses it.
pub struct Resource<'a> {
    pub name: String,
    pub is_required: bool,
    pub keys: Vec<&'a str>,
}

/// Why a text is no catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// From 1; 0 where no line is to blame.
    pub line: usize,
    pub reason: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        /// A name that is told may be as long as the text.
        const LONGEST: usize = 160;
        let reason: String = self.reason.chars().take(LONGEST).collect();
        let rest = if reason.len() < self.reason.len() {
            "…"
        } else {
            ""
        };
        match self.line {
            0 => write!(out, "{reason}{rest}"),
            line => write!(out, "line {line}: {reason}{rest}"),
        }
    }
}

impl Mistake {
    pub fn new(reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self { line: 0, reason }
    }
}

pub fn read(text: &str) -> Result<Written<'_>, Mistake> {
    let mut written = Written::default();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        read_line(&mut written, line).map_err(|reason| Mistake {
            line: index + 1,
            reason,
        })?;
        let mark = line.split_once(' ').map_or("", |(mark, _)| mark);
        *counts.entry(mark).or_default() += 1;
    }
    hold_counts(&written.head, &counts)?;
    Ok(written)
}

/// What a text that was cut off lacks would be told as unknown to AWS.
fn hold_counts(head: &[&str], counts: &BTreeMap<&str, usize>) -> Result<(), Mistake> {
    let stated = head.iter().filter_map(|line| line.strip_prefix("count\t"));
    for (mark, count) in stated.filter_map(|line| line.split_once('\t')) {
        let found = counts.get(mark).copied().unwrap_or_default();
        if count.parse() != Ok(found) {
            return Err(Mistake::new(format!(
                "it has {found} lines {mark:?}, and says that it has {count:?}"
            )));
        }
    }
    Ok(())
}

fn read_line<'a>(written: &mut Written<'a>, line: &'a str) -> Result<(), String> {
    if let Some(head) = line.strip_prefix("# ") {
        written.head.push(head);
        return Ok(());
    }
    let (mark, rest) = line
        .split_once(' ')
        .ok_or("a mark, a blank and a name were expected")?;
    match mark {
        "S" => {
            let [prefix, name, mark] = fields(rest)?;
            written.services.push(Service {
                prefix,
                name,
                supports_rcp: mark == "rcp",
                keys: Vec::new(),
                types: Vec::new(),
                actions: Vec::new(),
            });
        }
        "P" => written.partitions.push(rest),
        "N" => written.principals.push(rest),
        "R" => {
            let [name, date] = fields(rest)?;
            written.retired_actions.push((name, date));
        }
        "Q" => {
            let [name, date] = fields(rest)?;
            written.retired_keys.push((name, date));
        }
        "K" | "T" | "A" => {
            let service = written
                .services
                .last_mut()
                .ok_or("it stands before any service")?;
            read_member(service, mark, rest)?;
        }
        _ => return Err(format!("the mark {mark:?} is not known")),
    }
    Ok(())
}

fn read_member<'a>(service: &mut Service<'a>, mark: &str, rest: &'a str) -> Result<(), String> {
    match mark {
        "K" => {
            let [name, kind] = fields(rest)?;
            let kind = layout::KINDS
                .iter()
                .position(|known| *known == kind)
                .and_then(|kind| u8::try_from(kind).ok())
                .ok_or_else(|| format!("the type {kind:?} of values is not known"))?;
            service.keys.push((name, kind));
        }
        "T" => {
            let [name, templates, keys] = fields(rest)?;
            let templates: Vec<&str> = templates.split(' ').collect();
            if templates.iter().any(|one| one.split(':').count() < 6) {
                return Err("an ARN has six fields".to_owned());
            }
            service.types.push(Type {
                name: name.replace('~', " "),
                templates,
                keys: items(keys, ','),
            });
        }
        _ => {
            let [name, levels, resources, keys, dependent] = fields(rest)?;
            service.actions.push(Action {
                name,
                levels: read_levels(levels)?,
                resources: items(resources, ';').into_iter().map(resource).collect(),
                keys: items(keys, ','),
                dependent: items(dependent, ','),
            });
        }
    }
    Ok(())
}

/// `name!` is required; `name[key,key]` has keys of its own there.
fn resource(text: &str) -> Resource<'_> {
    let (name, keys) = text.split_once('[').unwrap_or((text, ""));
    let required = name.strip_suffix('!');
    Resource {
        name: required.unwrap_or(name).replace('~', " "),
        is_required: required.is_some(),
        keys: items(keys.strip_suffix(']').unwrap_or(keys), ','),
    }
}

fn read_levels(text: &str) -> Result<u8, String> {
    text.chars().try_fold(0, |levels, letter| {
        layout::LEVELS
            .iter()
            .find(|(known, _)| *known == letter)
            .map(|(_, bit)| levels | bit)
            .ok_or_else(|| format!("the access level {letter:?} is not known"))
    })
}

fn fields<const N: usize>(text: &str) -> Result<[&str; N], String> {
    let found: Vec<&str> = text.split('\t').collect();
    let count = found.len();
    found
        .try_into()
        .map_err(|_| format!("{N} fields were expected, not {count}"))
}

fn items(text: &str, separator: char) -> Vec<&str> {
    text.split(separator)
        .filter(|one| !one.is_empty())
        .collect()
}

/// The name of an action with its service, in lower case.
pub fn full(service: &Service, name: &str) -> String {
    format!("{}:{name}", service.prefix).to_ascii_lowercase()
}
