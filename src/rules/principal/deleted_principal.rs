use crate::finding::{Category, Finding, Meta, Severity};
use crate::integration;
use crate::kind::{PolicyType, Profile};
use crate::model::{Element, Part, PrincipalKind};
use crate::rules::{Check, Context, Rule};
use crate::semantics::trust::{ASSUME_ROLE, Gate};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "deleted-principal",
        category: Category::Principal,
        severity: Severity::Warning,
        summary: "ID that a deleted role or user left behind",
        codes: &["INVALID_ROLE_REFERENCE", "INVALID_USER_REFERENCE"],
    },
    options: &[],
    check: Check::With(Part::Principal, check),
};

/// Every unique ID in the place of an ARN.
fn check(cx: &Context) -> Vec<Finding> {
    if !matches!(cx.policy_type, PolicyType::Trust | PolicyType::Resource) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut refused = None;
    for statement in &cx.policy.statements {
        let confluent = cx.profile == Profile::Confluent && statement.is_allow();
        for principal in statement
            .principal
            .iter()
            .flat_map(|principals| &principals.items)
        {
            let (noun, code) = match principal.kind {
                PrincipalKind::DeletedRole => ("role", "INVALID_ROLE_REFERENCE"),
                PrincipalKind::DeletedUser => ("user", "INVALID_USER_REFERENCE"),
                _ => continue,
            };
            let help = if confluent && noun == "role" {
                "put in the role ARN and external ID of the integration as it is now"
            } else {
                "name who is meant by an ARN, or remove the ID"
            };
            let message = format!(
                "nobody matches the principal {}: the {noun} was deleted",
                quote(principal.text.written())
            );
            let is_needed =
                confluent && noun == "role" && *refused.get_or_insert_with(|| is_refused(cx));
            let (message, severity) = if is_needed {
                (
                    format!("Confluent cannot assume this role: {message}"),
                    Severity::Error,
                )
            } else {
                (message, Severity::Warning)
            };
            let mut finding = RULE
                .finding(message)
                .at(
                    principal.text.span(),
                    "ID that AWS shows once the ARN stands for nobody",
                )
                .help(help)
                .severity(severity)
                .code(code);
            if let Some(key) = statement.key(Element::NotPrincipal) {
                finding = finding.related(key, "spares nobody by it");
            }
            findings.push(finding);
        }
    }
    findings
}

/// Whether nothing in the policy lets the integration's role in: it was created again, and the policy names the old one.
fn is_refused(cx: &Context) -> bool {
    let Some(integration) = cx.integration else {
        return false;
    };
    let Some(request) = integration::assume_role(integration) else {
        return false;
    };
    let gate = Gate::new(cx.policy);
    !gate
        .allows(ASSUME_ROLE)
        .any(|statement| gate.admits(statement, &request))
        && integration::trouble(cx.policy, integration).is_none()
}
