//! Subjects of tokens (`sub`), where a provider documents their form.
//!
//! Sources: "OpenID Connect reference" of GitHub Actions, "OpenID Connect (OIDC) Authentication Using ID Tokens" of GitLab, "Workload
//! identity tokens" of HCP Terraform, "Assign IAM roles to Kubernetes service accounts" in the Amazon EKS User Guide.

use std::borrow::Cow;

use crate::semantics::providers::GITHUB;

use super::{Comparison, Fault};

/// A provider whose subjects have a form.
#[derive(Clone, Copy, Debug)]
pub(super) enum Issuer {
    GitHub,
    GitLab,
    Terraform,
    Eks,
}

impl Issuer {
    /// `provider` is what its condition keys begin with.
    pub(super) fn of(provider: &str) -> Option<Self> {
        let provider = provider.to_ascii_lowercase();
        // An enterprise may have a path of its own there.
        let of_github = provider.strip_prefix(GITHUB);
        if of_github.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            return Some(Self::GitHub);
        }
        match provider.as_str() {
            "gitlab.com" => Some(Self::GitLab),
            "app.terraform.io" => Some(Self::Terraform),
            name if name.starts_with("oidc.eks.") => Some(Self::Eks),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::GitHub => "GitHub Actions",
            Self::GitLab => "GitLab",
            Self::Terraform => "HCP Terraform",
            Self::Eks => "EKS",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::GitHub => "write `repo:OWNER/REPOSITORY:ref:refs/heads/BRANCH`",
            Self::GitLab => "write `project_path:GROUP/PROJECT:ref_type:branch:ref:BRANCH`",
            Self::Terraform => "write `organization:O:project:P:workspace:W:run_phase:PHASE`",
            Self::Eks => "write `system:serviceaccount:NAMESPACE:NAME`",
        }
    }
}

