//! Every format, whole, for one report that holds everything a report can hold.

use std::path::Path;

use clap::ValueEnum;
use serde_json::{Value, json};

use super::*;

const HUMAN: &str = "\
missing-external-id

  × another account may assume this role without proving for whom it acts
   ╭─[trust.json:5:27]
 4 │     \"Effect\": \"Allow\",
 5 │     \"Principal\": { \"AWS\": \"arn:aws:iam::111122223333:role/confluent\" },
   ·                           ─────────────────────┬────────────────────
   ·                                                ╰── trusted, with no `sts:ExternalId` condition
 6 │     \"Action\": \"sts:AssumeRole\"
   ·               ────────┬───────
   ·                       ╰── lets it in
 7 │     }
   ╰────
  help: add a `StringEquals` condition on `sts:ExternalId`
  note: this request proves it
        principal  arn:aws:iam::111122223333:role/confluent
        action     sts:AssumeRole
        context    aws:CurrentTime = 2026-11-23T00:00:00Z
                   sts:ExternalId = x
   fix: add the condition
Advice:
  ☞ Confluent sends this one
   ╭─[integration.json:3:18]
 2 │   \"id\": \"cspi-1\",
 3 │   \"external_id\": \"8c0b3b2e-5a39\"
   ·                  ───────────────
 4 │ }
   ╰────
";

#[test]
fn human_shows_the_places_and_what_to_do() {
    assert_eq!(print(&full(), Format::Human), HUMAN);
}

#[test]
fn human_separates_findings_by_an_empty_line() {
    let mut report = one("a.json", "{}", 0, 2);
    report.findings.push(report.findings[0].clone());
    let single = print(&one("a.json", "{}", 0, 2), Format::Human);
    assert_eq!(print(&report, Format::Human), format!("{single}\n{single}"));
}

#[test]
fn colours_are_added_and_nothing_else() {
    let options = Options {
        color: true,
        width: 80,
    };
    let colored = print_with(&full(), Format::Human, &options);
    assert!(
        colored.contains("\u{1b}[31mmissing-external-id"),
        "{colored}"
    );
    let escapes = regex::Regex::new("\u{1b}\\[[0-9;]*m").expect("a fixed pattern");
    assert_eq!(escapes.replace_all(&colored, ""), HUMAN);
}

#[test]
fn an_unsafe_fix_says_so() {
    let mut report = one("a.json", "{}", 0, 2);
    let finding = report.findings[0].clone();
    report.findings[0] = finding.fix("remove it", Safety::Unsafe, Vec::new());
    let printed = print(&report, Format::Human);
    assert!(
        printed.ends_with("   fix: remove it (may let more in: read it first)\n"),
        "{printed}"
    );
}

#[test]
fn severities_have_their_signs() {
    for (severity, sign, command) in [
        (Severity::Error, "×", "::error "),
        (Severity::Warning, "⚠", "::warning "),
        (Severity::Info, "☞", "::notice "),
    ] {
        let mut report = one("a.json", "{}", 0, 2);
        report.findings[0].severity = severity;
        let human = print(&report, Format::Human);
        assert!(human.contains(&format!("  {sign} it is wrong")), "{human}");
        assert!(print(&report, Format::Github).starts_with(command));
    }
}

#[test]
fn concise_is_one_line_per_finding() {
    assert_eq!(
        print(&full(), Format::Concise),
        "trust.json:5:27: error: another account may assume this role without proving for whom it acts: \
         trusted, with no `sts:ExternalId` condition [missing-external-id]\n"
    );
}

#[test]
fn concise_tells_a_near_miss() {
    let mut report = one("trust.json", "{\n  \"Conditions\": {}\n}", 4, 16);
    let finding = Draft::new(&UNKNOWN, "`Conditions` is not a statement element")
        .at(report.findings[0].primary.span, "");
    report.findings[0] = finding.help("did you mean `Condition`?");
    let line = "trust.json:2:3: warning: `Conditions` is not a statement element; did you mean `Condition`? [unknown-element]\n";
    assert_eq!(print(&report, Format::Concise), line);
    report.findings[0].help = Some("did you mean `Condition`".into());
    assert_eq!(print(&report, Format::Concise), line);
}

