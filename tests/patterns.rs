//! Patterns against slower procedures that are plainly right, and against hostile sizes.

use std::collections::{BTreeSet, HashSet};

use iamsure::semantics::Truth::{self, No, Unknown, Yes};
use iamsure::semantics::pattern::{Case, Pattern, Token, covers, matches, overlaps};
use iamsure::semantics::variable::segments;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Every run tries the same cases, so that a failure repeats.
fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn naive(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], rest) => rest.is_empty(),
        (['*', after @ ..], rest) => {
            naive(after, rest) || matches!(rest, [_, rest @ ..] if naive(pattern, rest))
        }
        (['?', after @ ..], [_, rest @ ..]) => naive(after, rest),
        ([char, after @ ..], [other, rest @ ..]) => char == other && naive(after, rest),
        _ => false,
    }
}

/// The positions of the pattern that are live after each step of a set of them; `length` accepts.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Live(BTreeSet<usize>);

impl Live {
    fn start(pattern: &[char]) -> Self {
        Self([0].into()).settle(pattern)
    }

    fn settle(mut self, pattern: &[char]) -> Self {
        for (position, char) in pattern.iter().enumerate() {
            if self.0.contains(&position) && *char == '*' {
                self.0.insert(position + 1);
            }
        }
        self
    }

    fn step(&self, pattern: &[char], char: char) -> Self {
        let next = self
            .0
            .iter()
            .filter_map(|&position| match pattern.get(position)? {
                '*' => Some(position),
                '?' => Some(position + 1),
                named => (*named == char).then_some(position + 1),
            });
        Self(next.collect()).settle(pattern)
    }

    fn accepts(&self, pattern: &[char]) -> bool {
        self.0.contains(&pattern.len())
    }
}

/// Whether some text over the letters and one that no pattern names is taken as asked by the two patterns.
fn some_text(one: &[char], other: &[char], asked: impl Fn(bool, bool) -> bool) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![(Live::start(one), Live::start(other))];
    while let Some((left, right)) = open.pop() {
        if asked(left.accepts(one), right.accepts(other)) {
            return true;
        }
        for char in ['a', 'b', ':', 'z'] {
            let next = (left.step(one, char), right.step(other, char));
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    false
}

fn patterns_up_to(length: usize, alphabet: &[char]) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut longest = all.clone();
    for _ in 0..length {
        longest = longest
            .iter()
            .flat_map(|start| alphabet.iter().map(move |char| format!("{start}{char}")))
            .collect();
        all.extend(longest.iter().cloned());
    }
    all
}

fn check_pair(wide: &str, narrow: &str) {
    let (wide_pattern, narrow_pattern) = (
        Pattern::new(wide, Case::Sensitive),
        Pattern::new(narrow, Case::Sensitive),
    );
    let (wide_chars, narrow_chars): (Vec<char>, Vec<char>) =
        (wide.chars().collect(), narrow.chars().collect());
    let escapes = some_text(&wide_chars, &narrow_chars, |wide, narrow| narrow && !wide);
    assert_eq!(
        covers(&wide_pattern, &narrow_pattern),
        Truth::from(!escapes),
        "`{wide}` covers `{narrow}`"
    );
    let shared = some_text(&wide_chars, &narrow_chars, |wide, narrow| narrow && wide);
    assert_eq!(
        overlaps(&wide_pattern, &narrow_pattern),
        Truth::from(shared),
        "`{wide}` overlaps `{narrow}`"
    );
}

#[test]
fn every_small_pattern_matches_every_small_text_as_it_should() {
    for pattern in patterns_up_to(4, &['a', 'b', '*', '?']) {
        let chars: Vec<char> = pattern.chars().collect();
        let ready = Pattern::new(&pattern, Case::Sensitive);
        for text in patterns_up_to(4, &['a', 'b', 'é']) {
            let expected = naive(&chars, &text.chars().collect::<Vec<_>>());
            assert_eq!(
                matches(&pattern, &text, Case::Sensitive),
                expected,
                "`{pattern}` takes `{text}`"
            );
            assert_eq!(ready.matches(&text), Truth::from(expected));
        }
    }
}

#[test]
fn random_patterns_match_as_a_naive_matcher_says() {
    runner(8000)
        .run(&("[ab:*?]{0,12}", "[ab:é]{0,12}"), |(pattern, text)| {
            let expected = naive(
                &pattern.chars().collect::<Vec<_>>(),
                &text.chars().collect::<Vec<_>>(),
            );
            prop_assert_eq!(matches(&pattern, &text, Case::Sensitive), expected);
            prop_assert_eq!(
                matches(
                    &pattern.to_uppercase(),
                    &text.to_lowercase(),
                    Case::AsciiFold
                ),
                expected
            );
            Ok(())
        })
        .expect("the two matchers agree");
}

