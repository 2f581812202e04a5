//! The policies of a file that was named: its own, or those inside of a document, such as the answer of `aws iam get-role`.

use std::collections::{BTreeMap, BTreeSet};

use crate::input;
use crate::kind::PolicyType;
use crate::model::document::{Absence, Holder, Part, Unread, attached_policy, lost};
use crate::model::{self, Document};
use crate::source::{FileId, Source};
use crate::syntax;
use crate::text::{count, list, quote};

use super::failure::Failure;

/// A policy that a command was given.
pub struct Given {
    pub source: Source,
    /// What it is by where it stands in a document; `None` if only its text tells.
    pub policy_type: Option<PolicyType>,
}

impl Given {
    /// A file that is a policy.
    fn alone(source: Source) -> Self {
        Self {
            source,
            policy_type: None,
        }
    }
}

/// What a file holds that a command can take.
#[derive(Default)]
pub struct Enclosed {
    pub given: Vec<Given>,
    /// What the command could have taken, had it been there to read.
    pub open: Vec<Unread>,
    /// What else the document speaks of and does not hold.
    pub unread: Vec<Unread>,
    /// Who has managed policies, where the command takes such.
    pub holders: BTreeMap<String, Holder>,
    /// Policies that are looked after elsewhere, by their ARNs.
    elsewhere: Vec<(String, Given)>,
    pub is_document: bool,
}

impl Enclosed {
    /// A file that is a policy.
    fn alone(source: Source) -> Self {
        Self {
            given: vec![Given::alone(source)],
            ..Self::default()
        }
    }

    fn of(document: Document, wanted: Wanted) -> Self {
        let given = |part: Part| Given {
            source: part.source,
            policy_type: part.policy_type,
        };
        let all = document.parts.into_iter().map(given);
        let (open, unread) = document.unread.into_iter().partition(|one| {
            one.absence == Absence::Gap && one.policy_type.is_none_or(wanted.takes)
        });
        let takes_managed = (wanted.takes)(PolicyType::Identity);
        let elsewhere = document.elsewhere.into_iter();
        Self {
            given: all.filter(|one| (wanted.takes)(type_of(one))).collect(),
            open,
            unread,
            holders: if takes_managed {
                document.holders
            } else {
                BTreeMap::new()
            },
            elsewhere: elsewhere.map(|(arn, part)| (arn, given(part))).collect(),
            is_document: true,
        }
    }

    /// What somebody has, wherever it is looked after.
    pub fn take_attached(&mut self) -> Vec<Given> {
        let attached = self.holders.values().flat_map(|holder| &holder.attached);
        let arns: BTreeSet<&str> = attached.filter_map(|one| one.name.as_deref()).collect();
        let elsewhere = std::mem::take(&mut self.elsewhere).into_iter();
        let taken = elsewhere.filter(|(arn, _)| arns.contains(arn.as_str()));
        let taken: Vec<Given> = taken.map(|(_, given)| given).collect();
        self.unread.retain(|unread| {
            let is_taken = |given: &Given| given.source.name == unread.name;
            !taken.iter().any(is_taken)
        });
        taken
    }

    /// The managed policies that somebody has and whose text is not in the document of this name.
    pub fn without_text(&self, document: &str) -> Vec<Unread> {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (holder, has) in &self.holders {
            for policy in has.attached.iter().filter(|policy| !policy.is_held) {
                let name = match &policy.name {
                    Some(name) => name.clone(),
                    None => attached_policy(holder, "not known until the plan is applied"),
                };
                all.entry(name).or_default().insert(quote(holder));
            }
        }
        let unread = all.into_iter().map(|(name, holders)| Unread {
            name: format!("{document} → {name}"),
            reason: format!("{}, and its text is not in the document", has(&holders)),
            absence: Absence::Gap,
            policy_type: Some(PolicyType::Identity),
        });
        unread.collect()
    }
}

/// `a` has it, `a` and `b` have it.
fn has(holders: &BTreeSet<String>) -> String {
    /// So many are named.
    const NAMED: usize = 5;
    let mut names: Vec<String> = holders.iter().take(NAMED).cloned().collect();
    if let Some(more) = holders.len().checked_sub(NAMED).filter(|&more| more > 0) {
        names.push(count(more, "other"));
    }
    let verb = if names.len() == 1 { "has" } else { "have" };
    format!("{} {verb} it", list(&names))
}

/// What a command can be about.
#[derive(Clone, Copy)]
pub struct Wanted {
    takes: fn(PolicyType) -> bool,
    one: &'static str,
    many: &'static str,
}

/// A policy that says whom it is about.
pub const OF_CALLERS: Wanted = Wanted {
    takes: |one| matches!(one, PolicyType::Trust | PolicyType::Resource),
    one: "trust or resource policy",
    many: "trust or resource policies",
};

/// A policy that says nothing of that.
pub const OF_IDENTITY: Wanted = Wanted {
    takes: PolicyType::is_identity_like,
    one: "identity policy",
    many: "identity policies",
};

pub const OF_SERVICES: Wanted = Wanted {
    takes: |one| one == PolicyType::Scp,
    one: "service control policy",
    many: "service control policies",
};

pub const OF_RESOURCES: Wanted = Wanted {
    takes: |one| one == PolicyType::Rcp,
    one: "resource control policy",
    many: "resource control policies",
};

pub const ANY: Wanted = Wanted {
    takes: |_| true,
    one: "policy",
    many: "policies",
};

