use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Policy, PrincipalKind, Statement};
use crate::proof::{Side, Verdict, Witness, no_public_access};
use crate::rules::condition::{
    expired_access, skippable_condition, untrustworthy_condition_key, wildcard_usage_too_permissive,
};
use crate::rules::meaning::{LIMITS, is_askable};
use crate::rules::principal::allow_with_not_principal;
use crate::rules::witness::witness_in;
use crate::rules::{Check, Context, Rule};
use crate::semantics::breadth::everything;
use crate::semantics::{Decision, Request, decide};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "public-access",
        category: Category::Privilege,
        severity: Severity::Error,
        summary: "resource policy that lets anybody in",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// A request from outside that gets in, if there is one. Of roles `anyone-can-assume` speaks.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Resource || cx.policy.broken {
        return Vec::new();
    }
    // Nobody but `*` takes in a stranger, and a list of exceptions.
    if !cx.policy.allows().any(may_be_open) || is_of_endpoint(cx) || !is_askable(cx) {
        return Vec::new();
    }
    let judged = judged(cx);
    let policy = judged.as_ref().unwrap_or(cx.policy);
    let side = Side {
        policy,
        policy_type: cx.policy_type,
    };
    match no_public_access(&side, cx.resource_type, &LIMITS) {
        Verdict::Disproven(proof) => vec![finding(cx, policy, &proof)],
        // A lint is no gate: `iamsure prove no-public-access` says what is open.
        Verdict::Proven | Verdict::Undecided(_) => Vec::new(),
    }
}

/// The policy without the statements that have allowed nothing for some time, and those of which another rule says what opens
/// them; `None` if it has none of these.
fn judged<'t>(cx: &Context<'t>) -> Option<Policy<'t>> {
    let is_apart = |one: &&Statement| {
        one.sound && one.is_allow() && (expired_access::is_over(cx, one) || is_told(cx, one))
    };
    let mut statements = cx.policy.statements.iter();
    if !statements.any(|one| is_apart(&one)) {
        return None;
    }
    let statements = cx.policy.statements.iter().filter(|one| !is_apart(one));
    // A proof names them by their place.
    let placed = statements.cloned().enumerate().map(|(index, mut one)| {
        one.index = index;
        one
    });
    Some(cx.policy.with_only(placed.collect()))
}

/// A policy that allows everything on everything is a VPC endpoint's: it gives nothing, and `full-access` speaks of it.
fn is_of_endpoint(cx: &Context) -> bool {
    cx.policy.allows().any(|one| everything(one).is_some())
}

fn may_be_open(statement: &Statement) -> bool {
    let is_everyone = |kind| matches!(kind, PrincipalKind::Everyone | PrincipalKind::Pattern);
    let mut principals = statement.principals();
    statement.principal.as_ref().is_some_and(|one| one.negated)
        || principals.any(|principal| is_everyone(principal.kind))
}

/// Whether another rule names what opens the statement: an exception for all but some, a header that callers choose, a limit
/// that IDs of strangers meet, or that holds without its key.
fn is_told(cx: &Context, statement: &Statement) -> bool {
    let is_negated = statement.principal.as_ref().is_some_and(|one| one.negated);
    let hangs_on_header = untrustworthy_condition_key::KEYS
        .iter()
        .any(|(key, _)| statement.conditions_on(key).next().is_some());
    is_negated && cx.runs(&allow_with_not_principal::RULE)
        || hangs_on_header && cx.runs(&untrustworthy_condition_key::RULE)
        || may_be_open(statement)
            && (wildcard_usage_too_permissive::opens(cx, statement)
                || skippable_condition::opens(cx, statement))
}

fn finding(cx: &Context, policy: &Policy, proof: &Witness) -> Finding {
    let by = proof.granted_by.first();
    let mut statements = policy.statements.iter();
    let statement = by.and_then(|by| statements.find(|one| one.index == by.statement));
    let everyone = statement.and_then(|statement| {
        let mut principals = statement.principals();
        principals.find(|principal| principal.kind == PrincipalKind::Everyone)
    });
    let place = match (everyone, statement) {
        (Some(principal), _) => principal.text.span(),
        (None, Some(statement)) => statement.head(),
        (None, None) => cx.policy.span,
    };
    let conditions = statement.map_or(0, |statement| statement.conditions.len());
    let because = match conditions {
        0 => "no condition keeps strangers out",
        1 => "the condition lets strangers in",
        _ => "the conditions let strangers in",
    };
    let request = of_domain(policy, proof);
    let request = request.as_ref().unwrap_or(&proof.request);
    RULE.finding(format!("anybody may call {} here", quote(&request.action)))
        .at(place, because)
        .help("name the accounts, or demand an `aws:PrincipalOrgID` or a network of yours")
        .witness(witness_in(request, cx.policy))
}

/// The same request as one for what is in an OpenSearch domain, if it gets in too: that is what the policy of a domain is about.
fn of_domain(policy: &Policy, proof: &Witness) -> Option<Request> {
    if !proof.request.action.starts_with("es:") {
        return None;
    }
    let mut requests = ["es:ESHttpGet", "es:ESHttpPost"].into_iter().map(|action| {
        let mut request = proof.request.clone();
        action.clone_into(&mut request.action);
        request
    });
    requests
        .find(|request| decide(policy, PolicyType::Resource, request).decision == Decision::Allowed)
}
