use std::cell::OnceCell;

use crate::catalog::{Action, KnownKey, Level};
use crate::finding::{Category, Finding, Meta, Safety, Severity};
use crate::model::{Condition, List, Part, Statement};
use crate::operator::{Operator, SetPrefix};
use crate::rules::trust::optional_external_id;
use crate::rules::{Check, Context, Rule, insertion};
use crate::semantics::actions::Named;
use crate::semantics::condition::{Demanded, when_absent};
use crate::semantics::key_support::{is_always_sent, is_told};
use crate::text::quote;

use super::{full_wildcard_condition, set_operator_on_single_valued_key};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "forallvalues-without-null-check",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "`ForAllValues` condition that an absent key meets",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::ForAllValues, check),
};

/// Every `ForAllValues:` in an `Allow` that also lets in requests without the key.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        let demanded = Demanded::by(&statement.conditions);
        let tag = OnceCell::new();
        let limited = OnceCell::new();
        for (condition, known) in statement.conditions.iter().zip(cx.keys(statement)) {
            if !is_open(cx, &demanded, condition, *known) || is_always_there(cx, statement, *known)
            {
                continue;
            }
            let wish = Wish::of(condition);
            let severity = match wish {
                Some(Wish::Tags) if *tag.get_or_init(|| demands_a_tag(statement)) => continue,
                // Which tags may be written, beside a limit of another kind: without tags, none is written.
                Some(Wish::Tags) if *limited.get_or_init(|| is_limited(statement)) => {
                    Severity::Info
                }
                Some(Wish::Others) => Severity::Info,
                Some(Wish::Tags) | None => Severity::Warning,
            };
            findings.push(finding(cx, statement, condition, *known, wish, severity));
        }
    }
    findings
}

/// A list of what a request itself sets: without the key it sets nothing that the condition forbids.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    /// `aws:TagKeys`: beside it there may be no other limit.
    Tags,
    /// The tags of an object, and which tags of a session it hands on: what may be had is limited otherwise.
    Others,
}

impl Wish {
    fn of(condition: &Condition) -> Option<Self> {
        const OTHERS: [&str; 2] = ["s3:RequestObjectTagKeys", "sts:TransitiveTagKeys"];
        if condition.is_on("aws:TagKeys") {
            return Some(Self::Tags);
        }
        let is_other = OTHERS.iter().any(|key| condition.is_on(key));
        is_other.then_some(Self::Others)
    }
}

fn is_limited(statement: &Statement) -> bool {
    let mut others = statement.conditions.iter();
    others.any(|other| Wish::of(other).is_none())
}

fn finding(
    cx: &Context,
    statement: &Statement,
    condition: &Condition,
    known: Option<KnownKey>,
    wish: Option<Wish>,
    severity: Severity,
) -> Finding {
    let key = quote(condition.key.written());
    let help = if severity == Severity::Info {
        format!("if calls without it are not meant, add `Null` with `false` for {key}")
    } else {
        format!("add `Null` with `false` for {key}")
    };
    let finding = RULE
        .finding(format!("a request without {key} meets this condition, too"))
        .at(
            condition.operator.span(),
            "true when all values match, and true without any",
        )
        .severity(severity)
        .related(condition.key.span(), "a request may omit this key")
        .help(help);
    // Beside a limit of another kind, a call that names no tags may well be meant to get in, and what creates something may
    // do so without tags; a call that can never have the key would not get in any more.
    let is_meant = match wish {
        None => true,
        Some(Wish::Tags) => severity == Severity::Warning && is_for_tags_alone(cx, statement),
        Some(Wish::Others) => false,
    };
    let edit = condition
        .key
        .known()
        .filter(|_| is_meant && may_be_sent(cx, statement, known))
        .and_then(|key| insertion::condition(cx, statement, "Null", key, "false"));
    match edit {
        Some(edit) => finding.fix("ask for the key as well", Safety::Safe, vec![edit]),
        None => finding,
    }
}

