//! Runs one policy through all rules, and says what they found and where.

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::finding::Finding;
use iamsure::kind::PolicyType;
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

/// Every finding on a policy, with the words that it points at.
pub fn findings(policy_type: PolicyType, text: &str) -> Vec<(Finding, String)> {
    let source = Source::new("policy.json", text);
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(policy_type),
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    let judged = engine::judge(&syntax::parse(FileId(0), &source), &settings, rules::all());
    let with_words = |finding: Finding| {
        let words = source.slice(finding.primary.span).trim_matches('"');
        let words = words.to_owned();
        (finding, words)
    };
    judged.findings.into_iter().map(with_words).collect()
}

/// `severity rule: words` of every finding on an identity policy of one statement, in order of their places.
pub fn said(statement: &str) -> Vec<String> {
    let text = policy(statement);
    let found = findings(PolicyType::Identity, &text);
    let say = |(finding, words): &(Finding, String)| {
        format!("{} {}: {words}", finding.severity.name(), finding.rule.id)
    };
    found.iter().map(say).collect()
}

pub fn policy(statement: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#)
}

/// A statement; each value as JSON has it.
pub fn statement(effect: &str, action: (&str, &str), resource: &str) -> String {
    let (element, action) = action;
    format!(r#"{{"Effect": "{effect}", "{element}": {action}, "Resource": {resource}}}"#)
}
