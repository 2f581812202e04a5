use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Arn, Condition, KeySet, Part, Text, is_account_id};
use crate::operator::Family;
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-kms-key-value",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "condition value that is not the ARN of a KMS key, where only an ARN matches",
        codes: &["INVALID_KMS_KEY_VALUE"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// The keys whose values are ARNs of KMS keys. AWS does not publish those of its own check.
///
/// Source: the condition keys of each service in the Service Authorization Reference, as of October 2026. Left out are
/// keys that hold what the caller wrote, be it an ID or an alias: `secretsmanager:KmsKeyId`, `ec2:KmsKeyId`.
pub(super) static KEYS: KeySet<21> = KeySet::new([
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3express:x-amz-server-side-encryption-aws-kms-key-id",
    "aws-external-anthropic:KeyArn",
    "bedrock-agentcore:KmsKeyArn",
    "comprehend:DataLakeKmsKey",
    "comprehend:ModelKmsKey",
    "comprehend:OutputKmsKey",
    "comprehend:VolumeKmsKey",
    "eks:encryptionConfigProviderKeyArns",
    "quicksight:KmsKeyArns",
    "s3tables:KMSKeyArn",
    "s3vectors:kmsKeyArn",
    "sagemaker:DomainSharingOutputKmsKeyArn",
    "sagemaker:FeatureGroupOfflineStoreKmsKeyArn",
    "sagemaker:FeatureGroupOnlineStoreKmsKeyArn",
    "sagemaker:OutputKmsKey",
    "sagemaker:OutputKmsKeyArn",
    "sagemaker:VolumeKmsKey",
    "sagemaker:VolumeKmsKeyArn",
    "secretsmanager:KmsKeyArn",
    "transcribe:OutputEncryptionKMSKeyId",
]);

/// Each value under such a key that is not the ARN of a key, and no pattern for one.
fn check(cx: &Context) -> Vec<Finding> {
    if !cx.policy.may_ask_one_of(&KEYS) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for condition in cx.policy.statements.iter().flat_map(|one| &one.conditions) {
        if !KEYS.has(condition) {
            continue;
        }
        findings.extend(
            condition
                .values
                .iter()
                .filter_map(|value| misfit(condition, value)),
        );
    }
    findings
}

fn misfit(condition: &Condition, value: &Text) -> Option<Finding> {
    let base = condition.spec?.base;
    if !matches!(base.family(), Family::String | Family::Arn) {
        return None;
    }
    let text = value.known().filter(|text| !text.contains("${"))?;
    let has_wildcard = text.contains(['*', '?']);
    // Under the other operators a star stands for itself, and `wildcard-without-like-operator` says so.
    if has_wildcard && !base.takes_wildcards() {
        return None;
    }
    let label = if has_wildcard {
        pattern_fault(text)?
    } else {
        fault(text)?
    };
    Some(
        RULE.finding(format!("no KMS key has the ARN {}", quote(text)))
            .at(value.span(), label)
            .help("write the key's ARN: `arn:aws:kms:REGION:ACCOUNT:key/ID`"),
    )
}

/// Why a text is not the ARN of a key.
fn fault(text: &str) -> Option<&'static str> {
    let Some(arn) = Arn::parse(text) else {
        return Some(if is_alias(text) {
            "the name of an alias"
        } else if text.starts_with("arn:") {
            "an ARN that lacks fields"
        } else {
            "not an ARN"
        });
    };
    if arn.service != "kms" {
        Some("the ARN of something of another service")
    } else if is_alias(arn.resource) {
        Some("the ARN of an alias; requests are compared by the key behind it")
    } else if arn.region.is_empty() || !is_account_id(arn.account) {
        Some("an ARN without its Region or the 12 digits of its account")
    } else if arn.resource.strip_prefix("key/").is_none_or(str::is_empty) {
        Some("an ARN that does not end in `key/` and an ID")
    } else {
        None
    }
}

/// Why no ARN of a key fits a pattern, as far as its beginning and its fixed fields tell.
fn pattern_fault(text: &str) -> Option<&'static str> {
    let start = text.split(['*', '?']).next().unwrap_or_default();
    if !start.starts_with("arn:") && !"arn:".starts_with(start) {
        return Some(if is_alias(start) {
            "the name of an alias"
        } else {
            "not the beginning of an ARN"
        });
    }
    // Nothing in the ARN of a key has colons of its own that a star could take.
    let arn = Arn::parse(text)?;
    if arn.service != "kms" && !arn.service.contains(['*', '?']) {
        Some("the ARN of something of another service")
    } else if is_alias(arn.resource) {
        Some("the ARN of an alias; requests are compared by the key behind it")
    } else {
        None
    }
}

fn is_alias(resource: &str) -> bool {
    resource.starts_with("alias/")
}
