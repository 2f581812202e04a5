//! Whether a statement takes in another one, by its words alone: what needs no search.

use std::borrow::Cow;

use crate::kind::PolicyType;
use crate::model::{Condition, List, Principals, Statement, Text};
use crate::operator::Operator;
use crate::semantics::pattern::{self, Case, Pattern};
use crate::semantics::resource::resource_covers;
use crate::semantics::variable::{self, Piece, SegmentKind};

use super::conditions::twice_named;
use super::selected::{Selected, is_everything};

/// Whether each request that `narrow` applies to is one that `wide` applies to, as far as their words tell at once.
#[must_use]
pub fn covers(wide: &Selected<'_>, narrow: &Selected<'_>) -> bool {
    let (w, n) = (wide.statement, narrow.statement);
    if !w.sound || !n.sound {
        return false;
    }
    let variables = wide.variables == narrow.variables;
    let same = variables.then_some(wide.variables);
    let trust = (
        wide.policy_type == PolicyType::Trust,
        narrow.policy_type == PolicyType::Trust,
    );
    let resources = match trust {
        (true, _) => true,
        (false, true) => false,
        (false, false) => lists(
            w.resource.as_ref(),
            n.resource.as_ref(),
            |wide, narrow| wide == narrow && (variables || !variable::has_variables(wide)),
            |wide, narrow| resource(wide, narrow, same),
        ),
    };
    resources
        && principals(wide, narrow)
        && lists(
            w.action.as_ref(),
            n.action.as_ref(),
            str::eq_ignore_ascii_case,
            action,
        )
        && conditions(w, n, variables)
}

/// Whether some request may be one of both, judged by the actions alone.
#[must_use]
pub fn may_meet(one: &Selected<'_>, other: &Selected<'_>) -> bool {
    let positive = |selected: &Selected<'_>| {
        selected.statement.sound
            && selected
                .statement
                .action
                .as_ref()
                .is_some_and(|list| !list.negated() && list.items.len() <= 200)
    };
    if !positive(one) || !positive(other) {
        return true;
    }
    one.statement.actions().any(|one| {
        let mut theirs = other.statement.actions();
        theirs.any(|other| match (one.known(), other.known()) {
            (Some(one), Some(other)) => {
                one == other
                    || one == "*:*"
                    || other == "*:*"
                    || pattern::written_overlap(one, other, Case::AsciiFold)
            }
            _ => true,
        })
    })
}

/// `same` tells whether two texts stand for one thing, `covers` whether the first takes all that the second does.
fn lists(
    wide: Option<&List>,
    narrow: Option<&List>,
    same: impl Fn(&str, &str) -> bool,
    covers: impl Fn(&str, &str) -> bool,
) -> bool {
    let (Some(wide), Some(narrow)) = (wide, narrow) else {
        return false;
    };
    let is_in = |text: &Text, list: &List| {
        text.known().is_some_and(|text| {
            let known = list.items.iter().filter_map(Text::known);
            known.clone().any(|other| same(other, text))
                || (list.items.len() <= MOST && known.clone().any(|other| covers(other, text)))
        })
    };
    if wide.items.len().saturating_mul(narrow.items.len()) > MOST_PAIRS {
        return false;
    }
    match (wide.negated(), narrow.negated()) {
        (false, false) => narrow.items.iter().all(|text| is_in(text, wide)),
        // Whoever leaves out less takes in more.
        (true, true) => wide.items.iter().all(|text| is_in(text, narrow)),
        (false, true) => wide
            .items
            .iter()
            .any(|text| text.known().is_some_and(is_everything)),
        (true, false) => false,
    }
}

/// Longer lists are compared word by word only, and very long ones not at all.
const MOST: usize = 1_000;
const MOST_PAIRS: usize = 4_000_000;

fn action(wide: &str, narrow: &str) -> bool {
    if wide == "*" || wide == "*:*" || wide.eq_ignore_ascii_case(narrow) {
        return true;
    }
    if !wide.contains(['*', '?']) {
        return false;
    }
    if !narrow.contains(['*', '?']) {
        return pattern::matches(wide, narrow, Case::AsciiFold);
    }
    let pattern = |text| Pattern::new(text, Case::AsciiFold);
    pattern::covers(&pattern(wide), &pattern(narrow)).is_yes()
}

/// `variables`: whether `${…}` is a variable, if that is so for both or for none.
fn resource(wide: &str, narrow: &str, variables: Option<bool>) -> bool {
    if is_everything(wide) {
        return true;
    }
    if !wide.contains(['*', '?']) {
        return false;
    }
    let has_variables = variable::has_variables(wide) || variable::has_variables(narrow);
    match variables {
        Some(true) if has_variables => resource_with_variables(wide, narrow),
        None if has_variables => false,
        _ => resource_covers(&[Piece::Written(wide)], &[Piece::Written(narrow)]).is_yes(),
    }
}

