//! Runs a policy through every rule and tells all that they say.

use iamsure::catalog::Catalog;
use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::finding::Finding;
use iamsure::kind::{PolicyType, ResourceType};
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

/// A policy of these statements, each with its braces.
pub fn policy(statements: &[&str]) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
        statements.join(",")
    )
}

/// `severity rule: text of its place` of each finding, in the order of their places.
pub fn said(policy_type: PolicyType, statements: &[&str]) -> Vec<String> {
    said_by(Catalog::embedded(), policy_type, statements)
}

/// The same, by other data on what AWS defines.
pub fn said_by(
    catalog: &'static Catalog,
    policy_type: PolicyType,
    statements: &[&str],
) -> Vec<String> {
    let text = policy(statements);
    findings(catalog, policy_type, &text)
        .iter()
        .map(|one| {
            let place = text.get(one.primary.span.range()).expect("a place");
            format!("{} {}: {place}", one.severity.name(), one.rule.id)
        })
        .collect()
}

/// The same of the policy of a resource.
pub fn said_of(resource_type: ResourceType, statements: &[&str]) -> Vec<String> {
    let text = policy(statements);
    let source = Source::new("policy.json", text.as_str());
    let config = Config::default();
    let settings = Settings {
        resource_type: Some(resource_type),
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    let judged = engine::judge(&syntax::parse(FileId(0), &source), &settings, rules::all());
    let findings = judged.findings.iter();
    let lines = findings.map(|one| {
        let place = text.get(one.primary.span.range()).expect("a place");
        format!("{} {}: {place}", one.severity.name(), one.rule.id)
    });
    lines.collect()
}

pub fn findings(catalog: &'static Catalog, policy_type: PolicyType, text: &str) -> Vec<Finding> {
    let source = Source::new("policy.json", text);
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(policy_type),
        catalog,
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    engine::judge(&syntax::parse(FileId(0), &source), &settings, rules::all()).findings
}
