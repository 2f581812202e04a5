//! Where IAM, STS and the portal of IAM Identity Center are: by Region and partition, or as the environment says.
//!
//! See "IAM endpoints and quotas", "AWS STS endpoints and quotas" and "IAM Identity Center endpoints and quotas" in the AWS
//! General Reference.

use super::environment::Environment;
use super::error::AwsError;
use crate::live::http::Url;

/// A partition: its first Region, in which IAM is signed for, its IAM, and what its names of hosts end in.
struct Partition {
    name: &'static str,
    /// What the names of its Regions begin with.
    prefix: &'static str,
    region: &'static str,
    iam: &'static str,
    suffix: &'static str,
}

/// The last one takes every Region that is no other's.
static PARTITIONS: [Partition; 8] = [
    Partition {
        name: "aws-cn",
        prefix: "cn-",
        region: "cn-north-1",
        iam: "iam.cn-north-1.amazonaws.com.cn",
        suffix: "amazonaws.com.cn",
    },
    Partition {
        name: "aws-us-gov",
        prefix: "us-gov-",
        region: "us-gov-west-1",
        iam: "iam.us-gov.amazonaws.com",
        suffix: "amazonaws.com",
    },
    Partition {
        name: "aws-iso",
        prefix: "us-iso-",
        region: "us-iso-east-1",
        iam: "iam.us-iso-east-1.c2s.ic.gov",
        suffix: "c2s.ic.gov",
    },
    Partition {
        name: "aws-iso-b",
        prefix: "us-isob-",
        region: "us-isob-east-1",
        iam: "iam.us-isob-east-1.sc2s.sgov.gov",
        suffix: "sc2s.sgov.gov",
    },
    Partition {
        name: "aws-iso-e",
        prefix: "eu-isoe-",
        region: "eu-isoe-west-1",
        iam: "iam.eu-isoe-west-1.cloud.adc-e.uk",
        suffix: "cloud.adc-e.uk",
    },
    Partition {
        name: "aws-iso-f",
        prefix: "us-isof-",
        region: "us-isof-south-1",
        iam: "iam.us-isof-south-1.csp.hci.ic.gov",
        suffix: "csp.hci.ic.gov",
    },
    Partition {
        name: "aws-eusc",
        prefix: "eusc-",
        region: "eusc-de-east-1",
        iam: "iam.eusc-de-east-1.amazonaws.eu",
        suffix: "amazonaws.eu",
    },
    Partition {
        name: "aws",
        prefix: "",
        region: "us-east-1",
        iam: "iam.amazonaws.com",
        suffix: "amazonaws.com",
    },
];

/// A service's host, and the Region that its requests are signed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub url: Url,
    pub region: String,
}

/// IAM is one for all Regions of a partition.
pub(super) fn iam(
    environment: &Environment,
    region: Option<&str>,
    partition: Option<&str>,
    configured: Option<&str>,
) -> Result<Endpoint, AwsError> {
    let region = region.map(checked).transpose()?;
    let of_region = region.map(|region| {
        let mut all = PARTITIONS.iter();
        all.find(|one| region.starts_with(one.prefix))
    });
    let of_role = partition.map(|name| PARTITIONS.iter().find(|one| one.name == name));
    let partition = of_role
        .flatten()
        .or(of_region.flatten())
        .unwrap_or(&PARTITIONS[PARTITIONS.len() - 1]);
    Ok(Endpoint {
        url: url(
            environment,
            "AWS_ENDPOINT_URL_IAM",
            configured,
            partition.iam,
        )?,
        region: partition.region.to_owned(),
    })
}

/// STS is in every Region; without one, the first of the partition is as good as any.
pub(super) fn sts(
    environment: &Environment,
    region: Option<&str>,
    partition: Option<&str>,
    configured: Option<&str>,
) -> Result<Endpoint, AwsError> {
    let first = PARTITIONS.iter().find(|one| Some(one.name) == partition);
    let first = first.map_or("us-east-1", |partition| partition.region);
    let region = region.unwrap_or(first);
    let host = host("sts", region)?;
    Ok(Endpoint {
        url: url(environment, "AWS_ENDPOINT_URL_STS", configured, &host)?,
        region: region.to_owned(),
    })
}

/// The portal is in the Region in which an organization has its IAM Identity Center. What it is asked is not signed.
pub(super) fn sso(
    environment: &Environment,
    region: &str,
    configured: Option<&str>,
) -> Result<Url, AwsError> {
    let host = host("portal.sso", region)?;
    url(environment, "AWS_ENDPOINT_URL_SSO", configured, &host)
}

/// The host of a service that is in every Region.
fn host(service: &str, region: &str) -> Result<String, AwsError> {
    let region = checked(region)?;
    let suffix = PARTITIONS
        .iter()
        .find(|one| region.starts_with(one.prefix))
        .map_or("amazonaws.com", |one| one.suffix);
    Ok(format!("{service}.{region}.{suffix}"))
}

/// A Region becomes a part of a host's name.
fn checked(region: &str) -> Result<&str, AwsError> {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if region.len() < 40 && !region.is_empty() && region.bytes().all(is_part) {
        Ok(region)
    } else {
        Err(AwsError::Region {
            region: region.to_owned(),
        })
    }
}

