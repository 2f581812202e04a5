//! Every mistake at its exact place, what is read in spite of it, and what a tree can be asked.

use iamsure::source::{FileId, Source, Span};
use iamsure::syntax::{self, Kind, MAX_DEPTH, ProblemKind, Tree, Value};

const FILE: FileId = FileId(0);

/// A text with each problem's place between `‹` and `›`; the problems in order; what is read.
type Case = (&'static str, &'static str, &'static str);

const BROKEN: &[Case] = &[
    ("‹›", "Empty", ""),
    ("‹› \r\n\t", "Empty", ""),
    ("‹›\u{feff}", "Empty", ""),
    ("[\"a‹\t›b\tc\"]", "ControlInString", r#"["a\tb\tc"]"#),
    ("[\"a‹\n›b\"]", "ControlInString", r#"["a\nb"]"#),
    (
        "{\"a\": \"b‹\r›\nc\", \"d\": 1}",
        "ControlInString",
        r#"{"a":"b\r\nc","d":1}"#,
    ),
    (
        "{‹\u{a0}\u{a0}›\"a\":1}‹\0\0›",
        "StrayCharacter StrayCharacter",
        r#"{"a":1}"#,
    ),
    ("[1,‹\u{feff}›2]", "StrayCharacter", "[1,2]"),
    (
        r#"["‹\q›\n‹\é›"]"#,
        "BadEscape BadEscape",
        r#"["\\q\n\\é"]"#,
    ),
    (
        r#"["‹\u12›g4", "‹\u›"]"#,
        "BadUnicodeEscape BadUnicodeEscape",
        r#"["\\u12g4","\\u"]"#,
    ),
    (r#"["‹\u›+123"]"#, "BadUnicodeEscape", r#"["\\u+123"]"#),
    (
        r#"["‹\ud83d›x", "‹\ude00›"]"#,
        "LoneSurrogate LoneSurrogate",
        r#"["�x","�"]"#,
    ),
    (r#"["‹\ud83d›\u0041"]"#, "LoneSurrogate", r#"["�A"]"#),
    (
        r#"{"a": [1‹,›]‹,›}"#,
        "TrailingComma TrailingComma",
        r#"{"a":[1]}"#,
    ),
    ("[‹,›1,‹,›2]", "ExtraComma ExtraComma", "[1,2]"),
    ("{\"a\":1‹,›‹,›}", "TrailingComma ExtraComma", r#"{"a":1}"#),
    (
        "‹# a›\n{‹// b›\r\n\"a\": ‹/* \" */› 1‹/**/›}‹//›",
        "Comment Comment Comment Comment Comment",
        r#"{"a":1}"#,
    ),
    ("[1‹/* 2]›‹›", "Comment Unclosed", "[1]"),
    (
        "{‹Version›: 1, ‹aws:SourceIp› : 2}",
        "UnquotedKey UnquotedKey",
        "{?:1,?:2}",
    ),
    ("{‹a› b: 1, \"c\": 2}", "UnquotedKey", r#"{?:1,"c":2}"#),
    (
        r#"{‹1›: 2, ‹[›3]‹:› 4, "a": 5}"#,
        "KeyNotString KeyNotString MissingComma",
        r#"{?:2,?:[3],?:4,"a":5}"#,
    ),
    (
        r#"{"Statement": {}, ‹{›"Effect": "Deny"}}"#,
        "KeyNotString",
        r#"{"Statement":{},?:{"Effect":"Deny"}}"#,
    ),
    (
        r"{‹'a'›: ‹'say \'hi\' to x'›}",
        "SingleQuotes SingleQuotes",
        r#"{"a":"say \\'hi\\' to x"}"#,
    ),
    (
        "{‹“a”›: ‹\"b”›,\n ‹‘c’›: ‹„d\"›}",
        "CurlyQuotes CurlyQuotes CurlyQuotes CurlyQuotes",
        r#"{"a":"b","c":"d"}"#,
    ),
    (
        r#"{"a": {}‹› "b": ["x"‹› "y"‹›{}]}"#,
        "MissingComma MissingComma MissingComma",
        r#"{"a":{},"b":["x","y",{}]}"#,
    ),
    (r#"{"a": 1‹;› "b": 2}"#, "MissingComma", r#"{"a":1,"b":2}"#),
    (
        r#"{"a"‹› 1, "b" ‹=>› 2, "c"‹=›3}"#,
        "MissingColon MissingColon MissingColon",
        r#"{"a":1,"b":2,"c":3}"#,
    ),
    (
        r#"{"a"‹:› , ‹"b"›, "c"‹:›}"#,
        "MissingValue MissingValue MissingValue",
        r#"{"a":?,"b":?,"c":?}"#,
    ),
    (
        r#"{"a": ‹True›, "b": [‹nulls›, ‹<your› role>, 1]}"#,
        "UnknownWord UnknownWord UnknownWord",
        r#"{"a":?,"b":[?,?,1]}"#,
    ),
    (r#"[‹${a ? "b" : "c"}›, 1]"#, "UnknownWord", "[?,1]"),
    (
        "[‹+1›,‹01›,‹.5›,‹1.›,‹0x10›,‹-›,‹1e›,‹1e+›,‹2012-10-17›]",
        "BadNumber BadNumber BadNumber BadNumber BadNumber BadNumber BadNumber BadNumber BadNumber",
        "[?,?,?,?,?,?,?,?,?]",
    ),
    (
        "[‹1e309›, ‹-1E+400›, 1e308, 0e999, 1e-999]",
        "NumberTooLarge NumberTooLarge",
        "[1e309,-1E+400,1e308,0e999,1e-999]",
    ),
    (
        "{\"a\": ‹\"b›,\r\n \"c\": ‹\"d›\n}",
        "UnterminatedString UnterminatedString",
        r#"{"a":"b","c":"d"}"#,
    ),
    (
        "{‹\"a: 1›,\n \"b\": 2}",
        "UnterminatedString",
        r#"{?:?,"b":2}"#,
    ),
    (
        "{‹\"a: 1›\n \"b\": 2}",
        "UnterminatedString",
        r#"{?:?,"b":2}"#,
    ),
    (
        r#"{‹"Effect: "›Allow", "b": 2}"#,
        "UnterminatedString",
        r#"{?:?,"b":2}"#,
    ),
    (
        r#"{"a": ‹"say "›hi" to", "b": ‹"x, "›c": 3}"#,
        "UnterminatedString UnterminatedString",
        r#"{"a":?,"b":?,?:3}"#,
    ),
    (r#"{"a": 1, ‹...›}"#, "UnknownWord", r#"{"a":1,?:?}"#),
    (
        r#"{"a": [‹"b\"c›"#,
        "UnterminatedString",
        r#"{"a":["b\"c"]}"#,
    ),
    ("{\"a\": [{\"b\": 1‹›\n", "Unclosed", r#"{"a":[{"b":1}]}"#),
    ("{\"a\":‹›", "Unclosed", r#"{"a":?}"#),
    (
        r#"{"a": ["b"‹}›, "c": 1}"#,
        "WrongBracket",
        r#"{"a":["b"],"c":1}"#,
    ),
    (
        r#"{"S": [{"A": ["b"‹}›]}"#,
        "WrongBracket",
        r#"{"S":[{"A":["b"]}]}"#,
    ),
    (
        r#"{"S": [{"A": 1}‹}›]}"#,
        "WrongBracket",
        r#"{"S":[{"A":1}]}"#,
    ),
    ("{\"a\": 1}‹}›]}", "ExtraBracket", r#"{"a":1}"#),
    ("‹]›{}", "ExtraBracket", "{}"),
    ("{} ‹{›\"a\": 1}", "TrailingText", "{}"),
    ("[]‹,›[]", "TrailingText", "[]"),
    ("null ‹and› more", "TrailingText", "null"),
    ("‹Version:› 2012-10-17\nStatement: []", "UnknownWord", "?"),
    (
        r#"{"a":1,‹"\u0061"›:2,‹"a"›:3,"b":{"a":4}}"#,
        "DuplicateKey DuplicateKey",
        r#"{"a":1,"a":2,"a":3,"b":{"a":4}}"#,
    ),
];

#[test]
fn every_mistake_is_found_at_its_place() {
    for (marked, kinds, shown) in BROKEN {
        let (text, places) = without_marks(marked);
        let source = Source::new("broken", text);
        let tree = syntax::parse(FILE, &source);
        let found: Vec<_> = tree.problems().iter().map(|problem| problem.span).collect();
        assert_eq!(names(&tree), *kinds, "{marked}");
        assert_eq!(found, places, "{marked}");
        assert_eq!(show(&tree), *shown, "{marked}");
    }
}

#[test]
fn every_kind_of_mistake_has_a_case() {
    let open = Span::new(FILE, 0, 1);
    let kinds = [
        ProblemKind::Empty,
        ProblemKind::ControlInString('\n'),
        ProblemKind::StrayCharacter('\0'),
        ProblemKind::BadEscape,
        ProblemKind::BadUnicodeEscape,
        ProblemKind::LoneSurrogate,
        ProblemKind::TrailingComma,
        ProblemKind::ExtraComma,
        ProblemKind::Comment,
        ProblemKind::UnquotedKey,
        ProblemKind::KeyNotString,
        ProblemKind::SingleQuotes,
        ProblemKind::CurlyQuotes,
        ProblemKind::MissingComma,
        ProblemKind::MissingColon,
        ProblemKind::MissingValue,
        ProblemKind::UnknownWord,
        ProblemKind::BadNumber,
        ProblemKind::NumberTooLarge,
        ProblemKind::UnterminatedString,
        ProblemKind::Unclosed { open },
        ProblemKind::WrongBracket { open },
        ProblemKind::ExtraBracket,
        ProblemKind::TrailingText,
        ProblemKind::DuplicateKey { first: open },
    ];
    for kind in kinds {
        let mut names = BROKEN.iter().flat_map(|(_, names, _)| names.split(' '));
        assert!(names.any(|found| found == name(kind)), "{kind:?}");
    }
}

#[test]
fn bytes_that_are_not_utf8_are_said_once() {
    let source = Source::from_bytes("latin-1", b"{\"a\": \"caf\xe9\", \xff \"b\": 1}".to_vec());
    let tree = syntax::parse(FILE, &source);
    assert_eq!(names(&tree), "NotUtf8");
    assert_eq!(tree.problems()[0].span, Span::new(FILE, 10, 11));
    assert_eq!(
        tree.root()
            .and_then(|root| root.get("a"))
            .and_then(Value::as_str),
        Some("caf?")
    );
}

#[test]
fn utf16_is_named_with_and_without_its_mark() {
    for bytes in [
        &b"\xff\xfe{\0}\0"[..],
        b"\xfe\xff\0{\0}",
        b"{\0}\0",
        b"\0{\0}",
    ] {
        let source = Source::from_bytes("utf-16", bytes.to_vec());
        let tree = syntax::parse(FILE, &source);
        assert_eq!(names(&tree), "Utf16", "{bytes:?}");
        assert_eq!(tree.problems()[0].span, Span::new(FILE, 0, 2));
        assert!(tree.root().is_none());
    }
}

#[test]
fn utf32_is_not_taken_for_utf16() {
    for bytes in [
        &b"\xff\xfe\0\0{\0\0\0}\0\0\0"[..],
        b"\0\0\xfe\xff\0\0\0{\0\0\0}",
        b"{\0\0\0}\0\0\0",
        b"\0\0\0{\0\0\0}",
    ] {
        let source = Source::from_bytes("utf-32", bytes.to_vec());
        let tree = syntax::parse(FILE, &source);
        assert_eq!(names(&tree), "Utf32", "{bytes:?}");
        assert_eq!(tree.problems()[0].span, Span::new(FILE, 0, 4));
        assert!(tree.root().is_none());
    }
}

#[test]
fn the_limit_of_depth_is_that_of_serde_json() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        for depth in [MAX_DEPTH, MAX_DEPTH + 1] {
            let text = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let accepted = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            let source = Source::new("deep", text);
            let tree = syntax::parse(FILE, &source);
            assert_eq!(accepted, depth == MAX_DEPTH);
            assert_eq!(names(&tree), if accepted { "" } else { "TooDeep" });
        }
    }
}

#[test]
fn what_lies_too_deep_is_passed_over_and_said_once() {
    let deep = format!("{}\"]\"{}", "[".repeat(100_000), "]".repeat(100_000));
    let source = Source::new("deep", format!("[{deep}, {deep}, 7]"));
    let tree = syntax::parse(FILE, &source);
    let place = u32::try_from(MAX_DEPTH).expect("a small number");
    assert_eq!(names(&tree), "TooDeep");
    assert_eq!(tree.problems()[0].span, Span::new(FILE, place, place + 1));
    let elements: Vec<_> = tree.root().into_iter().flat_map(Value::elements).collect();
    assert_eq!(elements.len(), 3);
    assert_eq!(elements[2].raw(), "7");
}

#[test]
fn problems_name_the_bracket_and_the_key_they_refer_to() {
    let other = |text: &str| {
        let source = Source::new("broken", text);
        let tree = syntax::parse(FILE, &source);
        match tree.problems()[0].kind {
            ProblemKind::Unclosed { open } | ProblemKind::WrongBracket { open } => open,
            ProblemKind::DuplicateKey { first } => first,
            kind => panic!("{kind:?}"),
        }
    };
    assert_eq!(other(r#"{"a": [{"b": [1]"#), Span::new(FILE, 7, 8));
    assert_eq!(other(r#"{"a": [1}}"#), Span::new(FILE, 6, 7));
    assert_eq!(
        other(r#"{"a": 1, "b": 2, "\u0062": 3}"#),
        Span::new(FILE, 9, 12)
    );
}

#[test]
fn equal_keys_are_found_in_large_objects_too_and_are_capped() {
    let members: Vec<_> = (0..100_000)
        .map(|index| format!("\"k{index}\": 1, "))
        .collect();
    let members = members.concat();
    let source = Source::new("keys", format!("{{{members}\"\\u006b7\": 2}}"));
    let tree = syntax::parse(FILE, &source);
    assert_eq!(names(&tree), "DuplicateKey");
    assert_eq!(source.slice(tree.problems()[0].span), r#""\u006b7""#);
    assert_eq!(
        tree.root().map_or(0, |root| root.members().count()),
        100_001
    );

    let source = Source::new(
        "keys",
        format!("{{{}\"a\": 1, }}", "\"a\": 1, ".repeat(100_000)),
    );
    let tree = syntax::parse(FILE, &source);
    assert_eq!(
        tree.problems().len(),
        21,
        "20 equal keys, and the comma behind them"
    );
    assert!(
        tree.problems()
            .iter()
            .any(|problem| problem.kind.breaks_json())
    );
}

#[test]
fn mistakes_are_capped() {
    let source = Source::new("commas", format!("[{}]", ",".repeat(100_000)));
    assert_eq!(syntax::parse(FILE, &source).problems().len(), 20);
}

fn without_marks(marked: &str) -> (String, Vec<Span>) {
    let mut text = String::new();
    let mut places = Vec::new();
    let mut start = 0;
    for char in marked.chars() {
        let at = u32::try_from(text.len()).expect("a short text");
        match char {
            '‹' => start = at,
            '›' => places.push(Span::new(FILE, start, at)),
            _ => text.push(char),
        }
    }
    (text, places)
}

fn names(tree: &Tree) -> String {
    tree.problems()
        .iter()
        .map(|p| name(p.kind))
        .collect::<Vec<_>>()
        .join(" ")
}
fn name(kind: ProblemKind) -> String {
    format!("{kind:?}")
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect()
}
fn show(tree: &Tree) -> String {
    tree.root().map(show_value).unwrap_or_default()
}
fn show_value(value: Value) -> String {
    match value.kind() {
        Kind::Array => {
            let elements: Vec<_> = value.elements().map(show_value).collect();
            format!("[{}]", elements.join(","))
        }
        Kind::Object => {
            let members: Vec<_> = value
                .members()
                .map(|(key, value)| format!("{}:{}", show_value(key), show_value(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Kind::Bad => "?".to_owned(),
        Kind::String | Kind::EscapedString => format!("{:?}", value.as_str().unwrap_or_default()),
        Kind::Null | Kind::False | Kind::True | Kind::Number => value.raw().to_owned(),
    }
}
