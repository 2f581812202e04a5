//! `Written`: the configuration as it is written, its shape checked, its names and patterns not.

use std::borrow::Cow;
use std::ops::Range;

use chrono::NaiveDate;
use toml::Spanned as Toml;
use toml::de::{DeTable, DeValue};

use super::mistake::{Mistakes, names};
use super::question::Question;
use super::{OptionValue, Statement};
use crate::source::{Span, Spanned};
use crate::text::quote;

pub(super) type Text = Spanned<String>;

#[derive(Debug, Default)]
pub(super) struct Written {
    pub fail_on: Option<Text>,
    pub account: Option<Text>,
    pub profile: Option<Text>,
    pub stage: Option<Text>,
    pub select: Vec<Text>,
    pub ignore: Vec<Text>,
    /// Rule and level.
    pub rules: Vec<(Text, Text)>,
    pub options: Vec<WrittenOptions>,
    pub paths: Vec<WrittenPath>,
    pub exceptions: Vec<WrittenException>,
    pub questions: Vec<Question>,
}

#[derive(Debug)]
pub(super) struct WrittenOptions {
    pub rule: Text,
    /// A value of a kind that no option takes is `None`, so that the name can still be judged.
    pub values: Vec<(Text, Spanned<Option<OptionValue>>)>,
}

#[derive(Debug)]
pub(super) struct WrittenPath {
    pub files: Vec<Text>,
    pub policy_type: Option<Text>,
    pub profile: Option<Text>,
    pub stage: Option<Text>,
    pub resource_type: Option<Text>,
}

#[derive(Debug)]
pub(super) struct WrittenException {
    pub span: Span,
    pub rule: Option<Text>,
    pub file: Option<Text>,
    pub statement: Option<Statement>,
    pub reason: Option<Text>,
    pub until: Option<Spanned<NaiveDate>>,
}

const TOP_KEYS: &[&str] = &[
    "fail-on",
    "account",
    "profile",
    "stage",
    "select",
    "ignore",
    "rules",
    "options",
    "path",
    "exception",
    "forbid",
    "only-principals",
];
const PATH_KEYS: &[&str] = &["files", "type", "profile", "stage", "resource-type"];
const EXCEPTION_KEYS: &[&str] = &["rule", "file", "statement", "reason", "until"];

pub(super) type Value<'v> = Toml<DeValue<'v>>;
pub(super) type Key<'v> = Toml<Cow<'v, str>>;

pub(super) fn read(table: &DeTable, mistakes: &mut Mistakes) -> Written {
    let mut reader = Reader { mistakes };
    let mut written = Written::default();
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "fail-on" => written.fail_on = reader.text(key, value),
            "account" => written.account = reader.text(key, value),
            "profile" => written.profile = reader.text(key, value),
            "stage" => written.stage = reader.text(key, value),
            "select" => written.select = reader.select(key, value),
            "ignore" => written.ignore = reader.texts(key, value),
            "rules" => written.rules = reader.rules(key, value),
            "options" => written.options = reader.options(key, value),
            "path" => {
                written.paths = reader.tables(key, value, Reader::path);
            }
            "exception" => {
                written.exceptions = reader.tables(key, value, Reader::exception);
            }
            "forbid" => {
                let found = reader.tables(key, value, Reader::forbid);
                written.questions.extend(found.into_iter().flatten());
            }
            "only-principals" => {
                let found = reader.tables(key, value, Reader::only_principals);
                written.questions.extend(found.into_iter().flatten());
            }
            _ => reader.unknown_key(key, "a setting", TOP_KEYS),
        }
    }
    written
}

pub(super) struct Reader<'m> {
    pub(super) mistakes: &'m mut Mistakes,
}

