use serde_json::Value;

use crate::config::{Question, QuestionKind};
use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Statement, Text};
use crate::proof::{self, Limits, Query, Reason, Side, Verdict, Why, Witness};
use crate::rules::witness::witness_in;
use crate::rules::{Check, Context, Rule};
use crate::semantics::{Caller, action_matches};
use crate::source::Span;
use crate::text::quote;

mod scenario;

use scenario::{Scenario, asked, exempt};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "forbidden-access",
        category: Category::Privilege,
        severity: Severity::Error,
        summary: "access that the configuration forbids",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every question of the configuration that the policy answers wrongly, with the request that gets in.
fn check(cx: &Context) -> Vec<Finding> {
    // What is not JSON is not decided: `json-syntax-error` speaks of it.
    if !cx.policy_type.grants() || cx.policy.broken {
        return Vec::new();
    }
    let questions = cx.config.questions.iter();
    questions
        .filter(|question| concerns(question, cx.policy_type))
        .filter_map(|question| match answer(cx, question) {
            Verdict::Proven => None,
            Verdict::Disproven(witness) => Some(granted(cx, question, &witness)),
            Verdict::Undecided(reasons) => undecided(cx, question, &reasons),
        })
        .collect()
}

/// Whether policies of this type say anything of what is asked: an identity policy tells no principals, a trust policy no
/// resources.
fn concerns(question: &Question, policy_type: PolicyType) -> bool {
    match policy_type {
        PolicyType::Identity => question.principals.is_empty(),
        PolicyType::Trust => question.resources.is_empty(),
        _ => true,
    }
}

fn answer(cx: &Context, question: &Question) -> Verdict {
    // Who calls by an identity policy is its holder: there are no principals to tell apart.
    let has_principals = !cx.policy_type.is_identity_like();
    let scenario = |mut statements: Value| {
        for statement in statements.as_array_mut().into_iter().flatten() {
            if let Some(statement) = statement.as_object_mut().filter(|_| !has_principals) {
                statement.remove("Principal");
            }
        }
        Scenario::new(&statements)
    };
    let asked = scenario(asked(question));
    let exempt = exempt(question).map(scenario);
    let policy = Side {
        policy: cx.policy,
        policy_type: cx.policy_type,
    };
    let (asked_tree, exempt_tree) = (asked.tree(), exempt.as_ref().map(Scenario::tree));
    let asked = asked_tree.policy();
    let exempt = exempt_tree.as_ref().map(|tree| tree.policy());
    // Else both name principals, or `*` for any.
    let policy_type = if has_principals {
        PolicyType::Resource
    } else {
        PolicyType::Identity
    };
    let side = |policy| Side {
        policy,
        policy_type,
    };
    let query = Query {
        allowed_by: &[policy, side(&asked)],
        not_by: exempt.as_ref().map(side),
    };
    proof::ask(&query, &Limits::default())
}

fn granted(cx: &Context, question: &Question, proof: &Witness) -> Finding {
    let request = &proof.request;
    let by = proof.granted_by.iter().find(|place| place.policy == 0);
    let statement = by.and_then(|place| {
        let mut statements = cx.policy.statements.iter();
        statements.find(|statement| statement.index == place.statement)
    });
    let name = quote(&question.name);
    let message = match question.kind {
        QuestionKind::Forbid => format!(
            "this policy allows what {name} forbids: {}",
            quote(&request.action)
        ),
        QuestionKind::OnlyPrincipals => {
            format!(
                "this policy lets in {}, and {name} does not",
                who(&request.caller)
            )
        }
    };
    let place = statement.map_or(cx.policy.span, |statement| {
        place(statement, &request.action)
    });
    let resource = request.resource.as_deref();
    let because = match resource.filter(|_| cx.policy_type != PolicyType::Trust) {
        Some(resource) => format!("also on {}", quote(resource)),
        None => "lets the request in".to_owned(),
    };
    RULE.finding(message)
        .at(place, because)
        .help(help(question))
        .witness(witness_in(request, cx.policy))
}

/// Another finding tells of a value that was left to be filled in.
fn undecided(cx: &Context, question: &Question, reasons: &[Reason]) -> Option<Finding> {
    let is_told = |reason: &Reason| {
        matches!(
            reason,
            Reason::Open {
                why: Why::UnknownText(_) | Why::Unsound,
                ..
            } | Reason::Unreadable(_)
        )
    };
    if reasons.iter().all(is_told) {
        return None;
    }
    let reason = reasons.iter().find(|reason| !is_told(reason))?;
    let verb = match question.kind {
        QuestionKind::Forbid => "allows what",
        QuestionKind::OnlyPrincipals => "lets in others than",
    };
    let name = quote(&question.name);
    let end = match question.kind {
        QuestionKind::Forbid => "forbids",
        QuestionKind::OnlyPrincipals => "does",
    };
    Some(
        RULE.finding(format!(
            "whether this policy {verb} {name} {end} cannot be decided"
        ))
        .at(start(cx.policy.span), reason.to_string())
        .help(help(question))
        .severity(Severity::Warning),
    )
}

/// The reason that the configuration gives, in the width of a line.
fn help(question: &Question) -> String {
    let reason = question.reason.lines().next().unwrap_or_default();
    format!("narrow or deny it: {reason}")
}

fn who(caller: &Caller) -> String {
    match caller {
        Caller::Anonymous => "callers without credentials".to_owned(),
        Caller::Identity(name) | Caller::Service(name) | Caller::Federated(name) => quote(name),
        Caller::Unknown => "others".to_owned(),
    }
}

/// The entry that names the action; the key of a `NotAction`.
fn place(statement: &Statement, action: &str) -> Span {
    let Some(list) = &statement.action else {
        return statement.span;
    };
    let names = |item: &&Text| {
        item.known()
            .is_some_and(|text| action_matches(text, action))
    };
    let item = list.items.iter().find(names).filter(|_| !list.negated());
    item.map_or(list.key, Text::span)
}

fn start(span: Span) -> Span {
    Span::new(span.file, span.start, span.start + 1)
}
