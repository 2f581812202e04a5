//! The resources of a state or a plan of Terraform.

use std::collections::HashSet;

use crate::integration::terraform_address;
use crate::syntax::{Kind, Value};

use super::super::{elements, string};

/// One resource as it is, or as it will be.
pub struct Resource<'t> {
    pub address: String,
    pub kind: String,
    pub is_data: bool,
    pub values: Option<Value<'t>>,
    /// Shaped like the values; true for what is not known yet.
    pub unknown: Option<Value<'t>>,
    /// Shaped like the values; true for what nobody is to see.
    pub sensitive: Option<Value<'t>>,
}

impl<'t> Resource<'t> {
    /// An attribute as it is or will be, and the same place of what is not known and of what nobody is to see.
    pub fn attribute(&self, name: &str) -> [Option<Value<'t>>; 3] {
        [self.values, self.unknown, self.sensitive].map(|all| all.and_then(|all| all.get(name)))
    }
}

/// Of a state file, or of what `terraform show -json` prints.
pub fn all(root: Value<'_>) -> Vec<Resource<'_>> {
    if root.get("format_version").is_some() {
        shown(root)
    } else {
        state(root)
    }
}

/// Whether a member of what is not known, or of what nobody is to see, says so of all that stands there.
pub fn is_true(value: Option<Value>) -> bool {
    value.is_some_and(|value| value.kind() == Kind::True)
}

/// The instances of a state file of version 4.
fn state(root: Value<'_>) -> Vec<Resource<'_>> {
    let mut found = Vec::new();
    for resource in elements(root, "resources") {
        let Some(kind) = string(resource, "type") else {
            continue;
        };
        for instance in elements(resource, "instances") {
            // A deposed instance is one that was replaced and could not be deleted yet.
            if instance.get("deposed").is_some() {
                continue;
            }
            found.push(Resource {
                address: terraform_address(resource, instance),
                kind: kind.clone(),
                is_data: is_data(resource),
                values: instance.get("attributes"),
                unknown: None,
                sensitive: None,
            });
        }
    }
    found
}

/// What a plan makes of each resource, or what a state has.
fn shown(root: Value<'_>) -> Vec<Resource<'_>> {
    let mut found = Vec::new();
    for change in elements(root, "resource_changes") {
        let (Some(address), Some(kind)) = (string(change, "address"), string(change, "type"))
        else {
            continue;
        };
        let of = |key| change.get("change").and_then(|change| change.get(key));
        found.push(Resource {
            address,
            kind,
            is_data: is_data(change),
            values: of("after"),
            unknown: of("after_unknown"),
            sensitive: of("after_sensitive"),
        });
    }
    // What a plan leaves as it is stands among its changes too. A resource that is to be deleted stands in the prior state,
    // which counts for the documents that were read.
    let mut seen: HashSet<String> = found.iter().map(|one| one.address.clone()).collect();
    let prior = root
        .get("prior_state")
        .and_then(|prior| prior.get("values"));
    let current = [root.get("planned_values"), root.get("values")];
    let mut others: Vec<Resource> = current.into_iter().flatten().flat_map(in_modules).collect();
    others.extend(
        prior
            .into_iter()
            .flat_map(in_modules)
            .filter(|one| one.is_data),
    );
    others.retain(|one| seen.insert(one.address.clone()));
    found.extend(others);
    found
}

fn in_modules(values: Value<'_>) -> Vec<Resource<'_>> {
    let mut found = Vec::new();
    let mut modules: Vec<Value> = values.get("root_module").into_iter().collect();
    while let Some(module) = modules.pop() {
        for resource in elements(module, "resources") {
            if let (Some(address), Some(kind)) =
                (string(resource, "address"), string(resource, "type"))
            {
                found.push(Resource {
                    address,
                    kind,
                    is_data: is_data(resource),
                    values: resource.get("values"),
                    unknown: None,
                    sensitive: resource.get("sensitive_values"),
                });
            }
        }
        let first = modules.len();
        modules.extend(elements(module, "child_modules"));
        modules[first..].reverse();
    }
    found
}

fn is_data(resource: Value) -> bool {
    string(resource, "mode").is_some_and(|mode| mode == "data")
}
