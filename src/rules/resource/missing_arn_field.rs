use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::model::{Arn, PARTITIONS, Text};
use crate::rules::{Check, Context, Rule};
use crate::text::{list, quote};

use super::invalid_arn_prefix::written;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-arn-field",
        category: Category::Resource,
        severity: Severity::Error,
        summary: "ARN with fewer than six fields, or with no partition or service",
        codes: &["MISSING_ARN_FIELD"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every text that begins as an ARN and lacks a field that no ARN can lack.
fn check(cx: &Context) -> Vec<Finding> {
    let begun = || written(cx).filter(|(_, text)| text.starts_with("arn:"));
    // Nearly always every text that begins as an ARN is one, and others have asked for the ARNs.
    if begun().count() == cx.arns().len() {
        return Vec::new();
    }
    begun()
        .filter(|(_, text)| {
            let arn = Arn::parse(text);
            arn.is_none_or(|arn| arn.partition.is_empty() || arn.service.is_empty())
        })
        .map(|(resource, text)| {
            let mut fields = [""; 6];
            let mut count = 0;
            for (slot, field) in fields.iter_mut().zip(Arn::fields(text)) {
                *slot = field;
                count += 1;
            }
            let [_, partition, ..] = fields;
            match count {
                6 if partition.is_empty() => RULE
                    .finding(format!("{} names no partition", quote(text)))
                    .at(
                        resource.span(),
                        "nothing stands between the first two colons",
                    )
                    .help("write `aws` after `arn:`, or the partition that you use"),
                6 => RULE
                    .finding(format!("{} names no service", quote(text)))
                    .at(
                        resource.span(),
                        "nothing stands between the second and third colon",
                    )
                    .help("write the service after the partition"),
                5 if !is_partition(partition) => without_partition(resource, text, partition),
                _ => RULE
                    .finding(format!(
                        "{} has {count} of the 6 fields of an ARN",
                        quote(text)
                    ))
                    .at(resource.span(), consequence(cx.policy_type, text, count))
                    .help("write `arn:partition:service:region:account:resource`"),
            }
        })
        .collect()
}

fn is_partition(field: &str) -> bool {
    PARTITIONS.contains(&field) || field.contains(['*', '?', '$'])
}

/// `arn:s3:::reports`: the slip that is seen most.
fn without_partition(resource: &Text, text: &str, service: &str) -> Finding {
    let after_prefix = resource.part(4..4);
    RULE.finding(format!("{} has no partition", quote(text)))
        .at(
            resource.part(Arn::range(text, service)),
            "stands where the partition is expected",
        )
        .help("write `aws` after `arn:`, or the partition that you use")
        .fix(
            "add the partition `aws`",
            Safety::Unsafe,
            vec![Edit::replace(after_prefix, "aws:")],
        )
}

/// IAM completes what an identity policy leaves out, but not if fields in the middle are empty.
fn consequence(policy_type: PolicyType, text: &str, count: usize) -> String {
    const NAMES: [&str; 6] = [
        "prefix",
        "partition",
        "service",
        "Region",
        "account",
        "resource",
    ];
    let missing = list(NAMES.get(count..).unwrap_or_default());
    match policy_type {
        PolicyType::Session => format!("a session policy has to say its {missing}"),
        PolicyType::Identity | PolicyType::Boundary if count > 2 && !text.contains("::") => {
            format!("IAM takes `*` as its {missing}")
        }
        _ => "too short to name a resource".to_owned(),
    }
}
