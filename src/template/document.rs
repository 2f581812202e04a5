//! `Document`: a policy to be written, and its JSON.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::model::Effect;

/// What a document is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// To a role: who may assume it.
    Trust,
    /// To a role through a managed policy: what it may do.
    Permission,
}

/// A policy to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub kind: Kind,
    pub statements: Vec<Statement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub effect: Effect,
    /// The `AWS` principal; only in trust policies.
    pub principal: Option<String>,
    pub actions: Vec<String>,
    /// Empty in trust policies.
    pub resources: Vec<String>,
    pub conditions: Vec<Condition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub operator: &'static str,
    pub key: &'static str,
    pub values: Vec<String>,
}

/// The only version whose policy variables work, and the one that AWS asks for.
pub const VERSION: &str = "2012-10-17";

/// A document as AWS's console, CLI and API take it.
#[derive(Clone, Copy, Debug)]
pub struct Json<'a>(pub &'a Document);

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write_json(self.0, f)
    }
}

/// With two spaces, and a line for each member, as AWS's console shows policies.
pub(super) fn write_json(value: &impl Serialize, f: &mut fmt::Formatter) -> fmt::Result {
    let text = serde_json::to_string_pretty(value).map_err(|_| fmt::Error)?;
    writeln!(f, "{text}")
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("Version", VERSION)?;
        map.serialize_entry("Statement", &self.statements)?;
        map.end()
    }
}

impl Serialize for Statement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("Effect", word(self.effect))?;
        if let Some(principal) = &self.principal {
            map.serialize_entry("Principal", &Member("AWS", principal))?;
        }
        map.serialize_entry("Action", &OneOrList(&self.actions))?;
        if !self.resources.is_empty() {
            map.serialize_entry("Resource", &OneOrList(&self.resources))?;
        }
        if !self.conditions.is_empty() {
            map.serialize_entry("Condition", &Conditions(&self.conditions))?;
        }
        map.end()
    }
}

pub(super) fn word(effect: Effect) -> &'static str {
    match effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    }
}

/// Each operator once: no document asks two things of one operator.
struct Conditions<'a>(&'a [Condition]);

impl Serialize for Conditions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|condition| {
            let values = OneOrList(&condition.values);
            (condition.operator, Member(condition.key, values))
        }))
    }
}

/// An object with one member.
struct Member<T>(&'static str, T);

impl<T: Serialize> Serialize for Member<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.0, &self.1)])
    }
}

/// One value as a string, several as a list: AWS reads both alike.
struct OneOrList<'a>(&'a [String]);

impl Serialize for OneOrList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            [one] => serializer.serialize_str(one),
            several => serializer.collect_seq(several),
        }
    }
}