#[test]
fn github_is_one_command_per_finding() {
    assert_eq!(
        print(&full(), Format::Github),
        "::error file=trust.json,line=5,endLine=5,col=27,endColumn=69,title=missing-external-id::\
         another account may assume this role without proving for whom it acts: \
         trusted, with no `sts:ExternalId` condition%0Ahelp: add a `StringEquals` condition on `sts:ExternalId`\n"
    );
}

#[test]
fn github_gets_no_columns_across_lines() {
    let printed = print(&one("a.json", "{\n}\n", 0, 3), Format::Github);
    assert_eq!(
        printed,
        "::warning file=a.json,line=1,endLine=2,title=unknown-element::it is wrong: here\n"
    );
}

#[test]
fn json_is_as_promised() {
    let printed = print(&full(), Format::Json);
    golden("full.json", &printed);
    assert_valid(&printed, include_str!("../../schemas/report.schema.json"));
}

#[test]
fn json_of_an_empty_report_is_as_promised() {
    let printed = print(&Report::default(), Format::Json);
    assert_valid(&printed, include_str!("../../schemas/report.schema.json"));
    let report: Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(report["findings"], json!([]));
    assert_eq!(report["tool"]["catalog"], Value::Null);
    assert_eq!(
        report["summary"],
        json!({"policies": 0, "errors": 0, "warnings": 0, "infos": 0})
    );
}

#[test]
fn json_dates_the_catalog() {
    let report = Report {
        catalog: Some("2026-10-27"),
        ..full()
    };
    let printed = print(&report, Format::Json);
    assert_valid(&printed, include_str!("../../schemas/report.schema.json"));
    let report: Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(report["tool"]["catalog"], "2026-10-27");
}

#[test]
fn the_schema_refuses_what_is_not_promised() {
    let schema = serde_json::from_str(include_str!("../../schemas/report.schema.json"))
        .expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let report: Value = serde_json::from_str(&print(&full(), Format::Json)).expect("JSON");
    assert!(validator.is_valid(&report));
    for (pointer, wrong) in [
        ("/version", json!(2)),
        ("/findings/0/severity", json!("fatal")),
        ("/findings/0/start/line", json!(0)),
        ("/findings/0/labels", json!([])),
        ("/findings/0/witness", json!({})),
        (
            "/summary",
            json!({"policies": 1, "errors": 1, "warnings": 0, "infos": 0, "other": 0}),
        ),
    ] {
        let mut report = report.clone();
        *report.pointer_mut(pointer).expect(pointer) = wrong;
        assert!(!validator.is_valid(&report), "{pointer}");
    }
}

#[test]
fn sarif_is_as_oasis_has_it() {
    let printed = print(&full(), Format::Sarif);
    golden("full.sarif", &printed);
    assert_valid(&printed, include_str!("../data/sarif-2.1.0.json"));
    let empty = print(&Report::default(), Format::Sarif);
    assert_valid(&empty, include_str!("../data/sarif-2.1.0.json"));
}

#[test]
fn sarif_says_of_every_result_or_of_none_whether_it_is_suppressed() {
    let suppressions = |report: &Report| -> Vec<Value> {
        let log: Value = serde_json::from_str(&print(report, Format::Sarif)).expect("JSON");
        let results = log["runs"][0]["results"].as_array().expect("results");
        results
            .iter()
            .map(|result| result["suppressions"].clone())
            .collect()
    };
    let mut report = full();
    assert_eq!(
        suppressions(&report),
        [
            json!([]),
            json!([{"kind": "external", "status": "accepted", "justification": "agreed in review"}])
        ]
    );
    report.suppressed.clear();
    assert_eq!(suppressions(&report), [Value::Null]);
}

