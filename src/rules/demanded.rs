//! Whether the policies of a role together grant what a connector needs, and if not, what stands in the way.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::integration::connectors::Target;
use crate::kind::PolicyType;
use crate::model::{self, Statement, Text};
use crate::proof::{self, Query, Side, Verdict, Witness};
use crate::semantics::{self, Request, Truth};
use crate::source::{FileId, Source};
use crate::syntax;

use super::meaning::LIMITS;
use super::{Member, Together};

mod joined;

pub(super) use joined::may_reach;
use joined::{Joined, is_of, is_readable, service_of};

/// What the role's policies say of requests of one kind.
#[derive(Clone, Debug)]
pub(super) enum Answer<'a> {
    /// One of them gets in. A connector's bucket may be granted in part: which objects it makes nobody but it knows.
    Granted,
    /// It hangs on what is not known.
    Open,
    Refused(Refusal<'a>),
}

/// Why no such request gets in.
#[derive(Clone, Debug)]
pub(super) struct Refusal<'a> {
    pub cause: Cause,
    /// The policy that the cause stands in, or that comes nearest to granting it.
    pub member: &'a Member<'a>,
    /// The statement of that policy, if one speaks of it.
    pub statement: Option<&'a Statement<'a>>,
    /// The request that would get in without the cause.
    pub request: Option<Request>,
}

/// What is in the way. Each is what alone would have to change, the smallest change first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// The boundary of the role does not allow it.
    Boundary,
    /// A `Deny` refuses it.
    Denied,
    /// It is allowed under a condition that no request of the role meets.
    Condition,
    /// It is allowed on other resources.
    Elsewhere,
    /// It is not allowed.
    Absent,
}

/// How much of the policies counts.
#[derive(Clone, Copy, Debug)]
struct Reading {
    boundary: bool,
    denies: bool,
    /// Whether what is known of the connector's requests is held against conditions.
    pins: bool,
}

/// What all policies say of an action on a resource; `None` if there is no permission policy.
pub(super) fn answer<'a>(
    together: &Together<'a>,
    action: &str,
    target: &Target,
) -> Option<Answer<'a>> {
    let joined = Joined::of(together, action, true)?;
    if joined.origins.len() > MOST_STATEMENTS {
        return Some(Answer::Open);
    }
    let allows = Joined::of(together, action, false)?;
    let whole = Reading {
        boundary: true,
        denies: true,
        pins: true,
    };
    let ask = |reading: Reading, resource: &str, excluded: &[String]| {
        let joined = if reading.denies { &joined } else { &allows };
        granted(together, joined, action, resource, excluded, reading)
    };
    let here = |reading| ask(reading, &target.pattern, &target.excluded);
    match here(whole) {
        Verdict::Disproven(_) => return Some(Answer::Granted),
        Verdict::Undecided(_) => return Some(Answer::Open),
        Verdict::Proven => {}
    }
    // What cannot be read may grant it: other rules say what is wrong with it.
    if together.permissions().any(|member| !is_readable(member)) {
        return Some(Answer::Open);
    }
    let steps = [
        (
            Cause::Boundary,
            Reading {
                boundary: false,
                ..whole
            },
        ),
        (
            Cause::Denied,
            Reading {
                boundary: false,
                denies: false,
                pins: true,
            },
        ),
        (
            Cause::Condition,
            Reading {
                boundary: false,
                denies: false,
                pins: false,
            },
        ),
    ];
    for (cause, reading) in steps {
        match here(reading) {
            Verdict::Proven => {}
            Verdict::Undecided(_) => return Some(Answer::Open),
            Verdict::Disproven(witness) => {
                return Some(refused(
                    together, cause, &joined, &allows, *witness, reading,
                ));
            }
        }
    }
    let [.., (_, reading)] = steps;
    if target.anywhere != target.pattern
        && let Verdict::Disproven(witness) = ask(reading, &target.anywhere, &[])
    {
        return Some(refused(
            together,
            Cause::Elsewhere,
            &joined,
            &allows,
            *witness,
            reading,
        ));
    }
    nearest(together, action).map(Answer::Refused)
}

