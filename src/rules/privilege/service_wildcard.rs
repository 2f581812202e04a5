use std::collections::HashSet;

use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Arn, PrincipalKind, Statement, Text};
use crate::rules::action::invalid_service_in_action;
use crate::rules::{Check, Context, Rule};
use crate::semantics::actions::{Actions, Named};
use crate::semantics::breadth::whole_service;
use crate::text::quote;

use super::full_access;
use super::statement_without_effect::leaves_nothing;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "service-wildcard",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "every action of a service allowed",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Each service that a statement allows as a whole, once. Where it allows all of them, `full-access` speaks.
fn check(cx: &Context) -> Vec<Finding> {
    // In a trust policy a permission has no place at all, which `permission-in-trust-policy` says.
    if !cx.policy_type.grants() || cx.policy_type == PolicyType::Trust {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        let actions = cx.actions(statement);
        if actions.is_some_and(Actions::all_single) {
            continue;
        }
        let named = actions.map_or(&[][..], |actions| &actions.named);
        let is_single = |place| matches!(named.get(place), Some(Named::Action(_)));
        let mut wildcards = (0..)
            .zip(statement.actions())
            .filter(|(place, _)| !is_single(*place))
            .filter_map(|(_, action)| Some((action, whole_service(action)?)))
            .peekable();
        if wildcards.peek().is_none() || is_told(cx, statement) {
            continue;
        }
        let tagged = is_limited_by_own_tag(statement);
        let mut said = HashSet::new();
        for (action, service) in wildcards {
            let service = service.to_ascii_lowercase();
            if !said.insert(service.clone())
                || is_delegation(cx, statement, &service)
                || is_no_service(cx, &service)
            {
                continue;
            }
            findings.push(finding(action, &service, tagged));
        }
    }
    findings
}

/// Whether another rule says more: that the statement allows everything, or nothing.
fn is_told(cx: &Context, statement: &Statement) -> bool {
    (cx.everything(statement).is_some() && cx.runs(&full_access::RULE))
        || leaves_nothing(statement).is_some()
}

/// One that is gone has nothing left to allow. One that was never there may be newer than the data.
fn is_no_service(cx: &Context, service: &str) -> bool {
    cx.catalog.service(service).is_none()
        && (cx.catalog.retired_service(service).is_some()
            || cx.runs(&invalid_service_in_action::RULE))
}

fn finding(action: &Text, service: &str, tagged: Option<&Text>) -> Finding {
    let finding = RULE
        .finding(format!(
            "this statement allows every action of {}",
            quote(service)
        ))
        .at(action.span(), "also those that AWS adds later")
        .help("name the actions that are needed");
    match tagged {
        Some(key) => finding
            .related(key.span(), "only on what carries the caller's own tag")
            .severity(Severity::Info),
        None => finding,
    }
}

/// A condition that the resource carries the caller's tag: `aws:ResourceTag/team` is `${aws:PrincipalTag/team}`.
fn is_limited_by_own_tag<'s>(statement: &'s Statement<'_>) -> Option<&'s Text<'s>> {
    const VARIABLE: &str = "${aws:principaltag/";
    let condition = statement.conditions.iter().find(|condition| {
        let operator = condition.operator.known().unwrap_or_default();
        let key = condition
            .key
            .known()
            .unwrap_or_default()
            .to_ascii_lowercase();
        matches!(operator, "StringEquals" | "StringEqualsIgnoreCase")
            && key.starts_with("aws:resourcetag/")
            && !condition.values.is_empty()
            && condition.values.iter().all(|value| {
                value
                    .known()
                    .is_some_and(|text| text.to_ascii_lowercase().starts_with(VARIABLE))
            })
    })?;
    Some(&condition.key)
}

/// A resource that hands the decision to the identity policies of its own account: the default of keys and queues.
///
/// The ARN of a resource tells its account; a key policy has `*` there, and without such a statement the key can be
/// lost. Source: "Default key policy" in the AWS KMS Developer Guide.
fn is_delegation(cx: &Context, statement: &Statement, service: &str) -> bool {
    if cx.policy_type != PolicyType::Resource || statement.principals().next().is_none() {
        return false;
    }
    let mut owners = statement.resources().map(|resource| {
        let owner = Arn::parse(resource.known()?)?.account;
        (!owner.is_empty()).then_some(owner)
    });
    let owner = owners.next().flatten();
    let is_own = owner.is_some() && owners.all(|other| other == owner);
    statement.principals().all(|principal| {
        principal.kind == PrincipalKind::Account
            && (service == "kms" || (is_own && principal.account() == owner))
    })
}
