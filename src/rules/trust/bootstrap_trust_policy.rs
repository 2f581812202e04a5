use crate::finding::{Category, Finding, Meta, Safety, Severity};
use crate::integration::Integration;
use crate::kind::Stage;
use crate::model::Statement;
use crate::rules::{Check, Context, Rule, admission, insertion};
use crate::semantics::trust::{denies_everyone, is_bootstrap};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "bootstrap-trust-policy",
        category: Category::Trust,
        severity: Severity::Info,
        summary: "placeholder trust policy that denies everyone",
        codes: &[],
    },
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
    let is_prepared = cx.stage == Stage::Prepared || pending;
    let finding = if is_prepared {
        RULE.finding("nobody can assume this role yet: its trust policy is the placeholder")
            .at(deny.head(), "denies everyone until the integration exists")
            .help("create the integration, then trust Confluent's role with its external ID")
    } else {
        RULE.finding("Confluent cannot assume this role: its trust policy is still the placeholder")
            .at(deny.head(), "denies everyone, Confluent too")
            .severity(Severity::Error)
            .help("update the trust policy now: allow Confluent's role, with its external ID")
    };
    let finding = if is_prepared {
        finding
    } else {
        with_trust(finding, cx, deny)
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

/// The real trust in the place of the placeholder, where nothing else stands beside it.
fn with_trust(finding: Finding, cx: &Context, deny: &Statement) -> Finding {
    let wanted = admission::wanted(cx).filter(|_| cx.policy.statements.len() == 1);
    let edits = wanted.and_then(|wanted| {
        insertion::statements_instead(cx, deny, &[wanted.assume(), wanted.tag()])
    });
    match edits {
        Some(edits) => finding.fix("trust the integration's role", Safety::Intended, edits),
        None => finding,
    }
}
