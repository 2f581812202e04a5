//! What two files say against each other: two policies, or those of two documents, each with the one that has its place.

use std::collections::BTreeMap;

use crate::cli::enclosed::{self, Enclosed, Given};
use crate::cli::failure::Failure;
use crate::kind::PolicyType;
use crate::source::{Source, Sources};
use crate::text::{count, quote};

use super::Answers;
use super::pair::Pair;

mod managed;
pub mod open;

/// What a file holds.
#[derive(Default)]
struct Side {
    name: String,
    enclosed: Enclosed,
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
    let side = |source: Option<Source>| -> Result<Side, Failure> {
        let Some(source) = source else {
            return Ok(Side::default());
        };
        let name = source.name.clone();
        let enclosed = enclosed::all(source, enclosed::ANY)?;
        Ok(Side { name, enclosed })
    };
    let text = |source: &Option<Source>| source.as_ref().map(|source| source.text.clone());
    let is_same = text(&old) == text(&new);
    let (mut old, mut new) = (side(old)?, side(new)?);
    let is_of_one = old.enclosed.given.len() < 2 && new.enclosed.given.len() < 2;
    // What is the same in both is so too where nobody knows it.
    if !is_same {
        let open = open::of(&mut old, &mut new);
        answers.is_list |= !open.is_empty();
        answers.all.extend(open);
    }
    if is_of_one && !new.enclosed.given.is_empty() {
        let (old, new) = (old.enclosed.given.pop(), new.enclosed.given.pop());
        return Ok(vec![Pair::of(old, new, sources)]);
    }
    let before = old.name.clone();
    // What is no document has no place for one of several.
    if let Some(several) = [&old, &new]
        .into_iter()
        .find(|one| one.enclosed.given.len() > 1)
        && ![&old, &new].into_iter().all(Side::is_of_parts)
    {
        return Err(enclosed::several(
            &several.name,
            &several.enclosed.given,
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
        self.enclosed
            .given
            .iter()
            .all(|given| given.source.is_part())
    }

    /// By their places. Of two in one place nobody knows which is which.
    fn by_place(self) -> Result<BTreeMap<String, Given>, Failure> {
        let mut all = BTreeMap::new();
        for given in self.enclosed.given {
            let place = place(&given.source.name, &self.name);
            if let Some(other) = all.insert(place, given) {
                let message = format!("there are two {}", quote(&other.source.name));
                return Err(Failure::new(message).help("write each into a file of its own"));
            }
        }
        Ok(all)
    }
}

/// What stands behind the name of the document.
fn place(name: &str, document: &str) -> String {
    name.strip_prefix(document).unwrap_or(name).to_owned()
}
