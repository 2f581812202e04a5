use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Condition, Part, Principal, PrincipalKind, Statement};
use crate::rules::principal::missing_action_for_roles_anywhere_trust_policy as roles_anywhere;
use crate::rules::{Check, Context, Rule};
use crate::semantics::condition::when_absent;
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unsupported-condition-key-for-service-principal",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "condition key that no call of a service has",
        codes: &["UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// What only the identities of an account have, and their sessions.
///
/// Source: "AWS global condition context keys" in the IAM User Guide, availability of each key.
const OF_IDENTITIES: [&str; 7] = [
    "aws:AssumedRoot",
    "aws:FederatedProvider",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgMasterAccountId",
    "aws:PrincipalOrgPaths",
    "aws:SourceIdentity",
    "aws:username",
];

/// Every statement for services alone with a condition that none of their calls can meet.
fn check(cx: &Context) -> Vec<Finding> {
    if !matches!(cx.policy_type, PolicyType::Resource | PolicyType::Trust) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for statement in cx.policy.sound_statements() {
        let Some((service, condition)) = never_met(statement) else {
            continue;
        };
        let verb = if statement.is_allow() {
            "allows"
        } else {
            "denies"
        };
        let key = quote(condition.key.written());
        findings.push(
            RULE.finding(format!(
                "no call of a service has {key}, so this statement {verb} nothing"
            ))
            .at(
                condition.key.span(),
                "only identities of an account have it",
            )
            .related(
                service.text.span(),
                "a service of AWS, which is in no account",
            )
            .help(if statement.is_allow() {
                "use `aws:SourceOrgID`, `aws:SourceAccount` or `aws:SourceArn`"
            } else {
                "deny by `aws:SourceOrgID`, `aws:SourceAccount` or `aws:SourceArn`"
            }),
        );
    }
    findings
}

/// The first service of a statement for services alone, and the first condition that fails for each of them.
pub(in crate::rules) fn never_met<'s, 't>(
    statement: &'s Statement<'t>,
) -> Option<(&'s Principal<'t>, &'s Condition<'t>)> {
    let service = statement.principals().next()?;
    if service.kind != PrincipalKind::Service || statement.conditions.is_empty() {
        return None;
    }
    let is_silent = |one: &Principal| one.kind == PrincipalKind::Service && !sends_tags(one);
    if !statement.principals().all(is_silent) {
        return None;
    }
    let condition = statement
        .conditions
        .iter()
        .find(|condition| is_of_identities(condition) && when_absent(condition).is_no())?;
    Some((service, condition))
}

fn is_of_identities(condition: &Condition) -> bool {
    let Some(key) = condition.key.known() else {
        return false;
    };
    let is_tag = || {
        key.split_once('/')
            .is_some_and(|(stem, _)| stem.eq_ignore_ascii_case("aws:PrincipalTag"))
    };
    OF_IDENTITIES
        .iter()
        .any(|name| name.eq_ignore_ascii_case(key))
        || is_tag()
}

/// IAM Roles Anywhere: it fills tags and source identity from a certificate, and its pages have trust policies that
/// compare them. Source: "IAM Roles Anywhere: trust model".
fn sends_tags(principal: &Principal) -> bool {
    principal.text.written() == roles_anywhere::SERVICE
}
