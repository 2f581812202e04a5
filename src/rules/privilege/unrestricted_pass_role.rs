use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Statement, Text};
use crate::rules::{Check, Context, Rule, risk};
use crate::semantics::breadth::{everything, whole_service};
use crate::semantics::role_grant::{
    GrantedAction, GrantedRoles, Narrowing, PASS_ROLE, Reach, RoleGrant,
};
use crate::semantics::wanted::Action;

use super::statement_without_effect::leaves_nothing;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unrestricted-pass-role",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "any role may be passed to any service",
        codes: &[
            "PASS_ROLE_WITH_NOT_RESOURCE",
            "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
            "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
            "PASS_ROLE_WITH_STAR_IN_RESOURCE",
            "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
            "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
        ],
    },
    options: &[],
    check: Check::Policy(check),
};

/// The action among those that other rules ask about, too.
const RISKY: Action = risk::action("iam:PassRole");

/// Every statement that lets roles be passed that it does not name.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Identity || risk::leaves_out(cx, RISKY) {
        return Vec::new();
    }
    let action = PASS_ROLE.in_catalog(cx.catalog);
    let allows = cx.policy.allows();
    let allows = allows.filter(|statement| cx.may_speak_of(statement, action));
    let mut grants = allows.filter_map(grant).peekable();
    if grants.peek().is_none() || PASS_ROLE.is_denied_by(cx.policy) {
        return Vec::new();
    }
    grants.map(|grant| finding(&grant)).collect()
}

/// How a statement lets roles be passed, unless another rule speaks of all that the statement allows.
fn grant<'s, 't>(statement: &'s Statement<'t>) -> Option<RoleGrant<'s, 't>> {
    let grant = PASS_ROLE.granted_by(statement)?;
    let is_said = match (grant.action, grant.resource) {
        // Narrowed twice.
        (_, GrantedRoles::Listed(_, Reach::Pattern))
            if matches!(grant.narrowing, Narrowing::WhereSent(_)) =>
        {
            true
        }
        (GrantedAction::Unlisted(_), _) => leaves_nothing(statement).is_some(),
        // `allow-not-resource` says that there it is every action.
        (_, GrantedRoles::Unlisted(_)) => is_everything_named(statement),
        (_, GrantedRoles::Listed(..)) => {
            everything(statement).is_some() || statement.actions().any(is_all_of_iam)
        }
    };
    (!is_said).then_some(grant)
}

/// Whether a finding of this rule says what is wrong with the `NotResource` of a statement.
pub(super) fn speaks_of_not_resource(cx: &Context, statement: &Statement) -> bool {
    cx.policy_type == PolicyType::Identity
        && grant(statement).is_some_and(|grant| matches!(grant.resource, GrantedRoles::Unlisted(_)))
}

pub(super) fn is_everything_named(statement: &Statement) -> bool {
    statement
        .actions()
        .any(|action| matches!(action.known(), Some("*" | "*:*")))
}

pub(super) fn is_all_of_iam(action: &Text) -> bool {
    whole_service(action).is_some_and(|service| service.eq_ignore_ascii_case("iam"))
}

fn finding(grant: &RoleGrant) -> Finding {
    let is_pattern = matches!(grant.resource, GrantedRoles::Listed(_, Reach::Pattern));
    let (message, severity) = match grant.narrowing {
        Narrowing::WhereSent(_) => (
            "this statement lets any role be passed where the request names no service",
            Severity::Info,
        ),
        Narrowing::None if is_pattern => (
            "this statement lets roles that it does not name be passed to any service",
            Severity::Info,
        ),
        Narrowing::None => (
            "this statement lets any role be passed to any service",
            Severity::Warning,
        ),
    };
    let draft = RULE.finding(message);
    let roles = match grant.resource {
        GrantedRoles::Listed(item, Reach::Pattern) => {
            (item.span(), "also roles that get such a name later")
        }
        GrantedRoles::Listed(item, _) => (item.span(), "any role, an administrator's too"),
        GrantedRoles::Unlisted(list) => (list.key, "any role but these, also those made later"),
    };
    let finding = match grant.action {
        GrantedAction::Unlisted(list) => draft
            .at(list.key, "does not list `iam:PassRole`")
            .related(roles.0, roles.1)
            .help("add `iam:PassRole` to `NotAction`; allow it for the roles needed"),
        GrantedAction::Named(action) | GrantedAction::Wildcard(action) => draft
            .at(roles.0, roles.1)
            .related(action.span(), "may be handed to a service")
            .help("name the roles, or add a condition on `iam:PassedToService`"),
    };
    let finding = match grant.narrowing {
        Narrowing::None => finding,
        Narrowing::WhereSent(condition) => finding
            .related(condition.operator.span(), "holds when the key is absent")
            .help("name the roles, or use an operator without `IfExists`"),
    };
    finding.code(grant.code(RULE.meta.codes)).severity(severity)
}
