use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::Text;
use crate::rules::{Check, Context, Rule};
use crate::semantics::providers::{self, GITHUB, WebIdentity};
use crate::text::quote;

use super::any_repository::{self, is_open};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "specific-github-repo-and-branch-recommended",
        category: Category::Principal,
        severity: Severity::Warning,
        summary: "GitHub subject with a wildcard in repository or branch",
        codes: &["SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED"],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Claims besides the subject that keep a token to one branch, environment or workflow.
const NARROWING: [&str; 3] = ["ref", "environment", "job_workflow_ref"];

/// Which part of a subject is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Repository,
    Branch,
}

/// Every `sub` of GitHub that names an owner, and leaves the rest open.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        for identity in providers::web_identities(statement) {
            if identity.provider.eq_ignore_ascii_case(GITHUB) {
                judge(cx, &identity, &mut findings);
            }
        }
    }
    findings
}

fn judge(cx: &Context, identity: &WebIdentity, findings: &mut Vec<Finding>) {
    let is_narrow = NARROWING.iter().any(|claim| {
        identity.demands(claim)
            && identity
                .conditions_on(claim)
                .flat_map(|condition| &condition.values)
                .all(|value| value.known().is_none_or(|text| !text.contains(['*', '?'])))
    });
    for condition in identity.conditions_on("sub") {
        let Some(spec) = condition.spec.filter(|spec| !spec.base.is_negated()) else {
            continue;
        };
        for value in &condition.values {
            if value.known().is_some_and(has_url) {
                findings.push(of_url(value));
                continue;
            }
            if !spec.base.takes_wildcards() {
                continue;
            }
            let (message, help) = match open_part(cx, value) {
                Some(Open::Repository) => (
                    format!(
                        "the subject {} matches several repositories",
                        quote(value.written())
                    ),
                    "name the repository and its branch, one value for each",
                ),
                Some(Open::Branch) if !is_narrow => (
                    format!(
                        "the subject {} matches several branches or events",
                        quote(value.written())
                    ),
                    "name the branch: `repo:OWNER/REPOSITORY:ref:refs/heads/BRANCH`",
                ),
                _ => continue,
            };
            let wildcard = value.written().find(['*', '?']).unwrap_or_default();
            findings.push(
                RULE.finding(message)
                    .at(
                        value.part(wildcard..wildcard + 1),
                        "takes whatever stands here",
                    )
                    .help(help),
            );
        }
    }
}

/// Whether it has the address of a repository where its owner and its name belong.
fn has_url(subject: &str) -> bool {
    let repository = subject.strip_prefix("repo:");
    let scheme = repository.and_then(|rest| Some(rest.split_once("://")?.0));
    scheme.is_some_and(|scheme| matches!(scheme, "http" | "https" | "ssh"))
}

fn of_url(value: &Text) -> Finding {
    RULE.finding(format!(
        "no token of GitHub has the subject {}",
        quote(value.written())
    ))
    .at(value.span(), "an address where owner and repository belong")
    .help("write `repo:OWNER/REPOSITORY:…`, without `https://github.com/`")
}

/// The part of `repo:OWNER/REPOSITORY:rest` in which the first wildcard stands.
///
/// One in the owner has a rule of its own. Subjects of another build are not judged.
fn open_part(cx: &Context, value: &Text) -> Option<Open> {
    let subject = value.known()?;
    if is_open(value) {
        return (!cx.runs(&any_repository::RULE)).then_some(Open::Repository);
    }
    let fixed = subject.split(['*', '?']).next()?;
    let (_, repository) = fixed.strip_prefix("repo:")?.split_once('/')?;
    if fixed.len() == subject.len() {
        None
    } else if repository.contains(':') {
        Some(Open::Branch)
    } else {
        Some(Open::Repository)
    }
}
