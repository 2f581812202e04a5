use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Element, ProblemKind, Statement};
use crate::rules::{Check, Context, Rule};
use crate::source::Span;
use crate::text::nearest;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-principal",
        category: Category::Principal,
        severity: Severity::Error,
        summary: "statement that does not say whom it speaks of",
        codes: &["MISSING_PRINCIPAL"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every statement without `Principal` and `NotPrincipal` where the policy's type wants one.
fn check(cx: &Context) -> Vec<Finding> {
    let help = match cx.policy_type {
        PolicyType::Trust => "add `Principal` with the ARN that may assume the role",
        PolicyType::Resource => "add `Principal` with the ARN that gets access",
        PolicyType::Rcp => "add `\"Principal\": \"*\"`",
        _ => return Vec::new(),
    };
    let mut nameless = cx
        .policy
        .statements
        .iter()
        .filter(|statement| {
            statement.key(Element::Principal).is_none()
                && statement.key(Element::NotPrincipal).is_none()
        })
        .filter(|statement| statement.sound || !cx.policy.broken)
        .filter(|statement| cx.policy_type != PolicyType::Trust || !is_permission(statement))
        .peekable();
    if nameless.peek().is_none() {
        return Vec::new();
    }
    let misspelt = misspelt(cx);
    nameless
        .filter(|statement| {
            let first = misspelt.partition_point(|key| key.start < statement.span.start);
            !misspelt
                .get(first)
                .is_some_and(|&key| statement.span.contains(key))
        })
        .map(|statement| {
            let message = format!(
                "a statement of {} names no principal",
                cx.policy_type.phrase()
            );
            RULE.finding(message)
                .at(
                    statement.head(),
                    if statement.is_deny() {
                        "denies something, without saying to whom"
                    } else {
                        "allows something, without saying to whom"
                    },
                )
                .help(help)
        })
        .collect()
}

/// A statement about services and resources got into a trust policy as a whole; that has a rule of its own.
fn is_permission(statement: &Statement) -> bool {
    statement.resource.is_some()
        && statement.action.as_ref().is_some_and(|list| {
            !list.items.iter().any(|item| {
                let action = item.written();
                action
                    .get(..4)
                    .is_some_and(|prefix| prefix.eq_ignore_ascii_case("sts:"))
            })
        })
}

/// Keys that were meant as the principal, in the order of their places; what is wrong with keys has a rule of its own.
fn misspelt(cx: &Context) -> Vec<Span> {
    let mut keys: Vec<Span> = cx
        .policy
        .problems
        .iter()
        .filter(|problem| problem.kind == ProblemKind::UnknownStatementElement)
        .map(|problem| problem.span)
        .filter(|&key| nearest(&cx.text(key), ["Principal", "NotPrincipal"]).is_some())
        .collect();
    keys.sort_unstable();
    keys
}
