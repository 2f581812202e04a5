//! `iamsure prove`: questions about all requests at once, answered with a proof or with a request.

mod access;
pub(super) mod answer;
mod both;
mod claim;
mod full_access;
mod git;
mod gone;
mod grant;
mod human;
pub(super) mod json;
mod miss;
mod pair;
mod pairs;
mod public;
pub(super) mod witness;

use crate::source::Sources;

use super::arguments::{AnswerFormat, Deferred, Look, ProveArguments, ProveCheck};
use super::failure::Failure;
use super::{CLEAN, FAILED, FOUND, output};

use answer::{Answer, Found};

/// What a check has to say.
#[derive(Default)]
struct Answers {
    /// One for each policy or pair that could be judged.
    all: Vec<Answer>,
    /// Why others could not be.
    failures: Vec<Failure>,
    /// Whether several were asked for, of which there may be one.
    is_list: bool,
    /// Whether documents were passed over that say what they said before.
    is_unchanged: bool,
    /// What a reader has to know besides.
    notes: Vec<String>,
}

impl Answers {
    /// Whether nothing was found that could be judged.
    fn is_silent(&self) -> bool {
        self.all.is_empty() && self.failures.is_empty() && !self.is_unchanged
    }
}

pub fn run(arguments: &ProveArguments) -> Result<u8, Failure> {
    let mut sources = Sources::default();
    let (check, look, answers) = match &arguments.check {
        ProveCheck::NoNewAccess(Deferred(arguments)) => (
            &claim::NO_NEW_ACCESS,
            arguments.look,
            pairs::prove(arguments, &mut sources)?,
        ),
        ProveCheck::AccessNotGranted(Deferred(arguments)) => (
            &claim::ACCESS_NOT_GRANTED,
            arguments.look,
            access::prove(arguments, &mut sources)?,
        ),
        ProveCheck::NoPublicAccess(Deferred(arguments)) => (
            &claim::NO_PUBLIC_ACCESS,
            arguments.look,
            public::prove(arguments, &mut sources)?,
        ),
    };
    print(check.id, look, &answers, sources)?;
    tell(&answers);
    Ok(code(&answers))
}

fn print(check: &str, look: Look, answers: &Answers, sources: Sources) -> Result<(), Failure> {
    match look.format {
        AnswerFormat::Json => output::print(|out| json::write(check, answers, &sources, out)),
        AnswerFormat::Human => {
            let options = crate::report::Options {
                color: output::is_coloured(look.color, false),
                width: output::width(false),
            };
            output::print(|out| human::write(answers, sources, &options, out))
        }
    }
}

fn tell(answers: &Answers) {
    for failure in &answers.failures {
        failure.print();
    }
    output::notes(&answers.notes);
}

fn code(answers: &Answers) -> u8 {
    let is_proven = |answer: &Answer| answer.found == Found::Proven;
    if !answers.failures.is_empty() {
        FAILED
    } else if answers.all.iter().all(is_proven) {
        CLEAN
    } else {
        FOUND
    }
}
