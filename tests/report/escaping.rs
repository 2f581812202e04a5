//! What a policy holds reaches its reader as text, whatever it is.

use serde_json::Value;

use super::formats::assert_valid;
use super::*;

/// Everything that a terminal, a workflow runner or a viewer might obey.
const ATTACK: &str = "a\u{1b}[31m\u{7}\u{9b}2J\u{7f}\u{202e}b\u{2066}\u{feff}\u{200b}\n::error::c\r\n%0A,[x](https://example.org)";

/// The attack in every text of a report that may come from a policy or from a path.
fn attacked() -> Report {
    let mut report = Report::default();
    let text = format!("{{ \"{ATTACK}\": 1 }}\n");
    let other = report.sources.add(Source::new(ATTACK, text.clone()));
    let file = report.sources.add(Source::new(ATTACK, text));
    let mut finding = Draft::new(&UNKNOWN, ATTACK.to_owned())
        .at(span(file, 2, 40), ATTACK.to_owned())
        .related(span(file, 2, 5), ATTACK.to_owned())
        .related(span(other, 2, 5), ATTACK.to_owned())
        .help(format!("did you mean {ATTACK}"))
        .fix(
            ATTACK.to_owned(),
            Safety::Safe,
            vec![Edit::replace(span(file, 2, 5), ATTACK)],
        )
        .witness(Witness {
            principal: Some(ATTACK.to_owned()),
            action: ATTACK.to_owned(),
            resource: Some(ATTACK.to_owned()),
            context: [(ATTACK.to_owned(), ATTACK.to_owned())].into(),
        });
    finding.pointer = format!("/{}", ATTACK.replace('/', "~1"));
    report.suppressed.push(Suppressed {
        finding: finding.clone(),
        reason: ATTACK.to_owned(),
    });
    report.findings.push(finding);
    report.skipped.push(Skipped {
        name: ATTACK.to_owned(),
        reason: ATTACK.to_owned(),
    });
    report.notes.push(ATTACK.to_owned());
    report
}

#[test]
fn no_unsafe_character_is_printed_in_any_format() {
    let report = attacked();
    for &format in Format::ALL {
        let printed = print(&report, format);
        let found = printed
            .chars()
            .find(|&char| char != '\n' && iamsure::text::is_unsafe(char));
        assert_eq!(found, None, "{}:\n{printed}", format.name());
    }
    let summary = report::summary(&report);
    assert!(!summary.contains('\u{1b}'), "{summary}");
    assert_eq!(summary.lines().count(), 2, "{summary}");
}

#[test]
fn one_finding_stays_one_line() {
    let report = attacked();
    for format in [Format::Concise, Format::Github] {
        let printed = print(&report, format);
        assert_eq!(printed.lines().count(), 1, "{printed}");
    }
}

#[test]
fn no_line_can_be_a_workflow_command_but_our_own() {
    for &format in Format::ALL {
        let printed = print(&attacked(), format);
        let commands = printed
            .lines()
            .filter(|line| line.trim_start().starts_with("::"));
        let expected = usize::from(format == Format::Github);
        assert_eq!(commands.count(), expected, "{}:\n{printed}", format.name());
    }
}

#[test]
fn github_encodes_what_would_end_a_property() {
    let mut report = one("a,b:c%.json", "{}", 0, 2);
    report.findings[0].message = "100% sure: yes, really\n::error::no".into();
    assert_eq!(
        print(&report, Format::Github),
        "::warning file=a%2Cb%3Ac%25.json,line=1,endLine=1,col=1,endColumn=3,title=unknown-element::\
         100%25 sure: yes, really\\u{a}::error::no: here\n"
    );
}

#[test]
fn lines_show_a_stand_in_of_one_column() {
    let printed = print(
        &one("a.json", "a\u{1b}[31m\u{7f}\u{202e}\u{9b}\u{0}b\tc", 14, 15),
        Format::Human,
    );
    assert!(
        printed.contains(" 1 │ a␛[31m␡��␀b c\n   ·            ┬\n"),
        "{printed}"
    );
}

#[test]
fn json_keeps_every_character() {
    let printed = print(&attacked(), Format::Json);
    assert_valid(&printed, include_str!("../../schemas/report.schema.json"));
    let report: Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(report["findings"][0]["message"], ATTACK);
    assert_eq!(report["findings"][0]["source"], ATTACK);
    assert_eq!(report["findings"][0]["witness"]["context"][ATTACK], ATTACK);
    assert_eq!(report["suppressed"][0]["reason"], ATTACK);
}

#[test]
fn json_escapes_characters_beyond_the_first_plane() {
    let mut report = one("a.json", "{}", 0, 2);
    report.findings[0].message = "tag \u{e0041}, face \u{1f600}".into();
    let printed = print(&report, Format::Json);
    assert!(
        printed.contains(r#""tag \udb40\udc41, face 😀""#),
        "{printed}"
    );
    let report: Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(
        report["findings"][0]["message"],
        "tag \u{e0041}, face \u{1f600}"
    );
}

#[test]
fn sarif_makes_no_links_of_a_policy_and_says_nothing_of_it_in_its_rules() {
    let mut report = attacked();
    report.rules.push(RuleEntry {
        meta: &UNKNOWN,
        page: |_| PAGE,
    });
    let printed = print(&report, Format::Sarif);
    assert_valid(&printed, include_str!("../data/sarif-2.1.0.json"));
    let log: Value = serde_json::from_str(&printed).expect("JSON");
    let run = &log["runs"][0];
    let message = run["results"][0]["message"]["text"]
        .as_str()
        .expect("a text");
    assert!(message.contains(r"\[x\](https://example.org)"), "{message}");
    assert!(!run["tool"].to_string().contains("example.org"));
}
