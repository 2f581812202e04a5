//! Requests made from the words of policies: values for variables, texts for patterns. The evaluator judges them.

use crate::catalog::{Action, Catalog};
use crate::model::{Condition, Statement, Text};
use crate::operator::{Family, Operator};
use crate::semantics::actions::{Named, named_by};
use crate::semantics::operators::{date, ip, number};
use crate::semantics::variable::{self, SegmentKind};
use crate::semantics::{Caller, Key, Request};

use super::callers;

/// How the wildcards of a pattern are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// With something that can be read.
    Readable,
    /// A run with nothing.
    Shortest,
}

pub const FILLS: [Fill; 2] = [Fill::Readable, Fill::Shortest];

const ACCOUNT: &str = "111122223333";
const REGION: &str = "us-east-1";
const WORD: &str = "example";

/// A text that the pattern takes, its variables having the values of the request. `None`: one of them has none.
#[must_use]
pub fn fill(pattern: &str, variables: bool, request: &Request, fill: Fill) -> Option<String> {
    let is_arn = pattern.starts_with("arn:") || pattern.starts_with("arn*");
    let mut text = String::with_capacity(pattern.len() + 16);
    let written = |plain: &str, text: &mut String| {
        for char in plain.chars() {
            match char {
                '*' => text.push_str(run(text, is_arn, fill)),
                '?' => text.push('x'),
                other => text.push(other),
            }
        }
    };
    if !variables {
        written(pattern, &mut text);
        return Some(text);
    }
    for segment in variable::segments(pattern) {
        match segment.kind {
            SegmentKind::Text(plain) => written(plain, &mut text),
            SegmentKind::Literal(char) => text.push(char),
            SegmentKind::Variable { name, default } => match request.context.get(name) {
                Key::Present(values) => match &values[..] {
                    [value] => text.push_str(value),
                    _ => return None,
                },
                _ => text.push_str(default?),
            },
            SegmentKind::Malformed(_) => return None,
        }
    }
    Some(text)
}

/// What stands for a run at the end of a text.
fn run(text: &str, is_arn: bool, fill: Fill) -> &'static str {
    let field = text.bytes().filter(|&byte| byte == b':').count();
    let begins = text.ends_with(':');
    match field {
        1 if is_arn && begins => "aws",
        3 if is_arn && begins => REGION,
        4 if is_arn && begins => ACCOUNT,
        _ if fill == Fill::Shortest => "",
        _ => WORD,
    }
}

/// The names of the variables in a text, without those that have a default.
pub fn variables(text: &str) -> impl Iterator<Item = &str> {
    variable::segments(text)
        .into_iter()
        .filter_map(|segment| match segment.kind {
            SegmentKind::Variable { name, .. } => Some(name),
            _ => None,
        })
}

/// Gives a key that the request lacks a value, and what follows from it.
pub fn provide(request: &mut Request, name: &str) {
    let lower = name.to_ascii_lowercase();
    if matches!(request.context.get(name), Key::Present(_)) {
        return;
    }
    if callers::DERIVED.contains(&lower.as_str()) {
        if request.caller == Caller::Unknown {
            callers::become_user(request, WORD);
        }
        return;
    }
    let value = if lower.contains("account") {
        ACCOUNT
    } else if lower.ends_with("orgid") {
        "o-example0000"
    } else if lower.contains("region") {
        REGION
    } else {
        WORD
    };
    request.context.set(name, Key::value(value));
}

