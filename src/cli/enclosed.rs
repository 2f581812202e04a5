//! The policies of a file that was named: its own, or those inside of a document, such as the answer of `aws iam get-role`.

use crate::input;
use crate::kind::PolicyType;
use crate::model::document::{Absence, Unread, lost};
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

/// The policies of a file that a command can take, and what its document speaks of and does not hold. A file that is no document
/// is one policy, whatever it says.
pub fn all(source: Source, wanted: Wanted) -> Result<(Vec<Given>, Vec<Unread>), Failure> {
    let Some(document) = document(&source)? else {
        return Ok((vec![Given::alone(source)], Vec::new()));
    };
    let (given, unread) = taken(document, wanted);
    if given.is_empty() {
        let message = format!("{} holds no {}", quote(&source.name), wanted.one);
        let failure = Failure::new(message);
        return Err(match unread.first() {
            Some(one) => failure.help(told(one)),
            None => failure,
        });
    }
    Ok((given, unread))
}

/// The one policy of a file that a command can take, and notes about others that may be there.
pub fn one(source: Source, wanted: Wanted) -> Result<(Given, Vec<String>), Failure> {
    let name = source.name.clone();
    let (given, unread) = all(source, wanted)?;
    single(&name, given, wanted).map(|given| (given, gaps(&unread)))
}

/// The same of a file that nobody named; it may hold none.
pub fn one_found(source: Source, wanted: Wanted) -> Result<Option<(Given, Vec<String>)>, Failure> {
    let name = source.name.clone();
    let (given, unread) = found(Some(source), wanted)?;
    if given.is_empty() {
        return Ok(None);
    }
    single(&name, given, wanted).map(|given| Some((given, gaps(&unread))))
}

/// Notes about what was not read. What is looked after elsewhere was not meant.
pub fn gaps(unread: &[Unread]) -> Vec<String> {
    let gaps = unread.iter().filter(|one| one.absence == Absence::Gap);
    gaps.map(told).collect()
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
    /// It holds one at least.
    Document,
    Other,
}

pub fn content(source: &Source) -> Content {
    let tree = syntax::parse(FileId(0), source);
    if model::looks_like_policy(&tree) {
        return Content::Policy;
    }
    match input::extract(source, &tree) {
        Some(document) if !document.parts.is_empty() => Content::Document,
        _ => Content::Other,
    }
}

/// The policies of a file that nobody named, as [`all`] has them; it may hold none.
pub fn found(source: Option<Source>, wanted: Wanted) -> Result<(Vec<Given>, Vec<Unread>), Failure> {
    let Some(source) = source else {
        return Ok((Vec::new(), Vec::new()));
    };
    if content(&source) == Content::Policy {
        return Ok((vec![Given::alone(source)], Vec::new()));
    }
    let document = document(&source)?.unwrap_or_default();
    Ok(taken(document, wanted))
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

fn taken(document: Document, wanted: Wanted) -> (Vec<Given>, Vec<Unread>) {
    let parts = document.parts.into_iter().map(|part| Given {
        source: part.source,
        policy_type: part.policy_type,
    });
    let given = parts.filter(|one| (wanted.takes)(type_of(one)));
    (given.collect(), document.unread)
}

/// What it is by where it stands, else by what it says.
fn type_of(given: &Given) -> PolicyType {
    given.policy_type.unwrap_or_else(|| {
        let tree = syntax::parse(FileId(0), &given.source);
        model::policy_type(&model::lower(&tree))
    })
}
