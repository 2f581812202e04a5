//! Of which type a policy is, judged by what it says.

use crate::kind::PolicyType;
use crate::syntax::{Kind, Tree};

use super::{Policy, Statement, Text};

/// The type of a policy that nobody named. SCPs, boundaries and session policies look like identity policies, RCPs like
/// resource policies: those have to be named.
#[must_use]
pub fn policy_type(policy: &Policy) -> PolicyType {
    if policy.statements.iter().any(is_trust) {
        return PolicyType::Trust;
    }
    if policy
        .statements
        .iter()
        .any(|statement| statement.principal.is_some())
    {
        return PolicyType::Resource;
    }
    PolicyType::Identity
}

/// Who may assume a role is said without a resource, or with all of them, and by actions of STS alone. A permission that got
/// among them makes it no other policy: no resource has STS for its service.
fn is_trust(statement: &Statement) -> bool {
    let actions = || statement.action.iter().flat_map(|list| list.items.iter());
    let names_caller = statement.principal.is_some() && statement.resource.is_none();
    if !(names_caller || actions().all(is_assume_action)) || !actions().any(is_assume_action) {
        return false;
    }
    match &statement.resource {
        None => true,
        // So a resource control policy denies; the placeholder of a trust policy has `{ "AWS": "*" }`.
        Some(_) if is_deny_for_string(statement) => false,
        Some(resources) => {
            statement.principal.is_some()
                && resources
                    .items
                    .iter()
                    .all(|resource| resource.known().is_some_and(|text| text == "*"))
        }
    }
}

fn is_deny_for_string(statement: &Statement) -> bool {
    let principal = statement.principal.as_ref();
    !statement.is_allow() && principal.is_some_and(|principals| principals.is_string)
}

/// An action that a trust policy can speak of, patterns such as `sts:*` included; `*` says nothing.
fn is_assume_action(action: &Text) -> bool {
    let text = action.written();
    text.get(..4)
        .is_some_and(|prefix| prefix.eq_ignore_ascii_case("sts:"))
}

/// Whether a document was meant as a policy: broken, misspelt and empty ones too.
///
/// In a folder full of other JSON it decides what is checked, so it wants a word of the policy language.
#[must_use]
pub fn looks_like_policy(tree: &Tree) -> bool {
    if tree.text().bytes().take(4).any(|byte| byte == 0) {
        // UTF-16 or UTF-32, which the reader refuses: not to be passed over as something else.
        return tree.text().replace('\0', "").contains("\"Statement\"");
    }
    let Some(root) = tree.root() else {
        return false;
    };
    if root.kind() != Kind::Object {
        // Half a document, or a list of statements: only its words tell.
        let has =
            |word: &str| memchr::memmem::find(tree.text().as_bytes(), word.as_bytes()).is_some();
        return has("\"Effect\"") && (has("\"Action\"") || has("\"NotAction\""));
    }
    root.members().any(|(key, value)| {
        let name = key.as_str().unwrap_or_default();
        match name {
            "Statement" => matches!(value.kind(), Kind::Array | Kind::Object | Kind::Bad),
            "Version" => value
                .as_str()
                .is_some_and(|version| matches!(version, "2012-10-17" | "2008-10-17")),
            name => {
                matches!(value.kind(), Kind::Array | Kind::Object)
                    && crate::text::nearest(name, ["Statement"]).is_some()
                    && value.elements().chain([value]).any(is_statement)
            }
        }
    })
}

fn is_statement(value: crate::syntax::Value) -> bool {
    value.get("Effect").is_some()
        || value.get("Action").is_some()
        || value.get("NotAction").is_some()
}
