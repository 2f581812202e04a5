use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Part, Text};
use crate::operator::Family;
use crate::rules::{Check, Context, Rule};
use crate::semantics::operators::ip;
use crate::text::quote;

use super::unrestricted_source_ip;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "host-bits-in-cidr",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "CIDR range with bits set after its prefix",
        codes: &["IMPROVE_IP_RANGE"],
    },
    options: &[],
    check: Check::With(Part::IpAddress, check),
};

/// Each CIDR range with bits set behind its prefix.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in &cx.policy.statements {
        for condition in &statement.conditions {
            let spec = condition.spec;
            if spec.is_none_or(|spec| spec.base.family() != Family::IpAddress) {
                continue;
            }
            let opens = unrestricted_source_ip::opens(statement, condition)
                && cx.runs(&unrestricted_source_ip::RULE);
            findings.extend(
                condition
                    .values
                    .iter()
                    .filter_map(|value| host_bits(value, opens)),
            );
        }
    }
    findings
}

/// `opens`: whether a range of every address is `unrestricted-source-ip`'s business here.
fn host_bits(value: &Text, opens: bool) -> Option<Finding> {
    let text = value.known()?;
    let range = ip::parse(text).ok()?;
    if !range.has_host_bits() || (opens && range.is_everything()) {
        return None;
    }
    let network = range.network();
    let address = text.split_once('/').map_or(text, |(address, _)| address);
    let bits = network.max_prefix_len();
    Some(
        RULE.finding(format!("AWS reads {} as `{network}`", quote(text)))
            .at(
                value.span(),
                format!("`{}` to `{}`", network.network(), network.broadcast()),
            )
            .help(format!(
                "write `{network}`, or `{address}/{bits}` for the one address"
            ))
            .fix(
                format!("write the network, `{network}`"),
                Safety::Safe,
                vec![Edit::replace(value.span(), format!("\"{network}\""))],
            ),
    )
}
