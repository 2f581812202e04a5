use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::Arn;
use crate::rules::{Check, Context, Rule, WrittenArn};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-arn-service-case",
        category: Category::Resource,
        severity: Severity::Error,
        summary: "service in an ARN that is not in lower case",
        codes: &["INVALID_ARN_SERVICE_CASE"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every capital letter in the service of an ARN.
fn check(cx: &Context) -> Vec<Finding> {
    cx.arns()
        .iter()
        .filter(|WrittenArn { arn, is_plain, .. }| {
            !is_plain
                && arn.service.bytes().any(|byte| byte.is_ascii_uppercase())
                && !arn.service.contains("${")
        })
        .map(
            |WrittenArn {
                 resource,
                 text,
                 arn,
                 ..
             }| {
                let place = resource.part(Arn::range(text, arn.service));
                let lower = arn.service.to_ascii_lowercase();
                let finding = RULE
                    .finding(format!(
                        "the service of this ARN is not in lower case: {}",
                        quote(arn.service)
                    ))
                    .at(place, "the ARN matches nothing")
                    .help(format!("write {}", quote(&lower)));
                if lower
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                {
                    finding.fix(
                        "write it in lower case",
                        Safety::Unsafe,
                        vec![Edit::replace(place, lower)],
                    )
                } else {
                    finding
                }
            },
        )
        .collect()
}
