//! The lines that people see, at the edges of texts and in texts of every kind.

use super::*;

/// What `human` draws between its message and its last line.
fn excerpt(report: &Report) -> String {
    let printed = print(report, Format::Human);
    let start = printed.find('╭').expect("a header") - "   ".len();
    let end = printed.find("╰────\n").expect("a footer");
    let lines = printed[start..end].lines().map(str::trim_end);
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[track_caller]
fn assert_excerpt(report: &Report, expected: &[&str]) {
    assert_eq!(excerpt(report), expected.join("\n"));
}

#[test]
fn an_empty_file() {
    let report = one("a.json", "", 0, 0);
    assert_excerpt(
        &report,
        &["   ╭─[a.json:1:1]", " 1 │", "   · ▲", "   · ╰── here"],
    );
}

#[test]
fn the_end_of_a_file() {
    let report = one("a.json", "{\n  \"a\": 1", 10, 10);
    assert_excerpt(
        &report,
        &[
            "   ╭─[a.json:2:9]",
            " 1 │ {",
            " 2 │   \"a\": 1",
            "   ·         ▲",
            "   ·         ╰── here",
        ],
    );
    let report = one("a.json", "{}\n", 3, 3);
    assert_excerpt(
        &report,
        &[
            "   ╭─[a.json:2:1]",
            " 1 │ {}",
            " 2 │",
            "   · ▲",
            "   · ╰── here",
        ],
    );
}

#[test]
fn no_width() {
    let report = one("a.json", "{ }", 2, 2);
    assert_excerpt(
        &report,
        &[
            "   ╭─[a.json:1:3]",
            " 1 │ { }",
            "   ·   ▲",
            "   ·   ╰── here",
        ],
    );
}

#[test]
fn a_few_lines() {
    let report = one("a.json", "[\n  {\n    1\n  },\n  2\n]\n", 4, 15);
    assert_excerpt(
        &report,
        &[
            "   ╭─[a.json:2:3]",
            " 1 │     [",
            " 2 │ ╭─▶   {",
            " 3 │ │       1",
            " 4 │ ├─▶   },",
            "   · ╰──── here",
            " 5 │       2",
        ],
    );
}

#[test]
fn many_lines_are_shown_by_their_first() {
    let text = format!("{{\n{}}}\n", "  1,\n".repeat(30));
    let report = one("a.json", &text, 0, text.len() - 1);
    assert_excerpt(
        &report,
        &[
            "   ╭─[a.json:1:1]",
            " 1 │ {",
            "   · ┬",
            "   · ╰── here (to line 32)",
            " 2 │   1,",
        ],
    );
}

#[test]
fn a_label_that_ends_with_its_line_stays_on_it() {
    let report = one("a.json", "[\n1,\n2]\n", 2, 5);
    assert_excerpt(
        &report,
        &[
            "   ╭─[a.json:2:1]",
            " 1 │ [",
            " 2 │ 1,",
            "   · ─┬",
            "   ·  ╰── here",
            " 3 │ 2]",
        ],
    );
}

#[test]
fn a_byte_order_mark_is_not_seen() {
    let report = one("a.json", "\u{feff}{ }", 3, 6);
    assert_excerpt(
        &report,
        &[
            "   ╭─[a.json:1:1]",
            " 1 │ { }",
            "   · ─┬─",
            "   ·  ╰── here",
        ],
    );
    let report = one("a.json", "\u{feff}{ }", 0, 3);
    assert_excerpt(
        &report,
        &["   ╭─[a.json:1:1]", " 1 │ { }", "   · ▲", "   · ╰── here"],
    );
}

#[test]
fn carriage_returns() {
    let report = one("a.json", "{\r\n  \"a\": 1\r\n}\r\n", 5, 8);
    assert_excerpt(
        &report,
        &[
            "   ╭─[a.json:2:3]",
            " 1 │ {",
            " 2 │   \"a\": 1",
            "   ·   ─┬─",
            "   ·    ╰── here",
            " 3 │ }",
        ],
    );
}

#[test]
fn tabs_and_wide_characters() {
    let report = one("a.json", "\t\"漢字\": \"x\"", 11, 14);
    assert_excerpt(
        &report,
        &[
            "   ╭─[a.json:1:8]",
            " 1 │     \"漢字\": \"x\"",
            "   ·             ─┬─",
            "   ·              ╰── here",
        ],
    );
}

#[test]
fn places_far_apart_are_drawn_apart() {
    let text = "1,\n".repeat(40);
    let mut report = one("a.json", &text, 0, 1);
    let finding = report.findings[0].clone();
    report.findings[0] = finding.related(span(FileId(0), 60, 61), "there");
    assert_excerpt(
        &report,
        &[
            "   ╭─[a.json:1:1]",
            " 1 │ 1,",
            "   · ┬",
            "   · ╰── here",
            " 2 │ 1,",
        ],
    );
    let printed = print(&report, Format::Human);
    assert!(
        printed.ends_with(
            "    ╭─[a.json:21:1]\n 20 │ 1,\n 21 │ 1,\n    · ┬\n    · ╰── there\n 22 │ 1,\n    ╰────\n"
        ),
        "{printed}"
    );
}

#[test]
fn places_that_do_not_exist_are_drawn_at_the_end() {
    let report = one("a.json", "{}", 7, 9);
    assert_excerpt(
        &report,
        &[
            "   ╭─[a.json:1:3]",
            " 1 │ {}",
            "   ·   ▲",
            "   ·   ╰── here",
        ],
    );
}

/// One line of 100 kB, with `"LABEL"` in the middle.
fn minified() -> (String, usize) {
    let text = format!("{}\"LABEL\"{}", "x".repeat(50_000), "y".repeat(50_000));
    (text, 50_000)
}

#[test]
fn a_long_line_is_cut_around_its_label() {
    let (text, at) = minified();
    let report = one("a.json", &text, at, at + 7);
    let line = format!(" 1 │ …{}\"LABEL\"{}…", "x".repeat(22), "y".repeat(44));
    assert_eq!(line.chars().count(), 80);
    assert_excerpt(
        &report,
        &[
            "   ╭─[a.json:1:50001]",
            &line,
            "   ·                        ───┬───",
            "   ·                           ╰── here",
        ],
    );
}

#[test]
fn a_long_line_is_cut_around_each_of_its_labels() {
    let (text, at) = minified();
    let mut report = one("a.json", &text, at, at + 7);
    let finding = report.findings[0].clone();
    report.findings[0] = finding.related(span(FileId(0), 0, 3), "first");
    assert_excerpt(
        &report,
        &[
            "   ╭─[a.json:1:50001]",
            " 1 │ xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…xxxxxxxxx\"LABEL\"yyyyyyyyyyyyyyyyyyy…",
            "   · ─┬─                                          ───┬───",
            "   ·  │                                              ╰── here",
            "   ·  ╰── first",
        ],
    );
}

#[test]
fn a_long_label_shows_both_ends() {
    let (text, at) = minified();
    let report = one("a.json", &text, at + 1, 90_000);
    let excerpt = excerpt(&report);
    let line = excerpt.lines().nth(1).expect("the line");
    assert!(line.chars().count() <= 80, "{line}");
    assert!(line.starts_with(" 1 │ …xxx"), "{line}");
    assert!(line.contains("x\"LABEL\"yyyyyyy"), "{line}");
    assert!(line.contains("yyy…yyy"), "{line}");
    assert!(line.ends_with("yyy…"), "{line}");
}

#[test]
fn a_long_line_beside_the_label_is_cut_at_the_width() {
    let text = format!("{}\n{{}}\n", "z".repeat(500));
    let report = one("a.json", &text, 501, 503);
    let excerpt = excerpt(&report);
    assert_eq!(
        excerpt.lines().nth(1),
        Some(format!(" 1 │ {}…", "z".repeat(74)).as_str())
    );
}

#[test]
fn any_place_in_any_text_can_be_drawn() {
    let text = "\u{feff}{\r\n\t\"漢\u{301}\u{202e}\": \u{1b}[1m\r\r\n\n\"\u{1f600}\": 1,\n}\n\n";
    let boundaries: Vec<usize> = (0..=text.len())
        .filter(|&at| text.is_char_boundary(at))
        .collect();
    for width in [0, 20, 80] {
        let options = Options {
            color: false,
            width,
        };
        for &start in &boundaries {
            for &end in boundaries.iter().filter(|&&end| end >= start) {
                let mut report = one("a.json", text, start, end);
                let finding = report.findings[0].clone();
                report.findings[0] = finding.related(span(FileId(0), 9, 12), "there");
                let printed = print_with(&report, Format::Human, &options);
                assert!(printed.contains("here"), "{start}..{end}\n{printed}");
                assert!(printed.contains("there"), "{start}..{end}\n{printed}");
            }
        }
    }
}

#[test]
fn a_finding_with_many_places_shows_some_and_counts_the_rest() {
    let text = "1,\n".repeat(100);
    let mut report = one("a.json", &text, 0, 1);
    for line in 1..100 {
        let label = report.findings[0]
            .clone()
            .related(span(FileId(0), line * 3, line * 3 + 1), "too");
        report.findings[0] = label;
    }
    let printed = print(&report, Format::Human);
    assert_eq!(printed.matches("╰── too").count(), 11);
    assert!(
        printed.ends_with("  note: 88 more places not shown\n"),
        "{printed}"
    );
}
