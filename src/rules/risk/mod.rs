//! What the rules on risky grants share: the actions that they ask about, the request that would do harm, and the finding
//! that names everything of one kind at once.

mod actions;
mod shown;

use std::sync::LazyLock;

use crate::catalog::Catalog;
use crate::finding::{Draft, Finding, Severity};
use crate::kind::PolicyType;
use crate::model::{Statement, Text};
use crate::rules::Context;
use crate::semantics::breadth::is_every_resource;
use crate::semantics::grants::{Grant, Grants};
use crate::semantics::reach::Reach;
use crate::semantics::wanted::{Action, Numbers, Subset, Wanted};
use crate::semantics::{Caller, Key, Keys, Request};
use crate::source::Span;
use crate::text;

pub(super) use shown::{Shown, shown};

pub(super) static WANTED: Wanted = Wanted::new(actions::NAMES);

static NUMBERS: LazyLock<Numbers> = LazyLock::new(|| Numbers::of(&WANTED, Catalog::embedded()));

/// The action of this name; the compiler stops at one that is not in the list.
pub(super) const fn action(name: &str) -> Action {
    WANTED.action(name)
}

/// An action that does harm where it is allowed on everything.
#[derive(Debug)]
pub(super) struct Sensitive {
    pub action: Action,
    /// What it opens then: `every secret`.
    pub opened: &'static str,
}

/// The sensitive actions of a rule.
#[derive(Debug)]
pub(super) struct Group {
    actions: &'static [Sensitive],
    set: Subset,
}

impl Group {
    pub(super) const fn new(actions: &'static [Sensitive]) -> Self {
        let mut set = Subset::NONE;
        let mut index = 0;
        while index < actions.len() {
            set = set.with(actions[index].action);
            index += 1;
        }
        Self { actions, set }
    }
}

macro_rules! sensitive {
    ($($name:literal => $opened:literal,)+) => {
        $crate::rules::risk::Group::new(&[$($crate::rules::risk::Sensitive {
            action: const { $crate::rules::risk::action($name) },
            opened: $opened,
        },)+])
    };
}
pub(super) use sensitive;

/// The words of a rule on sensitive actions.
#[derive(Debug)]
pub(super) struct Wording {
    /// What such an action does, as a label under it.
    pub does: &'static str,
    pub help: &'static str,
}

/// What the policy grants of the risky actions, if it is one that grants and leaves something to gain.
pub(super) fn grants<'c>(cx: &Context<'c>) -> Option<&'c Grants> {
    if cx.policy_type != PolicyType::Identity {
        return None;
    }
    let grants = cx.grants(&WANTED, &NUMBERS);
    (!grants.is_silent()).then_some(grants)
}

/// Whether surely no statement of an identity policy allows the action.
pub(super) fn leaves_out(cx: &Context, action: Action) -> bool {
    cx.grants(&WANTED, &NUMBERS).leaves_out(action)
}

/// The keys of the request that gains most: it hands over all that it may, with no boundary.
pub(super) fn keys() -> &'static Keys {
    static KEYS: LazyLock<Keys> = LazyLock::new(|| {
        let administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
        Request::new(Caller::Unknown, "")
            .with("iam:PolicyARN", Key::value(administrator))
            .with("iam:PermissionsBoundary", Key::Absent)
            .with("kms:GrantIsForAWSResource", Key::value("false"))
            .context
    });
    &KEYS
}

/// The same for a role that is passed to a service.
pub(super) fn keys_of_passing(service: &str) -> Keys {
    let mut keys = keys().clone();
    keys.set("iam:PassedToService", Key::value(service));
    keys
}

/// One finding for all sensitive actions that are allowed on everything; a remark if each is under a condition.
pub(super) fn report(
    cx: &Context,
    group: &Group,
    wording: &Wording,
    draft: impl FnOnce(&str) -> Draft,
) -> Vec<Finding> {
    let Some(grants) = grants(cx) else {
        return Vec::new();
    };
    let named = grants.named_of(group.set);
    if named.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(Grant, &str)> = group
        .actions
        .iter()
        .filter(|sensitive| named.contains(sensitive.action))
        .filter_map(|sensitive| {
            let grant = grants.widest(cx.policy, sensitive.action, keys())?;
            (grant.reach == Reach::Every).then_some((grant, sensitive.opened))
        })
        .collect();
    let mut request = None;
    let mut is_shown = false;
    if found.iter().any(|(grant, _)| grant.is_unlimited()) {
        found.retain(|(grant, _)| grant.is_unlimited());
        found.retain(|(grant, _)| match shown(cx, grant, keys(), !is_shown) {
            Shown::Refused => false,
            Shown::Open => true,
            Shown::Request(witness) => {
                is_shown = true;
                request = request.take().or(witness);
                true
            }
        });
    }
    let Some((first, _)) = found.first() else {
        return Vec::new();
    };
    let mut finding = draft(&opened(&found)).at(place(first), because(first, wording.does));
    for (grant, opened) in others(&found) {
        finding = finding.related(
            place(grant),
            because(grant, &format!("the same for {opened}")),
        );
    }
    finding = limit(finding, first);
    if let Some(request) = request {
        finding = finding.witness(request);
    }
    vec![finding.help(wording.help)]
}

