//! What is judged of policies: the rules, what is proven of requests, and the reports.

pub mod access;
pub mod config;
pub mod engine;
pub mod finding;
pub mod fix;
pub mod input;
pub mod integration;
pub mod proof;
pub mod report;
pub mod rules;

pub use iamsure_policy::{catalog, kind, model, operator, semantics, sort, source, syntax, text};
