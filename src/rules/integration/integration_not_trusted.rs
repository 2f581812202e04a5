use crate::finding::{Category, Finding, Meta, Severity};
use crate::integration::{self, Integration, Trouble};
use crate::model::{Element, Statement};
use crate::rules::{Check, Context, Rule, admission, meaning, witness};
use crate::semantics::satisfy::may_hold_together;
use crate::semantics::trust::{ASSUME_ROLE, Gate, denies_everyone, is_bootstrap};
use crate::semantics::{Request, matches};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "integration-not-trusted",
        category: Category::Integration,
        severity: Severity::Error,
        summary: "trust policy that refuses Confluent's request",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Confluent's request, its role with its external ID, where it is refused and no closer rule says why.
fn check(cx: &Context) -> Vec<Finding> {
    let Some(integration) = cx.integration else {
        return Vec::new();
    };
    let Some(request) = integration::assume_role(integration) else {
        return Vec::new();
    };
    if is_bootstrap(cx.policy) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let refusal = integration::refusal(cx.policy, &request);
    if let Some(deny) = refusal
        && !(denies_everyone(deny) && cx.policy.allows().next().is_some())
    {
        findings.push(denied(deny, integration, &request));
    }
    let unmet = match integration::trouble(cx.policy, integration) {
        Some(Trouble::Unnamed) => unnamed(cx, integration, &request),
        Some(Trouble::Action { statement }) => action(cx, statement, integration, &request),
        Some(Trouble::Condition {
            statement,
            condition,
        }) => RULE
            .finding("Confluent cannot assume this role: its request never meets a condition")
            .at(condition.span(), "never true for Confluent's role")
            .help("remove the condition, or make it true for the integration's role")
            .witness(witness(&request, statement)),
        None if refusal.is_none() => {
            findings.extend(outdone(cx, integration, &request));
            return findings;
        }
        // The rules about principals and external IDs speak of the others.
        _ => return findings,
    };
    findings.push(unmet);
    findings
}

fn denied(deny: &Statement, integration: &Integration, request: &Request) -> Finding {
    let place = deny.principal.as_ref().map_or(deny.head(), |one| one.span);
    let finding = RULE
        .finding("Confluent cannot assume this role: a `Deny` refuses its request")
        .at(place, "takes in the integration's role")
        .help("leave the integration's role out of the `Deny` statement")
        .witness(witness(request, deny));
    caller(finding, integration)
}

/// An `Allow` for Confluent under conditions under which a `Deny` refuses it: no single request tells that.
fn outdone(cx: &Context, integration: &Integration, request: &Request) -> Option<Finding> {
    let gate = Gate::new(cx.policy);
    let variables = cx.policy.has_variables();
    let may_apply = |one: &&Statement| {
        let found = matches(one, cx.policy_type, request, variables);
        !found.truth().is_no() && may_hold_together(&one.conditions, variables)
    };
    let allow = gate.allows(ASSUME_ROLE).find(may_apply)?;
    let mut denies = cx.policy.denies().filter(may_apply).peekable();
    denies.peek()?;
    let is_let_in = |one| meaning::admitted(cx, &gate, one, request).is_some();
    if cx.policy.statements.iter().any(|one| !one.sound)
        || gate.allows(ASSUME_ROLE).any(is_let_in)
        || gate.is_spent()
    {
        return None;
    }
    let finding = RULE
        .finding("Confluent cannot assume this role: what an `Allow` lets in, a `Deny` refuses")
        .at(allow.head(), "lets it in under conditions")
        .help("leave the integration's role out of the `Deny` statement")
        .witness(witness(request, allow));
    let label = "refuses it under these";
    let finding = denies.fold(finding, |all, deny| all.related(deny.head(), label));
    Some(caller(finding, integration))
}

fn unnamed(cx: &Context, integration: &Integration, request: &Request) -> Finding {
    let place = cx.policy.key(Element::Statement).unwrap_or(cx.policy.span);
    let finding = RULE
        .finding("Confluent cannot assume this role: no statement trusts the integration's role")
        .at(place, "no `Allow` in here is for Confluent")
        .help("allow `sts:AssumeRole` for the integration's role, with its external ID");
    let finding = match cx.policy.statements.first() {
        Some(first) => finding.witness(witness(request, first)),
        None => finding,
    };
    let finding = caller(finding, integration);
    match (admission::wanted(cx), cx.policy.statements.last()) {
        (Some(wanted), Some(last)) => {
            admission::with_statements(finding, cx, last, &[wanted.assume(), wanted.tag()])
        }
        _ => finding,
    }
}

fn action(
    cx: &Context,
    statement: &Statement,
    integration: &Integration,
    request: &Request,
) -> Finding {
    let place = statement
        .action
        .as_ref()
        .map_or(statement.head(), |list| list.span);
    let finding = RULE
        .finding("Confluent cannot assume this role: its role is trusted, but not to assume it")
        .at(place, "has no `sts:AssumeRole` for Confluent's role")
        .help("allow `sts:AssumeRole` with the integration's external ID")
        .witness(witness(request, statement));
    let finding = caller(finding, integration);
    match admission::wanted(cx) {
        Some(wanted) => admission::with_statements(finding, cx, statement, &[wanted.assume()]),
        None => finding,
    }
}

fn caller(finding: Finding, integration: &Integration) -> Finding {
    match integration.role_arn.known() {
        Some(role) => finding.related(role.span, "Confluent calls as this role"),
        None => finding,
    }
}
