//! Every code of AWS's own policy check, with a policy that has the fault and a near miss that has not.
//!
//! The table is `tests/access_analyzer/`, one file for each part of the language:
//!
//! ```text
//! ## INVALID_SERVICE_IN_ACTION ERROR severity=warning
//! # What the data does not know may be newer than it.
//! flagged
//! {"Effect": "Allow", "Action": "dynamo:PutItem", "Resource": "*"}
//! clean type=scp
//! {"Effect": "Deny", "Action": "dynamodb:PutItem", "Resource": "*"}
//! ```
//!
//! A block begins with the code, AWS's type of it, and words that hold for all of its policies; words behind `flagged`
//! and `clean` hold for one: `type=` (an identity policy where nothing is said), `resource-type=`, `account=`,
//! `size=6200` (letters stand for the `…`, so that the policy has this many bytes), `whole` (the text is the whole
//! policy; else it is its `Statement`, and the `Version` is today's), `severity=` (another one than AWS's type maps to;
//! a remark says why).
//!
//! What is flagged gets one finding of the code, and no error but it; what is clean gets none of the code, and no error.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use iamsure::config::{Config, Standing};
use iamsure::engine::{Settings, judge};
use iamsure::finding::{Finding, Severity};
use iamsure::kind::{PolicyType, ResourceType};
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

/// How many codes AWS has of each type, and as what we report them where no block says otherwise.
const TYPES: [(&str, usize, Severity); 4] = [
    ("ERROR", 79, Severity::Error),
    ("WARNING", 26, Severity::Warning),
    ("SECURITY_WARNING", 19, Severity::Warning),
    ("SUGGESTION", 29, Severity::Info),
];

