use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::Arn;
use crate::rules::{Check, Context, Rule, WrittenArn};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "wildcard-in-service-name",
        category: Category::Resource,
        severity: Severity::Info,
        summary: "wildcard in the service of an ARN",
        codes: &["WILDCARD_IN_SERVICE_NAME"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every ARN that may be of several services. An ARN of wildcards alone is `*` in long, which other rules speak of.
fn check(cx: &Context) -> Vec<Finding> {
    cx.arns()
        .iter()
        .filter(|WrittenArn { arn, is_plain, .. }| {
            !is_plain && arn.service.contains(['*', '?']) && !is_everything(arn)
        })
        .map(
            |WrittenArn {
                 resource,
                 text,
                 arn,
                 ..
             }| {
                RULE.finding(format!(
                    "this ARN may be of several services: {}",
                    quote(arn.service)
                ))
                .at(
                    resource.part(Arn::range(text, arn.service)),
                    "also matches services that AWS adds later",
                )
                .help("write one ARN for each service")
            },
        )
        .collect()
}

fn is_everything(arn: &Arn) -> bool {
    [arn.service, arn.region, arn.account, arn.resource]
        .iter()
        .all(|field| *field == "*")
}
