//! Reads a table of connectors, and says where it is wrong.

use std::collections::HashMap;

use super::{Connector, Evidence, Form, Kind, Need, Requirement, Support, Table};
use crate::text::{is_unsafe, quote};

/// What is wrong with a table, and where: bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub start: usize,
    pub end: usize,
    pub message: String,
}

/// No table of facts is larger; a run asks each need of all policies.
const MOST_BYTES: usize = 1 << 20;
const MOST_NEEDS: usize = 200;
const MOST_CONNECTORS: usize = 1000;
/// Nobody mends more at once.
const MOST_MISTAKES: usize = 10;
/// No field is longer.
const LONGEST: usize = 400;

pub(super) fn read(text: &str) -> Result<Table, Vec<Mistake>> {
    if text.len() > MOST_BYTES {
        let message = format!("a table of connectors has at most {} MiB", MOST_BYTES >> 20);
        return Err(vec![Mistake {
            start: 0,
            end: 0,
            message,
        }]);
    }
    let mut reader = Reader::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let record = line.trim_end_matches(['\n', '\r']);
        let record = if start == 0 {
            record.trim_start_matches('\u{feff}')
        } else {
            record
        };
        if !record.trim().is_empty() && !record.starts_with('#') {
            let from = start + (line.trim_end_matches(['\n', '\r']).len() - record.len());
            if let Err(wrong) = reader.record(record) {
                reader.mistakes.push(wrong.placed(from, record));
            }
        }
        if reader.mistakes.len() >= MOST_MISTAKES {
            break;
        }
        start += line.len();
    }
    if reader.mistakes.is_empty() && reader.connectors.is_empty() {
        let message = "it has no connector".to_owned();
        reader.mistakes.push(Mistake {
            start: 0,
            end: 0,
            message,
        });
    }
    if !reader.mistakes.is_empty() {
        return Err(reader.mistakes);
    }
    Ok(Table {
        date: reader.date,
        connectors: reader.connectors,
    })
}

/// A mistake in one field of a record, or in the whole of it.
struct Wrong {
    field: Option<usize>,
    message: String,
}

impl Wrong {
    fn record(message: impl Into<String>) -> Self {
        Self {
            field: None,
            message: message.into(),
        }
    }

    fn field(field: usize, message: impl Into<String>) -> Self {
        Self {
            field: Some(field),
            message: message.into(),
        }
    }

    fn placed(self, start: usize, record: &str) -> Mistake {
        let whole = (start, start + record.len());
        let mut from = start;
        let mut fields = record.split('\t').map(|field| {
            let place = (from, from + field.len());
            from = place.1 + 1;
            place
        });
        let place = self.field.and_then(|field| fields.nth(field));
        let (start, end) = place.unwrap_or(whole);
        Mistake {
            start,
            end,
            message: self.message,
        }
    }
}

#[derive(Default)]
struct Reader {
    date: String,
    sources: HashMap<String, String>,
    connectors: Vec<Connector>,
    mistakes: Vec<Mistake>,
}

impl Reader {
    fn record(&mut self, record: &str) -> Result<(), Wrong> {
        let fields: Vec<&str> = record.split('\t').collect();
        for (place, field) in fields.iter().enumerate() {
            if field.len() > LONGEST {
                return Err(Wrong::field(
                    place,
                    format!("a field has at most {LONGEST} bytes"),
                ));
            }
            if field.chars().any(is_unsafe) {
                return Err(Wrong::field(
                    place,
                    "a field holds a character that does not print",
                ));
            }
            if field.trim().is_empty() {
                return Err(Wrong::field(
                    place,
                    "an empty field; write `-` where there is nothing",
                ));
            }
        }
        match fields.as_slice() {
            ["date", date] => self.date(date),
            ["source", key, text] => self.source(key, text),
            ["connector", id, kind, support, class, name] => {
                self.connector(id, kind, support, class, name)
            }
            ["need", fields @ ..] => match fields.try_into() {
                Ok(fields) => self.need(fields),
                Err(_) => Err(count("need", 9, fields.len() + 1)),
            },
            ["date", ..] => Err(count("date", 2, fields.len())),
            ["source", ..] => Err(count("source", 3, fields.len())),
            ["connector", ..] => Err(count("connector", 6, fields.len())),
            _ => Err(Wrong::field(
                0,
                "expected `date`, `source`, `connector` or `need`, its fields parted by tabs",
            )),
        }
    }

    fn date(&mut self, date: &str) -> Result<(), Wrong> {
        if chrono::NaiveDate::parse_from_str(date, "%Y-%m-%d").is_err() {
            return Err(Wrong::field(1, "expected a date such as 2026-01-31"));
        }
        date.clone_into(&mut self.date);
        Ok(())
    }

