use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Condition, Part, Statement};
use crate::operator::Family;
use crate::rules::{Check, Context, Rule};
use crate::semantics::coverage::covers;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "s3-prefix-in-negative-context",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "prefix kept from a listing that other prefixes show",
        codes: &["S3_PREFIX_IN_NEGATIVE_CONTEXT"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Every condition that keeps requests out for the prefix that they ask for.
fn check(cx: &Context) -> Vec<Finding> {
    if !matches!(cx.policy_type, PolicyType::Identity | PolicyType::Resource)
        || !cx.policy.may_ask("s3:prefix")
    {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for statement in cx.policy.sound_statements() {
        let mut forbidding = statement
            .conditions_on("s3:prefix")
            .filter(|condition| forbids(statement, condition))
            .peekable();
        if forbidding.peek().is_none() || !is_about_listing(statement) {
            continue;
        }
        findings.extend(forbidding.map(|condition| finding(statement, condition)));
    }
    findings
}

/// Whether a condition says which prefixes may not be asked for. One of stars only speaks of all:
/// `full-wildcard-condition`.
fn forbids(statement: &Statement, condition: &Condition) -> bool {
    let is_text = condition.spec.is_some_and(|spec| {
        spec.base.family() == Family::String && spec.base.is_negated() == statement.is_allow()
    });
    is_text
        && !condition.values.is_empty()
        && condition
            .values
            .iter()
            .all(|value| value.known() != Some("*"))
}

/// Whether the statement, whatever its effect, is about listing a bucket.
fn is_about_listing(statement: &Statement) -> bool {
    statement.action.as_ref().is_some_and(|list| {
        ["s3:ListBucket", "s3:ListBucketVersions"]
            .iter()
            .any(|action| covers(list, action).is_yes())
    })
}

fn finding(statement: &Statement, condition: &Condition) -> Finding {
    let (why, help) = if statement.is_allow() {
        (
            "allows every other prefix, the empty one too",
            "say with `StringLike` which prefixes are allowed",
        )
    } else {
        (
            "denies no shorter prefix, nor a listing without one",
            "say with `StringNotLike` which prefixes are not denied",
        )
    };
    RULE.finding("a listing by a shorter prefix shows the keys that this condition keeps back")
        .at(condition.operator.span(), why)
        .related(
            condition.key.span(),
            "is what a request asks for, not what it sees",
        )
        .help(help)
}
