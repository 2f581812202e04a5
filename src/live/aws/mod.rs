//! Reads a role and its policies from AWS IAM. Nothing is ever written there.

mod answer;
mod credentials;
mod endpoint;
mod environment;
mod error;
mod iam;
mod keys;
mod query;
mod role;
mod sign;

pub use environment::Environment;
pub use error::{AwsError, Call, Refusal};
pub use role::{Held, Owner, Role, RoleName, read_role};
