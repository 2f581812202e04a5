//! What the values of a condition key look like, where AWS says so: IDs, paths, lists of words, ARNs of one kind.
//!
//! Left out are keys whose values AWS describes by examples alone.

mod words;

use super::block;

/// The day up to which the lists of words are those of AWS's API references.
pub const AS_OF: &str = "2026-10-27";

/// What a value has to be so that any request can have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// 12 digits.
    Account,
    /// The same, or `anonymous` where nobody signed the request.
    AccountOrAnonymous,
    /// `o-` and 10 to 32 lower-case letters and digits.
    Organization,
    /// `o-…/r-…/ou-…/`, the slash at its end included.
    OrganizationPath,
    /// `AIDA…` of a user, `AROA…:SESSION` of a role's session, and others that are no ARNs.
    UserId,
    /// The name of an IAM user, without its path.
    UserName,
    /// `alias/` and the name of an alias of a KMS key.
    Alias,
    /// One of these words, in this letter case, with spaces between them: one text is smaller than a list of many.
    OneOf(&'static str),
}

/// The form of the values of a key. Names compare without regard to case.
#[must_use]
pub fn find(key: &str) -> Option<Form> {
    let of_key = |(name, _): &(&str, Form)| block::compare(name.as_bytes(), key.as_bytes());
    let at = KEYS.binary_search_by(of_key).ok()?;
    KEYS.get(at).map(|(_, form)| *form)
}

/// Service and beginning of the resource of each ARN that can be the value of a key. Empty: not known.
#[must_use]
pub fn kinds_of_arn(key: &str) -> &'static [Kind] {
    let found = ARNS.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
    found.map_or(&[], |(_, kinds)| kinds)
}

/// The service of an ARN, and what its resource begins with.
pub type Kind = (&'static str, &'static str);

/// Words that a key may have although the page that lists its values does not name them: of services AWS does not say what
/// type of principal they are, and signatures for several Regions have an algorithm of their own.
pub const UNLISTED: [(&str, &str); 3] = [
    ("aws:PrincipalType", "AWSService"),
    ("aws:PrincipalType", "Service"),
    ("s3:signatureversion", "AWS4-ECDSA-P256-SHA256"),
];

/// The names of [`find`], sorted.
pub const NAMES: [&str; KEYS.len()] = {
    let mut names = [""; KEYS.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = KEYS[index].0;
        index += 1;
    }
    names
};

use words::{
    ACLS, CALLERS, ENCRYPTION, EXPIRATION, GRANTS, KEY_SPECS, KEY_USAGES, MACS, ORIGINS, OWNERSHIP,
    PAIR_SPECS, POLICIES, PROTOCOLS, RETURN_VALUES, SELECT, SERVER_SIDE, SIGNING, STORAGE, VOLUMES,
    WRAPPING,
};

use Form::{
    Account, AccountOrAnonymous, Alias, OneOf, Organization, OrganizationPath, UserId, UserName,
};

