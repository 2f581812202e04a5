use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::Statement;
use crate::rules::{Check, Context, Rule};
use crate::semantics::coverage::names;
use crate::semantics::role_grant::{
    CREATE_SERVICE_LINKED_ROLE, GrantedAction, GrantedRoles, PASS_ROLE, Reach, RoleGrant,
};

use super::statement_without_effect::leaves_nothing;
use super::unrestricted_pass_role::{is_all_of_iam, is_everything_named};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unrestricted-service-linked-role",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "service-linked roles may be created for any service",
        codes: &[
            "CREATE_SLR_WITH_NOT_RESOURCE",
            "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
            "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
            "CREATE_SLR_WITH_STAR_IN_RESOURCE",
            "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
            "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
        ],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every statement that lets service-linked roles be created for services that it does not name.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Identity {
        return Vec::new();
    }
    let action = CREATE_SERVICE_LINKED_ROLE.in_catalog(cx.catalog);
    let allows = cx.policy.allows();
    let allows = allows.filter(|statement| cx.may_speak_of(statement, action));
    let mut grants = allows.filter_map(grant).peekable();
    if grants.peek().is_none() || CREATE_SERVICE_LINKED_ROLE.is_denied_by(cx.policy) {
        return Vec::new();
    }
    grants.map(|grant| finding(&grant)).collect()
}

/// How a statement lets them be created, unless another rule speaks of all that the statement allows.
fn grant<'s, 't>(statement: &'s Statement<'t>) -> Option<RoleGrant<'s, 't>> {
    let grant = CREATE_SERVICE_LINKED_ROLE.granted_by(statement)?;
    let is_said = match (grant.action, grant.resource) {
        // A pattern takes in a part of the services only if it is in the role's path, which names one.
        (_, GrantedRoles::Listed(_, Reach::Pattern)) => true,
        // The same `NotAction` forgets `iam:PassRole`, which weighs more.
        (GrantedAction::Unlisted(_), _) => {
            leaves_nothing(statement).is_some() || PASS_ROLE.granted_by(statement).is_some()
        }
        // `allow-not-resource` speaks of all actions of the statement together.
        (_, GrantedRoles::Unlisted(_)) => is_whole(statement) || !is_sole(statement),
        (_, GrantedRoles::Listed(..)) => is_whole(statement),
    };
    (!is_said).then_some(grant)
}

/// Whether a finding of this rule says what is wrong with the `NotResource` of a statement.
pub(super) fn speaks_of_not_resource(cx: &Context, statement: &Statement) -> bool {
    cx.policy_type == PolicyType::Identity
        && grant(statement).is_some_and(|grant| matches!(grant.resource, GrantedRoles::Unlisted(_)))
}

/// Whether the statement gives all of IAM, of which this is the least.
fn is_whole(statement: &Statement) -> bool {
    is_everything_named(statement) || statement.actions().any(is_all_of_iam)
}

/// Whether the statement allows nothing but this, if perhaps by a pattern.
fn is_sole(statement: &Statement) -> bool {
    statement
        .actions()
        .all(|action| names(action, CREATE_SERVICE_LINKED_ROLE.name).is_yes())
}

fn finding(grant: &RoleGrant) -> Finding {
    let draft = RULE.finding("this statement lets service-linked roles be created for any service");
    let roles = match grant.resource {
        GrantedRoles::Listed(item, _) => (item.span(), "takes in the roles of every service"),
        GrantedRoles::Unlisted(list) => (list.key, "takes in the roles of all other services"),
    };
    let finding = match grant.action {
        GrantedAction::Unlisted(list) => draft
            .at(list.key, "does not list `iam:CreateServiceLinkedRole`")
            .related(roles.0, roles.1)
            .help("add `iam:CreateServiceLinkedRole` to `NotAction`"),
        GrantedAction::Named(action) | GrantedAction::Wildcard(action) => draft
            .at(roles.0, roles.1)
            .related(action.span(), "creates them")
            .help("add a condition on `iam:AWSServiceName`"),
    };
    finding.code(grant.code(RULE.meta.codes))
}
