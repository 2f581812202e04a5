//! A defect in one rule is told, costs nothing but that rule's opinion, and cannot be switched off.

use std::path::Path;

use super::*;
use crate::config::Flags;
use crate::finding::{Category, Severity};
use crate::rules::Context;
use crate::source::FileId;
use crate::syntax;

const POLICY: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

static FAILS: Rule = rule("fails-on-policies", Check::Policy(fail_on_policy));
static FAILS_ON_TRUST: Rule = rule("fails-on-trust-policies", Check::Trust(fail_on_policy));
static FAILS_ON_RUN: Rule = rule("fails-on-runs", Check::Run(fail_on_run));
static SPEAKS: Rule = rule("speaks", Check::Policy(speak));

const ALL: &[&Rule] = &[&FAILS, &FAILS_ON_TRUST, &FAILS_ON_RUN, &SPEAKS];

const fn rule(id: &'static str, check: Check) -> Rule {
    Rule {
        meta: Meta {
            id,
            category: Category::Privilege,
            severity: Severity::Info,
            summary: "rule of a test",
            codes: &[],
        },
        options: &[],
        check,
    }
}

fn fail_on_policy(cx: &Context) -> Vec<Finding> {
    panic!(
        "statement {} of {}",
        cx.policy.statements.len(),
        "a \u{202e}text"
    )
}

fn fail_on_run(_: &Run) -> Vec<Finding> {
    panic!("no formatted text")
}

fn speak(cx: &Context) -> Vec<Finding> {
    vec![
        SPEAKS
            .finding("this is said all the same")
            .at(cx.policy.span, ""),
    ]
}

fn spoken(outcome: &Outcome) -> Vec<(&str, Severity, &str)> {
    let findings = outcome.report.findings.iter();
    let mut spoken: Vec<_> = findings
        .map(|one| (one.rule.id, one.severity, one.message.as_ref()))
        .collect();
    spoken.sort_unstable();
    spoken
}

const FAILURES: [(&str, Severity, &str); 3] = [
    (
        "internal-error",
        Severity::Error,
        "the rule `fails-on-policies` failed; this policy was not fully checked",
    ),
    (
        "internal-error",
        Severity::Error,
        "the rule `fails-on-runs` failed",
    ),
    (
        "internal-error",
        Severity::Error,
        "the rule `fails-on-trust-policies` failed; this policy was not fully checked",
    ),
];

fn run(config: &Config, ignored: &[String], baseline: Option<&str>) -> Outcome {
    run_on(&[POLICY], ALL, config, ignored, baseline)
}

