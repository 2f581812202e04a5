//! Where nobody will see the labels of a finding, rules may leave them out; what is said must not change by that.

use crate::texts;
use chrono::{TimeZone, Utc};
use iamsure::config::Config;
use iamsure::engine::{Settings, judge};
use iamsure::finding::Finding;
use iamsure::kind::PolicyType;
use iamsure::source::{Source, Sources};

/// What a line for each finding shows of it.
fn shown(finding: &Finding) -> String {
    let help = finding.help.as_deref().unwrap_or_default();
    let help = help.starts_with("did you mean").then_some(help);
    format!(
        "{} {:?} {} {:?} {help:?}",
        finding.rule.id, finding.severity, finding.message, finding.primary
    )
}

#[test]
fn a_finding_without_labels_says_the_same() {
    let mut all = texts::fixtures();
    all.push(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Action":["s3:PutObject","s3:DeleteBucket","sqs:SendMessage","ec2:RunInstances"],"Resource":"*"}]}"#
            .to_owned(),
    );
    let config = Config::default();
    let now = Utc.with_ymd_and_hms(2026, 1, 31, 0, 0, 0).unwrap();
    let (mut findings, mut left_out) = (0, 0);
    for text in &all {
        for policy_type in [
            PolicyType::Identity,
            PolicyType::Trust,
            PolicyType::Resource,
        ] {
            let mut sources = Sources::default();
            let file = sources.add(Source::new("policy.json", text.as_str()));
            let tree = iamsure::syntax::parse(file, sources.get(file));
            let judged = |labels| {
                let settings = Settings {
                    policy_type: Some(policy_type),
                    labels,
                    ..Settings::new(now, &config)
                };
                judge(&tree, &settings, iamsure::rules::all()).findings
            };
            let (with, without) = (judged(true), judged(false));
            let lines = |findings: &[Finding]| findings.iter().map(shown).collect::<Vec<_>>();
            assert_eq!(lines(&with), lines(&without), "{text}");
            let labels = |findings: &[Finding]| findings.iter().map(|one| one.related.len()).sum();
            let (more, fewer): (usize, usize) = (labels(&with), labels(&without));
            findings += with.len();
            left_out += more - fewer;
        }
    }
    assert!(
        findings > 100 && left_out > 0,
        "{findings} findings, {left_out} labels"
    );
}
