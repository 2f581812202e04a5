//! What is said of fixes is held for every fix of every rule page: what it lets in is proven, the text it leaves can be read,
//! the finding is gone, and nothing worse has come.

use std::collections::{BTreeMap, BTreeSet};

use crate::pages::{self, Block, BlockKind, Page};
use iamsure::config::Standing;
use iamsure::engine::{Terms, is_allowed, mend};
use iamsure::finding::{Edit, Finding, Fix, Safety};
use iamsure::fix::apply;
use iamsure::rules::{self, Rule};
use iamsure::source::{FileId, Source, Span};
use iamsure::{model, syntax};

/// A fix of a page, and the texts before and after it.
struct Case<'p> {
    rule: &'static Rule,
    page: &'p Page,
    block: &'p Block,
    finding: Finding,
    fix: Fix,
    before: String,
    after: String,
}

impl Case<'_> {
    fn place(&self) -> String {
        format!("{} at line {}", self.rule.meta.id, self.block.line)
    }

    fn findings(&self, text: &str) -> Vec<Finding> {
        let standing = |rule: &&&Rule| {
            rule.standing() == Standing::Default || rule.meta.id == self.rule.meta.id
        };
        let rules: Vec<&'static Rule> = rules::all().iter().filter(standing).copied().collect();
        pages::judged(&rules, self.page, self.block, text).0
    }
}

fn is_broken(text: &str) -> bool {
    let source = Source::new("", text);
    model::lower(&syntax::parse(FileId(0), &source)).broken
}

/// Shows every fix of every policy that a page flags.
fn every_fix(mut visit: impl FnMut(Case)) {
    for rule in rules::all() {
        let page = Page::parse(rule.page());
        for block in &page.blocks {
            if block.kind != BlockKind::Flagged || block.words[0] != "json" {
                continue;
            }
            let before = pages::policy_text(block);
            for finding in pages::findings(rule, &page, block) {
                let Some(fix) = finding.fix.clone() else {
                    continue;
                };
                let applied = apply(&before, &[&fix]);
                assert_eq!(applied.made, [0], "{} cannot be made", rule.meta.id);
                visit(Case {
                    rule,
                    page: &page,
                    block,
                    finding,
                    fix,
                    before: before.clone(),
                    after: applied.text,
                });
            }
        }
    }
}

