//! JSON Schema over our own tree, every answer with its place; the only room that knows `jsonschema`.
//!
//! A copy of the value is judged, and the paths of the answers are walked in the tree: to have `jsonschema` walk the tree by
//! itself would put all of it into the program twice, which weighs more than a copy of a short response.

use std::sync::OnceLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::LocationSegment;
use jsonschema::{JsonType, ValidationError, Validator};

use super::{Kind, Value};
use crate::sort;
use crate::source::Span;
use crate::text;

/// A schema of our own, compiled when it is first asked: that costs about a millisecond.
///
/// The `title` of a subschema says what it expects, in words that end the sentence "expected …".
#[derive(Debug)]
pub struct Schema {
    text: &'static str,
    compiled: OnceLock<Compiled>,
}

/// How many violations are told: each costs a walk to its place, and a hundred thousand help nobody.
const MOST: usize = 16;

/// Where a value is not what the schema expects, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The value; where a member is missing, the object that lacks it.
    pub span: Span,
    /// JSON pointer (RFC 6901) from the judged value.
    pub pointer: String,
    /// A clause: lower case, no full stop, nothing of the value itself.
    pub message: String,
}

#[derive(Debug)]
struct Compiled {
    document: serde_json::Value,
    validator: Validator,
}

impl Schema {
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }

    /// What is wrong with a value, in the order of places, cut off where it gets long; empty if nothing is.
    ///
    /// # Panics
    /// If the schema itself is no schema; tests ask each of ours.
    #[must_use]
    pub fn judge(&self, value: Value<'_>) -> Vec<Violation> {
        let compiled = self.compiled.get_or_init(|| compile(self.text));
        let copy = to_json(value);
        let mut violations: Vec<Violation> = compiled
            .validator
            .iter_errors(&copy)
            .take(MOST)
            .map(|error| violation(&compiled.document, value, &error))
            .collect();
        sort::by_key(&mut violations, |violation| violation.span);
        violations.dedup();
        violations
    }
}

fn compile(text: &str) -> Compiled {
    let document = serde_json::from_str(text).expect("an embedded schema is JSON");
    // Options would build the engine anew in this crate, as large again as the one that is there. The patterns of our schemas
    // have nothing for which it backtracks, so time stays linear in the text.
    let validator = jsonschema::validator_for(&document).expect("an embedded schema is a schema");
    Compiled {
        document,
        validator,
    }
}

fn violation(document: &serde_json::Value, root: Value<'_>, error: &ValidationError) -> Violation {
    let path = error.instance_path();
    let mut value = root;
    let mut subject = document
        .get("title")
        .and_then(serde_json::Value::as_str)
        .map_or_else(|| "the document".to_owned(), |title| format!("the {title}"));
    let mut name = None;
    for segment in path.segments() {
        let next = match &segment {
            LocationSegment::Property(key) => {
                subject = text::quote(key);
                name = Some(key.to_string());
                value.get(key)
            }
            LocationSegment::Index(index) => {
                let list = name
                    .as_deref()
                    .map_or_else(String::new, |name| format!(" of {}", text::quote(name)));
                subject = format!("element {}{list}", index + 1);
                value.elements().nth(*index)
            }
        };
        let Some(next) = next else { break };
        value = next;
    }
    Violation {
        span: value.span(),
        pointer: path.as_str().to_owned(),
        message: message(document, value, &subject, error),
    }
}

fn message(
    document: &serde_json::Value,
    value: Value<'_>,
    subject: &str,
    error: &ValidationError,
) -> String {
    let expected = |otherwise: String| {
        let keyword = error.schema_path().as_str();
        let parent = keyword.rsplit_once('/').map_or("", |(parent, _)| parent);
        document
            .pointer(parent)
            .and_then(|schema| schema.get("title"))
            .and_then(serde_json::Value::as_str)
            .map_or(otherwise, str::to_owned)
    };
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            format!("{subject} has no {}", text::quote(key))
        }
        ValidationErrorKind::Type { kind } => {
            let expected = expected(types(kind));
            format!(
                "{subject} is {}; expected {expected}",
                phrase(json_type(value.kind()))
            )
        }
        ValidationErrorKind::MinLength { .. } | ValidationErrorKind::Pattern { .. }
            if value.as_str().is_some_and(str::is_empty) =>
        {
            let expected = expected("a text".to_owned());
            format!("{subject} is empty; expected {expected}")
        }
        ValidationErrorKind::MinLength { limit } => {
            format!("{subject} is too short; expected at least {limit} characters")
        }
        ValidationErrorKind::MaxLength { limit } => {
            format!("{subject} is too long; expected at most {limit} characters")
        }
        ValidationErrorKind::MaxItems { limit } => {
            let limit = usize::try_from(*limit).unwrap_or(usize::MAX);
            let limit = text::count(limit, "element");
            format!("{subject} has too many elements; expected at most {limit}")
        }
        _ => {
            let expected = expected("something else".to_owned());
            format!("{subject} has an unexpected value; expected {expected}")
        }
    }
}

/// The tree nests at most [`super::MAX_DEPTH`] deep, so this may call itself. Of equal keys the last one counts, as in
/// [`Value::get`].
fn to_json(value: Value<'_>) -> serde_json::Value {
    match value.kind() {
        // What could not be read is refused before a schema is asked.
        Kind::Null | Kind::Bad => serde_json::Value::Null,
        Kind::False => false.into(),
        Kind::True => true.into(),
        // No number that JSON can write is out of reach but by its size.
        Kind::Number => serde_json::from_str(value.raw()).unwrap_or_else(|_| 0.into()),
        Kind::String | Kind::EscapedString => value.as_str().unwrap_or_default().to_owned().into(),
        Kind::Array => value.elements().map(to_json).collect(),
        Kind::Object => value
            .members()
            .map(|(key, value)| {
                let key = key.as_str().unwrap_or_default().to_owned();
                (key, to_json(value))
            })
            .collect(),
    }
}

fn json_type(kind: Kind) -> JsonType {
    match kind {
        Kind::Null | Kind::Bad => JsonType::Null,
        Kind::False | Kind::True => JsonType::Boolean,
        Kind::Number => JsonType::Number,
        Kind::String | Kind::EscapedString => JsonType::String,
        Kind::Array => JsonType::Array,
        Kind::Object => JsonType::Object,
    }
}

/// How a sentence names a type: `a number`.
fn phrase(json_type: JsonType) -> &'static str {
    match json_type {
        JsonType::Null => "null",
        JsonType::Boolean => "true or false",
        JsonType::Number => "a number",
        JsonType::Integer => "a whole number",
        JsonType::String => "a text",
        JsonType::Array => "a list",
        JsonType::Object => "an object",
    }
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(only) => phrase(*only).to_owned(),
        TypeKind::Multiple(several) => {
            let several: Vec<&str> = several.iter().map(phrase).collect();
            several.join(" or ")
        }
    }
}
