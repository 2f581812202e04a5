//! `shown()`: the request by which a grant does its harm, or that the policy's `Deny`s leave none.

use crate::catalog::{Action, Catalog, Template};
use crate::finding::Witness;
use crate::kind::PolicyType;
use crate::model::{List, Statement, Text};
use crate::proof::Verdict;
use crate::rules::witness::witness_in;
use crate::rules::{Context, meaning};
use crate::semantics::grants::{Grant, NO_LIMIT};
use crate::semantics::reach::Reach;
use crate::semantics::trust::covers;
use crate::semantics::{Caller, Key, Keys, Request, Truth, applies, applies_to_action};

use super::WANTED;

/// What became of a grant when a request for it was sought.
#[derive(Debug)]
pub(in crate::rules) enum Shown {
    /// No request for it gets in.
    Refused,
    /// This one does; `None` where nobody will see it.
    Request(Option<Witness>),
    /// Neither is certain.
    Open,
}

/// Seeks a request for the action with these keys. Where the grant is on everything, it is for a resource that the policy does
/// not name.
///
/// Where neither a condition nor a `Deny` has a say, the statement itself tells it; else the procedure does, unless the
/// request is not `wanted`.
pub(in crate::rules) fn shown(cx: &Context, grant: &Grant, keys: &Keys, wanted: bool) -> Shown {
    let name = WANTED.name(grant.action);
    if !meaning::is_askable(cx) {
        return Shown::Open;
    }
    let is_denied = |deny: &Statement| deny.sound && !covers(deny, name).is_no();
    let is_open = cx.policy.denies().any(is_denied)
        || grant.statement.resource.as_ref().is_some_and(List::negated);
    if !is_open && !wanted {
        return Shown::Open;
    }
    if is_open && cx.policy.denies().any(|deny| denies_all(deny, name)) {
        return Shown::Refused;
    }
    let is_plain = !is_open && grant.statement.conditions.is_empty();
    if is_plain && !cx.labels {
        return Shown::Request(None);
    }
    let request = Request {
        context: keys.clone(),
        ..Request::new(Caller::Unknown, name)
    };
    let word = cx.unnamed();
    if is_plain {
        return plain(cx, grant, request, word);
    }
    let is_every = grant.reach == Reach::Every;
    if is_every {
        let likely = from_within(cx, grant.statement, request.clone());
        let mut examples = requests(&likely, word, ["aws", REGION, ACCOUNT]);
        if let Some(found) = examples.find(|one| surely_gets_in(cx, grant, one)) {
            return seen(cx, &found);
        }
    }
    let word = if is_every { word } else { "*" };
    let request = Request {
        context: keys.only(|name| has_a_say(cx, name)),
        ..request
    };
    let asked: Vec<Request> = requests(&request, word, [partition(cx), "*", "*"]).collect();
    match meaning::admission(cx, grant.statement, &asked, None) {
        Verdict::Proven => Shown::Refused,
        Verdict::Disproven(proof) => {
            let request = Request {
                caller: Caller::Unknown,
                ..proof.request
            };
            seen(cx, &request)
        }
        Verdict::Undecided(_) => Shown::Open,
    }
}

/// Whether a `Deny` surely takes back the action on every resource: that needs no proof.
fn denies_all(deny: &Statement, action: &str) -> bool {
    let resources = deny.resource.as_ref().filter(|list| !list.negated());
    let is_everything = |item: &Text| item.known() == Some("*");
    deny.sound
        && deny.conditions.is_empty()
        && deny.principal.is_none()
        && resources.is_some_and(|list| list.items.iter().any(is_everything))
        && covers(deny, action).is_yes()
}

/// The request that gets in, if somebody will see it.
fn seen(cx: &Context, request: &Request) -> Shown {
    let witness = || witness_in(request, cx.policy);
    Shown::Request(cx.labels.then(witness))
}

/// The request on a resource of each form that its action takes, or on none where it takes none.
fn requests<'r>(
    request: &'r Request,
    word: &'r str,
    fields: [&'r str; 3],
) -> impl Iterator<Item = Request> + use<'r> {
    let resources = templates(&request.action).map(move |template| filled(template, word, fields));
    let mut resources = resources.peekable();
    let on_none = resources.peek().is_none().then(|| request.clone());
    let on = |resource| Request {
        resource: Some(resource),
        ..request.clone()
    };
    on_none.into_iter().chain(resources.map(on))
}

