//! What a run can be told of a policy: its type, its profile, its stage.

use serde::{Deserialize, Serialize};

/// The policy types of AWS, as `--type` names them.
///
/// See "Policies and permissions in IAM" in the IAM User Guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PolicyType {
    /// A managed or inline policy of a user, group or role.
    Identity,
    /// The resource-based policy of a role: who may assume it.
    Trust,
    /// Any other resource-based policy.
    Resource,
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
    /// A permissions boundary.
    Boundary,
    /// A session policy.
    Session,
}

impl PolicyType {
    pub const ALL: [Self; 7] = [
        Self::Identity,
        Self::Trust,
        Self::Resource,
        Self::Scp,
        Self::Rcp,
        Self::Boundary,
        Self::Session,
    ];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Trust => "trust",
            Self::Resource => "resource",
            Self::Scp => "scp",
            Self::Rcp => "rcp",
            Self::Boundary => "boundary",
            Self::Session => "session",
        }
    }

    /// How a sentence names it: `an identity policy`.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Identity => "an identity policy",
            Self::Trust => "a trust policy",
            Self::Resource => "a resource policy",
            Self::Scp => "a service control policy",
            Self::Rcp => "a resource control policy",
            Self::Boundary => "a permissions boundary",
            Self::Session => "a session policy",
        }
    }

    /// Whether its statements have the grammar of identity policies: no principal.
    #[must_use]
    pub fn is_identity_like(self) -> bool {
        matches!(self, Self::Identity | Self::Boundary | Self::Session)
    }

    /// Whether an `Allow` in it gives access; in the others it only marks the most that others may give.
    #[must_use]
    pub fn grants(self) -> bool {
        matches!(self, Self::Identity | Self::Trust | Self::Resource)
    }
}

/// What a resource-based policy is attached to, as CloudFormation and the API of IAM Access Analyzer name it.
///
/// See `validatePolicyResourceType` of ValidatePolicy and `resourceType` of CheckNoPublicAccess in the API reference of
/// IAM Access Analyzer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResourceType {
    BackupVault,
    CodeArtifactDomain,
    DynamoDbStream,
    DynamoDbTable,
    EfsFileSystem,
    IamRole,
    KinesisStream,
    KinesisStreamConsumer,
    KmsKey,
    LambdaFunction,
    OpenSearchDomain,
    S3AccessPoint,
    S3Bucket,
    S3ExpressAccessPoint,
    S3ExpressDirectoryBucket,
    S3Glacier,
    S3MultiRegionAccessPoint,
    S3ObjectLambdaAccessPoint,
    S3OutpostsAccessPoint,
    S3OutpostsBucket,
    S3Table,
    S3TableBucket,
    SecretsManagerSecret,
    SnsTopic,
    SqsQueue,
    ApiGatewayRestApi,
}

impl ResourceType {
    /// Every type with its name.
    pub const ALL: [(Self, &'static str); 26] = [
        (Self::ApiGatewayRestApi, "AWS::ApiGateway::RestApi"),
        (Self::BackupVault, "AWS::Backup::BackupVault"),
        (Self::CodeArtifactDomain, "AWS::CodeArtifact::Domain"),
        (Self::DynamoDbStream, "AWS::DynamoDB::Stream"),
        (Self::DynamoDbTable, "AWS::DynamoDB::Table"),
        (Self::EfsFileSystem, "AWS::EFS::FileSystem"),
        (Self::IamRole, "AWS::IAM::AssumeRolePolicyDocument"),
        (Self::KinesisStream, "AWS::Kinesis::Stream"),
        (Self::KinesisStreamConsumer, "AWS::Kinesis::StreamConsumer"),
        (Self::KmsKey, "AWS::KMS::Key"),
        (Self::LambdaFunction, "AWS::Lambda::Function"),
        (Self::OpenSearchDomain, "AWS::OpenSearchService::Domain"),
        (Self::S3AccessPoint, "AWS::S3::AccessPoint"),
        (Self::S3Bucket, "AWS::S3::Bucket"),
        (Self::S3Glacier, "AWS::S3::Glacier"),
        (
            Self::S3MultiRegionAccessPoint,
            "AWS::S3::MultiRegionAccessPoint",
        ),
        (Self::S3ExpressAccessPoint, "AWS::S3Express::AccessPoint"),
        (
            Self::S3ExpressDirectoryBucket,
            "AWS::S3Express::DirectoryBucket",
        ),
        (
            Self::S3ObjectLambdaAccessPoint,
            "AWS::S3ObjectLambda::AccessPoint",
        ),
        (Self::S3OutpostsAccessPoint, "AWS::S3Outposts::AccessPoint"),
        (Self::S3OutpostsBucket, "AWS::S3Outposts::Bucket"),
        (Self::S3Table, "AWS::S3Tables::Table"),
        (Self::S3TableBucket, "AWS::S3Tables::TableBucket"),
        (Self::SecretsManagerSecret, "AWS::SecretsManager::Secret"),
        (Self::SnsTopic, "AWS::SNS::Topic"),
        (Self::SqsQueue, "AWS::SQS::Queue"),
    ];

    /// As AWS names it: `AWS::S3::Bucket`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }

    /// The type of the policies that are attached to it.
    #[must_use]
    pub fn policy_type(self) -> PolicyType {
        match self {
            Self::IamRole => PolicyType::Trust,
            _ => PolicyType::Resource,
        }
    }

    /// The type of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(kind, _)| *kind)
    }
}

/// Whose conventions a trust policy is held to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// The rules that hold for any trust policy.
    #[default]
    None,
    /// Confluent Cloud's provider integration assumes the role.
    Confluent,
}

impl Profile {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Confluent => "confluent",
        }
    }
}

/// How far the preparation of a role for Confluent is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Before the integration exists: the deny-all placeholder is right.
    Prepared,
    /// The integration exists: the placeholder is wrong.
    Final,
}

impl Stage {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Final => "final",
        }
    }
}
