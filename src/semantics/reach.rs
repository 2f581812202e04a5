//! `Reach`: how much of one kind of resource a statement takes in, judged by how its resources are written.

use crate::model::{Arn, List, Statement};

use super::breadth::is_every_resource;
use super::wanted::Wanted;

/// How much of one kind of resource is named; ordered from least to most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Nothing of this kind.
    #[default]
    None,
    /// What belongs to the caller: `user/${aws:username}`.
    Own,
    /// Certain ones, or what is not known yet.
    Certain,
    /// Those with names alike: `role/orders-*`.
    Alike,
    /// All that there are.
    Every,
}

/// What the resources of one statement take in, kind by kind.
#[derive(Clone, Debug)]
pub enum Reaches {
    Every,
    /// Kinds that are not here are not reached.
    Some(Vec<(u8, Reach)>),
}

/// Of which statements a wildcard counts as everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// All functions of a region are all functions: what is allowed is judged so.
    Regional,
    /// Only what leaves no region out: what is denied is judged so.
    Global,
}

impl Reaches {
    /// Of a statement, for the kinds of resources that the set is about; `variables` as in
    /// [`crate::model::Policy::has_variables`].
    #[must_use]
    pub fn of(statement: &Statement, wanted: &Wanted, variables: bool, measure: Measure) -> Self {
        let Some(list) = &statement.resource else {
            return Self::Some(Vec::new());
        };
        if list.negated() {
            // What is excluded from a `Deny` may be what matters.
            return match measure {
                Measure::Regional if !leaves_nothing(list) => Self::Every,
                Measure::Regional | Measure::Global => Self::Some(Vec::new()),
            };
        }
        let mut reaches: Vec<(u8, Reach)> = Vec::new();
        for item in &list.items {
            let Some(text) = item.known() else {
                continue;
            };
            if is_every_resource(text) {
                return Self::Every;
            }
            let Some((kind, reach)) = one(text, wanted, variables, measure) else {
                continue;
            };
            match reaches.iter_mut().find(|(other, _)| *other == kind) {
                Some((_, most)) => *most = reach.max(*most),
                None => reaches.push((kind, reach)),
            }
        }
        Self::Some(reaches)
    }

    #[must_use]
    pub fn on(&self, kind: u8) -> Reach {
        match self {
            Self::Every => Reach::Every,
            Self::Some(reaches) => reaches
                .iter()
                .find(|(other, _)| *other == kind)
                .map_or(Reach::None, |(_, reach)| *reach),
        }
    }
}

/// Whether the exceptions of a `NotResource` are everything.
fn leaves_nothing(exceptions: &List) -> bool {
    let mut items = exceptions.items.iter();
    items.any(|item| item.known().is_some_and(is_every_resource))
}

fn one(text: &str, wanted: &Wanted, variables: bool, measure: Measure) -> Option<(u8, Reach)> {
    let (service, region, resource) = if let Some(arn) = Arn::parse(text) {
        (arn.service, arn.region, arn.resource)
    } else {
        let mut fields = Arn::fields(text).skip(2);
        // How far an ARN reaches that lacks fields is not documented for every policy: nothing is held to it.
        (fields.next()?, fields.next()?, fields.nth(1)?)
    };
    if service == "s3" && resource.starts_with('/') {
        // The bucket has no name, so there is none.
        return None;
    }
    let kind = wanted.kind_of_resource(service, resource)?;
    let is_global = region.bytes().all(|byte| byte == b'*');
    let has_variables = variables && resource.contains("${");
    let reach = if has_variables && is_own(resource) {
        Reach::Own
    } else if has_variables {
        Reach::Certain
    } else if is_every_name(service, resource) && (measure == Measure::Regional || is_global) {
        Reach::Every
    } else if memchr::memchr2(b'*', b'?', resource.as_bytes()).is_some() {
        Reach::Alike
    } else {
        Reach::Certain
    };
    Some((kind, reach))
}

/// Whether the name ends in the caller's own: `user/team/${aws:username}`.
fn is_own(resource: &str) -> bool {
    let lower = resource.to_ascii_lowercase();
    ["/${aws:username}", "/${aws:userid}"]
        .iter()
        .any(|own| lower.ends_with(own))
}

/// Whether a resource names all of its type: `*`, `role/*`, `function:*`, `dbuser:*/*`, and of S3 every bucket.
fn is_every_name(service: &str, resource: &str) -> bool {
    let after_type = match resource.find(['/', ':']) {
        // A bucket has no type before its name.
        Some(at) if service != "s3" && is_word(resource.get(..at)) => resource.get(at + 1..),
        _ => Some(resource),
    };
    after_type.is_some_and(|name| {
        name.contains('*') && name.bytes().all(|byte| matches!(byte, b'*' | b'/' | b':'))
    })
}

fn is_word(text: Option<&str>) -> bool {
    text.is_some_and(|text| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}
