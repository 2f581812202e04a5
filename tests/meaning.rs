//! What rules about meaning say, held against the decision procedure: each rule stands for a question about all requests,
//! and the two answers agree wherever the procedure has one.
//!
//! `IAMSURE_CASES` raises the number of random policies.

mod case;
mod conditions;
mod grants;
mod random;
mod trust;

use std::fs;
use std::path::Path;

use crate::pages::{BlockKind, Page};
use case::{Case, Tally};
use iamsure::kind::{PolicyType, Profile};
use iamsure::model::looks_like_policy;
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

/// The rules of which each page is read.
const RULES: [&str; 14] = [
    "missing-external-id",
    "optional-external-id",
    "weak-external-id",
    "anyone-can-assume",
    "condition-never-true",
    "leftover-bootstrap-deny",
    "integration-not-trusted",
    "missing-tag-session",
    "unrestricted-source-ip",
    "empty-date-window",
    "privilege-escalation",
    "credentials-exposure",
    "data-exfiltration",
    "resource-exposure",
];

fn hold(case: &Case, tally: &mut Tally) {
    case.examine(|seen| {
        if seen.policy_type == PolicyType::Trust {
            trust::external_ids(seen, tally);
            trust::strangers(seen, tally);
            trust::leftover(seen, tally);
            trust::integrated(seen, tally);
        }
        conditions::never_true(seen, tally);
        conditions::addresses(seen, tally);
        grants::risks(seen, tally);
    });
}

/// No disagreement, each of the rules asked about, and little left open.
#[track_caller]
fn agree(tally: &Tally, most_open: usize) {
    let shown: Vec<String> = tally
        .wrong
        .iter()
        .map(|(what, cases)| {
            format!(
                "{what}: {} times\n{}",
                cases.len(),
                cases.iter().take(3).cloned().collect::<Vec<_>>().join("\n")
            )
        })
        .collect();
    assert!(
        tally.wrong.is_empty(),
        "{:?}\n{}",
        tally.rules,
        shown.join("\n")
    );
    let (open, asked) = tally.rules.values().fold((0, 0), |(open, asked), count| {
        (open + count.open, asked + count.asked)
    });
    assert!(
        open * 100 <= asked * most_open,
        "{open} of {asked}: {:?}",
        tally.rules
    );
}

#[test]
fn pages_and_proofs_agree() {
    let mut tally = Tally::default();
    for rule in rules::all()
        .iter()
        .filter(|rule| RULES.contains(&rule.meta.id))
    {
        let page = Page::parse(rule.page());
        let response = page
            .blocks
            .iter()
            .find(|block| block.kind == BlockKind::Integration);
        for block in &page.blocks {
            if !matches!(block.kind, BlockKind::Flagged | BlockKind::Clean) {
                continue;
            }
            let word = |name: &str| {
                let mut words = block.words.iter();
                words.find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
            };
            let alone = block.words.iter().any(|word| word == "alone");
            let case = Case {
                name: format!("{}.md:{}", rule.meta.id, block.line),
                text: block.text.clone(),
                policy_type: word("type").map(|name| {
                    let mut all = PolicyType::ALL.into_iter();
                    all.find(|one| one.name() == name).expect("a policy type")
                }),
                profile: word("profile").map(|name| {
                    if name == "confluent" {
                        Profile::Confluent
                    } else {
                        Profile::None
                    }
                }),
                account: word("account").map(str::to_owned),
                integration: response.filter(|_| !alone).map(|one| one.text.clone()),
            };
            hold(&case, &mut tally);
        }
    }
    agree(&tally, 20);
}

#[test]
fn fixtures_and_proofs_agree() {
    let mut tally = Tally::default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut paths = Vec::new();
    for folder in fs::read_dir(&root).expect("the fixtures") {
        let folder = folder.expect("an entry").path();
        if folder.is_dir() && !folder.ends_with("integration") {
            paths.extend(
                fs::read_dir(&folder)
                    .expect("a folder")
                    .map(|one| one.expect("an entry").path()),
            );
        }
    }
    paths.sort();
    let mut read = 0;
    for path in &paths {
        let name = path
            .strip_prefix(&root)
            .expect("in there")
            .display()
            .to_string();
        let Ok(text) = fs::read_to_string(path) else {
            continue;
        };
        // The policies inside of larger documents are no policies as they stand there.
        let source = Source::new("fixture", text.as_str());
        if !text.contains("\"Statement\"") || !looks_like_policy(&syntax::parse(FileId(0), &source))
        {
            continue;
        }
        read += 1;
        let response = path.with_file_name("integration.json");
        hold(
            &Case {
                name,
                text,
                integration: fs::read_to_string(response).ok(),
                ..Case::default()
            },
            &mut tally,
        );
    }
    assert!(read >= 30, "{read}");
    // Most of them wait for an account to be filled in.
    agree(&tally, 55);
}

#[test]
fn random_policies_and_proofs_agree() {
    const PARTS: u64 = 2;
    // Two policies for each seed.
    let count: u64 = std::env::var("IAMSURE_CASES").map_or(2_000, |cases| {
        let cases: u64 = cases.parse().expect("IAMSURE_CASES is a number");
        cases.div_ceil(2)
    });
    let part = |index: u64| {
        let mut tally = Tally::default();
        for seed in (0..count).filter(|seed| seed % PARTS == index) {
            hold(&random::trust(seed), &mut tally);
            hold(&random::identity(seed), &mut tally);
        }
        tally
    };
    let tally = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..PARTS)
            .map(|index| scope.spawn(move || part(index)))
            .collect();
        let mut all = Tally::default();
        for part in parts {
            all.add(part.join().expect("a part of the run"));
        }
        all
    });
    agree(&tally, 5);
}
