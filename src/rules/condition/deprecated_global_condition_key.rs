use crate::catalog::global_keys;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::finding::{Edit, Safety};
use crate::kind::PolicyType;
use crate::model::Part;
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "deprecated-global-condition-key",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "global condition key that AWS has withdrawn",
        codes: &[
            "UNSUPPORTED_GLOBAL_CONDITION_KEY",
            "DEPRECATED_GLOBAL_CONDITION_KEY",
        ],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Every condition on `aws:ARN`.
fn check(cx: &Context) -> Vec<Finding> {
    if !cx.policy.may_ask(global_keys::WITHDRAWN) {
        return Vec::new();
    }
    let on_resource = matches!(
        cx.policy_type,
        PolicyType::Resource | PolicyType::Trust | PolicyType::Rcp
    );
    cx.policy
        .sound_statements()
        .flat_map(|statement| &statement.conditions)
        .filter(|condition| condition.is_on(global_keys::WITHDRAWN))
        .map(|condition| {
            let finding = RULE
                .finding("`aws:ARN` was withdrawn; no request has it")
                .at(condition.key.span(), "AWS may refuse it at any time");
            if on_resource {
                finding
                    .severity(Severity::Error)
                    .code("UNSUPPORTED_GLOBAL_CONDITION_KEY")
                    .help("use `aws:PrincipalArn` for the caller, `aws:SourceArn` for a service's resource")
            } else {
                finding
                    .code("DEPRECATED_GLOBAL_CONDITION_KEY")
                    .help("use `aws:PrincipalArn`")
                    .fix(
                        "use `aws:PrincipalArn`",
                        Safety::Unsafe,
                        vec![Edit::replace(condition.key.span(), "\"aws:PrincipalArn\"")],
                    )
            }
        })
        .collect()
}
