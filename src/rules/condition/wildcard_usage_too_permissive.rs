mod guard;

use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Condition, Part, Statement, Text};
use crate::operator::Operator;
use crate::rules::principal::missing_required_claim;
use crate::rules::trust::anyone_can_assume;
use crate::rules::{Check, Context, Rule};
use crate::source::Span;
use crate::text::quote;

use guard::OWN_RULES;
pub(super) use guard::{Guard, Open, Place, find_place};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "wildcard-usage-too-permissive",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "wildcard in an ID, which takes in IDs of strangers",
        codes: &["WILDCARD_USAGE_TOO_PERMISSIVE"],
    },
    options: &[],
    check: Check::With(Part::Like, check),
};

/// A unique ID of IAM has 21 characters, older ones 20: a wildcard behind so many leaves nothing of it open.
const UNIQUE_ID: usize = 20;

/// Each pattern for an ID that lets in whoever has an ID that looks alike.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.sound_statements() {
        for condition in &statement.conditions {
            let Some(guard) = widening(statement, condition) else {
                continue;
            };
            // Of a provider's only claim that says nothing, the rule about that claim speaks.
            if guard == Guard::Subject
                && cx.policy_type == PolicyType::Trust
                && missing_required_claim::speaks_of(cx, statement, condition)
            {
                continue;
            }
            findings.extend(
                condition
                    .values
                    .iter()
                    .filter_map(|value| Some((statement.span, finding(statement, guard, value)?))),
            );
        }
    }
    unless_open_to_all(cx, findings)
}

/// The findings in statements other than those of which `anyone-can-assume` says that they keep out nobody.
pub(super) fn unless_open_to_all(cx: &Context, findings: Vec<(Span, Finding)>) -> Vec<Finding> {
    let open: Vec<u32> = if cx.policy_type == PolicyType::Trust && !findings.is_empty() {
        anyone_can_assume::check(cx)
            .iter()
            .map(|one| one.primary.span.start)
            .collect()
    } else {
        Vec::new()
    };
    let is_open = |statement: &Span| {
        let next = open.partition_point(|&start| start < statement.start);
        open.get(next).is_some_and(|&start| start < statement.end)
    };
    findings
        .into_iter()
        .filter(|(statement, _)| !is_open(statement))
        .map(|(_, finding)| finding)
        .collect()
}

/// What guards the key of a condition in which a wildcard lets more in: not one that widens a `Deny`.
pub(super) fn widening(statement: &Statement, condition: &Condition) -> Option<Guard> {
    let base = condition.spec?.base;
    let is_like = base.positive() == Operator::StringLike;
    if !is_like || base.is_negated() != statement.is_deny() {
        return None;
    }
    let guard = Guard::of(condition.key.known()?)?;
    if guard == Guard::Subject && condition.is_on(OWN_RULES) {
        return None;
    }
    // Of a star alone, which makes the other values idle, `full-wildcard-condition` speaks.
    let is_full = |value: &Text| {
        value
            .known()
            .is_some_and(|text| text.ends_with('*') && text.bytes().all(|byte| byte == b'*'))
    };
    (!condition.values.iter().any(is_full)).then_some(guard)
}

/// Whether this rule finds fault with a value of the key, which has no value of stars alone.
pub(in crate::rules) fn speaks_of(cx: &Context, key: &str, value: &Text) -> bool {
    cx.runs(&RULE) && Guard::of(key).is_some_and(|guard| fault(guard, value).is_some())
}

/// Whether this rule says of a statement that IDs of strangers, which are all that it asks for, get in.
pub(in crate::rules) fn opens(cx: &Context, statement: &Statement) -> bool {
    let is_open = |condition: &Condition| {
        widening(statement, condition).is_some_and(|guard| {
            let mut values = condition.values.iter();
            matches!(guard, Guard::Sensitive(_)) && values.any(|one| fault(guard, one).is_some())
        })
    };
    cx.runs(&RULE) && statement.conditions.iter().any(is_open)
}

/// The first wildcard of a value that its key does not bear.
pub(super) fn fault<'v>(guard: Guard, value: &'v Text) -> Option<Place<'v>> {
    let text = value.known()?;
    // Nearly every value has none.
    memchr::memchr2(b'*', b'?', text.as_bytes())?;
    find_place(text, |place| match guard {
        _ if matches!(place.what, Open::Variable { .. }) => false,
        Guard::Sensitive(_) => true,
        Guard::UserId => !place.is_free_in_user_id,
        Guard::Subject => place.what == Open::Star && place.is_near(),
    })
}

fn finding(statement: &Statement, guard: Guard, value: &Text) -> Option<Finding> {
    let place = fault(guard, value)?;
    let quoted = quote(value.written());
    let (who, label, help) = match guard {
        Guard::Sensitive(key) => (
            format!("{}s of strangers", key.identifies.noun()),
            "IDs that look alike have nothing else in common",
            format!("name each {} in full", key.identifies.noun()),
        ),
        Guard::UserId => (
            "identities that nobody named".to_owned(),
            "leaves a part of the unique ID open",
            "write the ID in full, and the wildcard behind a colon".to_owned(),
        ),
        Guard::Subject => (
            "subjects that nobody named".to_owned(),
            if place.range.start > place.fixed_before {
                "fewer than 6 characters stand between it and the wildcard before it"
            } else {
                "fewer than 6 characters stand before it"
            },
            "write out what is known of the subject before each `*`".to_owned(),
        ),
    };
    let message = if statement.is_deny() {
        format!("this `Deny` spares {who}, too: {quoted} matches them")
    } else {
        format!("{quoted} matches {who}, too")
    };
    let severity = match guard {
        Guard::UserId if place.fixed_before >= UNIQUE_ID => Severity::Info,
        Guard::Subject if place.range.start > place.fixed_before => Severity::Warning,
        _ => Severity::Error,
    };
    Some(
        RULE.finding(message)
            .at(value.part(place.range), label)
            .severity(severity)
            .help(help),
    )
}