/// The request as it comes from one's own house: encrypted, from the account that has the resource, in the Region and the
/// organization that the statement names, or else a `Deny`.
fn from_within(cx: &Context, statement: &Statement, mut request: Request) -> Request {
    for key in NO_LIMIT {
        let denies = cx.policy.denies().filter(|deny| deny.sound);
        let mut statements = std::iter::once(statement).chain(denies);
        let Some(condition) = statements.find_map(|one| one.conditions_on(key).next()) else {
            continue;
        };
        let written = condition.values.iter().filter_map(Text::known);
        let mut plain = written.filter(|text| !text.contains(['*', '?', '$']));
        let value = match key {
            "aws:SecureTransport" => "true",
            "aws:ResourceAccount" | "aws:PrincipalAccount" => plain.next().unwrap_or(ACCOUNT),
            "aws:RequestedRegion" => plain.next().unwrap_or(REGION),
            _ => match plain.next() {
                Some(value) => value,
                None => continue,
            },
        };
        request.context.set(key, Key::value(value));
        if key == "aws:ResourceAccount" {
            // It may be held against the caller's account.
            request
                .context
                .set("aws:PrincipalAccount", Key::value(value));
        }
    }
    request
}

/// Whether a condition of the policy may be on a key, or one of its variables. Any other one is but a burden to a proof.
fn has_a_say(cx: &Context, key: &str) -> bool {
    let text = cx.tree.text().as_bytes();
    let is_global = |at| {
        let behind = text.get(at + 1..).unwrap_or_default();
        ["{aws:", "{*}", "{?}", "{$}"]
            .iter()
            .any(|begin| behind.starts_with(begin.as_bytes()))
            || behind.starts_with(b"}")
    };
    // A dollar sign may be written as an escape.
    let may_be_variable =
        || memchr::memchr(b'\\', text).is_some() || !memchr::memchr_iter(b'$', text).all(is_global);
    cx.policy.may_ask(key) || key.starts_with("aws:") || may_be_variable()
}

/// Whether the statement allows the request and no `Deny` applies, whatever the keys that are not known.
fn surely_gets_in(cx: &Context, grant: &Grant, request: &Request) -> bool {
    let variables = cx.policy.has_variables();
    let is_denied = |deny| !applies(deny, PolicyType::Identity, request, variables).is_no();
    allows(grant, request, variables).is_yes() && !cx.policy.denies().any(is_denied)
}

/// Whether the statement allows a request for its action.
fn allows(grant: &Grant, request: &Request, variables: bool) -> Truth {
    // An entry that names it settles that; exceptions may hold one that is not known.
    let applies = match grant.item {
        Some(_) => applies_to_action,
        None => applies,
    };
    applies(grant.statement, PolicyType::Identity, request, variables)
}

/// The partition of the policy's resources: that of most regions if it names no other.
fn partition(cx: &Context) -> &'static str {
    let text = cx.tree.text().as_bytes();
    let names = |start: &[u8]| memchr::memmem::find(text, start).is_some();
    if names(b"arn:aws-") || names(b"arn:*") {
        "*"
    } else {
        "aws"
    }
}

/// A request on what the statement names, or on something of a kind that the action takes.
fn plain(cx: &Context, grant: &Grant, mut request: Request, word: &str) -> Shown {
    let variables = cx.policy.has_variables();
    let own = grant
        .statement
        .resources()
        .filter_map(Text::known)
        .filter(|text| text.starts_with("arn:") && !text.contains('$'));
    let written = own.map(|text| completed(text, word));
    let candidates = templates(&request.action)
        .map(|template| filled(template, word, ["aws", REGION, ACCOUNT]))
        .chain(written);
    request.context.set_others(Key::Absent);
    for resource in candidates.take(MOST) {
        request.resource = Some(resource);
        if allows(grant, &request, variables).is_yes() {
            return seen(cx, &request);
        }
    }
    request.resource = None;
    seen(cx, &request)
}

/// So many resources are tried.
const MOST: usize = 16;

/// The forms of the resources that an action takes, as AWS writes them.
fn templates(action: &str) -> impl Iterator<Item = &'static str> + use<> {
    let action = Catalog::embedded().action(action);
    let types = action.into_iter().flat_map(Action::resources);
    types
        .flat_map(|one| one.resource_type.templates())
        .map(Template::text)
}

/// Puts a word for each name of a form, and what is given for partition, Region and account.
fn filled(template: &str, word: &str, [partition, region, account]: [&str; 3]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(match name {
            "Partition" => partition,
            "Region" => region,
            "Account" => account,
            _ => word,
        });
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

const REGION: &str = "us-east-1";
const ACCOUNT: &str = "111122223333";

/// A resource that a pattern takes.
fn completed(pattern: &str, word: &str) -> String {
    let fields = pattern.splitn(6, ':').enumerate();
    let fields = fields.map(|(index, field)| match (index, field) {
        (3, "*") => REGION.to_owned(),
        (4, "*") => ACCOUNT.to_owned(),
        _ => field.replace('*', word).replace('?', "x"),
    });
    fields.collect::<Vec<_>>().join(":")
}
