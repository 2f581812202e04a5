use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Part, Statement, Text};
use crate::operator::Operator;
use crate::rules::{Check, Context, Rule};
use crate::semantics::operators::ip::{self, Special};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "private-ip-address",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "private address under `aws:SourceIp`, where only public ones occur",
        codes: &[
            "PRIVATE_IP_ADDRESS",
            "PRIVATE_NOT_IP_ADDRESS",
            "PRIVATE_IP_ADDRESS_SUBSET",
            "PRIVATE_NOT_IP_ADDRESS_SUBSET",
        ],
    },
    options: &[],
    check: Check::With(Part::IpAddress, check),
};

/// Labels beyond this many say nothing new.
const MOST_LABELS: usize = 4;

/// Each condition on `aws:SourceIp` with addresses that no caller on the internet has.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in &cx.policy.statements {
        for condition in &statement.conditions {
            let negated = match condition.spec.map(|spec| spec.base) {
                Some(Operator::IpAddress) => false,
                Some(Operator::NotIpAddress) => true,
                _ => continue,
            };
            if !condition.is_on("aws:SourceIp") {
                continue;
            }
            findings.extend(if is_all_private(condition) {
                all_private(statement, condition, negated)
            } else {
                some_private(condition, negated)
            });
        }
    }
    findings
}

/// Whether there are values, and each is known to be private.
pub(super) fn is_all_private(condition: &Condition) -> bool {
    !condition.values.is_empty()
        && condition
            .values
            .iter()
            .all(|value| private(value).is_some())
}

/// What kind of private range a value is.
fn private(value: &Text) -> Option<&'static str> {
    let range = ip::parse(value.known()?).ok()?;
    Some(match range.special()? {
        Special::Private => "private",
        Special::Shared => "shared between carriers and customers",
        Special::LinkLocal => "link-local",
        Special::Loopback => "loopback",
        Special::Documentation => return None,
    })
}

fn all_private(statement: &Statement, condition: &Condition, negated: bool) -> Option<Finding> {
    let (message, code) = match (negated, statement.is_deny()) {
        (false, _) => (
            "no caller reaches AWS from an address in these ranges",
            "PRIVATE_IP_ADDRESS",
        ),
        (true, false) => (
            "this condition turns no caller away: none has an address in these ranges",
            "PRIVATE_NOT_IP_ADDRESS",
        ),
        (true, true) => (
            "this `Deny` hits every caller: none has an address in these ranges",
            "PRIVATE_NOT_IP_ADDRESS",
        ),
    };
    let mut values = condition.values.iter();
    let first = values.next()?;
    let mut finding = RULE
        .finding(message)
        .at(first.span(), private(first)?)
        .code(code)
        .help("`aws:SourceIp` is public; use `aws:VpcSourceIp` with `aws:SourceVpc`");
    for value in values.take(MOST_LABELS - 1) {
        finding = finding.related(value.span(), private(value)?);
    }
    Some(finding)
}

fn some_private(condition: &Condition, negated: bool) -> Option<Finding> {
    let mut values = condition
        .values
        .iter()
        .filter_map(|value| Some((value, private(value)?)));
    let (first, kind) = values.next()?;
    let code = if negated {
        "PRIVATE_NOT_IP_ADDRESS_SUBSET"
    } else {
        "PRIVATE_IP_ADDRESS_SUBSET"
    };
    let mut finding = RULE
        .finding("a private range among these changes nothing: `aws:SourceIp` is a public address")
        .at(first.span(), kind)
        .severity(Severity::Info)
        .code(code)
        .help("remove it, or use `aws:VpcSourceIp` with `aws:SourceVpc` for it");
    for (value, kind) in values.take(MOST_LABELS - 1) {
        finding = finding.related(value.span(), kind);
    }
    Some(finding)
}