/// Lengths at which stretches are searched for by other means than place after place.
#[test]
fn long_patterns_match_as_an_automaton_says() {
    let pattern = "[a?]{33,140}[ab]{0,1}|[aé]{33,70}";
    let input = (
        "a{0,2}",
        pattern,
        prop::option::of(pattern),
        "(a{90,160}[bé]){3,5}a{0,2}",
        any::<bool>(),
    );
    let counted = std::cell::Cell::new((0, 0));
    runner(1500)
        .run(&input, |(start, first, second, text, fold)| {
            let pattern = format!("{start}*{first}*{}", second.unwrap_or_default());
            let chars: Vec<char> = pattern.chars().collect();
            let end = text
                .chars()
                .fold(Live::start(&chars), |live, char| live.step(&chars, char));
            let expected = end.accepts(&chars);
            let (yes, no) = counted.get();
            counted.set(if expected {
                (yes + 1, no)
            } else {
                (yes, no + 1)
            });
            let (text, case) = if fold {
                (text.to_ascii_uppercase(), Case::AsciiFold)
            } else {
                (text, Case::Sensitive)
            };
            prop_assert_eq!(matches(&pattern, &text, case), expected);
            Ok(())
        })
        .expect("the two matchers agree");
    let (yes, no) = counted.get();
    assert!(yes > 100 && no > 100, "one-sided: {yes} yes, {no} no");
}

#[test]
fn every_pair_of_small_patterns_compares_as_automata_say() {
    let all = patterns_up_to(4, &['a', 'b', '*', '?']);
    for wide in &all {
        for narrow in &all {
            check_pair(wide, narrow);
        }
    }
}

#[test]
fn random_pairs_compare_as_automata_say() {
    let biased = "(a|b|\\*|\\?|:|\\*\\?|a\\*){0,9}";
    runner(4000)
        .run(&(biased, biased), |(wide, narrow)| {
            check_pair(&wide, &narrow);
            Ok(())
        })
        .expect("the procedures agree");
}

/// A stretch between two stars, laid over a pattern without stars place after place.
#[test]
fn long_pairs_compare_as_every_place_says() {
    let counted = std::cell::Cell::new([0; 3]);
    runner(1000)
        .run(
            &(
                "[a?]{33,60}b?|[ab]{33,40}",
                "(a{0,90}[ab?é]{1,2}){4,6}[ab?]{200}",
            ),
            |(stretch, text)| {
                let wide = Pattern::new(&format!("*{stretch}*"), Case::Sensitive);
                let narrow = Pattern::new(&text, Case::Sensitive);
                let stretch: Vec<char> = stretch.chars().collect();
                let text: Vec<char> = text.chars().collect();
                let lies_somewhere = |takes: fn(char, char) -> bool| {
                    text.windows(stretch.len())
                        .any(|place| stretch.iter().zip(place).all(|(&s, &t)| takes(s, t)))
                };
                let covered = lies_somewhere(|s, t| s == '?' || s == t);
                let shared = lies_somewhere(|s, t| s == '?' || t == '?' || s == t);
                let mut counts = counted.get();
                counts[usize::from(covered) + usize::from(shared)] += 1;
                counted.set(counts);
                prop_assert_eq!(covers(&wide, &narrow), Truth::from(covered));
                prop_assert_eq!(overlaps(&wide, &narrow), Truth::from(shared));
                prop_assert_eq!(overlaps(&narrow, &wide), Truth::from(shared));
                Ok(())
            },
        )
        .expect("the procedures agree");
    let counts = counted.get();
    assert!(
        counts.iter().all(|&count| count > 20),
        "one-sided: {counts:?}"
    );
}

#[test]
fn letter_case_counts_when_patterns_compare() {
    let compare = |wide: (&str, Case), narrow: (&str, Case)| {
        let (wide, narrow) = (
            Pattern::new(wide.0, wide.1),
            Pattern::new(narrow.0, narrow.1),
        );
        (covers(&wide, &narrow), overlaps(&wide, &narrow))
    };
    let (exact, fold) = (Case::Sensitive, Case::AsciiFold);
    for (wide, narrow, expected) in [
        (("S3:get*", fold), ("s3:GetObject", fold), (Yes, Yes)),
        (("S3:get*", fold), ("s3:GetObject", exact), (Yes, Yes)),
        (("s3:get*", exact), ("s3:GetObject", exact), (No, No)),
        (("s3:Get*", exact), ("s3:GetObject", fold), (No, Yes)),
        (("??:*", exact), ("s3:GetObject", fold), (Yes, Yes)),
        (("12:*", exact), ("12:x", fold), (Yes, Yes)),
        (("a*", fold), ("B*", exact), (No, No)),
        (("*a", fold), ("b*A", exact), (Yes, Yes)),
    ] {
        assert_eq!(compare(wide, narrow), expected, "{wide:?} {narrow:?}");
    }
}

