use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Statement, Text};
use crate::rules::privilege::statement_without_effect::{self, leaves_nothing};
use crate::rules::surplus::{finding, groups};
use crate::rules::{Check, Context, Rule};
use crate::semantics::actions::Actions;
use crate::semantics::breadth::everything;
use crate::semantics::pattern::{Case, written_covers};
use crate::semantics::redundancy::{Reading, Redundant, redundant};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "redundant-action",
        category: Category::Redundancy,
        severity: Severity::Info,
        summary: "action that another entry of its list already names",
        codes: &["REDUNDANT_ACTION"],
    },
    options: &[],
    check: Check::Policy(check),
};

const READING: Reading = Reading {
    case: Case::AsciiFold,
    is_judged: is_action,
    covers: Some(&|wide, narrow| written_covers(wide, narrow, Case::AsciiFold)),
    own_part: |_| 0,
};

/// Every entry of `Action` or `NotAction` whose actions another entry of the list names, by the entry that does.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.sound_statements() {
        let Some(list) = statement
            .action
            .as_ref()
            .filter(|list| list.items.len() > 1)
        else {
            continue;
        };
        let rivals = cx.actions(statement).map(Actions::rivals);
        let found = redundant_of(&list.items, &rivals.unwrap_or_default());
        if found.is_empty() || is_wrong_as_a_whole(cx, statement) {
            continue;
        }
        findings.extend(groups(&found).iter().filter_map(|group| {
            let note = ": letter case does not count here";
            finding(&RULE, cx, &list.items, group, note)
        }));
    }
    findings
}

/// The redundant ones of a few values, by their places among all.
fn redundant_of(values: &[Text], places: &[usize]) -> Vec<Redundant> {
    if places.len() < 2 {
        return Vec::new();
    }
    let few: Vec<Text> = places
        .iter()
        .filter_map(|place| values.get(*place).cloned())
        .collect();
    let place_of = |index: usize| places.get(index).copied().unwrap_or_default();
    redundant(&few, &READING)
        .into_iter()
        .map(|found| Redundant {
            index: place_of(found.index),
            by: place_of(found.by),
        })
        .collect()
}

/// What `malformed-action` has nothing against: another form names no action, so it is not part of a pattern either.
fn is_action(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(colon) = memchr::memchr(b':', bytes) else {
        return text == "*";
    };
    let (service, name) = bytes.split_at(colon);
    !service.is_empty()
        && memchr::memchr2(b'*', b'?', service).is_none()
        && name.len() > 1
        && memchr::memrchr(b':', name) == Some(0)
        && !has_white_space(text)
}

fn has_white_space(text: &str) -> bool {
    if text.is_ascii() {
        text.bytes().any(|byte| char::from(byte).is_whitespace())
    } else {
        text.contains(char::is_whitespace)
    }
}

/// A statement that is wrong as a whole, since it allows everything or leaves nothing: `full-access` and
/// `statement-without-effect` speak of it, and what is listed beside the `*` is the better part.
pub(super) fn is_wrong_as_a_whole(cx: &Context, statement: &Statement) -> bool {
    let grants = cx.policy_type.grants() && cx.policy_type != PolicyType::Trust;
    (grants && statement.is_allow() && everything(statement).is_some())
        || (leaves_nothing(statement).is_some() && cx.runs(&statement_without_effect::RULE))
}
