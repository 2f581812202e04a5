use std::collections::HashSet;

use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::model::Text;
use crate::rules::{Check, Context, Rule};
use crate::text::{is_alphanumeric, list, quote};

use super::variable_unsupported_in_element;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unsupported-sid",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "`Sid` with characters other than letters and digits",
        codes: &["UNSUPPORTED_SID"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every `Sid` that IAM does not take. Other services take more in their own policies.
fn check(cx: &Context) -> Vec<Finding> {
    if !cx.policy_type.is_identity_like() && cx.policy_type != PolicyType::Trust {
        return Vec::new();
    }
    let sids = || {
        cx.policy
            .statements
            .iter()
            .filter_map(|statement| statement.sid.as_ref())
    };
    let offending: Vec<&Text> = sids()
        .filter(|sid| sid.known().is_some_and(|known| is_offending(cx, known)))
        .collect();
    if offending.is_empty() {
        return Vec::new();
    }
    let mut taken: HashSet<String> = sids().map(|sid| sid.written().to_owned()).collect();
    offending
        .into_iter()
        .map(|sid| finding(sid, sid.known().unwrap_or_default(), &mut taken))
        .collect()
}

/// Of a policy variable in it, `variable-unsupported-in-element` speaks.
fn is_offending(cx: &Context, sid: &str) -> bool {
    let is_told_elsewhere =
        || sid.contains("${") && cx.runs(&variable_unsupported_in_element::RULE);
    !is_alphanumeric(sid) && !is_told_elsewhere()
}

fn finding(sid: &Text, known: &str, taken: &mut HashSet<String>) -> Finding {
    let mut offending: Vec<char> = Vec::new();
    for char in known.chars().filter(|char| !char.is_ascii_alphanumeric()) {
        // Past a few they say nothing new, and a hostile text has very many.
        if offending.len() <= SHOWN && !offending.contains(&char) {
            offending.push(char);
        }
    }
    let mut names: Vec<String> = offending
        .iter()
        .take(SHOWN)
        .map(|&char| name(char))
        .collect();
    if offending.len() > SHOWN {
        names.push("more".to_owned());
    }
    let finding = RULE
        .finding(format!("this `Sid` holds {}", list(&names)))
        .at(sid.span(), "only letters `A-Z`, `a-z` and digits are taken")
        .help("remove these characters; a `Sid` has no meaning for access");
    let cured = joined(known);
    if cured.is_empty() || cured.len() > 128 || !taken.insert(cured.clone()) {
        return finding;
    }
    let edit = Edit::replace(sid.span(), format!("\"{cured}\""));
    finding.fix(format!("write `{cured}`"), Safety::Safe, vec![edit])
}

/// How many different characters are listed.
const SHOWN: usize = 8;

fn name(char: char) -> String {
    match char {
        ' ' => "a space".to_owned(),
        '\t' => "a tab".to_owned(),
        '\n' | '\r' => "a line break".to_owned(),
        '`' => "a backtick".to_owned(),
        char => quote(&char.to_string()),
    }
}

/// Its words run together, each with a capital: `allow read-only` becomes `AllowReadOnly`.
fn joined(sid: &str) -> String {
    let words = sid.split(|char: char| !char.is_ascii_alphanumeric());
    words.fold(String::new(), |mut joined, word| {
        let mut chars = word.chars();
        joined.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        joined.push_str(chars.as_str());
        joined
    })
}
