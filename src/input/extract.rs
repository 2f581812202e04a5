//! `extract`: the policies inside of documents that are no policies themselves.
//!
//! Answers of AWS as its command line prints them, and states and plans of Terraform.

mod answer;
mod terraform;

use percent_encoding::percent_decode_str;

use crate::kind::{PolicyType, ResourceType};
use crate::model::Document;
use crate::model::document::{Absence, Holder, Part, Unread};
use crate::source::Source;
use crate::syntax::{Kind, Tree, Value};

/// What stands between the name of a document and the name of its part.
const ARROW: &str = " → ";
/// What is not named one by one.
const REST: &str = "the rest";

/// The policies of a document; `None` if it is no document that is known to hold some.
///
/// For a policy that costs a look at the keys of its root.
#[must_use]
pub fn extract(source: &Source, tree: &Tree) -> Option<Document> {
    let root = tree.root().filter(|root| root.kind() == Kind::Object)?;
    let shape = shape(root)?;
    let mut parts = Parts {
        source,
        document: Document::default(),
    };
    match shape {
        Shape::Answer => answer::read(root, &mut parts),
        Shape::Terraform => terraform::read(root, &mut parts),
    }
    let document = parts.document;
    // A key that AWS's answers have may stand in anything; the words of Terraform stand in nothing else.
    (!document.is_empty() || shape == Shape::Terraform).then_some(document)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// What IAM says of roles and policies.
    Answer,
    Terraform,
}

fn shape(root: Value) -> Option<Shape> {
    let mut shape = None;
    for (key, _) in root.members() {
        match key.inner() {
            // It is a policy, whatever else stands in it.
            "Statement" => return None,
            word if answer::KEYS.contains(&word) => shape = Some(Shape::Answer),
            "format_version" | "terraform_version" => return Some(Shape::Terraform),
            _ => {}
        }
    }
    shape
}

/// The parts of a document, as they are found.
struct Parts<'d> {
    source: &'d Source,
    document: Document,
}

/// What is known of a policy by where it stands.
#[derive(Clone, Copy)]
struct Standing {
    policy_type: Option<PolicyType>,
    resource_type: Option<ResourceType>,
}

impl From<PolicyType> for Standing {
    fn from(policy_type: PolicyType) -> Self {
        Self {
            policy_type: Some(policy_type),
            resource_type: None,
        }
    }
}

impl Parts<'_> {
    fn name(&self, path: &str) -> String {
        format!("{}{ARROW}{path}", self.source.name)
    }

    /// A policy that stands as an object or as the text in a string.
    fn add(&mut self, path: &str, value: Value, standing: impl Into<Standing>) {
        let standing = standing.into();
        let name = self.name(path);
        let source = match value.as_str() {
            Some(text) => Source::decoded(name, self.source, value.span(), policy_text(text)),
            None => Source::part(name, self.source, value.span()),
        };
        self.document.parts.push(Part {
            source,
            policy_type: standing.policy_type,
            resource_type: standing.resource_type,
            role_arn: None,
        });
    }

    /// The trust policy of a role, of which the document may say the ARN.
    fn add_trust(&mut self, path: &str, value: Value, role_arn: Option<String>) {
        self.add(path, value, PolicyType::Trust);
        if let Some(part) = self.document.parts.last_mut() {
            part.role_arn = role_arn;
        }
    }

    fn unread(
        &mut self,
        path: &str,
        reason: &str,
        absence: Absence,
        policy_type: impl Into<Option<PolicyType>>,
    ) {
        self.document.unread.push(Unread {
            name: self.name(path),
            reason: reason.to_owned(),
            absence,
            policy_type: policy_type.into(),
        });
    }

    /// A managed policy that is looked after elsewhere.
    fn lend(&mut self, arn: String, path: &str, value: Value) {
        self.add(path, value, PolicyType::Identity);
        let part = self.document.parts.pop();
        self.document.elsewhere.extend(part.map(|part| (arn, part)));
    }

    /// Who has managed policies, by name.
    fn holder(&mut self, name: String) -> &mut Holder {
        self.document.holders.entry(name).or_default()
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.document
            .parts
            .iter()
            .map(|part| part.source.text.as_str())
    }
}

/// The text of a policy in a string: IAM's API encodes it by RFC 3986, and no policy begins with a percent sign.
fn policy_text(text: &str) -> String {
    if text.trim_start().starts_with('%') {
        percent_decode_str(text).decode_utf8_lossy().into_owned()
    } else {
        text.to_owned()
    }
}

/// The text of a member; `None` if it is no string.
fn string(value: Value, key: &str) -> Option<String> {
    Some(value.get(key)?.as_str()?.to_owned())
}

fn elements<'t>(value: Value<'t>, key: &str) -> impl Iterator<Item = Value<'t>> + use<'t> {
    value.get(key).into_iter().flat_map(Value::elements)
}

/// Whether there is something that can be read as a policy.
fn holds_text(value: &Value) -> bool {
    matches!(
        value.kind(),
        Kind::Object | Kind::Array | Kind::String | Kind::EscapedString
    )
}
