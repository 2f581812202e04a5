use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, Part};
use crate::operator::{Family, Relation};
use crate::rules::{Check, Context, Rule};
use crate::semantics::satisfy::{About, satisfy};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "empty-date-window",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "dates between which no time lies",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Ordered, check),
};

/// Every pair of dates that leaves the statement no time to apply.
fn check(cx: &Context) -> Vec<Finding> {
    let variables = cx.policy.has_variables();
    let mut findings = Vec::new();
    for statement in cx.policy.sound_statements() {
        let dated = statement.conditions.iter().filter(|condition| {
            condition
                .spec
                .is_some_and(|spec| matches!(spec.base.family(), Family::Date | Family::Numeric))
        });
        if dated.take(2).count() < 2 {
            continue;
        }
        for conflict in satisfy(&statement.conditions, variables).conflicts {
            let mut conditions = conflict
                .conditions
                .iter()
                .filter_map(|&index| statement.conditions.get(index));
            let Some(first) = conditions.next().filter(|_| conflict.about == About::Dates) else {
                continue;
            };
            let verb = if statement.is_deny() {
                "denies"
            } else {
                "allows"
            };
            let finding = RULE
                .finding(format!(
                    "no time meets these dates, so the statement never {verb} anything"
                ))
                .at(first.value_span, side(first))
                .help("check which date is the start and which is the end");
            findings.push(conditions.fold(finding, |finding, other| {
                finding.related(other.value_span, side(other))
            }));
        }
    }
    findings
}

fn side(condition: &Condition) -> &'static str {
    match condition.spec.and_then(|spec| spec.base.relation()) {
        Some(Relation::Greater | Relation::GreaterOrEqual) => "it begins here",
        Some(Relation::Less | Relation::LessOrEqual) => "it ends here",
        Some(Relation::NotEqual) => "this moment is left out",
        _ => "it wants this moment",
    }
}
