//! Policies that are gone: where they gave access, giving it up is no new access; where they denied, others may allow it now.

use crate::cli::enclosed;
use crate::cli::failure::Failure;
use crate::kind::PolicyType;
use crate::source::{Source, Sources};
use crate::text::{count, quote};

use super::Answers;
use super::both::open;
use super::pair::Pair;

/// Adds what files said that are gone from `place`, where it counts. Returns whether any of them was a policy.
pub fn add(
    files: impl Iterator<Item = Result<Option<Source>, Failure>>,
    place: &str,
    policy_type: Option<PolicyType>,
    sources: &mut Sources,
    answers: &mut Answers,
    pairs: &mut Vec<Pair>,
) -> bool {
    let mut gone = 0;
    for file in files {
        match file.and_then(|old| enclosed::found(old, enclosed::ANY)) {
            Ok(enclosed) => {
                let unread = enclosed.open.into_iter();
                answers.all.extend(unread.map(open::gone));
                let given = enclosed.given.into_iter();
                let all: Vec<Pair> = given
                    .map(|one| Pair::of(Some(one), None, sources))
                    .collect();
                let (lost, others): (Vec<_>, Vec<_>) = all
                    .into_iter()
                    .partition(|one| one.is_lost(policy_type, sources));
                gone += usize::from(!lost.is_empty());
                pairs.extend(others);
            }
            Err(failure) => answers.failures.push(failure),
        }
    }
    if gone > 0 {
        answers.notes.push(format!(
            "{} gone from {}: that gives no access",
            count(gone, "policy file"),
            quote(place)
        ));
    }
    gone > 0
}
