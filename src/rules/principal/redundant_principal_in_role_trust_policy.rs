use crate::finding::{Category, Finding, Meta, Safety, Severity};
use std::collections::HashMap;

use crate::model::{Principal, PrincipalKind, Principals};
use crate::rules::removal::principal_removal;
use crate::rules::{Check, Context, Rule};
use crate::source::Span;
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "redundant-principal-in-role-trust-policy",
        category: Category::Principal,
        severity: Severity::Info,
        summary: "role session beside the role that it belongs to",
        codes: &["REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY"],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every session of a role that the same statement trusts whole.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.sound_statements() {
        let has_session = statement
            .principals()
            .any(|principal| principal.kind == PrincipalKind::RoleSession);
        if let Some(principals) = statement.principal.as_ref().filter(|_| has_session) {
            judge(cx, principals, &mut findings);
        }
    }
    findings
}

fn judge(cx: &Context, principals: &Principals, findings: &mut Vec<Finding>) {
    let roles: HashMap<Role, Span> = principals
        .items
        .iter()
        .filter(|principal| principal.kind == PrincipalKind::Role)
        .filter_map(|principal| Some((role_of(principal)?, principal.text.span())))
        .collect();
    for session in &principals.items {
        if session.kind != PrincipalKind::RoleSession {
            continue;
        }
        if let Some(&role) = role_of(session).and_then(|role| roles.get(&role)) {
            let place = session.text.span();
            let finding = RULE
                .finding(format!(
                    "{} is trusted twice",
                    quote(session.text.written())
                ))
                .at(place, "one session")
                .related(role, "of a role that is trusted with all of its sessions")
                .help("remove the session, or the role if one session was meant");
            findings.push(match principal_removal(cx.tree.text(), principals, place) {
                Some(edits) => finding.fix("remove the session", Safety::Safe, edits),
                None => finding,
            });
        }
    }
}

/// Partition, account and name: a session's ARN does not tell the path of its role, and names are unique in an account.
type Role<'p> = (&'p str, &'p str, &'p str);

fn role_of<'p>(principal: &'p Principal) -> Option<Role<'p>> {
    let arn = principal.arn()?;
    let name = match principal.kind {
        PrincipalKind::RoleSession => arn.resource.split('/').nth(1)?,
        _ => arn.name(),
    };
    Some((arn.partition, arn.account, name))
}