#[test]
fn each_code_comes_out_for_its_policy_and_not_for_the_near_miss() {
    let mut wrong = Vec::new();
    for block in table() {
        for example in &block.examples {
            if let Err(reason) = judge_example(&block, example) {
                wrong.push(format!("{}: {}: {reason}", example.place, block.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_codes_of_aws_are_in_the_table_once() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut codes = BTreeSet::new();
    for block in table() {
        *counts.entry(block.aws_type.clone()).or_default() += 1;
        assert!(codes.insert(block.code.clone()), "{} twice", block.code);
        for kind in [Kind::Flagged, Kind::Clean] {
            assert!(
                block.examples.iter().any(|example| example.kind == kind),
                "{}: no {kind:?} policy",
                block.code
            );
        }
    }
    let wanted = TYPES.map(|(name, count, _)| (name.to_owned(), count));
    assert_eq!(counts, BTreeMap::from(wanted));
}

#[test]
fn the_codes_of_the_rules_are_those_of_the_table() {
    let table: BTreeSet<String> = table().into_iter().map(|block| block.code).collect();
    let claimed: BTreeSet<String> = rules::all()
        .iter()
        .flat_map(|rule| rule.meta.codes)
        .map(|&code| code.to_owned())
        .collect();
    assert_eq!(claimed, table);
}

/// No policy stands in the table twice: each code has an example and a near miss of its own.
#[test]
fn no_policy_is_the_same_as_another() {
    let mut seen: BTreeMap<(String, Vec<String>), String> = BTreeMap::new();
    for block in table() {
        for example in block.examples {
            let text: String = example.text.split_whitespace().collect();
            let words = [block.words.clone(), example.words].concat();
            if let Some(other) = seen.insert((text, words), example.place.clone()) {
                panic!("{} repeats {other}", example.place);
            }
        }
    }
}

fn judge_example(block: &Block, example: &Example) -> Result<(), String> {
    let source = Source::new("policy.json", example.policy(block));
    let config = Config::default();
    let option = |name| example.option(block, name);
    let settings = Settings {
        policy_type: Some(policy_type(option("type").unwrap_or("identity"))),
        resource_type: option("resource-type")
            .filter(|name| !name.is_empty())
            .map(|name| ResourceType::find(name).expect("a resource type of AWS")),
        account: option("account"),
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    let registry: Vec<_> = rules::all()
        .iter()
        .copied()
        .filter(|rule| {
            rule.standing() == Standing::Default || rule.meta.codes.contains(&block.code.as_str())
        })
        .collect();
    let judged = judge(&syntax::parse(FileId(0), &source), &settings, &registry);
    let (ours, others): (Vec<&Finding>, Vec<&Finding>) = judged
        .findings
        .iter()
        .partition(|finding| finding.access_analyzer == Some(block.code.as_str()));
    let severity = block.severity(example);
    match (example.kind, ours.as_slice()) {
        (Kind::Flagged, [finding]) if finding.severity == severity => {}
        (Kind::Flagged, [finding]) => {
            return Err(format!(
                "{} instead of {}",
                finding.severity.name(),
                severity.name()
            ));
        }
        (Kind::Flagged, findings) => {
            return Err(format!(
                "flagged {} times; beside it {:?}",
                findings.len(),
                said(&others)
            ));
        }
        (Kind::Clean, []) => {}
        (Kind::Clean, findings) => return Err(format!("flagged: {:?}", said(findings))),
    }
    let errors: Vec<&Finding> = others
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(format!("other errors: {:?}", said(&errors)))
    }
}

fn said(findings: &[&Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| format!("{}: {}", finding.rule.id, finding.message))
        .collect()
}

fn policy_type(name: &str) -> PolicyType {
    PolicyType::ALL
        .into_iter()
        .find(|kind| kind.name() == name)
        .expect("a policy type")
}

/// A code of AWS and its policies.
struct Block {
    code: String,
    aws_type: String,
    words: Vec<String>,
    has_remark: bool,
    examples: Vec<Example>,
}

struct Example {
    kind: Kind,
    words: Vec<String>,
    has_remark: bool,
    /// File and line.
    place: String,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Flagged,
    Clean,
}

impl Block {
    /// That of AWS's type, unless a word says another one and a remark why.
    fn severity(&self, example: &Example) -> Severity {
        let Some(name) = example.option(self, "severity") else {
            return TYPES
                .iter()
                .find(|(name, ..)| *name == self.aws_type)
                .map(|(.., severity)| *severity)
                .expect("a type of AWS's findings");
        };
        assert!(
            self.has_remark || example.has_remark,
            "{}: no remark says why",
            example.place
        );
        [Severity::Error, Severity::Warning, Severity::Info]
            .into_iter()
            .find(|severity| severity.name() == name)
            .expect("a severity")
    }
}

impl Example {
    /// The words of the policy go before those of the block.
    fn option<'a>(&'a self, block: &'a Block, name: &str) -> Option<&'a str> {
        let mut words = self.words.iter().chain(&block.words);
        words.find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
    }

    fn policy(&self, block: &Block) -> String {
        let is_whole = self
            .words
            .iter()
            .chain(&block.words)
            .any(|it| it == "whole");
        let text = if is_whole {
            self.text.clone()
        } else {
            format!(r#"{{"Version": "2012-10-17", "Statement": {}}}"#, self.text)
        };
        let Some(size) = self.option(block, "size") else {
            return text;
        };
        let size: usize = size.parse().expect("a number of bytes");
        let (start, end) = text
            .split_once('…')
            .expect("a policy that can be stretched");
        let missing = size
            .checked_sub(start.len() + end.len())
            .expect("a policy smaller than its block says");
        let letters: String = ('a'..='w').cycle().take(missing).collect();
        format!("{start}{letters}{end}")
    }
}

/// All blocks, in the order of their files.
fn table() -> Vec<Block> {
    let mut files: Vec<PathBuf> = fs::read_dir("tests/access_analyzer")
        .expect("the table can be read")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    files.iter().flat_map(|path| read(path)).collect()
}

fn read(path: &Path) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let text = fs::read_to_string(path).expect("a file of the table can be read");
    for (index, line) in text.lines().enumerate() {
        let place = format!("{}:{}", path.display(), index + 1);
        if let Some(head) = line.strip_prefix("## ") {
            let mut words = head.split_whitespace().map(str::to_owned);
            blocks.push(Block {
                code: words.next().expect("a block has a code"),
                aws_type: words.next().expect("a block has a type"),
                words: words.collect(),
                has_remark: false,
                examples: Vec::new(),
            });
            continue;
        }
        // What stands before the first block says what the file is.
        let Some(block) = blocks.last_mut() else {
            continue;
        };
        let mut words = line.split_whitespace();
        let kind = match words.next() {
            Some("flagged") => Some(Kind::Flagged),
            Some("clean") => Some(Kind::Clean),
            _ => None,
        };
        if let Some(kind) = kind {
            block.examples.push(Example {
                kind,
                words: words.map(str::to_owned).collect(),
                has_remark: false,
                place,
                text: String::new(),
            });
        } else if line.starts_with('#') {
            match block.examples.last_mut() {
                Some(example) => example.has_remark = true,
                None => block.has_remark = true,
            }
        } else if !line.is_empty() {
            let example = block
                .examples
                .last_mut()
                .unwrap_or_else(|| panic!("{place}: neither flagged nor clean"));
            if !example.text.is_empty() {
                example.text.push('\n');
            }
            example.text.push_str(line);
        }
    }
    blocks
}
