//! Reads the manual pages and runs what they show.
//!
//! A fence is `json flagged`, `json clean`, `json integration` (the response that the other blocks of the page are
//! checked against) or `text` (the output for the flagged block before it). Behind the word may stand `type=scp`,
//! `profile=confluent`, `stage=final`, `now=2026-01-31T00:00:00Z`, `account=111122223333`, `alone` (without the
//! page's integration), `connector=S3_SINK` with the names of its resources (`bucket=orders`, `with=sse-kms`), `size=6200` (`…` in the policy stands for as many letters as make it so many bytes long). A
//! `toml` block alone is the configuration of those after it. In a page about the configuration the blocks are
//! `toml flagged` and `toml clean`; `used` says that its exceptions were, and `nowhere` that they are for no file.

use std::path::Path;

use chrono::{DateTime, Utc};
use iamsure::catalog::Catalog;
use iamsure::config::{self, Config};
use iamsure::engine::{self, Settings};
use iamsure::finding::Finding;
use iamsure::integration::connectors::{Demand, Table, Wishes};
use iamsure::integration::{self, Integration};
use iamsure::kind::{PolicyType, Profile, ResourceType, Stage};
use iamsure::report::{self, Format, Report};
use iamsure::rules::{Check, ExceptionState, Member, Rule, Run, Together};
use iamsure::source::{Source, Sources};
use iamsure::{model, syntax};

#[derive(Debug)]
pub struct Page {
    pub blocks: Vec<Block>,
}

#[derive(Debug)]
pub struct Block {
    pub kind: BlockKind,
    pub words: Vec<String>,
    pub text: String,
    /// Where its fence stands, from 1.
    pub line: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    Flagged,
    Clean,
    Integration,
    Config,
    Output,
}

impl Page {
    pub fn parse(text: &str) -> Self {
        let mut blocks = Vec::new();
        let mut open: Option<Block> = None;
        for (index, line) in text.lines().enumerate() {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(info)) => {
                    let words: Vec<String> = info.split_whitespace().map(str::to_owned).collect();
                    let kind = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                        ["json" | "toml", "flagged", ..] => BlockKind::Flagged,
                        ["json" | "toml", "clean", ..] => BlockKind::Clean,
                        ["json", "integration", ..] => BlockKind::Integration,
                        ["toml"] => BlockKind::Config,
                        ["text"] => BlockKind::Output,
                        _ => panic!("a fence of a kind that no test reads: {line}"),
                    };
                    open = Some(Block {
                        kind,
                        words,
                        text: String::new(),
                        line: index + 1,
                    });
                }
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (Some(block), None) => {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                (None, None) => {}
            }
        }
        Self { blocks }
    }

    /// The configuration that stands nearest before a block.
    fn config(&self, block: &Block) -> Option<&Block> {
        let before = self.blocks.iter().filter(|other| other.line < block.line);
        before.rev().find(|other| other.kind == BlockKind::Config)
    }

    fn integration(&self) -> Option<&Block> {
        self.blocks
            .iter()
            .find(|block| block.kind == BlockKind::Integration)
    }
}

/// The findings of one rule for a flagged or clean block.
pub fn findings(rule: &'static Rule, page: &Page, block: &Block) -> Vec<Finding> {
    if matches!(block.kind, BlockKind::Flagged | BlockKind::Clean) {
        report(rule, page, block).findings
    } else {
        Vec::new()
    }
}

/// What some rules say of a text that stands in the place of a block's policy, and of which type they take it to be.
pub fn judged(
    rules: &[&'static Rule],
    page: &Page,
    block: &Block,
    text: &str,
) -> (Vec<Finding>, PolicyType) {
    let (report, policy_type) = report_of(rules, page, block, text.to_owned());
    (report.findings, policy_type.expect("it is a policy"))
}

/// The text of a block, made as long as its fence says.
pub fn policy_text(block: &Block) -> String {
    text(block, option(block, "size"))
}

/// The response that a block is held against.
pub fn integration(page: &Page, block: &Block) -> Option<Integration> {
    let alone = block.words.iter().any(|word| word == "alone");
    page.integration().filter(|_| !alone).map(|response| {
        let mut sources = Sources::default();
        sources.add(Source::new("policy.json", ""));
        let file = sources.add(Source::new("integration.json", response.text.as_str()));
        read_integration(&sources, file)
    })
}

/// What the tool prints of them, as people see it.
pub fn output(rule: &'static Rule, page: &Page, block: &Block) -> String {
    let mut out = Vec::new();
    let report = report(rule, page, block);
    report::write(
        &report,
        Format::Human,
        &report::Options::default(),
        &mut out,
    )
    .expect("a Vec can be written");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn report(rule: &'static Rule, page: &Page, block: &Block) -> Report {
    let text = text(block, option(block, "size"));
    report_of(&[rule], page, block, text).0
}

/// What stands behind a word of the block's fence.
fn option<'b>(block: &'b Block, name: &str) -> Option<&'b str> {
    let mut words = block.words.iter();
    words.find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
}

