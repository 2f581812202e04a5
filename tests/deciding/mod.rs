//! Decides requests by policies written as text, for tests.

use iamsure::access::{self, Accounts, Part, Role, Verdict};
use iamsure::model::{self, Policy};
use iamsure::semantics::{Caller, Decision, Key, Request};
use iamsure::source::{Source, Sources};
use iamsure::syntax::{self, Tree};

/// `A`llowed, explicit `D`eny, `I`mplicit deny, or open.
pub fn letter(decision: Decision) -> char {
    match decision {
        Decision::Allowed => 'A',
        Decision::ExplicitDeny => 'D',
        Decision::ImplicitDeny => 'I',
        Decision::Unknown => '?',
    }
}

/// A policy of these statements.
pub fn policy(statements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

/// The verdict of policies, each with its role.
pub fn verdict(policies: &[(Role, String)], accounts: &Accounts, request: &Request) -> Verdict {
    let mut sources = Sources::default();
    let files: Vec<_> = policies
        .iter()
        .map(|(_, text)| sources.add(Source::new("policy.json", text.as_str())))
        .collect();
    let trees: Vec<Tree> = files
        .iter()
        .map(|file| syntax::parse(*file, sources.get(*file)))
        .collect();
    let lowered: Vec<Policy> = trees.iter().map(model::lower).collect();
    for (policy, (_, text)) in lowered.iter().zip(policies) {
        assert!(
            !policy.statements.is_empty() && policy.problems.is_empty() && !policy.broken,
            "the policy of a test is well-formed: {text}"
        );
    }
    let parts: Vec<Part> = policies
        .iter()
        .zip(&lowered)
        .map(|((role, _), policy)| Part {
            role: *role,
            policy,
        })
        .collect();
    access::decide(&parts, accounts, request)
}

/// A request of which everything that is not said is absent.
pub fn request(caller: Caller, action: &str, resource: &str) -> Request {
    let mut request = Request::new(caller, action);
    request.resource = Some(resource.to_owned());
    request.context.set_others(Key::Absent);
    request
}
