//! Questions about a trust policy: who may assume the role, and with which external ID, all else being favourable.

use std::cell::Cell;

use crate::kind::PolicyType;
use crate::model::{
    Arn, Condition, Policy, Principal, PrincipalKind, Statement, Text, is_account_id,
};

use super::condition::holds;
use super::request::{Caller, Key, Request};
use super::resource::action_matches;
use super::variable::{SegmentKind, segments};
use super::{Truth, matches};

pub const ASSUME_ROLE: &str = "sts:AssumeRole";
pub const TAG_SESSION: &str = "sts:TagSession";
pub const EXTERNAL_ID: &str = "sts:ExternalId";

/// The organization of those who are in none of ours.
const STRANGE_ORGANIZATION: &str = "o-strangers0";
const MADE_UP_ID: &str = "made-up-by-a-stranger";

/// How many bytes of statements one gate reads before it gives up. AWS takes trust policies of at most 8,192
/// characters, which is a thousandth of it; so a hostile text cannot make all statements meet all others.
const READING: usize = 8 * 1024 * 1024;

/// A trust policy that is asked about many requests.
#[derive(Debug)]
pub struct Gate<'p, 't> {
    pub policy: &'p Policy<'t>,
    denies: Vec<&'p Statement<'t>>,
    denies_length: usize,
    variables: bool,
    left: Cell<usize>,
}

/// Someone outside of the role's account whom a statement trusts.
#[derive(Clone, Debug)]
pub struct Outsider<'p, 't> {
    /// What names it: a principal, or the value of a condition that narrows a `*` principal.
    pub text: &'p Text<'t>,
    pub caller: Caller,
}

/// What an outsider has to know of the external ID.
#[derive(Clone, Copy, Debug)]
pub enum Proof<'p, 't> {
    /// The statement refuses it, or asks for an ID that it has to know.
    Asked,
    /// The statement does not speak of external IDs.
    NeverAsked,
    /// The condition also holds when no ID is sent.
    Skippable(&'p Condition<'t>),
    /// Another ID than the one meant passes as well.
    Guessable(&'p Condition<'t>),
}

impl<'p, 't> Gate<'p, 't> {
    #[must_use]
    pub fn new(policy: &'p Policy<'t>) -> Self {
        let denies: Vec<_> = policy.denies().collect();
        Self {
            policy,
            denies_length: denies.iter().map(|statement| length(statement)).sum(),
            denies,
            variables: policy.has_variables(),
            left: Cell::new(READING),
        }
    }

    /// The sound statements that allow an action to someone.
    pub fn allows(&self, action: &str) -> impl Iterator<Item = &'p Statement<'t>> {
        self.policy
            .allows()
            .filter(move |statement| !covers(statement, action).is_no())
    }

    /// Whether a request may get in by this `Allow` statement, in spite of every `Deny`; whatever the request leaves open is
    /// taken to be as its caller likes it.
    #[must_use]
    pub fn admits(&self, statement: &Statement, request: &Request) -> bool {
        !self.judge(statement, request).is_no()
    }

    /// Whether a request gets in by this `Allow` statement, in spite of every `Deny`. Unknown: it hangs on what the request
    /// leaves open.
    #[must_use]
    pub fn judge(&self, statement: &Statement, request: &Request) -> Truth {
        let cost = length(statement) + self.denies_length;
        let left = self.left.get().saturating_sub(cost);
        self.left.set(left);
        if left == 0 {
            return Truth::No;
        }
        let truth =
            |statement| matches(statement, PolicyType::Trust, request, self.variables).truth();
        let allowed = truth(statement);
        if allowed.is_no() {
            return Truth::No;
        }
        let denied = Truth::any(self.denies.iter().map(|deny| truth(deny)));
        allowed.and(!denied)
    }

    /// Whether the gate has read so much that it admits nothing any more: then no request is worth making.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// A request with an ID that nobody has issued, and whether it gets in; the condition that takes the ID. The request says
    /// nothing of an external ID.
    #[must_use]
    pub fn guessed(
        &self,
        statement: &'p Statement<'t>,
        request: &Request,
    ) -> Option<(&'p Condition<'t>, Request, Truth)> {
        if self.is_spent() {
            return None;
        }
        made_up_ids(statement).find_map(|(condition, id)| {
            let with = request.clone().with(EXTERNAL_ID, Key::value(id));
            let passes = |one| holds(one, &with.context, self.variables).is_yes();
            // The gate first: it counts the work.
            let truth = self.judge(statement, &with);
            let is_taken = !truth.is_no() && statement.conditions_on(EXTERNAL_ID).all(passes);
            is_taken.then_some((condition, with, truth))
        })
    }

    /// Whether a text of this policy has a variable in it that the request fills in.
    #[must_use]
    pub fn has_variable(&self, text: &str) -> bool {
        self.variables
            && text.contains("${")
            && segments(text)
                .iter()
                .any(|part| matches!(part.kind, SegmentKind::Variable { .. }))
    }
}

