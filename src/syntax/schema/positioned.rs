//! Our tree as `jsonschema` sees JSON: its traits over `Value`, without a copy.

use std::borrow::Cow;
use std::collections::HashSet;

use jsonschema::JsonType;
use jsonschema::json::{self, JsonNumber, NodeIdentity};

use crate::syntax::{Kind, Value};

/// Our tree as `jsonschema` sees JSON.
#[derive(Debug)]
pub(super) struct Positioned;

/// A value of the tree, or a member's name on its own.
#[derive(Clone, Copy, Debug)]
pub(super) enum Node<'t> {
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
pub(super) struct Object<'t>(Value<'t>);

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
pub(super) struct Array<'t>(Value<'t>);

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
pub(super) struct Number<'t>(&'t str);

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
