//! Answers of AWS as `aws iam get-role` and its like print them.
//!
//! See "GetRole", "GetRolePolicy", "GetPolicyVersion" and "GetAccountAuthorizationDetails" in the API reference of IAM. What
//! `--query` leaves of them is read too: a role without `Role` around it, a version without `PolicyVersion`. The policies of
//! resources are those that "GetBucketPolicy" of S3, "GetKeyPolicy" of KMS, "GetPolicy" of Lambda, "GetResourcePolicy" of Secrets
//! Manager, "GetQueueAttributes" of SQS, "GetTopicAttributes" of SNS and "GetRepositoryPolicy" of ECR tell; those of an
//! organization are those of its "DescribePolicy".

use std::collections::HashSet;

use crate::kind::PolicyType;
use crate::model::document::{
    Absence, Managed, inline_policy, managed_policy, permissions_boundary, trust_policy,
};
use crate::syntax::{Kind, Value};

use super::{Parts, REST, elements, holds_text, string};

/// Keys at the root of such an answer.
pub(super) const KEYS: [&str; 14] = [
    "AssumeRolePolicyDocument",
    "Attributes",
    "Document",
    "GroupDetailList",
    "Policies",
    "Policy",
    "PolicyDocument",
    "PolicyVersion",
    "ResourcePolicy",
    "Role",
    "RoleDetailList",
    "Roles",
    "UserDetailList",
    "policyText",
];

const NOT_HELD: &str = "the document does not hold it";

pub(super) fn read(root: Value, parts: &mut Parts) {
    let held: HashSet<String> = elements(root, "Policies")
        .filter(|policy| version_that_holds(*policy).is_some())
        .filter_map(|policy| string(policy, "Arn"))
        .collect();
    let bare = root
        .get("AssumeRolePolicyDocument")
        .is_some()
        .then_some(root);
    for role in bare
        .into_iter()
        .chain(root.get("Role"))
        .chain(elements(root, "Roles"))
        .chain(elements(root, "RoleDetailList"))
    {
        principal(role, "Role", &held, parts);
    }
    for kind in ["User", "Group"] {
        for one in elements(root, &format!("{kind}DetailList")) {
            principal(one, kind, &held, parts);
        }
    }
    if let Some(document) = root.get("PolicyDocument").filter(holds_text) {
        parts.add(&inline_path(root), document, PolicyType::Identity);
    }
    let bare = root.get("VersionId").is_some().then_some(root);
    for version in root.get("PolicyVersion").into_iter().chain(bare) {
        if let Some(document) = version.get("Document").filter(holds_text) {
            let id = string(version, "VersionId").unwrap_or_default();
            let path = format!("policy version {id}");
            parts.add(path.trim_end(), document, PolicyType::Identity);
        }
    }
    for policy in elements(root, "Policies") {
        managed(policy, parts);
    }
    of_resource(root, parts);
    if let Some(policy) = root.get("Policy") {
        of_organization(policy, parts);
    }
    let is_part = root
        .get("IsTruncated")
        .is_some_and(|flag| flag.as_bool() == Some(true))
        || root.get("NextToken").is_some();
    if is_part && !parts.document.parts.is_empty() {
        parts.unread(
            REST,
            "the answer is one page of several; ask for all of it",
            Absence::Gap,
            None,
        );
    }
}

/// The policy of a resource, as a text in the answer of its service.
fn of_resource(root: Value, parts: &mut Parts) {
    let attributes = root.get("Attributes");
    let texts = [
        ("Policy", root.get("Policy")),
        ("ResourcePolicy", root.get("ResourcePolicy")),
        ("policyText", root.get("policyText")),
        ("Policy", attributes.and_then(|all| all.get("Policy"))),
    ];
    let is_policy = |value: &Value| {
        let text = value.as_str();
        text.is_some_and(|text| text.trim_start().starts_with(['{', '%']))
    };
    for (key, value) in texts {
        if let Some(value) = value.filter(is_policy) {
            parts.add(key, value, PolicyType::Resource);
        }
    }
}

/// A policy of an organization: its summary tells of which type it is.
fn of_organization(policy: Value, parts: &mut Parts) {
    let Some(content) = policy.get("Content").filter(holds_text) else {
        return;
    };
    let summary = policy.get("PolicySummary");
    let told = |key| summary.and_then(|summary| string(summary, key));
    let name = told("Name").unwrap_or_else(|| "Content".to_owned());
    match told("Type").as_deref() {
        Some("SERVICE_CONTROL_POLICY") => parts.add(&name, content, PolicyType::Scp),
        Some("RESOURCE_CONTROL_POLICY") => parts.add(&name, content, PolicyType::Rcp),
        Some(_) => parts.unread(&name, "no policy on permissions", Absence::Elsewhere, None),
        None => parts.unread(&name, "its type is not told", Absence::Gap, None),
    }
}

