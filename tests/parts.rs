//! A rule that is asked only of policies with what it is about says nothing of any other.

use crate::pages::Page;
use crate::texts;
use chrono::{TimeZone, Utc};
use iamsure::config::Config;
use iamsure::engine::{Settings, judge};
use iamsure::finding::Meta;
use iamsure::kind::PolicyType;
use iamsure::rules::{self, Check, Rule};
use iamsure::source::{Source, Sources};

/// The same rule, asked of every policy.
fn of_any_policy(rule: &'static Rule) -> &'static Rule {
    let Check::With(_, check) = rule.check else {
        return rule;
    };
    let Meta {
        id,
        category,
        severity,
        summary,
        codes,
    } = rule.meta;
    Box::leak(Box::new(Rule {
        meta: Meta {
            id,
            category,
            severity,
            summary,
            codes,
        },
        options: rule.options,
        check: Check::Policy(check),
    }))
}

#[test]
fn what_a_rule_is_not_asked_it_would_not_answer() {
    let asked = rules::all();
    let of_any: Vec<&'static Rule> = asked.iter().map(|rule| of_any_policy(rule)).collect();
    let narrow = asked
        .iter()
        .filter(|rule| matches!(rule.check, Check::With(..)));
    assert!(narrow.count() > 50);
    let mut texts = texts::fixtures();
    for rule in asked {
        let page = Page::parse(rule.page());
        texts.extend(page.blocks.into_iter().map(|block| block.text));
    }
    assert!(texts.len() > 500, "{} texts", texts.len());
    let config = Config::default();
    let now = Utc.with_ymd_and_hms(2026, 1, 31, 0, 0, 0).unwrap();
    let types = [
        PolicyType::Identity,
        PolicyType::Trust,
        PolicyType::Resource,
        PolicyType::Scp,
        PolicyType::Rcp,
    ];
    let mut findings = 0;
    for text in &texts {
        let mut sources = Sources::default();
        let file = sources.add(Source::new("policy.json", text.as_str()));
        let tree = iamsure::syntax::parse(file, sources.get(file));
        for policy_type in types {
            let settings = Settings {
                policy_type: Some(policy_type),
                ..Settings::new(now, &config)
            };
            let found = |registry: &[&'static Rule]| judge(&tree, &settings, registry).findings;
            let (narrow, wide) = (found(asked), found(&of_any));
            assert_eq!(narrow, wide, "{text}");
            findings += narrow.len();
        }
    }
    assert!(findings > 1_000, "{findings} findings");
}
