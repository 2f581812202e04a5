use crate::finding::{Category, Finding, Meta, Safety, Severity};
use crate::integration::{self, Integration, Party, Trouble};
use crate::kind::Profile;
use crate::model::{Condition, Policy, Principal, PrincipalKind, Statement, Text};
use crate::rules::integration::principal_mismatch;
use crate::rules::{Check, Context, Rule, admission, insertion, meaning, witness};
use crate::semantics::trust::{ASSUME_ROLE, EXTERNAL_ID, Gate, TAG_SESSION, covers};
use crate::semantics::{Caller, Key, Request};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-tag-session",
        category: Category::Trust,
        severity: Severity::Error,
        summary: "trust in Confluent's role without `sts:TagSession`",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

const MESSAGE: &str = "Confluent may assume this role but not tag the session, so its call fails";

/// Each of Confluent's principals that may assume the role and whose call fails all the same, since it tags the session.
pub(in crate::rules) fn check(cx: &Context) -> Vec<Finding> {
    // A statement that could not be read may be the one that is missed.
    let unread = cx.policy.broken || cx.policy.statements.iter().any(|one| !one.sound);
    if cx.profile != Profile::Confluent || unread {
        return Vec::new();
    }
    let gate = Gate::new(cx.policy);
    let party = Party::of(cx.policy, cx.profile, cx.integration);
    // The tags are allowed to the right role, and another one stands where it belongs: `principal-mismatch` says that.
    let is_ready = |one: &&Integration| {
        matches!(
            integration::trouble(cx.policy, one),
            Some(Trouble::Principal { .. })
        ) && integration::tag_session(one).is_some_and(|request| tags(cx, &gate, &request))
    };
    if cx.integration.as_ref().is_some_and(is_ready) && cx.runs(&principal_mismatch::RULE) {
        return Vec::new();
    }
    let mut findings: Vec<Finding> = callers(cx.policy, party)
        .into_iter()
        // A gate that has read its fill admits nobody any more, with tags or without.
        .take_while(|_| !gate.is_spent())
        .filter_map(|principal| {
            let (statement, id) = assuming(cx, &gate, principal)?;
            let request = integration::sent(request(principal, TAG_SESSION, &id));
            let is_refused = !tags(cx, &gate, &request) && !gate.is_spent();
            is_refused.then(|| finding(cx, principal, statement, &request))
        })
        .collect();
    if findings.is_empty() {
        findings.extend(cx.integration.and_then(|one| unnamed(cx, &gate, one)));
    }
    findings
}

fn tags(cx: &Context, gate: &Gate, request: &Request) -> bool {
    gate.allows(TAG_SESSION)
        .any(|statement| meaning::admitted(cx, gate, statement, request).is_some())
}

/// The integration's role where a statement takes it in without its name, such as one for everyone.
fn unnamed(cx: &Context, gate: &Gate, integration: &Integration) -> Option<Finding> {
    let assume = integration::assume_role(integration)?;
    let tag = integration::tag_session(integration)?;
    let statement = gate
        .allows(ASSUME_ROLE)
        .find(|statement| meaning::admitted(cx, gate, statement, &assume).is_some())?;
    let principals = statement.principal.as_ref()?;
    // Of a principal that AWS does not take another rule speaks: it lets nobody in.
    let readable = principals
        .items
        .iter()
        .all(|one| one.text.known().is_some() && one.kind != PrincipalKind::Malformed);
    (readable && !tags(cx, gate, &tag) && !gate.is_spent()).then(|| {
        let finding = RULE
            .finding(MESSAGE)
            .at(principals.span, "trusted, with no `sts:TagSession`")
            .witness(witness(&tag, statement));
        if let Some(deny) = integration::refusal(cx.policy, &tag) {
            return denied(finding, deny);
        }
        let finding = finding.help("allow `sts:TagSession` for the integration's role");
        match admission::wanted(cx) {
            Some(wanted) => admission::with_statements(finding, cx, statement, &[wanted.tag()]),
            None => finding,
        }
    })
}

fn denied(finding: Finding, deny: &Statement) -> Finding {
    finding
        .related(deny.head(), "denies it, whatever else allows it")
        .help("leave `sts:TagSession` out of the `Deny` statement")
}

/// Confluent's principals, each once; an account only where no role or user of it is named.
fn callers<'p, 't>(policy: &'p Policy<'t>, party: Party) -> Vec<&'p Principal<'t>> {
    let mut all: Vec<&Principal> = policy
        .allows()
        .filter(|statement| !covers(statement, ASSUME_ROLE).is_no())
        .flat_map(Statement::principals)
        .filter(|one| one.is_aws_identity() || one.text.has_placeholder())
        .filter(|one| party.includes(&one.text))
        .collect();
    let others = policy.allows().flat_map(Statement::principals);
    let mut roles =
        others.filter(|one| one.kind == PrincipalKind::Role && party.includes(&one.text));
    if let Some(role) = roles.next()
        && all.iter().all(|one| one.kind == PrincipalKind::Account)
        && !all.is_empty()
    {
        // The account may assume the role: this one of it is to do so.
        all = vec![role];
    }
    let named: std::collections::HashSet<&str> = all
        .iter()
        .filter(|one| one.kind != PrincipalKind::Account)
        .filter_map(|one| one.account())
        .collect();
    all.retain(|one| {
        one.kind != PrincipalKind::Account || one.account().is_none_or(|id| !named.contains(id))
    });
    let mut seen = std::collections::HashSet::new();
    all.retain(|one| seen.insert(one.text.written()));
    all
}

