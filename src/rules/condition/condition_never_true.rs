use crate::catalog::global_keys::{self, GlobalKey};
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Part, Statement};
use crate::operator::{Family, Operator, OperatorSpec};
use crate::rules::{Check, Context, Rule};
use crate::semantics::satisfy::{About, Conflict, have_keys_of_their_own, satisfy};
use crate::sort;
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "condition-never-true",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "conditions that no request meets together",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Every contradiction between the conditions of one statement; dates have a rule of their own.
fn check(cx: &Context) -> Vec<Finding> {
    let variables = cx.policy.has_variables();
    cx.policy
        .sound_statements()
        .filter(|statement| may_contradict(statement))
        .flat_map(|statement| {
            satisfy(&statement.conditions, variables)
                .conflicts
                .into_iter()
                .filter_map(|conflict| finding(statement, &conflict))
        })
        .collect()
}

/// Two conditions can contradict each other, and `Null` a key that is always there.
fn may_contradict(statement: &Statement) -> bool {
    match &statement.conditions[..] {
        [] => false,
        [only] => {
            let is_null = |spec: OperatorSpec| spec.base == Operator::Null;
            only.spec.is_some_and(is_null) && is_always_present(only)
        }
        // Most statements ask for several keys, each once: of these none contradicts another.
        several => !(several.iter().all(is_free) && have_keys_of_their_own(several)),
    }
}

/// Whether nothing that it wants of its key is impossible by itself.
fn is_free(condition: &Condition) -> bool {
    condition.spec.is_some_and(|spec| match spec.base.family() {
        Family::String | Family::Arn | Family::Bool => true,
        Family::Null => !is_always_present(condition),
        _ => false,
    })
}

fn is_always_present(condition: &Condition) -> bool {
    let key = global_keys::find(condition.key.written());
    key.is_some_and(GlobalKey::is_always_present)
}

fn finding(statement: &Statement, conflict: &Conflict) -> Option<Finding> {
    let verb = if statement.is_deny() {
        "denies"
    } else {
        "allows"
    };
    let mut conditions: Vec<_> = conflict
        .conditions
        .iter()
        .filter_map(|&index| statement.conditions.get(index))
        .collect();
    // Under one operator the key is written twice: a fault with rules of its own, whatever the values.
    let is_twice = |one: &Condition, other: &Condition| {
        one.operator.written() == other.operator.written()
            && one.key.written().eq_ignore_ascii_case(other.key.written())
    };
    if conditions
        .windows(2)
        .any(|pair| matches!(pair, [one, other] if is_twice(one, other)))
    {
        return None;
    }
    if conflict.about == About::Presence {
        // What wants the key absent comes first.
        sort::by_key(&mut conditions, |condition| {
            condition
                .spec
                .is_none_or(|spec| spec.base != Operator::Null)
        });
    }
    let (first, others) = conditions.split_first()?;
    let key = quote(first.key.written());
    let (message, label, other_label) = match conflict.about {
        About::Dates => return None,
        // One condition that nothing satisfies is the matter of its values.
        About::Texts if others.is_empty() => return None,
        About::Presence if others.is_empty() => (
            format!("every request has {key}, so the statement never {verb} anything"),
            "wants the key absent",
            "",
        ),
        About::Presence => (
            format!(
                "no request meets the conditions on {key}, so the statement never {verb} anything"
            ),
            "wants the key absent",
            "wants it present",
        ),
        About::Network => (
            format!("no request has both of these keys, so the statement never {verb} anything"),
            "a request has either this key",
            "or this one: the endpoint of a VPC hides the address",
        ),
        About::Numbers | About::Addresses | About::Texts | About::Booleans => (
            format!(
                "no value of {key} meets these conditions, so the statement never {verb} anything"
            ),
            "no value meets this",
            "and this",
        ),
    };
    let finding =
        RULE.finding(message)
            .at(first.span(), label)
            .help(if conflict.about == About::Network {
                "write a statement for each, or use `aws:VpcSourceIp` with the endpoint"
            } else if others.is_empty() {
                "remove the condition, or the statement"
            } else {
                "all conditions of a statement have to hold: drop one, or write two statements"
            });
    Some(others.iter().fold(finding, |finding, other| {
        finding.related(other.span(), other_label)
    }))
}
