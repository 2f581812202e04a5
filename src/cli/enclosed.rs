//! The policies of a file that was named: its own, or those inside of a document, such as the answer of `aws iam get-role`.

use crate::input;
use crate::kind::PolicyType;
use crate::model;
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

pub const ANY: Wanted = Wanted {
    takes: |_| true,
    one: "policy",
    many: "policies",
};

/// The policies of a file that a command can take, and what its document speaks of and does not hold. A file that is no document
/// is one policy, whatever it says.
pub fn all(source: Source, wanted: Wanted) -> Result<(Vec<Given>, Vec<String>), Failure> {
    let tree = syntax::parse(FileId(0), &source);
    let Some(document) = input::extract(&source, &tree) else {
        drop(tree);
        let alone = Given {
            source,
            policy_type: None,
        };
        return Ok((vec![alone], Vec::new()));
    };
    let unread = document.unread.iter();
    let unread: Vec<String> = unread
        .map(|one| format!("{} was not read: {}", one.name, one.reason))
        .collect();
    let parts = document.parts.into_iter().map(|part| Given {
        source: part.source,
        policy_type: part.policy_type,
    });
    let given: Vec<Given> = parts.filter(|one| (wanted.takes)(type_of(one))).collect();
    if given.is_empty() {
        let message = format!("{} holds no {}", quote(&source.name), wanted.one);
        let failure = Failure::new(message);
        return Err(match unread.into_iter().next() {
            Some(reason) => failure.help(reason),
            None => failure,
        });
    }
    Ok((given, unread))
}

/// The one policy of a file that a command can take.
pub fn one(source: Source, wanted: Wanted) -> Result<Given, Failure> {
    /// So many are named.
    const NAMED: usize = 5;
    let name = source.name.clone();
    let (mut given, _) = all(source, wanted)?;
    match (given.pop(), given.len()) {
        (Some(only), 0) => Ok(only),
        (last, others) => {
            let names: Vec<String> = given
                .iter()
                .chain(&last)
                .take(NAMED)
                .map(|one| quote(&one.source.name))
                .collect();
            let more = (others + 1).saturating_sub(NAMED);
            let more = match more {
                0 => String::new(),
                _ => format!(", and {}", count(more, "other")),
            };
            Err(Failure::new(format!(
                "{} holds {} {}, and this is about one",
                quote(&name),
                others + 1,
                wanted.many
            ))
            .help(format!(
                "write the one that is meant into a file of its own: {}{more}",
                list(&names)
            )))
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
