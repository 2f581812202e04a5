//! `decide()`: whether one policy lets one request in, and what each of its statements says of it.
//!
//! Source: "Policy evaluation logic" in the IAM User Guide.

use crate::kind::PolicyType;
use crate::model::{Effect, List, Policy, Statement, Text};

use super::Truth;
use super::condition::{self, holds};
use super::principal::applies_to;
use super::request::Request;
use super::resource::{action_matches, resource_matches};

/// What a policy says of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Some statement allows it and none denies it.
    Allowed,
    /// Some statement denies it.
    ExplicitDeny,
    /// No statement allows it.
    ImplicitDeny,
    /// It depends on what is not known.
    Unknown,
}

/// A decision and what led to it.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub decision: Decision,
    /// For each statement of the policy, in its order.
    pub statements: Vec<Match>,
}

/// Which parts of a statement match a request.
#[derive(Clone, Debug)]
pub struct Match {
    pub effect: Option<Effect>,
    pub principal: Truth,
    pub action: Truth,
    pub resource: Truth,
    /// For each condition of the statement, in its order.
    pub conditions: Vec<Truth>,
}

impl Match {
    /// Whether the statement applies.
    #[must_use]
    pub fn truth(&self) -> Truth {
        let conditions = Truth::all(self.conditions.iter().copied());
        Truth::all([self.principal, self.action, self.resource, conditions])
    }
}

impl Outcome {
    /// Whether the request may get in, as far as is known.
    #[must_use]
    pub fn may_be_allowed(&self) -> bool {
        matches!(self.decision, Decision::Allowed | Decision::Unknown)
    }

    /// The statements of one effect that apply or may apply, by their place in the policy's list.
    pub fn applying(&self, effect: Effect) -> impl Iterator<Item = usize> {
        let wanted =
            move |found: &Match| found.effect == Some(effect) && found.truth() != Truth::No;
        self.statements
            .iter()
            .enumerate()
            .filter(move |(_, found)| wanted(found))
            .map(|(index, _)| index)
    }
}

/// Decides one request by one policy. A statement that cannot be understood may say anything.
#[must_use]
pub fn decide(policy: &Policy, policy_type: PolicyType, request: &Request) -> Outcome {
    let variables = policy.has_variables();
    let statements: Vec<Match> = policy
        .statements
        .iter()
        .map(|statement| matches(statement, policy_type, request, variables))
        .collect();
    let any = |effect| {
        Truth::any(
            statements
                .iter()
                .filter(|found| found.effect.is_none_or(|found| found == effect))
                .map(Match::truth),
        )
    };
    let decision = match (any(Effect::Allow), any(Effect::Deny)) {
        (_, Truth::Yes) => Decision::ExplicitDeny,
        (Truth::Yes, Truth::No) => Decision::Allowed,
        (Truth::No, _) => Decision::ImplicitDeny,
        _ => Decision::Unknown,
    };
    Outcome {
        decision,
        statements,
    }
}

/// What one statement says of a request; `variables` as in [`Policy::has_variables`].
#[must_use]
pub fn matches(
    statement: &Statement,
    policy_type: PolicyType,
    request: &Request,
    variables: bool,
) -> Match {
    let effect = statement.effect.map(|effect| effect.value);
    if !statement.sound {
        let unknown = Truth::Unknown;
        return Match {
            effect,
            principal: unknown,
            action: unknown,
            resource: unknown,
            conditions: Vec::new(),
        };
    }
    Match {
        effect,
        principal: of_principal(statement, policy_type, request),
        action: of_action(statement, request),
        resource: of_resource(statement, policy_type, request, variables),
        conditions: of_conditions(statement, request, variables).collect(),
    }
}

/// Whether one statement applies to a request, as [`matches()`] tells it: no part is looked at after one that does not match.
#[must_use]
pub fn applies(
    statement: &Statement,
    policy_type: PolicyType,
    request: &Request,
    variables: bool,
) -> Truth {
    match of_action(statement, request) {
        _ if !statement.sound => Truth::Unknown,
        Truth::No => Truth::No,
        truth => truth.and(applies_to_action(
            statement,
            policy_type,
            request,
            variables,
        )),
    }
}

/// The same of a sound statement that is known to name the action.
#[must_use]
pub fn applies_to_action(
    statement: &Statement,
    policy_type: PolicyType,
    request: &Request,
    variables: bool,
) -> Truth {
    let parts: [&dyn Fn() -> Truth; 3] = [
        &|| of_principal(statement, policy_type, request),
        &|| of_resource(statement, policy_type, request, variables),
        &|| Truth::all(of_conditions(statement, request, variables)),
    ];
    Truth::all(parts.into_iter().map(|part| part()))
}

fn of_principal(statement: &Statement, policy_type: PolicyType, request: &Request) -> Truth {
    let needs_principal = matches!(
        policy_type,
        PolicyType::Trust | PolicyType::Resource | PolicyType::Rcp
    );
    match &statement.principal {
        Some(principals) => applies_to(principals, statement.is_deny(), request.who()),
        None => Truth::from(!needs_principal),
    }
}

fn of_action(statement: &Statement, request: &Request) -> Truth {
    list_matches(statement.action.as_ref(), |text| {
        action(text, &request.action)
    })
}

fn of_resource(
    statement: &Statement,
    policy_type: PolicyType,
    request: &Request,
    variables: bool,
) -> Truth {
    match policy_type {
        // The resource of a trust policy is its role.
        PolicyType::Trust => Truth::Yes,
        PolicyType::Resource if statement.is_of_its_own_resource() => Truth::Yes,
        _ => list_matches(statement.resource.as_ref(), |text| {
            resource(text, request, variables)
        }),
    }
}

fn of_conditions(
    statement: &Statement,
    request: &Request,
    variables: bool,
) -> impl Iterator<Item = Truth> {
    let conditions = statement.conditions.iter();
    conditions.map(move |one| holds(one, &request.context, variables))
}

fn list_matches(list: Option<&List>, one: impl Fn(&Text) -> Truth) -> Truth {
    let Some(list) = list else {
        return Truth::Unknown;
    };
    let any = Truth::any(list.items.iter().map(one));
    if list.negated() { !any } else { any }
}

fn action(pattern: &Text, action: &str) -> Truth {
    pattern.known().map_or(Truth::Unknown, |pattern| {
        Truth::from(action_matches(pattern, action))
    })
}

fn resource(pattern: &Text, request: &Request, variables: bool) -> Truth {
    match (pattern.known(), &request.resource) {
        (Some("*"), _) => Truth::Yes,
        (Some(pattern), Some(resource)) => {
            match condition::pieces(pattern, &request.context, variables) {
                Some(pieces) => resource_matches(&pieces, resource),
                None => Truth::No,
            }
        }
        _ => Truth::Unknown,
    }
}
