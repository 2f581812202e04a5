//! `no-public-access`: nobody from outside.

use crate::cli::arguments::NoPublicAccess;
use crate::cli::failure::Failure;
use crate::source::Sources;

use super::Answers;

pub fn prove(_: &NoPublicAccess, _: &mut Sources) -> Result<Answers, Failure> {
    Err(Failure::new("not yet"))
}
