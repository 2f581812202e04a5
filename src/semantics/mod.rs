//! What a policy means: whether a value, an action, a resource matches what the policy writes.

mod arn;
pub mod operators;
pub mod pattern;
pub mod resource;
pub mod truth;
pub mod variable;

pub use operators::holds;
pub use pattern::{Case, Pattern};
pub use resource::{action_matches, resource_matches};
pub use truth::Truth;
pub use variable::Piece;
