//! What can be said of the role to read from AWS.

use clap::Args;

use crate::live::aws::RoleName;
use crate::model::Arn;

use super::role_arn;

#[derive(Args, Debug)]
pub struct AwsArguments {
    /// Read this role's policies from AWS IAM, with the credentials that AWS's own programs would use
    #[arg(long, value_name = "NAME|ARN", value_parser = role, help_heading = "Policies")]
    pub role: Option<RoleName>,
}

/// The name of a role or its ARN; the path of a role stands in its ARN alone.
fn role(word: &str) -> Result<RoleName, String> {
    if word.starts_with("arn:") {
        let arn = role_arn(word)?;
        let resource = Arn::parse(&arn).map_or("", |arn| arn.resource);
        return Ok(RoleName {
            name: resource.rsplit('/').next().unwrap_or_default().to_owned(),
            arn: Some(arn),
        });
    }
    // See "IAM name requirements" in the IAM User Guide.
    let is_named_so = |char: char| char.is_ascii_alphanumeric() || "+=,.@_-".contains(char);
    if !word.is_empty() && word.chars().all(is_named_so) {
        return Ok(RoleName {
            name: word.to_owned(),
            arn: None,
        });
    }
    let hint = match word.rsplit_once('/') {
        Some((_, name)) if !name.is_empty() => "; a path is no part of its name",
        _ => "",
    };
    Err(format!("expected the name of a role or its ARN{hint}"))
}
