use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Element, Part, ProblemKind};
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unsupported-element-combination",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "element together with its `Not` form in one statement",
        codes: &["UNSUPPORTED_ELEMENT_COMBINATION"],
    },
    options: &[],
    check: Check::With(Part::Problem, check),
};

/// Every pair that excludes itself, where the policy's type takes both of its elements alone.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .problems
        .iter()
        .filter_map(|problem| {
            let ProblemKind::Both {
                element,
                other,
                first,
            } = problem.kind
            else {
                return None;
            };
            if !may_stand(element, cx.policy_type) {
                return None;
            }
            let (element, other) = (element.name(), other.name());
            let (first_name, later_name) = if cx.text(first) == element {
                (element, other)
            } else {
                (other, element)
            };
            Some(
                RULE.finding(format!("this statement has both `{element}` and `{other}`"))
                    .at(problem.span, format!("excluded by `{first_name}`"))
                    .related(first, format!("excludes `{later_name}`"))
                    .help("make two statements of it, or keep one of the two"),
            )
        })
        .collect()
}

/// Whether this pair's elements are taken at all; where they are not, another rule says so.
fn may_stand(element: Element, policy_type: PolicyType) -> bool {
    match element {
        Element::Principal => matches!(policy_type, PolicyType::Trust | PolicyType::Resource),
        Element::Action => policy_type != PolicyType::Rcp,
        _ => policy_type != PolicyType::Trust,
    }
}
