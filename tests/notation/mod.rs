//! Reads policies back out of the notations in which they are written, by what these notations mean.

use std::iter::Peekable;
use std::str::Chars;

use serde_json::{Map, Value, json};

/// The policy in a CloudFormation template.
pub fn of_cloudformation(text: &str) -> Value {
    let template: Value = serde_json::from_str(text).expect("a template in JSON");
    let resources = template["Resources"].as_object().expect("resources");
    let (name, resource) = resources.iter().next().expect("one resource");
    let (member, output) = match resource["Type"].as_str() {
        Some("AWS::IAM::Role") => (
            "AssumeRolePolicyDocument",
            json!({"RoleArn": {"Value": {"Fn::GetAtt": [name, "Arn"]}}}),
        ),
        Some("AWS::IAM::ManagedPolicy") => (
            "PolicyDocument",
            json!({"PolicyArn": {"Value": {"Ref": name}}}),
        ),
        other => panic!("a resource of type {other:?}"),
    };
    assert_eq!(template["Outputs"], output);
    assert_eq!(resources.len(), 1);
    resource["Properties"][member].clone()
}

/// The policy that Terraform's `aws_iam_policy_document` makes of a data source.
pub fn of_terraform(text: &str) -> Value {
    let mut reader = Reader {
        chars: text.chars().peekable(),
    };
    let root = reader.body();
    let [Item::Block(labels, body)] = &root[..] else {
        panic!("one block: {text}");
    };
    assert_eq!(labels[..2], ["data", "aws_iam_policy_document"]);
    let statements: Vec<Value> = body
        .iter()
        .map(|item| match item {
            Item::Block(labels, body) if labels[..] == ["statement"] => statement(body),
            _ => panic!("only statements: {text}"),
        })
        .collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn statement(body: &[Item]) -> Value {
    let mut found = Map::new();
    let mut conditions = Map::new();
    for item in body {
        match item {
            Item::Attribute(name, value) => {
                let key = match name.as_str() {
                    "effect" => "Effect",
                    "actions" => "Action",
                    "resources" => "Resource",
                    other => panic!("an attribute {other}"),
                };
                found.insert(key.to_owned(), value.clone());
            }
            Item::Block(labels, body) if labels[..] == ["principals"] => {
                let principal = json!({attribute(body, "type").as_str().expect("a text"): attribute(body, "identifiers")});
                found.insert("Principal".to_owned(), principal);
            }
            Item::Block(labels, body) if labels[..] == ["condition"] => {
                let test = attribute(body, "test");
                let key = attribute(body, "variable");
                conditions.insert(
                    test.as_str().expect("a text").to_owned(),
                    json!({key.as_str().expect("a text"): attribute(body, "values")}),
                );
            }
            Item::Block(labels, _) => panic!("a block {labels:?}"),
        }
    }
    if !conditions.is_empty() {
        found.insert("Condition".to_owned(), Value::Object(conditions));
    }
    Value::Object(found)
}

fn attribute(body: &[Item], wanted: &str) -> Value {
    body.iter()
        .find_map(|item| match item {
            Item::Attribute(name, value) if name == wanted => Some(value.clone()),
            _ => None,
        })
        .unwrap_or_else(|| panic!("no attribute {wanted}"))
}

enum Item {
    Attribute(String, Value),
    /// Its type and labels, and what is in it.
    Block(Vec<String>, Vec<Item>),
}

/// As much of HCL's native syntax as policies need.
struct Reader<'t> {
    chars: Peekable<Chars<'t>>,
}

impl Reader<'_> {
    fn body(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        loop {
            self.space();
            match self.chars.peek() {
                None | Some('}') => return items,
                Some(_) => items.push(self.item()),
            }
        }
    }

    fn item(&mut self) -> Item {
        let mut labels = vec![self.word()];
        loop {
            self.space();
            match self.chars.peek() {
                Some('=') => {
                    self.chars.next();
                    self.space();
                    return Item::Attribute(labels.remove(0), self.value());
                }
                Some('{') => {
                    self.chars.next();
                    let body = self.body();
                    assert_eq!(self.chars.next(), Some('}'));
                    return Item::Block(labels, body);
                }
                Some('"') => labels.push(self.text()),
                other => panic!("{other:?} behind {labels:?}"),
            }
        }
    }

    /// A list of one is the one: policies mean the same by both.
    fn value(&mut self) -> Value {
        if self.chars.peek() == Some(&'"') {
            return Value::String(self.text());
        }
        assert_eq!(self.chars.next(), Some('['));
        let mut values = Vec::new();
        loop {
            self.space();
            match self.chars.peek() {
                Some(']') => break,
                Some(',') => {}
                _ => {
                    values.push(Value::String(self.text()));
                    continue;
                }
            }
            self.chars.next();
        }
        self.chars.next();
        if values.len() == 1 {
            values.remove(0)
        } else {
            Value::Array(values)
        }
    }

    fn text(&mut self) -> String {
        assert_eq!(self.chars.next(), Some('"'));
        let mut text = String::new();
        loop {
            match self.chars.next().expect("the text ends") {
                '"' => return text,
                '\\' => match self.chars.next() {
                    Some(char @ ('"' | '\\')) => text.push(char),
                    Some('n') => text.push('\n'),
                    Some('r') => text.push('\r'),
                    Some('t') => text.push('\t'),
                    Some('U') => {
                        let digits: String = self.chars.by_ref().take(8).collect();
                        let code = u32::from_str_radix(&digits, 16).expect("eight digits");
                        text.push(char::from_u32(code).expect("a character"));
                    }
                    other => panic!("an escape {other:?}"),
                },
                char @ ('$' | '%') => {
                    text.push(char);
                    let mut ahead = self.chars.clone();
                    if ahead.next() == Some(char) && ahead.next() == Some('{') {
                        self.chars.next();
                        text.push('{');
                        self.chars.next();
                    } else {
                        assert_ne!(self.chars.peek(), Some(&'{'), "it would be evaluated");
                    }
                }
                char => text.push(char),
            }
        }
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(char) = self
            .chars
            .next_if(|char| char.is_alphanumeric() || *char == '_')
        {
            word.push(char);
        }
        assert!(!word.is_empty(), "a word before {:?}", self.chars.peek());
        word
    }

    fn space(&mut self) {
        while let Some(char) = self
            .chars
            .next_if(|char| char.is_whitespace() || *char == '#')
        {
            if char == '#' {
                while self.chars.next_if(|char| *char != '\n').is_some() {}
            }
        }
    }
}
