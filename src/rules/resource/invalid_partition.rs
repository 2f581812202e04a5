use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Arn, PARTITIONS};
use crate::rules::{Check, Context, Rule, WrittenArn};
use crate::text::{nearest, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-partition",
        category: Category::Resource,
        severity: Severity::Error,
        summary: "ARN of a partition that AWS does not have",
        codes: &["INVALID_PARTITION"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every partition that is not one of AWS's. Patterns pass: AWS's own policies have `*` there.
fn check(cx: &Context) -> Vec<Finding> {
    cx.arns()
        .iter()
        .filter(|WrittenArn { arn, is_plain, .. }| {
            !is_plain
                && !PARTITIONS.contains(&arn.partition)
                && !arn.partition.contains(['*', '?', '$'])
        })
        .map(
            |WrittenArn {
                 resource,
                 text,
                 arn,
                 ..
             }| {
                let place = resource.part(Arn::range(text, arn.partition));
                let name = quote(arn.partition);
                match nearest(arn.partition, PARTITIONS) {
                    Some(near) => RULE
                        .finding(format!(
                            "{name} is not an AWS partition; did you mean `{near}`?"
                        ))
                        .at(place, "the ARN matches nothing")
                        .fix(
                            format!("write `{near}`"),
                            Safety::Unsafe,
                            vec![Edit::replace(place, near)],
                        ),
                    None => RULE
                        .finding(format!("{name} is not an AWS partition"))
                        .at(place, "the ARN matches nothing")
                        .help("write `aws`, `aws-cn`, `aws-us-gov` or the partition that you use"),
                }
            },
        )
        .collect()
}
