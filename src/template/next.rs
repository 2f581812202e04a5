//! The next step on the way to a role that Confluent can assume: how far it is, and the commands that lead on.
//!
//! Source: the workflows of Confluent Cloud's "Create an AWS Provider Integration", and the references of the commands.

mod command;
mod fetch;
mod hcl;
mod role;
mod shell;
mod stage;
mod steps;

use std::fmt;

use thiserror::Error;

use command::Command;

pub use role::Role;
pub use stage::Stage;

/// The way to create the integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    Console,
    Cli,
    Api,
    Terraform,
}

/// What is there already, by the names under which a command finds it.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    pub flow: Flow,
    pub stage: Stage,
    /// The role lets others in than Confluent.
    pub is_shared: bool,
    pub role: Option<Role<'a>>,
    pub permission: Option<&'a str>,
    pub trust: Option<&'a str>,
    pub integration: Option<&'a str>,
    /// The ID of the integration.
    pub id: Option<&'a str>,
    /// Which of several integrations the file means.
    pub selected: Option<&'a str>,
    pub name: Option<&'a str>,
    pub environment: Option<&'a str>,
}

/// What a command has to name and nothing tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unnamed {
    #[error("the next step names the ARN of the role")]
    RoleArn,
    #[error("the next step names the role")]
    Role,
    #[error("the next step names the environment in Confluent Cloud")]
    Environment,
}

/// Commands for a shell, and between them what a person does or knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    paragraphs: Vec<Paragraph>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Paragraph {
    Note(String),
    /// Each one runs only if the one before succeeded.
    Chain(Vec<Command>),
    /// The same as comments: nothing of it runs with the rest.
    Later(Vec<Command>),
    /// A file that is written, and its text.
    File(&'static str, String),
}

/// The next step.
pub fn script(situation: &Situation) -> Result<Script, Unnamed> {
    let mut script = Script::default();
    script.note(format!("stage {}", situation.stage.words()));
    match situation.stage {
        Stage::Planned => steps::planned(situation, &mut script)?,
        Stage::Prepared => steps::prepared(situation, &mut script)?,
        Stage::Pending => fetch::pending(situation, &mut script)?,
        Stage::Named => fetch::named(situation, &mut script)?,
        Stage::Created { .. } => steps::created(situation, &mut script)?,
        Stage::Final | Stage::InUse => fetch::done(situation, &mut script)?,
    }
    Ok(script)
}

impl Script {
    fn note(&mut self, text: impl Into<String>) {
        self.paragraphs.push(Paragraph::Note(text.into()));
    }

    fn chain(&mut self, commands: impl IntoIterator<Item = Command>) {
        self.paragraphs
            .push(Paragraph::Chain(commands.into_iter().collect()));
    }

    /// Commands to run by hand, when what is noted before is done.
    fn later(&mut self, commands: impl IntoIterator<Item = Command>) {
        self.paragraphs
            .push(Paragraph::Later(commands.into_iter().collect()));
    }

    fn file(&mut self, name: &'static str, text: String) {
        self.paragraphs.push(Paragraph::File(name, text));
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut last_is_note = true;
        for (index, paragraph) in self.paragraphs.iter().enumerate() {
            let is_note = matches!(paragraph, Paragraph::Note(_) | Paragraph::Later(_));
            if index > 0 && is_note != last_is_note {
                writeln!(f)?;
            }
            last_is_note = is_note;
            match paragraph {
                Paragraph::Note(text) => writeln!(f, "# {text}")?,
                Paragraph::Chain(commands) => f.write_str(&chain(commands))?,
                Paragraph::Later(commands) => {
                    for line in chain(commands).lines() {
                        writeln!(f, "#   {line}")?;
                    }
                }
                Paragraph::File(name, text) => writeln!(f, "cat > {name} <<'END'\n{text}END")?,
            }
        }
        Ok(())
    }
}

/// Commands of which each waits for the one before.
fn chain(commands: &[Command]) -> String {
    let commands: Vec<String> = commands.iter().map(Command::to_string).collect();
    format!("{}\n", commands.join(" &&\n"))
}
