use crate::catalog::{ConditionKey, KnownKey};
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, List, Part, Statement};
use crate::rules::{Check, Context, Rule};
use crate::semantics::actions::{Actions, Named};
use crate::semantics::condition::when_absent;
use crate::semantics::key_support::{Supports, is_told, lacking};
use crate::semantics::truth::Truth;
use crate::text::{count, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unsupported-tag-condition-key",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "condition on a tag for actions that know no tags",
        codes: &[
            "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
            "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
            "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
            "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        ],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// How many conditions of a statement are looked at. AWS saves no policy with as many.
const MOST: usize = 256;

/// Every condition on a tag for an action whose requests never have it, once for each key of a statement.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !cx.policy.parts.has(Part::TagKey) && !cx.policy.may_ask("aws:TagKeys") {
        return findings;
    }
    let mut supports = Vec::new();
    let mut tag_keys = TagKeys::default();
    for statement in cx.policy.sound_statements() {
        if statement.conditions.is_empty() {
            continue;
        }
        let (Some(list), Some(actions)) = (&statement.action, cx.actions(statement)) else {
            continue;
        };
        let mut spoken: Vec<ConditionKey> = Vec::new();
        for (condition, known) in cx.conditions(statement).take(MOST) {
            let Some(key) = tag_keys.key(cx, known).filter(|key| !spoken.contains(key)) else {
                continue;
            };
            let Some(severity) = severity(statement, condition) else {
                continue;
            };
            let mut severity = severity;
            let finding = if list.negated() {
                Some(of_the_rest(statement, list, condition))
            } else {
                let mut places = lacking(Supports::among(&mut supports, key), actions);
                places.retain(|place| !actions.named.get(*place).is_some_and(hands_on));
                // What allows nothing at all is likely wrong.
                let is_lost = places.len() == actions.named.len();
                if is_lost && statement.is_allow() && when_absent(condition).is_no() {
                    severity = Severity::Warning;
                }
                let is_ours = !places.is_empty()
                    && is_tag_matter(key, actions, &places)
                    && (matches!(known, KnownKey::Global(_)) || is_told(key, cx.catalog));
                is_ours
                    .then(|| of_actions(cx, statement, list, actions, condition, &places))
                    .flatten()
            };
            if let Some(finding) = finding {
                spoken.push(key);
                findings.push(finding.severity(severity).code(code(statement, list)));
            }
        }
    }
    findings
}

/// The keys on tags that a policy asks for: most ask for few, and again and again.
#[derive(Default)]
struct TagKeys(Vec<(KnownKey, Option<ConditionKey>)>);

impl TagKeys {
    /// The key, if it is about the tags of resources or of requests.
    fn key(&mut self, cx: &Context, known: KnownKey) -> Option<ConditionKey> {
        let name = match known {
            KnownKey::Service(key) => return known.is_tag().then_some(key),
            KnownKey::Global(key) => match key.name {
                "aws:ResourceTag/" => "aws:ResourceTag/${TagKey}",
                "aws:RequestTag/" => "aws:RequestTag/${TagKey}",
                "aws:TagKeys" => "aws:TagKeys",
                _ => return None,
            },
        };
        if let Some((_, key)) = self.0.iter().find(|(one, _)| *one == known) {
            return *key;
        }
        let key = cx.catalog.key(name);
        self.0.push((known, key));
        key
    }
}

/// Whether an action tags resources of other services, which each look at the tags themselves.
fn hands_on(named: &Named) -> bool {
    matches!(named, Named::Action(action) if action.service().prefix() == "tag")
}

/// Whether it is for this rule to say that actions lack a key: it is on tags, and not one of another service.
pub(super) fn is_tag_matter(key: ConditionKey, actions: &Actions, places: &[usize]) -> bool {
    if !KnownKey::Service(key).is_tag() {
        return key.name() == "aws:TagKeys";
    }
    let (prefix, _) = key.name().split_once(':').unwrap_or_default();
    prefix == "aws"
        || places.iter().any(|place| {
            matches!(actions.named.get(*place), Some(Named::Action(action)) if action.service().prefix() == prefix)
        })
}

/// How bad it is that requests without the key meet the condition, or do not.
fn severity(statement: &Statement, condition: &Condition) -> Option<Severity> {
    let spec = condition.spec?;
    match when_absent(condition) {
        Truth::No if statement.is_deny() => Some(Severity::Warning),
        Truth::No => Some(Severity::Info),
        // `IfExists` and its like are written for requests without the key.
        Truth::Yes if spec.if_exists || spec.set.is_some() || !spec.base.is_negated() => None,
        Truth::Yes => Some(Severity::Info),
        Truth::Unknown => None,
    }
}

fn code(statement: &Statement, list: &List) -> &'static str {
    match (statement.is_deny(), list.negated()) {
        (true, false) => "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        (true, true) => "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        (false, false) => "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        (false, true) => "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    }
}

fn of_actions(
    cx: &Context,
    statement: &Statement,
    list: &List,
    actions: &Actions,
    condition: &Condition,
    places: &[usize],
) -> Option<Finding> {
    const SHOWN: usize = 3;
    let lacking = |place: &usize| list.items.get(*place);
    let first = quote(lacking(places.first()?)?.known()?);
    let (subject, verb, them) = match places.len() {
        1 => (first, "is", "it has"),
        number => {
            let others = count(number - 1, "more action");
            (format!("{first} and {others}"), "are", "them has")
        }
    };
    let key = quote(condition.key.written());
    let message = match (when_absent(condition), statement.is_deny()) {
        (Truth::No, true) => format!("{subject} {verb} never denied: no request for {them} {key}"),
        (Truth::No, false) => {
            format!("{subject} {verb} never allowed: no request for {them} {key}")
        }
        _ => format!("this condition changes nothing for {subject}: no request for {them} {key}"),
    };
    let mut finding = RULE.finding(message).at(
        condition.key.span(),
        format!("by AWS's data of {}", cx.catalog.date()),
    );
    for (place, text) in places.iter().take(SHOWN).filter_map(lacking).enumerate() {
        let label = match place {
            0 => "knows no such tag",
            _ => "nor does this",
        };
        finding = finding.related(text.span(), label);
    }
    Some(finding.help(if places.len() == actions.named.len() {
        "limit by resource or by caller instead"
    } else {
        "limit what lacks the tag in a statement of its own, by resource or caller"
    }))
}

/// All but a few actions: many of them know no tags.
fn of_the_rest(statement: &Statement, list: &List, condition: &Condition) -> Finding {
    let key = quote(condition.key.written());
    let effect = match (when_absent(condition), statement.is_deny()) {
        (Truth::No, true) => "are never denied",
        (Truth::No, false) => "are never allowed",
        (_, true) => "are denied whatever the tags",
        (_, false) => "are allowed whatever the tags",
    };
    RULE.finding(format!("actions without {key} {effect}"))
        .at(condition.key.span(), "many requests never have it")
        .related(list.key, "takes in all but the actions named")
        .help("name the actions that know the tag in an `Action` element")
}