impl Reader<'_> {
    /// An empty list would leave nothing to run, or everything, as one reads it.
    fn select(&mut self, key: &Key, value: &Value) -> Vec<Text> {
        if is_empty(value) {
            self.mistakes.add_with_help(
                self.mistakes.span(value.span()),
                "an empty `select` names no rule to run",
                "name rules or categories, or remove it",
            );
        }
        self.texts(key, value)
    }

    fn rules(&mut self, key: &Key, value: &Value) -> Vec<(Text, Text)> {
        let Some(table) = self.table(key, value) else {
            return Vec::new();
        };
        table
            .iter()
            .filter_map(|(rule, level)| Some((self.name(rule), self.text(rule, level)?)))
            .collect()
    }

    fn options(&mut self, key: &Key, value: &Value) -> Vec<WrittenOptions> {
        let Some(rules) = self.table(key, value) else {
            return Vec::new();
        };
        let mut options = Vec::new();
        for (rule, value) in rules {
            let Some(table) = self.table(rule, value) else {
                continue;
            };
            let values = table
                .iter()
                .map(|(option, value)| {
                    let value = Spanned {
                        span: self.span(value.span()),
                        value: option_value(value.get_ref()),
                    };
                    (self.name(option), value)
                })
                .collect();
            options.push(WrittenOptions {
                rule: self.name(rule),
                values,
            });
        }
        options
    }

    fn path(&mut self, span: Span, table: &DeTable) -> WrittenPath {
        let mut path = WrittenPath {
            files: Vec::new(),
            policy_type: None,
            profile: None,
            stage: None,
            resource_type: None,
        };
        let mut has_files = false;
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "files" => {
                    has_files = true;
                    path.files = self.texts(key, value);
                    if is_empty(value) {
                        let span = self.span(value.span());
                        self.mistakes.add(span, "an empty `files` matches no file");
                    }
                }
                "type" => path.policy_type = self.text(key, value),
                "profile" => path.profile = self.text(key, value),
                "stage" => path.stage = self.text(key, value),
                "resource-type" => path.resource_type = self.text(key, value),
                _ => self.unknown_key(key, "a setting of `[[path]]`", PATH_KEYS),
            }
        }
        if !has_files {
            self.mistakes.add_with_help(
                span,
                "this `[[path]]` says of no file what it sets",
                "add `files`, a list of patterns",
            );
        }
        path
    }

    fn exception(&mut self, span: Span, table: &DeTable) -> WrittenException {
        let mut exception = WrittenException {
            span,
            rule: None,
            file: None,
            statement: None,
            reason: None,
            until: None,
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "rule" => exception.rule = self.text(key, value),
                "file" => exception.file = self.text(key, value),
                "statement" => exception.statement = self.statement(value),
                "reason" => exception.reason = self.text(key, value),
                "until" => exception.until = self.date(value),
                _ => self.unknown_key(key, "a part of an exception", EXCEPTION_KEYS),
            }
        }
        for (name, lacks, help) in [
            ("rule", "names no rule", "add `rule`, the id of one rule"),
            ("file", "names no file", "add `file`, a pattern"),
            (
                "reason",
                "gives no reason",
                "add `reason`: who decided this, and until what changes",
            ),
        ] {
            if !table.contains_key(name) {
                self.mistakes
                    .add_with_help(span, format!("this exception {lacks}"), help);
            }
        }
        exception
    }

    fn statement(&mut self, value: &Value) -> Option<Statement> {
        let index = match value.get_ref() {
            DeValue::String(sid) => return Some(Statement::Sid(sid.to_string())),
            // A negative one is as wrong as a text would be.
            value => integer(value).and_then(|number| usize::try_from(number).ok()),
        };
        if index.is_none() {
            let span = self.span(value.span());
            self.mistakes.add(
                span,
                "`statement` takes a `Sid` in quotes, or a statement's number from 0",
            );
        }
        index.map(Statement::Index)
    }

    fn date(&mut self, value: &Value) -> Option<Spanned<NaiveDate>> {
        let span = self.span(value.span());
        let date = match value.get_ref() {
            DeValue::Datetime(datetime) if datetime.time.is_none() => datetime.date,
            _ => None,
        }
        .and_then(|date| {
            NaiveDate::from_ymd_opt(i32::from(date.year), date.month.into(), date.day.into())
        });
        if date.is_none() {
            self.mistakes.add_with_help(
                span,
                "`until` takes a date: the last day on which the exception holds",
                "write it as `2027-01-31`, with no quotes and no time",
            );
        }
        date.map(|value| Spanned { span, value })
    }

    pub(super) fn text(&mut self, key: &Key, value: &Value) -> Option<Text> {
        let span = self.span(value.span());
        if let DeValue::String(text) = value.get_ref() {
            return Some(Spanned {
                span,
                value: text.to_string(),
            });
        }
        self.wrong_kind(key, value, "a text in quotes");
        None
    }

    pub(super) fn texts(&mut self, key: &Key, value: &Value) -> Vec<Text> {
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong_kind(key, value, "a list of texts");
            return Vec::new();
        };
        array
            .iter()
            .filter_map(|element| self.text(key, element))
            .collect()
    }

    pub(super) fn table<'t>(&mut self, key: &Key, value: &'t Value<'t>) -> Option<&'t DeTable<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_kind(key, value, "a table");
        }
        table
    }

    /// The tables of `[[path]]` or `[[exception]]`, each with the place of its head.
    fn tables<T>(
        &mut self,
        key: &Key,
        value: &Value,
        read: fn(&mut Self, Span, &DeTable) -> T,
    ) -> Vec<T> {
        let DeValue::Array(array) = value.get_ref() else {
            let span = self.span(value.span());
            let name = key.get_ref();
            self.mistakes.add_with_help(
                span,
                format!(
                    "`{name}` takes a list of tables, not {}",
                    kind(value.get_ref())
                ),
                format!("start each with `[[{name}]]`"),
            );
            return Vec::new();
        };
        let mut tables = Vec::new();
        for element in array {
            if let Some(table) = self.table(key, element) {
                tables.push(read(self, self.span(element.span()), table));
            }
        }
        tables
    }

    pub(super) fn unknown_key(&mut self, key: &Key, what: &str, known: &[&str]) {
        let word = key.get_ref();
        self.mistakes.add_unknown(
            self.mistakes.span(key.span()),
            &format!("{} is not {what}", quote(word)),
            word,
            known.iter().copied(),
            || format!("choose from {}", names(known.iter().copied())),
        );
    }

    fn wrong_kind(&mut self, key: &Key, value: &Value, expected: &str) {
        let span = self.span(value.span());
        let found = kind(value.get_ref());
        let name = quote(key.get_ref());
        self.mistakes
            .add(span, format!("{name} takes {expected}, not {found}"));
    }

    fn name(&self, key: &Key) -> Text {
        Spanned {
            span: self.span(key.span()),
            value: key.get_ref().to_string(),
        }
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.mistakes.span(range)
    }
}

fn is_empty(list: &Value) -> bool {
    matches!(list.get_ref(), DeValue::Array(array) if array.is_empty())
}

fn option_value(value: &DeValue) -> Option<OptionValue> {
    match value {
        DeValue::String(text) => Some(OptionValue::Text(text.to_string())),
        DeValue::Boolean(flag) => Some(OptionValue::Flag(*flag)),
        DeValue::Integer(_) => integer(value).map(OptionValue::Number),
        DeValue::Array(array) => array
            .iter()
            .map(|element| element.get_ref().as_str().map(str::to_owned))
            .collect::<Option<_>>()
            .map(OptionValue::Texts),
        _ => None,
    }
}

/// `None` for other kinds and for a number past 64 bits.
fn integer(value: &DeValue) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

fn kind(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
