//! `Document`: the policies that a larger document holds, each a text of its own, and how reports name the policies of IAM.

use crate::kind::{PolicyType, ResourceType};
use crate::source::Source;
use crate::syntax::Tree;

/// What a document that is no policy itself holds of policies: AWS's answer about a role, a plan of Terraform.
#[derive(Debug, Default)]
pub struct Document {
    /// In the order in which they stand.
    pub parts: Vec<Part>,
    pub unread: Vec<Unread>,
}

impl Document {
    /// Whether it speaks of no policy at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.unread.is_empty()
    }
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
}

/// A policy that the document speaks of and does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Named as a part would be.
    pub name: String,
    pub reason: String,
    pub absence: Absence,
}

/// What it means that a policy was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// It belongs to what was checked, so that no finding does not mean that nothing is wrong.
    Gap,
    /// It is looked after elsewhere.
    Elsewhere,
}

/// Why a document may hold more policies than were read in it.
#[must_use]
pub fn lost(source: &Source, tree: &Tree) -> Option<String> {
    let mut problems = tree.problems().iter();
    let problem = problems.find(|problem| problem.kind.breaks_json())?;
    let place = source.place(problem.span.start);
    Some(format!(
        "no JSON from line {}, column {} on, so it may hold more policies",
        place.line, place.column
    ))
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

#[must_use]
pub fn permissions_boundary(holder: &str, arn: &str) -> String {
    format!("{holder}: permissions boundary {arn}")
}
