//! The reader agrees with `serde_json` on every text; `IAMSURE_CASES` raises the number of texts per generator.

use crate::agreement;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// What JSON is made of, and what people put in its place.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"",
    "\\",
    "\\\"",
    "\\n",
    "\\u",
    "\\u0041",
    "\\ud83d",
    "\\ude00",
    "\"a\"",
    "\"b\":",
    "\"Action\"",
    "\"s3:GetObject\"",
    "{\"a\":",
    "[1,",
    "true",
    "false",
    "null",
    "tru",
    "None",
    "0",
    "-",
    "1",
    "12",
    ".",
    "e",
    "E+",
    "1e5",
    "e999",
    "-0.0",
    " ",
    " ",
    "\n",
    "\r\n",
    "\t",
    "    ",
    "\n        ",
    "'",
    "“",
    "”",
    "’",
    "//",
    "/*",
    "*/",
    "#",
    "\0",
    "\u{1f}",
    "\u{7f}",
    "\u{a0}",
    "\u{feff}",
    "é",
    "😀",
    "$",
    "${",
    "=",
    "=>",
    ";",
    "aws:x",
    "abcdefghijklmnopqrstuvwxyz",
];

/// Bytes that mean something to a reader.
const BYTES: &[u8] = b"\"\"\\\\{}[],:'/*#nu09-+.eE tf\n\r\t\0\x1f\x7f\x80\xc3\xed\xf0\xff";

fn check(strategy: &impl Strategy<Value = Vec<u8>>, seed: u8) {
    check_also(strategy, seed, |_| {});
}

fn check_also(strategy: &impl Strategy<Value = Vec<u8>>, seed: u8, also: impl Fn(&[u8])) {
    let cases = std::env::var("IAMSURE_CASES").map_or(10_000, |cases| {
        cases.parse().expect("IAMSURE_CASES is a number")
    });
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    TestRunner::new_with_rng(config, rng)
        .run(strategy, |bytes| {
            agreement::check(&bytes);
            also(&bytes);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn on_arbitrary_bytes() {
    let soup = vec(prop_oneof![any::<u8>(), select(BYTES)], 0..40);
    check(&soup, 1);
}

#[test]
fn on_pieces_of_json() {
    let soup = vec(select(PIECES), 0..24).prop_map(|pieces| pieces.concat().into_bytes());
    check(&soup, 2);
}

#[test]
fn on_json() {
    check_also(&json(), 3, |bytes| {
        let known = serde_json::from_slice::<serde_json::Value>(bytes);
        assert!(
            known.is_ok(),
            "the generator makes nothing but JSON: {known:?}"
        );
    });
}

#[test]
fn on_json_with_a_few_wrong_bytes() {
    let edits = vec((any::<Index>(), edit()), 1..4);
    let broken = (json(), edits).prop_map(|(mut bytes, edits)| {
        for (index, edit) in edits {
            let at = index.index(bytes.len() + 1);
            match edit {
                Edit::Insert(piece) => drop(bytes.splice(at..at, piece)),
                Edit::Replace(byte) => drop(bytes.splice(at..bytes.len().min(at + 1), [byte])),
                Edit::Remove(length) => drop(bytes.drain(at..bytes.len().min(at + length))),
                Edit::Cut => bytes.truncate(at),
            }
        }
        bytes
    });
    check(&broken, 4);
}

#[derive(Clone, Debug)]
enum Edit {
    Insert(Vec<u8>),
    Replace(u8),
    Remove(usize),
    Cut,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => select(PIECES).prop_map(|piece| Edit::Insert(piece.into())),
        4 => select(BYTES).prop_map(Edit::Replace),
        4 => (1..4_usize).prop_map(Edit::Remove),
        1 => Just(Edit::Cut),
    ]
}

/// A document, compact or indented, with some equal keys, escapes, and strings around the width of a vector.
fn json() -> impl Strategy<Value = Vec<u8>> {
    let gap = select(vec!["", "", " ", "\n", "\r\n\t", "\n                    "]);
    (value(), gap).prop_map(|(value, gap)| value.replace('\u{1}', gap).into_bytes())
}

/// A value whose gaps are still to be filled, each marked by U+0001.
fn value() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>()
            .prop_filter("JSON has no infinity", |number| number.is_finite())
            .prop_map(|number| format!("{number:e}")),
        "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,24})?([eE][-+]?[0-9]{1,2})?",
    ];
    let word = select(vec!["true", "false", "null"]).prop_map(str::to_owned);
    let leaf = prop_oneof![number, word, string()];
    leaf.prop_recursive(6, 48, 6, |inner| {
        let member =
            (string(), inner.clone()).prop_map(|(key, value)| format!("{key}\u{1}:\u{1}{value}"));
        prop_oneof![
            vec(inner, 0..6).prop_map(|list| format!("[\u{1}{}\u{1}]", list.join("\u{1},\u{1}"))),
            vec(member, 0..6)
                .prop_map(|list| format!("{{\u{1}{}\u{1}}}", list.join("\u{1},\u{1}"))),
        ]
    })
}

fn string() -> impl Strategy<Value = String> {
    let plain = prop_oneof![
        "[ab]",
        "[a-zA-Z0-9:*/ ]{0,40}",
        "[^\"\\\\\\x00-\\x1f]{0,20}"
    ];
    let escape = prop_oneof![
        "\\\\[\"\\\\/bfnrt]",
        "\\\\u00[0-9a-fA-F]{2}",
        any::<char>().prop_map(|char| {
            let mut units = [0; 2];
            let units = char.encode_utf16(&mut units);
            let escapes = units.iter().map(|unit| format!("\\u{unit:04x}"));
            escapes.collect::<Vec<_>>().concat()
        }),
    ];
    let text = prop_oneof![
        3 => plain.clone(),
        1 => vec(prop_oneof![plain, escape], 0..4).prop_map(|parts| parts.concat()),
    ];
    text.prop_map(|text| format!("\"{text}\""))
}
