use crate::catalog::KnownKey;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Part};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "impossible-tag-key",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "condition on a tag whose key no tag can have",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::TagKey, check),
};

/// How many characters the key of a tag can have.
const LONGEST: usize = 128;

/// Every condition on a tag whose key is too long, or has characters that keys do not have.
fn check(cx: &Context) -> Vec<Finding> {
    cx.keyed()
        .iter()
        // Nearly no key has a name of a tag in it.
        .filter(|keyed| keyed.condition.key.written().contains('/') && keyed.key.is_tag())
        .filter_map(|keyed| finding(keyed.condition, keyed.key))
        .collect()
}

fn finding(condition: &Condition, key: KnownKey) -> Option<Finding> {
    let written = condition.key.known()?;
    let (stem, tag) = written.split_once('/')?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:/=+-@ ".contains(&byte);
    if tag.len() <= LONGEST && tag.bytes().all(is_plain) {
        return None;
    }
    let place = |start: usize, end: usize| {
        let from = stem.len() + 1;
        condition.key.part(from + start..from + end)
    };
    if tag.len() > LONGEST && tag.chars().nth(LONGEST).is_some() {
        return Some(
            RULE.finding("no tag has this key: it is too long")
                .at(
                    place(0, tag.len()),
                    format!("{} characters", tag.chars().count()),
                )
                .help(format!(
                    "write the key of a tag: {LONGEST} characters at most"
                )),
        );
    }
    let (at, odd) = tag.char_indices().find(|(_, char)| !is_usual(*char))?;
    let finding = RULE
        .finding(format!(
            "the key of a tag does not have {}",
            quote(&odd.to_string())
        ))
        .at(place(at, at + odd.len_utf8()), "compared as it stands");
    if matches!(odd, '*' | '?') {
        return Some(finding.help("name each tag; wildcards are for values"));
    }
    let help = "use letters, digits, spaces and `_.:/=+-@`";
    // EC2 takes any character.
    Some(
        if key.name().starts_with("aws:") || key.name().starts_with("ec2:") {
            finding.severity(Severity::Info).help(help)
        } else {
            finding.help(help)
        },
    )
}

fn is_usual(char: char) -> bool {
    char.is_alphanumeric() || char.is_whitespace() || "_.:/=+-@".contains(char)
}
