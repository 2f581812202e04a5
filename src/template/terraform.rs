//! A document as Terraform's `aws_iam_policy_document`.

use std::fmt::{self, Write as _};

use super::document::{Condition, Document, Kind, Statement, word};

/// A data source whose `json` a role or a policy takes, laid out as `terraform fmt` leaves it.
///
/// A data source rather than `jsonencode`: the provider checks its shape when planning, and a diff of it is a diff of blocks.
#[derive(Clone, Copy, Debug)]
pub struct Terraform<'a>(pub &'a Document);

impl fmt::Display for Terraform<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (name, attribute) = match self.0.kind {
            Kind::Trust => ("confluent_trust", "assume_role_policy of the aws_iam_role"),
            Kind::Permission => ("confluent_permission", "policy of the aws_iam_policy"),
        };
        writeln!(
            f,
            "# For the {attribute}: data.aws_iam_policy_document.{name}.json"
        )?;
        writeln!(f, "data \"aws_iam_policy_document\" \"{name}\" {{")?;
        for (index, statement) in self.0.statements.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write_statement(f, statement)?;
        }
        writeln!(f, "}}")
    }
}

fn write_statement(f: &mut fmt::Formatter, statement: &Statement) -> fmt::Result {
    writeln!(f, "  statement {{")?;
    let effect = Value::Text(word(statement.effect));
    let actions = Value::List(&statement.actions);
    let resources = Value::List(&statement.resources);
    let all = [
        ("effect", effect),
        ("actions", actions),
        ("resources", resources),
    ];
    let count = if statement.resources.is_empty() { 2 } else { 3 };
    write_attributes(f, 4, &all[..count])?;
    if let Some(principal) = &statement.principal {
        writeln!(f, "\n    principals {{")?;
        let identifiers = Value::List(std::slice::from_ref(principal));
        let all = [("type", Value::Text("AWS")), ("identifiers", identifiers)];
        write_attributes(f, 6, &all)?;
        writeln!(f, "    }}")?;
    }
    for condition in &statement.conditions {
        write_condition(f, condition)?;
    }
    writeln!(f, "  }}")
}

fn write_condition(f: &mut fmt::Formatter, condition: &Condition) -> fmt::Result {
    writeln!(f, "\n    condition {{")?;
    let all = [
        ("test", Value::Text(condition.operator)),
        ("variable", Value::Text(condition.key)),
        ("values", Value::List(&condition.values)),
    ];
    write_attributes(f, 6, &all)?;
    writeln!(f, "    }}")
}

enum Value<'a> {
    Text(&'a str),
    List(&'a [String]),
}

impl Value<'_> {
    fn is_long(&self) -> bool {
        matches!(self, Self::List(values) if values.len() > 1)
    }
}

/// Those that take one line stand together with their equals signs in one column; a longer one stands by itself.
fn write_attributes(
    f: &mut fmt::Formatter,
    indent: usize,
    attributes: &[(&str, Value)],
) -> fmt::Result {
    let groups = attributes.chunk_by(|(_, one), (_, next)| !one.is_long() && !next.is_long());
    for (index, group) in groups.enumerate() {
        if index > 0 {
            writeln!(f)?;
        }
        let width = group.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, value) in group {
            write!(f, "{:indent$}{name:width$} = ", "")?;
            write_value(f, indent, value)?;
        }
    }
    Ok(())
}

fn write_value(f: &mut fmt::Formatter, indent: usize, value: &Value) -> fmt::Result {
    match value {
        Value::Text(text) => writeln!(f, "{}", Quoted(text)),
        Value::List([one]) => writeln!(f, "[{}]", Quoted(one)),
        Value::List(several) => {
            writeln!(f, "[")?;
            for one in *several {
                writeln!(f, "{:indent$}  {},", "", Quoted(one))?;
            }
            writeln!(f, "{:indent$}]", "")
        }
    }
}

/// A quoted template of HCL that stands for exactly this text.
///
/// See "Quoted Templates" in the specification of HCL's native syntax: `${` and `%{` would be evaluated.
pub(super) struct Quoted<'a>(pub &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_char('"')?;
        let mut chars = self.0.chars().peekable();
        while let Some(char) = chars.next() {
            match char {
                '"' | '\\' => write!(f, "\\{char}")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                '$' | '%' if chars.peek() == Some(&'{') => write!(f, "{char}{char}")?,
                char if crate::text::is_unsafe(char) => write!(f, "\\U{:08x}", u32::from(char))?,
                char => f.write_char(char)?,
            }
        }
        f.write_char('"')
    }
}
