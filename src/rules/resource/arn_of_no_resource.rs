mod foreign;
mod unknown_service;

use crate::catalog::{Catalog, Template};
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Arn, PARTITIONS};
use crate::rules::{Check, Context, Rule, WrittenArn};
use crate::semantics::forms::{Fit, Verdict, WrittenResource};
use crate::source::Span;
use crate::text::quote;

use super::invalid_arn_account::{self, is_possible};
use super::{invalid_arn_service_case, invalid_partition};

const ACCOUNT_NOT_ALLOWED: &str = "ARN_ACCOUNT_NOT_ALLOWED";
const REGION_NOT_ALLOWED: &str = "ARN_REGION_NOT_ALLOWED";
const INVALID_RESOURCE: &str = "INVALID_ARN_RESOURCE";
const MISSING_REGION: &str = "MISSING_ARN_REGION";
const MISSING_ACCOUNT: &str = "MISSING_ARN_ACCOUNT";

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "arn-of-no-resource",
        category: Category::Resource,
        severity: Severity::Error,
        summary: "ARN that has the form of no resource of its service",
        codes: &[
            ACCOUNT_NOT_ALLOWED,
            REGION_NOT_ALLOWED,
            INVALID_RESOURCE,
            MISSING_REGION,
            MISSING_ACCOUNT,
        ],
    },
    options: &[],
    check: Check::Policy(check),
};

/// How many findings of a policy get a guess at what was meant: a hostile policy has far more.
const GUESSES: usize = 64;

/// Every ARN that no resource of its service can have, by the forms that AWS gives for them.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for &written in cx.arns() {
        let is_told = !written.is_plain && is_told(cx, &written.arn);
        let verdict = || verdict_untold(cx.catalog, &written.arn, &written.ready.opened());
        match (!is_told).then(verdict).flatten() {
            Some(Verdict::Near(form, fit)) => {
                findings.extend(region_finding(written, form, fit));
                findings.extend(account_finding(cx, written, form, fit));
            }
            Some(Verdict::Foreign) => {
                let guesses = findings.len() < GUESSES;
                findings.extend(foreign::finding(cx, written, guesses));
            }
            Some(Verdict::Possible) => findings.extend(foreign::wildcard_in_type(cx, written)),
            None if findings.len() < GUESSES => {
                findings.extend(unknown_service::finding(cx, written));
            }
            None => {}
        }
    }
    findings
}

/// What the forms of its service say of an ARN; `None` where that is not known, or another rule speaks of the service.
pub(super) fn verdict(cx: &Context, arn: &Arn, ready: &WrittenResource) -> Option<Verdict> {
    (!is_told(cx, arn)).then(|| verdict_untold(cx.catalog, arn, ready))?
}

/// Whether this rule says of an ARN that it matches nothing, whatever was meant by it.
pub(in crate::rules) fn is_certain_of(cx: &Context, ready: &WrittenResource) -> bool {
    let is_nothing = |arn: &Arn| {
        let is_sure = arn.account != "aws" && !may_run_over(arn);
        is_sure && verdict(cx, arn, &ready.opened()) == Some(Verdict::Foreign)
    };
    cx.runs(&RULE) && ready.arn().is_some_and(is_nothing)
}

/// Whether other rules speak of the partition or of the service.
fn is_told(cx: &Context, arn: &Arn) -> bool {
    let is_partition =
        PARTITIONS.contains(&arn.partition) || arn.partition.contains(['*', '?', '$']);
    let has_capitals = arn.service.bytes().any(|byte| byte.is_ascii_uppercase());
    arn.service.contains(['*', '?', '$'])
        || (!is_partition && cx.runs(&invalid_partition::RULE))
        || (has_capitals && cx.runs(&invalid_arn_service_case::RULE))
}

/// Where a policy has no variables, another rule says so: what was meant is one, so that they count in what is `ready`.
fn verdict_untold(
    catalog: &'static Catalog,
    arn: &Arn,
    ready: &WrittenResource,
) -> Option<Verdict> {
    if arn.resource.is_empty() {
        return (catalog.forms(arn.service).len() > 0).then_some(Verdict::Foreign);
    }
    ready.own_verdict(catalog)
}