#[expect(
    clippy::too_many_lines,
    reason = "what the words of a fence say, one after the other"
)]
fn report_of(
    rules: &[&'static Rule],
    page: &Page,
    block: &Block,
    text: String,
) -> (Report, Option<PolicyType>) {
    let mut sources = Sources::default();
    let is_config = block.words.first().is_some_and(|word| word == "toml");
    let name = if is_config {
        "iamsure.toml"
    } else {
        "policy.json"
    };
    let option = |name: &str| option(block, name);
    let policy = sources.add(Source::new(name, text));
    let response = integration(page, block).inspect(|response| {
        let text = page.integration().map_or("", |block| block.text.as_str());
        let file = sources.add(Source::new("integration.json", text));
        assert_eq!(file, response.file);
    });
    let config = if is_config {
        Some(policy)
    } else {
        let above = page.config(block);
        above.map(|above| sources.add(Source::new("iamsure.toml", above.text.as_str())))
    };
    let mut config = config.map_or_else(Config::default, |file| {
        let known = engine::known_rules();
        config::read(file, sources.get(file), Path::new("/"), &known)
            .expect("the page's configuration can be read")
    });
    let is_of_no_file = block.words.iter().any(|word| word == "nowhere");
    for exception in &mut config.exceptions {
        exception.is_of_no_file = is_of_no_file;
    }
    let used = block.words.iter().any(|word| word == "used");
    let exceptions = vec![
        ExceptionState {
            concerned: true,
            used
        };
        config.exceptions.len()
    ];
    let now = option("now")
        .unwrap_or("2026-11-23T00:00:00Z")
        .parse::<DateTime<Utc>>()
        .expect("the page gives an instant");
    let settings = Settings {
        policy_type: option("type").map(|name| {
            PolicyType::ALL
                .into_iter()
                .find(|value| value.name() == name)
                .expect("the page names a policy type")
        }),
        profile: option("profile").map(|name| {
            if name == "confluent" {
                Profile::Confluent
            } else {
                Profile::None
            }
        }),
        stage: option("stage").map(|name| {
            if name == "final" {
                Stage::Final
            } else {
                Stage::Prepared
            }
        }),
        resource_type: option("resource-type")
            .map(|name| ResourceType::find(name).expect("the page names a resource type of AWS")),
        account: option("account"),
        integration: response.as_ref(),
        ..Settings::new(now, &config)
    };
    let tree = || syntax::parse(policy, sources.get(policy));
    let checks: Vec<Check> = rules.iter().map(|rule| rule.check).collect();
    let (findings, policy_type) = match checks[..] {
        [Check::Run(check)] => {
            let run = Run {
                integration: response.as_ref(),
                role_arn: option("role"),
                config: &config,
                exceptions: &exceptions,
                now: settings.now,
            };
            (check(&run), None)
        }
        [Check::Together(_)] => {
            let tree = tree();
            let members = [Member {
                policy: &model::lower(&tree),
                policy_type: engine::judge(&tree, &settings, &[]).policy_type,
            }];
            let together = Together {
                members: &members,
                demand: &demand(block),
                role_arn: option("role"),
                account: option("account"),
                catalog: Catalog::embedded(),
                selection: None,
            };
            (engine::opinions(&together, rules), None)
        }
        _ => {
            let judged = engine::judge(&tree(), &settings, rules);
            (judged.findings, Some(judged.policy_type))
        }
    };
    let report = Report {
        sources,
        findings,
        ..Report::default()
    };
    (report, policy_type)
}

/// What the connectors need that the block names, each word that is no other option a name of their resources.
fn demand(block: &Block) -> Demand {
    const OTHERS: [&str; 6] = ["type", "profile", "stage", "now", "size", "role"];
    let mut wishes = Wishes::default();
    let words = block.words.iter().filter_map(|word| word.split_once('='));
    for (name, value) in words.filter(|(name, _)| !OTHERS.contains(name)) {
        let value = value.to_owned();
        match name {
            "connector" => wishes.connectors.push(value),
            "with" => wishes.with.push(value),
            "without" => wishes.without.push(value),
            _ => wishes.names.entry(name.to_owned()).or_default().push(value),
        }
    }
    Demand::new(&Table::embedded(), &wishes).expect("the page names what there is")
}

/// What stands in the block; with a size, so many letters stand for its `…` that it has this many bytes.
fn text(block: &Block, size: Option<&str>) -> String {
    let text = block.text.strip_suffix('\n').unwrap_or(&block.text);
    let Some(size) = size else {
        return text.to_owned();
    };
    let size: usize = size.parse().expect("the page gives a number of bytes");
    let (start, end) = text.split_once('…').expect("the block can be stretched");
    let missing = size.checked_sub(start.len() + end.len());
    let letters = "x".repeat(missing.expect("the block is smaller than its page says"));
    format!("{start}{letters}{end}")
}

fn read_integration(sources: &Sources, file: iamsure::source::FileId) -> Integration {
    integration::read(file, sources.get(file), &integration::Selection::default())
        .expect("the page's response can be read")
}
