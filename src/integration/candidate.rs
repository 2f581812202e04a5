//! One object read as an integration, in the words of the API, of the CLI and of Terraform.

use crate::source::{Span, Spanned};
use crate::syntax::{Kind, Value};
use crate::text::{self, quote};

use super::error::ReadError;
use super::{Field, Integration, Known};

/// Confluent's role in the API, the CLI and Terraform; then on Confluent's page.
const ROLE: [&str; 2] = ["iam_role_arn", "confluent_iam_role_arn"];
const EXTERNAL_ID: [&str; 1] = ["external_id"];
/// The customer's role in the API and on Confluent's page; then in the CLI and Terraform.
const CUSTOMER_ROLE: [&str; 2] = ["customer_iam_role_arn", "customer_role_arn"];
/// What only an integration of another cloud has.
const OTHER_CLOUDS: [(&str, &str); 6] = [
    ("customer_azure_tenant_id", "Azure"),
    ("confluent_multi_tenant_app_id", "Azure"),
    ("customer_google_service_account", "Google Cloud"),
    ("google_service_account", "Google Cloud"),
    ("azure", "Azure"),
    ("gcp", "Google Cloud"),
];

/// The integrations of one document.
pub(super) struct Found<'t> {
    pub candidates: Vec<Candidate<'t>>,
    /// What a sentence calls the document: `the list`.
    pub place: &'static str,
    /// Whether the document is one page of a longer list.
    pub more: bool,
}

/// One integration, read as far as its values have the right kind; nothing of it is judged yet.
pub(super) struct Candidate<'t> {
    pub integration: Integration,
    /// What the schema is to judge; `None` where the values stand apart, each judged as it was found.
    pub object: Option<Value<'t>>,
    /// The cloud it is for, if that is not AWS.
    pub other_cloud: Option<Field>,
    pub contradiction: Option<ReadError>,
}

/// Whether an object is meant as an integration, of whatever cloud and however incomplete.
pub(super) fn is_integration(object: Value<'_>) -> bool {
    let named = |value: Value<'_>| {
        value.members().any(|(key, _)| {
            let key = key.as_str().unwrap_or_default();
            let other = || OTHER_CLOUDS.iter().any(|(name, _)| *name == key);
            ROLE.contains(&key)
                || EXTERNAL_ID.contains(&key)
                || CUSTOMER_ROLE.contains(&key)
                || other()
        })
    };
    let begins = |value: Value<'_>, key: &str, start: &str| {
        string(value, key).is_some_and(|field| field.value.starts_with(start))
    };
    let of_kind = |value: Value<'_>| {
        string(value, "kind").is_some_and(|kind| kind.value.ends_with("IntegrationConfig"))
    };
    let config = object.get("config");
    object.kind() == Kind::Object
        && (named(object)
            || config.is_some_and(|config| named(config) || of_kind(config))
            || block(object.get("aws")).is_some_and(named)
            || begins(object, "api_version", "pim/"))
}

