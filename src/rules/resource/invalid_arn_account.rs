use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Arn, is_account_id};
use crate::rules::{Check, Context, Rule, WrittenArn};
use crate::text::{count, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-arn-account",
        category: Category::Resource,
        severity: Severity::Error,
        summary: "account in an ARN that no account ID can be",
        codes: &["INVALID_ARN_ACCOUNT"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// What stands for AWS and its sellers in the ARNs of things that they own.
const OWNERS: [&str; 4] = ["aws", "aws-marketplace", "cloudfront", "third-party"];

/// Every account that is neither empty, nor an ID, nor a pattern of one, nor a word of AWS's.
fn check(cx: &Context) -> Vec<Finding> {
    cx.arns()
        .iter()
        .filter(|written| !written.is_plain && !is_possible(written.arn.account))
        .map(
            |WrittenArn {
                 resource,
                 text,
                 arn,
                 ..
             }| {
                let account = arn.account;
                let place = resource.part(Arn::range(text, account));
                let digits: String = account
                    .chars()
                    .filter(|char| !matches!(char, '-' | ' '))
                    .collect();
                let message = if account.bytes().all(|byte| byte.is_ascii_digit()) {
                    format!(
                        "{} is not an account ID: it has {}, not 12",
                        quote(account),
                        count(account.len(), "digit")
                    )
                } else {
                    format!("{} is not an account ID", quote(account))
                };
                let finding = RULE.finding(message).at(place, "the ARN matches nothing");
                if is_account_id(&digits) {
                    finding.help(format!("write `{digits}`")).fix(
                        "write only its digits",
                        Safety::Unsafe,
                        vec![Edit::replace(place, digits)],
                    )
                } else {
                    finding.help("write the 12 digits of the account, or `*` for any")
                }
            },
        )
        .collect()
}

/// A policy variable may become anything, and where it may stand is the matter of another rule.
pub(in crate::rules) fn is_possible(account: &str) -> bool {
    account.is_empty()
        || account == "*"
        || is_account_id(account)
        || OWNERS.contains(&account)
        || account.contains("${")
        || is_pattern_of_id(account)
}

/// Whether some account ID matches it: digits and wildcards, 12 of them if none is `*`, no more if one is.
pub(in crate::rules) fn is_pattern_of_id(account: &str) -> bool {
    let stars = account.bytes().filter(|&byte| byte == b'*').count();
    let marks = account.bytes().filter(|&byte| byte == b'?').count();
    let digits = account.bytes().filter(u8::is_ascii_digit).count();
    let fits = if stars == 0 {
        digits + marks == 12
    } else {
        digits + marks <= 12
    };
    stars + marks > 0 && stars + marks + digits == account.len() && fits
}
