//! A condition key of a service.

use std::fmt;

use super::Catalog;
use super::global_keys::Value;
use super::layout::{self, NAME, Section};

/// A condition key that a service defines.
#[derive(Clone, Copy)]
pub struct ConditionKey {
    catalog: &'static Catalog,
    index: u16,
}

impl ConditionKey {
    pub(super) fn new(catalog: &'static Catalog, index: u16) -> Self {
        Self { catalog, index }
    }

    fn record(self) -> &'static [u8] {
        let block = &self.catalog.block;
        block.record(Section::Keys, layout::KEY, self.index)
    }

    /// As AWS spells it: `s3:prefix`; a part that the policy chooses is `${TagKey}` or `<key>`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.catalog.block.name_in(self.record(), 0)
    }

    /// AWS's name of what its values are: `ArrayOfString`. `None`: two services differ on it.
    #[must_use]
    pub fn type_name(self) -> Option<&'static str> {
        let kind = self.record().get(NAME).copied()?;
        layout::KINDS.get(usize::from(kind)).copied()
    }

    /// What its values are. `None`: two services differ on it.
    #[must_use]
    pub fn value(self) -> Option<Value> {
        let name = self.type_name()?;
        Some(match name.strip_prefix("ArrayOf").unwrap_or(name) {
            "ARN" => Value::Arn,
            "Bool" => Value::Bool,
            "Numeric" => Value::Numeric,
            "Date" => Value::Date,
            "IPAddress" => Value::IpAddress,
            _ => Value::String,
        })
    }

    /// Whether one request can have several values of it. `None`: two services differ on it.
    #[must_use]
    pub fn is_multivalued(self) -> Option<bool> {
        self.type_name().map(|name| name.starts_with("ArrayOf"))
    }

    /// Whether its name has a part that the policy chooses.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.name().contains("${") || self.name().contains('<')
    }

    /// Whether a policy that names it so means this key: a chosen part is any text but none. Letters count without case.
    #[must_use]
    pub fn is_meant_by(self, written: &str) -> bool {
        let name = self.name();
        // Most are told apart by what stands before the chosen part, and most end with it.
        if let Some((fixed, chosen)) = name
            .find(['$', '<'])
            .and_then(|at| name.split_at_checked(at))
        {
            match strip_prefix(written, fixed) {
                None => return false,
                Some(rest) if is_one_part(chosen) => return !rest.is_empty(),
                Some(_) => {}
            }
        }
        let mut parts = Parts { rest: name }.peekable();
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = strip_prefix(written, first) else {
            return false;
        };
        if parts.peek().is_none() {
            return rest.is_empty();
        }
        while let Some(part) = parts.next() {
            // A chosen part is one character long at least. It takes as few as can be, but the last one all there are.
            let mut places = 1..=rest.len().saturating_sub(part.len());
            let is_here = |at: &usize| {
                rest.get(*at..)
                    .is_some_and(|tail| strip_prefix(tail, part).is_some())
            };
            let found = if parts.peek().is_none() {
                places.next_back().filter(is_here)
            } else {
                places.find(is_here)
            };
            let Some(at) = found else {
                return false;
            };
            rest = rest.get(at + part.len()..).unwrap_or_default();
        }
        true
    }
}

/// Whether a text is one chosen part and nothing else.
fn is_one_part(text: &str) -> bool {
    (text.starts_with("${") || text.starts_with('<'))
        && text.find(['}', '>']).is_some_and(|at| at + 1 == text.len())
}

fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// What stands between the chosen parts of a name, the last piece included even if it is empty.
struct Parts {
    rest: &'static str,
}

impl Iterator for Parts {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        if self.rest == "\0" {
            return None;
        }
        let open = self.rest.find("${").or_else(|| self.rest.find('<'));
        let Some((part, chosen)) = open.and_then(|at| self.rest.split_at_checked(at)) else {
            return Some(std::mem::replace(&mut self.rest, "\0"));
        };
        self.rest = chosen.split_once(['}', '>']).map_or("", |(_, rest)| rest);
        Some(part)
    }
}

impl PartialEq for ConditionKey {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && std::ptr::eq(self.catalog, other.catalog)
    }
}

impl Eq for ConditionKey {}

impl fmt::Debug for ConditionKey {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(self.name())
    }
}
