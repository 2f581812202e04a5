//! `--output` must not replace what the report is about.

use std::collections::HashSet;
use std::path::Path;

use crate::cli::arguments::CheckArguments;
use crate::cli::failure::Failure;
use crate::input::{Input, Mention};
use crate::report::Report;
use crate::text;

/// A report must not replace what it is about: the policies that were checked, or what they were checked with.
pub(super) fn inputs(
    path: &Path,
    arguments: &CheckArguments,
    inputs: &[Input],
    report: &Report,
) -> Result<(), Failure> {
    // A pipe or a device takes a report, whatever was read from it.
    let Ok(target) = path.canonicalize() else {
        return Ok(());
    };
    if !target.is_file() {
        return Ok(());
    }
    let is_target = |other: &Path| other.canonicalize().is_ok_and(|other| other == target);
    let names: HashSet<&str> = report
        .checked
        .iter()
        .map(|checked| report.sources.get(checked.file).file_name())
        .collect();
    let is_input = inputs.iter().any(|input| match input.mention {
        Mention::Named => input.resolved().is_some_and(|path| is_target(&path)),
        // What was only found is no link, and may be the report of an earlier run.
        Mention::Found => {
            input.resolved().as_deref() == Some(&*target) && names.contains(input.name.as_str())
        }
    });
    let others = [
        &arguments.integration,
        &arguments.baseline,
        &arguments.config,
        &arguments.connectors.connectors,
    ];
    if is_input || others.into_iter().flatten().any(|other| is_target(other)) {
        return Err(Failure::new(format!(
            "{} is an input of this run, and the report would replace it",
            text::quote(&path.to_string_lossy())
        ))
        .help("give `--output` another file"));
    }
    Ok(())
}
