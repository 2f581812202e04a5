use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Condition, Text};
use crate::operator::{Family, Operator, Relation};
use crate::rules::surplus::{Group, adds_nothing, finding, groups, with_others, with_removal};
use crate::rules::{Check, Context, Rule};
use crate::semantics::pattern::{Case, Pattern, covers};
use crate::semantics::redundancy::{
    Covers, Reading, Redundant, redundant, redundant_in_order, redundant_ranges,
};
use crate::semantics::resource::resource_covers;
use crate::semantics::trust::EXTERNAL_ID;
use crate::semantics::variable::open;
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "redundant-condition-value",
        category: Category::Redundancy,
        severity: Severity::Info,
        summary: "condition value that another value of its list already covers",
        codes: &["REDUNDANT_CONDITION_VALUE_NUM"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every condition value that can go without a change, by the value that covers it.
///
/// An operator compares with each value and takes one match for all; `Not…` turns the outcome round, and a set operator
/// asks so for each value of the request. So what no value adds to the matches, it adds to nothing.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.sound_statements() {
        for condition in &statement.conditions {
            if condition.values.len() < 2 || !condition.is_list {
                continue;
            }
            let Some(spec) = condition.spec else { continue };
            let found = redundant_values(cx, condition, spec.base);
            findings.extend(
                groups(&found)
                    .iter()
                    .filter_map(|group| said(cx, condition, spec.base, group)),
            );
        }
    }
    findings
}

fn redundant_values(cx: &Context, condition: &Condition, operator: Operator) -> Vec<Redundant> {
    let values = &condition.values;
    match operator.family() {
        Family::Numeric | Family::Date => return redundant_in_order(values, operator),
        Family::IpAddress => return redundant_ranges(values),
        _ => {}
    }
    let variables = cx.policy.has_variables();
    let like = |wide: &str, narrow: &str| {
        let pattern = |text| Pattern::from_pieces(&open(text, variables), Case::Sensitive);
        !is_full(wide) && covers(&pattern(wide), &pattern(narrow)).is_yes()
    };
    let arn = |wide: &str, narrow: &str| {
        is_arn(wide)
            && is_arn(narrow)
            && resource_covers(&open(wide, variables), &open(narrow, variables)).is_yes()
    };
    // A pattern for external IDs is `weak-external-id`'s, and what stands beside it is the better part.
    let is_weak = cx.policy_type == PolicyType::Trust && condition.is_on(EXTERNAL_ID);
    let covers: Option<Covers> = match operator.family() {
        Family::Arn if !is_weak => Some(&arn),
        Family::String if operator.takes_wildcards() && !is_weak => Some(&like),
        _ => None,
    };
    let case = match operator.positive() {
        Operator::StringEqualsIgnoreCase => Case::AsciiFold,
        _ => Case::Sensitive,
    };
    let reading = Reading {
        case,
        is_judged: |_| true,
        covers,
        own_part: |_| 0,
    };
    redundant(values, &reading)
}

/// `full-wildcard-condition` speaks of these.
fn is_full(text: &str) -> bool {
    text.bytes().all(|byte| byte == b'*')
}

/// Whether the six fields are there; what the ARN operators make of fewer is not documented.
fn is_arn(text: &str) -> bool {
    text.splitn(6, ':').count() == 6
}

fn said(cx: &Context, condition: &Condition, operator: Operator, group: &Group) -> Option<Finding> {
    let values = &condition.values;
    let is_ordering = operator
        .relation()
        .is_some_and(|relation| !matches!(relation, Relation::Equal | Relation::NotEqual));
    if is_ordering {
        return in_order(cx, condition, operator, group);
    }
    let note = ": letter case does not count here";
    let mut finding = finding(&RULE, cx, values, group, note)?;
    // AWS's own check knows of numbers only.
    finding.access_analyzer = None;
    Some(finding)
}

fn in_order(
    cx: &Context,
    condition: &Condition,
    operator: Operator,
    group: &Group,
) -> Option<Finding> {
    let values = &condition.values;
    let counts: &Text = values.get(group.by)?;
    let first = values.get(*group.redundant.first()?)?;
    let is_less = matches!(
        operator.relation(),
        Some(Relation::Less | Relation::LessOrEqual)
    );
    let which = match (operator.family(), is_less) {
        (Family::Date, true) => "latest date",
        (Family::Date, false) => "earliest date",
        (_, true) => "greatest number",
        (_, false) => "least number",
    };
    let mut finding = RULE
        .finding(format!(
            "only the {which} counts here: {}",
            quote(counts.written())
        ))
        .at(first.span(), adds_nothing(group.redundant.len() - 1))
        .related(counts.span(), "to what this lets pass")
        .help("keep the one that is meant");
    if operator.family() != Family::Numeric {
        finding.access_analyzer = None;
    }
    Some(with_removal(
        with_others(finding, values, group),
        cx,
        values,
        group,
    ))
}
