use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::model::Element;
use crate::rules::{Check, Context, Rule};
use crate::source::Span;
use crate::syntax::{Kind, Value};

use super::invalid_policy_element::meant;
use super::variable_unsupported_in_version::{self, variables};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-version",
        category: Category::Grammar,
        severity: Severity::Warning,
        summary: "policy without `Version`, so that the language of 2008 holds",
        codes: &["MISSING_VERSION"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// A policy with statements and no version. Where it has variables, `variable-unsupported-in-version` says more.
fn check(cx: &Context) -> Vec<Finding> {
    let policy = cx.policy;
    let silent = policy.broken
        || policy.key(Element::Version).is_some()
        || policy.key(Element::Statement).is_none()
        || !meant(cx, &[Element::Version]).is_empty();
    let Some(root) = policy
        .root
        .filter(|root| root.kind() == Kind::Object && !silent)
    else {
        return Vec::new();
    };
    let has_variables = variables(cx).next().is_some();
    if has_variables && cx.runs(&variable_unsupported_in_version::RULE) {
        return Vec::new();
    }
    let span = root.span();
    let brace = Span::new(span.file, span.start, span.start + 1);
    let finding = if matches!(cx.policy_type, PolicyType::Scp | PolicyType::Rcp) {
        RULE.finding(format!(
            "{} has to carry a `Version`",
            cx.policy_type.phrase()
        ))
        .at(brace, "AWS Organizations refuses it without one")
        .severity(Severity::Error)
    } else {
        RULE.finding("the policy has no `Version`, so the language of 2008 holds")
            .at(brace, "a policy variable in here would be literal text")
    };
    let finding = finding.help("add `\"Version\": \"2012-10-17\"`");
    vec![match insertion(cx, root).filter(|_| !has_variables) {
        // Nothing in the policy changes its meaning with the version.
        Some(edit) => finding.fix("add the version", Safety::Safe, vec![edit]),
        None => finding,
    }]
}

/// The version before the first element, with the white space that already stands before that.
fn insertion(cx: &Context, root: Value) -> Option<Edit> {
    let (first, _) = root.members().next()?;
    let at = first.span().start;
    let gap = cx
        .tree
        .text()
        .get(root.span().start as usize + 1..at as usize)?;
    let (colon, gap) = if gap.is_empty() {
        (":", "")
    } else {
        (": ", gap)
    };
    Some(Edit::replace(
        Span::new(root.span().file, at, at),
        format!("\"Version\"{colon}\"2012-10-17\",{gap}"),
    ))
}
