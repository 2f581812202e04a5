use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Context, Rule};
pub static RULE: Rule = Rule {
    meta: Meta {
        id: "json-syntax-error",
        category: Category::Syntax,
        severity: Severity::Error,
        summary: "text that is not JSON",
        codes: &["JSON_SYNTAX_ERROR"],
    },
    page: "",
    check: Check::Policy(check),
};
fn check(_: &Context) -> Vec<Finding> {
    Vec::new()
}
