mod fields;
mod identity;

use std::borrow::Cow;

use crate::catalog::global_keys::Value;
use crate::catalog::value_forms::kinds_of_arn;
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Arn, Part, Text, is_account_id};
use crate::operator::{Family, Operator};
use crate::rules::{Check, Context, Keyed, Rule};
use crate::source::Span;
use crate::text::{count, quote};

use super::impossible_condition_value::outcome::Outcome;
use super::invalid_kms_key_value;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "impossible-condition-arn",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "value that is no ARN of what its condition key holds",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Of more wrong ARNs than these nobody reads the suggestions.
const MOST_SUGGESTIONS: usize = 64;

/// Why no request has an ARN.
struct Fault {
    /// The beginning of the message, a clause: `… is not an ARN`.
    clause: String,
    place: Span,
    label: Cow<'static, str>,
    help: Cow<'static, str>,
    /// What its place is to be replaced with, if that is plain.
    near: Option<String>,
}

/// An ARN as a condition writes it.
#[derive(Clone, Copy)]
struct Written<'a> {
    value: &'a Text<'a>,
    text: &'a str,
    arn: Arn<'a>,
}

impl Written<'_> {
    /// Where a part of it is written.
    fn place(&self, part: &str) -> Span {
        self.value.part(Arn::range(self.text, part))
    }
}

/// Each value of a key that holds ARNs which is the ARN of nothing that the key can hold.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    let outcome = Outcome::new(cx);
    for keyed in cx.keyed() {
        let is_judged = keyed.value == Some(Value::Arn)
            && !(invalid_kms_key_value::KEYS.has(keyed.condition)
                && cx.runs(&invalid_kms_key_value::RULE));
        let base = keyed
            .condition
            .spec
            .map(|spec| spec.base)
            .filter(|base| is_judged && matches!(base.family(), Family::Arn | Family::String));
        let Some(base) = base else { continue };
        for value in &keyed.condition.values {
            let suggests = findings.len() < MOST_SUGGESTIONS;
            if let Some(fault) = fault(cx, keyed, base, value, suggests)
                && let Some(so) = outcome.of(keyed.statement, keyed.condition)
            {
                findings.push(finding(fault, so));
            }
        }
    }
    findings
}

fn finding(fault: Fault, so: &str) -> Finding {
    let mut message = fault.clause;
    message.push_str(", so ");
    message.push_str(so);
    let Some(near) = fault.near else {
        return RULE
            .finding(message)
            .at(fault.place, fault.label)
            .help(fault.help);
    };
    let title = if near.is_empty() {
        fault.help
    } else {
        let shown = quote(&near);
        message.push_str("; did you mean ");
        message.push_str(&shown);
        message.push('?');
        format!("write {shown}").into()
    };
    let edit = Edit::replace(fault.place, escaped(near));
    RULE.finding(message)
        .at(fault.place, fault.label)
        .fix(title, Safety::Unsafe, vec![edit])
}

/// As it stands between the quotes of a JSON string.
fn escaped(text: String) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted
        .get(1..quoted.len() - 1)
        .unwrap_or_default()
        .to_owned()
}

fn fault(
    cx: &Context,
    keyed: &Keyed,
    operator: Operator,
    value: &Text,
    suggests: bool,
) -> Option<Fault> {
    // What a variable becomes, nobody knows.
    let text = value.known().filter(|text| !text.contains('$'))?;
    let wildcard = text.find(['*', '?']);
    // Under the other operators a star stands for itself, and `wildcard-without-like-operator` says so.
    if wildcard.is_some() && !operator.takes_wildcards() {
        return None;
    }
    if !begins_as_arn(text, wildcard) {
        return Some(no_arn(keyed, value, text));
    }
    let Some(arn) = Arn::parse(text) else {
        // Whether a star stands for the fields that are missing, AWS tells nowhere; letter case it leaves open as well.
        let is_short = wildcard.is_none() && text.starts_with("arn:");
        return is_short.then(|| lacks_fields(value, text));
    };
    let written = Written { value, text, arn };
    // Under String operators a star runs across the colons behind it.
    let start = Arn::range(text, arn.resource).start;
    if operator.family() == Family::String && wildcard.is_some_and(|at| at < start) {
        return None;
    }
    if let Some(end) = trimmed(text) {
        return Some(Fault {
            clause: format!("the ARN {} ends with white space", quote(end)),
            place: value.part(0..text.len()),
            label: "compared with the space at its end, which no ARN has".into(),
            help: "remove the space".into(),
            near: Some(end.to_owned()),
        });
    }
    identity::fault(keyed, written, operator)
        .or_else(|| fields::fault(cx, written, suggests))
        .or_else(|| identity::other_kind(keyed, written))
}

/// Whether the value begins as an ARN does, as far as its first wildcard leaves that open.
fn begins_as_arn(text: &str, wildcard: Option<usize>) -> bool {
    const BEGIN: &str = "arn:";
    let fixed = text
        .get(..wildcard.unwrap_or(text.len()))
        .unwrap_or_default();
    let shared = fixed.len().min(BEGIN.len());
    let is_whole = wildcard.is_some() || shared == BEGIN.len();
    is_whole
        && fixed
            .get(..shared)
            .zip(BEGIN.get(..shared))
            .is_some_and(|(fixed, begin)| fixed.eq_ignore_ascii_case(begin))
}

/// The text without the white space at its end, if it has some.
fn trimmed(text: &str) -> Option<&str> {
    let end = text.trim_end();
    (end.len() < text.len()).then_some(end)
}

fn no_arn(keyed: &Keyed, value: &Text, text: &str) -> Fault {
    let key = quote(keyed.condition.key.written());
    let clause = if text.is_empty() {
        "an empty text is not an ARN".to_owned()
    } else {
        format!("{} is not an ARN", quote(text))
    };
    let bare = text.trim();
    let near = (bare != text && Arn::parse(bare).is_some()).then(|| bare.to_owned());
    let help = match kinds_of_arn(keyed.key.name()) {
        [(service, begin), ..] => format!("write the ARN: `arn:aws:{service}:…:{begin}…`").into(),
        [] => "write `arn:partition:service:region:account:resource`".into(),
    };
    Fault {
        clause,
        place: value.part(0..text.len()),
        label: if is_account_id(text) {
            "the ID of an account; `aws:PrincipalAccount` and others hold these".into()
        } else if key.chars().count() < 50 {
            format!("{key} holds ARNs").into()
        } else {
            "the key holds ARNs".into()
        },
        help,
        near,
    }
}

fn lacks_fields(value: &Text, text: &str) -> Fault {
    Fault {
        clause: format!(
            "{} has {} of the 6 that an ARN has",
            quote(text),
            count(Arn::fields(text).count(), "field")
        ),
        place: value.part(0..text.len()),
        label: "too short to be an ARN".into(),
        help: "write `arn:partition:service:region:account:resource`".into(),
        near: None,
    }
}
