use crate::catalog::Catalog;
use crate::catalog::endpoint_keys::{EXCEPT, EndpointKey, KEYS};
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Part, Statement, Text};
use crate::rules::{Check, Context, Rule};
use crate::text::{count, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "use-condition-key-only-with-supported-services",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "endpoint owner key on a service whose requests do not have it",
        codes: &["USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Each such key of a statement whose actions reach further than the services that know the key.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !KEYS.iter().any(|key| cx.policy.may_ask(key.name)) {
        return findings;
    }
    for statement in cx.policy.sound_statements() {
        if statement.conditions.is_empty() {
            continue;
        }
        for key in &KEYS {
            findings.extend(
                statement
                    .conditions_on(key.name)
                    .next()
                    .and_then(|condition| judge(cx.catalog, statement, condition, key)),
            );
        }
    }
    findings
}

fn judge(
    catalog: &'static Catalog,
    statement: &Statement,
    condition: &Condition,
    key: &EndpointKey,
) -> Option<Finding> {
    let name = quote(condition.key.written());
    let list = statement.action.as_ref()?;
    let (message, place, label) = if list.negated() {
        (
            format!("requests to many of these services never have {name}"),
            list.key,
            "takes in services that do not send the key",
        )
    } else {
        let mut outside = list
            .items
            .iter()
            .filter(|action| is_outside(catalog, action, key));
        let first = outside.next()?;
        let others = outside.count();
        let text = first.written();
        let more = match others {
            0 => String::new(),
            _ => format!(", and of {} here,", count(others, "other action")),
        };
        let (message, label) = match text.split_once(':') {
            None => (
                format!("requests to most services never have {name}"),
                "takes in services that do not send the key",
            ),
            Some(_) => (
                format!("requests of {}{more} never have {name}", quote(text)),
                "not among the services that send the key",
            ),
        };
        (message, first.span(), label)
    };
    Some(
        RULE.finding(message)
            .at(place, label)
            .related(condition.key.span(), "compared though it is absent there")
            .help("use the key in a statement for the services that AWS lists for it"),
    )
}

/// Whether an action is of no service that knows the key.
///
/// A text that is no action, and one of a service that nobody knows, are left to the rules about actions.
fn is_outside(catalog: &'static Catalog, action: &Text, key: &EndpointKey) -> bool {
    let Some(text) = action.known() else {
        return false;
    };
    match text.split_once(':') {
        Some((service, _)) => {
            let is_except = || EXCEPT.iter().any(|one| one.eq_ignore_ascii_case(text));
            (!key.is_sent_to(service) && catalog.service(service).is_some()) || is_except()
        }
        None => text == "*",
    }
}
