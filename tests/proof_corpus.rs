//! Proofs about AWS's own managed policies: each adds nothing to itself, and a widened one is caught with a request.
//!
//! The policies are AWS's and no part of the repository. Where they lie beside it, they are read.

use iamsure::kind::PolicyType;
use iamsure::model::{self, Policy};
use iamsure::proof::{Limits, Side, Verdict, no_new_access};
use iamsure::semantics::{Decision, decide};
use iamsure::source::{FileId, Source};
use iamsure::syntax;
use serde_json::{Value, json};

use crate::optional::managed_policies;

#[test]
fn managed_policies_add_nothing_to_themselves() {
    for (name, document) in managed_policies() {
        let verdict = compare(&document, &document);
        assert!(matches!(verdict, Verdict::Proven), "{name}: {verdict:?}");
    }
}

#[test]
fn managed_policies_add_nothing_to_themselves_in_other_words() {
    let mut undecided = Vec::new();
    for (name, document) in managed_policies() {
        // Each action in a statement of its own: no statement takes in another one.
        let mut parts = document.clone();
        parts["Statement"] = statements(&document).iter().flat_map(split).collect();
        match compare(&document, &parts) {
            Verdict::Proven => {}
            Verdict::Undecided(reasons) => undecided.push((name, reasons)),
            Verdict::Disproven(witness) => panic!("{name}: {witness:?}"),
        }
    }
    assert!(undecided.len() <= 2, "{} {undecided:?}", undecided.len());
}

#[test]
fn a_widened_managed_policy_is_caught_with_a_request() {
    let mut undecided = Vec::new();
    let mut disproven = 0;
    for (name, document) in managed_policies() {
        let mut wider = document.clone();
        let mut list = statements(&document);
        let Some(allow) = list.iter_mut().find(|one| one["Effect"] == "Allow") else {
            continue;
        };
        if allow["Action"] == "*" && allow["Resource"] == "*" {
            continue;
        }
        // Whatever it allows on some resources, it allows for one more action on all of them.
        allow["Action"] = match &allow["Action"] {
            Value::Array(list) => list
                .iter()
                .cloned()
                .chain([json!("iam:CreateUser")])
                .collect(),
            Value::String(one) => json!([one, "iam:CreateUser"]),
            _ => continue,
        };
        wider["Statement"] = json!(list);
        let same = |text: &str| text.to_lowercase();
        // Nearly all of IAM is denied or allowed by what they do not name.
        let is_open = |one: &Value| one.get("NotAction").is_some();
        if statements(&document).iter().any(is_open) {
            continue;
        }
        let had = statements(&document).iter().any(|one| {
            let actions = one["Action"].to_string();
            one["Effect"] == "Allow"
                && ["\"*\"", "\"iam:*\"", "iam:create", "iam:cr*", "iam:c*"]
                    .iter()
                    .any(|wide| same(&actions).contains(wide))
        });
        if had {
            continue;
        }
        match compare(&wider, &document) {
            Verdict::Proven => panic!("{name}: {wider}"),
            Verdict::Undecided(reasons) => undecided.push((name.clone(), reasons)),
            Verdict::Disproven(witness) => {
                disproven += 1;
                let request = &witness.request;
                let says = |document: &Value| {
                    with_policy(document, |policy| {
                        decide(policy, PolicyType::Identity, request).decision
                    })
                };
                assert_eq!(says(&wider), Decision::Allowed, "{name}");
                assert_ne!(says(&document), Decision::Allowed, "{name}");
                assert_eq!(request.action.to_lowercase(), "iam:createuser", "{name}");
                assert!(witness.is_published, "{name}");
            }
        }
        // The narrower one adds nothing to the wider one.
        let back = compare(&document, &wider);
        assert!(matches!(back, Verdict::Proven), "{name}: {back:?}");
    }
    assert!(undecided.is_empty(), "{} {undecided:?}", undecided.len());
    assert!(disproven == 0 || disproven > 1_300, "{disproven}");
}

fn statements(document: &Value) -> Vec<Value> {
    match &document["Statement"] {
        Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    }
}

fn split(statement: &Value) -> Vec<Value> {
    match statement["Action"].as_array() {
        Some(list) => list
            .iter()
            .map(|action| {
                let mut part = statement.clone();
                part["Action"] = action.clone();
                part
            })
            .collect(),
        None => vec![statement.clone()],
    }
}

fn with_policy<T>(document: &Value, then: impl FnOnce(&Policy) -> T) -> T {
    let source = Source::new("policy", document.to_string());
    let tree = syntax::parse(FileId(0), &source);
    then(&model::lower(&tree))
}

fn compare(new: &Value, old: &Value) -> Verdict {
    with_policy(new, |new| {
        with_policy(old, |old| {
            let side = |policy| Side {
                policy,
                policy_type: PolicyType::Identity,
            };
            no_new_access(&side(new), &side(old), &Limits::default())
        })
    })
}
