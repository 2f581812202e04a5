use std::ops::Range;

use crate::catalog::global_keys;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Part, Text};
use crate::rules::{Check, Context, Rule};
use crate::semantics::variable::{SegmentKind, segments};
use crate::text::{nearest, quote};

use super::malformed_variable::texts;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unknown-policy-variable",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "policy variable of a global condition key that AWS does not have",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Variable, check),
};

/// How many findings of a policy get a guess at what was meant: a hostile policy has far more.
const GUESSES: usize = 64;

/// The first variable of each text that begins with `aws:` and names no global key, where variables are read.
fn check(cx: &Context) -> Vec<Finding> {
    if !cx.policy.has_variables() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (text, known) in texts(cx) {
        let unknown = segments(known).into_iter().find_map(|one| match one.kind {
            SegmentKind::Variable { name, default } if is_unknown(name) => {
                Some((one.range, name, default.is_some()))
            }
            _ => None,
        });
        if let Some((range, name, has_default)) = unknown {
            let guess = findings.len() < GUESSES;
            findings.push(finding(text, range, name, has_default, guess));
        }
    }
    findings
}

fn is_unknown(name: &str) -> bool {
    global_keys::has_prefix(name)
        && global_keys::find(name).is_none()
        && !name.eq_ignore_ascii_case(global_keys::WITHDRAWN)
}

fn finding(text: &Text, range: Range<usize>, name: &str, default: bool, guess: bool) -> Finding {
    let (stem, tag) = match name.split_once('/') {
        Some((stem, tag)) => (stem, Some(tag)),
        None => (name, None),
    };
    let key = quote(name);
    let near = guess.then(|| nearest(stem, global_keys::names())).flatten();
    let (message, help) = match near {
        Some(near) if near.eq_ignore_ascii_case(stem) && tag.is_some() => (
            format!("{key} is not a global condition key: `{near}` takes no tag"),
            format!("write `${{{near}}}`"),
        ),
        Some(near) if near.eq_ignore_ascii_case(stem) => (
            format!("{key} names no tag"),
            format!("write the name of the tag, as in `${{{near}/team}}`"),
        ),
        Some(near) => {
            let tag = tag.filter(|_| global_keys::lacks_tag_name(near));
            let meant = tag.map_or_else(|| near.to_owned(), |tag| format!("{near}/{tag}"));
            (
                format!("{key} is not a global condition key; did you mean `{meant}`?"),
                format!("write {}", quote(&format!("${{{meant}}}"))),
            )
        }
        None => (
            format!("{key} is not a global condition key"),
            "look the key up in AWS's list of global condition keys".to_owned(),
        ),
    };
    let label = if default {
        "no request has this key: the default always stands"
    } else {
        "no request has this key"
    };
    RULE.finding(message).at(text.part(range), label).help(help)
}
