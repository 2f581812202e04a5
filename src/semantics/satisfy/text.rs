//! Strings and ARNs: lists of texts, and patterns against them and against each other.

use std::collections::HashSet;

use super::{About, Conflict, Member, conflict};
use crate::operator::{Family, Operator};
use crate::semantics::Truth;
use crate::semantics::arn::ArnPattern;
use crate::semantics::operators;
use crate::semantics::pattern::{Case, Pattern, covers, overlaps};
use crate::semantics::variable::{Lookup, Piece, has_variables, resolve};

/// Comparisons of two values before the rest stays open.
const BUDGET: usize = 1 << 13;

/// A condition whose values can be compared.
struct Wish<'c> {
    index: usize,
    operator: Operator,
    values: Vec<Value<'c>>,
}

struct Value<'c> {
    pieces: Vec<Piece<'c>>,
    /// The only text that it takes.
    exact: Option<&'c str>,
}

pub(super) fn solve(members: &[Member], variables: bool) -> Result<Truth, Conflict> {
    let wishes: Vec<Wish> = members
        .iter()
        .filter_map(|member| wish(member, variables))
        .collect();
    let mut truth = Truth::from(true);
    if wishes.len() < members.len() {
        truth = Truth::Unknown;
    }
    let (wanted, unwanted): (Vec<&Wish>, Vec<&Wish>) =
        wishes.iter().partition(|wish| !wish.operator.is_negated());
    let list = wanted
        .iter()
        .filter(|wish| wish.values.iter().all(|value| value.exact.is_some()))
        .min_by_key(|wish| wish.values.len());
    let found = match list {
        Some(list) => among(list, &wishes)?,
        None => patterns(&wanted, &unwanted)?,
    };
    Ok(truth.and(found))
}

fn wish<'c>(member: &Member<'c, '_>, variables: bool) -> Option<Wish<'c>> {
    let values: Option<Vec<Value>> = member
        .condition
        .values
        .iter()
        .map(|text| value(text.known()?, member.operator, variables))
        .collect();
    values
        .filter(|values| !values.is_empty())
        .map(|values| Wish {
            index: member.index,
            operator: member.operator,
            values,
        })
}

/// None where it is not certain what the value takes.
fn value(text: &str, operator: Operator, variables: bool) -> Option<Value<'_>> {
    let has_variables = variables && has_variables(text);
    let pieces = if has_variables {
        resolve(text, |_| Lookup::Unknown)?
    } else {
        vec![Piece::Written(text)]
    };
    let folds = matches!(operator.positive(), Operator::StringEqualsIgnoreCase);
    if folds && !text.is_ascii() {
        return None;
    }
    if operator.family() == Family::Arn && !ArnPattern::new(&pieces).is_complete() {
        return None;
    }
    let wild = operator.takes_wildcards() && text.contains(['*', '?']);
    let exact = (!has_variables && !folds && !wild).then_some(text);
    Some(Value { pieces, exact })
}

/// Whether a text of the list satisfies all.
fn among(list: &Wish, wishes: &[Wish]) -> Result<Truth, Conflict> {
    let mut remaining: Vec<&str> = list.values.iter().filter_map(|value| value.exact).collect();
    let everything = remaining.clone();
    let mut truth = Truth::Yes;
    let mut narrowing = vec![list.index];
    let mut budget = BUDGET;
    for wish in wishes.iter().filter(|wish| wish.index != list.index) {
        let Some(kept) = keep(&remaining, wish, &mut budget, &mut truth) else {
            truth = Truth::Unknown;
            continue;
        };
        if kept.len() < remaining.len() {
            narrowing.push(wish.index);
        }
        if kept.is_empty() {
            let alone = keep(&everything, wish, &mut budget, &mut truth);
            return Err(if alone.is_some_and(|kept| kept.is_empty()) {
                conflict(About::Texts, [list.index, wish.index])
            } else {
                conflict(About::Texts, narrowing)
            });
        }
        remaining = kept;
    }
    Ok(truth)
}

