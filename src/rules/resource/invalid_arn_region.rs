use crate::catalog::{Catalog, Partition};
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Arn, PARTITIONS, Text};
use crate::rules::{Check, Context, Rule, WrittenArn};
use crate::semantics::forms::Verdict;
use crate::semantics::pattern::{self, Case};
use crate::text::{nearest, quote};

use super::arn_of_no_resource::{self, verdict};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-arn-region",
        category: Category::Resource,
        severity: Severity::Error,
        summary: "ARN of a Region that AWS does not have, or not in the ARN's partition",
        codes: &["INVALID_ARN_REGION"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// How many findings of a policy get a guess at what was meant: a hostile policy has far more.
const GUESSES: usize = 64;

/// Every Region that is none, is another partition's, or is a pattern of none.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for written in cx.arns().iter().filter(|written| !written.is_plain) {
        let WrittenArn {
            resource,
            text,
            arn,
            ..
        } = written;
        let Some(fault) = fault(cx.catalog, arn) else {
            continue;
        };
        if !is_of_other_rule(cx, written) {
            let guess = findings.len() < GUESSES;
            findings.push(finding(cx.catalog, resource, text, arn, fault, guess));
        }
    }
    findings
}

/// Why a Region is none of those that an ARN can have.
#[derive(Clone, Copy)]
pub(in crate::rules) enum Fault {
    /// A Region, of this partition.
    Elsewhere(Partition),
    Unknown,
    /// A pattern that takes no Region.
    NoMatch,
}

pub(in crate::rules) fn fault(catalog: &Catalog, arn: &Arn) -> Option<Fault> {
    let region = arn.region;
    // A partition that AWS does not have is told by itself, and a variable may become anything.
    let is_open = arn.partition.contains(['*', '?']);
    if matches!(region, "" | "*")
        || region.contains('$')
        || !(is_open || PARTITIONS.contains(&arn.partition))
    {
        return None;
    }
    if region.contains(['*', '?']) {
        let is_there = catalog
            .partitions()
            .filter(|partition| is_open || partition.name == arn.partition)
            .flat_map(Partition::regions)
            .any(|known| pattern::matches(region, known, Case::Sensitive));
        return (!is_there).then_some(Fault::NoMatch);
    }
    match catalog.region(region) {
        Some(partition) if is_open || partition.name == arn.partition => None,
        Some(partition) => Some(Fault::Elsewhere(partition)),
        None => Some(Fault::Unknown),
    }
}

/// Whether the ARNs of this service have no Region at all, or a word of their own in its place: `global`.
fn is_of_other_rule(cx: &Context, written: &WrittenArn) -> bool {
    let arn = &written.arn;
    match verdict(cx, arn, &written.ready.opened()) {
        Some(Verdict::Near(_, fit)) if !fit.region => cx.runs(&arn_of_no_resource::RULE),
        _ => has_own_word(cx.catalog, arn),
    }
}

/// Whether ARNs of the service have this very word in the place of a Region: `global`.
pub(in crate::rules) fn has_own_word(catalog: &'static Catalog, arn: &Arn) -> bool {
    catalog.forms(arn.service).any(|form| {
        let own = form.region().text;
        !own.is_empty() && !own.contains("${") && pattern::matches(own, arn.region, Case::Sensitive)
    })
}

fn finding(
    catalog: &Catalog,
    resource: &Text,
    text: &str,
    arn: &Arn,
    fault: Fault,
    guess: bool,
) -> Finding {
    const NOTHING: &str = "the ARN matches nothing";
    let place = resource.part(Arn::range(text, arn.region));
    let name = quote(arn.region);
    let date = catalog.date();
    match fault {
        Fault::Elsewhere(partition) => {
            let (own, other) = (quote(partition.name), quote(arn.partition));
            RULE.finding(format!("{name} is a Region of {own}, not of {other}"))
                .at(place, NOTHING)
                .related(
                    resource.part(Arn::range(text, arn.partition)),
                    "the partition of this ARN",
                )
                .help(format!("write {own} as the partition, or another Region"))
        }
        Fault::NoMatch => RULE
            .finding(format!("no Region of AWS matches {name}"))
            .at(place, format!("matches none of those of {date}"))
            .help("write a pattern such as `eu-*`, or `*` for any Region")
            .severity(Severity::Warning),
        Fault::Unknown => {
            if let Some(region) = zone(catalog, arn) {
                return RULE
                    .finding(format!("{name} is an Availability Zone, not a Region"))
                    .at(place, NOTHING)
                    .help(format!("write its Region, `{region}`"))
                    .fix(
                        format!("write `{region}`"),
                        Safety::Unsafe,
                        vec![Edit::replace(place, region)],
                    );
            }
            let near = guess.then(|| near(catalog, arn)).flatten();
            match near {
                Some(near) => RULE
                    .finding(format!(
                        "{name} is not an AWS Region; did you mean `{near}`?"
                    ))
                    .at(place, format!("not among the Regions of {date}"))
                    .fix(
                        format!("write `{near}`"),
                        Safety::Unsafe,
                        vec![Edit::replace(place, near)],
                    ),
                None => RULE
                    .finding(format!("{name} is not an AWS Region"))
                    .at(place, format!("not among the Regions of {date}"))
                    .help("write a Region such as `eu-west-1`, or `*` for any"),
            }
        }
    }
}

/// The Region of an Availability Zone: `us-east-1` of `us-east-1f`.
fn zone<'a>(catalog: &Catalog, arn: &Arn<'a>) -> Option<&'a str> {
    let region = arn
        .region
        .strip_suffix(|last: char| last.is_ascii_lowercase())?;
    catalog.region(region).map(|_| region)
}

/// The Region that was most likely meant: the one of an Availability Zone, or one that is spelt nearly so.
pub(in crate::rules) fn meant<'a>(catalog: &Catalog, arn: &Arn<'a>) -> Option<&'a str> {
    zone(catalog, arn).or_else(|| near(catalog, arn))
}

/// The Region that was most likely meant: of the ARN's partition, if that has one like it.
fn near(catalog: &Catalog, arn: &Arn) -> Option<&'static str> {
    let own = catalog
        .partitions()
        .filter(|partition| partition.name == arn.partition);
    nearest(arn.region, own.flat_map(Partition::regions)).or_else(|| {
        nearest(
            arn.region,
            catalog.partitions().flat_map(Partition::regions),
        )
    })
}
