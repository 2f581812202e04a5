//! Reports of many findings and of large sources cost what their size says.

use super::*;

#[test]
fn many_findings_in_a_minified_file() {
    // Not ASCII, so that columns have to be counted.
    let text = r#"{"Sid":"ü","Action":"s3:*"},"#.repeat(36_000);
    assert!(text.len() > 1_000_000);
    let mut report = many(&text, text.len() / 10_000);
    // A label over all of it, beside each finding's own.
    for finding in &mut report.findings {
        let whole = span(FileId(0), 0, text.len());
        *finding = finding.clone().related(whole, "in this document");
    }
    assert_fast(&report);
}

#[test]
fn many_findings_in_a_file_of_many_lines() {
    let text = "    \"s3:GetObject\",\n".repeat(10_000);
    assert!(text.len() > 199_000);
    assert_fast(&many(&text, text.len() / 10_000));
}

#[test]
fn many_findings_beside_carriage_returns() {
    assert_fast(&many(&"\r".repeat(1_000_000), 100));
}

fn many(text: &str, step: usize) -> Report {
    let mut report = Report::default();
    let file = report.sources.add(Source::new("a.json", text));
    report.findings = (0..10_000)
        .map(|index| (index * step..text.len()).find(|&at| text.is_char_boundary(at)))
        .map(|at| at.expect("the text is long enough"))
        .map(|at| Draft::new(&UNKNOWN, "it is wrong").at(span(file, at, at + 1), "here"))
        .collect();
    report
}

fn assert_fast(report: &Report) {
    for &format in Format::ALL {
        let printed = print(report, format);
        // No time is asserted: a blow-up is a test that does not end.
        assert!(printed.matches("it is wrong").count() >= report.findings.len());
    }
}
