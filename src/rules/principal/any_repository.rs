use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::Text;
use crate::rules::{Check, Context, Rule};
use crate::semantics::providers::{self, GITHUB};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "any-repository",
        category: Category::Principal,
        severity: Severity::Error,
        summary: "GitHub subject that repositories of strangers have too",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every `sub` of GitHub that leaves the owner of the repository open, wholly or in part.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        for identity in providers::web_identities(statement) {
            if !identity.provider.eq_ignore_ascii_case(GITHUB)
                || identity.tells_apart_by("job_workflow_ref")
            {
                continue;
            }
            for condition in identity.conditions_on("sub") {
                let is_pattern = condition
                    .spec
                    .is_some_and(|spec| spec.base.takes_wildcards() && !spec.base.is_negated());
                for value in condition
                    .values
                    .iter()
                    .filter(|value| is_pattern && is_open(value))
                {
                    findings.push(
                        RULE.finding(format!(
                            "the subject {} matches repositories of strangers",
                            quote(value.written())
                        ))
                        .at(value.span(), "leaves the owner of the repository open")
                        .related(
                            identity.principal.text.span(),
                            "signs for everyone on GitHub",
                        )
                        .help("name owner and repository: `repo:OWNER/REPOSITORY:…`"),
                    );
                }
            }
        }
    }
    findings
}

/// Whether a wildcard stands before it is said whose repository is meant.
///
/// Subjects that GitHub was told to build otherwise begin with another claim: `repository_owner:OWNER:…`.
pub(super) fn is_open(value: &Text) -> bool {
    let Some(subject) = value.known() else {
        return false;
    };
    let fixed = subject.split(['*', '?']).next().unwrap_or_default();
    if fixed.len() == subject.len() {
        return false;
    }
    match fixed.split_once(':') {
        Some(("repo", start)) => !start.contains('/'),
        Some((_, start)) => start.is_empty(),
        None => true,
    }
}
