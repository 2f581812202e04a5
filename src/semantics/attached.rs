//! What a resource policy can speak of, by the resource that it is attached to.

use crate::catalog::{self, Catalog, Template};
use crate::kind::ResourceType;
use crate::semantics::forms::WrittenResource;

/// What a policy that is attached to one type of resource can speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The service whose actions act on the resource.
    pub service: &'static str,
    /// The resource types of that service, as the catalog calls them, whose ARNs are those of the resource and of what is
    /// in it. Empty where the ARNs of any service may stand.
    types: &'static [&'static str],
}

/// What the policy of such a resource can speak of; `None` for a role, whose policy has a grammar of its own.
#[must_use]
pub fn reach(resource_type: ResourceType) -> Option<Reach> {
    let (service, types): (_, &[&str]) = match resource_type {
        ResourceType::IamRole => return None,
        ResourceType::ApiGatewayRestApi => ("execute-api", &["execute-api-general"]),
        // A recovery point has the ARN of what was backed up.
        ResourceType::BackupVault => ("backup", &[]),
        ResourceType::CodeArtifactDomain => ("codeartifact", &["domain"]),
        ResourceType::DynamoDbStream => ("dynamodb", &["stream"]),
        ResourceType::DynamoDbTable => ("dynamodb", &["table", "index"]),
        ResourceType::EfsFileSystem => ("elasticfilesystem", &["file-system"]),
        ResourceType::KinesisStream => ("kinesis", &["stream"]),
        ResourceType::KinesisStreamConsumer => ("kinesis", &["consumer"]),
        ResourceType::KmsKey => ("kms", &["key"]),
        ResourceType::LambdaFunction => (
            "lambda",
            &["function", "function alias", "function version"],
        ),
        ResourceType::OpenSearchDomain => ("es", &["domain"]),
        ResourceType::S3AccessPoint => ("s3", &["accesspoint", "accesspointobject"]),
        ResourceType::S3Bucket => ("s3", &["bucket", "object"]),
        ResourceType::S3ExpressAccessPoint => ("s3express", &["accesspoint"]),
        ResourceType::S3ExpressDirectoryBucket => ("s3express", &["bucket"]),
        ResourceType::S3Glacier => ("glacier", &["vault"]),
        ResourceType::S3MultiRegionAccessPoint => ("s3", &["multiregionaccesspoint"]),
        ResourceType::S3ObjectLambdaAccessPoint => {
            ("s3-object-lambda", &["objectlambdaaccesspoint"])
        }
        ResourceType::S3OutpostsAccessPoint => ("s3-outposts", &["accesspoint"]),
        ResourceType::S3OutpostsBucket => ("s3-outposts", &["bucket", "object"]),
        ResourceType::S3Table => ("s3tables", &["table"]),
        ResourceType::S3TableBucket => ("s3tables", &["tablebucket", "table"]),
        ResourceType::SecretsManagerSecret => ("secretsmanager", &["secret"]),
        ResourceType::SnsTopic => ("sns", &["topic"]),
        ResourceType::SqsQueue => ("sqs", &["queue"]),
    };
    Some(Reach { service, types })
}

impl Reach {
    /// Whether an ARN can be that of the resource, or of what is in it.
    #[must_use]
    pub fn has(self, written: &WrittenResource, catalog: &'static Catalog) -> bool {
        self.types.is_empty() || self.types(catalog).any(|one| written.is_of(one))
    }

    /// The form of the resource's own ARN.
    #[must_use]
    pub fn form(self, catalog: &'static Catalog) -> Option<Template> {
        self.types(catalog).next()?.templates().next()
    }

    fn types(self, catalog: &'static Catalog) -> impl Iterator<Item = catalog::ResourceType> {
        let service = catalog.service(self.service);
        self.types.iter().filter_map(move |name| {
            let mut types = service?.resource_types();
            types.find(|one| one.name().eq_ignore_ascii_case(name))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_one_that_the_catalog_has() {
        let catalog = Catalog::embedded();
        for (resource_type, name) in ResourceType::ALL {
            let Some(reach) = reach(resource_type) else {
                assert_eq!(resource_type, ResourceType::IamRole);
                continue;
            };
            assert!(catalog.service(reach.service).is_some(), "{name}");
            assert_eq!(
                reach.types(catalog).count(),
                reach.types.len(),
                "{name}: {reach:?}"
            );
        }
    }
}
