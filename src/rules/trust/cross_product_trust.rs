use crate::finding::{Category, Finding, Meta, Severity};
use crate::integration;
use crate::model::{Condition, Statement, Text};
use crate::rules::{Check, Context, Rule, witness};
use crate::semantics::trust::{ASSUME_ROLE, EXTERNAL_ID, Gate, Outsider, outsiders};
use crate::semantics::{Key, Request};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "cross-product-trust",
        category: Category::Trust,
        severity: Severity::Warning,
        summary: "several principals and several external IDs in one statement",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every statement in which one party may send the external ID of another.
fn check(cx: &Context) -> Vec<Finding> {
    let gate = Gate::new(cx.policy);
    let home = integration::home(cx.policy, cx.account, cx.integration);
    gate.allows(ASSUME_ROLE)
        .filter_map(|statement| {
            let condition = statement
                .conditions_on(EXTERNAL_ID)
                .find(|one| issues_several(one))?;
            let mut parties = outsiders(statement, home);
            let first = parties.next()?;
            let second = parties.find(|other| other.caller != first.caller)?;
            finding(&gate, statement, condition, [&first, &second])
        })
        .collect()
}

/// Whether several IDs pass, each of them for itself.
fn issues_several(condition: &Condition) -> bool {
    let positive = condition.spec.is_some_and(|spec| !spec.base.is_negated());
    let mut ids = condition.values.iter().filter_map(Text::known);
    let first = ids.next();
    positive && ids.any(|id| Some(id) != first)
}

fn finding(
    gate: &Gate,
    statement: &Statement,
    condition: &Condition,
    [first, second]: [&Outsider; 2],
) -> Option<Finding> {
    let mut ids = condition.values.iter().filter_map(Text::known);
    let own = ids.next()?;
    let foreign = ids.find(|&id| id != own)?;
    let request =
        Request::new(first.caller.clone(), ASSUME_ROLE).with(EXTERNAL_ID, Key::value(foreign));
    gate.admits(statement, &request).then(|| {
        RULE.finding(
            "each of these principals may assume this role with the external ID of another",
        )
        .at(condition.value_span, "any of these IDs will do")
        .related(first.text.span(), "for this principal")
        .related(second.text.span(), "and for this one")
        .help("give each principal a statement of its own, with its own external ID")
        .witness(witness(&request, statement))
    })
}
