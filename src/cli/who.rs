//! `iamsure who`: everybody who gets in by a trust or resource policy, and under which conditions.

mod human;
mod json;
mod words;

use crate::input::{self, Input};
use crate::kind::PolicyType;
use crate::model::{self, Policy};
use crate::proof::who::{Ways, who};
use crate::proof::{Limits, Side};
use crate::source::Sources;
use crate::syntax;
use crate::text::quote;

use super::arguments::{AnswerFormat, WhoArguments};
use super::failure::Failure;
use super::simulate::policies::understood;
use super::{CLEAN, FAILED, enclosed, output};

/// A policy and who gets in by it.
struct Answer<'a> {
    sources: &'a Sources,
    name: &'a str,
    policy: &'a Policy<'a>,
    policy_type: PolicyType,
    ways: &'a Ways,
}

pub fn run(arguments: &WhoArguments) -> Result<u8, Failure> {
    let mut sources = Sources::default();
    let input = if arguments.path.as_os_str() == "-" {
        Input::stdin()
    } else {
        Input::named(&arguments.path)
    };
    let source = input::read(&input)
        .map_err(|error| Failure::new(format!("{} cannot be read: {error}", quote(&input.name))))?;
    let (given, notes) = enclosed::one(source, enclosed::OF_CALLERS)?;
    let file = sources.add(given.source);
    let tree = syntax::parse(file, sources.get(file));
    let policy = model::lower(&tree);
    let said = arguments.policy_type.named().or(given.policy_type);
    let policy_type = said.unwrap_or_else(|| model::policy_type(&policy));
    understood(&tree, &policy, policy_type, &sources)?;
    if !matches!(policy_type, PolicyType::Trust | PolicyType::Resource) {
        let message = format!(
            "{} is {}, and only the policy of a role or resource says who gets in",
            quote(sources.name(file)),
            policy_type.phrase()
        );
        return Err(Failure::new(message));
    }
    let side = Side {
        policy: &policy,
        policy_type,
    };
    let ways = who(&side, &Limits::default());
    let answer = Answer {
        sources: &sources,
        name: sources.name(file),
        policy: &policy,
        policy_type,
        ways: &ways,
    };
    output::print(|out| match arguments.format {
        AnswerFormat::Human => human::write(&answer, out),
        AnswerFormat::Json => json::write(&answer, out),
    })?;
    output::notes(&notes);
    // Nothing found and nothing proven is no answer.
    let is_answered = !ways.ways.is_empty() || ways.missing.is_empty();
    Ok(if is_answered { CLEAN } else { FAILED })
}
