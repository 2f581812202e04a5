//! `Command`: one command of a shell, with its options.

use std::fmt;

use super::shell::Word;

/// The columns up to which a command stands on one line.
const WIDTH: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// The variable that takes what it prints.
    variable: Option<&'static str>,
    /// What it is given, ready for the shell; ends with a pipe.
    input: Option<&'static str>,
    head: String,
    options: Vec<String>,
    /// Where its output goes: `> integration.json`, or a pipe.
    end: String,
}

impl Command {
    /// Words that need no quotes: the program and what it is to do.
    pub(super) fn new(head: &str) -> Self {
        Self {
            variable: None,
            input: None,
            head: head.to_owned(),
            options: Vec::new(),
            end: String::new(),
        }
    }

    /// A word behind the head: a name or a file.
    pub(super) fn operand(mut self, text: &str) -> Self {
        self.head = format!("{} {}", self.head, Word(text));
        self
    }

    pub(super) fn option(mut self, name: &str, value: &str) -> Self {
        self.options.push(format!("{name} {}", Word(value)));
        self
    }

    pub(super) fn option_if(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.option(name, value),
            None => self,
        }
    }

    /// An option whose value the shell fills in; nothing of it is anybody's text.
    pub(super) fn option_of_shell(mut self, name: &str, value: &'static str) -> Self {
        self.options.push(format!("{name} {value}"));
        self
    }

    pub(super) fn into_variable(mut self, name: &'static str) -> Self {
        self.variable = Some(name);
        self
    }

    pub(super) fn with_input(mut self, input: &'static str) -> Self {
        self.input = Some(input);
        self
    }

    pub(super) fn into_file(mut self, name: &str) -> Self {
        self.end = format!(" > {}", Word(name));
        self
    }

    pub(super) fn piped_into(mut self, next: &Self) -> Self {
        self.end = format!(" |\n  {next}");
        self
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(input) = self.input {
            write!(f, "{input} |\n  ")?;
        }
        let (open, close) = match self.variable {
            Some(name) => (format!("{name}=$("), ")"),
            None => (String::new(), ""),
        };
        write!(f, "{open}{}", self.head)?;
        let length = self.head.len() + self.options.iter().map(|one| one.len() + 1).sum::<usize>();
        let separator = if open.len() + length > WIDTH {
            " \\\n    "
        } else {
            " "
        };
        for option in &self.options {
            write!(f, "{separator}{option}")?;
        }
        write!(f, "{close}{}", self.end)
    }
}

/// A file as an operand: a name that begins with a hyphen is no option.
pub(super) fn path(text: &str) -> String {
    if text.starts_with(['-', '~']) {
        format!("./{text}")
    } else {
        text.to_owned()
    }
}

/// A file as AWS's CLI takes the text of a parameter.
pub(super) fn file_url(text: &str) -> String {
    format!("file://{}", path(text))
}
