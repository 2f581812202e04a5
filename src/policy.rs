//! A policy: the text it stands in, the facts it states, what AWS defines of them, and what they mean.
//!
//! Whatever looks at every byte of a policy is in here, and is made fast; what is called seldom is made small elsewhere.

pub mod catalog;
pub mod kind;
pub mod model;
pub mod operator;
pub mod semantics;
pub mod sort;
pub mod source;
pub mod syntax;
pub mod text;
