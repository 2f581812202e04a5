//! `Pair`: an old policy and a new one.

use crate::cli::enclosed::Given;
use crate::kind::PolicyType;
use crate::source::{FileId, Sources};

/// A policy and what to compare it with; one of the two may be missing.
pub struct Pair {
    pub old: Option<FileId>,
    pub new: Option<FileId>,
    /// What both are, if documents tell.
    pub known: Option<PolicyType>,
}

impl Pair {
    /// Two files as they are.
    pub fn of_files(old: Option<FileId>, new: Option<FileId>) -> Self {
        Self {
            old,
            new,
            known: None,
        }
    }

    /// Two policies, of files or of documents.
    pub fn of(old: Option<Given>, new: Option<Given>, sources: &mut Sources) -> Self {
        let types = [&old, &new].map(|one| one.as_ref().map(|one| one.policy_type));
        let known = match types {
            [Some(old), Some(new)] if old != new => None,
            [_, Some(one)] | [Some(one), None] => one,
            [None, None] => None,
        };
        let mut add = |given: Given| sources.add(given.source);
        Self {
            old: old.map(&mut add),
            new: new.map(&mut add),
            known,
        }
    }
}