/// See "Service-specific endpoints" in the AWS SDKs and Tools Reference Guide.
fn url(
    environment: &Environment,
    variable: &'static str,
    configured: Option<&str>,
    host: &str,
) -> Result<Url, AwsError> {
    let own = |name: &'static str| Some((name, environment.variable(name)?));
    let ignored = environment.is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
    let said = own(variable)
        .or_else(|| own("AWS_ENDPOINT_URL"))
        .or_else(|| Some(("endpoint_url", configured?.to_owned())))
        .filter(|_| !ignored);
    let (name, text) = said.unwrap_or_else(|| ("the Region", format!("https://{host}/")));
    Url::parse(&text).map_err(|error| AwsError::Endpoint { name, error })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iam_of(
        variables: &[(&str, &str)],
        region: Option<&str>,
        partition: Option<&str>,
    ) -> Result<(String, String), String> {
        let endpoint = iam(&Environment::of(variables), region, partition, None);
        let endpoint = endpoint.map_err(|error| error.to_string())?;
        Ok((endpoint.url.to_string(), endpoint.region))
    }

    #[test]
    fn every_partition_has_an_iam_of_its_own() {
        for (region, partition, host, signed) in [
            (None, None, "iam.amazonaws.com", "us-east-1"),
            (Some("eu-west-1"), None, "iam.amazonaws.com", "us-east-1"),
            (
                Some("eu-isoe-west-1"),
                None,
                "iam.eu-isoe-west-1.cloud.adc-e.uk",
                "eu-isoe-west-1",
            ),
            (
                Some("us-gov-east-1"),
                None,
                "iam.us-gov.amazonaws.com",
                "us-gov-west-1",
            ),
            (
                Some("cn-northwest-1"),
                None,
                "iam.cn-north-1.amazonaws.com.cn",
                "cn-north-1",
            ),
            (
                Some("eu-west-1"),
                Some("aws-cn"),
                "iam.cn-north-1.amazonaws.com.cn",
                "cn-north-1",
            ),
            (
                None,
                Some("aws-us-gov"),
                "iam.us-gov.amazonaws.com",
                "us-gov-west-1",
            ),
            (
                None,
                Some("aws-eusc"),
                "iam.eusc-de-east-1.amazonaws.eu",
                "eusc-de-east-1",
            ),
        ] {
            let expected = (format!("https://{host}/"), signed.to_owned());
            assert_eq!(iam_of(&[], region, partition), Ok(expected));
        }
    }

    #[test]
    fn sts_is_in_the_region() {
        for (region, partition, host) in [
            (None, None, "sts.us-east-1.amazonaws.com"),
            (None, Some("aws-cn"), "sts.cn-north-1.amazonaws.com.cn"),
            (
                Some("eu-central-1"),
                Some("aws"),
                "sts.eu-central-1.amazonaws.com",
            ),
            (Some("cn-north-1"), None, "sts.cn-north-1.amazonaws.com.cn"),
        ] {
            let found = sts(&Environment::of(&[]), region, partition, None);
            assert_eq!(found.expect("an endpoint").url.host(), host);
        }
    }

    #[test]
    fn the_portal_is_in_the_region_of_its_organization() {
        for (region, host) in [
            ("eu-central-1", "portal.sso.eu-central-1.amazonaws.com"),
            ("cn-north-1", "portal.sso.cn-north-1.amazonaws.com.cn"),
            ("us-gov-west-1", "portal.sso.us-gov-west-1.amazonaws.com"),
        ] {
            let found = sso(&Environment::of(&[]), region, None);
            assert_eq!(found.expect("an endpoint").host(), host);
        }
        let evil = sso(&Environment::of(&[]), "evil.example/", None);
        assert!(matches!(evil, Err(AwsError::Region { .. })), "{evil:?}");
        let own = [
            ("AWS_ENDPOINT_URL_SSO", "https://portal.example"),
            ("AWS_ENDPOINT_URL", "https://all.example"),
        ];
        for (variables, host) in [(&own[..], "portal.example"), (&own[1..], "all.example")] {
            let found = sso(&Environment::of(variables), "eu-central-1", None);
            assert_eq!(found.expect("an endpoint").host(), host);
        }
    }

    #[test]
    fn the_environment_names_other_endpoints() {
        let all = ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");
        let own = ("AWS_ENDPOINT_URL_IAM", "https://iam.example");
        let off = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
        for (variables, url) in [
            (vec![all], "http://127.0.0.1:4566/"),
            (vec![all, own], "https://iam.example/"),
            (vec![all, own, off], "https://iam.amazonaws.com/"),
        ] {
            let (found, _) = iam_of(&variables, None, None).expect("an endpoint");
            assert_eq!(found, url);
        }
    }

    #[test]
    fn a_region_cannot_lead_to_another_host() {
        for region in [
            "",
            "evil.example/",
            "us-east-1.evil",
            "a@b",
            "US-EAST-1",
            "a b",
        ] {
            let error = iam_of(&[], Some(region), None).expect_err(region);
            assert!(error.contains("Region"), "{error}");
        }
        let secret = "http://user:password@iam.example";
        let error = iam_of(&[("AWS_ENDPOINT_URL", secret)], None, None).expect_err("no URL");
        assert!(!error.contains("password"), "{error}");
    }
}
