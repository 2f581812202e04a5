//! Each format says what a report holds, whole, and nothing in a policy can make it say anything else.

mod escaping;
mod excerpts;
mod formats;
mod growth;

use iamsure::finding::{Category, Draft, Edit, Meta, Safety, Severity, Witness};
use iamsure::report::{self, Checked, Format, Options, Report, RuleEntry, Skipped, Suppressed};
use iamsure::source::{FileId, Source, Span};

static MISSING: Meta = Meta {
    id: "missing-external-id",
    category: Category::Trust,
    severity: Severity::Error,
    summary: "trust of another account without an external ID",
    codes: &[],
};

static UNKNOWN: Meta = Meta {
    id: "unknown-element",
    category: Category::Grammar,
    severity: Severity::Warning,
    summary: "element that the grammar does not know",
    codes: &["UNKNOWN_ELEMENT"],
};

const PAGE: &str = "# missing-external-id\n\nAnother account may assume the role\nand need not say for whom it acts.\n\n## Why\n\nBecause.\n";

const TRUST: &str = r#"{
  "Statement": [
    {
    "Effect": "Allow",
    "Principal": { "AWS": "arn:aws:iam::111122223333:role/confluent" },
    "Action": "sts:AssumeRole"
    }
  ]
}
"#;

const INTEGRATION: &str = "{\n  \"id\": \"cspi-1\",\n  \"external_id\": \"8c0b3b2e-5a39\"\n}\n";

/// Where `needle` is first written in a source of the report.
fn find(report: &Report, file: FileId, needle: &str) -> Span {
    let start = report.sources.get(file).text.find(needle).expect(needle);
    span(file, start, start + needle.len())
}

fn span(file: FileId, start: usize, end: usize) -> Span {
    let offset = |at| u32::try_from(at).expect("sources of tests are short");
    Span::new(file, offset(start), offset(end))
}

fn print(report: &Report, format: Format) -> String {
    let options = Options {
        color: false,
        width: 80,
    };
    print_with(report, format, &options)
}

fn print_with(report: &Report, format: Format, options: &Options) -> String {
    let mut out = Vec::new();
    report::write(report, format, options, &mut out).expect("writing to memory does not fail");
    String::from_utf8(out).expect("reports are UTF-8")
}

/// One finding of `UNKNOWN` at a range of bytes of a text.
fn one(name: &str, text: &str, start: usize, end: usize) -> Report {
    let mut report = Report::default();
    let file = report.sources.add(Source::new(name, text));
    let finding = Draft::new(&UNKNOWN, "it is wrong").at(span(file, start, end), "here");
    report.findings.push(finding);
    report
}

/// One finding with everything that a finding can have, one suppressed, one input skipped.
fn full() -> Report {
    let mut report = Report::default();
    let trust = report.sources.add(Source::new("trust.json", TRUST));
    let integration = report
        .sources
        .add(Source::new("integration.json", INTEGRATION));
    report.checked.push(Checked {
        file: trust,
        policy_type: "trust",
        profile: "confluent",
        stage: Some("final"),
    });
    let principal = find(
        &report,
        trust,
        r#""arn:aws:iam::111122223333:role/confluent""#,
    );
    let action = find(&report, trust, r#""sts:AssumeRole""#);
    let effect = find(&report, trust, r#""Allow""#);
    let sent = find(&report, integration, r#""8c0b3b2e-5a39""#);
    let mut finding = Draft::new(
        &MISSING,
        "another account may assume this role without proving for whom it acts",
    )
    .at(principal, "trusted, with no `sts:ExternalId` condition")
    .related(action, "lets it in")
    .related(sent, "Confluent sends this one")
    .help("add a `StringEquals` condition on `sts:ExternalId`")
    .fix(
        "add the condition",
        Safety::Safe,
        vec![Edit::replace(span(trust, 167, 167), ", \"Condition\": {}")],
    )
    .witness(Witness {
        principal: Some("arn:aws:iam::111122223333:role/confluent".to_owned()),
        action: "sts:AssumeRole".to_owned(),
        resource: None,
        context: [
            ("aws:CurrentTime", "2026-11-23T00:00:00Z"),
            ("sts:ExternalId", "x"),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into(),
    });
    finding.pointer.push_str("/Statement/0/Principal/AWS");
    report.findings.push(finding);
    let mut passed = Draft::new(&UNKNOWN, "`Effect` is odd").at(effect, "");
    passed.pointer.push_str("/Statement/0/Effect");
    report.suppressed.push(Suppressed {
        finding: passed,
        reason: "agreed in review".to_owned(),
    });
    report.skipped.push(Skipped {
        name: "x.bin".to_owned(),
        reason: "not text".to_owned(),
    });
    report.rules.push(RuleEntry {
        meta: &MISSING,
        page: |_| PAGE,
    });
    report.notes.push("no integration was given".to_owned());
    report
}