fn run_on(
    texts: &[&str],
    rules: &[&'static Rule],
    config: &Config,
    ignored: &[String],
    baseline: Option<&str>,
) -> Outcome {
    let known: Vec<Known> = rules
        .iter()
        .map(|rule| Known {
            meta: &rule.meta,
            standing: rule.standing(),
            options: &[],
        })
        .collect();
    let flags = Flags {
        select: &[],
        ignore: ignored,
    };
    let name = |index| match texts.len() {
        1 => "policy.json".to_owned(),
        _ => format!("policy-{index:03}.json"),
    };
    let subjects: Vec<Subject> = (0..texts.len())
        .map(|index| Subject {
            name: name(index),
            relative: name(index),
            named: true,
            policy_type: None,
            resource_type: None,
            role_arn: None,
        })
        .collect();
    let plan = Plan {
        subjects: &subjects,
        load: &|index| Ok(Source::new(name(index), texts[index])),
        extract: &|_, _| None,
        progress: &|| (),
        config,
        selection: &Selection::new(&known, config, flags).expect("the names are known"),
        baseline: baseline.map(|text| Baseline::read(text).expect("the baseline can be read")),
        flags: PathSettings {
            policy_type: Some(crate::kind::PolicyType::Trust),
            ..PathSettings::default()
        },
        now: DateTime::UNIX_EPOCH,
        account: None,
        integration: None,
        catalog: Catalog::embedded(),
        role_arn: None,
        demand: None,
        threads: super::Threads::Many,
        pointers: true,
        labels: true,
        texts: true,
    };
    check_by(rules, plan, Sources::default())
}

static FAILS_ON_A_SID: Rule = rule("fails-on-a-sid", Check::Policy(fail_on_sid));

fn fail_on_sid(cx: &Context) -> Vec<Finding> {
    let has_sid = cx.policy.statements.iter().any(|one| one.sid.is_some());
    assert!(!has_sid, "a Sid");
    Vec::new()
}

#[test]
fn a_rule_that_fails_on_one_policy_takes_nothing_from_those_judged_beside_it() {
    const ODD: usize = 77;
    let odd = POLICY.replace(r#""Effect""#, r#""Sid":"A","Effect""#);
    let mut texts = vec![POLICY; 130];
    texts[ODD] = &odd;
    // Where the stretches of a run are long, many stand beside each other.
    assert!(stretches(texts.len())[0].len() > 1);
    let rules = [&FAILS_ON_A_SID, &SPEAKS];
    let outcome = run_on(&texts, &rules, &Config::default(), &[], None);
    let sources = &outcome.report.sources;
    let mut said = vec![Vec::new(); texts.len()];
    for finding in &outcome.report.findings {
        let file = finding.primary.span.file;
        assert_eq!(sources.name(file), format!("policy-{:03}.json", file.0));
        said[file.0 as usize].push(finding.rule.id);
    }
    for (index, said) in said.iter().enumerate() {
        let expected: &[&str] = if index == ODD {
            &["internal-error", "speaks"]
        } else {
            &["speaks"]
        };
        assert_eq!(said, expected, "policy {index}");
    }
}

#[test]
fn a_failing_rule_is_an_error_and_the_others_speak() {
    let outcome = run(&Config::default(), &[], None);
    let mut expected = FAILURES.to_vec();
    expected.push(("speaks", Severity::Info, "this is said all the same"));
    assert_eq!(spoken(&outcome), expected);
    let failure = outcome.report.findings.first().expect("there are findings");
    assert_eq!(failure.primary.text, "statement 1 of a \u{202e}text");
}

#[test]
fn a_failure_is_in_no_baseline() {
    let first = run(&Config::default(), &[], None);
    let mut baseline = Vec::new();
    crate::report::write(
        &first.report,
        crate::report::Format::Json,
        &crate::report::Options::default(),
        &mut baseline,
    )
    .expect("a Vec can be written");
    let baseline = String::from_utf8(baseline).expect("a report is UTF-8");
    assert!(baseline.contains("internal-error"));
    let second = run(&Config::default(), &[], Some(&baseline));
    assert_eq!(spoken(&second), FAILURES);
    assert_eq!(second.report.suppressed.len(), 1);
}

#[test]
fn a_failure_has_no_exception_and_no_level() {
    let id = "internal-error";
    let exception = format!("[[exception]]\nrule = \"{id}\"\nfile = \"**\"\nreason = \"x\"\n");
    for text in [
        exception,
        format!("[rules]\n{id} = \"off\"\n"),
        format!("ignore = [\"{id}\"]\n"),
    ] {
        let source = Source::new("iamsure.toml", text.as_str());
        let read = crate::config::read(FileId(0), &source, Path::new("/"), &known_rules());
        let mistakes = read.expect_err("there is no such rule").mistakes;
        let [mistake] = mistakes.as_slice() else {
            panic!("{text}: {mistakes:?}");
        };
        assert!(
            mistake.message.to_string().contains(id),
            "{text}: {mistake:?}"
        );
    }
}

const MANY: u32 = 1200;

static SPEAKS_OFTEN: Rule = rule("speaks-often", Check::Policy(speak_often));

/// The last two hundred are the worst.
fn speak_often(cx: &Context) -> Vec<Finding> {
    let one = |at: u32| {
        let span = Span::new(cx.policy.span.file, at % 80, at % 80 + 1);
        let severity = if at < 1000 {
            Severity::Warning
        } else {
            Severity::Error
        };
        SPEAKS_OFTEN
            .finding("once more")
            .at(span, "")
            .severity(severity)
    };
    (0..MANY).map(one).collect()
}

#[test]
fn of_very_many_findings_the_worst_are_shown_and_the_others_counted() {
    let config = Config::default();
    let source = Source::new("policy.json", POLICY);
    let settings = Settings::new(DateTime::UNIX_EPOCH, &config);
    let tree = syntax::parse(FileId(0), &source);
    let findings = judge(&tree, &settings, &[&SPEAKS_OFTEN, &SPEAKS]).findings;
    let number = |message: &str, severity| {
        findings
            .iter()
            .filter(|one| one.message == message && one.severity == severity)
            .count()
    };
    assert_eq!(number("once more", Severity::Error), 200);
    assert_eq!(number("once more", Severity::Warning), 800);
    let rest = "200 more findings of `speaks-often` are not shown";
    assert_eq!(number(rest, Severity::Warning), 1);
    assert_eq!(number("this is said all the same", Severity::Info), 1);
    assert_eq!(findings.len(), 1002);
    assert!(findings.is_sorted_by_key(|one| one.primary.span));
}
