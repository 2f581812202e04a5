//! `Arn`: the six fields of an Amazon Resource Name, as written.

use std::ops::Range;

/// The partitions that AWS has announced.
///
/// Source: "Identify AWS resources with ARNs" in the IAM User Guide, and the partitions of the public SDKs.
pub const PARTITIONS: [&str; 8] = [
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
    "aws-eusc",
];

/// `arn:partition:service:region:account:resource`, split at its first five colons; nothing is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'t> {
    pub partition: &'t str,
    pub service: &'t str,
    pub region: &'t str,
    pub account: &'t str,
    pub resource: &'t str,
}

impl<'t> Arn<'t> {
    /// `None` if the text does not start with `arn:` or has fewer than six fields.
    #[must_use]
    pub fn parse(text: &'t str) -> Option<Self> {
        let mut fields = text.splitn(6, ':');
        let prefix = fields.next()?;
        let arn = Self {
            partition: fields.next()?,
            service: fields.next()?,
            region: fields.next()?,
            account: fields.next()?,
            resource: fields.next()?,
        };
        (prefix == "arn").then_some(arn)
    }

    /// Where a field of this ARN stands in `text`, which it was parsed from.
    #[must_use]
    pub fn range(text: &str, field: &str) -> Range<usize> {
        let start = (field.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
        if start <= text.len() && start + field.len() <= text.len() {
            start..start + field.len()
        } else {
            0..text.len()
        }
    }

    /// The resource type before the first `/` or `:`, and what follows it: `role`, `path/name`.
    #[must_use]
    pub fn typed_resource(&self) -> (&'t str, &'t str) {
        match self.resource.find(['/', ':']) {
            Some(at) => (&self.resource[..at], &self.resource[at + 1..]),
            None => (self.resource, ""),
        }
    }

    /// The last part of the resource's path: the name of a role or user without its path.
    #[must_use]
    pub fn name(&self) -> &'t str {
        self.resource.rsplit('/').next().unwrap_or_default()
    }
}

/// Whether a text is an account ID: 12 digits.
#[must_use]
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