/// The cause with the place that shows it.
fn refused<'a>(
    together: &Together<'a>,
    cause: Cause,
    joined: &Joined<'a>,
    allows: &Joined<'a>,
    witness: Witness,
    reading: Reading,
) -> Answer<'a> {
    let asked = if reading.denies { joined } else { allows };
    let by = witness.granted_by.iter().find(|place| place.policy == 0);
    let origin = match cause {
        Cause::Boundary => together.boundary().map(|boundary| (boundary, None)),
        Cause::Denied => deny_of(joined, &witness.request),
        _ => by
            .and_then(|place| asked.origins.get(place.statement))
            .map(|(member, statement)| (*member, Some(*statement))),
    };
    match origin {
        Some((member, statement)) => Answer::Refused(Refusal {
            cause,
            member,
            statement,
            request: Some(witness.request),
        }),
        None => Answer::Open,
    }
}

/// The first `Deny` that applies to the request, or may.
fn deny_of<'a>(
    joined: &Joined<'a>,
    request: &Request,
) -> Option<(&'a Member<'a>, Option<&'a Statement<'a>>)> {
    let outcome = semantics::decide(&joined.policy, PolicyType::Identity, request);
    let applies = |wanted: fn(Truth) -> bool| {
        let mut found = joined.origins.iter().zip(&outcome.statements);
        found.find(|((_, statement), found)| statement.is_deny() && wanted(found.truth()))
    };
    let found = applies(Truth::is_yes).or_else(|| applies(|truth| !truth.is_no()));
    found.map(|((member, statement), _)| (*member, Some(*statement)))
}

/// The policy that has most to say of the action's service: there the action belongs.
fn nearest<'a>(together: &Together<'a>, action: &str) -> Option<Refusal<'a>> {
    let service = service_of(action);
    let count = |statement: &&Statement| {
        let names = |item: &&Text| item.known().is_some_and(|text| is_of(text, service));
        statement.actions().filter(names).count()
    };
    let mut best: Option<(usize, &Member, &Statement)> = None;
    for member in together.permissions() {
        for statement in member.policy.allows() {
            let number = count(&statement);
            if number > 0 && best.is_none_or(|(most, ..)| number > most) {
                best = Some((number, member, statement));
            }
        }
    }
    let member = best.map(|(_, member, _)| member);
    Some(Refusal {
        cause: Cause::Absent,
        member: member.or_else(|| together.permissions().next())?,
        statement: best.map(|(.., statement)| statement),
        request: None,
    })
}

/// How many statements a run is worth to [`may_be_granted`], over all of its questions.
pub(super) const BUDGET: usize = 4_000;
/// What more statements say of one action is not decided: no role has so many.
const MOST_STATEMENTS: usize = 500;

/// Whether the policies grant an action on any resource at all. Where that cannot be told, or the budget is spent, what is
/// written is taken to be granted.
pub(super) fn may_be_granted(together: &Together, action: &str, budget: &mut usize) -> bool {
    if *budget == 0 {
        return true;
    }
    let reading = Reading {
        boundary: true,
        denies: true,
        pins: true,
    };
    let Some(joined) = Joined::of(together, action, true) else {
        return false;
    };
    *budget = budget.saturating_sub(joined.origins.len() + 10);
    joined.origins.len() > MOST_STATEMENTS
        || !matches!(
            granted(together, &joined, action, "*", &[], reading),
            Verdict::Proven
        )
}

