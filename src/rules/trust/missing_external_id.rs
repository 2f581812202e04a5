use crate::finding::{Category, Finding, Meta, Severity};
use crate::integration::{self, Party, Trusted};
use crate::model::{Condition, Element, Statement};
use crate::rules::condition::invalid_global_condition_key;
use crate::rules::witness::witness_of;
use crate::rules::{Check, Context, Rule, meaning};
use crate::semantics::Request;
use crate::semantics::trust::{ASSUME_ROLE, Gate, Proof};
use crate::text::nearest;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-external-id",
        category: Category::Trust,
        severity: Severity::Warning,
        summary: "another account that need not say for whom it acts",
        codes: &[],
    },
    page: include_str!("../../../rules/trust/missing-external-id.md"),
    options: &[],
    check: Check::Trust(check),
};

/// Every statement by which another account may assume the role without any external ID.
fn check(cx: &Context) -> Vec<Finding> {
    let gate = Gate::new(cx.policy);
    let party = Party::of(cx.policy, cx.profile, cx.integration);
    let home = integration::home(cx.policy, cx.account, cx.integration);
    gate.allows(ASSUME_ROLE)
        .filter_map(|statement| {
            party.trusted(statement, home).find_map(|trusted| {
                match meaning::external_id(cx, &gate, statement, &trusted.request) {
                    (Proof::NeverAsked, request) => finding(cx, statement, &trusted, &request),
                    _ => None,
                }
            })
        })
        .collect()
}

fn finding(
    cx: &Context,
    statement: &Statement,
    trusted: &Trusted,
    request: &Request,
) -> Option<Finding> {
    let (message, severity) = if trusted.is_confluent {
        (
            "Confluent may assume this role without proving for whom it acts",
            Severity::Error,
        )
    } else {
        (
            "another account may assume this role without proving for whom it acts",
            Severity::Warning,
        )
    };
    let finding = RULE
        .finding(message)
        .at(
            trusted.text.span(),
            "trusted, with no `sts:ExternalId` condition",
        )
        .severity(severity);
    let witness = witness_of(request, cx.policy, statement);
    if let Some(condition) = statement.conditions.iter().find(|one| is_misspelt(one)) {
        // AWS's global keys are known, and another rule knows them.
        let is_global = condition.key_prefix().eq_ignore_ascii_case("aws");
        if is_global && cx.runs(&invalid_global_condition_key::RULE) {
            return None;
        }
        return Some(
            finding
                .related(
                    condition.key.span(),
                    "another key, which carries no external ID",
                )
                .help("name the key `sts:ExternalId`")
                .witness(witness),
        );
    }
    let action = statement.action.as_ref().map(|list| list.span);
    let place = action
        .or(statement.key(Element::Action))
        .unwrap_or(statement.head());
    Some(
        finding
            .related(place, "lets it in")
            .help("add a `StringEquals` condition on `sts:ExternalId`")
            .witness(witness),
    )
}

/// Whether a condition was meant to be on the external ID.
fn is_misspelt(condition: &Condition) -> bool {
    let name = condition.key.written();
    let name = name.rsplit(':').next().unwrap_or(name);
    nearest(name, ["ExternalId"]).is_some()
}
