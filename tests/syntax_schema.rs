//! A schema judges our own tree as it would judge JSON, and says where and in words.

use iamsure::source::{FileId, Source};
use iamsure::syntax;
use iamsure::syntax::schema::Schema;

static SCHEMA: Schema = Schema::new(
    r#"{
      "title": "box",
      "type": "object",
      "required": ["size"],
      "propertyNames": {"pattern": "^[a-z/é]+$", "title": "a lower-case name"},
      "properties": {
        "size": {"type": "integer", "title": "a number of boxes", "minimum": 1},
        "colour": {"enum": ["red", "grün", 3], "title": "a colour"},
        "a/é": {"type": "array", "maxItems": 2, "items": {"type": ["string", "boolean"]}},
        "label": {"type": "string", "minLength": 2, "maxLength": 3}
      }
    }"#,
);

#[track_caller]
fn assert_judged(text: &str, expected: &[(&str, &str, &str)]) {
    let source = Source::new("box.json", text);
    let tree = syntax::parse(FileId(0), &source);
    let found = SCHEMA.judge(tree.root().expect("a value"));
    let found: Vec<(&str, &str, &str)> = found
        .iter()
        .map(|it| {
            (
                it.pointer.as_str(),
                source.slice(it.span),
                it.message.as_str(),
            )
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn what_fits_is_silent() {
    assert_judged(r#"{"size": 1, "other": null}"#, &[]);
    // Numbers compare by value, texts after their escapes.
    assert_judged(r#"{"size": 2.0, "colour": 3.00}"#, &[]);
    assert_judged(r#"{"size": 12e1, "colour": "gr\u00fcn"}"#, &[]);
    // Lengths count characters.
    assert_judged(r#"{"size": 1, "label": "äöü"}"#, &[]);
    assert_judged(r#"{"size": 1, "label": "\u00e4\ud83d\ude00"}"#, &[]);
    // Of two equal keys the last one counts.
    assert_judged(r#"{"size": "x", "size": 1}"#, &[]);
}

#[test]
fn what_does_not_fit_is_told_in_place() {
    let size = "a number of boxes";
    assert_judged("{}", &[("", "{}", "the box has no `size`")]);
    assert_judged("[]", &[("", "[]", "the box is a list; expected box")]);
    assert_judged(
        r#"{"size": 1.5}"#,
        &[(
            "/size",
            "1.5",
            &format!("`size` is a number; expected {size}"),
        )],
    );
    assert_judged(
        r#"{"size": 0}"#,
        &[(
            "/size",
            "0",
            &format!("`size` has an unexpected value; expected {size}"),
        )],
    );
    assert_judged(
        r#"{"colour": "blue", "size": 1, "a/é": ["x", 5, true]}"#,
        &[
            (
                "/colour",
                "\"blue\"",
                "`colour` has an unexpected value; expected a colour",
            ),
            (
                "/a~1é",
                "[\"x\", 5, true]",
                "`a/é` has too many elements; expected at most 2 elements",
            ),
            (
                "/a~1é/1",
                "5",
                "element 2 of `a/é` is a number; expected true or false or a text",
            ),
        ],
    );
    assert_judged(
        r#"{"size": 1, "label": ""}"#,
        &[("/label", "\"\"", "`label` is empty; expected a text")],
    );
    assert_judged(
        r#"{"size": 1, "label": "x"}"#,
        &[(
            "/label",
            "\"x\"",
            "`label` is too short; expected at least 2 characters",
        )],
    );
    assert_judged(
        r#"{"size": 1, "label": "wxyz"}"#,
        &[(
            "/label",
            "\"wxyz\"",
            "`label` is too long; expected at most 3 characters",
        )],
    );
}

#[test]
fn our_schemas_are_schemas() {
    let text = include_str!("../schemas/integration.schema.json");
    let schema: serde_json::Value = serde_json::from_str(text).expect("JSON");
    jsonschema::draft202012::meta::validate(&schema).expect("a schema of 2020-12");
}
