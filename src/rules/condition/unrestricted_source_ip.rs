use ipnet::IpNet;

use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Part, Statement, Text};
use crate::operator::Operator;
use crate::rules::{Check, Context, Rule};
use crate::semantics::operators::ip;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unrestricted-source-ip",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "`aws:SourceIp` condition that every address passes",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::IpAddress, check),
};

/// Each condition on the caller's address that turns no IPv4 or no IPv6 caller away.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.sound_statements() {
        for condition in &statement.conditions {
            if opens(statement, condition) {
                findings.extend(unrestricted(statement, condition));
            }
        }
    }
    findings
}

/// Whether the more addresses this condition names, the more callers get in.
pub(super) fn opens(statement: &Statement, condition: &Condition) -> bool {
    let base = condition.spec.map(|spec| spec.base);
    let direction = (base == Some(Operator::IpAddress) && statement.is_allow())
        || (base == Some(Operator::NotIpAddress) && statement.is_deny());
    direction && condition.is_on("aws:SourceIp")
}

/// Whether the values together are every address of a family.
pub(super) fn is_everything(condition: &Condition) -> bool {
    family_covered(condition).is_some()
}

fn unrestricted(statement: &Statement, condition: &Condition) -> Option<Finding> {
    let family = family_covered(condition)?;
    let message = if statement.is_allow() {
        format!("this condition lets every {family} address in")
    } else {
        format!("this `Deny` stops no {family} address")
    };
    let whole = condition.values.iter().find(|value| {
        let range = value.known().and_then(|text| ip::parse(text).ok());
        range.is_some_and(|range| range.is_everything() && name(range.network()) == family)
    });
    let finding = match whole {
        Some(value) => RULE
            .finding(message)
            .at(value.span(), format!("every {family} address there is")),
        None => RULE.finding(message).at(
            condition.value_span,
            format!("together every {family} address there is"),
        ),
    };
    Some(finding.help("name the ranges of the callers, or remove the condition"))
}

/// The family of which the values leave no address out. Sorts, then walks once.
fn family_covered(condition: &Condition) -> Option<&'static str> {
    let networks = || {
        let ranges = condition.values.iter().filter_map(Text::known);
        ranges.filter_map(|text| ip::parse(text).ok().map(ip::Range::network))
    };
    if let Some(whole) = networks().find(|network| network.prefix_len() == 0) {
        return Some(name(whole));
    }
    // Two halves at the least.
    if condition.values.len() < 2 {
        return None;
    }
    let mut narrow: Vec<(u128, u128)> = Vec::new();
    let mut wide: Vec<(u128, u128)> = Vec::new();
    for network in networks() {
        match network {
            IpNet::V4(net) => {
                narrow.push((
                    net.network().to_bits().into(),
                    net.broadcast().to_bits().into(),
                ));
            }
            IpNet::V6(net) => wide.push((net.network().to_bits(), net.broadcast().to_bits())),
        }
    }
    if covers(narrow, u32::MAX.into()) {
        Some("IPv4")
    } else if covers(wide, u128::MAX) {
        Some("IPv6")
    } else {
        None
    }
}

/// Whether the intervals leave nothing out from 0 to `last`.
fn covers(mut intervals: Vec<(u128, u128)>, last: u128) -> bool {
    intervals.sort_unstable();
    let mut next = 0;
    for (start, end) in intervals {
        if start > next {
            return false;
        }
        if end == last {
            return true;
        }
        next = next.max(end + 1);
    }
    false
}

fn name(network: IpNet) -> &'static str {
    match network {
        IpNet::V4(_) => "IPv4",
        IpNet::V6(_) => "IPv6",
    }
}
