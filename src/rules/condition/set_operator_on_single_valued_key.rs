use crate::finding::Safety;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::Part;
use crate::operator::{Operator, SetPrefix};
use crate::rules::condition::redundant_if_exists::respelled;
use crate::rules::{Check, Context, Rule};
use crate::semantics::condition::Demanded;
use crate::text::quote;

use super::{mfa_condition_skippable, skippable_deny};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "set-operator-on-single-valued-key",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "set operator on a key that has one value",
        codes: &["FORALLVALUES_WITH_SINGLE_VALUED_KEY"],
    },
    options: &[],
    check: Check::With(Part::SetOperator, check),
};

/// Every `ForAllValues:` and `ForAnyValue:` on a key that never has several values.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.sound_statements() {
        let demanded = Demanded::by(&statement.conditions);
        for (condition, key) in cx.conditions(statement) {
            let Some(spec) = condition.spec.filter(|spec| spec.base != Operator::Null) else {
                continue;
            };
            let (Some(set), Some(name)) = (spec.set, condition.key.known()) else {
                continue;
            };
            if key.is_multivalued() != Some(false) {
                continue;
            }
            // MFA and a `Deny` that can be escaped have rules of their own.
            let is_other_matter = (key.name() == "aws:MultiFactorAuthPresent"
                && cx.runs(&mfa_condition_skippable::RULE))
                || (set == SetPrefix::ForAnyValue
                    && statement.is_deny()
                    && !key.is_always_present()
                    && cx.runs(&skippable_deny::RULE));
            if is_other_matter || condition.values.is_empty() {
                continue;
            }
            let mut plain = spec;
            plain.set = None;
            let quoted = quote(name);
            let is_optional = !key.is_always_present() && !demanded.contains(name);
            let finding = match set {
                SetPrefix::ForAllValues if is_optional => RULE
                    .finding(format!(
                        "a request without {quoted} meets this condition, too"
                    ))
                    .at(condition.operator.span(), "true without any value")
                    .related(condition.key.span(), "has one value or none"),
                SetPrefix::ForAllValues => RULE
                    .finding(format!(
                        "`ForAllValues` is for keys with several values; {quoted} has one"
                    ))
                    .at(condition.operator.span(), "reads as if there were more"),
                SetPrefix::ForAnyValue => {
                    let mut finding = RULE
                        .finding(format!(
                            "`ForAnyValue` is for keys with several values; {quoted} has one"
                        ))
                        .at(condition.operator.span(), "reads as if there were more")
                        .severity(Severity::Info);
                    finding.access_analyzer = None;
                    finding
                }
            };
            let finding = finding.help(format!("use `{plain}`"));
            let is_narrower = statement.is_allow() && !spec.base.is_negated();
            findings.push(
                match respelled(statement, condition, plain).filter(|_| is_narrower) {
                    Some(edit) => finding.fix(format!("use `{plain}`"), Safety::Safe, vec![edit]),
                    None => finding,
                },
            );
        }
    }
    findings
}
