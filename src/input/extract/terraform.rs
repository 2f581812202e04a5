//! Policies in Terraform's state file and in what `terraform show -json` prints of a state or a plan.
//!
//! See "JSON Output Format" in Terraform's documentation; OpenTofu writes the same.

use std::collections::HashSet;

use crate::integration::terraform_address;
use crate::kind::{PolicyType, ResourceType};
use crate::model::document::Absence;
use crate::syntax::{Kind, Value};

use super::{Parts, Standing, elements, string};

/// Where a resource of the AWS provider keeps a policy, and what that is attached to.
///
/// See the argument references of hashicorp/aws in the Terraform registry.
const ATTRIBUTES: [(&str, &str, Attached); 42] = [
    ("aws_iam_role", "assume_role_policy", Attached::Trust),
    ("aws_iam_policy", "policy", Attached::Identity),
    ("aws_iam_role_policy", "policy", Attached::Identity),
    ("aws_iam_user_policy", "policy", Attached::Identity),
    ("aws_iam_group_policy", "policy", Attached::Identity),
    (
        "aws_ssoadmin_permission_set_inline_policy",
        "inline_policy",
        Attached::Identity,
    ),
    (
        "aws_organizations_policy",
        "content",
        Attached::Organization,
    ),
    ("aws_s3_bucket_policy", "policy", to(ResourceType::S3Bucket)),
    ("aws_s3_bucket", "policy", to(ResourceType::S3Bucket)),
    ("aws_sqs_queue_policy", "policy", to(ResourceType::SqsQueue)),
    ("aws_sqs_queue", "policy", to(ResourceType::SqsQueue)),
    ("aws_sns_topic_policy", "policy", to(ResourceType::SnsTopic)),
    ("aws_sns_topic", "policy", to(ResourceType::SnsTopic)),
    ("aws_kms_key_policy", "policy", to(ResourceType::KmsKey)),
    ("aws_kms_key", "policy", to(ResourceType::KmsKey)),
    (
        "aws_secretsmanager_secret_policy",
        "policy",
        to(ResourceType::SecretsManagerSecret),
    ),
    (
        "aws_kinesis_resource_policy",
        "resource_policy",
        to(ResourceType::KinesisStream),
    ),
    (
        "aws_backup_vault_policy",
        "policy",
        to(ResourceType::BackupVault),
    ),
    ("aws_kms_external_key", "policy", to(ResourceType::KmsKey)),
    ("aws_kms_replica_key", "policy", to(ResourceType::KmsKey)),
    (
        "aws_secretsmanager_secret",
        "policy",
        to(ResourceType::SecretsManagerSecret),
    ),
    ("aws_api_gateway_rest_api_policy", "policy", API),
    ("aws_api_gateway_rest_api", "policy", API),
    (
        "aws_codeartifact_domain_permissions_policy",
        "policy_document",
        to(ResourceType::CodeArtifactDomain),
    ),
    (
        "aws_efs_file_system_policy",
        "policy",
        to(ResourceType::EfsFileSystem),
    ),
    (
        "aws_glacier_vault",
        "access_policy",
        to(ResourceType::S3Glacier),
    ),
    ("aws_opensearch_domain_policy", "access_policies", DOMAIN),
    ("aws_opensearch_domain", "access_policies", DOMAIN),
    ("aws_elasticsearch_domain_policy", "access_policies", DOMAIN),
    ("aws_elasticsearch_domain", "access_policies", DOMAIN),
    (
        "aws_s3_access_point",
        "policy",
        to(ResourceType::S3AccessPoint),
    ),
    (
        "aws_s3control_access_point_policy",
        "policy",
        to(ResourceType::S3AccessPoint),
    ),
    (
        "aws_s3control_object_lambda_access_point_policy",
        "policy",
        to(ResourceType::S3ObjectLambdaAccessPoint),
    ),
    (
        "aws_s3tables_table_policy",
        "resource_policy",
        to(ResourceType::S3Table),
    ),
    (
        "aws_s3tables_table_bucket_policy",
        "resource_policy",
        to(ResourceType::S3TableBucket),
    ),
    ("aws_cloudwatch_event_bus_policy", "policy", Attached::Other),
    (
        "aws_cloudwatch_log_resource_policy",
        "policy_document",
        Attached::Other,
    ),
    // Of a table or of its stream.
    ("aws_dynamodb_resource_policy", "policy", Attached::Other),
    ("aws_glue_resource_policy", "policy", Attached::Other),
    (
        "aws_lambda_layer_version_permission",
        "policy",
        Attached::Other,
    ),
    ("aws_ses_identity_policy", "policy", Attached::Other),
    ("aws_sesv2_email_identity_policy", "policy", Attached::Other),
];

const API: Attached = to(ResourceType::ApiGatewayRestApi);
const DOMAIN: Attached = to(ResourceType::OpenSearchDomain);

/// Policies of tags, of backups and of their like have a language of their own.
const NO_ACCESS: &str = "a policy of an organization that says nothing of access";
const NOT_APPLIED: &str = "not known until the plan is applied";

