use crate::catalog::sensitive_keys::{self, Identified, Party, SensitiveKey};
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Part, Text};
use crate::operator::Family;
use crate::rules::{Check, Context, Rule};
use crate::semantics::variable::{are_plain, has_variables};
use crate::text::quote;

use super::wildcard_usage_too_permissive::{self as wildcard, Guard, Open, Place, find_place};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "variable-usage-too-permissive",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "policy variable in an ID, which lets the request choose the ID",
        codes: &["VARIABLE_USAGE_TOO_PERMISSIVE"],
    },
    options: &[],
    check: Check::With(Part::Variable, check),
};

/// Each ID that a condition leaves to a variable of the request.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    // In another version `${…}` is text, and `variable-unsupported-in-version` says so.
    if !cx.policy.variables_possible || !cx.policy.has_variables() {
        return Vec::new();
    }
    for statement in cx.policy.sound_statements() {
        for condition in &statement.conditions {
            let is_text = condition
                .spec
                .is_some_and(|spec| spec.base.family() == Family::String);
            let Some(guard) = condition
                .key
                .known()
                .filter(|_| is_text)
                .and_then(Guard::of)
            else {
                continue;
            };
            // Of a value with both, the rule about wildcards speaks.
            let widening = wildcard::widening(statement, condition);
            let is_wild =
                |value| widening.is_some_and(|guard| wildcard::fault(guard, value).is_some());
            for value in &condition.values {
                if let Some(place) = fault(guard, value)
                    && !is_wild(value)
                {
                    findings.push((statement.span, finding(condition, guard, value, place)));
                }
            }
        }
    }
    wildcard::unless_open_to_all(cx, findings)
}

/// The first variable of a value that its key does not bear.
fn fault<'v>(guard: Guard, value: &'v Text) -> Option<Place<'v>> {
    let text = value.known().filter(|text| has_variables(text))?;
    if let Guard::Sensitive(key) = guard
        && whole_variable(text).is_some_and(|name| is_agreed(key, name))
    {
        return None;
    }
    find_place(text, |place| {
        let Open::Variable { name, has_default } = place.what else {
            return false;
        };
        match guard {
            Guard::Sensitive(key) => {
                let is_whole = place.range == (0..text.len()) && !has_default;
                !(is_whole && is_agreed(key, name))
            }
            Guard::UserId => !place.is_free_in_user_id,
            Guard::Subject => place.is_near(),
        }
    })
}

/// The name of the variable that a text is, if it is nothing else.
fn whole_variable(text: &str) -> Option<&str> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    are_plain(text).then_some(name)
}

/// Whether a variable of this name stands for the same as the key for those only who belong together.
fn is_agreed(key: &SensitiveKey, name: &str) -> bool {
    sensitive_keys::find_value(name).is_some_and(|one| agree(key, one))
}

/// Whether two IDs that AWS itself puts into the request are the same for those only who belong together.
///
/// The account or organization of the caller against that of the resource is AWS's own way to keep both in one. The
/// owner of the source is not the caller, which is a service there.
fn agree(key: &SensitiveKey, variable: &SensitiveKey) -> bool {
    let parties = [key.of, variable.of];
    key.identifies == variable.identifies
        && key.of != variable.of
        && (!parties.contains(&Party::Source) || parties.contains(&Party::Resource))
        && key.identifies != Identified::Endpoint
}

fn finding(condition: &Condition, guard: Guard, value: &Text, place: Place<'_>) -> Finding {
    let key = condition.key.written();
    let variable = value.written().get(place.range.clone()).unwrap_or_default();
    let is_itself =
        matches!(place.what, Open::Variable { name, .. } if name.eq_ignore_ascii_case(key));
    let message = if is_itself {
        format!("this condition compares {} with itself", quote(key))
    } else {
        format!("{} may be whatever {} says", quote(key), quote(variable))
    };
    let (label, help) = match guard {
        Guard::Sensitive(key) => (
            "the request fills it in; no ID is named",
            format!("name each {} in full", key.identifies.noun()),
        ),
        Guard::UserId => (
            "leaves a part of the unique ID to the request",
            "write the ID in full, and the variable behind a colon".to_owned(),
        ),
        Guard::Subject => (
            "fewer than 6 characters stand before it",
            "write out what is known of the subject before the variable".to_owned(),
        ),
    };
    RULE.finding(message)
        .at(value.part(place.range), label)
        .help(help)
}