/// The value that a pattern leaves to the first of its variables in a text that it takes.
#[must_use]
pub fn read_off<'p>(pattern: &'p str, text: &str) -> Option<(&'p str, String)> {
    let segments = variable::segments(pattern);
    let mut before = String::new();
    let mut after = String::new();
    let mut found = None;
    for segment in segments {
        match segment.kind {
            SegmentKind::Variable { name, .. } if found.is_none() => found = Some(name),
            SegmentKind::Text(plain) if found.is_none() => before.push_str(plain),
            SegmentKind::Text(plain) => after.push_str(plain),
            _ => return None,
        }
    }
    if before.contains(['*', '?']) {
        return None;
    }
    let rest = text.strip_prefix(before.as_str())?;
    let end = after.split(['*', '?']).next().unwrap_or_default();
    let value = match rest.find(end) {
        _ if end.is_empty() => rest,
        Some(at) => rest.get(..at)?,
        None => return None,
    };
    Some((found?, value.to_owned()))
}

/// A request that a statement may well allow: its own words, filled.
#[must_use]
pub fn typical(
    statement: &Statement<'_>,
    variables: bool,
    resource: Option<&str>,
    fill_with: Fill,
) -> Option<Request> {
    let action = match &statement.action {
        Some(list) if !list.negated() => action_of(list.items.first()?.known()?)?,
        _ => "s3:GetObject".to_owned(),
    };
    let mut request = Request::new(Caller::Unknown, action);
    request.context.set_others(Key::Absent);
    for condition in &statement.conditions {
        // What follows from the principal or excludes each other is not put together word by word.
        if statement.principal.is_some() || condition.key.known().is_none_or(is_bound) {
            return None;
        }
        satisfy(condition, variables, &mut request, fill_with)?;
    }
    if let Some(pattern) = resource {
        if variables {
            for name in self::variables(pattern) {
                provide(&mut request, name);
            }
        }
        request.resource = Some(if pattern == "*" {
            format!("arn:aws:s3:::{WORD}")
        } else {
            fill(pattern, variables, &request, fill_with)?
        });
    }
    Some(request)
}

fn is_bound(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    callers::DERIVED.contains(&key.as_str())
        || ["aws:source", "aws:vpc", "aws:userid"]
            .iter()
            .any(|start| key.starts_with(start))
}

fn action_of(pattern: &str) -> Option<String> {
    let catalog = Catalog::embedded();
    match named_by(pattern, catalog) {
        Named::Action(action) => Some(action.full_name()),
        Named::Pattern(_, set) => set.actions(catalog).next().map(Action::full_name),
        Named::Everything => Some("s3:GetObject".to_owned()),
        _ => Some(pattern.replace(['*', '?'], "x")),
    }
}

/// Gives the key of a condition a value that it holds for.
fn satisfy(
    condition: &Condition<'_>,
    variables: bool,
    request: &mut Request,
    fill_with: Fill,
) -> Option<()> {
    let (spec, name) = (condition.spec?, condition.key.known()?);
    let first = condition.values.iter().find_map(Text::known)?;
    if spec.base == Operator::Null {
        if first.eq_ignore_ascii_case("false") {
            provide(request, name);
        }
        return Some(());
    }
    if spec.base.is_negated() {
        return Some(());
    }
    if variables {
        for variable in self::variables(first) {
            provide(request, variable);
        }
    }
    request.context.set(
        name,
        Key::value(value_for(spec.base, first, variables, request, fill_with)?),
    );
    Some(())
}

/// A value for which a positive operator holds.
#[must_use]
pub fn value_for(
    operator: Operator,
    text: &str,
    variables: bool,
    request: &Request,
    fill_with: Fill,
) -> Option<String> {
    Some(match operator.family() {
        Family::Numeric => {
            number::parse(text).ok()?;
            text.to_owned()
        }
        Family::Date => {
            date::parse(text).ok()?;
            text.to_owned()
        }
        Family::IpAddress => ip::parse(text).ok()?.network().addr().to_string(),
        _ if operator.positive() == Operator::StringEquals => {
            let literal = text.replace("${*}", "*").replace("${?}", "?");
            if variables && variable::has_variables(&literal) {
                fill(text, variables, request, fill_with)?
            } else {
                literal
            }
        }
        _ => fill(text, variables, request, fill_with)?,
    })
}
