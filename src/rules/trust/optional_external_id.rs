use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::integration::{self, Party};
use crate::model::{Condition, Statement};
use crate::operator::{Operator, OperatorSpec};
use crate::rules::witness::witness_of;
use crate::rules::{Check, Context, Rule, meaning};
use crate::semantics::Request;
use crate::semantics::trust::{ASSUME_ROLE, Gate, Proof};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "optional-external-id",
        category: Category::Trust,
        severity: Severity::Error,
        summary: "external ID condition that a caller can skip",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every external ID condition that also holds when the caller sends no ID.
fn check(cx: &Context) -> Vec<Finding> {
    let gate = Gate::new(cx.policy);
    let party = Party::of(cx.policy, cx.profile, cx.integration);
    let home = integration::home(cx.policy, cx.account, cx.integration);
    gate.allows(ASSUME_ROLE)
        .filter_map(|statement| {
            party.trusted(statement, home).find_map(|trusted| {
                match meaning::external_id(cx, &gate, statement, &trusted.request) {
                    (Proof::Skippable(condition), request) => {
                        Some(finding(cx, statement, condition, &request))
                    }
                    _ => None,
                }
            })
        })
        .collect()
}

fn finding(
    cx: &Context,
    statement: &Statement,
    condition: &Condition,
    request: &Request,
) -> Finding {
    let required = condition.spec.and_then(required);
    let negated = condition.spec.is_some_and(|spec| spec.base.is_negated());
    let label = if negated {
        "true for every ID but these, and for none at all"
    } else {
        "also true when the key is absent"
    };
    let finding = RULE
        .finding("a caller that sends no external ID may assume this role")
        .at(condition.operator.span(), label)
        .related(condition.key.span(), "`sts:AssumeRole` may omit it")
        .witness(witness_of(request, cx.policy, statement));
    let Some(required) = required else {
        return finding.help("require the ID with `StringEquals`");
    };
    let finding = finding.help(format!("require the ID with `{required}`"));
    // The operator may serve other keys too, or stand beside a block of the required operator.
    let alone = statement.conditions.iter().all(|other| {
        other.operator.span() == condition.operator.span()
            && other.key.span() == condition.key.span()
            || other.operator.span() != condition.operator.span() && other.spec != Some(required)
    });
    if !alone {
        return finding;
    }
    let edit = Edit::replace(condition.operator.span(), format!("\"{required}\""));
    finding.fix(
        format!("require the ID with `{required}`"),
        Safety::Safe,
        vec![edit],
    )
}

/// The operator that says the same of an ID and refuses a request without one; `None` if that is not what was meant.
fn required(spec: OperatorSpec) -> Option<OperatorSpec> {
    (spec.base != Operator::Null && !spec.base.is_negated()).then_some(OperatorSpec {
        set: None,
        base: spec.base,
        if_exists: false,
    })
}
