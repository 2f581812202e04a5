use std::collections::HashSet;

use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::model::{Statement, Text};
use crate::rules::{Check, Context, Rule};
use crate::sort;
use crate::text::{count, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "duplicate-sid",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "one `Sid` on several statements",
        codes: &["UNIQUE_SIDS_REQUIRED", "UNIQUE_SIDS_RECOMMENDED"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Each `Sid` that several statements have, once, in the order of their names.
fn check(cx: &Context) -> Vec<Finding> {
    let statements = cx.policy.statements.as_slice();
    if statements.len() <= FEW && all_differ(statements) {
        return Vec::new();
    }
    let mut sids: Vec<(&str, &Text)> = statements.iter().filter_map(name).collect();
    // Stable, so that equal ones keep the order of their places.
    sort::by_key(&mut sids, |&(text, _)| text);
    sids.chunk_by(|one, two| one.0 == two.0)
        .filter_map(|group| match group {
            [first, second, others @ ..] => Some(finding(cx, first.1, second.1, others)),
            _ => None,
        })
        .collect()
}

/// More statements than these are sorted at once.
const FEW: usize = 64;

/// Whether all names differ, by a mark of each: two that have the same mark may be the same.
fn all_differ(statements: &[Statement]) -> bool {
    const WORD: usize = 64;
    let mut marks = [0_u64; 16];
    let places = marks.len() * WORD;
    statements.iter().filter_map(name).all(|(sid, _)| {
        let place = mark(sid.as_bytes()) % places;
        let (word, bit) = (place / WORD, 1 << (place % WORD));
        let Some(word) = marks.get_mut(word) else {
            return false;
        };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    })
}

/// A number by which names are told apart: their length, and letters at both ends and between.
fn mark(name: &[u8]) -> usize {
    let (start, end) = name.split_at(name.len() / 2);
    let letters = [
        start.first(),
        start.last(),
        end.get(end.len() / 2),
        end.last(),
    ];
    letters.iter().fold(name.len(), |mark, letter| {
        mark * 31 + letter.map_or(0, |letter| usize::from(*letter))
    })
}

/// What a statement is called; an empty `Sid` is no name.
fn name<'s>(statement: &'s Statement<'_>) -> Option<(&'s str, &'s Text<'s>)> {
    let sid = statement.sid.as_ref()?;
    let text = sid.known().filter(|text| !text.is_empty())?;
    Some((text, sid))
}

fn finding(cx: &Context, first: &Text, second: &Text, others: &[(&str, &Text)]) -> Finding {
    /// How many of the others are shown.
    const SHOWN: usize = 4;
    let quoted = quote(first.written());
    let required = cx.policy_type.is_identity_like() || cx.policy_type == PolicyType::Trust;
    let label = match others.len().saturating_sub(SHOWN) {
        0 => "named like an earlier statement".to_owned(),
        more => format!(
            "named like an earlier statement, and so are {}",
            count(more, "more statement")
        ),
    };
    let mut finding = RULE
        .finding(format!(
            "{} have the `Sid` {quoted}",
            count(others.len() + 2, "statement")
        ))
        .at(second.span(), label)
        .related(first.span(), "this one")
        .help("give each statement a `Sid` of its own, or none");
    for (_, other) in others.iter().take(SHOWN) {
        finding = finding.related(other.span(), "here again");
    }
    let later: Vec<&Text> = std::iter::once(second)
        .chain(others.iter().map(|(_, other)| *other))
        .collect();
    if let Some(edits) = numbered(cx, first.written(), &later) {
        finding = finding.fix("number the later ones", Safety::Safe, edits);
    }
    if required {
        finding.code("UNIQUE_SIDS_REQUIRED")
    } else {
        finding
            .severity(Severity::Warning)
            .code("UNIQUE_SIDS_RECOMMENDED")
    }
}

/// A number behind each name but the first; a `Sid` has no meaning for access. None where the names are no valid ones, or
/// more than anybody would read.
fn numbered(cx: &Context, name: &str, later: &[&Text]) -> Option<Vec<Edit>> {
    const MOST: usize = 64;
    if later.len() > MOST || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let sids = cx
        .policy
        .statements
        .iter()
        .filter_map(|one| one.sid.as_ref());
    let taken: HashSet<&str> = sids.map(Text::written).collect();
    let mut free = (2_usize..)
        .map(|number| format!("{name}{number}"))
        .filter(|name| !taken.contains(name.as_str()));
    later
        .iter()
        .map(|sid| Some(Edit::replace(sid.span(), format!("\"{}\"", free.next()?))))
        .collect()
}
