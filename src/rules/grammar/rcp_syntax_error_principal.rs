use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::model::{PrincipalKind, Principals};
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "rcp-syntax-error-principal",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "resource control policy with a principal other than `\"*\"`",
        codes: &["RCP_SYNTAX_ERROR_PRINCIPAL"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every principal that is not exactly `"*"`; of a missing one, `missing-principal` speaks.
fn check(cx: &Context) -> Vec<Finding> {
    if cx.policy_type != PolicyType::Rcp {
        return Vec::new();
    }
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| statement.principal.as_ref())
        .filter_map(finding)
        .collect()
}

fn finding(principals: &Principals) -> Option<Finding> {
    if principals.negated {
        return Some(
            RULE.finding("a resource control policy takes no `NotPrincipal`")
                .at(principals.key, "AWS Organizations refuses it")
                .help("write `\"Principal\": \"*\"`, and exempt whom you mean in a condition"),
        );
    }
    match principals.items.as_slice() {
        [only] if principals.is_string && only.text.known() == Some("*") => None,
        // Known to be unreadable, or yet to be filled in.
        [] => None,
        items
            if items
                .iter()
                .any(|principal| principal.kind == PrincipalKind::Unknown) =>
        {
            None
        }
        items => {
            let finding = RULE
                .finding("the principal of a resource control policy is not exactly `\"*\"`")
                .at(principals.span, "AWS Organizations takes nothing else");
            Some(
                if items
                    .iter()
                    .all(|principal| principal.kind == PrincipalKind::Everyone)
                {
                    let edit = Edit::replace(principals.span, "\"*\"");
                    finding.help("write `\"Principal\": \"*\"`").fix(
                        "write `\"*\"`",
                        Safety::Safe,
                        vec![edit],
                    )
                } else {
                    finding.help("write `\"*\"`, and name whom you mean in a condition")
                },
            )
        }
    }
}
