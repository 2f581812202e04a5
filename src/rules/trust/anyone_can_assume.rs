use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Principal, PrincipalKind, Statement};
use crate::proof::Verdict;
use crate::rules::condition::expired_access;
use crate::rules::witness::witness_of;
use crate::rules::{Check, Context, Rule, meaning};
use crate::semantics::stranger::{self, Network};
use crate::semantics::trust::{ASSUME_ROLE, EXTERNAL_ID, Gate};
use crate::semantics::{Key, Request, Truth};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "anyone-can-assume",
        category: Category::Trust,
        severity: Severity::Error,
        summary: "role that a stranger can assume",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every statement for everyone whose conditions do not keep a made-up stranger out.
pub(in crate::rules) fn check(cx: &Context) -> Vec<Finding> {
    let gate = Gate::new(cx.policy);
    let account = stranger::account(cx.tree.text());
    gate.allows(ASSUME_ROLE)
        .filter(|statement| !statement.conditions.iter().any(may_limit))
        .filter(|statement| !expired_access::is_over(cx, statement))
        .filter_map(|statement| {
            let everyone = statement
                .principals()
                .find(|one| one.kind == PrincipalKind::Everyone)?;
            let found = admitted(cx, &gate, statement, (account, Network::Own));
            let (request, severity) = match found {
                Some(request) => (request, Severity::Error),
                None => (
                    admitted(cx, &gate, statement, (account, Network::Any))?,
                    Severity::Warning,
                ),
            };
            Some(finding(cx, &gate, statement, everyone, &request, severity))
        })
        .collect()
}

/// Whether a condition on who calls cannot be read yet, such as one on `<organization-id>`.
fn may_limit(condition: &Condition) -> bool {
    let name = condition.key.written().to_ascii_lowercase();
    let unread =
        condition.spec.is_none() || condition.values.iter().any(|one| one.known().is_none());
    unread && (name.starts_with("aws:principal") || name == "aws:userid")
}

/// A stranger's request that gets in: one of a few, and where these leave it open the first of all that there are.
fn admitted(
    cx: &Context,
    gate: &Gate,
    statement: &Statement,
    (account, network): (&'static str, Network),
) -> Option<Request> {
    let strangers = || stranger::requests(statement, account, ASSUME_ROLE, network);
    let mut open = None;
    for request in strangers() {
        match gate.judge(statement, &request) {
            Truth::Yes => return Some(request),
            Truth::Unknown => open = open.or(Some(request)),
            Truth::No => {}
        }
    }
    let all: Vec<Request> = stranger::all(strangers()).collect();
    let first = all.first().filter(|_| !gate.is_spent())?;
    if open.is_none() && !meaning::may_fare_otherwise(cx, statement, &first.caller) {
        return None;
    }
    match meaning::admission(cx, statement, &all, None) {
        Verdict::Disproven(witness) => Some(witness.request),
        Verdict::Proven => None,
        Verdict::Undecided(_) => open,
    }
}

fn finding(
    cx: &Context,
    gate: &Gate,
    statement: &Statement,
    everyone: &Principal,
    request: &Request,
    severity: Severity,
) -> Finding {
    let nameless = request.clone().with(EXTERNAL_ID, Key::Absent);
    let message = if severity == Severity::Warning {
        "anyone who calls from a known network may assume this role"
    } else if gate.admits(statement, &nameless) {
        "anyone with an AWS account may assume this role"
    } else {
        "anyone who knows the external ID may assume this role"
    };
    let label = if statement.conditions.is_empty() {
        "every principal of every account, with no condition"
    } else {
        "every principal of every account"
    };
    let mut finding = RULE
        .finding(message)
        .at(everyone.text.span(), label)
        .severity(severity)
        .help("name who may assume it, or require an `aws:PrincipalOrgID`")
        .witness(witness_of(request, cx.policy, statement));
    let is_bare = statement
        .principal
        .as_ref()
        .is_some_and(|one| one.is_string);
    if is_bare {
        // AWS's check speaks of this form alone. The code is `unsupported-wildcard-in-principal`'s, which is silent here.
        finding.access_analyzer = Some("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL");
    }
    match statement.conditions.first() {
        Some(first) if first.is_on("aws:PrincipalArn") => {
            finding.related(first.key.span(), "fits callers of any account")
        }
        Some(first) => finding.related(first.key.span(), "does not say who calls"),
        None => finding,
    }
}
