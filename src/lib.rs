//! `iamsure`: reads IAM policies, says what is wrong with them, and proves what they grant.

pub use iamsure_commands::{cli, live, template};
pub use iamsure_judge::{
    access, config, engine, finding, fix, input, integration, proof, report, rules,
};
pub use iamsure_policy::{catalog, kind, model, operator, semantics, sort, source, syntax, text};
