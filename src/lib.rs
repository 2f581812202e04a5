//! `iamsure`: reads IAM policies, says what is wrong with them, and proves what they grant.

pub mod finding;
pub mod kind;
pub mod report;
pub mod source;
pub mod syntax;
pub mod text;
