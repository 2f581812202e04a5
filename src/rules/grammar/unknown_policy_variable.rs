use std::ops::Range;

use crate::catalog::global_keys;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Part, Text};
use crate::rules::global_key::{self, Meant};
use crate::rules::{Check, Context, Rule};
use crate::semantics::variable::{SegmentKind, segments};
use crate::text::quote;

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
            SegmentKind::Variable { name, default } if global_key::is_unknown(name) => {
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

fn finding(text: &Text, range: Range<usize>, name: &str, default: bool, guess: bool) -> Finding {
    let key = quote(name);
    let (message, help) = if global_keys::lacks_tag_name(name) {
        let tagged = quote(&format!("${{{}/team}}", name.trim_end_matches('/')));
        (
            format!("{key} names no tag"),
            format!("write the name of the tag, as in {tagged}"),
        )
    } else {
        match guess.then(|| global_key::meant(name)).flatten() {
            Some(Meant::Untagged(near)) => (
                format!("{key} is not a global condition key: `{near}` takes no tag"),
                format!("write `${{{near}}}`"),
            ),
            Some(Meant::Key(meant)) => (
                format!(
                    "{key} is not a global condition key; did you mean {}?",
                    quote(&meant)
                ),
                format!("write {}", quote(&format!("${{{meant}}}"))),
            ),
            None => (
                format!("{key} is not a global condition key"),
                "look the key up in AWS's list of global condition keys".to_owned(),
            ),
        }
    };
    let label = if default {
        "no request has this key: the default always stands"
    } else {
        "no request has this key"
    };
    RULE.finding(message).at(text.part(range), label).help(help)
}
