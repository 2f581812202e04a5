use std::net::Ipv4Addr;

use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::Arn;
use crate::rules::{Check, Context, Rule, WrittenArn};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "impossible-bucket-name",
        category: Category::Resource,
        severity: Severity::Warning,
        summary: "bucket name that no bucket can have",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// The shortest and the longest name: buckets made before March 2018 may have up to 255 characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=255;

/// Every S3 ARN whose bucket is named in full, by a name that S3 has never given.
fn check(cx: &Context) -> Vec<Finding> {
    let written = cx.arns().iter();
    written
        .filter(|written| written.arn.service == "s3")
        .filter_map(finding)
        .collect()
}

fn finding(written: &WrittenArn) -> Option<Finding> {
    let WrittenArn {
        resource,
        text,
        arn,
        ..
    } = written;
    // With a Region or an account it is an access point, or `arn-of-no-resource`'s.
    if !arn.region.is_empty() || !arn.account.is_empty() {
        return None;
    }
    let name = arn.resource.split('/').next().unwrap_or_default();
    if arn.resource.starts_with('/') {
        let start = Arn::range(text, arn.resource).start;
        return Some(
            RULE.finding("this ARN names no bucket: nothing stands before the `/`")
                .at(resource.part(start..start + 1), "matches nothing at all")
                .help("write the bucket's name before the `/`"),
        );
    }
    // A dollar sign alone begins no policy variable: a shell or a template was to fill it in.
    let is_whole = !name.is_empty() && !name.contains(['*', '?']) && !name.contains("${");
    let reason = reason(name).filter(|_| is_whole)?;
    Some(
        RULE.finding(format!("no bucket can be called {}", quote(name)))
            .at(resource.part(Arn::range(text, name)), reason)
            .help("write the bucket's name as S3 shows it"),
    )
}

/// Why no bucket has this name. Buckets of old may have capitals and underscores; what is left has never been possible.
fn reason(name: &str) -> Option<String> {
    let is_allowed = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | '_');
    if let Some(char) = name.chars().find(|char| !is_allowed(*char)) {
        return Some(format!("has {} in it", quote(&char.to_string())));
    }
    if name.parse::<Ipv4Addr>().is_ok() {
        return Some("has the form of an address".to_owned());
    }
    let length = name.len();
    let is_short = length < *LENGTHS.start();
    (!LENGTHS.contains(&length)).then(|| {
        if is_short {
            "shorter than 3 characters".to_owned()
        } else {
            "longer than 255 characters".to_owned()
        }
    })
}
