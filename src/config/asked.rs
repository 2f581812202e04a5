//! Reads the tables `[[forbid]]` and `[[only-principals]]`.

use serde_json::{Map, Value as Json, json};
use toml::de::{DeTable, DeValue};

use super::question::{Question, QuestionKind};
use super::written::{Key, Reader, Text, Value};
use crate::operator::OperatorSpec;
use crate::source::Span;
use crate::text::quote;

const KEYS: &[&str] = &[
    "name",
    "reason",
    "actions",
    "resources",
    "principals",
    "unless",
];

impl Reader<'_> {
    pub(super) fn forbid(&mut self, span: Span, table: &DeTable) -> Option<Question> {
        self.question(QuestionKind::Forbid, span, table)
    }

    pub(super) fn only_principals(&mut self, span: Span, table: &DeTable) -> Option<Question> {
        self.question(QuestionKind::OnlyPrincipals, span, table)
    }

    /// `None` if something is missing, which is a mistake by then.
    fn question(&mut self, kind: QuestionKind, span: Span, table: &DeTable) -> Option<Question> {
        let mut question = Question {
            kind,
            name: String::new(),
            reason: String::new(),
            actions: Vec::new(),
            resources: Vec::new(),
            principals: Vec::new(),
            unless: Map::new(),
            span,
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "name" => question.name = self.said(key, value),
                "reason" => question.reason = self.said(key, value),
                "actions" => question.actions = self.values(key, value, is_action),
                "resources" => {
                    let texts = self.values(key, value, is_resource);
                    question.resources = texts.into_iter().map(|text| text.value).collect();
                }
                "principals" => question.principals = self.values(key, value, |_| true),
                "unless" => question.unless = self.condition(key, value),
                _ => {
                    let what = format!("a setting of `[[{}]]`", kind.table());
                    self.unknown_key(key, &what, KEYS);
                }
            }
        }
        let asks = match kind {
            QuestionKind::Forbid => ["actions", "resources", "principals"]
                .iter()
                .any(|key| table.contains_key(*key)),
            QuestionKind::OnlyPrincipals => table.contains_key("principals"),
        };
        let lacks = [
            (
                table.contains_key("name"),
                "has no name",
                "add `name`, what reports call it",
            ),
            (
                table.contains_key("reason"),
                "gives no reason",
                "add `reason`: who decided this, and why",
            ),
            (
                asks,
                match kind {
                    QuestionKind::Forbid => "says of nothing that it is forbidden",
                    QuestionKind::OnlyPrincipals => "says of nobody that they may be let in",
                },
                match kind {
                    QuestionKind::Forbid => "add `actions`, `resources` or `principals`",
                    QuestionKind::OnlyPrincipals => {
                        "add `principals`, a list of ARNs, accounts or services"
                    }
                },
            ),
        ];
        for (_, lacks, help) in lacks.iter().filter(|(has, ..)| !has) {
            let message = format!("this `[[{}]]` {lacks}", kind.table());
            self.mistakes.add_with_help(span, message, *help);
        }
        let is_whole = lacks.iter().all(|(has, ..)| *has);
        (is_whole && !question.name.is_empty() && !question.reason.is_empty()).then_some(question)
    }

    /// A text that says something.
    fn said(&mut self, key: &Key, value: &Value) -> String {
        let text = self.text(key, value);
        let said = text.as_ref().map_or("", |text| text.value.trim());
        if let Some(text) = text.as_ref().filter(|_| said.is_empty()) {
            self.mistakes.add(
                text.span,
                format!("an empty {} says nothing", quote(key.get_ref())),
            );
        }
        said.to_owned()
    }

    /// A list of patterns, none of them empty.
    fn values(&mut self, key: &Key, value: &Value, is_possible: fn(&str) -> bool) -> Vec<Text> {
        let texts = self.texts(key, value);
        if matches!(value.get_ref(), DeValue::Array(array) if array.is_empty()) {
            let span = self.span(value.span());
            let name = quote(key.get_ref());
            self.mistakes
                .add(span, format!("an empty {name} would match nothing"));
        }
        for text in &texts {
            if text.value.is_empty() || !is_possible(&text.value) {
                let found = quote(&text.value);
                let name = key.get_ref().trim_end_matches('s');
                self.mistakes
                    .add(text.span, format!("{found} can be no {name} of a policy"));
            }
        }
        texts
    }

    /// `unless.Bool."aws:MultiFactorAuthPresent" = "true"`: operators, keys, values as in a `Condition`.
    fn condition(&mut self, key: &Key, value: &Value) -> Map<String, Json> {
        let mut operators = Map::new();
        for (operator, keys) in self.table(key, value).into_iter().flatten() {
            let name = operator.get_ref();
            if OperatorSpec::parse(name).is_err() {
                let span = self.span(operator.span());
                self.mistakes.add(
                    span,
                    format!("AWS has no condition operator {}", quote(name)),
                );
            }
            let mut block = Map::new();
            for (name, values) in self.table(operator, keys).into_iter().flatten() {
                let texts: Vec<Text> = match values.get_ref() {
                    DeValue::Array(_) => self.texts(name, values),
                    _ => self.text(name, values).into_iter().collect(),
                };
                let texts: Vec<String> = texts.into_iter().map(|text| text.value).collect();
                block.insert(name.get_ref().to_string(), json!(texts));
            }
            operators.insert(name.to_string(), Json::Object(block));
        }
        operators
    }
}

fn is_action(text: &str) -> bool {
    text == "*"
        || text
            .split_once(':')
            .is_some_and(|(service, name)| !service.is_empty() && !name.is_empty())
}

fn is_resource(text: &str) -> bool {
    text == "*" || (text.starts_with("arn:") && text.splitn(6, ':').count() == 6)
}
