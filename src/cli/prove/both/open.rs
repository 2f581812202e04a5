//! What two documents leave open against each other: policies that one of them does not hold.

use std::collections::BTreeMap;

use crate::cli::enclosed::Given;
use crate::model::document::Unread;
use crate::text::quote;

use super::super::answer::Answer;
use super::{Side, managed, place};

/// Takes out the policies whose partner was not read, and says of each pair that it is undecided.
pub(super) fn of(old: &mut Side, new: &mut Side) -> Vec<Answer> {
    // One of each belong together, wherever they stand.
    let is_one = old.is_of_one() && new.is_of_one();
    let mut before = by_place(old, is_one);
    let mut answers = Vec::new();
    for (place, unread) in by_place(new, is_one) {
        let partner = old.remove(&place, is_one);
        let partner = partner.or(before.remove(&place).map(|old| old.name));
        answers.push(unknown(unread, partner));
    }
    for (place, unread) in before {
        answers.push(match new.remove(&place, is_one) {
            Some(name) => {
                let claim = compared(&name, &unread.name);
                let answer = Answer::not_read(name, unread.policy_type, &claim, old_was(&unread));
                answer.against(Some(unread.name))
            }
            None => gone(unread),
        });
    }
    // A policy alone says nothing of who has others.
    let is_document = |side: &Side| side.name.is_empty() || side.enclosed.is_document;
    if is_document(old) && is_document(new) {
        answers.extend(managed::of(old, new));
    }
    answers
}

/// A policy that was not read, and is gone: it may have denied what others allow.
pub fn gone(unread: Unread) -> Answer {
    let claim = format!("others allow more now that {} is gone", quote(&unread.name));
    let why = old_was(&unread);
    let reference = Some(unread.name.clone());
    Answer::not_read(unread.name, unread.policy_type, &claim, why).against(reference)
}

fn old_was(unread: &Unread) -> String {
    format!("{} was not read: {}", quote(&unread.name), unread.reason)
}

fn unknown(new: Unread, old: Option<String>) -> Answer {
    let claim = match &old {
        Some(old) => compared(&new.name, old),
        None => format!("{} allows nothing new", quote(&new.name)),
    };
    Answer::not_read(new.name, new.policy_type, &claim, new.reason).against(old)
}

fn compared(new: &str, old: &str) -> String {
    format!("{} allows nothing that {} does not", quote(new), quote(old))
}

fn by_place(side: &mut Side, is_one: bool) -> BTreeMap<String, Unread> {
    let open = std::mem::take(&mut side.enclosed.open).into_iter();
    let place = |one: &Unread| {
        if is_one {
            String::new()
        } else {
            place(&one.name, &side.name)
        }
    };
    open.map(|one| (place(&one), one)).collect()
}

impl Side {
    fn is_of_one(&self) -> bool {
        self.enclosed.given.len() + self.enclosed.open.len() == 1
    }

    /// Takes out the policy in a place, or the one that there is; returns its name.
    fn remove(&mut self, at: &str, is_one: bool) -> Option<String> {
        let given = &mut self.enclosed.given;
        let is_there = |one: &Given| is_one || place(&one.source.name, &self.name) == at;
        let index = given.iter().position(is_there)?;
        Some(given.remove(index).source.name)
    }
}