/// Sorted by name, letters without case.
///
/// Source: accounts, organizations and callers: "AWS global condition context keys" and "Principal key values" in the IAM User
/// Guide, "Organization" in the Organizations API Reference, "Condition
/// keys for AWS KMS" in the KMS Developer Guide, and the condition keys of each service in the Service
/// Authorization Reference. Lists of words: the request parameter of that name in the API reference of the key's service.
const KEYS: [(&str, Form); 78] = [
    ("acm:ValidationMethod", OneOf("DNS EMAIL HTTP")),
    ("aws:PrincipalAccount", AccountOrAnonymous),
    ("aws:PrincipalOrgID", Organization),
    ("aws:PrincipalOrgMasterAccountId", Account),
    ("aws:PrincipalOrgPaths", OrganizationPath),
    ("aws:PrincipalType", OneOf(CALLERS)),
    ("aws:ResourceAccount", Account),
    ("aws:ResourceOrgID", Organization),
    ("aws:ResourceOrgPaths", OrganizationPath),
    ("aws:SourceAccount", Account),
    ("aws:SourceOrgID", Organization),
    ("aws:SourceOrgPaths", OrganizationPath),
    ("aws:SourceOwner", Account),
    ("aws:userid", UserId),
    ("aws:username", UserName),
    ("aws:VpceAccount", Account),
    ("aws:VpceOrgID", Organization),
    ("aws:VpceOrgPaths", OrganizationPath),
    (
        "dynamodb:ReturnConsumedCapacity",
        OneOf("INDEXES NONE TOTAL"),
    ),
    ("dynamodb:ReturnValues", OneOf(RETURN_VALUES)),
    ("dynamodb:Select", OneOf(SELECT)),
    ("ec2:AutoPlacement", OneOf("on off")),
    ("ec2:HostRecovery", OneOf("on off")),
    ("ec2:ImageType", OneOf("kernel machine ramdisk")),
    ("ec2:InstanceMetadataTags", OneOf("disabled enabled")),
    ("ec2:MetadataHttpEndpoint", OneOf("disabled enabled")),
    ("ec2:MetadataHttpTokens", OneOf("optional required")),
    ("ec2:RootDeviceType", OneOf("ebs instance-store")),
    ("ec2:Tenancy", OneOf("dedicated default host")),
    ("ec2:VolumeType", OneOf(VOLUMES)),
    (
        "eks:authenticationMode",
        OneOf("API API_AND_CONFIG_MAP CONFIG_MAP"),
    ),
    ("eks:supportType", OneOf("EXTENDED STANDARD")),
    (
        "elasticloadbalancing:Scheme",
        OneOf("internal internet-facing"),
    ),
    ("events:creatorAccount", Account),
    ("kms:CallerAccount", Account),
    ("kms:CustomerMasterKeySpec", OneOf(KEY_SPECS)),
    ("kms:CustomerMasterKeyUsage", OneOf(KEY_USAGES)),
    ("kms:DataKeyPairSpec", OneOf(PAIR_SPECS)),
    ("kms:EncryptionAlgorithm", OneOf(ENCRYPTION)),
    ("kms:ExpirationModel", OneOf(EXPIRATION)),
    ("kms:GrantOperations", OneOf(GRANTS)),
    ("kms:KeyAgreementAlgorithm", OneOf("ECDH")),
    ("kms:KeyOrigin", OneOf(ORIGINS)),
    ("kms:KeySpec", OneOf(KEY_SPECS)),
    ("kms:KeyUsage", OneOf(KEY_USAGES)),
    ("kms:MacAlgorithm", OneOf(MACS)),
    ("kms:MessageType", OneOf("DIGEST EXTERNAL_MU RAW")),
    ("kms:MultiRegionKeyType", OneOf("PRIMARY REPLICA")),
    ("kms:RequestAlias", Alias),
    ("kms:ResourceAliases", Alias),
    ("kms:SigningAlgorithm", OneOf(SIGNING)),
    ("kms:WrappingAlgorithm", OneOf(WRAPPING)),
    (
        "kms:WrappingKeySpec",
        OneOf("RSA_2048 RSA_3072 RSA_4096 SM2"),
    ),
    ("lambda:FunctionUrlAuthType", OneOf("AWS_IAM NONE")),
    ("organizations:PolicyType", OneOf(POLICIES)),
    ("ram:ShareOwnerAccountId", Account),
    (
        "s3-outposts:authType",
        OneOf("REST-HEADER REST-QUERY-STRING"),
    ),
    ("s3-outposts:DataAccessPointAccount", Account),
    ("s3:AccessPointNetworkOrigin", OneOf("Internet VPC")),
    ("s3:authType", OneOf("POST REST-HEADER REST-QUERY-STRING")),
    ("s3:DataAccessPointAccount", Account),
    ("s3:object-lock-legal-hold", OneOf("OFF ON")),
    ("s3:object-lock-mode", OneOf("COMPLIANCE GOVERNANCE")),
    ("s3:ResourceAccount", Account),
    ("s3:signatureversion", OneOf("AWS AWS4-HMAC-SHA256")),
    ("s3:x-amz-acl", OneOf(ACLS)),
    ("s3:x-amz-metadata-directive", OneOf("COPY REPLACE")),
    ("s3:x-amz-object-ownership", OneOf(OWNERSHIP)),
    ("s3:x-amz-server-side-encryption", OneOf(SERVER_SIDE)),
    ("s3:x-amz-storage-class", OneOf(STORAGE)),
    ("s3express:DataAccessPointAccount", Account),
    ("s3express:ResourceAccount", Account),
    ("s3express:SessionMode", OneOf("ReadOnly ReadWrite")),
    (
        "s3express:x-amz-server-side-encryption",
        OneOf("AES256 aws:kms"),
    ),
    (
        "sagemaker:AppNetworkAccessType",
        OneOf("PublicInternetOnly VpcOnly"),
    ),
    ("sagemaker:DirectInternetAccess", OneOf("Disabled Enabled")),
    ("sagemaker:RootAccess", OneOf("Disabled Enabled")),
    ("sns:Protocol", OneOf(PROTOCOLS)),
];

