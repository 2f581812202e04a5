use std::cell::OnceCell;
use std::collections::HashSet;

use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::{PolicyType, Profile};
use crate::model::{Condition, KeySet, Part, Policy, Principal, PrincipalKind, Statement, Text};
use crate::rules::principal::missing_action_for_roles_anywhere_trust_policy as roles_anywhere;
use crate::rules::trust::missing_tag_session;
use crate::rules::{Check, Context, Rule};
use crate::semantics::condition::when_absent;
use crate::semantics::coverage::covers;
use crate::semantics::providers::{ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY};
use crate::semantics::trust::TAG_SESSION;
use crate::source::Span;
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-action-for-condition-key",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "key that a call may only carry with another action",
        codes: &["MISSING_ACTION_FOR_CONDITION_KEY"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// What a call that assumes a role may carry, and the permission that it needs for that.
struct Pair {
    /// In lower case; with `/` at its end it goes on with a name of the user's.
    keys: &'static [&'static str],
    action: &'static str,
    what: &'static str,
}

/// Source: "Actions, resources, and condition keys for AWS STS" in the Service Authorization Reference.
static PAIRS: [Pair; 3] = [
    Pair {
        keys: &["sts:sourceidentity"],
        action: "sts:SetSourceIdentity",
        what: "a source identity",
    },
    Pair {
        keys: &["aws:requesttag/", "aws:tagkeys", "sts:transitivetagkeys"],
        action: TAG_SESSION,
        what: "session tags",
    },
    Pair {
        keys: &["sts:requestcontext/", "sts:requestcontextproviders"],
        action: "sts:SetContext",
        what: "a context",
    },
];

/// Those of the pairs that do not go on.
static WHOLE_KEYS: KeySet<4> = KeySet::new([
    "sts:sourceidentity",
    "aws:tagkeys",
    "sts:transitivetagkeys",
    "sts:requestcontextproviders",
]);

/// Every `Allow` to assume a role only with something that no statement allows to send.
fn check(cx: &Context) -> Vec<Finding> {
    // A statement that could not be read may be the one that is missed.
    let unread = || cx.policy.broken || cx.policy.statements.iter().any(|one| !one.sound);
    let mut findings = Vec::new();
    if !cx.policy_type.grants() {
        return findings;
    }
    let senders: [OnceCell<Senders>; PAIRS.len()] = Default::default();
    let untagged = OnceCell::new();
    if !cx.policy.parts.has(Part::TagKey) && !cx.policy.may_ask_one_of(&WHOLE_KEYS) {
        return findings;
    }
    for statement in cx.policy.allows() {
        if statement.conditions.is_empty() || !names_sts(statement) {
            continue;
        }
        for (pair, senders) in PAIRS.iter().zip(&senders) {
            let Some(condition) = demanded(statement, pair).filter(|_| assumes(statement)) else {
                continue;
            };
            let senders = senders.get_or_init(|| Senders::of(cx.policy, pair.action));
            let Some(place) = stuck(cx, statement, senders) else {
                continue;
            };
            let is_told = || {
                let untagged = untagged.get_or_init(|| untagged_by_confluent(cx));
                let range = statement.span.range();
                untagged
                    .iter()
                    .any(|span: &Span| range.contains(&span.range().start))
            };
            if unread() || (pair.action == TAG_SESSION && is_told()) {
                continue;
            }
            findings.push(finding(cx, pair, condition, place));
        }
    }
    findings
}

fn finding(cx: &Context, pair: &Pair, condition: &Condition, place: Span) -> Finding {
    let (action, what) = (pair.action, pair.what);
    let (message, severity) = if cx.policy_type == PolicyType::Trust {
        (
            format!("no call passes: it has to send {what}, and `{action}` is not allowed"),
            Severity::Error,
        )
    } else {
        (
            format!("a call has to send {what}, and this policy does not allow `{action}`"),
            Severity::Warning,
        )
    };
    let key = quote(condition.key.written());
    RULE.finding(message)
        .at(
            condition.key.span(),
            format!("wants {what}: AWS asks `{action}` too"),
        )
        .related(place, "allowed to assume the role, but not to send it")
        .help(format!("allow `{action}` beside, or drop {key}"))
        .severity(severity)
}

/// The first condition on a key of the pair that fails where the call does not carry it.
fn demanded<'s, 't>(statement: &'s Statement<'t>, pair: &Pair) -> Option<&'s Condition<'t>> {
    statement
        .conditions
        .iter()
        .find(|condition| is_of(pair, condition) && when_absent(condition).is_no())
}

