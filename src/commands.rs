//! The commands: what people ask for, and what is read for it.

pub mod cli;
pub mod live;
pub mod template;

pub use iamsure_judge::{
    access, config, engine, finding, fix, input, integration, proof, report, rules,
};
pub use iamsure_policy::{catalog, kind, model, operator, semantics, sort, source, syntax, text};
