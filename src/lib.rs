//! `iamsure`: reads IAM policies, says what is wrong with them, and proves what they grant.

pub mod access;
pub mod catalog;
pub mod cli;
pub mod config;
pub mod engine;
pub mod finding;
pub mod fix;
pub mod input;
pub mod integration;
pub mod kind;
pub mod live;
pub mod model;
pub mod operator;
pub mod proof;
pub mod report;
pub mod rules;
pub mod semantics;
pub mod source;
pub mod syntax;
pub mod template;
pub mod text;
