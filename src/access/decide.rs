//! `decide()`: the answer of all policies together, and which of them stand in the way.

use crate::kind::PolicyType;
use crate::model::{Effect, Policy, Statement};
use crate::semantics::{self, Caller, Decision, Match, Outcome, Request, Truth};

use super::besides::{self, Passed};
use super::calls::{self, Free, Unable};
use super::grants::{self, Grant};
use super::side::{self, Accounts, Kind, Relation};

/// A policy and the role that it plays in a decision.
#[derive(Clone, Copy, Debug)]
pub struct Part<'p, 't> {
    pub role: Role,
    pub policy: &'p Policy<'t>,
}

/// What a policy has a say as. Several identity or session policies add up, and so do those of one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Identity,
    Resource,
    /// A role's own resource-based policy.
    Trust,
    Boundary,
    Session,
    /// A service control policy of this level of the organization, counted from 0.
    Scp(usize),
    /// A resource control policy of this level.
    Rcp(usize),
}

impl Role {
    #[must_use]
    pub fn policy_type(self) -> PolicyType {
        match self {
            Self::Identity => PolicyType::Identity,
            Self::Resource => PolicyType::Resource,
            Self::Trust => PolicyType::Trust,
            Self::Boundary => PolicyType::Boundary,
            Self::Session => PolicyType::Session,
            Self::Scp(_) => PolicyType::Scp,
            Self::Rcp(_) => PolicyType::Rcp,
        }
    }

    fn is_resource_based(self) -> bool {
        matches!(self, Self::Resource | Self::Trust)
    }
}

/// What all policies together say of a request.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub decision: Decision,
    /// For each part, in the order given, what it says by itself.
    pub outcomes: Vec<Outcome>,
    /// For each part, whether it has a say at all.
    pub has_say: Vec<Truth>,
    /// What does not allow the request, or may not: empty unless the decision is no or open for want of an Allow.
    pub blocked: Vec<Blocked>,
    /// Why policies do not decide it at all, but only whether the caller can send it; `None` where they do.
    pub free: Option<Free>,
    /// What the call needs besides its own action. The decision is of all, the rest of the verdict of the call alone.
    pub besides: Vec<Beside>,
}

/// A permission that a call needs besides, and what policies say of it.
#[derive(Clone, Debug)]
pub struct Beside {
    pub passed: Passed,
    /// The call again, as one of this action.
    pub request: Request,
    pub verdict: Verdict,
}

/// Why no Allow comes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// No policy of this role allows it.
    Silent(Role),
    /// The resource is another account's, and none of its policies allows it or none was given.
    NoResourcePolicy,
    /// Only the resource's own policy can open a role or a key, and it names neither the caller nor its account.
    ResourceMustTrust,
    /// The session of a federated user has no permission but what its session policy passes on.
    NoSessionPolicy,
    /// The caller cannot send such a request.
    Unable(Unable),
    /// The caller can send such a request by the console alone, and it is not known by which way it comes.
    OnlyByConsole,
}

/// Decides one request by all policies that have a say, with what it needs besides its own action.
#[must_use]
pub fn decide(parts: &[Part], accounts: &Accounts, request: &Request) -> Verdict {
    let mut verdict = alone(parts, accounts, request);
    // What AWS takes from nobody needs nothing besides.
    if matches!(verdict.blocked[..], [Blocked::Unable(_)]) {
        return verdict;
    }
    for (passed, is_passed) in besides::passed(request) {
        let mut request = request.clone();
        passed.action().clone_into(&mut request.action);
        let beside = alone(parts, accounts, &request);
        verdict.decision = besides::with(verdict.decision, beside.decision, is_passed);
        verdict.besides.push(Beside {
            passed,
            request,
            verdict: beside,
        });
    }
    verdict
}