#[test]
fn sarif_names_files_by_uri() {
    for (name, uri, base) in [
        ("a b/ü%.json", "a%20b/%C3%BC%25.json", Some("%SRCROOT%")),
        ("./x:y.json", "x%3Ay.json", Some("%SRCROOT%")),
        ("/srv/p.json", "file:///srv/p.json", None),
        ("C:/p q.json", "file:///C:/p%20q.json", None),
    ] {
        let printed = print(&one(name, "{}", 0, 2), Format::Sarif);
        assert_valid(&printed, include_str!("../data/sarif-2.1.0.json"));
        let log: Value = serde_json::from_str(&printed).expect("JSON");
        let artifact = log
            .pointer("/runs/0/results/0/locations/0/physicalLocation/artifactLocation")
            .expect("an artifact");
        assert_eq!(artifact["uri"], uri);
        assert_eq!(artifact["uriBaseId"].as_str(), base);
    }
}

#[test]
fn fingerprints_outlive_edits_elsewhere() {
    let of = |text: &str, pointer: &str| {
        let start = text.find("\"s3:*\"").expect("the flagged text");
        let mut report = one("a.json", text, start, start + 6);
        pointer.clone_into(&mut report.findings[0].pointer);
        report::fingerprint::fingerprints(&report)
    };
    let before = of(r#"[{"Action": "s3:*"}]"#, "/Statement/0/Action");
    assert_eq!(
        before,
        of("[{},\n {\"Action\": \"s3:*\"}]", "/Statement/1/Action")
    );
    assert_ne!(
        before,
        of(r#"[{"Action": "s3:*"}]"#, "/Statement/0/NotAction")
    );
    // The same on every machine: baselines hold it.
    assert_eq!(before, ["cc999f975d895b39:1"]);
}

#[test]
fn fingerprints_tell_twins_apart() {
    let mut report = one("a.json", "[1, 1]", 1, 2);
    let mut twin = report.findings[0].clone();
    twin.primary.span = span(FileId(0), 4, 5);
    report.findings.push(twin);
    let fingerprints = report::fingerprint::fingerprints(&report);
    assert_eq!(fingerprints[0].replace(":1", ":2"), fingerprints[1]);
}

#[test]
fn formats_are_named_as_the_command_line_names_them() {
    let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
    assert_eq!(names, ["human", "concise", "json", "sarif", "github"]);
    for format in Format::value_variants() {
        let value = format.to_possible_value().expect("no format is hidden");
        assert_eq!(value.get_name(), format.name());
    }
}

#[test]
fn the_summary_counts() {
    assert_eq!(
        report::summary(&Report::default()),
        "no findings in 0 policies"
    );
    assert_eq!(
        report::summary(&full()),
        "1 error in 1 policy (1 suppressed, 1 skipped)\nnote: no integration was given"
    );
    let mut report = one("a.json", "{}", 0, 2);
    let checked = Checked {
        file: FileId(0),
        policy_type: "identity",
        profile: "none",
        stage: None,
    };
    report.checked = vec![checked.clone(), checked.clone(), checked];
    let finding = report.findings[0].clone();
    report
        .findings
        .push(finding.clone().severity(Severity::Error));
    report
        .findings
        .push(finding.clone().severity(Severity::Error));
    report.findings.push(finding.severity(Severity::Info));
    assert_eq!(
        report::summary(&report),
        "2 errors, 1 warning, 1 info in 3 policies"
    );
}

#[test]
fn a_closed_pipe_keeps_its_kind() {
    struct Closed;
    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    for &format in Format::ALL {
        let error = report::write(&full(), format, &Options::default(), &mut Closed)
            .expect_err(format.name());
        assert_eq!(
            error.kind(),
            std::io::ErrorKind::BrokenPipe,
            "{}",
            format.name()
        );
    }
}

/// `UPDATE=1` writes the file anew: read the difference, it is what users will see.
fn golden(name: &str, printed: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/report")
        .join(name);
    let printed = printed.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &printed).expect("tests/data/report can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(printed, expected, "{name}");
}

pub fn assert_valid(printed: &str, schema: &str) {
    let schema = serde_json::from_str(schema).expect("the schema is JSON");
    let document = serde_json::from_str(printed).expect("the report is JSON");
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema is a schema");
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}\n{printed}", errors.join("\n"));
}
