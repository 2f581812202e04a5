//! `iamsure explain RULE`: the manual of a rule.

use crate::engine;
use crate::rules;
use crate::text::{nearest, quote};

use super::failure::Failure;
use super::{CLEAN, output};

pub fn run(name: &str) -> Result<u8, Failure> {
    let Some(rule) = rules::find(name).or_else(|| rules::find(&name.to_ascii_uppercase())) else {
        let failure = Failure::new(format!("no rule is called {}", quote(name)));
        return Err(match nearest(name, engine::rule_names()) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("list them with `iamsure rules`"),
        });
    };
    output::print(|out| out.write_all(rule.page().as_bytes()))?;
    Ok(CLEAN)
}
