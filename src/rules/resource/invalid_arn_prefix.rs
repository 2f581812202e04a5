use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::model::{Arn, PARTITIONS, Text};
use crate::rules::{Check, Context, Rule};
use crate::text::{nearest, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-arn-prefix",
        category: Category::Resource,
        severity: Severity::Error,
        summary: "resource that is neither an ARN nor `*`",
        codes: &["INVALID_ARN_PREFIX"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every resource that does not begin as an ARN does.
fn check(cx: &Context) -> Vec<Finding> {
    written(cx)
        .filter(|(_, text)| !text.starts_with("arn:"))
        // API Gateway completes these when it stores the policy of an API.
        .filter(|(_, text)| {
            cx.policy_type != PolicyType::Resource || !text.starts_with("execute-api:/")
        })
        .map(|(resource, text)| finding(resource, text))
        .collect()
}

fn finding(resource: &Text, text: &str) -> Finding {
    const FORM: &str = "write `arn:partition:service:region:account:resource`, or `*`";
    let prefix = Arn::fields(text).next().unwrap_or_default();
    if text.is_empty() {
        return RULE
            .finding("a resource is empty")
            .at(resource.span(), "names nothing")
            .help(FORM);
    }
    if prefix.len() == text.len() {
        let label = if text.trim() == "*" {
            "not exactly `*`"
        } else {
            "an ARN begins with `arn:`"
        };
        return RULE
            .finding(format!("{} is neither an ARN nor `*`", quote(text)))
            .at(resource.span(), label)
            .help(FORM);
    }
    let place = resource.part(0..prefix.len());
    let finding = RULE.finding(format!("{} is not an ARN", quote(text)));
    match nearest(prefix.trim(), ["arn"]) {
        Some(arn) => finding
            .at(
                place,
                format!("begins with {} instead of `{arn}`", quote(prefix)),
            )
            .help(format!("write `{arn}`, in lower case and without spaces"))
            .fix(
                format!("write `{arn}`"),
                Safety::Unsafe,
                vec![Edit::replace(place, arn)],
            ),
        None if PARTITIONS.contains(&prefix) => {
            finding.at(place, "stands where `arn` is expected").fix(
                "put `arn:` before it",
                Safety::Unsafe,
                vec![Edit::replace(resource.part(0..0), "arn:")],
            )
        }
        None => finding
            .at(place, "stands where `arn` is expected")
            .help(FORM),
    }
}

/// Every resource whose text is known, but for `*`. A trust policy has none; another rule says so.
pub(super) fn written<'p>(cx: &Context<'p>) -> impl Iterator<Item = (&'p Text<'p>, &'p str)> {
    let statements = if cx.policy_type == PolicyType::Trust {
        &[]
    } else {
        cx.policy.statements.as_slice()
    };
    statements
        .iter()
        .filter_map(|statement| statement.resource.as_ref())
        .flat_map(|list| list.items.iter())
        .filter_map(|resource| Some((resource, resource.known()?)))
        .filter(|&(_, text)| text != "*")
}
