use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::integration::{self, Party, Trusted};
use crate::model::{Condition, Element, Statement};
use crate::rules::condition::invalid_global_condition_key;
use crate::rules::witness::witness_of;
use crate::rules::{Check, Context, Rule, admission, insertion, meaning};
use crate::semantics::Request;
use crate::semantics::trust::{ASSUME_ROLE, EXTERNAL_ID, Gate, Proof};
use crate::text::nearest;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-external-id",
        category: Category::Trust,
        severity: Severity::Warning,
        summary: "another account that need not say for whom it acts",
        codes: &[],
    },
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
        let finding = finding
            .related(
                condition.key.span(),
                "another key, which carries no external ID",
            )
            .help("name the key `sts:ExternalId`")
            .witness(witness);
        return Some(renamed(finding, cx, statement, condition));
    }
    let action = statement.action.as_ref().map(|list| list.span);
    let place = action
        .or(statement.key(Element::Action))
        .unwrap_or(statement.head());
    let finding = finding
        .related(place, "lets it in")
        .help("add a `StringEquals` condition on `sts:ExternalId`")
        .witness(witness);
    Some(asking(finding, cx, statement))
}

/// The fix for a statement that is for the integration's role alone. Of anybody else it is not known what to ask for.
fn asking(finding: Finding, cx: &Context, statement: &Statement) -> Finding {
    let own = admission::wanted(cx).filter(|wanted| admission::is_for(statement, wanted.role));
    let edit = own.and_then(|wanted| {
        insertion::condition(
            cx,
            statement,
            "StringEquals",
            EXTERNAL_ID,
            wanted.external_id,
        )
    });
    match edit {
        Some(edit) => finding.fix(
            "ask for the integration's `external_id`",
            Safety::Safe,
            vec![edit],
        ),
        None => finding,
    }
}

/// The fix for a key that was meant to be `sts:ExternalId`: whoever sends the ID gets in by it.
fn renamed(
    finding: Finding,
    cx: &Context,
    statement: &Statement,
    condition: &Condition,
) -> Finding {
    let is_its_own = admission::wanted(cx).is_some_and(|wanted| {
        let mut values = condition.values.iter();
        admission::is_for(statement, wanted.role)
            && values.all(|one| one.known() == Some(wanted.external_id))
    });
    let edit = Edit::replace(condition.key.span(), admission::json(EXTERNAL_ID));
    finding.fix(
        "name the key `sts:ExternalId`",
        admission::safety(is_its_own),
        vec![edit],
    )
}

/// Whether a condition was meant to be on the external ID.
fn is_misspelt(condition: &Condition) -> bool {
    let name = condition.key.written();
    let name = name.rsplit(':').next().unwrap_or(name);
    nearest(name, ["ExternalId"]).is_some()
}
