use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::Part;
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unsupported-principal",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "principal in a policy of a type that has none",
        codes: &["UNSUPPORTED_PRINCIPAL", "SCP_SYNTAX_ERROR_PRINCIPAL"],
    },
    options: &[],
    check: Check::With(Part::Principal, check),
};

/// Every principal where the policy speaks of whom it is attached to.
fn check(cx: &Context) -> Vec<Finding> {
    let (code, attached) = match cx.policy_type {
        PolicyType::Scp => (
            "SCP_SYNTAX_ERROR_PRINCIPAL",
            "an SCP speaks of every principal of the accounts below it",
        ),
        PolicyType::Session => (
            "UNSUPPORTED_PRINCIPAL",
            "the policy speaks of the session that it is passed to",
        ),
        kind if kind.is_identity_like() => (
            "UNSUPPORTED_PRINCIPAL",
            "the policy speaks of the identity that it is attached to",
        ),
        _ => return Vec::new(),
    };
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| statement.principal.as_ref())
        .map(|principals| {
            let name = if principals.negated {
                "NotPrincipal"
            } else {
                "Principal"
            };
            let finding = RULE
                .finding(format!("{} takes no `{name}`", cx.policy_type.phrase()))
                .at(principals.key, attached)
                .code(code);
            match cx.policy_type {
                PolicyType::Identity => {
                    finding.help("remove it, or check as a resource policy: `--type resource`")
                }
                PolicyType::Scp => {
                    finding.help("remove it; limit whom it meets with `aws:PrincipalArn`")
                }
                _ => finding.help("remove it"),
            }
        })
        .collect()
}
