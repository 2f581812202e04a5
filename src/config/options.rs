//! `RuleOption`, what a rule lets people set, and `Options`, what they have set.

use std::collections::BTreeMap;
use std::ops::Range;

use regex::Regex;

use crate::text::{self, quote};

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
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A list of texts.
    Texts,
    /// A list of regular expressions, each of which matches something and not nothing.
    Patterns,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    Flag(bool),
    Number(i64),
    Text(String),
    Texts(Vec<String>),
    Patterns(Vec<Pattern>),
}

/// A regular expression in the syntax of the `regex` crate, which matches in linear time.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Fails with a clause that says what is wrong with it.
    pub(super) fn new(written: &str) -> Result<Self, String> {
        let word = quote(written);
        let regex = Regex::new(written)
            .map_err(|_| format!("{word} is not a regular expression that can be read"))?;
        if regex.is_match("") {
            return Err(format!(
                "{word} matches the empty text, so it would match everywhere"
            ));
        }
        Ok(Self(regex))
    }

    /// The first places at which it matches, at most `most`; none of them is empty.
    pub fn find_all(&self, text: &str, most: usize) -> impl Iterator<Item = Range<usize>> {
        let found = self.0.find_iter(text).take(most);
        found
            .map(|found| found.range())
            .filter(|range| !range.is_empty())
    }
}

/// Two are equal if they are written alike.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Pattern {}

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

    /// Empty if none is set.
    #[must_use]
    pub fn patterns(&self, name: &str) -> &[Pattern] {
        match self.values.get(name) {
            Some(OptionValue::Patterns(patterns)) => patterns,
            _ => &[],
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
    fn phrase(self) -> String {
        match self {
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Number { least, most } => format!("a whole number from {least} to {most}"),
            Self::Text => "a text in quotes".to_owned(),
            Self::OneOf(choices) => {
                let quoted: Vec<String> =
                    choices.iter().map(|one| format!("`\"{one}\"`")).collect();
                format!("one of {}", text::list(&quoted))
            }
            Self::Texts => "a list of texts".to_owned(),
            Self::Patterns => "a list of regular expressions".to_owned(),
        }
    }

    /// The value as this kind has it, or a clause that says why it is none.
    pub(super) fn accept(
        self,
        name: &str,
        value: Option<OptionValue>,
    ) -> Result<OptionValue, String> {
        match (self, value) {
            (Self::Patterns, Some(OptionValue::Texts(texts))) => texts
                .iter()
                .map(|text| Pattern::new(text))
                .collect::<Result<_, _>>()
                .map(OptionValue::Patterns),
            (Self::Number { least, most }, Some(OptionValue::Number(number)))
                if (least..=most).contains(&number) =>
            {
                Ok(OptionValue::Number(number))
            }
            (Self::OneOf(choices), Some(OptionValue::Text(text)))
                if choices.contains(&text.as_str()) =>
            {
                Ok(OptionValue::Text(text))
            }
            (Self::Flag, Some(value @ OptionValue::Flag(_)))
            | (Self::Text, Some(value @ OptionValue::Text(_)))
            | (Self::Texts, Some(value @ OptionValue::Texts(_))) => Ok(value),
            _ => Err(format!("`{name}` takes {}", self.phrase())),
        }
    }
}
