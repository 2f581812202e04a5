use crate::catalog::global_keys;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Policy, Statement};
use crate::operator::{Operator, SetPrefix};
use crate::rules::{Check, Context, Rule};
use crate::semantics::condition::{is_demanded, when_absent};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "skippable-deny",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "`Deny` that a request escapes by omitting a key",
        codes: &[],
    },
    page: include_str!("../../../rules/condition/skippable-deny.md"),
    check: Check::Policy(check),
};

/// Every `ForAnyValue:` in a `Deny` that requests without the key escape.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .denies()
        .flat_map(|statement| {
            statement
                .conditions
                .iter()
                .filter(|condition| is_skippable(condition))
                .filter(|condition| !is_guarded(cx.policy, statement, condition))
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

fn is_skippable(condition: &Condition) -> bool {
    let (Some(spec), Some(key)) = (condition.spec, condition.key.known()) else {
        return false;
    };
    spec.set == Some(SetPrefix::ForAnyValue)
        && spec.base != Operator::Null
        && !spec.if_exists
        && !condition.values.is_empty()
        && !key.eq_ignore_ascii_case("aws:MultiFactorAuthPresent")
        && !global_keys::find(key).is_some_and(global_keys::GlobalKey::is_always_present)
        && !condition
            .values
            .iter()
            .any(|value| value.known() == Some("*"))
}

/// Whether absence was thought of: said in the statement, or denied by another one.
fn is_guarded(policy: &Policy, statement: &Statement, condition: &Condition) -> bool {
    let key = condition.key.written();
    let by_null = |other: &&Condition| {
        other.is_on(key) && other.spec.is_some_and(|spec| spec.base == Operator::Null)
    };
    let said = statement.conditions.iter().find(by_null);
    said.is_some_and(|said| is_demanded(std::slice::from_ref(said), key))
        || policy
            .denies()
            .flat_map(|other| &other.conditions)
            .filter(by_null)
            .any(|null| when_absent(null).is_yes())
}