/// What a file holds that a command can take; an error if there is nothing, read or not. A file that is no document is one
/// policy, whatever it says.
pub fn all(source: Source, wanted: Wanted) -> Result<Enclosed, Failure> {
    let name = source.name.clone();
    let enclosed = inside(source, wanted)?;
    let has_none = |holder: &Holder| holder.attached.is_empty();
    let is_empty = enclosed.given.is_empty() && enclosed.open.is_empty();
    if is_empty && enclosed.holders.values().all(has_none) {
        return Err(none(&name, &enclosed, wanted));
    }
    Ok(enclosed)
}

/// The one policy of a file that a command can take, and notes about others that may be there.
pub fn one(source: Source, wanted: Wanted) -> Result<(Given, Vec<String>), Failure> {
    let name = source.name.clone();
    let enclosed = inside(source, wanted)?;
    if enclosed.given.is_empty() {
        return Err(none(&name, &enclosed, wanted));
    }
    let notes = gaps(&enclosed);
    single(&name, enclosed.given, wanted).map(|given| (given, notes))
}

/// The same of a file that nobody named; it may hold none.
pub fn one_found(source: Source, wanted: Wanted) -> Result<Option<(Given, Vec<String>)>, Failure> {
    let name = source.name.clone();
    let enclosed = found(Some(source), wanted)?;
    if enclosed.given.is_empty() {
        return Ok(None);
    }
    let notes = gaps(&enclosed);
    single(&name, enclosed.given, wanted).map(|given| Some((given, notes)))
}

/// Notes about what was not read. What is looked after elsewhere was not meant.
fn gaps(enclosed: &Enclosed) -> Vec<String> {
    let all = enclosed.open.iter().chain(&enclosed.unread);
    let gaps = all.filter(|one| one.absence == Absence::Gap);
    gaps.map(told).collect()
}

fn none(name: &str, enclosed: &Enclosed, wanted: Wanted) -> Failure {
    let failure = Failure::new(format!("{} holds no {}", quote(name), wanted.one));
    match enclosed.open.iter().chain(&enclosed.unread).next() {
        Some(one) => failure.help(told(one)),
        None => failure,
    }
}

fn single(name: &str, mut given: Vec<Given>, wanted: Wanted) -> Result<Given, Failure> {
    match (given.pop(), given.len()) {
        (Some(only), 0) => Ok(only),
        (last, _) => {
            given.extend(last);
            Err(several(name, &given, wanted))
        }
    }
}

/// Why nothing is said where one policy was meant.
pub fn several(name: &str, given: &[Given], wanted: Wanted) -> Failure {
    /// So many are named.
    const NAMED: usize = 5;
    let names = given.iter().take(NAMED);
    let names: Vec<String> = names.map(|one| quote(&one.source.name)).collect();
    let more = match given.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(", and {}", count(more, "other")),
    };
    Failure::new(format!(
        "{} holds {} {}, and this is about one",
        quote(name),
        given.len(),
        wanted.many
    ))
    .help(format!(
        "write the one that is meant into a file of its own: {}{more}",
        list(&names)
    ))
}

/// What a file is by its text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Content {
    Policy,
    /// It holds one at least, or ought to.
    Document,
    Other,
}

pub fn content(source: &Source) -> Content {
    let tree = syntax::parse(FileId(0), source);
    if model::looks_like_policy(&tree) {
        return Content::Policy;
    }
    match input::extract(source, &tree) {
        Some(document) if speaks(&document) => Content::Document,
        _ => Content::Other,
    }
}

fn speaks(document: &Document) -> bool {
    let is_gap = |unread: &Unread| unread.absence == Absence::Gap;
    !document.parts.is_empty() || document.unread.iter().any(is_gap)
}

/// What a file holds that nobody named; that may be nothing.
pub fn found(source: Option<Source>, wanted: Wanted) -> Result<Enclosed, Failure> {
    let Some(source) = source else {
        return Ok(Enclosed::default());
    };
    if content(&source) == Content::Policy {
        return Ok(Enclosed::alone(source));
    }
    let document = document(&source)?.unwrap_or_default();
    Ok(Enclosed::of(document, wanted))
}

fn inside(source: Source, wanted: Wanted) -> Result<Enclosed, Failure> {
    Ok(match document(&source)? {
        Some(document) => Enclosed::of(document, wanted),
        None => Enclosed::alone(source),
    })
}

/// How a note says that a policy was not read.
pub fn told(unread: &Unread) -> String {
    format!("{} was not read: {}", unread.name, unread.reason)
}

/// `None`: it is none. What cannot be read to its end answers nothing, as the policy that was asked about may stand there.
fn document(source: &Source) -> Result<Option<Document>, Failure> {
    let tree = syntax::parse(FileId(0), source);
    let Some(document) = input::extract(source, &tree) else {
        return Ok(None);
    };
    match lost(source, &tree, &document.parts) {
        None => Ok(Some(document)),
        Some(reason) => {
            let message = format!("{} cannot be read: {reason}", quote(&source.name));
            Err(Failure::new(message))
        }
    }
}

/// What it is by where it stands, else by what it says.
fn type_of(given: &Given) -> PolicyType {
    given.policy_type.unwrap_or_else(|| {
        let tree = syntax::parse(FileId(0), &given.source);
        model::policy_type(&model::lower(&tree))
    })
}