    fn source(&mut self, key: &str, text: &str) -> Result<(), Wrong> {
        if !is_id(key) {
            return Err(Wrong::field(1, ID));
        }
        match self.sources.insert(key.to_owned(), text.to_owned()) {
            None => Ok(()),
            Some(_) => Err(Wrong::field(1, "this source is there twice")),
        }
    }

    fn connector(
        &mut self,
        id: &str,
        kind: &str,
        support: &str,
        class: &str,
        name: &str,
    ) -> Result<(), Wrong> {
        if !is_id(id) {
            return Err(Wrong::field(1, ID));
        }
        if self
            .connectors
            .iter()
            .any(|one| one.id.eq_ignore_ascii_case(id))
        {
            return Err(Wrong::field(1, "this connector is there twice"));
        }
        if self.connectors.len() == MOST_CONNECTORS {
            return Err(Wrong::record(format!(
                "a table has at most {MOST_CONNECTORS} connectors"
            )));
        }
        let kinds = [Kind::Connector, Kind::Feature, Kind::Example].map(|one| (one.name(), one));
        let supports = [Support::Yes, Support::No, Support::Unsaid].map(|one| (one.name(), one));
        self.connectors.push(Connector {
            id: id.to_owned(),
            kind: choose(2, kind, kinds)?,
            support: choose(3, support, supports)?,
            class: said(class),
            name: name.to_owned(),
            needs: Vec::new(),
        });
        Ok(())
    }

    fn need(&mut self, fields: [&str; 8]) -> Result<(), Wrong> {
        let [
            capability,
            action,
            requirement,
            resource,
            evidence,
            sources,
            when,
            note,
        ] = fields;
        if !is_id(capability) {
            return Err(Wrong::field(1, ID));
        }
        if !is_action(action) {
            return Err(Wrong::field(2, "expected an action such as `s3:PutObject`"));
        }
        let requirements = [
            Requirement::Required,
            Requirement::Either,
            Requirement::Optional,
        ]
        .map(|one| (one.name(), one));
        let evidences = [Evidence::A, Evidence::B, Evidence::C].map(|one| (one.name(), one));
        let need = Need {
            capability: capability.to_owned(),
            action: action.to_owned(),
            requirement: choose(3, requirement, requirements)?,
            resource: Form::new(resource).map_err(|message| Wrong::field(4, message))?,
            evidence: choose(5, evidence, evidences)?,
            sources: self.sources(sources)?,
            when: said(when),
            note: said(note),
        };
        let Some(connector) = self.connectors.last_mut() else {
            return Err(Wrong::record(
                "a need stands below its connector, and none is above",
            ));
        };
        if connector.needs.len() == MOST_NEEDS {
            return Err(Wrong::record(format!(
                "a connector has at most {MOST_NEEDS} needs"
            )));
        }
        connector.needs.push(need);
        Ok(())
    }

    /// What the keys of a list of sources stand for.
    fn sources(&self, list: &str) -> Result<Vec<String>, Wrong> {
        if list == "-" {
            return Ok(Vec::new());
        }
        let source = |key: &str| {
            self.sources.get(key).cloned().ok_or_else(|| {
                Wrong::field(6, format!("no `source` above has the key {}", quote(key)))
            })
        };
        list.split(',').map(source).collect()
    }
}

const ID: &str = "expected letters, digits, `_`, `-` and `.`, 64 at most";

fn count(record: &str, expected: usize, found: usize) -> Wrong {
    Wrong::record(format!(
        "`{record}` has {expected} fields parted by tabs; here are {found}"
    ))
}

fn choose<T: Copy, const N: usize>(
    place: usize,
    word: &str,
    choices: [(&str, T); N],
) -> Result<T, Wrong> {
    let found = choices.iter().find(|(name, _)| *name == word);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let names = choices.map(|(name, _)| format!("`{name}`"));
        Wrong::field(place, format!("expected one of {}", names.join(", ")))
    })
}

fn said(field: &str) -> Option<String> {
    (field != "-").then(|| field.to_owned())
}

fn is_id(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    text != "-" && text.len() <= 64 && text.bytes().all(is_part)
}

fn is_action(text: &str) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"*?".contains(&byte);
    text.split_once(':').is_some_and(|(service, name)| {
        let is_service =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !service.is_empty()
            && service.bytes().all(is_service)
            && name.starts_with(|char: char| char.is_ascii_alphabetic())
            && name.bytes().all(is_name)
    })
}
