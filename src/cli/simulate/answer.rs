//! The answer of a simulation: the decision, the statements that decided, what would have to change, what it depends on.

use std::collections::BTreeMap;

use crate::access::{self, Accounts, Asked, Blocked, Free, Part, Relation, Role, Verdict, nearest};
use crate::model::Effect;
use crate::semantics::{Decision, Key, Match, Request};

use super::context::Open;
use super::words::{allow, default_policy, holding, layer, misses, passed, singular, unable};

/// All that is said of one request.
pub struct Answer {
    pub decision: Decision,
    /// Why no policy decides it; `None` where they do.
    pub free: Option<Free>,
    /// The statements that apply, or may.
    pub matched: Vec<Matched>,
    /// What keeps the request out: empty if it gets in.
    pub reasons: Vec<Reason>,
    /// The keys that were not given and could change the decision.
    pub missing: Vec<Missing>,
    /// Whether the decision hangs on the resource's account, which was only supposed.
    pub needs_account: bool,
}

/// A statement, by its places.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub part: usize,
    pub statement: usize,
}

pub struct Matched {
    pub place: Place,
    pub role: Role,
    /// `None` where it is neither.
    pub effect: Option<Effect>,
    /// Whether it applies for certain.
    pub certain: bool,
    /// Whether the decision rests on it.
    pub decides: bool,
}

/// Why the request is kept out.
pub struct Reason {
    pub kind: &'static str,
    /// The action that is kept out, where it is not the request's own but one that it needs besides.
    pub besides: Option<&'static str>,
    pub role: Role,
    pub message: String,
    /// The statement to look at: the one that denies, or the Allow that comes nearest.
    pub place: Option<Place>,
    /// What of that statement does not match, or what makes it match.
    pub details: Vec<String>,
}

/// A key that was not given.
pub struct Missing {
    pub asked: Asked,
    pub taken: Key,
}

/// Decides, and looks for what led to it.
pub fn answer(
    parts: &[Part],
    accounts: &Accounts,
    account_is_supposed: bool,
    request: &Request,
    asked: &BTreeMap<String, Asked>,
    open: &Open,
) -> Answer {
    let verdict = access::decide(parts, accounts, request);
    let depends = access::depends_on(parts, accounts, request, open);
    let missing = depends
        .iter()
        .filter_map(|key| asked.get(key))
        .map(|asked| Missing {
            asked: asked.clone(),
            taken: request.context.get(&asked.name).clone(),
        })
        .collect();
    let needs_account = account_is_supposed && {
        let elsewhere = Accounts {
            resource: Some("000000000000"),
            ..*accounts
        };
        access::decide(parts, &elsewhere, request).decision != verdict.decision
    };
    Answer {
        decision: verdict.decision,
        free: verdict
            .free
            .filter(|_| verdict.decision == Decision::Allowed),
        matched: matched(parts, &verdict),
        reasons: reasons(parts, accounts, request, &verdict),
        missing,
        needs_account,
    }
}

fn matched(parts: &[Part], verdict: &Verdict) -> Vec<Matched> {
    let mut found = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let (Some(outcome), Some(say)) = (verdict.outcomes.get(index), verdict.has_say.get(index))
        else {
            continue;
        };
        for (statement, said) in outcome.statements.iter().enumerate() {
            let truth = said.truth().and(*say);
            if truth.is_no() {
                continue;
            }
            let decides = match verdict.decision {
                _ if verdict.free.is_some() => false,
                Decision::ExplicitDeny => said.effect == Some(Effect::Deny) && truth.is_yes(),
                Decision::Allowed => said.effect == Some(Effect::Allow) && truth.is_yes(),
                Decision::Unknown => truth.is_unknown(),
                Decision::ImplicitDeny => false,
            };
            found.push(Matched {
                place: Place {
                    part: index,
                    statement,
                },
                role: part.role,
                effect: said.effect,
                certain: truth.is_yes(),
                decides,
            });
        }
    }
    found
}

fn reasons(
    parts: &[Part],
    accounts: &Accounts,
    request: &Request,
    verdict: &Verdict,
) -> Vec<Reason> {
    let mut reasons = of_action(parts, accounts, request, verdict);
    for beside in &verdict.besides {
        if beside.verdict.decision == Decision::Allowed {
            continue;
        }
        let found = of_action(parts, accounts, &beside.request, &beside.verdict);
        for mut reason in found {
            // What keeps out the call in the same way is told once.
            let is_told = |one: &Reason| {
                let is_same =
                    (one.kind, one.role, one.place) == (reason.kind, reason.role, reason.place);
                is_same
                    && one.besides.is_none()
                    && matches!(one.kind, "no-policy" | "explicit-deny")
            };
            if !reasons.iter().any(is_told) {
                let needed = passed(beside.passed);
                reason.message = format!("{needed}, and {}", reason.message);
                reason.besides = Some(beside.passed.action());
                reasons.push(reason);
            }
        }
    }
    reasons
}

