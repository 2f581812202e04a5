use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Statement, Text};
use crate::rules::{Check, Context, Rule};
use crate::semantics::actions::{Actions, Named};
use crate::semantics::breadth::whole_service;
use crate::semantics::wide::{self, Wide};

mod limit;
mod words;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "wildcard-resource",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "every resource allowed for actions that can be limited to some",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// What a statement allows on every resource, though some would do.
struct Unlimited<'s> {
    wide: Wide<'s>,
    /// The resource that takes in all.
    resource: &'s Text<'s>,
    /// The values of `Action` that can be limited, and what they name; one at least. The first has weight if any has.
    actions: Vec<(&'s Text<'s>, &'s Named)>,
    /// Whether one of them writes, or reads what people keep in AWS.
    has_weight: bool,
}

/// Every statement that allows actions on every resource although AWS lets one name some. Who names a type and limits it by
/// a condition has done what there is to do.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Identity {
        return Vec::new();
    }
    cx.policy
        .allows()
        .filter_map(|statement| {
            let unlimited = unlimited(cx, statement)?;
            let limit = limit::of(cx, statement, &unlimited);
            if limit.is_some() && unlimited.wide.is_of_types() {
                return None;
            }
            let finding = words::finding(cx, &unlimited);
            let severity = if unlimited.has_weight && limit.is_none() {
                Severity::Warning
            } else {
                Severity::Info
            };
            Some(
                match limit {
                    Some(condition) => {
                        finding.related(condition.key.span(), "limits them all the same")
                    }
                    None => finding,
                }
                .severity(severity),
            )
        })
        .collect()
}

fn unlimited<'s>(cx: &Context<'s>, statement: &'s Statement<'s>) -> Option<Unlimited<'s>> {
    let list = statement.action.as_ref().filter(|list| !list.negated())?;
    let resource = statement.resource.as_ref().filter(|list| !list.negated())?;
    let wide = Wide::of(resource, cx.resources(statement), cx.catalog)?;
    let actions: &Actions = cx.actions(statement)?;
    // `full-access` and `service-wildcard` say that all is too much.
    let mut both = list.items.iter().zip(&actions.named);
    let is_whole =
        |(item, named)| !matches!(named, &Named::Action(_)) && whole_service(item).is_some();
    if !actions.all_single() && both.any(is_whole) {
        return None;
    }
    let wide::Unlimited {
        actions,
        has_weight,
    } = wide.unlimited(list, actions, cx.catalog)?;
    Some(Unlimited {
        resource: wide.resource(),
        wide,
        actions,
        has_weight,
    })
}
