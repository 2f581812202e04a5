//! The policies of a run, from files and from AWS, as the engine wants them.

use crate::config::Config;
use crate::engine::Subject;
use crate::input::{self, Input, Mention};
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
) -> Result<Source, String> {
    if let Some(input) = inputs.get(index) {
        if let Some(text) = texts.get(&index) {
            return Ok(Source::new(input.name.as_str(), text.as_str()));
        }
        return input::read(input).map_err(|error| error.to_string());
    }
    role.and_then(|role| role.load(index - inputs.len()))
        .ok_or_else(String::new)
}

fn subject(input: &Input, config: &Config) -> Subject {
    let relative = match input.resolved() {
        _ if !config.names_files() => String::new(),
        Some(path) => config.relative(&path),
        None => input.name.clone(),
    };
    Subject {
        name: input.name.clone(),
        relative,
        named: input.mention == Mention::Named,
        policy_type: None,
        resource_type: None,
    }
}