/// The texts that may satisfy the wish; none if there are too many to say.
fn keep<'c>(
    texts: &[&'c str],
    wish: &Wish,
    budget: &mut usize,
    truth: &mut Truth,
) -> Option<Vec<&'c str>> {
    let is_list = wish.values.iter().all(|value| value.exact.is_some())
        && wish.operator.family() == Family::String;
    if is_list {
        let list: HashSet<&str> = wish.values.iter().filter_map(|value| value.exact).collect();
        let keeps = |text: &&&str| list.contains(**text) != wish.operator.is_negated();
        return Some(texts.iter().filter(keeps).copied().collect());
    }
    *budget = budget.checked_sub(texts.len().saturating_mul(wish.values.len()))?;
    let mut keeps = |text: &&&str| {
        let each = wish
            .values
            .iter()
            .map(|value| operators::holds(wish.operator, text, &value.pieces));
        let holds = if wish.operator.is_negated() {
            Truth::all(each)
        } else {
            Truth::any(each)
        };
        if holds.is_unknown() {
            *truth = Truth::Unknown;
        }
        !holds.is_no()
    };
    Some(texts.iter().filter(|text| keeps(text)).copied().collect())
}

/// Whether patterns leave a text, as far as two conditions at a time can tell.
fn patterns(wanted: &[&Wish], unwanted: &[&Wish]) -> Result<Truth, Conflict> {
    let mut budget = BUDGET;
    let mut afford = |one: &Wish, other: &Wish| {
        let left = budget.checked_sub(one.values.len().saturating_mul(other.values.len()));
        budget = left.unwrap_or(budget);
        left.is_some()
    };
    let mut truth = Truth::Yes;
    for (place, one) in wanted.iter().enumerate() {
        for other in wanted.iter().skip(place + 1) {
            if !afford(one, other) {
                return Ok(Truth::Unknown);
            }
            let meet = Truth::any(one.values.iter().flat_map(|a| {
                let a = pattern(one, a);
                other
                    .values
                    .iter()
                    .map(move |b| overlaps(&a, &pattern(other, b)))
                    .collect::<Vec<_>>()
            }));
            if meet.is_no() {
                return Err(conflict(About::Texts, [one.index, other.index]));
            }
            truth = if wanted.len() > 2 {
                Truth::Unknown
            } else {
                truth.and(meet)
            };
        }
        for other in unwanted {
            if !afford(one, other) {
                return Ok(Truth::Unknown);
            }
            let taken = one
                .values
                .iter()
                .all(|a| other.values.iter().any(|b| takes_all(other, b, one, a)));
            if taken {
                return Err(conflict(About::Texts, [one.index, other.index]));
            }
            truth = Truth::Unknown;
        }
    }
    if wanted.is_empty() {
        for other in unwanted {
            let everything = |value: &Value| pattern(other, value).is_everything();
            if other.operator == Operator::StringNotLike && other.values.iter().any(everything) {
                return Err(conflict(About::Texts, [other.index]));
            }
            if other.values.iter().any(|value| value.exact.is_none()) {
                truth = Truth::Unknown;
            }
        }
    }
    Ok(truth)
}

/// Every text that the value takes, and for ARNs a few more.
fn pattern(wish: &Wish, value: &Value) -> Pattern {
    match (value.exact, wish.operator.positive()) {
        (Some(text), _) => Pattern::literal(text, Case::Sensitive),
        (None, Operator::StringEqualsIgnoreCase) => literal(&value.pieces, Case::AsciiFold),
        (None, Operator::StringEquals) => literal(&value.pieces, Case::Sensitive),
        (None, _) => Pattern::from_pieces(&value.pieces, Case::Sensitive),
    }
}

/// Without wildcards.
fn literal(pieces: &[Piece], case: Case) -> Pattern {
    let literals: Vec<Piece> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Written(text) => Piece::Literal((*text).into()),
            other => other.clone(),
        })
        .collect();
    Pattern::from_pieces(&literals, case)
}

/// Whether `wide` for certain takes all that `narrow` takes.
fn takes_all(wide_wish: &Wish, wide: &Value, narrow_wish: &Wish, narrow: &Value) -> bool {
    if wide_wish.operator.family() != Family::Arn {
        return covers(&pattern(wide_wish, wide), &pattern(narrow_wish, narrow)).is_yes();
    }
    // A pattern for ARNs takes less than its text says: each wildcard stays in its field.
    narrow_wish.operator.family() == Family::Arn
        && ArnPattern::new(&wide.pieces)
            .field_patterns(false)
            .iter()
            .zip(&ArnPattern::new(&narrow.pieces).field_patterns(false))
            .all(|(wide, narrow)| covers(wide, narrow).is_yes())
}
