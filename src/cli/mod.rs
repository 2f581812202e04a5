//! The command line: read arguments, run one command, give its exit code.

mod arguments;
mod aws;
mod beyond;
mod catalog;
mod check;
mod connectors;
mod enclosed;
mod explain;
mod failure;
mod fix;
mod live;
mod output;
mod progress;
mod prove;
mod rules;
mod simulate;
mod subjects;
mod template;
mod who;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command, Deferred};

/// Nothing is wrong.
const CLEAN: u8 = 0;
/// Something at or above `--fail-on` is wrong.
const FOUND: u8 = 1;
/// The run could not do what was asked.
const FAILED: u8 = 2;

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, everything else is a run that could not start. A closed pipe is no fault.
            let code = if error.use_stderr() { FAILED } else { CLEAN };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let done = match arguments.command {
        Command::Check(Deferred(arguments)) => check::run(&arguments),
        Command::Prove(Deferred(arguments)) => prove::run(&arguments),
        Command::Who(Deferred(arguments)) => who::run(&arguments),
        Command::Simulate(Deferred(arguments)) => simulate::run(&arguments),
        Command::Template(Deferred(arguments)) => template::run(&arguments),
        Command::Explain { rule } => explain::run(&rule),
        Command::Catalog {
            name,
            format,
            catalog,
        } => catalog::run(name.as_deref(), format, catalog.as_deref()),
        Command::Connectors(Deferred(arguments)) => connectors::run(&arguments),
        Command::Rules { format } => rules::run(format),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            failure.print();
            ExitCode::from(FAILED)
        }
    }
}