/// The statement by which a principal may assume the role, and what it then sends as external ID: the integration's, if that gets
/// in by any of them.
fn assuming<'p, 't>(
    cx: &Context,
    gate: &Gate<'p, 't>,
    principal: &Principal,
) -> Option<(&'p Statement<'t>, Key)> {
    // Thousands of statements often ask for the same ID, or for none: its request is made once.
    let mut asked: Option<(Key, Request)> = None;
    let mut admitted = |statement: &'p Statement<'t>, id: &Key| {
        let known = asked.take().filter(|(of, _)| of == id);
        let anew = || integration::sent(request(principal, ASSUME_ROLE, id));
        let (_, request) = asked.insert(known.unwrap_or_else(|| (id.clone(), anew())));
        meaning::admitted(cx, gate, statement, request).is_some()
    };
    let given = cx.integration.and_then(|one| one.external_id.known());
    let given = given.and_then(|field| {
        let id = Key::value(&field.value);
        let mut allows = gate.allows(ASSUME_ROLE);
        Some((allows.find(|statement| admitted(statement, &id))?, id))
    });
    given.or_else(|| {
        gate.allows(ASSUME_ROLE).find_map(|statement| {
            let written = statement
                .conditions_on(EXTERNAL_ID)
                .filter(|one| one.spec.is_some_and(|spec| !spec.base.is_negated()))
                .flat_map(|condition: &Condition| &condition.values)
                .map(Text::known);
            // A template value, or no ID at all: nothing is known of what is sent.
            let own = written.flatten().next().map_or(Key::Unknown, Key::value);
            admitted(statement, &own).then_some((statement, own))
        })
    })
}

fn request(principal: &Principal, action: &str, id: &Key) -> Request {
    let caller = match (principal.kind, principal.text.known(), principal.account()) {
        (PrincipalKind::Account, _, Some(account)) => {
            Caller::Identity(format!("arn:aws:iam::{account}:root"))
        }
        (_, Some(arn), _) => Caller::Identity(arn.to_owned()),
        _ => Caller::Unknown,
    };
    Request::new(caller, action).with(EXTERNAL_ID, id.clone())
}

fn finding(
    cx: &Context,
    principal: &Principal,
    statement: &Statement,
    request: &Request,
) -> Finding {
    let policy = cx.policy;
    let finding = RULE
        .finding(MESSAGE)
        .at(principal.text.span(), "trusted, with no `sts:TagSession`")
        .witness(witness(request, statement));
    let speaks = |one: &&Statement| covers(one, TAG_SESSION).is_yes();
    // Whatever is added beside it, the call is refused.
    if let Some(deny) = integration::refusal(policy, request) {
        return denied(finding, deny);
    }
    let finding = with_statement(finding, cx, principal, statement);
    let Some(other) = policy.allows().find(speaks) else {
        return finding.help("allow `sts:TagSession` for the same principal");
    };
    let names_it = other
        .principals()
        .any(|one| one.identity() == principal.identity());
    match (names_it, &other.principal, other.conditions.first()) {
        (true, _, Some(condition)) => finding
            .related(
                condition.span(),
                "lets it tag the session, unless this fails",
            )
            .help("ask for the same as for `sts:AssumeRole`, or for nothing"),
        (false, Some(principals), _) => finding
            .related(principals.span, "lets another principal tag the session")
            .help("allow `sts:TagSession` for the same principal"),
        _ => finding
            .related(other.head(), "does not let it tag the session")
            .help("allow `sts:TagSession` for the same principal"),
    }
}

/// Of an integration that was given it is known that its role is to get in; of another role only that it can already.
fn with_statement(
    finding: Finding,
    cx: &Context,
    principal: &Principal,
    behind: &Statement,
) -> Finding {
    let Some(role) = principal
        .text
        .known()
        .filter(|_| principal.kind == PrincipalKind::Role)
    else {
        return finding;
    };
    if let Some(wanted) = admission::wanted(cx).filter(|wanted| wanted.role == role) {
        return admission::with_statements(finding, cx, behind, &[wanted.tag()]);
    }
    let statement = serde_json::json!({
        "Effect": "Allow",
        "Principal": { "AWS": role },
        "Action": TAG_SESSION,
    });
    match insertion::statements_after(cx, behind, &[statement]) {
        Some(edits) => finding.fix("add the statement", Safety::Unsafe, edits),
        None => finding,
    }
}
