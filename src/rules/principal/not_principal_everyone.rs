use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Condition, PrincipalKind, Statement};
use crate::operator::{Family, Operator};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "not-principal-everyone",
        category: Category::Principal,
        severity: Severity::Error,
        summary: "`Deny` whose exception spares everyone or nobody",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Condition keys that say who calls.
const CALLER_KEYS: [&str; 7] = [
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:userid",
    "aws:username",
];

/// Every `Deny` that spares everyone by `NotPrincipal`, or whose exception for callers is a lone `*`.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.denies() {
        // In a trust policy `NotPrincipal` is the fault, whatever it names.
        if cx.policy_type == PolicyType::Resource {
            findings.extend(spared(statement));
        }
        findings.extend(statement.conditions.iter().filter_map(excepted));
    }
    findings
}

fn spared(statement: &Statement) -> Option<Finding> {
    let principals = statement
        .principal
        .as_ref()
        .filter(|principals| principals.negated)?;
    let everyone = principals
        .items
        .iter()
        .find(|principal| principal.kind == PrincipalKind::Everyone)?;
    Some(
        RULE.finding("this `Deny` denies nobody: `NotPrincipal` spares everyone")
            .at(everyone.text.span(), "takes everyone out of the statement")
            .help("write `Principal` to deny everyone, or name whom to spare"),
    )
}

fn excepted(condition: &Condition) -> Option<Finding> {
    let spec = condition
        .spec
        .filter(|spec| spec.base.is_negated() && spec.set.is_none())?;
    if !CALLER_KEYS.iter().any(|key| condition.is_on(key)) {
        return None;
    }
    let mut stars = condition
        .values
        .iter()
        .filter(|value| value.known() == Some("*"));
    let star = stars.next()?;
    let key = quote(condition.key.written());
    let (message, label) = match spec.base {
        Operator::StringNotLike => (
            format!("this `Deny` denies no caller that has {key}"),
            "matches every value, so no caller is left to deny",
        ),
        base if base.family() == Family::Arn => (
            format!("this `Deny` denies nobody or everybody: no ARN in {key} is spared by `*`"),
            "not an ARN pattern of six fields; AWS does not say what it matches",
        ),
        // Beside other values a literal `*` only adds nothing.
        _ if stars.count() + 1 < condition.values.len() => return None,
        _ => (
            format!("this `Deny` denies everybody: no value of {key} is `*`"),
            "compared as text here, not as a wildcard",
        ),
    };
    Some(
        RULE.finding(message)
            .at(star.span(), label)
            .related(
                condition.operator.span(),
                "takes only other values for a match",
            )
            .help("name the callers to spare, or remove the condition"),
    )
}
