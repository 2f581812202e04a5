//! Confluent's side: its response, and what a policy has to say for it to get in.
use crate::model::Policy;
use crate::source::{FileId, Source};
#[derive(Debug)]
pub struct Integration {}
#[derive(Debug, Default)]
pub struct Selection {}
pub fn read(_: FileId, _: &Source, _: &Selection) -> Result<Integration, ()> {
    Err(())
}
#[must_use]
pub fn speaks_of_confluent(_: &Policy) -> bool {
    false
}
