use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::{PolicyType, ResourceType};
use crate::model::{PrincipalKind, Statement};
use crate::rules::{Check, Context, Rule};
use crate::semantics::trust::covers;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "key-policy-lockout",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "key policy that nobody may change",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// What changes a key policy.
const CHANGE: &str = "kms:PutKeyPolicy";

/// A key policy that allows nobody to change it, or denies it to everybody: IAM policies alone give no access to a key.
///
/// Source: "Default key policy" in the AWS KMS Developer Guide; `BypassPolicyLockoutSafetyCheck` of `PutKeyPolicy` in the AWS KMS
/// API Reference.
fn check(cx: &Context) -> Vec<Finding> {
    let policy = cx.policy;
    let is_key = cx.policy_type == PolicyType::Resource
        && cx.resource_type == Some(ResourceType::KmsKey)
        && !policy.broken
        && policy.statements.iter().all(|one| one.sound);
    if !is_key {
        return Vec::new();
    }
    if let Some(deny) = policy.denies().find(|one| stops_everybody(one)) {
        let place = deny.action.as_ref().map_or(deny.head(), |list| list.key);
        return vec![
            RULE.finding("this key policy can never be changed: everybody is denied to")
                .at(place, "takes in `kms:PutKeyPolicy`")
                .help("except the administrators of the key by `aws:PrincipalArn`"),
        ];
    }
    if policy.allows().any(may_let_change) {
        return Vec::new();
    }
    let first = policy.statements.first().map(Statement::head).into_iter();
    let found = first.map(|place| {
        RULE.finding("this key policy can never be changed: nobody is allowed to")
            .at(
                place,
                "neither this nor another statement allows `kms:PutKeyPolicy`",
            )
            .help("allow `kms:*` to the account: `arn:aws:iam::ACCOUNT:root`")
    });
    found.collect()
}

/// Whether a statement may allow somebody to change the policy. A service does not.
fn may_let_change(statement: &Statement) -> bool {
    let is_negated = statement.principal.as_ref().is_some_and(|one| one.negated);
    let mut principals = statement.principals();
    !covers(statement, CHANGE).is_no()
        && (is_negated || principals.any(|one| one.kind != PrincipalKind::Service))
}

fn stops_everybody(statement: &Statement) -> bool {
    let mut principals = statement.principals();
    covers(statement, CHANGE).is_yes()
        && statement.condition_block.is_none()
        && principals.any(|one| one.kind == PrincipalKind::Everyone)
        && statement.resources().any(|one| one.known() == Some("*"))
}