/// Reads an object as an integration.
pub(super) fn candidate(object: Value<'_>, address: Option<String>) -> Candidate<'_> {
    let values = values(object);
    let mut contradiction = None;
    let mut text = |names: &[&str]| {
        values.and_then(|values| {
            text_of(values, names).unwrap_or_else(|error| {
                contradiction.get_or_insert(error);
                None
            })
        })
    };
    let role_arn = text(&ROLE).map_or(Known::Unknown, Known::Known);
    let external_id = text(&EXTERNAL_ID).map_or(Known::Unknown, Known::Known);
    let customer_role_arn = text(&CUSTOMER_ROLE).filter(is_filled);
    let filled = |key: &str| string(object, key).filter(is_filled);
    let environment = object.get("environment").and_then(|environment| {
        if environment.is_string() {
            field(environment)
        } else {
            string(block(Some(environment))?, "id")
        }
    });
    let usages = object.get("usages").map_or_else(Vec::new, |usages| {
        usages
            .elements()
            .filter_map(field)
            .filter(is_filled)
            .collect()
    });
    Candidate {
        integration: Integration {
            id: filled("id"),
            name: filled("display_name").or_else(|| filled("name")),
            role_arn,
            external_id,
            customer_role_arn,
            environment: environment.filter(is_filled),
            usages,
            status: filled("status"),
            address,
            file: object.span().file,
            span: object.span(),
        },
        object: Some(object),
        other_cloud: other_cloud(object, values),
        contradiction,
    }
}

/// Where the roles and the external ID stand.
fn values(object: Value<'_>) -> Option<Value<'_>> {
    let config = object.get("config").filter(|config| is_object(*config));
    match (config, object.get("aws")) {
        (Some(config), _) => Some(config),
        (None, Some(aws)) => block(Some(aws)),
        (None, None) => Some(object),
    }
}

/// Whether an integration has a member for what Confluent gives, whatever is in it.
pub(super) fn names_confluent(object: Value<'_>) -> bool {
    let has = |values: Value<'_>| {
        ROLE.into_iter()
            .chain(EXTERNAL_ID)
            .any(|name| values.get(name).is_some())
    };
    values(object).is_some_and(has)
}

fn other_cloud(object: Value<'_>, values: Option<Value<'_>>) -> Option<Field> {
    let named = string(object, "provider").or_else(|| string(object, "cloud"));
    let named = named
        .filter(is_filled)
        .filter(|cloud| !cloud.value.eq_ignore_ascii_case("aws"));
    if let Some(cloud) = named {
        let name = match cloud.value.to_ascii_lowercase().as_str() {
            "azure" => "Azure".to_owned(),
            "gcp" => "Google Cloud".to_owned(),
            _ => quote(&cloud.value),
        };
        return Some(Spanned {
            value: name,
            ..cloud
        });
    }
    let kind = values.and_then(|values| string(values, "kind"));
    if let Some(kind) = kind {
        let other = [("Azure", "Azure"), ("Gcp", "Google Cloud")]
            .into_iter()
            .find(|(start, _)| kind.value.contains(&format!("{start}IntegrationConfig")));
        if let Some((_, name)) = other {
            return Some(named_at(name, kind.span));
        }
    }
    [Some(object), values]
        .into_iter()
        .flatten()
        .find_map(|value| {
            value.members().find_map(|(key, value)| {
                let key_text = key.as_str()?;
                let (_, name) = OTHER_CLOUDS.iter().find(|(name, _)| *name == key_text)?;
                // Terraform writes the blocks that are not used as empty lists.
                let is_used = value.is_string() || block(Some(value)).is_some();
                is_used.then(|| named_at(name, key.span()))
            })
        })
}

fn named_at(name: &str, span: Span) -> Field {
    Spanned {
        span,
        value: name.to_owned(),
    }
}

/// The text that an object gives under any of several names. An empty text counts only if there is no other.
fn text_of(object: Value<'_>, names: &[&str]) -> Result<Option<Field>, ReadError> {
    let mut found: Option<(String, Field)> = None;
    for (key, value) in object.members() {
        let Some(key) = key.as_str().filter(|key| names.contains(&&**key)) else {
            continue;
        };
        let Some(next) = field(value) else { continue };
        match &found {
            Some((_, first)) if first.value == next.value || next.value.is_empty() => {}
            Some((name, first)) if !first.value.is_empty() => {
                let what = if *name == key {
                    quote(key)
                } else {
                    text::list(&[quote(name), quote(key)])
                };
                return Err(ReadError::Contradiction {
                    what,
                    first: Box::new(first.clone()),
                    second: Box::new(next),
                });
            }
            _ => found = Some((key.to_owned(), next)),
        }
    }
    Ok(found.map(|(_, field)| field))
}

/// The member of an object, if it is a text.
pub(super) fn string(object: Value<'_>, key: &str) -> Option<Field> {
    object.get(key).and_then(field)
}

pub(super) fn field(value: Value<'_>) -> Option<Field> {
    value.as_str().map(|text| Spanned {
        span: value.span(),
        value: text.to_owned(),
    })
}

/// A block as Terraform writes it, a list of one; or an object.
pub(super) fn block(value: Option<Value<'_>>) -> Option<Value<'_>> {
    let value = value?;
    let inner = match value.kind() {
        Kind::Array => value.elements().next()?,
        _ => value,
    };
    is_object(inner).then_some(inner)
}

pub(super) fn is_object(value: Value<'_>) -> bool {
    value.kind() == Kind::Object
}

fn is_filled(field: &Field) -> bool {
    !field.value.is_empty()
}