#[test]
fn what_is_called_safe_or_intended_is_proven() {
    let mut proven = BTreeMap::new();
    let mut wrong = Vec::new();
    every_fix(|case| {
        let integration = pages::integration(case.page, case.block);
        let (_, policy_type) = pages::judged(&[case.rule], case.page, case.block, &case.before);
        let terms = Terms {
            policy_type,
            integration: integration.as_ref(),
            allowed: Safety::Intended,
        };
        if case.fix.safety == Safety::Unsafe {
            return;
        }
        if is_broken(&case.after) {
            // Another mistake is left in it, and until that is gone the text is left alone.
            assert!(mend(&case.before, &[&case.fix], &terms).text.is_none());
        } else if is_allowed(&case.before, &case.after, case.fix.safety, &terms) {
            *proven.entry(case.fix.safety).or_insert(0) += 1;
        } else {
            wrong.push(format!("{}:\n{}", case.place(), case.after));
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(proven[&Safety::Safe] >= 40, "{proven:?}");
    assert!(proven[&Safety::Intended] >= 4, "{proven:?}");
}

#[test]
fn the_text_after_a_fix_can_be_read() {
    let mut wrong = Vec::new();
    every_fix(|case| {
        let problems = |text: &str| {
            let source = Source::new("", text);
            let tree = syntax::parse(FileId(0), &source);
            let breaks = tree.problems().iter().filter(|one| one.kind.breaks_json());
            breaks.count()
        };
        let (before, after) = (problems(&case.before), problems(&case.after));
        if after > before.saturating_sub(1) {
            wrong.push(format!("{}:\n{}", case.place(), case.after));
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Fixes after which another finding of the same weight shows, which stood behind the first: rule, the other rule, reason.
const BEHIND: &[(&str, &str, &str)] = &[
    (
        "confirm-audience-claim-type",
        "missing-subject",
        "it can be told only once the audience is compared as it is meant",
    ),
    (
        "null-with-qualifier",
        "unsupported-tag-condition-key",
        "it speaks of operators that AWS knows",
    ),
];

#[test]
fn after_a_fix_its_finding_is_gone_and_nothing_as_bad_has_come() {
    let mut wrong = Vec::new();
    every_fix(|case| {
        let count = |findings: &[Finding]| {
            let mut counts = BTreeMap::new();
            for one in findings {
                *counts
                    .entry((one.rule.id, one.message.to_string()))
                    .or_insert(0) += 1;
            }
            counts
        };
        let (before, after) = (case.findings(&case.before), case.findings(&case.after));
        let (old, new) = (count(&before), count(&after));
        let own = (case.rule.meta.id, case.finding.message.to_string());
        if new.get(&own) >= old.get(&own) {
            wrong.push(format!("{} is not cured:\n{}", case.place(), case.after));
        }
        for finding in &after {
            let key = (finding.rule.id, finding.message.to_string());
            let is_new = new.get(&key) > old.get(&key);
            let is_known = BEHIND
                .iter()
                .any(|(rule, other, _)| *rule == case.rule.meta.id && *other == finding.rule.id);
            let is_other = finding.rule.id != case.rule.meta.id;
            if is_new && is_other && !is_known && finding.severity >= case.finding.severity {
                wrong.push(format!(
                    "{} brings {}: {}\n{}",
                    case.place(),
                    finding.rule.id,
                    finding.message,
                    case.after
                ));
            }
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Which fixes the findings of each rule have, and why no other.
#[test]
fn for_each_rule_it_is_decided_which_fixes_it_has() {
    let mut seen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    every_fix(|case| {
        let classes = seen.entry(case.rule.meta.id).or_default();
        classes.insert(case.fix.safety.name());
    });
    let lines: Vec<&str> = include_str!("data/fixes.tsv").lines().skip(1).collect();
    let mut decided: Vec<&str> = Vec::new();
    for line in lines {
        let [rule, classes, why] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not three columns: {line}");
        };
        assert!(!why.is_empty(), "{line}");
        let classes: BTreeSet<&str> = classes.split(", ").filter(|one| *one != "none").collect();
        let found = seen.remove(rule).unwrap_or_default();
        assert!(
            found.is_subset(&classes),
            "{rule}: {found:?} is not among {classes:?}"
        );
        decided.push(rule);
    }
    // A rule without a fix needs no line.
    let missing: Vec<&str> = seen.into_keys().collect();
    assert!(missing.is_empty(), "nothing is decided for {missing:?}");
    let rules: Vec<&str> = rules::all().iter().map(|rule| rule.meta.id).collect();
    let unknown: Vec<&&str> = decided.iter().filter(|id| !rules.contains(id)).collect();
    assert!(unknown.is_empty(), "no rules: {unknown:?}");
}

/// Round after round, as the command does it.
fn settled(case: &Case, text: &str) -> (String, usize) {
    let integration = pages::integration(case.page, case.block);
    let mut text = text.to_owned();
    for round in 0..10 {
        let (_, policy_type) = pages::judged(&[case.rule], case.page, case.block, &text);
        let terms = Terms {
            policy_type,
            integration: integration.as_ref(),
            allowed: Safety::Intended,
        };
        let findings = case.findings(&text);
        let fixes: Vec<&Fix> = findings.iter().filter_map(|one| one.fix.as_ref()).collect();
        match mend(&text, &fixes, &terms).text {
            Some(mended) => text = mended,
            None => return (text, round),
        }
    }
    (text, 10)
}

#[test]
fn every_page_settles_and_a_second_run_changes_nothing() {
    let mut wrong = Vec::new();
    every_fix(|case| {
        let (once, rounds) = settled(&case, &case.before);
        let (twice, more) = settled(&case, &once);
        if rounds >= 6 || more > 0 || once != twice {
            wrong.push(format!("{} takes {rounds} rounds:\n{once}", case.place()));
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn fix(edits: &[(u32, u32, &str)]) -> Fix {
    let edit = |&(start, end, text): &(u32, u32, &str)| {
        Edit::replace(Span::new(FileId(0), start, end), text)
    };
    Fix {
        title: "".into(),
        safety: Safety::Safe,
        edits: edits.iter().map(edit).collect(),
    }
}

fn applied(text: &str, fixes: &[Fix]) -> (String, Vec<usize>) {
    let fixes: Vec<&Fix> = fixes.iter().collect();
    let applied = apply(text, &fixes);
    (applied.text, applied.made)
}

#[test]
fn of_fixes_that_overlap_the_first_by_place_is_made_and_the_others_wait() {
    let fixes = [
        fix(&[(4, 6, "E")]),
        fix(&[(1, 5, "B")]),
        fix(&[(6, 7, "G")]),
        fix(&[(1, 5, "twin")]),
        fix(&[(2, 3, "nested")]),
    ];
    assert_eq!(
        applied("abcdefgh", &fixes),
        ("aBfGh".to_owned(), vec![1, 2])
    );
}

#[test]
fn a_fix_is_made_whole_or_not_at_all() {
    let fixes = [
        fix(&[(0, 1, "A"), (3, 5, "X")]),
        fix(&[(0, 0, "-"), (4, 6, "Y")]),
    ];
    // The second begins first: an insertion at 0 is shorter than a replacement there.
    assert_eq!(
        applied("abcdefgh", &fixes),
        ("-abcdYgh".to_owned(), vec![1])
    );
}

#[test]
fn edits_may_touch_and_two_insertions_at_one_place_may_not() {
    let fixes = [
        fix(&[(1, 2, "")]),
        fix(&[(2, 3, "")]),
        fix(&[(3, 3, "+")]),
        fix(&[(3, 3, "-")]),
    ];
    assert_eq!(applied("abcd", &fixes), ("a+d".to_owned(), vec![0, 1, 2]));
}

#[test]
fn an_edit_that_fits_no_place_is_not_made() {
    let fixes = [
        fix(&[(1, 2, "x")]),
        fix(&[(0, 99, "y")]),
        fix(&[]),
        fix(&[(2, 3, "a"), (2, 3, "b")]),
    ];
    assert_eq!(applied("aä", &fixes), ("aä".to_owned(), vec![]));
    assert_eq!(
        applied("", &[fix(&[(0, 0, "z")])]),
        ("z".to_owned(), vec![0])
    );
}

#[test]
fn a_thousand_edits_are_made_in_one_pass() {
    let text = "ab".repeat(100_000);
    let fixes: Vec<Fix> = (0..100_000)
        .map(|at| fix(&[(2 * at, 2 * at + 1, "")]))
        .collect();
    let (text, made) = applied(&text, &fixes);
    assert_eq!((text.len(), made.len()), (100_000, 100_000));
    assert!(!text.contains('a'));
}

/// The reading of a policy is unsound where an edit brings in what nobody has proven.
#[test]
fn a_safe_fix_that_adds_access_is_not_made() {
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/*"}}"#;
    let at =
        u32::try_from(policy.find("\"s3:GetObject").expect("it is there")).expect("it is near");
    let wide = fix(&[(at, at + 14, "\"s3:*\"")]);
    let same = fix(&[(at, at + 14, "\"S3:GETOBJECT\"")]);
    let start = u32::try_from(policy.len() - 1).expect("it is short");
    let id = fix(&[(start, start, ",\"Id\":\"x\"")]);
    let source = Source::new("", policy);
    let tree = syntax::parse(FileId(0), &source);
    let terms = Terms {
        policy_type: model::policy_type(&model::lower(&tree)),
        integration: None,
        allowed: Safety::Safe,
    };
    let mended = mend(policy, &[&wide, &id, &same], &terms);
    // `wide` comes first by place, and is left out; `same` is in its way no more.
    assert_eq!(mended.unproven, 1);
    let text = mended.text.expect("the others are made");
    assert!(
        text.contains("\"Id\":\"x\"") && !text.contains("s3:*"),
        "{text}"
    );
    // Nobody gets in by what cannot be read.
    let broken = fix(&[(0, 1, "")]);
    assert_eq!(mend(policy, &[&broken], &terms).text, None);
}
