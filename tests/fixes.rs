//! A fix that is called safe is proven to add no access: for every safe fix of every rule page.

#[allow(dead_code, reason = "not every test draws a page's output")]
mod pages;

use iamsure::finding::{Finding, Safety};
use iamsure::kind::PolicyType;
use iamsure::proof::{self, Limits, Side, Verdict};
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::{model, syntax};
use pages::{BlockKind, Page};

#[test]
fn every_safe_fix_of_a_page_adds_no_access() {
    let mut proven = 0;
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let page = Page::parse(rule.page);
        for block in &page.blocks {
            if block.kind != BlockKind::Flagged || block.words[0] != "json" {
                continue;
            }
            let policy_type = policy_type(block);
            for finding in pages::findings(rule, &page, block) {
                let text = block.text.strip_suffix('\n').unwrap_or(&block.text);
                let Some(fixed) = fixed(text, &finding) else {
                    continue;
                };
                match adds_nothing(text, &fixed, policy_type) {
                    Some(Verdict::Proven) => proven += 1,
                    // Before the fix the text was no policy that AWS takes, so it granted nothing at all.
                    None => {}
                    Some(other) => wrong.push(format!(
                        "{} at line {}: {other:?}\n{fixed}",
                        rule.meta.id, block.line
                    )),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(proven >= 15, "only {proven} fixes were proven");
}

fn policy_type(block: &pages::Block) -> Option<PolicyType> {
    let mut words = block.words.iter();
    let name = words.find_map(|word| word.strip_prefix("type="))?;
    PolicyType::ALL.into_iter().find(|one| one.name() == name)
}

/// The text after a safe fix, if the finding has one.
fn fixed(text: &str, finding: &Finding) -> Option<String> {
    let fix = finding
        .fix
        .as_ref()
        .filter(|fix| fix.safety == Safety::Safe)?;
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span.start);
    let mut fixed = text.to_owned();
    for edit in edits.into_iter().rev() {
        fixed.replace_range(edit.span.range(), &edit.text);
    }
    Some(fixed)
}

fn adds_nothing(before: &str, after: &str, policy_type: Option<PolicyType>) -> Option<Verdict> {
    let (before, after) = (Source::new("before", before), Source::new("after", after));
    let trees = [before, after].map(|source| syntax::parse(FileId(0), Box::leak(Box::new(source))));
    let [old, new] = trees.each_ref().map(model::lower);
    if old.broken || old.statements.iter().any(|statement| !statement.sound) {
        return None;
    }
    let side = |policy| Side {
        policy,
        policy_type: policy_type.unwrap_or_else(|| model::policy_type(&old)),
    };
    Some(proof::no_new_access(
        &side(&new),
        &side(&old),
        &Limits::default(),
    ))
}
