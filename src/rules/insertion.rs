//! Edits that put statements and conditions into a policy, written as what stands around them is written.

use serde_json::{Map, Value as Json};

use super::Context;
use crate::finding::Edit;
use crate::model::{Element, Statement};
use crate::sort;
use crate::source::Span;
use crate::syntax::{Kind, Value};

/// Statements behind one that is there.
pub(super) fn statements_after(
    cx: &Context,
    statement: &Statement,
    new: &[Json],
) -> Option<Vec<Edit>> {
    let (style, list) = (Style::of(cx, statement.span), list(cx)?);
    let gap = style.between(cx, statement.span);
    let objects: Vec<String> = new
        .iter()
        .map(|one| format!(",{gap}{}", style.object(one)))
        .collect();
    let more = objects.concat();
    Some(if list.kind() == Kind::Array {
        vec![Edit::replace(end_of(statement.span), more)]
    } else {
        // A statement that stands alone becomes the first of a list.
        vec![
            Edit::replace(start_of(statement.span), "["),
            Edit::replace(end_of(statement.span), more + "]"),
        ]
    })
}

/// Statements in the place of one.
pub(super) fn statements_instead(
    cx: &Context,
    statement: &Statement,
    new: &[Json],
) -> Option<Vec<Edit>> {
    let (style, list) = (Style::of(cx, statement.span), list(cx)?);
    let gap = format!(",{}", style.between(cx, statement.span));
    let objects: Vec<String> = new.iter().map(|one| style.object(one)).collect();
    let objects = objects.join(&gap);
    let text = if list.kind() == Kind::Array {
        objects
    } else {
        format!("[{objects}]")
    };
    Some(vec![Edit::replace(statement.span, text)])
}

/// One more condition, which a request has to meet as well; `None` where the statement asks for the same key by the same
/// operator already, or its conditions are no object.
pub(super) fn condition(
    cx: &Context,
    statement: &Statement,
    operator: &str,
    key: &str,
    value: &str,
) -> Option<Edit> {
    let style = Style::of(cx, statement.span);
    let pair = |name: &str, value: Json| (name.to_owned(), value);
    let of_key = pair(key, Json::from(value));
    let of_operator = pair(operator, Json::Object(Map::from_iter([of_key.clone()])));
    let Some(block) = statement.condition_block else {
        let of_block = pair(
            Element::Condition.name(),
            Json::Object(Map::from_iter([of_operator])),
        );
        return member(cx, statement.value, style, &of_block);
    };
    if block.kind() != Kind::Object {
        return None;
    }
    match block.get(operator) {
        None => member(cx, block, style, &of_operator),
        Some(keys) if keys.kind() == Kind::Object => {
            let is_there = keys.members().any(|(name, _)| {
                name.as_str()
                    .is_some_and(|name| name.eq_ignore_ascii_case(key))
            });
            if is_there {
                return None;
            }
            member(cx, keys, style, &of_key)
        }
        Some(_) => None,
    }
}

/// A member behind the last one of an object; `None` for an object without any.
fn member(
    cx: &Context,
    object: Value,
    style: Style,
    (name, value): &(String, Json),
) -> Option<Edit> {
    let (last_key, last_value) = object.members().last()?;
    let gap = match line_start(cx, last_key.span()) {
        Some(indent) => format!("{}{indent}", style.line_break),
        None => style.space().to_owned(),
    };
    let colon = if style.is_spaced { ": " } else { ":" };
    let text = format!(
        ",{gap}{}{colon}{}",
        Json::from(name.as_str()),
        style.inline(value)
    );
    Some(Edit::replace(end_of(last_value.span()), text))
}

/// The value of `Statement`.
fn list<'t>(cx: &Context<'t>) -> Option<Value<'t>> {
    cx.policy.root?.get(Element::Statement.name())
}

fn start_of(span: Span) -> Span {
    Span::new(span.file, span.start, span.start)
}

fn end_of(span: Span) -> Span {
    Span::new(span.file, span.end, span.end)
}

/// The white space before a place, if nothing else stands before it on its line.
fn line_start<'t>(cx: &Context<'t>, place: Span) -> Option<&'t str> {
    let before = cx.tree.text().get(..place.start as usize)?;
    let (_, indent) = before.rsplit_once('\n')?;
    indent
        .bytes()
        .all(|byte| matches!(byte, b' ' | b'\t'))
        .then_some(indent)
}

/// How a statement is written.
#[derive(Clone, Copy)]
struct Style<'t> {
    /// Whether white space stands behind colons and commas.
    is_spaced: bool,
    line_break: &'static str,
    /// The white space before its last brace and before its elements; `None` for a statement on one line.
    indents: Option<(&'t str, &'t str)>,
}

impl<'t> Style<'t> {
    fn of(cx: &Context<'t>, statement: Span) -> Self {
        let text = cx.tree.text();
        let written = text.get(statement.range()).unwrap_or_default();
        // To look for one byte costs least.
        let has_returns = memchr::memchr(b'\r', text.as_bytes()).is_some();
        let brace = Span::new(
            statement.file,
            statement.end.saturating_sub(1),
            statement.end,
        );
        let indents = line_start(cx, brace).map(|outer| {
            let (_, rest) = written.split_once('\n').unwrap_or_default();
            let end = rest.find(|char| !matches!(char, ' ' | '\t'));
            (outer, rest.get(..end.unwrap_or(0)).unwrap_or_default())
        });
        Self {
            is_spaced: written.contains("\": ") || !written.contains("\":"),
            line_break: if has_returns && text.contains("\r\n") {
                "\r\n"
            } else {
                "\n"
            },
            indents,
        }
    }

    fn space(self) -> &'static str {
        if self.is_spaced { " " } else { "" }
    }

    /// What stands between two statements, behind the comma.
    fn between(self, cx: &Context, statement: Span) -> String {
        match line_start(cx, statement) {
            Some(indent) => format!("{}{indent}", self.line_break),
            None => self.space().to_owned(),
        }
    }

    /// A statement, its elements in the usual order and each on its line if they are so here.
    fn object(self, statement: &Json) -> String {
        let Some((outer, inner)) = self.indents else {
            return self.inline(statement);
        };
        let lines: Vec<String> = elements(statement)
            .map(|(name, value)| format!("{inner}\"{name}\": {}", self.inline(value)))
            .collect();
        let end = self.line_break;
        format!("{{{end}{}{end}{outer}}}", lines.join(&format!(",{end}")))
    }

    fn inline(self, value: &Json) -> String {
        if !self.is_spaced {
            return match value {
                Json::Object(_) => {
                    let members: Vec<String> = elements(value)
                        .map(|(name, value)| format!("\"{name}\":{value}"))
                        .collect();
                    format!("{{{}}}", members.join(","))
                }
                other => other.to_string(),
            };
        }
        match value {
            Json::Object(_) => {
                let members: Vec<String> = elements(value)
                    .map(|(name, value)| format!("\"{name}\": {}", self.inline(value)))
                    .collect();
                format!("{{ {} }}", members.join(", "))
            }
            other => other.to_string(),
        }
    }
}

/// The members of an object, those of a statement in the order in which people write them.
fn elements(object: &Json) -> impl Iterator<Item = (&String, &Json)> {
    let mut members: Vec<(&String, &Json)> = object.as_object().into_iter().flatten().collect();
    sort::by_key(&mut members, |(name, _)| {
        Element::STATEMENT
            .iter()
            .position(|element| element.name() == name.as_str())
    });
    members.into_iter()
}
