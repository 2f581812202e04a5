//! Reads arguments, runs one command, returns its exit code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

// A folder of policies is many small pieces of memory, taken and let go of together: the system's allocator would need a
// tenth more time for the whole run.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    iamsure::cli::run()
}
