use std::cell::OnceCell;

use crate::finding::Safety;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Part, Statement};
use crate::operator::{Operator, OperatorSpec};
use crate::rules::condition::redundant_if_exists::respelled;
use crate::rules::{Check, Context, Rule};
use crate::semantics::condition::holds;
use crate::semantics::{Caller, Key, Request, Truth};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "mfa-condition-skippable",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "MFA condition that callers without MFA get past",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

const KEY: &str = "aws:MultiFactorAuthPresent";

/// Every statement whose conditions on MFA treat callers without MFA as those with it, or worse.
fn check(cx: &Context) -> Vec<Finding> {
    let variables = cx.policy.has_variables();
    let keys_denied = OnceCell::new();
    let mut findings = Vec::new();
    if !cx.policy.may_ask(KEY) {
        return findings;
    }
    for statement in cx.policy.sound_statements() {
        let Some(condition) = statement.conditions_on(KEY).next() else {
            continue;
        };
        // What no operator of AWS asks is not known; other rules say that it is none.
        let mut conditions = statement.conditions_on(KEY);
        if conditions.any(|condition| condition.spec.is_none()) {
            continue;
        }
        let callers = Callers::of(statement, variables);
        let fault = if statement.is_deny() {
            let denied_elsewhere = || *keys_denied.get_or_init(|| denies_keys(cx, variables));
            of_deny(callers, denied_elsewhere)
        } else {
            of_allow(callers)
        };
        if let Some((message, label, help)) = fault {
            let finding = RULE
                .finding(message)
                .at(condition.operator.span(), label)
                .related(condition.key.span(), "absent for long-term access keys")
                .help(help);
            findings.push(with_fix(statement, condition, finding));
        }
    }
    findings
}

/// Whether some `Deny` on MFA applies to callers with long-term access keys.
fn denies_keys(cx: &Context, variables: bool) -> bool {
    cx.policy
        .denies()
        .filter(|statement| statement.conditions_on(KEY).next().is_some())
        .any(|statement| Callers::of(statement, variables).with_keys.is_yes())
}

/// Whether the conditions on MFA hold for the three kinds of callers.
#[derive(Clone, Copy)]
struct Callers {
    /// With long-term access keys: the request does not have the key.
    with_keys: Truth,
    /// With temporary credentials got without MFA.
    without_mfa: Truth,
    with_mfa: Truth,
}

impl Callers {
    fn of(statement: &Statement, variables: bool) -> Self {
        let when = |key: Key| {
            let request = Request::new(Caller::Unknown, "").with(KEY, key);
            Truth::all(
                statement
                    .conditions_on(KEY)
                    .map(|condition| holds(condition, &request.context, variables)),
            )
        };
        Self {
            with_keys: when(Key::Absent),
            without_mfa: when(Key::value("false")),
            with_mfa: when(Key::value("true")),
        }
    }
}

type Fault = (&'static str, &'static str, &'static str);

fn of_allow(callers: Callers) -> Option<Fault> {
    let others = callers.with_keys.or(callers.without_mfa);
    match (callers.with_mfa, others) {
        // Fine, or no caller at all: a contradiction.
        (_, Truth::No) => None,
        (Truth::No, _) => Some((
            "this statement allows only callers that did not use MFA",
            "holds without MFA, and only then",
            "use `Bool` with `true`",
        )),
        _ => Some((
            "callers that did not use MFA are allowed, too",
            "holds without MFA",
            "use `Bool` with `true`",
        )),
    }
}

fn of_deny(callers: Callers, denied_elsewhere: impl Fn() -> bool) -> Option<Fault> {
    match (callers.with_mfa, callers.without_mfa, callers.with_keys) {
        (Truth::Yes, Truth::No, _) => Some((
            "this statement denies callers that did use MFA",
            "holds for those with MFA",
            "use `BoolIfExists` with `false`",
        )),
        (Truth::No, Truth::Yes, Truth::No | Truth::Unknown) if !denied_elsewhere() => Some((
            "callers with long-term access keys escape this `Deny`",
            "false when the key is absent",
            "use `BoolIfExists` with `false`",
        )),
        _ => None,
    }
}

/// `BoolIfExists` for the `Deny`, `Bool` for the `Allow`, where the value is right.
fn with_fix(statement: &Statement, condition: &Condition, finding: Finding) -> Finding {
    let spec = condition
        .spec
        .filter(|spec| spec.base == Operator::Bool && spec.set.is_none());
    let wanted = if statement.is_deny() { "false" } else { "true" };
    let is_right = matches!(&condition.values[..], [value]
        if value.known().is_some_and(|value| value.eq_ignore_ascii_case(wanted)));
    let right = OperatorSpec {
        set: None,
        base: Operator::Bool,
        if_exists: statement.is_deny(),
    };
    let edit = spec
        .filter(|spec| is_right && *spec != right)
        .and_then(|_| respelled(statement, condition, right));
    match edit {
        Some(edit) => finding.fix(format!("use `{right}`"), Safety::Safe, vec![edit]),
        None => finding,
    }
}
