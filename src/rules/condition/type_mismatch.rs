use crate::catalog::global_keys;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "type-mismatch",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "operator that does not fit the type of its key",
        codes: &["TYPE_MISMATCH"],
    },
    page: include_str!("../../../rules/condition/type-mismatch.md"),
    options: &[],
    check: Check::Policy(check),
};

/// Every operator of another family than the values of its global key.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .sound_statements()
        .flat_map(|statement| &statement.conditions)
        .filter_map(|condition| {
            let base = condition.spec?.base;
            let key = global_keys::find(condition.key.known()?)?;
            if key.value.fits(base.family()) {
                return None;
            }
            let name = quote(condition.key.written());
            let value = key.value.name();
            let finding = RULE
                .finding(format!("`{base}` does not fit the type of {name}"))
                .at(condition.operator.span(), "compares values of another type")
                .related(condition.key.span(), format!("its value is {value}"))
                .help(format!(
                    "use an operator such as `{}`",
                    key.value.operator()
                ));
            // The text of a tag may well be a number or an ARN.
            Some(if key.is_tag() {
                finding.severity(Severity::Info)
            } else {
                finding
            })
        })
        .collect()
}