/// Why a subject is none, and perhaps what was meant.
type Reason = (&'static str, Option<String>);

/// `None`: some token may have the subject.
pub(super) fn fault(issuer: Issuer, text: &str, how: Comparison) -> Option<Fault> {
    let folded = how.folds.then(|| text.to_ascii_lowercase());
    let text = folded.as_deref().unwrap_or(text);
    let fixed = if how.is_pattern {
        Fixed::Begin(text.split(['*', '?']).next().unwrap_or_default())
    } else {
        Fixed::Whole(text)
    };
    let (label, near) = match issuer {
        Issuer::GitHub => github(text, fixed)?,
        Issuer::GitLab => gitlab(fixed)?,
        Issuer::Terraform => terraform(fixed)?,
        Issuer::Eks => eks(fixed)?,
    };
    let name = issuer.name();
    Some(Fault {
        is_not: Cow::Owned(match fixed {
            Fixed::Whole(_) => format!("is the subject of no token of {name}"),
            Fixed::Begin(_) => format!("matches the subject of no token of {name}"),
        }),
        label: label.into(),
        help: issuer.help().into(),
        near,
    })
}

/// As much of a value as stands for itself.
#[derive(Clone, Copy)]
enum Fixed<'t> {
    Whole(&'t str),
    /// Up to its first wildcard.
    Begin(&'t str),
}

impl<'t> Fixed<'t> {
    fn text(self) -> &'t str {
        match self {
            Self::Whole(text) | Self::Begin(text) => text,
        }
    }

    /// What follows this beginning; the error says that it cannot stand there.
    fn after(self, begin: &str) -> Result<Self, ()> {
        match self {
            Self::Whole(text) => text.strip_prefix(begin).map(Self::Whole).ok_or(()),
            Self::Begin(text) if begin.starts_with(text) => Ok(Self::Begin("")),
            Self::Begin(text) => text.strip_prefix(begin).map(Self::Begin).ok_or(()),
        }
    }
}

/// Organizations may choose which claims a subject is made of: `CLAIM:VALUE:CLAIM:VALUE…`. Judged is what no choice leads to.
fn github(text: &str, fixed: Fixed) -> Option<Reason> {
    if let Fixed::Whole(text) = fixed
        && !text.contains(':')
    {
        return Some((
            "a subject begins with the name of a claim, such as `repo:`",
            None,
        ));
    }
    let rest = fixed.text().strip_prefix("repo:")?;
    let (repository, tail) = match rest.split_once(':') {
        Some((repository, tail)) => (repository, Some(tail)),
        None => (rest, None),
    };
    // Of an address another rule speaks.
    if tail.is_some_and(|tail| tail.starts_with("//")) {
        return None;
    }
    let slashes = repository.matches('/').count();
    let is_whole = tail.is_some() || matches!(fixed, Fixed::Whole(_));
    if slashes > 1 || slashes == 0 && is_whole {
        return Some((
            "after `repo:` stand an owner and a repository: `OWNER/REPOSITORY`",
            None,
        ));
    }
    let tail = tail?;
    if tail.starts_with("refs/") {
        let near = text.replacen(&format!(":{tail}"), &format!(":ref:{tail}"), 1);
        return Some(("`ref:` stands before the name of a ref", Some(near)));
    }
    let named = tail.strip_prefix("ref:")?;
    let is_ref = named.starts_with("refs/")
        || matches!(fixed, Fixed::Begin(_)) && "refs/".starts_with(named);
    if is_ref {
        return None;
    }
    let missing = match named.split('/').next() {
        Some("heads" | "tags" | "pull") => "refs/",
        _ => "refs/heads/",
    };
    let near = text.replacen(":ref:", &format!(":ref:{missing}"), 1);
    Some((
        "a ref has its whole name: `refs/heads/BRANCH`",
        Some(near).filter(|_| !named.is_empty()),
    ))
}

/// A project may leave out the ref or its type, and not its path. Who logs in by GitLab has a number or another word.
fn gitlab(fixed: Fixed) -> Option<Reason> {
    if let Fixed::Whole(text) = fixed
        && !text.contains([':', '/'])
    {
        return None;
    }
    let Ok(rest) = fixed.after("project_path:") else {
        let is_login = matches!(fixed, Fixed::Begin(text) if !text.contains([':', '/']));
        return (!is_login).then_some(("a job's subject begins with `project_path:`", None));
    };
    let (path, is_whole) = match (rest.text().split_once(':'), rest) {
        (Some((path, _)), _) => (path, true),
        (None, Fixed::Whole(path)) => (path, true),
        (None, Fixed::Begin(path)) => (path, false),
    };
    (is_whole && !path.contains('/'))
        .then_some(("a project stands with its group: `GROUP/PROJECT`", None))
}

/// Of a workspace's run, or of a deployment of a stack.
fn terraform(fixed: Fixed) -> Option<Reason> {
    let Ok(rest) = fixed.after("organization:") else {
        return Some(("a subject begins with `organization:`", None));
    };
    let parts: Vec<&str> = rest.text().split(':').collect();
    // The word behind the organization, as far as it is written.
    let project = match (rest, parts.as_slice()) {
        (_, [_, word, _, ..]) | (Fixed::Whole(_), [_, word]) => Some(*word == "project"),
        (Fixed::Begin(_), [_, word]) => Some("project".starts_with(word)),
        _ => None,
    };
    if project == Some(false) {
        return Some(("the project follows the organization", None));
    }
    let Fixed::Whole(_) = rest else {
        return None;
    };
    let is_filled = parts.iter().all(|part| !part.is_empty());
    let is_one = matches!(
        parts.as_slice(),
        [_, "project", _, "workspace", _, "run_phase", _] | [_, "project", _, "stack", _, ..]
    );
    (!is_one || !is_filled).then_some((
        "a subject names project, workspace and phase of a run",
        None,
    ))
}

/// Names of namespaces and of service accounts are those of Kubernetes.
fn eks(fixed: Fixed) -> Option<Reason> {
    let Ok(rest) = fixed.after("system:serviceaccount:") else {
        return Some(("a subject begins with `system:serviceaccount:`", None));
    };
    let is_of_name = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b':')
    };
    if !rest.text().bytes().all(is_of_name) {
        return Some((
            "names in Kubernetes are lower-case letters, digits and hyphens",
            None,
        ));
    }
    let parts = rest.text().split(':').count();
    let is_one = match rest {
        Fixed::Whole(text) => parts == 2 && !text.starts_with(':') && !text.ends_with(':'),
        Fixed::Begin(_) => parts <= 2,
    };
    (!is_one).then_some(("a namespace and the name of a service account follow", None))
}
