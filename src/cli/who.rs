//! `iamsure who`
use super::arguments::WhoArguments;
use super::failure::Failure;

pub fn run(_: &WhoArguments) -> Result<u8, Failure> {
    Err(Failure::new("not yet"))
}
