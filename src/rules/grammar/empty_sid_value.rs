use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "empty-sid-value",
        category: Category::Grammar,
        severity: Severity::Info,
        summary: "`Sid` without a name in it",
        codes: &["EMPTY_SID_VALUE"],
    },
    page: include_str!("../../../rules/grammar/empty-sid-value.md"),
    options: &[],
    check: Check::Policy(check),
};

/// Every empty `Sid`. Several of them are no duplicates for AWS.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| statement.sid.as_ref())
        .filter(|sid| sid.known() == Some(""))
        .map(|sid| {
            RULE.finding("this `Sid` is empty")
                .at(sid.span(), "names no statement")
                .help("name what the statement is for, or remove `Sid`")
        })
        .collect()
}
