//! Whatever the text: no rule fails, every finding points into the text, and the same text gets the same report.
//!
//! `IAMSURE_CASES` raises the number of texts per generator; `IAMSURE_POLICIES` names a file with one more policy per line.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use iamsure::config::Config;
use iamsure::engine::{Judged, Settings, judge};
use iamsure::finding::Finding;
use iamsure::integration::{self, Integration};
use iamsure::kind::{PolicyType, Profile, Stage};
use iamsure::report::{self, Format, Report};
use iamsure::rules;
use iamsure::source::{FileId, Source, Sources, Span};
use iamsure::syntax;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config as Runs, RngAlgorithm, TestRng, TestRunner};

/// What policies, templates and mistakes are made of.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u0041",
    "\\ud83d",
    "\0",
    "\n",
    "\r\n",
    "\u{feff}",
    "é",
    "😀",
    "“",
    "'",
    "*",
    "?",
    "**",
    "${",
    "}",
    "${*}",
    "${aws:username}",
    "${aws:x, 'y'}",
    "<",
    ">",
    "<ROLE>",
    "{{",
    "{{a}}",
    "%",
    "$",
    "//",
    "/",
    "/33",
    "::",
    "1",
    "0",
    "-",
    "+",
    ".",
    "e9",
    "99999999999999999999",
    "T",
    "Z",
    "2026-02-30",
    "+24:00",
    "=",
    "\"\"",
    "null",
    "true",
    "[]",
    "{}",
    "ForAllValues:",
    "ForAnyValue:",
    "IfExists",
    "Not",
    "aws:",
    "arn:aws:",
    "sts:",
    "root",
    "Ref",
    "Fn::Sub",
    "your-",
    "123456789012",
];

const INTEGRATION: &str = include_str!("../fixtures/integration/cli-describe.json");

#[test]
fn every_policy_as_it_stands_can_be_judged() {
    for policy in policies() {
        for how in 0..=u8::MAX {
            examine(policy.as_bytes(), how);
            if cases() < 10_000 && how >= 16 {
                break;
            }
        }
    }
}

#[test]
fn policies_with_other_bytes_can_be_judged() {
    let change = (any::<u32>(), any::<u32>(), any::<u16>());
    let strategy = (any::<u32>(), vec(change, 1..5), any::<u8>());
    run(&strategy, |(which, changes, how)| {
        let mut bytes = pick(policies(), *which).as_bytes().to_vec();
        for &(at, what, length) in changes {
            let at = at as usize % (bytes.len() + 1);
            let end = (at + usize::from(length) % 40).min(bytes.len());
            let piece = pick(PIECES, what >> 3).as_bytes();
            match what & 7 {
                0 => drop(bytes.drain(at..end)),
                1 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
                2 => bytes.truncate(at.max(1)),
                3 => drop(bytes.splice(
                    at..(at + 1).min(bytes.len()),
                    [(what >> 8).to_le_bytes()[0]],
                )),
                4 => drop(bytes.splice(at..end, piece.iter().copied())),
                _ => drop(bytes.splice(at..at, piece.iter().copied())),
            }
        }
        examine(&bytes, *how);
    });
}

#[test]
fn policies_with_other_parts_can_be_judged() {
    let change = (any::<u32>(), any::<u32>(), any::<u32>(), any::<u8>());
    let strategy = (any::<u32>(), vec(change, 1..6), any::<u8>());
    run(&strategy, |(which, changes, how)| {
        let mut text = (*pick(policies(), *which)).clone();
        for &(at, other, from, what) in changes {
            let places = parts(&text);
            let Some(place) = places.get(at as usize % places.len().max(1)) else {
                continue;
            };
            let donor = pick(policies(), other);
            let donors = parts(donor);
            let part = donors.get(from as usize % donors.len().max(1));
            let part = part.map_or("{}", |part| &donor[part.range()]);
            let old = &text[place.range()];
            let new = match what % 8 {
                0 => format!("[{part}]"),
                1 => format!("[{old},{part}]"),
                2 if old.starts_with('"') => old.to_uppercase(),
                3 if old.starts_with('"') && part.starts_with('"') => {
                    format!(
                        "{}{}",
                        old.trim_end_matches('"'),
                        part.trim_start_matches('"')
                    )
                }
                4 if old.starts_with('"') => format!("\"{}\"", pick(PIECES, from)),
                5 if old.starts_with('"') => format!("\"{}{}", pick(PIECES, from), &old[1..]),
                _ => part.to_owned(),
            };
            text.replace_range(place.range(), &new);
        }
        examine(text.as_bytes(), *how);
    });
}

