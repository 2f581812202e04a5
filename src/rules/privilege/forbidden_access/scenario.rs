//! A question of the configuration, as policies that the procedure can hold against another one.

use serde_json::{Map, Value, json};

use crate::config::{Question, QuestionKind};
use crate::model::{self, Policy, Principal};
use crate::source::{FileId, Source, Spanned};
use crate::syntax::{self, Tree};

/// A policy of our own.
pub(super) struct Scenario(Source);

pub(super) struct Read<'s>(Tree<'s>);

impl Scenario {
    pub(super) fn new(statements: &Value) -> Self {
        // Values stand for themselves: a configuration has no policy variables.
        let policy = json!({ "Version": "2008-10-17", "Statement": statements });
        Self(Source::new("question", policy.to_string()))
    }

    pub(super) fn tree(&self) -> Read<'_> {
        Read(syntax::parse(FileId(0), &self.0))
    }
}

impl Read<'_> {
    pub(super) fn policy(&self) -> Policy<'_> {
        model::lower(&self.0)
    }
}

/// The requests that are asked about.
pub(super) fn asked(question: &Question) -> Value {
    let principal = match question.kind {
        QuestionKind::Forbid => principals(&question.principals),
        QuestionKind::OnlyPrincipals => json!("*"),
    };
    json!([{
        "Effect": "Allow",
        "Principal": principal,
        "Action": any_or(&texts(&question.actions)),
        "Resource": any_or(&question.resources),
    }])
}

/// The requests that may be allowed all the same; `None`: not one.
pub(super) fn exempt(question: &Question) -> Option<Value> {
    let mut statements = Vec::new();
    let mut allow = |principal: Value, condition: Map<String, Value>| {
        let mut statement = json!({
            "Effect": "Allow",
            "Principal": principal,
            "Action": "*",
            "Resource": "*",
        });
        if let Some(statement) = statement.as_object_mut().filter(|_| !condition.is_empty()) {
            statement.insert("Condition".to_owned(), Value::Object(condition));
        }
        statements.push(statement);
    };
    if question.kind == QuestionKind::OnlyPrincipals {
        allow(principals(&question.principals), Map::new());
    }
    if !question.unless.is_empty() {
        allow(json!("*"), question.unless.clone());
    }
    (!statements.is_empty()).then_some(Value::Array(statements))
}

fn texts(written: &[Spanned<String>]) -> Vec<String> {
    written.iter().map(|text| text.value.clone()).collect()
}

fn any_or(patterns: &[String]) -> Value {
    if patterns.is_empty() {
        json!("*")
    } else {
        json!(patterns)
    }
}

/// As a `Principal` element names them, each under its type. Nobody said: everyone.
fn principals(names: &[Spanned<String>]) -> Value {
    let names = texts(names);
    if names.is_empty() || names.iter().any(|name| name == "*") {
        return json!("*");
    }
    let mut types: Map<String, Value> = Map::new();
    for name in &names {
        // What is none was refused with the configuration.
        let kind = Principal::type_of(name).unwrap_or("AWS");
        let list = types.entry(kind).or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            list.push(json!(name));
        }
    }
    Value::Object(types)
}