/// Decides a request for its own action alone.
fn alone(parts: &[Part], accounts: &Accounts, request: &Request) -> Verdict {
    let has_boundary = parts.iter().any(|part| part.role == Role::Boundary);
    let outcomes: Vec<Outcome> = parts
        .iter()
        .map(|part| outcome(*part, request, has_boundary))
        .collect();
    let has_say: Vec<Truth> = parts
        .iter()
        .map(|part| match part.role {
            Role::Scp(_) => side::scps_reach(&request.caller, accounts),
            Role::Rcp(_) => side::rcps_reach(request, accounts),
            Role::Identity | Role::Boundary | Role::Session => {
                Truth::from(has_policies(&request.caller))
            }
            Role::Resource | Role::Trust => Truth::Yes,
        })
        .collect();
    let free = calls::free(request);
    let denied = if free.is_some() {
        Truth::No
    } else {
        let all = outcomes.iter().zip(&has_say);
        Truth::any(all.map(|(outcome, say)| says(outcome, Effect::Deny).and(*say)))
    };
    let layers = Layers::of(parts, &outcomes, &has_say, request);
    let unable = calls::unable(request);
    let allowed = match side::relation(request, accounts) {
        _ if unable.is_some() => Truth::No,
        _ if free.is_some() => Truth::Yes,
        Relation::Unknown => layers
            .allow(Relation::Same)
            .under_either(layers.allow(Relation::Cross)),
        known => layers.allow(known),
    };
    let only_by_console = calls::only_by_console(request);
    let allowed = if only_by_console {
        allowed.and(Truth::Unknown)
    } else {
        allowed
    };
    let decision = match (allowed, denied) {
        (_, Truth::Yes) => Decision::ExplicitDeny,
        (Truth::Yes, Truth::No) => Decision::Allowed,
        (Truth::No, _) => Decision::ImplicitDeny,
        _ => Decision::Unknown,
    };
    let blocked = match (allowed, unable) {
        (_, Some(unable)) => vec![Blocked::Unable(unable)],
        (Truth::Yes, _) => Vec::new(),
        _ => {
            let mut blocked = layers.blocked(side::relation(request, accounts));
            blocked.extend(only_by_console.then_some(Blocked::OnlyByConsole));
            blocked
        }
    };
    Verdict {
        decision,
        outcomes,
        has_say,
        blocked,
        free,
        besides: Vec::new(),
    }
}

/// Whether some statement of this effect applies, whatever the others say.
fn says(outcome: &Outcome, effect: Effect) -> Truth {
    Truth::any(
        outcome
            .statements
            .iter()
            .filter(|found| found.effect.is_none_or(|found| found == effect))
            .map(Match::truth),
    )
}

/// Whether there can be identity policies: nobody, a service and a provider's user have none.
fn has_policies(caller: &Caller) -> bool {
    matches!(caller, Caller::Identity(_) | Caller::Unknown)
}

fn outcome(part: Part, request: &Request, has_boundary: bool) -> Outcome {
    let mut outcome = semantics::decide(part.policy, part.role.policy_type(), request);
    if matches!(part.role, Role::Rcp(_)) && part.policy.variables_possible {
        for (statement, found) in part.policy.statements.iter().zip(&mut outcome.statements) {
            take_either_way(statement, found, request);
        }
    }
    if part.role.is_resource_based() {
        for (statement, found) in part.policy.statements.iter().zip(&mut outcome.statements) {
            found.principal = spared(statement, found.principal, request, has_boundary);
        }
    }
    outcome
}

/// In a resource control policy a variable may be one or plain text.
///
/// Source: "IAM policy elements: Variables and tags" lists the types of policies that have variables, and these are not
/// among them; nor does a page say that they have none.
fn take_either_way(statement: &Statement, found: &mut Match, request: &Request) {
    let plain = semantics::matches(statement, PolicyType::Rcp, request, false);
    found.resource = found.resource.under_either(plain.resource);
    for (one, plain) in found.conditions.iter_mut().zip(plain.conditions) {
        *one = one.under_either(plain);
    }
}

/// A Deny with `NotPrincipal` speaks of every principal that has a boundary, whoever is listed.
///
/// Source: "AWS JSON policy elements: NotPrincipal".
fn spared(statement: &Statement, principal: Truth, request: &Request, has_boundary: bool) -> Truth {
    let (Some(list), Some(kind)) = (&statement.principal, side::kind_of(&request.caller)) else {
        return principal;
    };
    if !list.negated || !statement.is_deny() || kind == Kind::Root {
        return principal;
    }
    if has_boundary {
        return Truth::Yes;
    }
    principal
}

/// Whether each layer allows the request.
struct Layers<'r> {
    request: &'r Request,
    identity: Truth,
    boundary: Option<Truth>,
    session: Option<Truth>,
    /// By level.
    scps: Vec<(usize, Truth)>,
    /// What the resource's own policy gives; `None` if it has none.
    resource: Option<(Role, Grant)>,
    must_trust: bool,
}

