//! `RuleOption`, what a rule lets people set, and `Options`, what they have set.

use std::collections::BTreeMap;

/// Something about a rule that people may set under `[options.<rule>]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleOption {
    /// Lower case with hyphens.
    pub name: &'static str,
    pub kind: OptionKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    Flag,
    /// A whole number between the two, both included.
    Number {
        least: i64,
        most: i64,
    },
    Text,
    /// A list of texts.
    Texts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    Flag(bool),
    Number(i64),
    Text(String),
    Texts(Vec<String>),
}

/// The options of one rule. Names and kinds were checked when the configuration was read, so `None` means "not set".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    values: BTreeMap<String, OptionValue>,
}

impl Options {
    pub(super) const NONE: &'static Self = &Self {
        values: BTreeMap::new(),
    };

    #[must_use]
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.values.get(name)? {
            OptionValue::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    #[must_use]
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.values.get(name)? {
            OptionValue::Number(number) => Some(*number),
            _ => None,
        }
    }

    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.values.get(name)? {
            OptionValue::Text(text) => Some(text),
            _ => None,
        }
    }

    #[must_use]
    pub fn texts(&self, name: &str) -> Option<&[String]> {
        match self.values.get(name)? {
            OptionValue::Texts(texts) => Some(texts),
            _ => None,
        }
    }
}

impl FromIterator<(String, OptionValue)> for Options {
    fn from_iter<I: IntoIterator<Item = (String, OptionValue)>>(values: I) -> Self {
        Self {
            values: values.into_iter().collect(),
        }
    }
}

impl OptionKind {
    /// How a sentence says what is expected: `` `max-days` takes a whole number ``.
    pub(super) fn phrase(self) -> String {
        match self {
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Number { least, most } => format!("a whole number from {least} to {most}"),
            Self::Text => "a text in quotes".to_owned(),
            Self::Texts => "a list of texts".to_owned(),
        }
    }

    pub(super) fn accepts(self, value: &OptionValue) -> bool {
        match (self, value) {
            (Self::Number { least, most }, OptionValue::Number(number)) => {
                (least..=most).contains(number)
            }
            (Self::Flag, OptionValue::Flag(_))
            | (Self::Text, OptionValue::Text(_))
            | (Self::Texts, OptionValue::Texts(_)) => true,
            _ => false,
        }
    }
}