/// Bytes, as a measure of the work that a statement makes.
fn length(statement: &Statement) -> usize {
    statement.span.range().len()
}

/// Whether a statement speaks of an action, whoever the caller is.
#[must_use]
pub fn covers(statement: &Statement, action: &str) -> Truth {
    let Some(list) = &statement.action else {
        return Truth::Unknown;
    };
    let any = Truth::any(list.items.iter().map(|text| {
        text.known().map_or(Truth::Unknown, |pattern| {
            action_matches(pattern, action).into()
        })
    }));
    if list.negated() { !any } else { any }
}

/// Whether a statement is a `Deny` for everyone of assuming the role, whatever the request.
#[must_use]
pub fn denies_everyone(statement: &Statement) -> bool {
    statement.sound
        && statement.is_deny()
        && statement.conditions.is_empty()
        && covers(statement, ASSUME_ROLE).is_yes()
        && statement
            .principals()
            .any(|one| one.kind == PrincipalKind::Everyone)
}

/// Whether a policy lets nobody in on purpose: it has a `Deny` for everyone, and no statement that could allow anything.
#[must_use]
pub fn is_bootstrap(policy: &Policy) -> bool {
    !policy.broken
        && policy
            .statements
            .iter()
            .all(|statement| statement.sound && statement.is_deny())
        && policy.statements.iter().any(denies_everyone)
}

/// Everyone of another account than `home` whom a statement names. With `home` unknown every account is another one.
pub fn outsiders<'p, 't>(
    statement: &'p Statement<'t>,
    home: Option<&str>,
) -> impl Iterator<Item = Outsider<'p, 't>> {
    let named = statement.principals().filter(|one| one.is_aws_identity());
    let everyone = statement
        .principals()
        .any(|one| one.kind == PrincipalKind::Everyone);
    let narrowed = statement
        .conditions
        .iter()
        .filter(move |one| everyone && names_caller(one))
        .flat_map(|condition| &condition.values);
    named
        .map(|principal: &Principal| &principal.text)
        .chain(narrowed)
        .filter_map(move |text| {
            let known = text
                .known()
                .filter(|known| !known.contains(['*', '?', '$']))?;
            let account = if is_account_id(known) {
                known
            } else {
                Arn::parse(known)?.account
            };
            let outside = is_account_id(account) && Some(account) != home;
            outside.then(|| Outsider {
                text,
                caller: Caller::Identity(if known == account {
                    format!("arn:aws:iam::{account}:root")
                } else {
                    known.to_owned()
                }),
            })
        })
}

/// Whether a condition says which identity or account calls, and no other can.
fn names_caller(condition: &Condition) -> bool {
    let positive = condition
        .spec
        .is_some_and(|spec| spec.set.is_none() && !spec.if_exists && !spec.base.is_negated());
    positive && (condition.is_on("aws:PrincipalArn") || condition.is_on("aws:PrincipalAccount"))
}

/// The account of the role, as far as the policy itself tells it: identity providers are of the role's own account.
#[must_use]
pub fn home<'p>(policy: &'p Policy) -> Option<&'p str> {
    policy
        .statements
        .iter()
        .flat_map(Statement::principals)
        .filter(|one| {
            matches!(
                one.kind,
                PrincipalKind::OidcProvider | PrincipalKind::SamlProvider
            )
        })
        .find_map(Principal::account)
}

/// A request to assume the role by someone of no organization of ours, who is no person with a token.
///
/// A condition on the organization or on multi-factor authentication refuses it: then the caller is one of us or
/// a person, and no third party that could be confused.
#[must_use]
pub fn third_party(caller: Caller) -> Request {
    Request::new(caller, ASSUME_ROLE)
        .with("aws:PrincipalOrgID", Key::value(STRANGE_ORGANIZATION))
        .with(
            "aws:PrincipalOrgPaths",
            Key::value(format!("{STRANGE_ORGANIZATION}/r-0000/")),
        )
        .with("aws:MultiFactorAuthPresent", Key::Absent)
        .with("aws:MultiFactorAuthAge", Key::Absent)
}

/// IDs that nobody has issued, each made to pass the condition beside it; a few, since one that passes is enough.
fn made_up_ids<'p, 't>(
    statement: &'p Statement<'t>,
) -> impl Iterator<Item = (&'p Condition<'t>, String)> {
    statement.conditions_on(EXTERNAL_ID).flat_map(|condition| {
        let patterns = condition.values.iter().filter_map(Text::known);
        std::iter::once(MADE_UP_ID.to_owned())
            .chain(
                patterns
                    .filter(|text| text.contains(['*', '?']))
                    .take(8)
                    .map(fill),
            )
            .map(move |id| (condition, id))
    })
}

/// A text that a pattern takes: each wildcard becomes letters.
#[must_use]
pub fn fill(pattern: &str) -> String {
    pattern.replace('*', "made-up").replace('?', "x")
}