/// Whether a pattern takes all that another one takes, whatever the values of their variables.
///
/// A variable stands as a name that no text has. Its length is nobody's, so that a `?` tells nothing of it.
#[must_use]
pub fn resource_with_variables(wide: &str, narrow: &str) -> bool {
    if wide.contains('?') || wide.contains(is_symbol) || narrow.contains(is_symbol) {
        return false;
    }
    let (Some(wide), Some(narrow)) = (symbols(wide), symbols(narrow)) else {
        return false;
    };
    resource_covers(&wide, &narrow).is_yes()
}

/// The text with a symbol for each variable; `None` if one stands before the last field, or has a default or a fault.
fn symbols(text: &str) -> Option<Vec<Piece<'_>>> {
    let mut colons = 0;
    variable::segments(text)
        .into_iter()
        .map(|segment| {
            Some(match segment.kind {
                SegmentKind::Text(plain) => {
                    colons += plain.matches(':').count();
                    Piece::Written(plain)
                }
                SegmentKind::Literal(char) => Piece::Literal(Cow::Owned(char.to_string())),
                SegmentKind::Variable {
                    name,
                    default: None,
                } if colons >= 5 => Piece::Literal(Cow::Owned(symbol(name))),
                _ => return None,
            })
        })
        .collect()
}

/// A variable's name in letters that no pattern names, or a part of it would match as the text that it is not.
fn symbol(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let letter = |byte: u8| char::from_u32(SYMBOLS + 2 + u32::from(byte));
    let bounds = |offset| char::from_u32(SYMBOLS + offset);
    let inner = lower.bytes().map(letter);
    std::iter::once(bounds(0))
        .chain(inner)
        .chain([bounds(1)])
        .flatten()
        .collect()
}

/// The first of a private area's letters, of which a name takes less than 300.
const SYMBOLS: u32 = 0xe000;

fn is_symbol(char: char) -> bool {
    (SYMBOLS..SYMBOLS + 300).contains(&u32::from(char))
}

fn principals(wide: &Selected<'_>, narrow: &Selected<'_>) -> bool {
    match (&wide.statement.principal, &narrow.statement.principal) {
        (None, None) => wide.policy_type == narrow.policy_type,
        (Some(wide), Some(narrow)) => principal_lists(wide, narrow),
        _ => false,
    }
}

fn principal_lists(wide: &Principals, narrow: &Principals) -> bool {
    if wide.items.len().saturating_mul(narrow.items.len()) > MOST_PAIRS {
        return false;
    }
    let is_in = |one: &crate::model::Principal, list: &Principals| {
        one.identity().is_some_and(|identity| {
            let mut others = list
                .items
                .iter()
                .filter_map(crate::model::Principal::identity);
            others.any(|other| other == identity)
        })
    };
    match (wide.negated, narrow.negated) {
        (false, false) => {
            let everyone = crate::model::PrincipalKind::Everyone;
            wide.items.iter().any(|one| one.kind == everyone)
                || narrow.items.iter().all(|one| is_in(one, wide))
        }
        (true, true) => wide.items.iter().all(|one| is_in(one, narrow)),
        _ => false,
    }
}

/// Whether each condition of `wide` holds wherever those of `narrow` do.
fn conditions(wide: &Statement, narrow: &Statement, variables: bool) -> bool {
    let pairs = wide
        .conditions
        .len()
        .saturating_mul(narrow.conditions.len());
    let is_plain = |one: &Statement| one.conditions.len() < 2 || twice_named(one).is_empty();
    pairs <= MOST_PAIRS
        && wide.conditions.iter().all(|one| {
            let mut others = narrow.conditions.iter();
            others.any(|other| condition(one, other, variables))
        })
        && is_plain(wide)
        && is_plain(narrow)
}

fn condition(wide: &Condition, narrow: &Condition, variables: bool) -> bool {
    let same_key = narrow.key.known().is_some_and(|key| wide.is_on(key));
    if !same_key || wide.spec.is_none() || wide.spec != narrow.spec {
        return false;
    }
    let Some(spec) = wide.spec else { return false };
    let within = |some: &Condition, all: &Condition| {
        some.values.len().saturating_mul(all.values.len()) <= MOST_PAIRS
            && some.values.iter().all(|value| {
                value.known().is_some_and(|text| {
                    let same = all.values.iter().any(|other| other.known() == Some(text));
                    same && (variables || !variable::has_variables(text))
                })
            })
    };
    if spec.base == Operator::Null {
        return within(wide, narrow) && within(narrow, wide);
    }
    if spec.base.is_negated() {
        within(wide, narrow)
    } else {
        within(narrow, wide)
    }
}
