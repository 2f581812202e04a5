use crate::finding::{Category, Finding, Meta, Severity};
use crate::integration::{self, Trouble};
use crate::kind::PolicyType;
use crate::model::{Condition, Part, Principal, PrincipalKind, Statement};
use crate::rules::integration::integration_not_trusted;
use crate::rules::{Check, Context, Rule};
use crate::semantics::condition::when_absent;
use crate::semantics::presence::OF_SERVICES;
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "service-key-without-service",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "condition key that only services of AWS send, for identities alone",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Every statement for identities alone with a condition that none of their calls can meet.
fn check(cx: &Context) -> Vec<Finding> {
    let has_principals = matches!(cx.policy_type, PolicyType::Resource | PolicyType::Trust);
    if !has_principals || !OF_SERVICES.iter().any(|key| cx.policy.may_ask(key)) {
        return Vec::new();
    }
    let statements = cx.policy.sound_statements();
    let unmet = statements.filter_map(|one| Some((one, never_met(one)?)));
    unmet
        .filter(|(_, (_, condition))| !is_told_otherwise(cx, condition))
        .map(|(statement, (principal, condition))| finding(statement, principal, condition))
        .collect()
}

fn finding(statement: &Statement, principal: &Principal, condition: &Condition) -> Finding {
    let key = quote(condition.key.written());
    let verb = if statement.is_allow() {
        "allows"
    } else {
        "denies"
    };
    RULE.finding(format!(
        "only calls by services of AWS have {key}, so this statement {verb} nothing"
    ))
    .at(condition.key.span(), "no call of an identity has it")
    .related(principal.text.span(), "an identity, not a service")
    .help("remove it; who calls is told by the principal, or by `aws:PrincipalArn`")
}

/// The first principal of a statement for identities alone, and the first condition that fails for each of them.
pub(in crate::rules) fn never_met<'s, 't>(
    statement: &'s Statement<'t>,
) -> Option<(&'s Principal<'t>, &'s Condition<'t>)> {
    let condition = statement.conditions.iter().find(|condition| {
        OF_SERVICES.iter().any(|key| condition.is_on(key)) && when_absent(condition).is_no()
    })?;
    let first = statement.principals().next()?;
    let all_are = statement.principals().all(|one| is_identity(one.kind));
    all_are.then_some((first, condition))
}

/// Whether it is an account's: of everyone, services are a part.
fn is_identity(kind: PrincipalKind) -> bool {
    use PrincipalKind::{Account, FederatedUser, Role, RoleSession, User};
    matches!(kind, Account | Role | User | RoleSession | FederatedUser)
}

/// Whether Confluent's own request is told to fail at this very condition.
fn is_told_otherwise(cx: &Context, condition: &Condition) -> bool {
    let told = || match integration::trouble(cx.policy, cx.integration?)? {
        Trouble::Condition { condition, .. } => Some(condition.span()),
        _ => None,
    };
    cx.runs(&integration_not_trusted::RULE) && told() == Some(condition.span())
}
