//! What a policy means: whether a value, an action, a resource matches; whether a request gets in.

pub mod actions;
mod arn;
pub mod attached;
pub mod breadth;
pub mod condition;
pub mod coverage;
mod decide;
pub mod forms;
pub mod grants;
pub mod key_support;
mod memo;
pub mod operators;
pub mod pattern;
pub mod presence;
mod principal;
pub mod providers;
pub mod reach;
pub mod redundancy;
mod request;
pub mod resource;
pub mod role_grant;
pub mod satisfy;
pub mod statement_resources;
pub mod stranger;
pub mod trust;
pub mod truth;
pub mod variable;
pub mod wanted;

pub use decide::{Decision, Match, Outcome, applies, applies_to_action, decide, matches};
pub use operators::holds;
pub use pattern::{Case, Pattern};
pub use principal::{applies_to, is_caller, principal_matches};
pub use request::{Caller, Key, Keys, Request, Who, service_name};
pub use resource::{action_matches, resource_matches};
pub use truth::Truth;
pub use variable::Piece;
