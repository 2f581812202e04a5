//! JSON Schema over our own tree, every answer with its place; the only file that knows `jsonschema`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::OnceLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::json::{self, JsonNumber, Node as _, NodeIdentity};
use jsonschema::paths::LocationSegment;
use jsonschema::{JsonType, PatternOptions, ValidationError, Validator};

use super::{Kind, Value};
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
    validator: Validator<Positioned>,
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
        let mut violations: Vec<Violation> = compiled
            .validator
            .iter_errors(Node::Value(value))
            .take(MOST)
            .map(|error| violation(&compiled.document, value, &error))
            .collect();
        violations.sort_by_key(|violation| violation.span);
        violations.dedup();
        violations
    }
}

fn compile(text: &str) -> Compiled {
    let document = serde_json::from_str(text).expect("an embedded schema is JSON");
    let validator = jsonschema::options_for::<Positioned>()
        // The engine without backtracking: time stays linear in the text.
        .with_pattern_options(PatternOptions::regex())
        .build(&document)
        .expect("an embedded schema is a schema");
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
                phrase(Node::Value(value).json_type())
            )
        }
        ValidationErrorKind::MinLength { .. } | ValidationErrorKind::Pattern { .. }
            if value.as_str().is_some_and(|text| text.is_empty()) =>
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

/// Our tree as `jsonschema` sees JSON.
#[derive(Debug)]
struct Positioned;

/// A value of the tree, or a member's name on its own.
#[derive(Clone, Copy, Debug)]
enum Node<'t> {
    Value(Value<'t>),
    Name(&'t str),
}

impl json::Json for Positioned {
    type Node<'a> = Node<'a>;
    type PreparedKey = String;
    type StringBuffer = ();
    // A value is never inside itself.
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(Node<'_>) -> T) -> T {
        f(Node::Name(string))
    }
}

impl<'t> Node<'t> {
    fn of_kind(self, kind: Kind) -> Option<Value<'t>> {
        match self {
            Node::Value(value) if value.kind() == kind => Some(value),
            _ => None,
        }
    }
}

impl<'t> json::Node<'t, Positioned> for Node<'t> {
    type Object = Object<'t>;
    type Array = Array<'t>;
    type Number = Number<'t>;

    fn as_object(&self) -> Option<Object<'t>> {
        self.of_kind(Kind::Object).map(Object)
    }

    fn as_array(&self) -> Option<Array<'t>> {
        self.of_kind(Kind::Array).map(Array)
    }

    fn as_string(&self) -> Option<Cow<'t, str>> {
        match self {
            Node::Value(value) => value.as_str(),
            Node::Name(name) => Some(Cow::Borrowed(name)),
        }
    }

    fn as_number(&self) -> Option<Number<'t>> {
        self.of_kind(Kind::Number).map(|value| Number(value.raw()))
    }

    fn as_boolean(&self) -> Option<bool> {
        match self {
            Node::Value(value) => value.as_bool(),
            Node::Name(_) => None,
        }
    }

    fn is_null(&self) -> bool {
        self.json_type() == JsonType::Null
    }

    fn json_type(&self) -> JsonType {
        match self {
            Node::Name(_) => JsonType::String,
            Node::Value(value) => match value.kind() {
                // What could not be read is refused before a schema is asked.
                Kind::Null | Kind::Bad => JsonType::Null,
                Kind::False | Kind::True => JsonType::Boolean,
                Kind::Number => JsonType::Number,
                Kind::String | Kind::EscapedString => JsonType::String,
                Kind::Array => JsonType::Array,
                Kind::Object => JsonType::Object,
            },
        }
    }

    fn equals_value(&self, expected: &serde_json::Value) -> bool {
        match (self.as_string(), expected.as_str()) {
            (Some(text), Some(expected)) => text == expected,
            (None, None) => json::cmp::equal(&self.to_value(), expected),
            _ => false,
        }
    }

    fn to_value(&self) -> Cow<'t, serde_json::Value> {
        Cow::Owned(match self {
            Node::Name(name) => (*name).into(),
            Node::Value(value) => to_json(*value),
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        match self {
            Node::Value(value) => Some(NodeIdentity::tagged(
                std::ptr::from_ref(value.tree).addr(),
                value.index,
            )),
            Node::Name(_) => None,
        }
    }
}

/// The tree nests at most [`super::MAX_DEPTH`] deep, so this may call itself.
fn to_json(value: Value<'_>) -> serde_json::Value {
    match value.kind() {
        Kind::Null | Kind::Bad => serde_json::Value::Null,
        Kind::False => false.into(),
        Kind::True => true.into(),
        Kind::Number => Number(value.raw()).to_number().into_owned().into(),
        Kind::String | Kind::EscapedString => {
            value.as_str().unwrap_or_default().into_owned().into()
        }
        Kind::Array => value.elements().map(to_json).collect(),
        Kind::Object => value
            .members()
            .map(|(key, value)| {
                let key = key.as_str().unwrap_or_default().into_owned();
                (key, to_json(value))
            })
            .collect(),
    }
}

#[derive(Clone, Copy, Debug)]
struct Object<'t>(Value<'t>);

type Member<'t> = (Cow<'t, str>, Node<'t>);

impl<'t> Object<'t> {
    /// Every key once: of equal keys the last one counts, as in [`Value::get`].
    fn distinct(self) -> Vec<Member<'t>> {
        let mut members: Vec<Member<'t>> = self
            .0
            .members()
            .map(|(key, value)| (key.as_str().unwrap_or_default(), Node::Value(value)))
            .collect();
        let mut seen = HashSet::new();
        members.reverse();
        members.retain(|(key, _)| seen.insert(key.clone()));
        members.reverse();
        members
    }
}

impl<'t> json::Object<'t, Positioned> for Object<'t> {
    type Node = Node<'t>;
    type MemberName = Cow<'t, str>;
    type MembersIter = std::vec::IntoIter<Member<'t>>;

    fn len(&self) -> usize {
        self.distinct().len()
    }

    fn get(&self, key: &String) -> Option<Node<'t>> {
        self.0.get(key).map(Node::Value)
    }

    fn members(&self) -> Self::MembersIter {
        self.distinct().into_iter()
    }
}

#[derive(Clone, Copy, Debug)]
struct Array<'t>(Value<'t>);

impl<'t> json::Array<'t, Positioned> for Array<'t> {
    type Node = Node<'t>;
    type ElementsIter = Box<dyn Iterator<Item = Node<'t>> + 't>;

    fn len(&self) -> usize {
        self.0.elements().count()
    }

    fn elements(&self) -> Self::ElementsIter {
        Box::new(self.0.elements().map(Node::Value))
    }
}

/// A number as it is written.
#[derive(Clone, Copy, Debug)]
struct Number<'t>(&'t str);

impl JsonNumber for Number<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0)
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        Cow::Owned(serde_json::from_str(self.0).unwrap_or_else(|_| 0.into()))
    }
}
