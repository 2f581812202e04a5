//! Runs trust policies through every rule and keeps what the trust and integration rules say.

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::finding::{Category, Finding};
use iamsure::integration::{self, Integration, Selection};
use iamsure::kind::{PolicyType, Profile, Stage};
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

pub const ROLE: &str = "arn:aws:iam::851725421142:role/cspi-7h2kq";
pub const OTHER_ROLE: &str = "arn:aws:iam::851725421142:role/cspi-9p4xw";
pub const ID: &str = "4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4";
pub const OTHER_ID: &str = "d0a4c7b2-61e8-47f5-9b3d-8e5f20c1a796";

#[derive(Default)]
pub struct Given {
    pub account: Option<&'static str>,
    pub profile: Option<Profile>,
    pub stage: Option<Stage>,
    pub integration: Option<Integration>,
    pub role_arn: Option<&'static str>,
}

/// `severity rule: text` of each finding's primary place, in order of place and rule.
pub fn said(given: &Given, text: &str) -> Vec<String> {
    let source = Source::new("trust.json", text);
    findings(given, &source)
        .iter()
        .map(|finding| {
            let place = source.slice(finding.primary.span);
            format!("{} {}: {place}", finding.severity.name(), finding.rule.id)
        })
        .collect()
}

pub fn findings(given: &Given, source: &Source) -> Vec<Finding> {
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(PolicyType::Trust),
        profile: given.profile,
        stage: given.stage,
        account: given.account,
        role_arn: given.role_arn,
        integration: given.integration.as_ref(),
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    let judged = engine::judge(&syntax::parse(FileId(0), source), &settings, rules::all());
    let ours = |one: &Finding| matches!(one.rule.category, Category::Trust | Category::Integration);
    judged.findings.into_iter().filter(ours).collect()
}

pub fn integration(text: &str) -> Integration {
    let source = Source::new("integration.json", text);
    integration::read(FileId(1), &source, &Selection::default()).expect("a response")
}

pub fn policy(statements: &[String]) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
        statements.join(",")
    )
}

/// An `Allow` statement; no condition if it is empty.
pub fn allow(principal: &str, action: &str, condition: &str) -> String {
    let condition = if condition.is_empty() {
        String::new()
    } else {
        format!(r#","Condition":{condition}"#)
    };
    format!(r#"{{"Effect":"Allow","Principal":{principal},"Action":{action}{condition}}}"#)
}

pub fn tag(role: &str, condition: &str) -> String {
    allow(
        &format!(r#"{{"AWS":"{role}"}}"#),
        r#""sts:TagSession""#,
        condition,
    )
}
