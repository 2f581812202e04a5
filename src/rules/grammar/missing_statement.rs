use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::Element;
use crate::rules::{Check, Context, Rule};
use crate::source::Span;
use crate::syntax::Kind;

use super::invalid_policy_element::meant;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-statement",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "policy without a statement",
        codes: &["MISSING_STATEMENT"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// A policy that has no `Statement`, or an empty list of them.
fn check(cx: &Context) -> Vec<Finding> {
    let Some(root) = cx.policy.root.filter(|root| root.kind() == Kind::Object) else {
        return Vec::new();
    };
    if cx.policy.broken || !cx.policy.statements.is_empty() {
        return Vec::new();
    }
    let finding = if cx.policy.key(Element::Statement).is_some() {
        let list = root
            .get(Element::Statement.name())
            .filter(|list| list.kind() == Kind::Array && list.elements().next().is_none());
        list.map(|list| {
            RULE.finding("the policy has no statement")
                .at(list.span(), "the list is empty")
                .help("add a statement, or remove the policy")
        })
    } else if meant(cx, &[Element::Statement]).is_empty() {
        let span = root.span();
        let brace = Span::new(span.file, span.start, span.start + 1);
        Some(
            RULE.finding("the policy has no `Statement`")
                .at(brace, "opens a policy that neither allows nor denies")
                .help("add `Statement` with a list of statements"),
        )
    } else {
        None
    };
    finding.into_iter().collect()
}
