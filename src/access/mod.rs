//! Whether a request gets in when several policies have a say: identity, resource, boundary, session, organization.
//!
//! Source: "Policy evaluation logic", "Policy evaluation logic in the same account", "Cross-account policy evaluation
//! logic", "How resource control policies and service control policies are evaluated" and "Permissions boundaries for IAM
//! entities" in the IAM User Guide. Where the pages leave something open, so does the answer.

mod besides;
mod calls;
mod decide;
mod depends;
mod grants;
mod nearest;
mod side;

pub use besides::Passed;
pub use calls::{Free, Unable};
pub use decide::{Beside, Blocked, Part, Role, Verdict, decide};
pub use depends::{Asked, asked, depends_on};
pub use nearest::{Miss, Nearest, misses, nearest};
pub use side::{Accounts, Relation, needs_resource_policy, relation};
