//! Policies in Terraform's state file and in what `terraform show -json` prints of a state or a plan.
//!
//! See "JSON Output Format" in Terraform's documentation; OpenTofu writes the same.

use std::collections::HashSet;

use crate::kind::{PolicyType, ResourceType};
use crate::model::document::Absence;
use crate::syntax::{Kind, Value};

use super::{Parts, REST, Standing, elements, string};

mod attached;
mod configured;
mod resources;

use configured::Configured;
use resources::{Resource, is_true};

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
/// What the provider reads back from AWS stands in a plan as not known. Terraform's configuration shows no `dynamic` block.
const NOT_CONFIGURED: &str = "the configuration names none, unless in a `dynamic` block";

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

pub(super) fn read(root: Value, parts: &mut Parts) {
    let resources = resources::all(root);
    let configured = Configured::of(root);
    for resource in resources.iter().filter(|resource| !resource.is_data) {
        for (kind, attribute, attached) in ATTRIBUTES {
            if resource.kind == kind {
                let place = Place::of(resource, attribute);
                match standing(attached, resource) {
                    Some(standing) => place.read(standing, parts),
                    None => parts.unread(&place.path, NO_ACCESS, Absence::Elsewhere, None),
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
                if place.is_unknown && configured.lacks(resource, "inline_policy") {
                    let kind = PolicyType::Identity;
                    parts.unread(&place.path, NOT_CONFIGURED, Absence::Elsewhere, kind);
                } else {
                    place.read(PolicyType::Identity.into(), parts);
                }
            }
        } else if resource.kind == "aws_iam_policy_document" && resource.is_data {
            let place = Place::of(resource, "json");
            if is_new(&place) {
                place.read(in_document(resource), parts);
            }
        } else if resource.kind == "aws_iam_policy" && resource.is_data {
            let arn = resource.values.and_then(|values| string(values, "arn"));
            let place = Place::of(resource, "policy");
            if let (Some(arn), Some(text)) = (arn, place.value.filter(is_written)) {
                parts.lend(arn, &place.path, text);
            }
        }
    }
    attached::read(&resources, &configured, parts);
    if is_true(root.get("errored")) {
        let reason = "Terraform could not finish the plan";
        parts.unread(REST, reason, Absence::Gap, None);
    }
    if elements(root, "deferred_changes").next().is_some() {
        let reason = "the plan puts off some of its changes";
        parts.unread(REST, reason, Absence::Gap, None);
    }
}

/// A document of Terraform becomes whatever uses it. Where its text is not known yet, its statements may be: one that names no
/// principal can be no policy of a resource or role.
fn in_document(resource: &Resource) -> Standing {
    let [values, unknown, _] = resource.attribute("statement");
    let others = [
        "override_json",
        "override_policy_documents",
        "source_json",
        "source_policy_documents",
    ];
    let is_set = |value: Option<Value>| {
        value.is_some_and(|value| match value.kind() {
            Kind::Null | Kind::False => false,
            Kind::Array => value.elements().next().is_some(),
            _ => true,
        })
    };
    let has_others = others
        .iter()
        .any(|name| resource.attribute(name).into_iter().any(is_set));
    let names_caller = |statement: Value| {
        let lists = ["principals", "not_principals"];
        lists.iter().any(|list| is_set(statement.get(list)))
    };
    let mut statements = [values, unknown]
        .into_iter()
        .flatten()
        .flat_map(Value::elements);
    let is_known = is_set(values) && !is_true(unknown) && !has_others;
    Standing {
        policy_type: (is_known && !statements.any(names_caller)).then_some(PolicyType::Identity),
        resource_type: None,
    }
}

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
        value.into_iter().flat_map(Value::elements).collect()
    };
    let [values, unknown, sensitive] = resource.attribute("inline_policy").map(list);
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
        let [value, unknown, sensitive] = resource.attribute(attribute);
        Self {
            path: format!("{}.{attribute}", resource.address),
            value,
            is_unknown: is_true(unknown),
            is_sensitive: is_true(sensitive),
        }
    }

    fn read(self, standing: Standing, parts: &mut Parts) {
        let policy_type = standing.policy_type;
        if self.is_unknown {
            parts.unread(&self.path, NOT_APPLIED, Absence::Gap, policy_type);
            return;
        }
        let Some(value) = self.value.filter(is_written) else {
            return;
        };
        if self.is_sensitive {
            let reason = "Terraform marks it as sensitive";
            parts.unread(&self.path, reason, Absence::Gap, policy_type);
        } else {
            parts.add(&self.path, value, standing);
        }
    }
}

fn is_written(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}
