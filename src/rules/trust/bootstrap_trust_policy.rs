use crate::finding::{Category, Finding, Meta, Severity};
use crate::integration::Integration;
use crate::kind::Stage;
use crate::rules::{Check, Context, Rule};
use crate::semantics::trust::{denies_everyone, is_bootstrap};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "bootstrap-trust-policy",
        category: Category::Trust,
        severity: Severity::Info,
        summary: "placeholder trust policy that denies everyone",
        codes: &[],
    },
    page: include_str!("../../../rules/trust/bootstrap-trust-policy.md"),
    options: &[],
    check: Check::Trust(check),
};

/// A policy that allows nothing and denies everyone: right until the integration exists, wrong from then on.
fn check(cx: &Context) -> Vec<Finding> {
    if !is_bootstrap(cx.policy) {
        return Vec::new();
    }
    let Some(deny) = cx
        .policy
        .denies()
        .find(|statement| denies_everyone(statement))
    else {
        return Vec::new();
    };
    let pending = cx
        .integration
        .is_some_and(|integration| !integration.created());
    let finding = if cx.stage == Stage::Prepared || pending {
        RULE.finding("nobody can assume this role yet: its trust policy is the placeholder")
            .at(deny.head(), "denies everyone until the integration exists")
            .help("create the integration, then trust Confluent's role with its external ID")
    } else {
        RULE.finding("Confluent cannot assume this role: its trust policy is still the placeholder")
            .at(deny.head(), "denies everyone, Confluent too")
            .severity(Severity::Error)
            .help("update the trust policy now: allow Confluent's role, with its external ID")
    };
    vec![
        match cx.integration.filter(|integration| integration.created()) {
            Some(integration) => with_values(finding, integration),
            None => finding,
        },
    ]
}

fn with_values(mut finding: Finding, integration: &Integration) -> Finding {
    if let Some(role) = integration.role_arn.known() {
        finding = finding.related(role.span, "principal to allow instead");
    }
    if let Some(id) = integration.external_id.known() {
        finding = finding.related(id.span, "external ID to ask for");
    }
    finding
}
