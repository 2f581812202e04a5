//! The documents in which an integration can stand, and every integration that stands in one.

use crate::syntax::{Kind, Value};
use crate::text::{self, quote};

use super::candidate::{Found, candidate, is_integration, string};
use super::error::ReadError;
use super::{outputs, terraform};

pub(super) fn find(root: Value<'_>) -> Result<Found<'_>, ReadError> {
    if root.kind() == Kind::Array {
        return list(root, root, false);
    }
    let is_text =
        |key: &str, text: &str| string(root, key).is_some_and(|field| field.value == text);
    if is_text("kind", "IntegrationList") || is_array(root.get("data")) {
        let next = root
            .get("metadata")
            .and_then(|metadata| string(metadata, "next"));
        let data = root.get("data").unwrap_or(root);
        return list(root, data, next.is_some_and(|next| !next.value.is_empty()));
    }
    if let Some(found) = terraform::find(root) {
        return found;
    }
    // Outputs bear names of the user's choice, `external_id` among them, so they come first.
    if outputs::are_outputs(root) {
        return outputs::find(root).map(|candidates| Found {
            candidates,
            place: "the Terraform output",
            more: false,
        });
    }
    if is_integration(root) {
        return Ok(Found {
            candidates: vec![candidate(root, None)],
            place: "the document",
            more: false,
        });
    }
    Err(ReadError::NotAnIntegration {
        found: describe(root),
        span: root.span(),
    })
}

fn list<'t>(root: Value<'t>, data: Value<'t>, more: bool) -> Result<Found<'t>, ReadError> {
    let candidates: Vec<_> = data
        .elements()
        .filter(|element| is_integration(*element))
        .map(|element| candidate(element, None))
        .collect();
    if candidates.is_empty() && data.elements().next().is_some() {
        return Err(ReadError::NotAnIntegration {
            found: "a list of other things".to_owned(),
            span: root.span(),
        });
    }
    Ok(Found {
        candidates,
        place: "the list",
        more,
    })
}

/// What a document is that holds no integration, as a sentence calls it: `an IAM policy`.
fn describe(root: Value<'_>) -> String {
    let has = |key: &str| root.get(key).is_some();
    let words = match root.kind() {
        Kind::Object if has("Statement") => "an IAM policy",
        Kind::Object if has("Role") || has("AssumeRolePolicyDocument") => {
            "a role as AWS describes it"
        }
        Kind::Object if has("Policy") || has("PolicyVersion") => "a policy as AWS describes it",
        Kind::Object => return describe_object(root),
        Kind::Array => "a list",
        Kind::String | Kind::EscapedString => "a single text",
        Kind::Number => "a number",
        Kind::Null | Kind::False | Kind::True | Kind::Bad => "a single word",
    };
    words.to_owned()
}

fn describe_object(root: Value<'_>) -> String {
    if let Some(kind) = string(root, "kind") {
        return format!("of kind {}", quote(&kind.value));
    }
    let keys: Vec<String> = root
        .members()
        .take(3)
        .filter_map(|(key, _)| key.as_str().map(quote))
        .collect();
    if keys.is_empty() {
        "an empty object".to_owned()
    } else {
        format!("an object with {}", text::list(&keys))
    }
}

fn is_array(value: Option<Value<'_>>) -> bool {
    value.is_some_and(|value| value.kind() == Kind::Array)
}