#[test]
fn any_bytes_can_be_judged() {
    run(&(vec(any::<u8>(), 0..200), any::<u8>()), |(bytes, how)| {
        examine(bytes, *how);
    });
}

#[test]
fn any_pieces_can_be_judged() {
    let strategy = (vec(any::<u32>(), 0..60), any::<u8>());
    run(&strategy, |(pieces, how)| {
        let text: String = pieces
            .iter()
            .map(|&piece| {
                let literals = literals();
                if piece & 1 == 0 {
                    *pick(PIECES, piece >> 1)
                } else {
                    pick(literals, piece >> 1).as_str()
                }
            })
            .collect();
        examine(text.as_bytes(), *how);
    });
}

#[test]
fn places_beside_curly_quotes_are_on_character_boundaries() {
    for text in [
        "““\"Version\"",
        "“a” b",
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": “s3: *”, "Resource": "*"}}"#,
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": “s3:\u00e9 *”, "Resource": “ä*”}}"#,
    ] {
        (0..=u8::MAX).for_each(|how| examine(text.as_bytes(), how));
    }
}

/// Judges a text in one of many ways and holds what every report has to keep.
fn examine(bytes: &[u8], how: u8) {
    let mut sources = Sources::default();
    let file = sources.add(Source::from_bytes("policy.json", bytes.to_vec()));
    let response = sources.add(Source::new("integration.json", INTEGRATION));
    let integration = integration::read(
        response,
        sources.get(response),
        &integration::Selection::default(),
    )
    .expect("the response can be read");
    let config = Config::default();
    let settings = settings(how, &integration, &config);
    let judged = judged(&sources, file, &settings);
    let text = &sources.get(file).text;
    for finding in &judged.findings {
        hold(finding, &sources);
    }
    if how % 8 == 7 {
        let again = self::judged(&sources, file, &settings);
        assert_eq!(
            judged.findings, again.findings,
            "not the same twice: {text}"
        );
        let report = Report {
            sources,
            findings: judged.findings,
            ..Report::default()
        };
        for &format in Format::ALL {
            let mut out = Vec::new();
            report::write(&report, format, &report::Options::default(), &mut out)
                .expect("a Vec can be written");
            String::from_utf8(out).expect("reports are UTF-8");
        }
    }
}

fn judged(sources: &Sources, file: FileId, settings: &Settings) -> Judged {
    let tree = syntax::parse(file, sources.get(file));
    judge(&tree, settings, rules::all())
}

fn settings<'a>(how: u8, integration: &'a Integration, config: &'a Config) -> Settings<'a> {
    let types = [
        Some(PolicyType::Trust),
        None,
        Some(PolicyType::Identity),
        Some(PolicyType::Trust),
        Some(PolicyType::Resource),
        Some(PolicyType::Scp),
        Some(PolicyType::Rcp),
        Some(PolicyType::Boundary),
        Some(PolicyType::Session),
        Some(PolicyType::Trust),
    ];
    let how = usize::from(how);
    Settings {
        policy_type: types[how % types.len()],
        profile: [None, Some(Profile::Confluent), Some(Profile::None)][how / 10 % 3],
        stage: [None, Some(Stage::Final), Some(Stage::Prepared)][how / 30 % 3],
        account: (how & 1 == 0).then_some("111122223333"),
        integration: (how & 2 == 0).then_some(integration),
        ..Settings::new(
            DateTime::<Utc>::UNIX_EPOCH + chrono::Duration::days(20_000),
            config,
        )
    }
}

/// Codes that a rule gives for another one, which is silent then.
const LENT: [(&str, &str); 2] = [
    (
        "anyone-can-assume",
        "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
    ),
    ("permission-in-trust-policy", "UNSUPPORTED_ACTION_IN_POLICY"),
];

