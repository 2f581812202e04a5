use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::PrincipalKind;
use crate::rules::{Check, Context, Rule};
use crate::semantics::trust::{ASSUME_ROLE, covers, denies_everyone};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "leftover-bootstrap-deny",
        category: Category::Trust,
        severity: Severity::Error,
        summary: "placeholder `Deny` that still beats the real trust",
        codes: &[],
    },
    page: include_str!("../../../rules/trust/leftover-bootstrap-deny.md"),
    options: &[],
    check: Check::Trust(check),
};

/// Every unconditional `Deny` of `sts:AssumeRole` for everyone in a policy that lets someone assume the role.
fn check(cx: &Context) -> Vec<Finding> {
    let allow = cx
        .policy
        .allows()
        .find(|statement| !covers(statement, ASSUME_ROLE).is_no());
    let Some(allow) = allow else {
        return Vec::new();
    };
    cx.policy
        .denies()
        .filter(|statement| denies_everyone(statement))
        .map(|deny| {
            let everyone = deny
                .principals()
                .find(|one| one.kind == PrincipalKind::Everyone);
            let place = everyone.map_or(deny.head(), |principal| principal.text.span());
            RULE.finding("nobody can assume this role: a `Deny` for everyone beats every `Allow`")
                .at(place, "placeholder that was left behind")
                .related(allow.head(), "trust that has no effect")
                .help("remove the `Deny` statement")
        })
        .collect()
}
