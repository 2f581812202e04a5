//! The only room that reads files and standard input: which inputs a run has, which configuration, and their texts.

mod configuration;
mod discover;
mod file;

pub use configuration::find_config;
pub use discover::{Discovered, InputError, Skipped, Unreadable, discover};
pub use file::{Input, Mention, Origin, ReadError, read};
