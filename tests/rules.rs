//! Every page of `rules/` tells the truth: what it shows as flagged is flagged by its rule, what it shows as clean is
//! not, and the output it prints is the tool's. `UPDATE=1 cargo test --test promises rules::` rewrites the outputs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::pages::{self, Block, BlockKind, Page};
use iamsure::config::Standing;
use iamsure::rules;

#[test]
fn every_page_tells_the_truth() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let path = page_path(rule);
        let text =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let page = Page::parse(&text);
        let mut rewritten = text.clone();
        for (index, block) in page.blocks.iter().enumerate() {
            let findings = pages::findings(rule, &page, block);
            match block.kind {
                BlockKind::Flagged if findings.is_empty() => {
                    wrong.push(format!("{}:{}: not flagged", path.display(), block.line));
                }
                BlockKind::Clean if !findings.is_empty() => {
                    wrong.push(format!(
                        "{}:{}: flagged: {}",
                        path.display(),
                        block.line,
                        findings[0].message
                    ));
                }
                BlockKind::Output => {
                    let flagged = previous_flagged(&page, index).unwrap_or_else(|| {
                        panic!("{}:{}: output of nothing", path.display(), block.line)
                    });
                    let output = pages::output(rule, &page, flagged);
                    if block.text != output {
                        if update {
                            rewritten = rewritten.replacen(
                                &format!("```text\n{}```", block.text),
                                &format!("```text\n{output}```"),
                                1,
                            );
                        } else {
                            wrong.push(format!(
                                "{}:{}: the tool prints\n{output}",
                                path.display(),
                                block.line
                            ));
                        }
                    }
                }
                _ => {}
            }
        }
        if rewritten != text {
            fs::write(&path, rewritten).expect("the page can be written");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pages_have_the_headings_of_a_manual() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let name = rule.meta.id;
        let headings: Vec<&str> = rule
            .page()
            .lines()
            .filter_map(|line| line.strip_prefix("## "))
            .collect();
        let wanted: Vec<&str> = ["Why", "Flagged", "Clean", "Fix", "Options", "References"]
            .into_iter()
            .filter(|heading| *heading != "Options" || headings.contains(heading))
            .collect();
        if !rule.page().starts_with(&format!("# {name}\n\n")) {
            wrong.push(format!("{name}: the title is not the id"));
        }
        if headings != wanted {
            wrong.push(format!("{name}: the headings are {headings:?}"));
        }
        let page = Page::parse(rule.page());
        if !page
            .blocks
            .iter()
            .any(|block| block.kind == BlockKind::Clean)
        {
            wrong.push(format!("{name}: no clean example"));
        }
        let outputs = page
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Output)
            .count();
        if !page
            .blocks
            .iter()
            .any(|block| block.kind == BlockKind::Flagged)
            || outputs == 0
        {
            wrong.push(format!("{name}: no flagged example with its output"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_page_without_a_rule_and_no_rule_elsewhere_than_its_category_says() {
    let pages: BTreeSet<PathBuf> = fs::read_dir("rules")
        .expect("rules/ can be read")
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .flat_map(|entry| {
            fs::read_dir(entry.path())
                .expect("a category can be read")
                .flatten()
                .map(|page| page.path())
        })
        .collect();
    let expected: BTreeSet<PathBuf> = rules::all().iter().map(|rule| page_path(rule)).collect();
    assert_eq!(pages, expected);
    for rule in rules::all() {
        let code = format!(
            "src/rules/{}/{}.rs",
            rule.meta.category.name(),
            rule.meta.id.replace('-', "_")
        );
        assert!(Path::new(&code).exists(), "{code} is not there");
    }
}

#[test]
fn the_page_of_an_opt_in_rule_says_so() {
    for rule in rules::all() {
        let is_said = rule.page().contains("this rule is opt-in");
        let is_opt_in = rule.standing() == Standing::OptIn;
        assert_eq!(is_said, is_opt_in, "{}", rule.meta.id);
    }
}

#[test]
fn ids_and_codes_are_said_once() {
    let mut names = BTreeSet::new();
    for rule in rules::all() {
        assert!(names.insert(rule.meta.id), "{} twice", rule.meta.id);
        for code in rule.meta.codes {
            assert!(names.insert(code), "{code} twice");
        }
    }
}

#[test]
fn every_code_that_a_rule_names_is_shown_on_its_page() {
    let mut missing = Vec::new();
    for rule in rules::all() {
        let page = Page::parse(rule.page());
        let shown: BTreeSet<&str> = page
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Flagged)
            .flat_map(|block| pages::findings(rule, &page, block))
            .filter_map(|finding| finding.access_analyzer)
            .collect();
        missing.extend(
            rule.meta
                .codes
                .iter()
                .filter(|code| !shown.contains(*code))
                .map(|code| format!("{}: {code}", rule.meta.id)),
        );
    }
    assert!(
        missing.is_empty(),
        "no flagged example gives these codes:\n{}",
        missing.join("\n")
    );
}

fn page_path(rule: &rules::Rule) -> PathBuf {
    Path::new("rules")
        .join(rule.meta.category.name())
        .join(format!("{}.md", rule.meta.id))
}

fn previous_flagged(page: &Page, index: usize) -> Option<&Block> {
    page.blocks[..index]
        .iter()
        .rev()
        .find(|block| block.kind == BlockKind::Flagged)
}
