use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::Part;
use crate::rules::condition::invalid_service::{is_named_by_an_action, unknown_keys};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "retired-condition-key",
        category: Category::Condition,
        severity: Severity::Info,
        summary: "condition key that AWS once had",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Every condition key that AWS took back, with its service or alone.
fn check(cx: &Context) -> Vec<Finding> {
    unknown_keys(cx)
        .filter_map(|unknown| {
            let retired = cx.catalog.retired_key(unknown.name)?;
            // Where the service is gone, its actions tell it.
            if is_named_by_an_action(cx, &unknown) {
                return None;
            }
            let message = if cx.catalog.service(unknown.prefix()).is_some() {
                format!(
                    "AWS no longer has the condition key {}",
                    quote(unknown.name)
                )
            } else {
                format!("AWS no longer has the service {}", quote(unknown.prefix()))
            };
            Some(
                RULE.finding(message)
                    .at(
                        unknown.condition.key.span(),
                        format!("retired; last seen on {}", retired.last_seen),
                    )
                    .help("remove what no request has any more"),
            )
        })
        .collect()
}
