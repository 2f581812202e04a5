//! Reading one text: what is no JSON or no policy is said at its place, and what is one is left in peace.

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::finding::{Category, Severity};
use iamsure::model::{self, ProblemKind};
use iamsure::rules;
use iamsure::source::{Source, Sources};
use iamsure::syntax::{self, Kind};

/// Rule, severity, line and written text of the primary place.
type Said = (&'static str, Severity, u32, String);

/// What the rules of one category say.
fn said_of(category: Category, source: Source) -> Vec<Said> {
    let mut sources = Sources::default();
    let file = sources.add(source);
    let source = sources.get(file);
    let tree = syntax::parse(file, source);
    let config = Config::default();
    let settings = Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config);
    engine::judge(&tree, &settings, rules::all())
        .findings
        .into_iter()
        .filter(|finding| finding.rule.category == category)
        .map(|finding| {
            let span = finding.primary.span;
            (
                finding.rule.id,
                finding.severity,
                source.place(span.start).line,
                source.slice(span).to_owned(),
            )
        })
        .collect()
}

fn said(text: &str) -> Vec<Said> {
    said_of(Category::Syntax, Source::new("policy.json", text))
}

/// Each is one finding of this rule, an error, at this line and text.
fn one(rule: &str, cases: &[(&str, u32, &str)]) {
    for (text, line, place) in cases {
        let said = said(text);
        let [(found, severity, at, written)] = said.as_slice() else {
            panic!("{text}: {said:?}");
        };
        assert_eq!(
            (*found, *severity, *at, written.as_str()),
            (rule, Severity::Error, *line, *place),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_json_is_one_error_with_its_place() {
    one(
        "json-syntax-error",
        &[
            ("", 1, ""),
            (" \n\t\n", 1, ""),
            ("no policy", 1, "no"),
            (
                "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [",
                3,
                "",
            ),
            ("{\n  \"Version\": \"2012-10-17", 2, "\"2012-10-17"),
            ("{ \"Statement\": [\n {},\n] }", 2, ","),
            ("{ \"Statement\": [] ,\n}", 1, ","),
            ("// trust\n{ \"Statement\": [] }", 1, "// trust"),
            ("{\n# trust\n\"Statement\": [] }", 2, "# trust"),
            ("{ /* trust */ \"Statement\": [] }", 1, "/* trust */"),
            ("{ Statement: [] }", 1, "Statement"),
            ("{ 'Statement': [] }", 1, "'Statement'"),
            ("{ “Statement”: [] }", 1, "“Statement”"),
            ("{ \"Statement\": [{} {}] }", 1, ""),
            ("{ \"Statement\" [] }", 1, ""),
            ("{ \"Statement\" = [] }", 1, "="),
            ("{ \"Statement\": }", 1, ":"),
            ("{ \"Statement\": [{] }", 1, "]"),
            ("{ \"Statement\": [] }}", 1, "}"),
            ("{ \"Statement\": [] }\n{ \"Statement\": [] }", 2, "{"),
            (
                "{ \"Statement\": [{ \"Condition\": { \"Bool\": { \"a:b\": True } } }] }",
                1,
                "True",
            ),
            ("{ \"Statement\": [{ \"Resource\": 012 }] }", 1, "012"),
            ("{ \"Id\": \"a\\q\", \"Statement\": [] }", 1, "\\q"),
            ("{ \"Id\": \"a\tb\", \"Statement\": [] }", 1, "\t"),
            ("{ \"Id\": \"\\ud800\", \"Statement\": [] }", 1, "\\ud800"),
            ("{\u{a0}\"Statement\": [] }", 1, "\u{a0}"),
        ],
    );
}

#[test]
fn bytes_that_are_no_utf_8_are_one_error() {
    let latin = b"{ \"Id\": \"caf\xe9\", \"Statement\": [] }".to_vec();
    let utf16: Vec<u8> = "\u{feff}{ \"Statement\": [] }"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [latin, utf16] {
        let said = said_of(Category::Syntax, Source::from_bytes("policy.json", bytes));
        let rules: Vec<_> = said.iter().map(|said| (said.0, said.1)).collect();
        assert_eq!(rules, [("json-syntax-error", Severity::Error)]);
    }
}

#[test]
fn several_mistakes_are_all_said() {
    let text = "{\n  Version: '2012-10-17',\n  \"Statement\": [{}, // none\n  ],\n}";
    let places: Vec<_> = said(text)
        .into_iter()
        .map(|said| (said.2, said.3))
        .collect();
    let expected = [
        (2, "Version"),
        (2, "'2012-10-17'"),
        (3, ","),
        (3, "// none"),
        (4, ","),
    ];
    let expected: Vec<_> = expected.map(|(line, text)| (line, text.to_owned())).into();
    assert_eq!(places, expected);
}

#[test]
fn texts_that_readers_stumble_over_are_fine() {
    let deep = format!("{}{}", "[".repeat(97), "]".repeat(97));
    for text in [
        "\u{feff}{ \"Version\": \"2012-10-17\", \"Statement\": [] }",
        "{ \"Version\": \"2012-10-17\", \"Id\": \"reports\", \"Statement\": [] }",
        "{ \"Id\": \"}{][ // # /* ' \\\" ,]\", \"Statement\": [] }",
        "{\r\n\t\"Version\": \"2012-10-17\",\r\n\t\"Statement\": []\r\n}\r\n",
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}}",
        &format!("{{ \"Statement\": {{ \"Condition\": {deep} }} }}"),
    ] {
        assert_eq!(said(text), [], "{text}");
    }
}

#[test]
fn nesting_beyond_reason_is_an_error_and_no_crash() {
    for depth in [200, 100_000] {
        for bracket in ["[", "{\"a\":"] {
            let said = said(&bracket.repeat(depth));
            assert_eq!(
                said.first().map(|said| said.0),
                Some("json-syntax-error"),
                "{depth} {bracket}"
            );
            assert!(said.len() <= 20, "{depth} {bracket}: {}", said.len());
        }
    }
}

#[test]
fn a_key_given_twice_is_one_error_at_the_later_place() {
    let statement =
        |inner: &str| format!("{{\n\"Statement\": {{\n\"Effect\": \"Allow\",\n{inner}\n}} }}");
    let action = statement("\"Action\": \"s3:GetObject\",\n\"Action\": \"s3:PutObject\"");
    let condition = statement("\"Condition\": {},\n\"Condition\": {}");
    let operator = statement("\"Condition\": {\n\"Bool\": {},\n\"Bool\": {} }");
    let key = statement("\"Condition\": { \"Bool\": {\n\"a:b\": \"true\",\n\"a:b\": \"true\" } }");
    let escaped = statement("\"Sid\": \"A\",\n\"\\u0053id\": \"B\"");
    one(
        "duplicate-key",
        &[
            (&action, 5, "\"Action\""),
            (&condition, 5, "\"Condition\""),
            (&operator, 6, "\"Bool\""),
            (&key, 6, "\"a:b\""),
            (&escaped, 5, "\"\\u0053id\""),
            (
                "{ \"Statement\": [],\n\"Id\": \"a\",\n\"Statement\": [] }",
                3,
                "\"Statement\"",
            ),
        ],
    );
    let thrice = statement("\"Sid\": \"A\",\n\"Sid\": \"B\",\n\"Sid\": \"C\"");
    one("duplicate-key", &[(&thrice, 6, "\"Sid\"")]);
}

#[test]
fn a_condition_key_in_two_spellings_is_an_error() {
    let text = "{ \"Statement\": { \"Condition\": { \"Bool\": {\n\"a:Bc\": \"true\",\n\"a:bC\": \"true\" } } } }";
    one(
        "duplicate-keys-with-different-case",
        &[(text, 3, "\"a:bC\"")],
    );
    let apart = "{ \"Statement\": { \"Condition\": { \"Bool\": { \"a:Bc\": \"true\" }, \"Null\": { \"a:bC\": \"true\" } } } }";
    assert_eq!(said(apart), []);
}

#[test]
fn a_root_that_is_no_object_is_json_but_no_policy() {
    let cases = [
        ("[]", Kind::Array),
        ("\"x\"", Kind::String),
        ("1", Kind::Number),
        ("null", Kind::Null),
    ];
    for (text, expected) in cases {
        assert_eq!(said(text), [], "{text}");
        let mut sources = Sources::default();
        let file = sources.add(Source::new("policy.json", text));
        let tree = syntax::parse(file, sources.get(file));
        let policy = model::lower(&tree);
        let kinds: Vec<_> = policy.problems.iter().map(|problem| problem.kind).collect();
        assert_eq!(
            kinds,
            [ProblemKind::NotAnObject { found: expected }],
            "{text}"
        );
    }
}

#[test]
fn unknown_elements_are_said_at_their_line() {
    let cases = [
        ("{\n\"Statment\": [] }", 2, "\"Statment\""),
        (
            "{ \"Statement\": [],\n\"Comment\": \"x\" }",
            2,
            "\"Comment\"",
        ),
        (
            "{ \"Statement\":\n{ \"Effect\": \"Allow\",\n\"Actions\": \"x\" } }",
            3,
            "\"Actions\"",
        ),
    ];
    for (text, line, place) in cases {
        let said = said_of(Category::Grammar, Source::new("policy.json", text));
        let found = said.iter().any(|(rule, severity, at, written)| {
            (*rule, *severity, *at, written.as_str())
                == ("invalid-policy-element", Severity::Error, line, place)
        });
        assert!(found, "{text}: {said:?}");
    }
}

#[test]
fn characters_past_latin_1_are_one_error_a_document() {
    one(
        "unsupported-character",
        &[
            ("{ \"Id\": \"a—b—c\", \"Statement\": [] }", 1, "—"),
            (
                "{ \"Statement\": { \"Action\": \"s3\u{200b}:x\" } }",
                1,
                "\u{200b}",
            ),
            ("{ \"Id\": \"\u{feff}\", \"Statement\": [] }", 1, "\u{feff}"),
        ],
    );
    for text in [
        "{ \"Id\": \"é\u{a0}ÿ\", \"Statement\": [] }",
        "{ \"Id\": \"\\u2019\", \"Statement\": [] }",
        "{ \"Statement\": { \"Sid\": \"a—b\" } }",
    ] {
        assert_eq!(said(text), [], "{text}");
    }
    // Curly quotes around a string are no JSON, and nothing else is said of them.
    one(
        "json-syntax-error",
        &[("{ “Statement”: [] }", 1, "“Statement”")],
    );
}
