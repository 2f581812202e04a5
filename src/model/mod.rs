//! An IAM policy as typed, positioned facts.

mod arn;
mod condition;
mod detect;
pub mod document;
mod lower;
mod parts;
pub mod placeholder;
mod policy;
mod principal;
mod problem;
pub mod sample;
mod text;

pub use arn::{Arn, PARTITIONS, is_account_id};
pub use condition::{Condition, KeySet};
pub use detect::{looks_like_policy, policy_type};
pub use document::Document;
pub use lower::lower;
pub use parts::{Part, Parts};
pub use policy::{Effect, Element, List, Policy, Statement};
pub use principal::{
    BUILT_IN_PROVIDERS, Cause, Flaw, PRINCIPAL_TYPES, Principal, PrincipalKind, Principals,
    service_name,
};
pub use problem::{Expected, Problem, ProblemKind};
pub use text::Text;
