use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Part, PrincipalKind, Statement};
use crate::operator::Operator;
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "untrustworthy-condition-key",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "condition on a header that the caller writes as it likes",
        codes: &["UNTRUSTWORTHY_CONDITION_KEY"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// The keys whose values AWS takes from the caller's HTTP headers, and the headers.
pub(in crate::rules) const KEYS: [(&str, &str); 2] =
    [("aws:Referer", "Referer"), ("aws:UserAgent", "User-Agent")];

/// Each condition that hangs on a header of the caller.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !KEYS.iter().any(|(key, _)| cx.policy.may_ask(key)) {
        return findings;
    }
    for statement in cx.policy.sound_statements() {
        for condition in &statement.conditions {
            let Some((_, header)) = KEYS.into_iter().find(|&(key, _)| condition.is_on(key)) else {
                continue;
            };
            let asks_presence = condition
                .spec
                .is_some_and(|spec| spec.base == Operator::Null);
            if condition.spec.is_none() || asks_presence || is_for_services_alone(statement) {
                continue;
            }
            let message = if statement.is_deny() {
                format!("a caller escapes this `Deny` by sending another `{header}` header")
            } else {
                format!("any caller passes this condition by sending the right `{header}` header")
            };
            findings.push(
                RULE.finding(message)
                    .at(condition.key.span(), "the caller chooses its value")
                    .help(
                        "use a key that AWS sets, such as `aws:SourceVpce` or `aws:PrincipalArn`",
                    ),
            );
        }
    }
    findings
}

/// A service of AWS fills the key in itself: SES sends the account for which it writes as `aws:Referer`.
fn is_for_services_alone(statement: &Statement) -> bool {
    let mut principals = statement.principals().peekable();
    principals.peek().is_some()
        && principals.all(|principal| principal.kind == PrincipalKind::Service)
}
