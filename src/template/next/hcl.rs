//! Integration and role in Terraform's notation, each naming the other without a circle.

use std::fmt;

use super::{Role, Situation};
use crate::template::terraform::Quoted;

/// Source: the documentation of `confluent_provider_integration`; the ARN of the role is put together rather than referred
/// to, since role and integration would wait for each other.
pub(super) struct Module<'a> {
    pub situation: &'a Situation<'a>,
    pub role: Role<'a>,
    pub environment: &'a str,
}

impl fmt::Display for Module<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let role = &self.role;
        let name = self
            .situation
            .name
            .unwrap_or(role.name.get(..60).unwrap_or(role.name));
        f.write_str(LOOKUPS)?;
        writeln!(f, "resource \"confluent_provider_integration\" \"main\" {{")?;
        writeln!(f, "  display_name = {}\n", Quoted(name))?;
        writeln!(
            f,
            "  environment {{\n    id = {}\n  }}\n",
            Quoted(self.environment)
        )?;
        writeln!(
            f,
            "  aws {{\n    customer_role_arn = local.confluent_role_arn\n  }}\n}}\n"
        )?;
        let path = role.path.unwrap_or("/");
        writeln!(f, "locals {{")?;
        writeln!(f, "  confluent_role_path = {}", Quoted(path))?;
        writeln!(f, "  confluent_role_name = {}", Quoted(role.name))?;
        f.write_str(ROLE)?;
        if let Some(permission) = self.situation.permission {
            let file = Quoted(permission);
            writeln!(f, "\nresource \"aws_iam_policy\" \"confluent\" {{")?;
            writeln!(
                f,
                "  name   = local.confluent_role_name\n  policy = file({file})\n}}\n"
            )?;
            f.write_str(ATTACHMENT)?;
        }
        Ok(())
    }
}

const LOOKUPS: &str = r#"data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

"#;

const ROLE: &str = r#"
  # Put together by hand: the integration needs the ARN, and the role needs the integration.
  confluent_role_arn = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:role${local.confluent_role_path}${local.confluent_role_name}"
}

data "aws_iam_policy_document" "confluent_trust" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [confluent_provider_integration.main.aws[0].iam_role_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [confluent_provider_integration.main.aws[0].external_id]
    }
  }

  statement {
    effect  = "Allow"
    actions = ["sts:TagSession"]

    principals {
      type        = "AWS"
      identifiers = [confluent_provider_integration.main.aws[0].iam_role_arn]
    }
  }
}

resource "aws_iam_role" "confluent" {
  name               = local.confluent_role_name
  path               = local.confluent_role_path
  assume_role_policy = data.aws_iam_policy_document.confluent_trust.json
}
"#;

const ATTACHMENT: &str = r#"resource "aws_iam_role_policy_attachment" "confluent" {
  role       = aws_iam_role.confluent.name
  policy_arn = aws_iam_policy.confluent.arn
}
"#;
