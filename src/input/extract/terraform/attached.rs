//! Who has which managed policies by a plan or a state of Terraform, and which permissions boundary.

use std::collections::HashSet;

use crate::model::document::Managed;
use crate::syntax::{Kind, Value};

use super::super::{Parts, string};
use super::configured::{Configured, without_keys};
use super::resources::{Resource, is_true};

/// Resources that give managed policies: who has them by which attribute, and which attribute names the policies.
///
/// See the argument references of hashicorp/aws in the Terraform registry.
const ATTACHMENTS: [(&str, &str, &str, &str); 10] = [
    ("aws_iam_role", "role", "name", ARNS),
    ("aws_iam_role_policy_attachment", "role", "role", ARN),
    ("aws_iam_user_policy_attachment", "user", "user", ARN),
    ("aws_iam_group_policy_attachment", "group", "group", ARN),
    ("aws_iam_policy_attachment", "role", "roles", ARN),
    ("aws_iam_policy_attachment", "user", "users", ARN),
    ("aws_iam_policy_attachment", "group", "groups", ARN),
    (
        "aws_iam_role_policy_attachments_exclusive",
        "role",
        "role_name",
        "policy_arns",
    ),
    (
        "aws_iam_user_policy_attachments_exclusive",
        "user",
        "user_name",
        "policy_arns",
    ),
    (
        "aws_iam_group_policy_attachments_exclusive",
        "group",
        "group_name",
        "policy_arns",
    ),
];
const ARN: &str = "policy_arn";
const ARNS: &str = "managed_policy_arns";
const BOUNDARY: &str = "permissions_boundary";

pub(super) fn read(resources: &[Resource], configured: &Configured, parts: &mut Parts) {
    let own = |resource: &&Resource| !resource.is_data;
    let policies = Policies::of(resources, parts);
    for resource in resources.iter().filter(own) {
        // Of a resource that is to be deleted nothing stays.
        if resource
            .values
            .is_none_or(|values| values.kind() != Kind::Object)
        {
            continue;
        }
        if let "aws_iam_role" | "aws_iam_user" = resource.kind.as_str() {
            let kind = resource.kind.trim_start_matches("aws_iam_");
            let boundary = policies.named(resource, BOUNDARY, configured).pop();
            for holder in holders(resource, kind, "name", configured) {
                parts.holder(holder).boundary.clone_from(&boundary);
            }
        }
        for (kind, word, holder, policy) in ATTACHMENTS {
            // What the provider reads back from AWS is not known where nothing is set.
            if resource.kind != kind || configured.lacks(resource, policy) {
                continue;
            }
            let attached = policies.named(resource, policy, configured);
            if attached.is_empty() {
                continue;
            }
            for holder in holders(resource, word, holder, configured) {
                parts
                    .holder(holder)
                    .attached
                    .extend(attached.iter().cloned());
            }
        }
    }
}

/// Who is named: by name, or by the address of a resource whose name is not known yet.
fn holders(
    resource: &Resource,
    word: &str,
    attribute: &str,
    configured: &Configured,
) -> Vec<String> {
    let address = || match configured.made_of(resource, attribute).as_deref() {
        Some([only]) => only.clone(),
        _ => without_keys(&resource.address),
    };
    let names = texts(resource, attribute).into_iter();
    names
        .map(|name| name.map_or_else(address, |name| format!("{word}/{name}")))
        .collect()
}

/// The managed policies whose text is at hand, or is known to be missing.
struct Policies {
    /// By ARN.
    arns: HashSet<String>,
    /// By address without instance keys.
    addresses: HashSet<String>,
}

impl Policies {
    fn of(resources: &[Resource], parts: &Parts) -> Self {
        let own = resources
            .iter()
            .filter(|one| one.kind == "aws_iam_policy" && !one.is_data);
        let arns = own.clone().filter_map(|one| string(one.values?, "arn"));
        let others = parts.document.elsewhere.iter().map(|(arn, _)| arn.clone());
        Self {
            arns: arns.chain(others).collect(),
            addresses: own.map(|one| without_keys(&one.address)).collect(),
        }
    }

    fn named(&self, resource: &Resource, attribute: &str, configured: &Configured) -> Vec<Managed> {
        let later = || {
            let made_of = configured.made_of(resource, attribute);
            let made_of = made_of.unwrap_or_default();
            let is_held = |address: &String| self.addresses.contains(address);
            Managed {
                is_held: !made_of.is_empty() && made_of.iter().all(is_held),
                name: match made_of.as_slice() {
                    [only] => Some(only.clone()),
                    _ => None,
                },
            }
        };
        let now = |arn: String| Managed {
            is_held: self.arns.contains(&arn),
            name: Some(arn),
        };
        let names = texts(resource, attribute).into_iter();
        names.map(|name| name.map_or_else(later, now)).collect()
    }
}

/// The texts of an attribute, one or a list; `None` for each that is not known yet.
fn texts(resource: &Resource, attribute: &str) -> Vec<Option<String>> {
    let [value, unknown, _] = resource.attribute(attribute);
    if is_true(unknown) {
        return vec![None];
    }
    let text = |value: Value| {
        let text = value.as_str().filter(|text| !text.is_empty());
        text.map(|text| Some(text.to_owned()))
    };
    let mut found: Vec<Option<String>> = match value {
        Some(value) if value.kind() == Kind::Array => value.elements().filter_map(text).collect(),
        Some(value) => text(value).into_iter().collect(),
        None => Vec::new(),
    };
    let unknown = unknown.into_iter().flat_map(Value::elements);
    found.extend(unknown.filter(|one| is_true(Some(*one))).map(|_| None));
    found
}