#[test]
fn unknown_text_leaves_open_what_it_could_change() {
    let home = |end: &str| {
        let tokens = "home/".chars().map(Token::Char).chain([Token::Unknown]);
        let end = end.chars().map(|char| match char {
            '*' => Token::AnyRun,
            '?' => Token::AnyOne,
            char => Token::Char(char),
        });
        Pattern::from_tokens(tokens.chain(end), Case::Sensitive)
    };
    let known = |text| Pattern::new(text, Case::Sensitive);
    assert_eq!(home("/*").matches("home/x/y"), Unknown);
    assert_eq!(home("/*").matches("home/x"), No);
    assert_eq!(covers(&known("home/*"), &home("/*")), Yes);
    assert_eq!(covers(&known("home/?*"), &home("/*")), Yes);
    assert_eq!(covers(&known("home/x*"), &home("/*")), Unknown);
    assert_eq!(covers(&known("away/*"), &home("/*")), No);
    assert_eq!(covers(&home("*"), &known("home/x")), Unknown);
    assert_eq!(covers(&home("*"), &known("away/x")), No);
    assert_eq!(overlaps(&home("/*"), &known("home/x/*")), Unknown);
    assert_eq!(overlaps(&home("/*"), &known("away/*")), No);
    assert!(!home("*").is_everything());
    assert!(known("**").is_everything());
    assert!(!known("").is_everything());
    // A literal star takes a star only.
    assert_eq!(Pattern::literal("a*", Case::Sensitive).matches("ab"), No);
    assert_eq!(Pattern::literal("a*", Case::AsciiFold).matches("A*"), Yes);
}

/// Two patterns that some text matches both, by what is left when their ends are laid on each other.
#[test]
fn pairs_that_look_alike() {
    for (one, other, expected) in [
        ("a*a", "a*b", No),
        ("*a*", "*b*", Yes),
        ("*/*", "*personalize*", Yes),
        ("aaaaaa:/b", "aa*a:/b", Yes),
        ("", "**", Yes),
        ("", "a", No),
    ] {
        let (one, other) = (
            Pattern::new(one, Case::Sensitive),
            Pattern::new(other, Case::Sensitive),
        );
        assert_eq!(overlaps(&one, &other), expected, "{one:?} {other:?}");
        assert_eq!(overlaps(&other, &one), expected, "{other:?} {one:?}");
    }
}

#[test]
fn hostile_lengths_take_no_time() {
    let megabyte = 1_000_000;
    let as_ = "a".repeat(megabyte);
    let half = "a".repeat(megabyte / 2);
    let sizes = [
        (
            "stars",
            "*a".repeat(10_000) + "b",
            "a".repeat(10_000),
            false,
        ),
        (
            "one star too many",
            "*a".repeat(10_000) + "*",
            "a".repeat(9_999),
            false,
        ),
        (
            "many stars",
            "*a".repeat(megabyte / 2) + "*",
            as_.clone(),
            true,
        ),
        ("near miss", format!("*{half}b*"), as_.clone(), false),
        (
            "short near miss",
            "*aaaaaaaaaaaaaaaab*".to_owned(),
            as_.clone(),
            false,
        ),
        (
            "open near miss",
            format!("*{}b*", "a?".repeat(megabyte / 6)),
            "a".repeat(megabyte / 3 * 2),
            false,
        ),
        ("only stars", "*".repeat(megabyte), as_.clone(), true),
        ("only ones", "?*".repeat(megabyte / 2), as_.clone(), true),
    ];
    for (name, pattern, text, expected) in sizes {
        for case in [Case::Sensitive, Case::AsciiFold] {
            ends(|| {
                assert_eq!(matches(&pattern, &text, case), expected, "{name}");
            });
        }
        let (pattern, text) = (
            Pattern::new(&pattern, Case::Sensitive),
            Pattern::new(&text, Case::Sensitive),
        );
        ends(|| {
            assert_eq!(covers(&pattern, &text), expected.into(), "{name}");
            assert_eq!(overlaps(&pattern, &text), expected.into(), "{name}");
            assert_eq!(overlaps(&pattern, &pattern), Yes, "{name}");
        });
    }
    ends(|| {
        assert_eq!(segments(&"${a,'".repeat(200_000)).len(), 200_000);
        assert_eq!(segments(&"${}".repeat(300_000)).len(), 300_000);
    });
}

/// A blow-up is a test that does not end; no time is asserted.
fn ends(work: impl FnOnce()) {
    work();
}
