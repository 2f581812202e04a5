use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Context, Rule};
use crate::semantics::providers::{self, GITHUB, WebIdentity};

use super::any_repository;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-github-repo-condition-key",
        category: Category::Principal,
        severity: Severity::Error,
        summary: "GitHub Actions trusted whatever the repository",
        codes: &["MISSING_GITHUB_REPO_CONDITION_KEY"],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Other claims by which a token is of a certain repository or owner.
///
/// Source: "Available keys for AWS OIDC federation" in the IAM User Guide.
const OTHERS: [&str; 4] = [
    "enterprise_id",
    "repository",
    "repository_id",
    "repository_owner_id",
];

/// Trust in GitHub's issuer without a value of `sub` or `job_workflow_ref` that the token has to have.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        for identity in providers::web_identities(statement) {
            if !identity.provider.eq_ignore_ascii_case(GITHUB)
                || identity.tells_apart_by("sub")
                || identity.tells_apart_by("job_workflow_ref")
                || is_told_elsewhere(cx, &identity)
            {
                continue;
            }
            // These hold strangers back all the same; IAM does not take them for it.
            let is_held = OTHERS.iter().any(|claim| identity.tells_apart_by(claim));
            let message = if is_held {
                "IAM refuses to save this trust in GitHub: neither subject nor workflow is asked for"
            } else {
                "a workflow of any repository on GitHub may assume this role"
            };
            let mut finding = RULE.finding(message).at(
                identity.principal.text.span(),
                "one issuer for all of GitHub",
            );
            let asked = ["sub", "job_workflow_ref"];
            let mut conditions = asked.iter().flat_map(|claim| identity.conditions_on(claim));
            if let Some(condition) = conditions.next() {
                finding =
                    finding.related(condition.operator.span(), "asks for no certain repository");
            }
            findings.push(
                finding.help("add `StringEquals` on `token.actions.githubusercontent.com:sub`"),
            );
        }
    }
    findings
}

/// Of a subject that is a pattern for all repositories another rule speaks, and shows the pattern.
fn is_told_elsewhere(cx: &Context, identity: &WebIdentity) -> bool {
    identity.demands("sub") && cx.runs(&any_repository::RULE)
}
