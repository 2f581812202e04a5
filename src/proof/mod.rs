//! Proofs about all requests: what a policy grants that another one does not, decided by cells and a search.
//!
//! Each dimension of a request (action, resource, principal, condition keys) is parted into cells on which every statement
//! says one thing. A statement is then a few boxes of cells, and a question is whether a box is left over by others.

mod actions;
mod ask;
mod asked;
mod callers;
mod cellset;
mod concrete;
mod conditions;
mod confirm;
mod cover;
mod glob;
mod ground;
mod impossible;
mod keys;
mod lower;
mod ordered;
mod outsider;
mod parts;
mod polish;
mod public;
mod query;
mod search;
mod selected;
mod strings;
mod texts;
mod verdict;
pub mod who;
mod witness;
mod world;

use crate::kind::PolicyType;
use crate::model::{self, Policy};
use crate::source::{FileId, Source};
use crate::syntax;

pub use actions::ActionCells;
pub use ask::{ask, regions};
pub use asked::Reading;
pub use callers::CallerCell;
pub use cellset::CellSet;
pub use public::{no_public_access, services_for_anyone};
pub use query::Query;
pub use search::{End, Region, Search, Then};
pub use verdict::{Limits, Miss, Part, Reason, Side, Verdict, Witness};
pub use world::{
    ACTION, Block, CALLER, Count, Dim, DimKind, KeyCells, Multi, Place, RESOURCE, Term, Why, World,
};

/// Whether `new` allows nothing that `old` does not.
#[must_use]
pub fn no_new_access(new: &Side<'_>, old: &Side<'_>, limits: &Limits) -> Verdict {
    let query = Query {
        allowed_by: &[*new],
        not_by: Some(*old),
    };
    ask(&query, limits)
}

/// Whether `new` allows nothing that neither `old` nor `besides` does. The `Deny` statements of `old` count for both, unless
/// `besides` alone is enough.
#[must_use]
pub fn no_new_access_besides(
    new: &Side<'_>,
    old: &Side<'_>,
    besides: &Policy<'_>,
    limits: &Limits,
) -> Verdict {
    let alone = Side {
        policy: besides,
        policy_type: old.policy_type,
    };
    let of_alone = no_new_access(new, &alone, limits);
    if matches!(of_alone, Verdict::Proven) {
        return of_alone;
    }
    let mut statements = old.policy.statements.clone();
    statements.extend(besides.statements.iter().cloned());
    for (index, statement) in statements.iter_mut().enumerate() {
        statement.index = index;
    }
    let both = old.policy.with_only(statements);
    let reference = Side {
        policy: &both,
        policy_type: old.policy_type,
    };
    no_new_access(new, &reference, limits)
}

/// Whether the policy allows none of the actions on any of the resources. No actions, no resources: any.
#[must_use]
pub fn access_not_granted(
    policy: &Side<'_>,
    actions: &[String],
    resources: &[String],
    limits: &Limits,
) -> Verdict {
    let list = |texts: &[String]| {
        let any = serde_json::json!(["*"]);
        if texts.is_empty() {
            any
        } else {
            serde_json::json!(texts)
        }
    };
    let scenario = serde_json::json!({
        "Version": "2008-10-17",
        "Statement": [{ "Effect": "Allow", "Action": list(actions), "Resource": list(resources) }],
    });
    let source = Source::new("scenario", scenario.to_string());
    let tree = syntax::parse(FileId(0), &source);
    let scenario = model::lower(&tree);
    let query = Query {
        allowed_by: &[
            *policy,
            Side {
                policy: &scenario,
                policy_type: PolicyType::Identity,
            },
        ],
        not_by: None,
    };
    ask(&query, limits)
}
