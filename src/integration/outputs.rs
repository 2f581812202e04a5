//! Integrations in `terraform output -json`, where the names are the user's own.

use crate::source::Spanned;
use crate::syntax::{Kind, Value};
use crate::text::{self, quote};

use super::candidate::{Candidate, candidate, field, is_integration, is_object};
use super::error::ReadError;
use super::{Field, Integration, Known};

/// Whether an object is what `terraform output -json` prints.
pub(super) fn are_outputs(root: Value<'_>) -> bool {
    let mut outputs = root.members().peekable();
    outputs.peek().is_some()
        && outputs.all(|(_, output)| {
            let has = |key: &str| output.get(key).is_some();
            has("value") && (has("type") || has("sensitive"))
        })
}

/// An output that is an integration; else the one role and the one external ID whose names say what they are.
pub(super) fn find(root: Value<'_>) -> Result<Vec<Candidate<'_>>, ReadError> {
    let whole: Vec<Candidate<'_>> = root
        .members()
        .filter_map(|(_, output)| output.get("value"))
        .flat_map(integrations)
        .collect();
    if !whole.is_empty() {
        return Ok(whole);
    }
    let texts: Vec<Output> = root
        .members()
        .filter_map(|(name, output)| {
            let name = name.as_str()?.to_ascii_lowercase().replace('-', "_");
            let value = field(output.get("value")?)?;
            Some(Output { name, value })
        })
        .collect();
    let pick = |what: &str, choices: Vec<&Output>| only(root, what, &choices);
    let external_id = pick("external ID", external_ids(&texts))?;
    let role_arn = pick("role of Confluent", confluent_roles(&texts))?;
    let optional = |fits: &dyn Fn(&Output) -> bool| {
        let mut fitting = texts.iter().filter(|output| fits(output));
        let first = fitting.next()?;
        fitting.next().is_none().then(|| first.value.clone())
    };
    let integration = Integration {
        id: optional(&|output| output.name.contains("integration_id")),
        name: None,
        role_arn: Known::Known(role_arn),
        external_id: Known::Known(external_id),
        customer_role_arn: optional(&|output| output.is_role() && output.is_customers()),
        environment: optional(&|output| output.name.contains("environment_id")),
        usages: Vec::new(),
        status: None,
        address: None,
        file: root.span().file,
        span: root.span(),
    };
    Ok(vec![Candidate {
        integration,
        object: None,
        other_cloud: None,
        contradiction: None,
    }])
}

/// The value itself, or those in a list or a map of them as `for_each` makes it.
fn integrations(value: Value<'_>) -> Vec<Candidate<'_>> {
    if is_integration(value) {
        return vec![candidate(value, None)];
    }
    let inner: Vec<Value<'_>> = match value.kind() {
        Kind::Array => value.elements().collect(),
        Kind::Object => value.members().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    };
    inner
        .into_iter()
        .filter(|value| is_object(*value) && is_integration(*value))
        .map(|value| candidate(value, None))
        .collect()
}

/// An output that is a text.
struct Output {
    /// In lower case, with `_`.
    name: String,
    value: Field,
}

impl Output {
    fn is_role(&self) -> bool {
        let mut parts = self.value.value.splitn(6, ':');
        parts.next() == Some("arn")
            && parts.nth(1) == Some("iam")
            && parts.nth(2).is_some_and(|resource| {
                resource
                    .strip_prefix("role/")
                    .is_some_and(|name| !name.is_empty())
            })
    }

    fn is_customers(&self) -> bool {
        self.name.contains("customer")
    }
}

fn external_ids(outputs: &[Output]) -> Vec<&Output> {
    let named = |output: &&Output| {
        let name = output.name.replace('_', "");
        name.contains("externalid") && !output.value.value.is_empty()
    };
    outputs.iter().filter(named).collect()
}

/// Those that say Confluent's name; failing that, those that bear the provider's name of the attribute.
fn confluent_roles(outputs: &[Output]) -> Vec<&Output> {
    let roles = || {
        outputs
            .iter()
            .filter(|output| output.is_role() && !output.is_customers())
    };
    let by = |word: &str| -> Vec<&Output> {
        roles()
            .filter(|output| output.name.contains(word))
            .collect()
    };
    let named = by("confluent");
    if named.is_empty() {
        by("iam_role_arn")
    } else {
        named
    }
}

/// Several outputs with one and the same value are no choice to make.
fn only(root: Value<'_>, what: &str, choices: &[&Output]) -> Result<Field, ReadError> {
    let refuse = |found: String| {
        Err(ReadError::Outputs {
            found,
            span: root.span(),
        })
    };
    let Some((first, rest)) = choices.split_first() else {
        return refuse(format!("name no {what}"));
    };
    if rest
        .iter()
        .any(|other| other.value.value != first.value.value)
    {
        let names: Vec<String> = choices
            .iter()
            .take(5)
            .map(|output| quote(&output.name))
            .collect();
        return refuse(format!(
            "leave open which is the {what}: {}",
            text::list(&names)
        ));
    }
    Ok(Spanned {
        span: first.value.span,
        value: first.value.value.clone(),
    })
}
