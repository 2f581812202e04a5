use std::collections::BTreeMap;

use crate::catalog::Service;
use crate::catalog::known_key::is_provider;
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Condition, Part, Statement, Text};
use crate::rules::{Check, Context, Rule};
use crate::semantics::actions::Named;
use crate::semantics::providers::web_identity_provider;
use crate::text::{nearest, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-service",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "condition key of a service that AWS does not have",
        codes: &["INVALID_SERVICE"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Each prefix of the policy's condition keys that is neither a service's nor an identity provider's, once.
fn check(cx: &Context) -> Vec<Finding> {
    let mut unknown: BTreeMap<String, Vec<&Text>> = BTreeMap::new();
    for key in unknown_keys(cx) {
        let is_ours = cx.catalog.service(key.prefix()).is_none()
            && cx.catalog.retired_key(key.name).is_none()
            && !is_named_by_an_action(cx, &key);
        if is_ours {
            let prefix = key.prefix().to_ascii_lowercase();
            unknown.entry(prefix).or_default().push(&key.condition.key);
        }
    }
    unknown
        .iter()
        .enumerate()
        .filter_map(|(place, (prefix, keys))| finding(cx, prefix, keys, place < GUESSES))
        .collect()
}

/// To how many names of one policy the nearest one is looked up: a hostile megabyte has a hundred thousand names.
const GUESSES: usize = 50;

/// A condition key of a service that AWS's data does not have.
pub(super) struct UnknownKey<'a> {
    statement: &'a Statement<'a>,
    pub(super) condition: &'a Condition<'a>,
    pub(super) name: &'a str,
}

impl<'a> UnknownKey<'a> {
    pub(super) fn prefix(&self) -> &'a str {
        self.name.split_once(':').map_or("", |(prefix, _)| prefix)
    }
}

/// The keys that are neither known, nor global, nor an identity provider's, nor without the form of a key.
pub(super) fn unknown_keys<'a>(cx: &Context<'a>) -> impl Iterator<Item = UnknownKey<'a>> {
    let cx = *cx;
    let statements = cx.has_unknown_keys().then(|| cx.policy.sound_statements());
    statements.into_iter().flatten().flat_map(move |statement| {
        let keys = statement.conditions.iter().zip(cx.keys(statement));
        keys.filter(|(_, known)| known.is_none())
            .filter_map(move |(condition, _)| {
                let name = condition.key.known()?;
                let (prefix, rest) = name.split_once(':')?;
                let is_other = prefix.is_empty()
                    || rest.is_empty()
                    || prefix.eq_ignore_ascii_case("aws")
                    || is_claim(prefix, statement, &cx);
                (!is_other).then_some(UnknownKey {
                    statement,
                    condition,
                    name,
                })
            })
    })
}

/// Whether a prefix is that of an identity provider: a host, unless it is a service's, or one that the statement trusts.
fn is_claim(prefix: &str, statement: &Statement, cx: &Context) -> bool {
    if is_provider(prefix) {
        return service_of(prefix, cx).is_none();
    }
    statement
        .principals()
        .filter_map(web_identity_provider)
        .any(|provider| provider.eq_ignore_ascii_case(prefix))
}

/// The service that a prefix such as `s3.amazonaws.com` means.
fn service_of(prefix: &str, cx: &Context) -> Option<Service> {
    const IDENTITY_POOLS: &str = "cognito-identity";
    let (name, rest) = prefix.split_once('.')?;
    if !rest.eq_ignore_ascii_case("amazonaws.com") || name.eq_ignore_ascii_case(IDENTITY_POOLS) {
        return None;
    }
    cx.catalog.service(name)
}

/// Whether an action of the statement names the same unknown service: the rules on actions speak of it.
pub(super) fn is_named_by_an_action(cx: &Context, key: &UnknownKey) -> bool {
    let (Some(list), Some(actions)) = (&key.statement.action, cx.actions(key.statement)) else {
        return false;
    };
    let mut named = list.items.iter().zip(&actions.named).take(MOST);
    named.any(|(text, named)| {
        *named == Named::NoService
            && text
                .known()
                .and_then(|text| text.split_once(':'))
                .is_some_and(|(prefix, _)| prefix.eq_ignore_ascii_case(key.prefix()))
    })
}

/// How many actions are compared with a key, so that many keys and many actions do not all meet.
const MOST: usize = 256;

fn finding(cx: &Context, service: &str, keys: &[&Text], guess: bool) -> Option<Finding> {
    const SHOWN: usize = 3;
    let (first, others) = keys.split_first()?;
    let place = |key: &Text| key.part(0..service.len());
    let finding = RULE
        .finding(format!("AWS has no service {}", quote(service)))
        .at(
            place(first),
            format!("not in its data of {}", cx.catalog.date()),
        )
        .code("INVALID_SERVICE");
    let finding = others.iter().take(SHOWN).fold(finding, |finding, key| {
        finding.related(place(key), "nor here")
    });
    let near = match service_of(service, cx) {
        Some(meant) => Some(meant.prefix()),
        None if guess => nearest(service, cx.catalog.services().map(Service::prefix)),
        None => None,
    };
    Some(match near {
        Some(near) => finding.help(format!("did you mean {}?", quote(near))).fix(
            format!("write {}", quote(near)),
            Safety::Unsafe,
            keys.iter()
                .map(|key| Edit::replace(place(key), near))
                .collect(),
        ),
        None => finding.help("list the services with `iamsure catalog`"),
    })
}
