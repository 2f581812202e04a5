use std::cell::OnceCell;
use std::collections::HashSet;

use crate::catalog::global_keys;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Part, Policy, Statement};
use crate::operator::{Operator, SetPrefix};
use crate::rules::{Check, Context, Rule};
use crate::semantics::Truth;
use crate::semantics::condition::when_absent;
use crate::text::quote;

use super::{full_wildcard_condition, mfa_condition_skippable, service_key_without_service};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "skippable-deny",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "`Deny` that a request escapes by omitting a key",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::ForAnyValue, check),
};

/// Every `ForAnyValue:` in a `Deny` that requests without the key escape, though they may do what it is to stop.
fn check(cx: &Context) -> Vec<Finding> {
    let guarded = OnceCell::new();
    let guarded = &guarded;
    cx.policy
        .denies()
        .flat_map(|statement| {
            let place = statement.index;
            statement
                .conditions
                .iter()
                .filter(|condition| is_skippable(cx, condition))
                .filter(move |condition| !is_never_met(cx, statement, condition))
                .filter(move |condition| {
                    let key = condition.key.written().to_ascii_lowercase();
                    let guarded = guarded.get_or_init(|| guarded_keys(cx.policy));
                    !guarded.contains(&(key.clone(), None))
                        && !guarded.contains(&(key, Some(place)))
                })
        })
        .map(|condition| {
            let key = quote(condition.key.written());
            let is_negated = condition.spec.is_some_and(|spec| spec.base.is_negated());
            let finding = RULE
                .finding(format!("a request without {key} escapes this `Deny`"))
                .at(condition.operator.span(), "false when there is no value")
                .related(condition.key.span(), "a request may omit this key");
            if is_negated {
                finding.help("deny requests without the key in a second statement, with `Null`")
            } else {
                // A list of forbidden values: whoever sends none of them is often meant to pass.
                finding
                    .severity(Severity::Info)
                    .help("add `Null` with `false` for the key if this is what you want")
            }
        })
        .collect()
}

fn is_skippable(cx: &Context, condition: &Condition) -> bool {
    let (Some(spec), Some(key)) = (condition.spec, condition.key.known()) else {
        return false;
    };
    spec.set == Some(SetPrefix::ForAnyValue)
        && spec.base != Operator::Null
        && !spec.if_exists
        && !condition.values.is_empty()
        && !global_keys::find(key).is_some_and(global_keys::GlobalKey::is_always_present)
        && !lists_tags(key)
        && !is_told_elsewhere(cx, condition, key)
}

/// Whether the values are the keys of the tags that a request sets or removes: one without any has nothing to deny.
///
/// `aws:TagKeys`, `s3:RequestObjectTagKeys`, `sts:TransitiveTagKeys`: all keys of AWS with such a name are of that kind.
fn lists_tags(key: &str) -> bool {
    const END: &str = "TagKeys";
    let from = key.len().saturating_sub(END.len());
    key.get(from..)
        .is_some_and(|end| end.eq_ignore_ascii_case(END))
}

fn is_told_elsewhere(cx: &Context, condition: &Condition, key: &str) -> bool {
    let is_mfa = || key.eq_ignore_ascii_case("aws:MultiFactorAuthPresent");
    let is_star = || {
        let mut values = condition.values.iter();
        values.any(|value| value.known() == Some("*"))
    };
    (is_mfa() && cx.runs(&mfa_condition_skippable::RULE))
        || (is_star() && cx.runs(&full_wildcard_condition::RULE))
}

/// Whether another rule says of the condition that it holds for nobody whom the statement names.
fn is_never_met(cx: &Context, statement: &Statement, condition: &Condition) -> bool {
    cx.runs(&service_key_without_service::RULE)
        && service_key_without_service::never_met(statement)
            .is_some_and(|(_, unmet)| unmet.span() == condition.span())
}

/// The keys, in lower case, whose absence was thought of: denied by some statement, or excluded by the one named.
fn guarded_keys(policy: &Policy) -> HashSet<(String, Option<usize>)> {
    let mut keys = HashSet::new();
    for statement in policy.denies() {
        for condition in &statement.conditions {
            if condition
                .spec
                .is_some_and(|spec| spec.base == Operator::Null)
            {
                let key = condition.key.written().to_ascii_lowercase();
                match when_absent(condition) {
                    Truth::Yes => keys.insert((key, None)),
                    Truth::No => keys.insert((key, Some(statement.index))),
                    Truth::Unknown => false,
                };
            }
        }
    }
    keys
}