impl<'r> Layers<'r> {
    fn of(parts: &[Part], outcomes: &[Outcome], has_say: &[Truth], request: &'r Request) -> Self {
        let all = || parts.iter().zip(outcomes).zip(has_say);
        let allows = |role: Role| {
            let mut found = all()
                .filter(|((part, _), _)| part.role == role)
                .map(|((_, outcome), _)| says(outcome, Effect::Allow))
                .peekable();
            found.peek().is_some().then(|| Truth::any(found))
        };
        let mut levels: Vec<usize> = parts
            .iter()
            .filter_map(|part| match part.role {
                Role::Scp(level) => Some(level),
                _ => None,
            })
            .collect();
        levels.sort_unstable();
        levels.dedup();
        let reach = all()
            .find(|((part, _), _)| matches!(part.role, Role::Scp(_)))
            .map_or(Truth::No, |(_, say)| *say);
        let scps = levels
            .into_iter()
            .map(|level| {
                let allowed = allows(Role::Scp(level)).unwrap_or(Truth::No);
                (level, allowed.or(!reach))
            })
            .collect();
        let resource = all()
            .find(|((part, _), _)| part.role.is_resource_based())
            .map(|((part, outcome), _)| {
                let given = grants::grant(&part.policy.statements, &outcome.statements, request);
                (part.role, given)
            });
        let policy_type = resource.map(|(role, _)| role.policy_type());
        Self {
            request,
            identity: match &request.caller {
                // The root user of an account may do all in it, within the control policies.
                Caller::Identity(_) if side::kind_of(&request.caller) == Some(Kind::Root) => {
                    Truth::Yes
                }
                _ => allows(Role::Identity).unwrap_or(Truth::No),
            },
            boundary: allows(Role::Boundary),
            session: allows(Role::Session),
            scps,
            resource,
            must_trust: side::needs_resource_policy(request, policy_type),
        }
    }

    fn allow(&self, relation: Relation) -> Truth {
        let given = self.resource.map_or(Grant::NONE, |(_, given)| given);
        let limits = self.boundary.unwrap_or(Truth::Yes).and(self.session());
        let own = self.identity.and(limits);
        let let_in = match relation {
            Relation::None => given.any(),
            Relation::Cross => given.any().and(own),
            Relation::Same | Relation::Unknown => {
                let passed_on = if self.must_trust {
                    given.by_account.and(own)
                } else {
                    own
                };
                Truth::any([given.direct, given.by_role.and(limits), passed_on])
            }
        };
        let organization = Truth::all(self.scps.iter().map(|(_, allowed)| *allowed));
        let_in.and(organization)
    }

    /// Whether the session policy lets it pass. That of a federated user is all its session has.
    ///
    /// Source: `GetFederationToken` in the STS API reference: without a policy the session has no permissions.
    fn session(&self) -> Truth {
        self.session.unwrap_or(Truth::from(
            side::kind_of(&self.request.caller) != Some(Kind::FederatedUser),
        ))
    }

    /// Every layer that lacks an Allow that would be needed.
    fn blocked(&self, relation: Relation) -> Vec<Blocked> {
        let mut blocked = Vec::new();
        let given = self.resource.map_or(Grant::NONE, |(_, given)| given);
        let silent = |truth: Truth| !truth.is_yes();
        let resource_role = self.resource.map_or(Role::Resource, |(role, _)| role);
        let missing = match self.resource {
            Some((role, _)) => Blocked::Silent(role),
            None if self.must_trust => Blocked::ResourceMustTrust,
            None => Blocked::NoResourcePolicy,
        };
        let own_account = matches!(relation, Relation::Same | Relation::Unknown);
        let direct = own_account && given.direct.is_yes();
        let by_role = own_account && given.by_role.is_yes();
        if has_policies(&self.request.caller) && !direct {
            if silent(self.identity) && !by_role {
                blocked.push(Blocked::Silent(Role::Identity));
            }
            if self.boundary.is_some_and(silent) {
                blocked.push(Blocked::Silent(Role::Boundary));
            }
            match self.session {
                Some(session) if silent(session) => {
                    blocked.push(Blocked::Silent(Role::Session));
                }
                None if silent(self.session()) => blocked.push(Blocked::NoSessionPolicy),
                _ => {}
            }
        }
        let needed = match relation {
            Relation::Same | Relation::Unknown => self.must_trust,
            Relation::Cross | Relation::None => true,
        };
        if needed && silent(given.any()) {
            blocked.push(missing);
        } else if self.resource.is_some() && silent(given.any()) && silent(self.identity) {
            // One of the two would do.
            blocked.push(Blocked::Silent(resource_role));
        }
        for (level, allowed) in &self.scps {
            if silent(*allowed) {
                blocked.push(Blocked::Silent(Role::Scp(*level)));
            }
        }
        blocked
    }
}
