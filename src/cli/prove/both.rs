//! What two files say against each other: two policies, or those of two documents, each with the one that has its place.

use std::collections::BTreeMap;

use crate::cli::enclosed::{self, Given};
use crate::cli::failure::Failure;
use crate::kind::PolicyType;
use crate::source::{Source, Sources};
use crate::text::{count, quote};

use super::Answers;
use super::pair::Pair;

/// The policies of a file.
#[derive(Default)]
struct Side {
    name: String,
    given: Vec<Given>,
}

/// Each file is a policy, or a document. Where one of them holds several policies, those are paired by their places in it, as the
/// files of folders are by their paths. `said`: what all of them are.
pub fn both(
    old: Option<Source>,
    new: Option<Source>,
    said: Option<PolicyType>,
    sources: &mut Sources,
    answers: &mut Answers,
) -> Result<Vec<Pair>, Failure> {
    let mut side = |source: Option<Source>| -> Result<Side, Failure> {
        let Some(source) = source else {
            return Ok(Side::default());
        };
        let name = source.name.clone();
        let (given, unread) = enclosed::all(source, enclosed::ANY)?;
        answers.notes.extend(enclosed::gaps(&unread));
        Ok(Side { name, given })
    };
    let (mut old, mut new) = (side(old)?, side(new)?);
    if old.given.len() < 2 && new.given.len() < 2 {
        return Ok(vec![Pair::of(old.given.pop(), new.given.pop(), sources)]);
    }
    let before = old.name.clone();
    // What is no document has no place for one of several.
    if let Some(several) = [&old, &new].into_iter().find(|one| one.given.len() > 1)
        && ![&old, &new].into_iter().all(Side::is_of_parts)
    {
        return Err(enclosed::several(
            &several.name,
            &several.given,
            enclosed::ANY,
        ));
    }
    let (mut old, new) = (old.by_place()?, new.by_place()?);
    answers.is_list = true;
    let mut pairs = Vec::with_capacity(new.len());
    for (place, given) in new {
        pairs.push(Pair::of(old.remove(&place), Some(given), sources));
    }
    let all = old.into_values();
    let all: Vec<Pair> = all.map(|one| Pair::of(Some(one), None, sources)).collect();
    let all = all.into_iter();
    let (lost, others): (Vec<_>, Vec<_>) = all.partition(|one| one.is_lost(said, sources));
    if !lost.is_empty() {
        answers.notes.push(format!(
            "{} gone from {}: that gives no access",
            count(lost.len(), "policy"),
            quote(&before)
        ));
    }
    pairs.extend(others);
    Ok(pairs)
}

impl Side {
    fn is_of_parts(&self) -> bool {
        self.given.iter().all(|given| given.source.is_part())
    }

    /// By what stands behind the name of the document. Of two in one place nobody knows which is which.
    fn by_place(self) -> Result<BTreeMap<String, Given>, Failure> {
        let mut all = BTreeMap::new();
        for given in self.given {
            let name = &given.source.name;
            let place = name.strip_prefix(&self.name).unwrap_or(name).to_owned();
            if let Some(other) = all.insert(place, given) {
                let message = format!("there are two {}", quote(&other.source.name));
                return Err(Failure::new(message).help("write each into a file of its own"));
            }
        }
        Ok(all)
    }
}
