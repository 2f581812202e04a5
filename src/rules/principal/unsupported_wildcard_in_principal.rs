use std::collections::HashSet;

use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Part, Principal, PrincipalKind, Principals};
use crate::rules::trust::anyone_can_assume;
use crate::rules::{Check, Context, Rule};
use crate::source::Span;
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unsupported-wildcard-in-principal",
        category: Category::Principal,
        severity: Severity::Error,
        summary: "wildcard in a principal",
        codes: &[
            "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
            "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
        ],
    },
    options: &[],
    check: Check::With(Part::Principal, check),
};

/// Every principal with `*` or `?` in it, and `"Principal": "*"` where a role trusts it.
fn check(cx: &Context) -> Vec<Finding> {
    if !matches!(cx.policy_type, PolicyType::Trust | PolicyType::Resource) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut bare_strings = Vec::new();
    for statement in &cx.policy.statements {
        let Some(principals) = &statement.principal else {
            continue;
        };
        let trusts =
            cx.policy_type == PolicyType::Trust && statement.is_allow() && !principals.negated;
        for principal in &principals.items {
            match principal.kind {
                PrincipalKind::Pattern if !is_every_service_spared(principals, principal) => {
                    findings.push(pattern(principal));
                }
                // A `Deny` for everyone is the guardrail that AWS's own pages and Confluent's placeholder use.
                PrincipalKind::Everyone if trusts && principals.is_string => {
                    bare_strings.push(principal);
                }
                _ => {}
            }
        }
    }
    if !bare_strings.is_empty() {
        // Where anyone gets in, that is what is wrong; the cure is the same.
        let open: HashSet<Span> = if cx.runs(&anyone_can_assume::RULE) {
            let findings = anyone_can_assume::check(cx);
            findings.iter().map(|one| one.primary.span).collect()
        } else {
            HashSet::new()
        };
        let closed = |principal: &&&Principal| !open.contains(&principal.text.span());
        findings.extend(bare_strings.iter().filter(closed).map(|one| bare(one)));
    }
    findings
}

fn pattern(principal: &Principal) -> Finding {
    let text = principal.text.written();
    let type_name = principal
        .type_name
        .as_ref()
        .map_or("AWS", |name| name.written());
    let finding = RULE
        .finding(format!("no principal matches the pattern {}", quote(text)))
        .at(
            principal.text.span(),
            "AWS takes no wildcard in a part of a principal",
        )
        .code("UNSUPPORTED_WILDCARD_IN_PRINCIPAL");
    match type_name {
        "AWS" => finding.help("name the account, and match `aws:PrincipalArn` with `ArnLike`"),
        "Service" => {
            let mut finding = finding.help("name each service: `ec2.amazonaws.com`");
            if text == "*" {
                finding.message =
                    "the principal is every service of AWS, on behalf of any account".into();
                finding.primary.text = "expected the name of one service".into();
            }
            finding
        }
        "Federated" => finding.help("name each identity provider by its ARN"),
        _ => finding.help("name each canonical user by its ID"),
    }
}

/// `NotPrincipal` with every service: the statement leaves services alone.
fn is_every_service_spared(principals: &Principals, principal: &Principal) -> bool {
    principals.negated
        && principal.text.written() == "*"
        && principal
            .type_name
            .as_ref()
            .is_some_and(|name| name.written() == "Service")
}

fn bare(principal: &Principal) -> Finding {
    RULE.finding("a trust policy does not take the string `*` as its principal")
        .at(
            principal.text.span(),
            "neither an account, a role, a user, a service nor a provider",
        )
        .help("name who may assume the role, or write `{ \"AWS\": \"*\" }`")
        .code("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL")
}