#[derive(Clone, Copy)]
enum Attached {
    Trust,
    Identity,
    /// Which policy it is, the attribute `type` says.
    Organization,
    Resource(ResourceType),
    /// A resource of another type.
    Other,
}

const fn to(resource_type: ResourceType) -> Attached {
    Attached::Resource(resource_type)
}

/// One resource as it is, or as it will be.
struct Resource<'t> {
    address: String,
    kind: String,
    is_data: bool,
    values: Option<Value<'t>>,
    /// Shaped like the values; true for what is not known yet.
    unknown: Option<Value<'t>>,
    /// Shaped like the values; true for what nobody is to see.
    sensitive: Option<Value<'t>>,
}

pub(super) fn read(root: Value, parts: &mut Parts) {
    let resources = if root.get("format_version").is_some() {
        shown(root)
    } else {
        state(root)
    };
    for resource in resources.iter().filter(|resource| !resource.is_data) {
        for (kind, attribute, attached) in ATTRIBUTES {
            if resource.kind == kind {
                let place = Place::of(resource, attribute);
                match standing(attached, resource) {
                    Some(standing) => place.read(standing, parts),
                    None => parts.unread(&place.path, NO_ACCESS, Absence::Elsewhere),
                }
            }
        }
    }
    // Whatever has a resource of its own, or is used by one, is there now.
    let known: HashSet<String> = parts.texts().map(str::to_owned).collect();
    let is_new = |place: &Place| {
        let text = place.value.and_then(Value::as_str);
        text.is_none_or(|text| !known.contains(text))
    };
    for resource in &resources {
        if resource.kind == "aws_iam_role" && !resource.is_data {
            for place in inline(resource).into_iter().filter(is_new) {
                place.read(PolicyType::Identity.into(), parts);
            }
        } else if resource.kind == "aws_iam_policy_document" && resource.is_data {
            let place = Place::of(resource, "json");
            if is_new(&place) {
                place.read(NO_STANDING, parts);
            }
        }
    }
}

const NO_STANDING: Standing = Standing {
    policy_type: None,
    resource_type: None,
};

/// `None`: it is no policy about access.
fn standing(attached: Attached, resource: &Resource) -> Option<Standing> {
    Some(match attached {
        Attached::Trust => PolicyType::Trust.into(),
        Attached::Identity => PolicyType::Identity.into(),
        Attached::Other => PolicyType::Resource.into(),
        Attached::Organization => {
            let kind = resource.values.and_then(|values| string(values, "type"));
            match kind.as_deref() {
                // Terraform's default.
                None | Some("SERVICE_CONTROL_POLICY") => PolicyType::Scp.into(),
                Some("RESOURCE_CONTROL_POLICY") => PolicyType::Rcp.into(),
                Some(_) => return None,
            }
        }
        Attached::Resource(resource_type) => Standing {
            policy_type: Some(resource_type.policy_type()),
            resource_type: Some(resource_type),
        },
    })
}

/// The inline policies that stand in the role itself. Terraform also lists those there that have a resource of their own.
fn inline<'t>(resource: &Resource<'t>) -> Vec<Place<'t>> {
    let all = Place::of(resource, "inline_policy");
    if all.is_unknown {
        return vec![all];
    }
    let list = |value: Option<Value<'t>>| -> Vec<Value<'t>> {
        value
            .into_iter()
            .flat_map(|value| elements(value, "inline_policy"))
            .collect()
    };
    let (values, unknown, sensitive) = (
        list(resource.values),
        list(resource.unknown),
        list(resource.sensitive),
    );
    let policy = |list: &[Value<'t>], index: usize| list.get(index)?.get("policy");
    (0..values.len().max(unknown.len()))
        .map(|index| Place {
            path: format!("{}[{index}].policy", all.path),
            value: policy(&values, index),
            is_unknown: is_true(policy(&unknown, index)),
            is_sensitive: all.is_sensitive || is_true(policy(&sensitive, index)),
        })
        .collect()
}

/// A place that may hold a policy.
struct Place<'t> {
    path: String,
    value: Option<Value<'t>>,
    is_unknown: bool,
    is_sensitive: bool,
}

impl<'t> Place<'t> {
    fn of(resource: &Resource<'t>, attribute: &str) -> Self {
        let get = |value: Option<Value<'t>>| value.and_then(|value| value.get(attribute));
        Self {
            path: format!("{}.{attribute}", resource.address),
            value: get(resource.values),
            is_unknown: is_true(get(resource.unknown)),
            is_sensitive: is_true(get(resource.sensitive)),
        }
    }

    fn read(self, standing: Standing, parts: &mut Parts) {
        if self.is_unknown {
            parts.unread(&self.path, NOT_APPLIED, Absence::Gap);
            return;
        }
        let is_written = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
        let Some(value) = self.value.filter(is_written) else {
            return;
        };
        if self.is_sensitive {
            parts.unread(&self.path, "Terraform marks it as sensitive", Absence::Gap);
        } else {
            parts.add(&self.path, value, standing);
        }
    }
}

fn is_true(value: Option<Value>) -> bool {
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
