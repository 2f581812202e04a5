//! Every sentence the tool says keeps the rules of its wording, as far as a pattern can hold them: each finding of each
//! page, and the facts of each rule.

use std::collections::BTreeSet;

use crate::pages::{self, BlockKind, Page};
use iamsure::finding::Finding;
use iamsure::rules;

/// Words that lecture instead of saying what is wrong.
const LECTURES: [&str; 5] = ["please", "should", "must", "obviously", "simply"];

/// What only a program says: the debug form of a value, or a type of ours.
const REMAINS: [&str; 11] = [
    "Some(", "None", "Ok(", "Err(", "\\\"", "&str", "Vec<", "Span", "FileId", "::Text", "Cow",
];

/// What a clause has and a noun phrase has not; checked of the words outside backticks.
const VERBS: [&str; 14] = [
    "is", "are", "has", "have", "can", "cannot", "may", "does", "do", "not", "never", "nothing",
    "no", "was",
];

#[test]
fn every_finding_is_worded_as_the_house_speaks() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let page = Page::parse(rule.page());
        for block in &page.blocks {
            if block.kind != BlockKind::Flagged {
                continue;
            }
            for finding in pages::findings(rule, &page, block) {
                for fault in faults(&finding) {
                    wrong.push(format!("{}:{}: {fault}", rule.meta.id, block.line));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_summary_is_a_short_noun_phrase() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let summary = rule.meta.summary;
        let mut faults = plain_faults(summary);
        if summary.chars().count() > 80 {
            faults.push("longer than 80 characters".to_owned());
        }
        let first = summary.split(' ').next().unwrap_or_default();
        if ["is", "are", "add", "use", "remove", "the", "this"].contains(&first) {
            faults.push(format!("begins with `{first}`: not the name of a thing"));
        }
        wrong.extend(
            faults
                .into_iter()
                .map(|fault| format!("{}: {fault}: {summary}", rule.meta.id)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_pattern_finds_what_it_looks_for() {
    for (text, expected) in [
        ("The action is wrong", "begins with a capital letter"),
        ("the action is wrong.", "ends with a mark"),
        ("you should use another", "says `should`"),
        (
            "an invalid action",
            "`invalid` does not say what was expected",
        ),
        ("the value `a is wrong", "a backtick without its other half"),
        ("the value is None", "what only a program says: None"),
        ("the value is \u{7}", "a control character"),
        ("two  spaces", "two spaces"),
    ] {
        assert!(
            plain_faults(text).iter().any(|fault| fault == expected),
            "{text}: {:?}",
            plain_faults(text)
        );
    }
    for text in [
        "`Conditions` is not a statement element; did you mean `Condition`?",
        "AWS reads this as 3 actions",
        "1,200 bytes are over the limit",
        "not a valid date: `None` is no day",
    ] {
        assert!(plain_faults(text).is_empty(), "{text}");
    }
}

fn faults(finding: &Finding) -> Vec<String> {
    let mut faults = Vec::new();
    let mut add = |part: &str, text: &str, found: Vec<String>| {
        faults.extend(
            found
                .into_iter()
                .map(|fault| format!("{part}: {fault}: {text}")),
        );
    };
    add(
        "message",
        &finding.message,
        message_faults(&finding.message),
    );
    let mut seen = BTreeSet::new();
    for label in std::iter::once(&finding.primary).chain(&finding.related) {
        let mut found = plain_faults(&label.text);
        if label.text.is_empty() {
            found.push("empty".to_owned());
        }
        if label.text.chars().count() > 70 {
            found.push("longer than 70 characters".to_owned());
        }
        if label.text == finding.message || finding.message.ends_with(&*label.text) {
            found.push("repeats the message".to_owned());
        }
        if !seen.insert((label.text.as_ref(), label.span)) {
            found.push("said twice".to_owned());
        }
        add("label", &label.text, found);
    }
    if let Some(help) = &finding.help {
        add("help", help, imperative_faults(help));
    }
    if let Some(fix) = &finding.fix {
        add("fix", &fix.title, imperative_faults(&fix.title));
    }
    faults
}

fn message_faults(message: &str) -> Vec<String> {
    let mut faults = plain_faults(message);
    let prose = without_names(message);
    let has_verb = prose.split(|c: char| !c.is_alphabetic()).any(|word| {
        VERBS.contains(&word) || (word.len() > 3 && (word.ends_with('s') || word.ends_with("ed")))
    });
    if !has_verb {
        faults.push("no verb".to_owned());
    }
    if prose.contains("did you mean") && !message.ends_with("`?") {
        faults.push("`did you mean` without a near miss at its end".to_owned());
    }
    faults
}

fn imperative_faults(text: &str) -> Vec<String> {
    let mut faults = plain_faults(text);
    if text.chars().count() >= 80 {
        faults.push(format!("{} characters, 80 or more", text.chars().count()));
    }
    let first = without_names(text);
    let first = first.split([' ', ',']).next().unwrap_or_default();
    let declares = ["it", "this", "the", "a", "an", "you", "there", "is", "are"];
    if first.is_empty() || declares.contains(&first) || first.ends_with("ing") {
        faults.push("not in the imperative".to_owned());
    }
    faults
}

/// What holds for every sentence and fragment.
fn plain_faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let prose = without_names(text);
    let mut letters = prose.chars();
    let is_name = |word: &str| {
        word.chars()
            .skip(1)
            .any(|c| c.is_uppercase() || c.is_ascii_digit())
            || [
                "Confluent",
                "Access",
                "Terraform",
                "JSON",
                "Amazon",
                "Unicode",
            ]
            .contains(&word)
    };
    if letters.next().is_some_and(char::is_uppercase)
        && !is_name(
            prose
                .split([' ', '\'', ',', ':'])
                .next()
                .unwrap_or_default(),
        )
    {
        faults.push("begins with a capital letter".to_owned());
    }
    if text.ends_with(['.', '!', ';', ':', ',']) {
        faults.push("ends with a mark".to_owned());
    }
    if prose.contains('!') {
        faults.push("an exclamation mark".to_owned());
    }
    let words: Vec<&str> = prose.split(|c: char| !c.is_alphabetic()).collect();
    for lecture in LECTURES {
        if words.contains(&lecture) {
            faults.push(format!("says `{lecture}`"));
        }
    }
    if words.contains(&"invalid") {
        faults.push("`invalid` does not say what was expected".to_owned());
    }
    for remains in REMAINS {
        if prose.contains(remains) {
            faults.push(format!("what only a program says: {remains}"));
        }
    }
    if text.matches('`').count() % 2 == 1 {
        faults.push("a backtick without its other half".to_owned());
    }
    if text.chars().any(char::is_control) {
        faults.push("a control character".to_owned());
    }
    if prose.contains("  ") || text.starts_with(' ') || text.ends_with(' ') {
        faults.push("two spaces".to_owned());
    }
    faults
}

/// The text with each name in backticks taken as one lower-case word, so that only our own words are judged.
fn without_names(text: &str) -> String {
    text.split('`')
        .enumerate()
        .map(|(index, part)| if index % 2 == 0 { part } else { "`x`" })
        .collect()
}