/// A role, a user or a group: its own policies, and its boundary if the document holds no policy of that ARN.
fn principal(one: Value, kind: &str, held: &HashSet<String>, parts: &mut Parts) {
    let name = string(one, &format!("{kind}Name")).unwrap_or_else(|| "?".to_owned());
    let holder = format!("{}/{name}", kind.to_ascii_lowercase());
    match one.get("AssumeRolePolicyDocument") {
        Some(document) if holds_text(&document) => {
            parts.add_trust(&trust_policy(&name), document, string(one, "Arn"));
        }
        Some(_) => parts.unread(
            &trust_policy(&name),
            NOT_HELD,
            Absence::Gap,
            PolicyType::Trust,
        ),
        None => {}
    }
    for policy in elements(one, &format!("{kind}PolicyList")) {
        let name = string(policy, "PolicyName").unwrap_or_default();
        let path = inline_policy(&holder, &name);
        match policy.get("PolicyDocument").filter(holds_text) {
            Some(document) => parts.add(&path, document, PolicyType::Identity),
            None => parts.unread(&path, NOT_HELD, Absence::Gap, PolicyType::Identity),
        }
    }
    let boundary = one.get("PermissionsBoundary");
    let boundary = boundary.and_then(|boundary| string(boundary, "PermissionsBoundaryArn"));
    if let Some(arn) = boundary.as_ref().filter(|arn| !held.contains(*arn)) {
        parts.unread(
            &permissions_boundary(&holder, arn),
            "the document only names it",
            Absence::Elsewhere,
            PolicyType::Boundary,
        );
    }
    if one.get(&format!("{kind}Name")).is_none() {
        return;
    }
    let managed = |arn: String| Managed {
        is_held: held.contains(&arn),
        name: Some(arn),
    };
    let attached = elements(one, "AttachedManagedPolicies");
    let attached = attached.filter_map(|policy| string(policy, "PolicyArn"));
    let found = parts.holder(holder);
    found.attached.extend(attached.map(managed));
    found.boundary = boundary.map(managed);
}

/// What `get-role-policy`, `get-user-policy` and `get-group-policy` say of themselves.
fn inline_path(root: Value) -> String {
    let holder = ["Role", "User", "Group"].into_iter().find_map(|kind| {
        let name = string(root, &format!("{kind}Name"))?;
        Some(format!("{}/{name}", kind.to_ascii_lowercase()))
    });
    match (holder, string(root, "PolicyName")) {
        (Some(holder), Some(policy)) => inline_policy(&holder, &policy),
        _ => "PolicyDocument".to_owned(),
    }
}

/// A managed policy: the version that holds. AWS's own are AWS's to change.
fn managed(policy: Value, parts: &mut Parts) {
    let Some((version, document)) = version_that_holds(policy) else {
        return;
    };
    let name = string(policy, "PolicyName").unwrap_or_default();
    let id = string(version, "VersionId").unwrap_or_default();
    let path = managed_policy(&name, &id);
    match string(policy, "Arn").filter(|arn| arn.contains(":iam::aws:policy/")) {
        Some(arn) => {
            parts.unread(
                &path,
                "AWS manages it",
                Absence::Elsewhere,
                PolicyType::Identity,
            );
            parts.lend(arn, &path, document);
        }
        None => parts.add(&path, document, managed_type(policy)),
    }
}

/// The version of a managed policy that holds, and its text.
fn version_that_holds(policy: Value<'_>) -> Option<(Value<'_>, Value<'_>)> {
    let is_default = |version: &Value| {
        let flag = version.get("IsDefaultVersion");
        flag.is_some_and(|flag| flag.kind() == Kind::True)
    };
    let mut versions = elements(policy, "PolicyVersionList").filter(is_default);
    versions.find_map(|version| Some((version, version.get("Document").filter(holds_text)?)))
}

/// A policy that is only used as one is a boundary.
fn managed_type(policy: Value) -> PolicyType {
    let count = |key| policy.get(key).map_or("0", Value::raw);
    if count("PermissionsBoundaryUsageCount") != "0" && count("AttachmentCount") == "0" {
        PolicyType::Boundary
    } else {
        PolicyType::Identity
    }
}
