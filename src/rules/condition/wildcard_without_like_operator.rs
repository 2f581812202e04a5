use crate::catalog::KnownKey;
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Part, Statement, Text};
use crate::operator::{Family, Operator, OperatorSpec};
use crate::rules::{Check, Context, Rule};
use crate::semantics::variable::{SegmentKind, has_variables, segments};
use crate::source::Span;

use super::wildcard_usage_too_permissive;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "wildcard-without-like-operator",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "`*` or `?` under a string operator that takes it literally",
        codes: &["WILDCARD_WITHOUT_LIKE_OPERATOR"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Each condition that compares strings letter by letter with a value that has a wildcard in it.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in &cx.policy.statements {
        for (index, condition) in statement.conditions.iter().enumerate() {
            let Some(spec) = condition.spec else { continue };
            if spec.base.family() != Family::String || spec.base.takes_wildcards() {
                continue;
            }
            let mut wildcards = condition.values.iter().filter_map(wildcard);
            let Some((first, char)) = wildcards.next() else {
                continue;
            };
            let key = cx.keys(statement).get(index).copied().flatten();
            // Where no string belongs, another operator is the cure, and `type-mismatch` says which.
            let value = key.and_then(KnownKey::value);
            if value.is_some_and(|value| !value.fits(Family::String)) {
                continue;
            }
            let is_arn = key.is_some_and(KnownKey::is_arn);
            let like = OperatorSpec {
                base: match (is_arn, spec.base.is_negated()) {
                    (false, false) => Operator::StringLike,
                    (false, true) => Operator::StringNotLike,
                    (true, false) => Operator::ArnLike,
                    (true, true) => Operator::ArnNotLike,
                },
                ..spec
            };
            // A pattern of such IDs is an error by itself, so a pattern is no cure.
            let is_id = spec.base.is_negated() == statement.is_deny()
                && condition.key.known().is_some_and(|key| {
                    let mut values = condition.values.iter();
                    values.any(|value| wildcard_usage_too_permissive::speaks_of(cx, key, value))
                });
            let finding = RULE
                .finding(format!(
                    "`{}` compares `{char}` as a letter, not as a wildcard",
                    spec.base
                ))
                .at(first, "only this very text is equal to it")
                .help(if is_id {
                    "write the ID in full: a pattern takes in those of strangers".to_owned()
                } else if ignores_case(spec.base) {
                    format!("use `{like}` if any text is meant; it heeds letter case")
                } else {
                    format!("use `{like}` if `{char}` stands for any text")
                });
            findings.push(
                if may_rename(statement, index, &like.to_string())
                    && !ignores_case(spec.base)
                    && !is_id
                {
                    let edit = Edit::replace(condition.operator.span(), format!("\"{like}\""));
                    finding.fix(format!("use `{like}`"), Safety::Unsafe, vec![edit])
                } else {
                    finding
                },
            );
        }
    }
    findings
}

/// Where the first wildcard of a value stands that is not written as `${*}` or `${?}`, and which it is.
fn wildcard(value: &Text) -> Option<(Span, char)> {
    let text = value.known()?;
    let first = first_wildcard(text)?;
    if !has_variables(text) {
        return Some((value.span(), first));
    }
    let char = segments(text)
        .into_iter()
        .find_map(|segment| match segment.kind {
            SegmentKind::Text(plain) => first_wildcard(plain),
            _ => None,
        })?;
    Some((value.span(), char))
}

fn first_wildcard(text: &str) -> Option<char> {
    let at = memchr::memchr2(b'*', b'?', text.as_bytes())?;
    text.get(at..)?.chars().next()
}

fn ignores_case(operator: Operator) -> bool {
    operator.positive() == Operator::StringEqualsIgnoreCase
}

/// Whether the operator of a condition can take another name: no other key stands under it, and no other operator of the
/// statement has that name.
pub(super) fn may_rename(statement: &Statement, index: usize, name: &str) -> bool {
    /// Above this many conditions nobody edits by hand, and looking through them for each would not be linear.
    const MOST_CONDITIONS: usize = 64;
    let conditions = &statement.conditions;
    let Some(own) = conditions
        .get(index)
        .map(|condition| condition.operator.span())
    else {
        return false;
    };
    conditions.len() <= MOST_CONDITIONS
        && conditions.iter().enumerate().all(|(other, condition)| {
            other == index
                || (condition.operator.span() != own && condition.operator.written() != name)
        })
}
