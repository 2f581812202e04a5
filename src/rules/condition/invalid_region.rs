mod known;

use std::borrow::Cow;

use crate::catalog::Catalog;
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Condition, KeySet, Part, Text};
use crate::operator::{Family, Operator};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

use super::malformed_vpc_id::ignores_case;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-region",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "condition value that is not the code of a Region",
        codes: &["INVALID_REGION"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// The keys whose values are codes of Regions.
///
/// Source: the global condition keys in the IAM User Guide, and the condition keys of each service in the Service
/// Authorization Reference, as of October 2026.
static KEYS: KeySet<14> = KeySet::new([
    "aws:RequestedRegion",
    "account:TargetRegion",
    "cloudformation:TargetRegion",
    "dsql:WitnessRegion",
    "ec2:Region",
    "ec2:VpceServiceRegion",
    "ec2:VpceSupportedRegion",
    "identitystore:PrimaryRegion",
    "kms:PrimaryRegion",
    "kms:ReplicaRegion",
    "secretsmanager:AddReplicaRegions",
    "secretsmanager:SecretPrimaryRegion",
    "ses:ReplicaRegion",
    "sso:PrimaryRegion",
]);

/// Of more misspelt codes than these nobody reads the suggestions.
const MOST_SUGGESTIONS: usize = 1_000;

/// Each value that is compared with the code of a Region, and fits none.
fn check(cx: &Context) -> Vec<Finding> {
    if !cx.policy.may_ask_one_of(&KEYS) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for condition in cx.policy.statements.iter().flat_map(|one| &one.conditions) {
        if !KEYS.has(condition) {
            continue;
        }
        for value in &condition.values {
            if let Some(text) = misfit(cx.catalog, condition, value) {
                let suggests = findings.len() < MOST_SUGGESTIONS;
                findings.push(finding(cx.catalog, value, text, suggests));
            }
        }
    }
    findings
}

/// The text of a value that no Region fits.
fn misfit<'v>(catalog: &Catalog, condition: &Condition, value: &'v Text) -> Option<&'v str> {
    let base = condition.spec?.base;
    let text = value.known().filter(|text| !text.contains("${"))?;
    let fits = if base.family() != Family::String {
        true
    } else if is_pattern(text) {
        // Under the other operators a star stands for itself, and `wildcard-without-like-operator` says so.
        base.positive() != Operator::StringLike || known::some_region_fits(catalog, text)
    } else if ignores_case(condition) {
        known::region_is_known(catalog, &text.to_ascii_lowercase())
    } else {
        known::region_is_known(catalog, text)
    };
    (!fits).then_some(text)
}

fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

fn finding(catalog: &Catalog, value: &Text, text: &str, suggests: bool) -> Finding {
    if is_pattern(text) {
        return RULE
            .finding(format!("no Region of AWS fits {}", quote(text)))
            .at(value.span(), "no Region has such a code")
            .help("begin with a code's first parts, as in `eu-*`");
    }
    let message = format!("AWS has no Region {}", quote(text));
    let near = suggests
        .then(|| known::nearest_region(catalog, text))
        .flatten();
    match near {
        Some(near) => RULE
            .finding(format!("{message}; did you mean `{near}`?"))
            .at(value.span(), reason(catalog, text))
            .fix(
                format!("replace it with `{near}`"),
                Safety::Unsafe,
                vec![Edit::replace(value.span(), format!("\"{near}\""))],
            ),
        None => RULE
            .finding(message)
            .at(value.span(), reason(catalog, text))
            .help("write the code of a Region, as in `eu-west-1`"),
    }
}

/// What is wrong with a code: its form, that it is of a part of a Region, or that no Region has it.
fn reason(catalog: &Catalog, text: &str) -> Cow<'static, str> {
    let zone = text.strip_suffix(|char: char| char.is_ascii_lowercase());
    if known::has_shape(text) {
        format!("not among the Regions of {}", catalog.date()).into()
    } else if zone.is_some_and(|region| known::region_is_known(catalog, region)) {
        "the code of an Availability Zone".into()
    } else {
        "expected a code like `eu-west-1`".into()
    }
}
