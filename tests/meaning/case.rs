//! A policy as a rule sees it, what the rules say of it, and how the answers are counted.

use std::collections::BTreeMap;

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::finding::Finding;
use iamsure::integration::{self, Integration, Selection};
use iamsure::kind::{PolicyType, Profile};
use iamsure::model::{self, Policy, Statement};
use iamsure::proof::{Limits, Query, Side, Verdict, Witness, ask};
use iamsure::rules::{Check, Rule};
use iamsure::source::{FileId, Source};
use iamsure::syntax;
use serde_json::Value;

#[derive(Default)]
pub struct Case {
    pub name: String,
    pub text: String,
    pub policy_type: Option<PolicyType>,
    pub profile: Option<Profile>,
    pub account: Option<String>,
    /// The response with which it is checked.
    pub integration: Option<String>,
}

/// What a question is about.
pub struct Seen<'a> {
    pub case: &'a Case,
    pub policy: &'a Policy<'a>,
    pub policy_type: PolicyType,
    pub profile: Profile,
    pub integration: Option<&'a Integration>,
    pub findings: &'a [Finding],
}

/// How often each rule was asked about, how often the procedure left it open, and where they disagree.
#[derive(Default)]
pub struct Tally {
    pub rules: BTreeMap<&'static str, Count>,
    /// The cases, by what is wrong with them.
    pub wrong: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    pub asked: usize,
    pub yes: usize,
    pub open: usize,
}

#[derive(Debug)]
pub enum Answer {
    /// There is such a request.
    Some(Box<Witness>),
    None,
    Open,
}

/// The rules whose meaning is held against the procedure, and those that may speak in their place.
fn registry() -> Vec<&'static Rule> {
    let all = iamsure::rules::all().iter();
    all.filter(|rule| !matches!(rule.check, Check::Run(_)))
        .copied()
        .collect()
}

impl Case {
    pub fn examine(&self, look: impl FnOnce(&Seen)) {
        let source = Source::new("policy.json", self.text.as_str());
        let response = self.integration.as_ref().map(|text| {
            let source = Source::new("integration.json", text.as_str());
            integration::read(FileId(1), &source, &Selection::default()).expect("a response")
        });
        let config = Config::default();
        let settings = Settings {
            policy_type: self.policy_type,
            profile: self.profile,
            account: self.account.as_deref(),
            integration: response.as_ref(),
            ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
        };
        let tree = syntax::parse(FileId(0), &source);
        let judged = engine::judge(&tree, &settings, &registry());
        let policy = model::lower(&tree);
        look(&Seen {
            case: self,
            policy: &policy,
            policy_type: judged.policy_type,
            profile: judged.profile,
            integration: response.as_ref(),
            findings: &judged.findings,
        });
    }
}

impl Seen<'_> {
    /// What one of the rules says inside of a statement.
    pub fn of<'s>(
        &'s self,
        rules: &'s [&str],
        statement: &'s Statement,
    ) -> impl Iterator<Item = &'s Finding> {
        self.said(rules)
            .filter(|one| statement.span.contains(one.primary.span))
    }

    pub fn said<'s>(&'s self, rules: &'s [&str]) -> impl Iterator<Item = &'s Finding> {
        let findings = self.findings.iter();
        findings.filter(|one| rules.contains(&one.rule.id))
    }

    /// Whether the policy, read as far as these statements, allows one of the requests of the scenario.
    pub fn ask(&self, statements: Vec<Statement<'_>>, scenario: &Value) -> Answer {
        let source = scenario_source(scenario);
        let tree = syntax::parse(FileId(2), &source);
        let scenario = model::lower(&tree);
        let policy = model_with(self.policy, statements);
        let sides = [
            Side {
                policy: &policy,
                policy_type: self.policy_type,
            },
            Side {
                policy: &scenario,
                policy_type: PolicyType::Resource,
            },
        ];
        answer(&Query {
            allowed_by: &sides,
            not_by: None,
        })
    }

    /// A statement, and every `Deny` beside it.
    pub fn with_denies<'s>(&'s self, statement: &'s Statement) -> Vec<Statement<'s>> {
        let denies = self.policy.denies().cloned();
        denies.chain([statement.clone()]).collect()
    }

    pub fn all(&self) -> Vec<Statement<'_>> {
        self.policy.statements.clone()
    }
}

fn model_with<'a>(policy: &'a Policy<'a>, statements: Vec<Statement<'a>>) -> Policy<'a> {
    policy.with_only(statements)
}

pub fn scenario_source(statements: &Value) -> Source {
    let policy = serde_json::json!({ "Version": "2008-10-17", "Statement": statements });
    Source::new("question", policy.to_string())
}

pub fn answer(query: &Query) -> Answer {
    match ask(query, &Limits::default()) {
        Verdict::Proven => Answer::None,
        Verdict::Disproven(witness) => Answer::Some(witness),
        Verdict::Undecided(_) => Answer::Open,
    }
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        for (rule, count) in other.rules {
            let own = self.rules.entry(rule).or_default();
            own.asked += count.asked;
            own.yes += count.yes;
            own.open += count.open;
        }
        for (what, cases) in other.wrong {
            self.wrong.entry(what).or_default().extend(cases);
        }
    }

    /// Holds what a rule says against the answer.
    pub fn hold(&mut self, seen: &Seen, rule: &'static str, flagged: bool, answer: &Answer) {
        let count = self.rules.entry(rule).or_default();
        count.asked += 1;
        match answer {
            Answer::Open => count.open += 1,
            Answer::Some(witness) => {
                count.yes += 1;
                if !flagged {
                    let request = &witness.request;
                    self.wrong(
                        seen,
                        format!("{rule} is silent"),
                        &format!("{:?} {:?}", request.caller, request.context),
                    );
                }
            }
            Answer::None if flagged => {
                self.wrong(seen, format!("{rule} speaks"), "nothing gets in");
            }
            Answer::None => {}
        }
    }

    pub fn wrong(&mut self, seen: &Seen, what: String, why: &str) {
        let said: Vec<String> = seen
            .findings
            .iter()
            .map(|one| format!("{} {}", one.severity.name(), one.rule.id))
            .collect();
        let words: Vec<&str> = seen.case.text.split_whitespace().collect();
        self.wrong.entry(what).or_default().push(format!(
            "  {}: {}\n    {why}\n    said: {}",
            seen.case.name,
            words.join(" "),
            said.join(", ")
        ));
    }
}