/// What keeps out the action that the verdict is of.
fn of_action(
    parts: &[Part],
    accounts: &Accounts,
    request: &Request,
    verdict: &Verdict,
) -> Vec<Reason> {
    let mut reasons = if verdict.free.is_some() {
        Vec::new()
    } else {
        denials(parts, request, verdict)
    };
    reasons.extend(
        verdict
            .blocked
            .iter()
            .map(|blocked| missing_allow(*blocked, parts, accounts, request, verdict)),
    );
    reasons
}

/// A reason for each Deny that applies, or may.
fn denials(parts: &[Part], request: &Request, verdict: &Verdict) -> Vec<Reason> {
    matched(parts, verdict)
        .into_iter()
        .filter(|one| one.effect == Some(Effect::Deny))
        .filter_map(|one| {
            let part = parts.get(one.place.part)?;
            let statement = part.policy.statements.get(one.place.statement)?;
            let found = statement_match(verdict, one.place)?;
            let (kind, message, details) = if one.certain {
                (
                    "explicit-deny",
                    format!(
                        "a Deny of {} applies, and a Deny beats every Allow",
                        layer(one.role)
                    ),
                    holding(statement, request),
                )
            } else {
                (
                    "open-deny",
                    format!("a Deny of {} may apply", layer(one.role)),
                    misses(&access::misses(found), statement, found, request),
                )
            };
            Some(Reason {
                kind,
                besides: None,
                role: one.role,
                message,
                place: Some(one.place),
                details,
            })
        })
        .collect()
}

fn statement_match(verdict: &Verdict, place: Place) -> Option<&Match> {
    verdict
        .outcomes
        .get(place.part)?
        .statements
        .get(place.statement)
}

fn missing_allow(
    blocked: Blocked,
    parts: &[Part],
    accounts: &Accounts,
    request: &Request,
    verdict: &Verdict,
) -> Reason {
    let reason = |kind, role, message: String| Reason {
        kind,
        besides: None,
        role,
        message,
        place: None,
        details: Vec::new(),
    };
    let role = match blocked {
        Blocked::Silent(role) => role,
        Blocked::NoResourcePolicy => {
            let message = match access::relation(request, accounts) {
                Relation::Cross => {
                    "the resource is in another account, and no policy of it was given"
                }
                _ => "only the resource's own policy can let this caller in, and none was given",
            };
            return reason("no-policy", Role::Resource, message.to_owned());
        }
        Blocked::Unable(by) => {
            return reason("cannot-call", Role::Trust, unable(by));
        }
        Blocked::OnlyByConsole => {
            let message = "the session of a federated user can call IAM in the console only, not by the AWS CLI or API, and by which it calls was not said";
            return reason("open-call", Role::Session, message.to_owned());
        }
        Blocked::ResourceMustTrust => {
            let message =
                "the role or key has to trust the caller itself, and no policy of it was given";
            return reason("no-policy", Role::Resource, message.to_owned());
        }
        Blocked::NoSessionPolicy => {
            let message = "a federated user has no more than its session policy passes on, and none was given";
            return reason("no-policy", Role::Session, message.to_owned());
        }
    };
    if !parts.iter().any(|part| part.role == role) {
        let crosses = access::relation(request, accounts) == Relation::Cross;
        let why = if crosses && role == Role::Identity {
            ", and the caller's own account has to allow it too"
        } else {
            ""
        };
        return reason(
            "no-policy",
            role,
            format!("no {} was given{why}", singular(role)),
        );
    }
    let nearest = nearest(parts, verdict, role);
    let certain = match &nearest {
        Some(nearest) => statement_match(
            verdict,
            Place {
                part: nearest.part,
                statement: nearest.statement,
            },
        )
        .is_none_or(|found| !found.truth().is_unknown()),
        None => true,
    };
    let passed_on = nearest
        .as_ref()
        .is_some_and(|nearest| nearest.misses.is_empty());
    let message = if passed_on {
        format!(
            "{} leaves it to the account's own identity policies",
            layer(role)
        )
    } else if certain {
        format!("no statement of {} allows it", layer(role))
    } else {
        format!("whether {} {} it is open", layer(role), allow(role))
    };
    let mut reason = reason(
        if certain { "no-allow" } else { "open-allow" },
        role,
        message,
    );
    let Some(nearest) = nearest else {
        reason.details.extend(default_policy(role));
        return reason;
    };
    let place = Place {
        part: nearest.part,
        statement: nearest.statement,
    };
    let statement = parts
        .get(place.part)
        .and_then(|part| part.policy.statements.get(place.statement));
    if let (Some(statement), Some(found)) = (statement, statement_match(verdict, place)) {
        reason.details = misses(&nearest.misses, statement, found, request);
        reason.place = Some(place);
    }
    reason
}