fn hold(finding: &Finding, sources: &Sources) {
    let text = &sources.get(FileId(0)).text;
    let at = format!("{finding:#?}\nin {text}");
    assert_ne!(finding.rule.id, "internal-error", "{at}");
    assert!(!finding.message.trim().is_empty(), "no message: {at}");
    assert_eq!(finding.primary.span.file, FileId(0), "elsewhere: {at}");
    if let Some(code) = finding.access_analyzer {
        let known = finding.rule.codes.contains(&code) || LENT.contains(&(finding.rule.id, code));
        assert!(known, "{at}");
    }
    let related = finding.related.iter().map(|label| label.span);
    let edits = finding
        .fix
        .iter()
        .flat_map(|fix| &fix.edits)
        .map(|edit| edit.span);
    for span in std::iter::once(finding.primary.span)
        .chain(related)
        .chain(edits)
    {
        let written = sources.get(span.file).text.get(span.range());
        assert!(written.is_some(), "{span:?} is no place: {at}");
    }
    let mut edits: Vec<Span> = finding
        .fix
        .iter()
        .flat_map(|fix| &fix.edits)
        .map(|edit| edit.span)
        .collect();
    edits.sort();
    for pair in edits.windows(2) {
        assert!(pair[0].end <= pair[1].start, "edits overlap: {at}");
    }
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(text) {
        let is_same = serde_json::to_string(&value).is_ok_and(|one| !has_equal_keys(text, &one));
        assert!(
            !is_same || value.pointer(&finding.pointer).is_some(),
            "points nowhere: {at}"
        );
    }
}

/// Whether reading dropped members: then a pointer into a dropped one leads nowhere.
fn has_equal_keys(text: &str, read: &str) -> bool {
    let count = |text: &str| parts(text).len();
    count(text) != count(read)
}

/// Where the values and keys of a text are written.
fn parts(text: &str) -> Vec<Span> {
    let source = Source::new("a.json", text);
    let tree = syntax::parse(FileId(0), &source);
    tree.values().map(syntax::Value::span).collect()
}

fn pick<T>(list: &[T], which: u32) -> &T {
    &list[which as usize % list.len()]
}

/// Every string that is written in a policy.
fn literals() -> &'static [String] {
    static LITERALS: OnceLock<Vec<String>> = OnceLock::new();
    LITERALS.get_or_init(|| {
        let mut literals: Vec<String> = policies()
            .iter()
            .flat_map(|policy| {
                parts(policy)
                    .into_iter()
                    .map(|part| policy[part.range()].to_owned())
            })
            .filter(|part| part.starts_with('"'))
            .collect();
        literals.sort();
        literals.dedup();
        literals
    })
}

/// The examples of the manual pages and the policies of the fixtures.
fn policies() -> &'static [String] {
    static POLICIES: OnceLock<Vec<String>> = OnceLock::new();
    POLICIES.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = Vec::new();
        gather(&root.join("rules"), &mut found);
        gather(&root.join("fixtures"), &mut found);
        if let Some(more) = std::env::var_os("IAMSURE_POLICIES") {
            let more = fs::read_to_string(more).expect("IAMSURE_POLICIES can be read");
            found.extend(more.lines().map(str::to_owned));
        }
        assert!(found.len() > 200, "only {} policies", found.len());
        found
    })
}

fn gather(folder: &Path, found: &mut Vec<String>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the entry can be read").path())
        .collect();
    entries.sort();
    for path in entries {
        let ending = path.extension().and_then(|ending| ending.to_str());
        if path.is_dir() {
            gather(&path, found);
        } else if ending == Some("json") {
            found.push(fs::read_to_string(&path).expect("the fixture can be read"));
        } else if ending == Some("md") {
            let page = fs::read_to_string(&path).expect("the page can be read");
            let fences = page.split("\n```").skip(1).step_by(2);
            let json = fences.filter(|fence| fence.starts_with("json"));
            found.extend(json.filter_map(|fence| Some(fence.split_once('\n')?.1.to_owned())));
        }
    }
}

fn cases() -> u32 {
    std::env::var("IAMSURE_CASES").map_or(1_000, |cases| {
        cases.parse().expect("IAMSURE_CASES is a number")
    })
}

/// The same texts at every run.
fn run<S: Strategy>(strategy: &S, test: impl Fn(&S::Value)) {
    let config = Runs {
        cases: cases(),
        failure_persistence: None,
        ..Runs::default()
    };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, random)
        .run(strategy, |value| {
            test(&value);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}
