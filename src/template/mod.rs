//! The policies that a role for Confluent begins with, made from what is known, in the notations that people deploy; and
//! the commands of the next step.
//!
//! Pure: texts out of values. Every value is judged before it comes here, and escaped where it goes all the same.

mod cloudformation;
mod document;
pub mod names;
mod needs;
pub mod next;
mod permission;
mod presets;
mod terraform;
mod trust;

pub use cloudformation::CloudFormation;
pub use document::{Condition, Document, Json, Kind, Statement};
pub use needs::{Undecided, needs};
pub use permission::{Grant, permission};
pub use presets::{Extra, Preset};
pub use terraform::Terraform;
pub use trust::{Unfit, Window, bootstrap, trust};
