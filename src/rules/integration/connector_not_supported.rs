use crate::finding::{Category, Finding, Meta, Severity};
use crate::integration::connectors::Support;
use crate::model::Element;
use crate::rules::{Check, Rule, Together};
use crate::source::Span;
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "connector-not-supported",
        category: Category::Integration,
        severity: Severity::Error,
        summary: "connector that does not work through a provider integration",
        codes: &[],
    },
    options: &[],
    check: Check::Together(check),
};

/// Every connector that takes access keys alone.
fn check(together: &Together) -> Vec<Finding> {
    // A finding needs a place: the permission policy is what was written for the connector.
    let member = together
        .permissions()
        .next()
        .or_else(|| together.members.first());
    let Some(policy) = member.map(|member| member.policy) else {
        return Vec::new();
    };
    let start = Span::new(policy.span.file, policy.span.start, policy.span.start);
    let place = policy.key(Element::Statement).unwrap_or(start);
    let unsupported = together.demand.connectors.iter();
    unsupported
        .filter(|connector| connector.support == Support::No)
        .map(|connector| {
            RULE.finding(format!(
                "{} does not work through a provider integration",
                quote(&connector.id)
            ))
            .at(place, "of no use to it: it cannot assume a role")
            .help("choose a connector that can: `iamsure connectors` lists them")
        })
        .collect()
}