fn region_finding(written: WrittenArn, form: Template, fit: Fit) -> Option<Finding> {
    if fit.region {
        return None;
    }
    let WrittenArn {
        resource,
        text,
        arn,
        ..
    } = written;
    let finding = if arn.region.is_empty() {
        RULE.finding("an ARN of this form names a Region, and this one names none")
            .at(gap(written, arn.region), matches_nothing(&arn))
            .help(format!("write the Region: {}", shown(form, &arn)))
            .code(MISSING_REGION)
    } else {
        let place = resource.part(Arn::range(text, arn.region));
        let finding = RULE
            .finding(format!(
                "an ARN of this form has {}, but this one names {}",
                field_of(form.region().text, "no Region"),
                quote(arn.region)
            ))
            .at(place, matches_nothing(&arn))
            .help(format!("write it as {}", shown(form, &arn)))
            .code(REGION_NOT_ALLOWED);
        removed(finding, place, form.region().text, "remove the Region")
    };
    Some(finding.severity(severity(&arn)))
}

fn account_finding(cx: &Context, written: WrittenArn, form: Template, fit: Fit) -> Option<Finding> {
    let WrittenArn {
        resource,
        text,
        arn,
        ..
    } = written;
    let is_told = || !is_possible(arn.account) && cx.runs(&invalid_arn_account::RULE);
    if fit.account || (arn.account.is_empty() && is_of_aws(&arn)) || is_told() {
        return None;
    }
    let finding = if arn.account.is_empty() {
        RULE.finding("an ARN of this form names an account, and this one names none")
            .at(gap(written, arn.account), matches_nothing(&arn))
            .help(format!("write the account: {}", shown(form, &arn)))
            .code(MISSING_ACCOUNT)
    } else {
        let place = resource.part(Arn::range(text, arn.account));
        let finding = RULE
            .finding(format!(
                "an ARN of this form has {}, but this one names {}",
                field_of(form.account().text, "no account"),
                quote(arn.account)
            ))
            .at(place, matches_nothing(&arn))
            .help(format!("write it as {}", shown(form, &arn)))
            .code(ACCOUNT_NOT_ALLOWED);
        removed(finding, place, form.account().text, "remove the account")
    };
    Some(finding.severity(severity(&arn)))
}

fn field_of(form: &str, none: &str) -> String {
    if form.is_empty() {
        none.to_owned()
    } else {
        quote(form)
    }
}

fn removed(finding: Finding, place: Span, form: &str, title: &'static str) -> Finding {
    if form.is_empty() {
        finding.fix(title, Safety::Unsafe, vec![Edit::replace(place, "")])
    } else {
        finding
    }
}

/// The two colons around an empty field.
fn gap(written: WrittenArn, field: &str) -> Span {
    let range = Arn::range(written.text, field);
    let end = (range.end + 1).min(written.text.len());
    written.resource.part(range.start.saturating_sub(1)..end)
}

/// What AWS owns stands without an account in Systems Manager and other services, which their forms do not tell:
/// `document/AWS-RunShellScript`, `parameter/aws/service/…`.
pub(in crate::rules) fn is_of_aws(arn: &Arn) -> bool {
    let (_, name) = arn.typed_resource();
    let begins = |word: &str| {
        name.get(..word.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(word))
    };
    // A pattern of their documents may take in those of AWS.
    let may_begin = arn.service == "ssm" && name.starts_with(['*', '?']);
    begins("aws") || begins("amazon") || may_begin
}

/// A `*` that ends the Region or the account may run over the colons after it, as AWS's page on resources says; where it
/// does and where it does not, AWS tells nowhere. What a variable becomes, nobody knows.
fn may_run_over(arn: &Arn) -> bool {
    [arn.region, arn.account]
        .iter()
        .any(|field| field.ends_with('*') || field.contains("${"))
}

fn severity(arn: &Arn) -> Severity {
    if may_run_over(arn) {
        Severity::Warning
    } else {
        Severity::Error
    }
}

fn matches_nothing(arn: &Arn) -> &'static str {
    if may_run_over(arn) {
        "matches nothing, unless a `*` before it runs over colons"
    } else {
        "the ARN matches nothing"
    }
}

/// The form of an ARN, with the partition as written; shortened to fit a line.
pub(in crate::rules) fn shown(form: Template, arn: &Arn) -> String {
    let rest = form.text.splitn(3, ':').nth(2).unwrap_or_default();
    shortened(&format!("arn:{}:{rest}", arn.partition))
}

fn shortened(form: &str) -> String {
    const LONGEST: usize = 56;
    if form.chars().count() <= LONGEST {
        return quote(form);
    }
    let mut short: String = form.chars().take(LONGEST).collect();
    // No half of a placeholder.
    if let Some(open) = short
        .rfind("${")
        .filter(|open| !short.get(*open..).unwrap_or_default().contains('}'))
    {
        short.truncate(open);
    }
    quote(&format!("{short}…"))
}
