//! What Confluent will ask of the role, and what in a trust policy stands in its way.

use crate::kind::PolicyType;
use crate::model::{
    Arn, Condition, Effect, Policy, Principal, PrincipalKind, Statement, Text, is_account_id,
};
use crate::semantics::trust::{self, ASSUME_ROLE, EXTERNAL_ID, TAG_SESSION, covers};
use crate::semantics::{Caller, Key, Match, Request, Truth, matches};

use super::{Integration, is_confluent};

/// What keeps Confluent's role from assuming the customer's, beside a `Deny`.
#[derive(Clone, Copy, Debug)]
pub enum Trouble<'p, 't> {
    /// Another principal stands where Confluent's role belongs.
    Principal {
        statement: &'p Statement<'t>,
        principal: &'p Principal<'t>,
    },
    /// One session of Confluent's role is named; the next one may have another name.
    Session { principal: &'p Principal<'t> },
    /// Confluent's role is named, and another external ID than the integration's is asked for.
    ExternalId {
        statement: &'p Statement<'t>,
        condition: &'p Condition<'t>,
    },
    /// Confluent's role is named, and its request never meets a condition.
    Condition {
        statement: &'p Statement<'t>,
        condition: &'p Condition<'t>,
    },
    /// Confluent's role is named, and not for `sts:AssumeRole`.
    Action { statement: &'p Statement<'t> },
    /// No statement is about Confluent.
    Unnamed,
}

/// Confluent's request to assume the role; `None` until the integration has both its role and its external ID.
///
/// Where it comes from, when, and in which session is open. It comes from a program that signs for itself, through TLS and
/// never with multi-factor authentication: no service principal calls, and no service in somebody's name.
#[must_use]
pub fn assume_role(integration: &Integration) -> Option<Request> {
    request(integration, ASSUME_ROLE)
}

/// The part of the same call that names tags for the session.
#[must_use]
pub fn tag_session(integration: &Integration) -> Option<Request> {
    request(integration, TAG_SESSION)
}

fn request(integration: &Integration, action: &str) -> Option<Request> {
    let role = &integration.role_arn.known()?.value;
    let external_id = &integration.external_id.known()?.value;
    let request = Request::new(Caller::Identity(role.clone()), action);
    Some(sent(request.with(EXTERNAL_ID, Key::value(external_id))))
}

/// A request with what is known of every one that Confluent sends.
#[must_use]
pub fn sent(request: Request) -> Request {
    let request = request
        .with("aws:ViaAWSService", Key::value("false"))
        .with("aws:SecureTransport", Key::value("true"));
    let absent = NEVER_SENT.into_iter();
    absent.fold(request, |request, key| request.with(key, Key::Absent))
}

/// Keys that a call by a role's session has only with a person behind it, or a service.
///
/// Source: "AWS global condition context keys" in the IAM User Guide, the paragraphs "Availability".
const NEVER_SENT: [&str; 10] = [
    "aws:MultiFactorAuthPresent",
    "aws:MultiFactorAuthAge",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:PrincipalServiceNamesList",
];

/// The role's own account: as given, else as Confluent was told, else as the policy tells it.
#[must_use]
pub fn home<'a>(
    policy: &'a Policy,
    given: Option<&'a str>,
    integration: Option<&'a Integration>,
) -> Option<&'a str> {
    let told = || {
        let role = integration?.customer_role_arn.as_ref()?;
        let account = Arn::parse(&role.value)?.account;
        // Templates name the account of nobody until the real one is put in.
        (is_account_id(account) && account != "000000000000").then_some(account)
    };
    given.or_else(told).or_else(|| trust::home(policy))
}

/// The `Deny` that refuses Confluent's request for certain.
#[must_use]
pub fn refusal<'p, 't>(policy: &'p Policy<'t>, request: &Request) -> Option<&'p Statement<'t>> {
    policy
        .denies()
        .find(|statement| meets(policy, statement, request).truth().is_yes())
}

/// Why no `Allow` of this policy is for Confluent's request; `None` if one is, or might be.
#[must_use]
pub fn trouble<'p, 't>(
    policy: &'p Policy<'t>,
    integration: &Integration,
) -> Option<Trouble<'p, 't>> {
    let request = assume_role(integration)?;
    if policy.broken || policy.statements.is_empty() || trust::is_bootstrap(policy) {
        return None;
    }
    let mut named = Vec::new();
    let mut tagged = None;
    let mut session = None;
    for statement in &policy.statements {
        let found = meets(policy, statement, &request);
        if found.effect == Some(Effect::Deny) {
            continue;
        }
        if !found.truth().is_no() {
            session = Some(session_principal(statement)?);
        } else if !found.principal.is_no() && !found.action.is_no() {
            named.push((statement, found));
        } else if found.principal.is_yes() && tagged.is_none() {
            tagged = Some(statement);
        }
    }
    if let Some(principal) = session {
        return Some(Trouble::Session { principal });
    }
    if let Some(trouble) = refused(&named) {
        return Some(trouble);
    }
    match mistaken(policy, &request, integration) {
        Mistaken::Principal(statement, principal) => Some(Trouble::Principal {
            statement,
            principal,
        }),
        // Deleted or malformed: other rules speak of it.
        Mistaken::Spoken => None,
        Mistaken::None => {
            Some(tagged.map_or(Trouble::Unnamed, |statement| Trouble::Action { statement }))
        }
    }
}

