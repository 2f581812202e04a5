//! `Document`: the policies that a larger document holds, each a text of its own, and how reports name the policies of IAM.

use std::collections::BTreeMap;

use crate::kind::{PolicyType, ResourceType};
use crate::source::{Place, Source};
use crate::syntax::{Problem, Tree};

/// What a document that is no policy itself holds of policies: AWS's answer about a role, a plan of Terraform.
#[derive(Debug, Default)]
pub struct Document {
    /// In the order in which they stand.
    pub parts: Vec<Part>,
    pub unread: Vec<Unread>,
    /// Managed policies that are looked after elsewhere, such as AWS's own, by their ARNs: no finding is about them, but what
    /// they grant is granted.
    pub elsewhere: Vec<(String, Part)>,
    /// Who has managed policies and a boundary, by name: `role/orders`, or an address where the name is not known yet.
    pub holders: BTreeMap<String, Holder>,
}

impl Document {
    /// Whether it speaks of no policy at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let has_none = |holder: &Holder| holder.attached.is_empty();
        self.parts.is_empty() && self.unread.is_empty() && self.holders.values().all(has_none)
    }
}

/// A role, a user or a group, and which managed policies it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    pub attached: Vec<Managed>,
    pub boundary: Option<Managed>,
}

/// A managed policy, as a document names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Managed {
    /// Its ARN, or an address of Terraform; `None` if that is not known yet.
    pub name: Option<String>,
    /// Whether the document holds its text, or says of it that it was not read.
    pub is_held: bool,
}

/// A policy inside a document.
#[derive(Debug)]
pub struct Part {
    /// Named for the document and for where it stands in it.
    pub source: Source,
    /// What it is by where it stands; `None` if only its text tells.
    pub policy_type: Option<PolicyType>,
    /// What it is attached to, if the document says so.
    pub resource_type: Option<ResourceType>,
    /// Of a trust policy: the ARN of its role, if the document says so.
    pub role_arn: Option<String>,
}

/// A policy that the document speaks of and does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Named as a part would be.
    pub name: String,
    pub reason: String,
    pub absence: Absence,
    /// What it would be; `None` if nothing tells.
    pub policy_type: Option<PolicyType>,
}

/// What it means that a policy was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// It belongs to what was checked, so that no finding does not mean that nothing is wrong.
    Gap,
    /// It is looked after elsewhere.
    Elsewhere,
}

/// Why a document may hold more policies than these parts of it: it breaks off, or has a key twice, of which one was read. Of a
/// key that a part has twice a rule speaks.
#[must_use]
pub fn lost(source: &Source, tree: &Tree, parts: &[Part]) -> Option<String> {
    let of_part = |problem: &&Problem| {
        let start = problem.span.start;
        parts.iter().any(|part| part.source.stands_around(start))
    };
    let mut problems = tree.problems().iter();
    let breaks = problems.clone().find(|problem| problem.kind.breaks_json());
    let problem = breaks.or_else(|| problems.find(|problem| !of_part(problem)))?;
    let Place { line, column, .. } = source.place(problem.span.start);
    Some(if problem.kind.breaks_json() {
        format!("no JSON from line {line}, column {column} on, so it may hold more policies")
    } else {
        format!(
            "the same key stands twice in an object at line {line}, column {column}, so it may hold more policies"
        )
    })
}

/// How reports name the trust policy of a role, whether it comes from a document or from AWS.
#[must_use]
pub fn trust_policy(role: &str) -> String {
    format!("role/{role}: trust policy")
}

/// `holder` is `role/orders`, `user/…` or `group/…`.
#[must_use]
pub fn inline_policy(holder: &str, policy: &str) -> String {
    format!("{holder}: inline policy {policy}")
}

/// `policy` is the name or the ARN of a managed policy.
#[must_use]
pub fn managed_policy(policy: &str, version: &str) -> String {
    format!("policy/{policy} {version}")
}

/// How reports name a managed policy that somebody has.
#[must_use]
pub fn attached_policy(holder: &str, policy: &str) -> String {
    format!("{holder}: managed policy {policy}")
}

#[must_use]
pub fn permissions_boundary(holder: &str, arn: &str) -> String {
    format!("{holder}: permissions boundary {arn}")
}
