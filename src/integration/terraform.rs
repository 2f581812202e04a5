//! Integrations in Terraform's state file and in what `terraform show -json` prints of a state or a plan.
//!
//! See "JSON Output Format" in Terraform's documentation; OpenTofu writes the same.

use std::collections::HashSet;

use crate::syntax::{Kind, Value};
use crate::text::quote;

use super::candidate::Found;
use super::candidate::{Candidate, candidate, is_object, string};
use super::error::ReadError;
use super::{Field, outputs};

const INTEGRATION: &str = "confluent_provider_integration";
/// Version 2 of the API, which has no AWS.
const OTHER_CLOUDS: [&str; 2] = [
    "confluent_provider_integration_setup",
    "confluent_provider_integration_authorization",
];

/// `None` if the document is not Terraform's.
pub(super) fn find(root: Value<'_>) -> Option<Result<Found<'_>, ReadError>> {
    let is_number = |key: &str| {
        root.get(key)
            .is_some_and(|value| value.kind() == Kind::Number)
    };
    let has = |key: &str| root.get(key).is_some();
    if is_number("version") && (has("resources") || has("lineage") || has("terraform_version")) {
        return Some(state(root));
    }
    if has("format_version") || has("planned_values") {
        return Some(Ok(shown(root)));
    }
    None
}

fn state(root: Value<'_>) -> Result<Found<'_>, ReadError> {
    let version = root.get("version").map_or("", |version| version.raw());
    if version != "4" {
        return Err(ReadError::NotAnIntegration {
            found: format!("a Terraform state of version {}", quote(version)),
            span: root.span(),
        });
    }
    let mut candidates = Vec::new();
    for resource in elements(root.get("resources")) {
        let Some(kind) = string(resource, "type").filter(is_ours) else {
            continue;
        };
        for instance in elements(resource.get("instances")) {
            // A deposed instance is one that was replaced and could not be deleted yet.
            if instance.get("deposed").is_some() {
                continue;
            }
            if let Some(attributes) = instance.get("attributes").filter(|it| is_object(*it)) {
                let address = address(resource, instance);
                candidates.push(resource_candidate(attributes, &kind.value, Some(address)));
            }
        }
    }
    Ok(found(
        candidates,
        root.get("outputs"),
        "the Terraform state",
    ))
}

/// The address of an instance in a state file, as `terraform show -json` would give it.
#[must_use]
pub fn address(resource: Value<'_>, instance: Value<'_>) -> String {
    let text = |key| string(resource, key).map_or_else(String::new, |field| field.value);
    let mut address = String::new();
    if let Some(module) = string(resource, "module") {
        address = module.value + ".";
    }
    if string(resource, "mode").is_some_and(|mode| mode.value == "data") {
        address.push_str("data.");
    }
    address.push_str(&text("type"));
    address.push('.');
    address.push_str(&text("name"));
    if let Some(index) = instance
        .get("index_key")
        .filter(|index| index.kind() != Kind::Null)
    {
        address.push('[');
        address.push_str(index.raw());
        address.push(']');
    }
    address
}

fn shown(root: Value<'_>) -> Found<'_> {
    let mut candidates = Vec::new();
    let mut seen = HashSet::new();
    for change in elements(root.get("resource_changes")) {
        let Some(kind) = string(change, "type").filter(is_ours) else {
            continue;
        };
        let address = string(change, "address").map(|address| address.value);
        // What is deleted has no `after`, but stands in `prior_state`.
        seen.extend(address.clone());
        let after = change.get("change").and_then(|change| change.get("after"));
        if let Some(after) = after.filter(|after| is_object(*after)) {
            candidates.push(resource_candidate(after, &kind.value, address));
        }
    }
    let planned = root.get("planned_values");
    let prior = root
        .get("prior_state")
        .and_then(|prior| prior.get("values"));
    for values in [planned, prior, root.get("values")].into_iter().flatten() {
        in_modules(values, &mut seen, &mut candidates);
    }
    let (values, place) = match planned {
        Some(planned) => (Some(planned), "the Terraform plan"),
        None => (root.get("values"), "the Terraform state"),
    };
    found(
        candidates,
        values.and_then(|values| values.get("outputs")),
        place,
    )
}

fn in_modules<'t>(
    values: Value<'t>,
    seen: &mut HashSet<String>,
    candidates: &mut Vec<Candidate<'t>>,
) {
    let mut modules: Vec<Value<'t>> = values.get("root_module").into_iter().collect();
    while let Some(module) = modules.pop() {
        for resource in elements(module.get("resources")) {
            let Some(kind) = string(resource, "type").filter(is_ours) else {
                continue;
            };
            let address = string(resource, "address").map(|address| address.value);
            if address
                .as_ref()
                .is_some_and(|address| !seen.insert(address.clone()))
            {
                continue;
            }
            if let Some(values) = resource.get("values").filter(|values| is_object(*values)) {
                candidates.push(resource_candidate(values, &kind.value, address));
            }
        }
        let first = modules.len();
        modules.extend(elements(module.get("child_modules")));
        modules[first..].reverse();
    }
}

fn resource_candidate<'t>(
    attributes: Value<'t>,
    kind: &str,
    address: Option<String>,
) -> Candidate<'t> {
    let mut candidate = candidate(attributes, address);
    if kind != INTEGRATION && candidate.other_cloud.is_none() {
        candidate.other_cloud = Some(Field {
            span: attributes.span(),
            value: "another cloud".to_owned(),
        });
    }
    candidate
}

/// Where the resources say nothing, the outputs may.
fn found<'t>(
    mut candidates: Vec<Candidate<'t>>,
    outputs: Option<Value<'t>>,
    place: &'static str,
) -> Found<'t> {
    if candidates.is_empty()
        && let Some(outputs) = outputs
    {
        candidates = outputs::find(outputs).unwrap_or_default();
    }
    Found {
        candidates,
        place,
        more: false,
    }
}

fn is_ours(kind: &Field) -> bool {
    kind.value == INTEGRATION || OTHER_CLOUDS.contains(&kind.value.as_str())
}

fn elements(value: Option<Value<'_>>) -> impl Iterator<Item = Value<'_>> {
    value.into_iter().flat_map(Value::elements)
}