/// `every secret, every IAM user and 3 more`.
fn opened(found: &[(Grant, &str)]) -> String {
    /// How many are named.
    const NAMED: usize = 2;
    let mut all: Vec<&str> = Vec::new();
    for (_, opened) in found {
        if !all.contains(opened) {
            all.push(opened);
        }
    }
    let more = all.len().saturating_sub(NAMED);
    let mut named: Vec<String> = all.iter().take(NAMED).map(|&one| one.to_owned()).collect();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    text::list(&named)
}

/// Some of the others that stand at places of their own and open something else.
fn others<'f, 'p, 't>(
    found: &'f [(Grant<'p, 't>, &'f str)],
) -> impl Iterator<Item = (&'f Grant<'p, 't>, &'f str)> {
    /// How many are shown.
    const SHOWN: usize = 3;
    let mut shown: Vec<(Span, &str)> = Vec::new();
    found
        .iter()
        .filter(move |(grant, opened)| {
            let place = place(grant);
            let is_new = shown.len() <= SHOWN
                && shown
                    .iter()
                    .all(|(other, said)| *other != place && said != opened);
            if is_new {
                shown.push((place, opened));
            }
            is_new
        })
        .skip(1)
        .map(|(grant, opened)| (grant, *opened))
}

/// Where the action is allowed.
pub(super) fn place(grant: &Grant) -> Span {
    let list = grant.statement.action.as_ref();
    match (grant.item, list) {
        (Some(item), _) => item.span(),
        (None, Some(list)) => list.key,
        (None, None) => grant.statement.head(),
    }
}

/// The words if the action is written out; else that the text takes it in.
pub(super) fn because(grant: &Grant, words: &str) -> String {
    let name = WANTED.name(grant.action);
    let written = grant.item.and_then(Text::known);
    match written {
        None => format!("does not leave out `{name}`"),
        Some(written) if written.eq_ignore_ascii_case(name) => words.to_owned(),
        Some(_) => format!("takes in `{name}`"),
    }
}

/// Says what limits a grant, or that nothing does. A limited one is a remark.
pub(super) fn limit(finding: Finding, grant: &Grant) -> Finding {
    if let Some(condition) = grant.condition {
        return finding
            .related(condition.key.span(), "only while this holds")
            .severity(Severity::Info);
    }
    let (words, is_limited) = match grant.reach {
        Reach::Every => ("leaves none out", false),
        Reach::Own => ("the holder's own", false),
        Reach::Alike | Reach::Certain | Reach::None => ("limited to these", true),
    };
    let finding = match resource(grant.statement) {
        Some(span) => finding.related(span, words),
        None => finding,
    };
    if is_limited {
        finding.severity(Severity::Info)
    } else {
        finding
    }
}

/// What says on which resources: the one that stands for all, else the element's name.
fn resource(statement: &Statement) -> Option<Span> {
    let every = statement
        .resources()
        .find(|item| item.known().is_some_and(is_every_resource));
    match every {
        Some(item) => Some(item.span()),
        None => statement
            .resource
            .as_ref()
            .map(|list| match &list.items[..] {
                [only] if !list.negated() => only.span(),
                _ => list.key,
            }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_for_a_service_names_each_of_its_risky_actions() {
        for name in actions::NAMES {
            let (service, word) = name.split_once(':').expect("a service and an action");
            let begin = word.get(..3).expect("no name is so short");
            for pattern in [format!("{service}:*"), format!("{service}:{begin}*")] {
                let mut is_named = false;
                WANTED.each_named(&pattern, |one| is_named |= one == action_of(name));
                assert!(is_named, "{pattern} names {name}");
            }
        }
    }

    fn action_of(name: &str) -> Action {
        WANTED.named(name).expect("it is in the set")
    }
}