/// Keys that hold the ARNs of one kind of thing.
///
/// Source: the IAM User Guide on `aws:PrincipalArn` and `aws:SourceVpcArn`; the descriptions of the others in the Service
/// Authorization Reference.
static ARNS: [(&str, &[Kind]); 22] = [
    (
        "aws:PrincipalArn",
        &[
            ("iam", "role/"),
            ("iam", "user/"),
            ("iam", "root"),
            ("sts", "federated-user/"),
            ("sts", "assumed-role/"),
        ],
    ),
    ("aws:SourceVpcArn", &[("ec2", "vpc/")]),
    ("ec2:AccepterVpc", &[("ec2", "vpc/")]),
    ("ec2:InstanceProfile", &[("iam", "instance-profile/")]),
    ("ec2:LaunchTemplate", &[("ec2", "launch-template/")]),
    ("ec2:NewInstanceProfile", &[("iam", "instance-profile/")]),
    ("ec2:ParentSnapshot", &[("ec2", "snapshot/")]),
    ("ec2:ParentVolume", &[("ec2", "volume/")]),
    ("ec2:PlacementGroup", &[("ec2", "placement-group/")]),
    ("ec2:RequesterVpc", &[("ec2", "vpc/")]),
    ("ec2:Subnet", &[("ec2", "subnet/")]),
    ("ec2:Vpc", &[("ec2", "vpc/")]),
    ("ecs:cluster", &[("ecs", "cluster/")]),
    ("ecs:service", &[("ecs", "service/")]),
    ("ecs:task", &[("ecs", "task/")]),
    ("ecs:task-definition", &[("ecs", "task-definition/")]),
    ("eks:policyArn", &[("eks", "cluster-access-policy/")]),
    (
        "elasticfilesystem:AccessPointArn",
        &[("elasticfilesystem", "access-point/")],
    ),
    ("iam:PermissionsBoundary", &[("iam", "policy/")]),
    ("iam:PolicyARN", &[("iam", "policy/")]),
    ("lambda:FunctionArn", &[("lambda", "function:")]),
    ("lambda:SourceFunctionArn", &[("lambda", "function:")]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::catalog::global_keys::Value;

    #[test]
    fn every_key_is_found_and_known_as_text() {
        for (name, form) in KEYS {
            assert_eq!(find(&name.to_ascii_uppercase()), Some(form), "{name}");
            let key = Catalog::embedded().known_key(name).expect(name);
            assert_eq!(key.value(), Some(Value::String), "{name}");
        }
        assert_eq!(find("aws:SourceIp"), None);
    }

    #[test]
    fn every_key_of_arns_is_known_as_one() {
        for (name, kinds) in ARNS {
            let key = Catalog::embedded().known_key(name).expect(name);
            assert!(key.is_arn(), "{name}");
            assert_eq!(kinds_of_arn(&name.to_ascii_lowercase()), kinds, "{name}");
        }
    }
}
