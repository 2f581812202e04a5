use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::{PolicyType, Profile};
use crate::model::{Element, PrincipalKind};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "deleted-principal",
        category: Category::Principal,
        severity: Severity::Warning,
        summary: "ID that a deleted role or user left behind",
        codes: &["INVALID_ROLE_REFERENCE", "INVALID_USER_REFERENCE"],
    },
    page: include_str!("../../../rules/principal/deleted-principal.md"),
    options: &[],
    check: Check::Policy(check),
};

/// Every unique ID in the place of an ARN.
fn check(cx: &Context) -> Vec<Finding> {
    if !matches!(cx.policy_type, PolicyType::Trust | PolicyType::Resource) {
        return Vec::new();
    }
    let mut findings = Vec::new();
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
            let mut finding = RULE
                .finding(message)
                .at(
                    principal.text.span(),
                    "ID that AWS shows once the ARN stands for nobody",
                )
                .help(help)
                .code(code);
            if let Some(key) = statement.key(Element::NotPrincipal) {
                finding = finding.related(key, "spares nobody by it");
            }
            findings.push(finding);
        }
    }
    findings
}
