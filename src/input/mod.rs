//! The only room that reads files and standard input: which inputs a run has, which configuration, their texts, and the
//! policies inside of larger documents.

mod configuration;
mod discover;
mod extract;
mod file;
mod searched;

pub use configuration::find_config;
pub use discover::{Discovered, InputError, Skipped, Unreadable, discover, is_candidate};
pub use extract::extract;
pub use file::{Input, Mention, Origin, ReadError, read, read_unless_too_large};
pub use searched::Searched;
