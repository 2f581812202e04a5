use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{PrincipalKind, Statement};
use crate::rules::removal::removal;
use crate::rules::{Check, Context, Rule, admission};
use crate::semantics::trust::{ASSUME_ROLE, covers, denies_everyone};
use crate::source::Span;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "leftover-bootstrap-deny",
        category: Category::Trust,
        severity: Severity::Error,
        summary: "placeholder `Deny` that still beats the real trust",
        codes: &[],
    },
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
            let finding = RULE
                .finding("nobody can assume this role: a `Deny` for everyone beats every `Allow`")
                .at(place, "placeholder that was left behind")
                .related(allow.head(), "trust that has no effect")
                .help("remove the `Deny` statement");
            without(finding, cx, deny)
        })
        .collect()
}

/// Whoever is trusted beside the integration's role gets in as well once the `Deny` is gone.
fn without(finding: Finding, cx: &Context, deny: &Statement) -> Finding {
    let is_its_own = admission::wanted(cx).is_some_and(|wanted| {
        let mut allows = cx.policy.allows();
        allows.all(|one| {
            admission::is_for(one, wanted.role) && admission::is_guarded(one, wanted.external_id)
        })
    });
    let spans: Vec<Span> = cx.policy.statements.iter().map(|one| one.span).collect();
    match removal(cx.tree.text(), &spans, &[deny.index]) {
        Some(edits) => finding.fix(
            "remove the `Deny` statement",
            admission::safety(is_its_own),
            edits,
        ),
        None => finding,
    }
}
