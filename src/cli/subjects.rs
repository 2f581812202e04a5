//! The policies of a run, from files and from AWS, as the engine wants them.

use crate::config::Config;
use crate::engine::{NotRead, Subject};
use crate::input::{self, Input, Mention, ReadError};
use crate::source::Source;

use super::aws::FromAws;
use super::fix::Texts;

/// The inputs first, then what comes from AWS.
pub fn all(inputs: &[Input], role: Option<&FromAws>, config: &Config) -> Vec<Subject> {
    let of_role = role.iter().flat_map(|role| role.subjects.iter().cloned());
    let of_inputs = inputs.iter().map(|input| subject(input, config));
    of_inputs.chain(of_role).collect()
}

/// The text of the subject of this index.
///
/// `texts` stand in for what some inputs hold.
pub fn load(
    inputs: &[Input],
    texts: &Texts,
    role: Option<&FromAws>,
    index: usize,
) -> Result<Source, NotRead> {
    if let Some(input) = inputs.get(index) {
        if let Some(text) = texts.get(&index) {
            return Ok(Source::new(input.name.as_str(), text.as_str()));
        }
        let too_large = || NotRead::Skipped(ReadError::TooLarge.to_string());
        return input::read_unless_too_large(input)
            .map_err(|error| NotRead::Unreadable(error.to_string()))?
            .ok_or_else(too_large);
    }
    role.and_then(|role| role.load(index - inputs.len()))
        .ok_or_else(|| NotRead::Unreadable(String::new()))
}

fn subject(input: &Input, config: &Config) -> Subject {
    let relative = || match input.resolved() {
        Some(path) => config.relative(&path),
        None => input.name.clone(),
    };
    let relative = if config.names_files() {
        relative()
    } else {
        String::new()
    };
    Subject {
        name: input.name.clone(),
        relative,
        named: input.mention == Mention::Named,
        policy_type: None,
        resource_type: None,
        role_arn: None,
    }
}
