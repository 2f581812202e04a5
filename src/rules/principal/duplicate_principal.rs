use crate::finding::{Category, Finding, Meta, Safety, Severity};
use std::collections::HashMap;

use crate::kind::PolicyType;
use crate::model::{Part, PrincipalKind, Principals};
use crate::rules::removal::principal_removal;
use crate::rules::{Check, Context, Rule};
use crate::source::Span;
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "duplicate-principal",
        category: Category::Principal,
        severity: Severity::Info,
        summary: "principal that is named twice in one statement",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Principal, check),
};

/// Every principal that its statement names before, be it in another form.
fn check(cx: &Context) -> Vec<Finding> {
    if !matches!(cx.policy_type, PolicyType::Trust | PolicyType::Resource) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for statement in &cx.policy.statements {
        if let Some(principals) = &statement.principal {
            judge(cx, principals, &mut findings);
        }
    }
    findings
}

fn judge(cx: &Context, element: &Principals, findings: &mut Vec<Finding>) {
    // A few are compared with each other at once; a table pays for many.
    const FEW: usize = 8;
    let principals = element.items.as_slice();
    let mut table: HashMap<(PrincipalKind, &str), Span> = HashMap::new();
    for (index, principal) in principals
        .iter()
        .enumerate()
        .filter(|_| principals.len() > 1)
    {
        let Some(identity) = principal.identity() else {
            continue;
        };
        let first = if principals.len() <= FEW {
            principals
                .iter()
                .take(index)
                .find(|other| other.identity() == Some(identity))
                .map(|other| other.text.span())
        } else {
            let place = principal.text.span();
            let first = *table.entry(identity).or_insert(place);
            (first != place).then_some(first)
        };
        if let Some(first) = first {
            let place = principal.text.span();
            let finding = RULE
                .finding(format!(
                    "{} is named twice",
                    quote(principal.text.written())
                ))
                .at(place, "adds nothing")
                .related(first, "to what this says already")
                .help("remove one of the two");
            findings.push(match principal_removal(cx.tree.text(), element, place) {
                Some(edits) => finding.fix("remove what adds nothing", Safety::Safe, edits),
                None => finding,
            });
        }
    }
}
