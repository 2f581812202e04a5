//! What the tree of a document can be asked.

use iamsure::source::{FileId, Source, Span};
use iamsure::syntax::{self, Kind, Value};

const FILE: FileId = FileId(0);

#[test]
fn a_pointer_leads_to_the_innermost_value() {
    let text = r#"{"a/b": [1, {"c~": [true, null]}, []], 'odd': 2, word: 3}"#;
    let source = Source::new("pointers", text);
    let tree = syntax::parse(FILE, &source);
    let pointer = |needle: &str| {
        let start = u32::try_from(text.find(needle).expect("part of the text")).expect("short");
        let length = u32::try_from(needle.len()).expect("short");
        tree.pointer(Span::new(FILE, start, start + length))
    };
    assert_eq!(pointer(text), "");
    assert_eq!(pointer("\"a/b\""), "/a~1b");
    assert_eq!(pointer("[1, {"), "/a~1b");
    assert_eq!(pointer("1"), "/a~1b/0");
    assert_eq!(pointer("c~"), "/a~1b/1/c~0");
    assert_eq!(pointer("true, null"), "/a~1b/1/c~0");
    assert_eq!(pointer("null"), "/a~1b/1/c~0/1");
    assert_eq!(pointer("[]"), "/a~1b/2");
    assert_eq!(pointer("2"), "/odd");
    assert_eq!(pointer("3"), "/word");
    assert_eq!(tree.pointer(Span::new(FILE, 500, 600)), "");
}

#[test]
fn a_pointer_stops_before_a_key_of_a_megabyte() {
    let key = "k".repeat(2000);
    let text = format!(r#"{{"a": {{"{key}": [true]}}}}"#);
    let source = Source::new("pointers", text.as_str());
    let tree = syntax::parse(FILE, &source);
    let at = u32::try_from(text.find("true").expect("part of the text")).expect("short");
    assert_eq!(tree.pointer(Span::new(FILE, at, at + 4)), "/a");
}

#[test]
fn values_answer_by_kind() {
    let text = r#"{"a": 1, "b": [true, false, null, -1.5e3], "a": "x", "\u0061b": "tab\t"}"#;
    let source = Source::new("values", text);
    let tree = syntax::parse(FILE, &source);
    let root = tree.root().expect("a value");
    assert_eq!(
        root.get("a").map(Value::raw),
        Some(r#""x""#),
        "the last of equal keys"
    );
    assert_eq!(root.get("ab").and_then(Value::as_str), Some("tab\t"));
    assert!(root.get("c").is_none());
    let list: Vec<_> = root
        .get("b")
        .into_iter()
        .flat_map(Value::elements)
        .collect();
    assert_eq!(
        list.iter().map(|value| value.as_bool()).collect::<Vec<_>>(),
        [Some(true), Some(false), None, None]
    );
    assert_eq!(list[3].kind(), Kind::Number);
    assert_eq!(list[3].raw(), "-1.5e3");
    assert_eq!(list[3].span(), Span::new(FILE, 34, 40));
    assert_eq!(list[3].as_str(), None);
    let strings: Vec<_> = tree.strings().map(Value::raw).collect();
    assert_eq!(
        strings,
        [
            r#""a""#,
            r#""b""#,
            r#""a""#,
            r#""x""#,
            r#""\u0061b""#,
            r#""tab\t""#
        ]
    );
}

#[test]
fn a_part_of_a_string_is_found_where_it_is_written() {
    let text = r#"["aé\n\ud83d\ude00z", “xé”, "\\\"", "plain"]"#;
    let source = Source::new("parts", text);
    let tree = syntax::parse(FILE, &source);
    let part = |index: usize, range: std::ops::Range<usize>| {
        let value = tree
            .root()
            .and_then(|root| root.elements().nth(index))
            .expect("a string");
        source.slice(value.part(range)).to_owned()
    };
    // Decoded: a, é of two bytes, line break, 😀 of four bytes, z.
    assert_eq!(part(0, 0..1), "a");
    assert_eq!(part(0, 1..3), "é");
    assert_eq!(part(0, 3..4), r"\n");
    assert_eq!(part(0, 4..8), r"\ud83d\ude00");
    assert_eq!(part(0, 3..9), r"\n\ud83d\ude00z");
    assert_eq!(part(0, 9..9), "");
    assert_eq!(part(0, 5..6), "", "inside a character there is nothing");
    assert_eq!(part(1, 1..3), "é");
    assert_eq!(part(2, 1..2), r#"\""#);
    assert_eq!(part(3, 2..99), "ain");
}

#[test]
fn escapes_are_decoded() {
    assert_eq!(
        syntax::unescape(r#"\"\\\/\b\f\n\r\t\u0041"#),
        "\"\\/\u{8}\u{c}\n\r\tA"
    );
    assert_eq!(
        syntax::unescape(r"\uD83D\uDE00 \ud83d \u+041 \q \"),
        "😀 \u{fffd} \\u+041 \\q \\"
    );
    assert_eq!(syntax::map_range(r"\ud83d\ude00x", 4..5), 12..13);
    assert_eq!(syntax::map_range("abc", 1..2), 1..2);
}
