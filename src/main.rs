//! Reads arguments, runs one command, returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    iamsure::cli::run()
}
