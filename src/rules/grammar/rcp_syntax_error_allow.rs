use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{List, Statement};
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "rcp-syntax-error-allow",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "resource control policy with a statement that allows",
        codes: &["RCP_SYNTAX_ERROR_ALLOW"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every `Allow` that is not the one of AWS's own `RCPFullAWSAccess`.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Rcp {
        return Vec::new();
    }
    cx.policy
        .statements
        .iter()
        .filter(|statement| statement.is_allow() && !is_full_access(statement))
        .filter_map(|statement| {
            let effect = statement.effect?;
            Some(
                RULE.finding("a resource control policy cannot allow")
                    .at(effect.span, "only `Deny` is taken")
                    .help("deny what is not to happen; `RCPFullAWSAccess` allows the rest"),
            )
        })
        .collect()
}

/// Everything to everyone, without a condition: the policy that AWS attaches by default.
fn is_full_access(statement: &Statement) -> bool {
    let is_star = |list: &Option<List>| {
        list.as_ref().is_some_and(|list| {
            !list.negated() && matches!(list.items.as_slice(), [item] if item.known() == Some("*"))
        })
    };
    let everyone = statement.principal.as_ref().is_some_and(|principals| {
        !principals.negated
            && principals.is_string
            && principals
                .items
                .iter()
                .all(|principal| principal.text.known() == Some("*"))
    });
    everyone
        && is_star(&statement.action)
        && is_star(&statement.resource)
        && statement.conditions.is_empty()
}
