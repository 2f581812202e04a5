//! `Pair`: an old policy and a new one, and the one type by which both are compared.

use crate::cli::enclosed::Given;
use crate::cli::failure::Failure;
use crate::cli::simulate::policies::understood;
use crate::kind::PolicyType;
use crate::model;
use crate::source::{FileId, Sources};
use crate::syntax;
use crate::text::quote;

/// A policy and what to compare it with; one of the two may be missing.
pub struct Pair {
    pub old: Option<FileId>,
    pub new: Option<FileId>,
    /// What each is, where a document tells.
    told: [Option<PolicyType>; 2],
}

impl Pair {
    /// Two policies, of files or of documents.
    pub fn of(old: Option<Given>, new: Option<Given>, sources: &mut Sources) -> Self {
        let told = [&old, &new].map(|one| one.as_ref()?.policy_type);
        let mut add = |given: Given| sources.add(given.source);
        Self {
            old: old.map(&mut add),
            new: new.map(&mut add),
            told,
        }
    }

    /// Whether a policy is gone that gave access, and denied none.
    pub fn is_lost(&self, said: Option<PolicyType>, sources: &Sources) -> bool {
        let [told, _] = self.told;
        let gave = said.or(told).is_none_or(PolicyType::grants);
        self.new.is_none() && gave && !self.old.is_some_and(|file| denies(file, sources))
    }

    /// What both are: what was said, what a document tells of one of them, or else what both look like. A policy with two
    /// meanings is compared by neither.
    pub fn policy_type(
        &self,
        said: Option<PolicyType>,
        sources: &Sources,
    ) -> Result<PolicyType, Failure> {
        if let Some(said) = said {
            return Ok(said);
        }
        let [old_told, new_told] = self.told;
        let old = self.old.map(|file| Typed::of(file, old_told, sources));
        let new = self.new.map(|file| Typed::of(file, new_told, sources));
        let (old, new) = match (old, new) {
            (Some(old), Some(new)) => (old, new),
            (Some(one), None) | (None, Some(one)) => return Ok(one.policy_type),
            (None, None) => return Ok(PolicyType::Identity),
        };
        if let Some(agreed) = agreed(&old, &new) {
            return Ok(agreed);
        }
        for one in [&old, &new] {
            let tree = syntax::parse(one.file, sources.get(one.file));
            understood(&tree, &model::lower(&tree), one.policy_type, sources)?;
        }
        let message = format!(
            "{} {}, and {} {}",
            quote(sources.name(old.file)),
            old.phrase(true),
            quote(sources.name(new.file)),
            new.phrase(new.is_told != old.is_told)
        );
        Err(Failure::new(message).help("say what they are with `--type`"))
    }
}

fn denies(file: FileId, sources: &Sources) -> bool {
    let tree = syntax::parse(file, sources.get(file));
    model::lower(&tree).denies().next().is_some()
}

/// A policy and its type.
struct Typed {
    file: FileId,
    policy_type: PolicyType,
    /// Whether a document tells it; else it only looks so.
    is_told: bool,
}

impl Typed {
    fn of(file: FileId, told: Option<PolicyType>, sources: &Sources) -> Self {
        let looks = || model::policy_type(&model::lower(&syntax::parse(file, sources.get(file))));
        Self {
            file,
            policy_type: told.unwrap_or_else(looks),
            is_told: told.is_some(),
        }
    }

    fn phrase(&self, with_verb: bool) -> String {
        let verb = match (self.is_told, with_verb) {
            (true, true) => "is ",
            (false, true) => "looks like ",
            (true, false) => "",
            (false, false) => "like ",
        };
        format!("{verb}{}", self.policy_type.phrase())
    }
}

fn agreed(old: &Typed, new: &Typed) -> Option<PolicyType> {
    use PolicyType::{Rcp, Resource, Trust};
    let (was, is) = (old.policy_type, new.policy_type);
    let speaks_of_callers = |one| matches!(one, Trust | Resource | Rcp);
    match (old.is_told, new.is_told) {
        _ if was == is => Some(is),
        // What only looks so may be whatever has the same grammar.
        (true, false) if speaks_of_callers(was) == speaks_of_callers(is) => Some(was),
        (false, true) if speaks_of_callers(was) == speaks_of_callers(is) => Some(is),
        // A document that holds a managed policy need not know that it is used as a boundary.
        (true, true) if is == PolicyType::Identity && was.is_identity_like() => Some(was),
        (true, true) if was == PolicyType::Identity && is.is_identity_like() => Some(is),
        _ => None,
    }
}