fn meets(policy: &Policy, statement: &Statement, request: &Request) -> Match {
    matches(
        statement,
        PolicyType::Trust,
        request,
        policy.has_variables(),
    )
}

/// The principal by which alone a statement may let a role in: one of its sessions.
fn session_principal<'p, 't>(statement: &'p Statement<'t>) -> Option<&'p Principal<'t>> {
    let mut principals = statement.principals();
    let only = principals.next()?;
    let is_session = only.kind == PrincipalKind::RoleSession && principals.next().is_none();
    is_session.then_some(only)
}

/// Which condition refuses the request, in the statement that comes nearest to letting it in.
fn refused<'p, 't>(named: &[(&'p Statement<'t>, Match)]) -> Option<Trouble<'p, 't>> {
    let failing = |statement: &'p Statement<'t>, found: &Match| {
        let pairs = statement.conditions.iter().zip(found.conditions.clone());
        pairs.filter(|(_, truth)| truth.is_no()).map(|(one, _)| one)
    };
    // What a statement for everyone asks for is not meant for Confluent if another one names it.
    let by_name = |statement: &Statement| {
        statement
            .principals()
            .all(|one| one.kind != PrincipalKind::Everyone)
    };
    let exact = named.iter().any(|(statement, _)| by_name(statement));
    let mut candidates = named
        .iter()
        .filter(|(statement, _)| by_name(statement) == exact);
    let by_id = candidates.clone().find(|(statement, found)| {
        failing(statement, found).all(|condition| condition.is_on(EXTERNAL_ID))
    });
    let (statement, found) = by_id.or_else(|| candidates.next())?;
    let first =
        |wanted: bool| failing(statement, found).find(|one| one.is_on(EXTERNAL_ID) == wanted);
    match first(true) {
        Some(condition) => Some(Trouble::ExternalId {
            statement,
            condition,
        }),
        None => first(false)
            .filter(|_| exact)
            .map(|condition| Trouble::Condition {
                statement,
                condition,
            }),
    }
}

enum Mistaken<'p, 't> {
    Principal(&'p Statement<'t>, &'p Principal<'t>),
    Spoken,
    None,
}

/// The principal that stands where Confluent's role belongs: its statement asks for the integration's external ID, or it
/// looks like Confluent's role, or it is the customer's own.
fn mistaken<'p, 't>(
    policy: &'p Policy<'t>,
    request: &Request,
    integration: &Integration,
) -> Mistaken<'p, 't> {
    let variables = policy.has_variables();
    let mut best: Option<(u8, &Statement<'t>, &Principal<'t>)> = None;
    let mut spoken = false;
    for statement in policy
        .allows()
        .filter(|one| !covers(one, ASSUME_ROLE).is_no())
    {
        let mut ids = statement.conditions_on(EXTERNAL_ID).peekable();
        let by_id = ids.peek().is_some()
            && Truth::all(
                ids.map(|one| crate::semantics::condition::holds(one, &request.context, variables)),
            )
            .is_yes();
        for principal in statement.principals() {
            use PrincipalKind as Kind;
            let other = matches!(
                principal.kind,
                Kind::DeletedRole
                    | Kind::DeletedUser
                    | Kind::Pattern
                    | Kind::Malformed
                    | Kind::Unknown
            );
            spoken |= other;
            let score = if other || !principal.is_aws_identity() {
                0
            } else {
                likeness(&principal.text, integration) + if by_id { 4 } else { 0 }
            };
            if score > best.map_or(0, |(score, ..)| score) {
                best = Some((score, statement, principal));
            }
        }
    }
    match best {
        Some((_, statement, principal)) => Mistaken::Principal(statement, principal),
        None if spoken => Mistaken::Spoken,
        None => Mistaken::None,
    }
}

/// How much a principal looks as if Confluent's role was meant; 0 for a stranger.
fn likeness(text: &Text, integration: &Integration) -> u8 {
    let (Some(known), Some(role)) = (text.known(), integration.role_arn.known()) else {
        return 0;
    };
    let same_name = |known: &str| {
        let (one, other) = (Arn::parse(known), Arn::parse(&role.value));
        one.zip(other)
            .is_some_and(|(one, other)| one.name().eq_ignore_ascii_case(other.name()))
    };
    let customer = integration.customer_role_arn.as_ref();
    if same_name(known) {
        3
    } else if is_confluent(text) {
        2
    } else {
        u8::from(customer.is_some_and(|customer| customer.value == known))
    }
}
