use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Context, Rule};
use crate::semantics::Truth;
use crate::semantics::coverage::covers;
use crate::text::{count, list};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-action-for-roles-anywhere-trust-policy",
        category: Category::Principal,
        severity: Severity::Error,
        summary: "IAM Roles Anywhere without all actions that it needs",
        codes: &["MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY"],
    },
    options: &[],
    check: Check::Trust(check),
};

pub(in crate::rules) const SERVICE: &str = "rolesanywhere.amazonaws.com";

/// Source: "IAM Roles Anywhere: trust model", section on the role's trust policy.
const NEEDED: [&str; 3] = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];

/// Roles Anywhere trusted with some of its actions, over all statements that allow it something.
fn check(cx: &Context) -> Vec<Finding> {
    let mut place = None;
    let mut granted = [Truth::No; NEEDED.len()];
    for statement in cx.policy.allows() {
        let named = statement
            .principals()
            .find(|principal| principal.text.known() == Some(SERVICE));
        if let (Some(principal), Some(action)) = (named, &statement.action) {
            place = place.or(Some((principal.text.span(), action.span)));
            for (truth, needed) in granted.iter_mut().zip(NEEDED) {
                *truth = truth.or(covers(action, needed));
            }
        }
    }
    let Some((service, action)) = place else {
        return Vec::new();
    };
    let missing: Vec<String> = granted
        .iter()
        .zip(NEEDED)
        .filter(|(truth, _)| truth.is_no())
        .map(|(_, needed)| format!("`{needed}`"))
        .collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let what = format!("lacks {}", count(missing.len(), "action"));
    vec![
        RULE.finding("IAM Roles Anywhere cannot create a session for this role")
            .at(action, what)
            .related(service, "that this service needs")
            .help(format!("add {}", list(&missing))),
    ]
}
