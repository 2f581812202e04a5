use crate::finding::{Category, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::model::Element;
use crate::rules::removal::member_removal;
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unsupported-id",
        category: Category::Grammar,
        severity: Severity::Info,
        summary: "`Id` in a policy of a type that has none",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// An `Id` outside of resource-based policies.
fn check(cx: &Context) -> Vec<Finding> {
    let Some(key) = cx.policy.key(Element::Id) else {
        return Vec::new();
    };
    let organization = matches!(cx.policy_type, PolicyType::Scp | PolicyType::Rcp);
    if !organization && !cx.policy_type.is_identity_like() {
        return Vec::new();
    }
    let (label, severity) = if organization {
        (
            "not among the elements that AWS Organizations lists",
            Severity::Warning,
        )
    } else {
        ("an element of resource-based policies", Severity::Info)
    };
    let finding = RULE
        .finding(format!("{} takes no `Id`", cx.policy_type.phrase()))
        .at(key, label)
        .help("remove it; the policy has a name outside of the document")
        .severity(severity);
    let root = cx.policy.root;
    let edits = root.and_then(|root| member_removal(cx.tree.text(), root, key));
    vec![match edits {
        // An `Id` has no meaning for access.
        Some(edits) => finding.fix("remove the `Id`", Safety::Safe, edits),
        None => finding,
    }]
}