/// Whether the statement is for nothing but to write and remove tags.
fn is_for_tags_alone(cx: &Context, statement: &Statement) -> bool {
    let tags = |action: Action| action.is(Level::Tagging);
    let actions = cx.actions(statement).into_iter();
    actions.flat_map(|all| &all.named).all(|named| match named {
        Named::Action(action) => tags(*action),
        Named::Pattern(_, set) => set.actions(cx.catalog).all(tags),
        Named::Everything | Named::NoAction(_) | Named::NoService | Named::Unknown => false,
    })
}

/// Whether every request that the statement is for has the key.
fn is_always_there(cx: &Context, statement: &Statement, known: Option<KnownKey>) -> bool {
    let Some(KnownKey::Service(key)) = known else {
        return false;
    };
    let is_negated = statement.action.as_ref().is_none_or(List::negated);
    !is_negated
        && cx
            .actions(statement)
            .is_some_and(|actions| is_always_sent(key, actions, cx.catalog))
}

/// Whether requests for each action of the statement may have the key, as far as AWS tells.
fn may_be_sent(cx: &Context, statement: &Statement, known: Option<KnownKey>) -> bool {
    let key = match known {
        Some(KnownKey::Service(key)) => Some(key).filter(|key| is_told(*key, cx.catalog)),
        Some(KnownKey::Global(key)) if key.name == "aws:TagKeys" => cx.catalog.key(key.name),
        _ => None,
    };
    let Some(key) = key else {
        return true;
    };
    let list = statement.action.as_ref();
    let Some(actions) = cx
        .actions(statement)
        .filter(|_| list.is_some_and(|list| !list.negated()))
    else {
        return false;
    };
    actions.named.iter().all(|named| match named {
        Named::Action(action) => action.has_key(key),
        Named::Pattern(_, set) => set.actions(cx.catalog).all(|action| action.has_key(key)),
        Named::Everything | Named::NoAction(_) | Named::NoService | Named::Unknown => false,
    })
}

fn is_open(
    cx: &Context,
    demanded: &Demanded,
    condition: &Condition,
    known: Option<KnownKey>,
) -> bool {
    let (Some(spec), Some(key)) = (condition.spec, condition.key.known()) else {
        return false;
    };
    spec.set == Some(SetPrefix::ForAllValues)
        && spec.base != Operator::Null
        // A list of forbidden values: no value is none of them.
        && !spec.base.is_negated()
        && !condition.values.is_empty()
        && !is_audience(key)
        // A read without names of attributes is what `dynamodb-attributes-without-select` is about; a write has them.
        && !key.eq_ignore_ascii_case("dynamodb:Attributes")
        && !is_told_elsewhere(cx, condition, key, known)
        && !demanded.contains(key)
}

/// The audience of a token: AWS takes no token without one. How it is compared has a rule of its own.
fn is_audience(key: &str) -> bool {
    let (_, claim) = key.rsplit_once(':').unwrap_or_default();
    ["aud", "oaud", "app_id"]
        .iter()
        .any(|audience| claim.eq_ignore_ascii_case(audience))
}

/// Keys and values for which another rule says the same or more.
fn is_told_elsewhere(
    cx: &Context,
    condition: &Condition,
    key: &str,
    known: Option<KnownKey>,
) -> bool {
    let is_single = || known.is_some_and(|known| known.is_multivalued() == Some(false));
    let is_star = || {
        let mut values = condition.values.iter();
        values.any(|value| value.known() == Some("*"))
    };
    (key.eq_ignore_ascii_case("sts:ExternalId") && cx.runs(&optional_external_id::RULE))
        || (is_single() && cx.runs(&set_operator_on_single_valued_key::RULE))
        || (is_star() && cx.runs(&full_wildcard_condition::RULE))
}

/// A request with a tag has `aws:TagKeys`.
fn demands_a_tag(statement: &Statement) -> bool {
    statement.conditions.iter().any(|condition| {
        let key = condition.key.written();
        let is_tag = key
            .split_once('/')
            .is_some_and(|(stem, _)| stem.eq_ignore_ascii_case("aws:RequestTag"));
        is_tag && when_absent(condition).is_no()
    })
}