fn is_of(pair: &Pair, condition: &Condition) -> bool {
    let Some(name) = condition.key.known() else {
        return false;
    };
    pair.keys.iter().any(|key| {
        let head = name.as_bytes().get(..key.len());
        let is_whole = name.len() == key.len() || key.ends_with('/');
        is_whole && head.is_some_and(|head| head.eq_ignore_ascii_case(key.as_bytes()))
    })
}

/// Whether an action of a statement may be one of STS, by its first letters.
fn names_sts(statement: &Statement) -> bool {
    let may_be = |action: &Text| {
        let start = action.written().bytes().take("sts:".len());
        let mut pairs = start.zip(*b"sts:");
        match pairs.find(|(byte, own)| !byte.eq_ignore_ascii_case(own)) {
            Some((byte, _)) => matches!(byte, b'*' | b'?'),
            None => true,
        }
    };
    let lists = statement.action.as_ref();
    lists.is_some_and(|list| list.items.iter().any(may_be))
}

/// Whether a statement names a way to assume a role.
fn assumes(statement: &Statement) -> bool {
    statement.action.as_ref().is_some_and(|list| {
        !list.negated()
            && [ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY]
                .iter()
                .any(|action| covers(list, action).is_yes())
    })
}

/// Who may send what the pair is about, by some statement of the policy and under whatever condition.
#[derive(Default)]
struct Senders<'p> {
    /// Everyone, or callers that cannot be told.
    anyone: bool,
    named: HashSet<&'p str>,
    /// Accounts that are named as a whole.
    accounts: HashSet<&'p str>,
    /// Accounts of which somebody is named.
    homes: HashSet<&'p str>,
}

impl<'p> Senders<'p> {
    fn of(policy: &'p Policy, action: &str) -> Self {
        let mut senders = Self::default();
        let allows = |one: &&Statement| {
            one.action
                .as_ref()
                .is_none_or(|list| !covers(list, action).is_no())
        };
        for statement in policy.allows().filter(allows) {
            senders.anyone |= statement
                .principal
                .as_ref()
                .is_none_or(|principals| principals.negated);
            for principal in statement.principals() {
                senders.add(principal);
            }
        }
        senders
    }

    fn add(&mut self, principal: &'p Principal) {
        use PrincipalKind as Kind;
        let Some((kind, name)) = principal.identity() else {
            self.anyone = true;
            return;
        };
        self.anyone |= matches!(kind, Kind::Everyone | Kind::Pattern);
        self.named.insert(name);
        if kind == Kind::Account {
            self.accounts.insert(name);
        }
        self.homes.extend(principal.account());
    }

    /// An account may be meant where one of its roles is named, and the other way round.
    fn include(&self, principal: &Principal) -> bool {
        let Some((kind, name)) = principal.identity() else {
            return true;
        };
        let account = principal.account();
        self.anyone
            || self.named.contains(name)
            || account.is_some_and(|one| self.accounts.contains(one))
            || (kind == PrincipalKind::Account && self.homes.contains(name))
            || matches!(
                kind,
                PrincipalKind::DeletedRole | PrincipalKind::DeletedUser
            )
    }
}

/// The place of who may assume the role by a statement, and send nothing with it.
fn stuck(cx: &Context, statement: &Statement, senders: &Senders) -> Option<Span> {
    if senders.anyone {
        return None;
    }
    let Some(principals) = &statement.principal else {
        return statement.action.as_ref().map(|list| list.span);
    };
    let told = cx.policy_type == PolicyType::Trust && cx.runs(&roles_anywhere::RULE);
    let is_told = |one: &Principal| told && one.text.known() == Some(roles_anywhere::SERVICE);
    principals
        .items
        .iter()
        .find(|one| !principals.negated && !senders.include(one) && !is_told(one))
        .map(|one| one.text.span())
}

/// Confluent's principals of which `missing-tag-session` says that their call fails.
fn untagged_by_confluent(cx: &Context) -> Vec<Span> {
    let is_its_matter = cx.policy_type == PolicyType::Trust
        && cx.profile == Profile::Confluent
        && cx.runs(&missing_tag_session::RULE);
    if !is_its_matter {
        return Vec::new();
    }
    missing_tag_session::check(cx)
        .iter()
        .map(|finding| finding.primary.span)
        .collect()
}
