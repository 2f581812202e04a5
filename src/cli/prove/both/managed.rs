//! Who has another managed policy than before, or is bounded by another one.

use crate::kind::PolicyType;
use crate::model::document::{Holder, Managed, attached_policy, permissions_boundary};
use crate::text::quote;

use super::super::answer::Answer;
use super::Side;

const LATER: &str = "one not known until the plan is applied";

/// What is new of it is undecided: what the policies give depends on what else their holders have.
pub(super) fn of(old: &Side, new: &Side) -> Vec<Answer> {
    let mut answers = Vec::new();
    for (name, holder) in &new.enclosed.holders {
        let before = old.enclosed.holders.get(name);
        let mut told: Vec<&Managed> = Vec::new();
        for policy in &holder.attached {
            let is_same = |one: &Managed| one.name.is_some() && one.name == policy.name;
            let had = |before: &Holder| before.attached.iter().any(is_same);
            if !before.is_some_and(had) && !told.contains(&policy) {
                answers.push(attached(name, policy, old, new));
                told.push(policy);
            }
        }
        if let Some(was) = before.and_then(|before| before.boundary.as_ref()) {
            answers.extend(unbounded(name, was, holder.boundary.as_ref(), old, new));
        }
    }
    answers
}

fn attached(holder: &str, policy: &Managed, old: &Side, new: &Side) -> Answer {
    let policy = policy.name.as_deref().unwrap_or(LATER);
    let claim = format!("{} may do nothing new", quote(holder));
    let before = if old.name.is_empty() {
        "before".to_owned()
    } else {
        format!("in {}", quote(&old.name))
    };
    let why = format!(
        "it has the managed policy {} in {} and not {before}",
        quote(policy),
        quote(&new.name)
    );
    let name = format!("{} → {}", new.name, attached_policy(holder, policy));
    Answer::not_read(name, Some(PolicyType::Identity), &claim, why).against(reference(old))
}

/// `None`: it is the same.
fn unbounded(
    holder: &str,
    was: &Managed,
    is: Option<&Managed>,
    old: &Side,
    new: &Side,
) -> Option<Answer> {
    if is.is_some_and(|is| is.name.is_some() && is.name == was.name) {
        return None;
    }
    let bound = was.name.as_deref().unwrap_or(LATER);
    let change = match is.map(|is| is.name.as_deref().unwrap_or(LATER)) {
        Some(is) => format!("is replaced by {}", quote(is)),
        None => "is removed".to_owned(),
    };
    let claim = format!("{} may do nothing new", quote(holder));
    let why = format!(
        "its permissions boundary {} {change} in {}",
        quote(bound),
        quote(&new.name)
    );
    let name = format!("{} → {}", new.name, permissions_boundary(holder, bound));
    let answer = Answer::not_read(name, Some(PolicyType::Boundary), &claim, why);
    Some(answer.against(reference(old)))
}

fn reference(old: &Side) -> Option<String> {
    (!old.name.is_empty()).then(|| old.name.clone())
}