/// Seeks a request for the action on a resource of this pattern that the policies let in.
fn granted(
    together: &Together,
    joined: &Joined,
    action: &str,
    resource: &str,
    excluded: &[String],
    reading: Reading,
) -> Verdict {
    let boundary = together.boundary().filter(|_| reading.boundary);
    let mut scenario = json!({ "Effect": "Allow", "Action": action, "Resource": resource });
    if reading.pins {
        let condition = pins(together, joined, boundary, action, resource);
        if condition.as_object().is_some_and(|one| !one.is_empty()) {
            scenario["Condition"] = condition;
        }
    }
    let asked = text(&scenario);
    let excluded = (!excluded.is_empty())
        .then(|| text(&json!({ "Effect": "Allow", "Action": "*", "Resource": excluded })));
    let asked_tree = syntax::parse(FileId(0), &asked);
    let asked = model::lower(&asked_tree);
    let excluded_tree = excluded.as_ref().map(|one| syntax::parse(FileId(0), one));
    let excluded = excluded_tree.as_ref().map(model::lower);
    let identity = |policy| Side {
        policy,
        policy_type: PolicyType::Identity,
    };
    let mut allowed_by = vec![identity(&joined.policy), identity(&asked)];
    allowed_by.extend(boundary.map(|boundary| Side {
        policy: boundary.policy,
        policy_type: PolicyType::Boundary,
    }));
    let query = Query {
        allowed_by: &allowed_by,
        not_by: excluded.as_ref().map(identity),
    };
    proof::ask(&query, &LIMITS)
}

/// A policy of one statement. Values stand for themselves: a request has no policy variables.
fn text(statement: &Value) -> Source {
    let policy = json!({ "Version": "2008-10-17", "Statement": [statement] });
    Source::new("question", policy.to_string())
}

/// What is known of every request of a connector, as far as some statement asks for it: a role's session, through TLS and
/// without multi-factor authentication, by no service principal. But for a KMS key, which other services use in the
/// connector's name, it also calls by itself.
fn pins(
    together: &Together,
    joined: &Joined,
    boundary: Option<&Member>,
    action: &str,
    resource: &str,
) -> Value {
    let own = joined.policy.statements.iter();
    let others = boundary.into_iter().flat_map(|one| &one.policy.statements);
    let conditions = own.chain(others).flat_map(|one| &one.conditions);
    let asked: BTreeSet<String> = conditions
        .filter_map(|one| one.key.known())
        .map(str::to_ascii_lowercase)
        .collect();
    let role = together.role_arn.filter(|role| role.starts_with("arn:"));
    // Only of what an ARN says where it is, and for certain.
    let region = resource
        .split(':')
        .nth(3)
        .filter(|region| !region.is_empty() && !region.contains(['*', '?']));
    let is_direct = service_of(action) != "kms";
    let absent = ABSENT.map(|key| ("Null", key, Some("true")));
    let known = [
        ("Bool", "aws:SecureTransport", Some("true")),
        ("Bool", "aws:ViaAWSService", is_direct.then_some("false")),
        ("BoolIfExists", "aws:MultiFactorAuthPresent", Some("false")),
        ("StringEquals", "aws:PrincipalType", Some("AssumedRole")),
        ("StringEquals", "aws:PrincipalAccount", together.account),
        ("StringEquals", "aws:PrincipalArn", role),
        ("StringEquals", "aws:RequestedRegion", region),
    ];
    let mut condition = json!({});
    for (operator, key, value) in known.into_iter().chain(absent) {
        if let Some(value) = value
            && asked.contains(&key.to_ascii_lowercase())
        {
            condition[operator][key] = json!(value);
        }
    }
    condition
}

/// Keys that requests have only where a service principal or a user sends them.
///
/// Source: "AWS global condition context keys" in the IAM User Guide, the paragraphs "Availability".
const ABSENT: [&str; 5] = [
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:username",
];

/// Whether a condition asks for what is known of every request of a connector.
pub(super) fn is_pinned(key: &str) -> bool {
    const PINNED: [&str; 7] = [
        "aws:SecureTransport",
        "aws:ViaAWSService",
        "aws:MultiFactorAuthPresent",
        "aws:PrincipalType",
        "aws:PrincipalAccount",
        "aws:PrincipalArn",
        "aws:RequestedRegion",
    ];
    let mut pinned = PINNED.iter().chain(&ABSENT);
    pinned.any(|one| key.eq_ignore_ascii_case(one))
}
