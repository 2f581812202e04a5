//! `Failure`: why a run could not do what was asked, what to do, and the places that show it.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::time::Duration;

use crate::source::{Sources, Span};
use crate::text::{harmless, is_unsafe};

/// A run that stops, with exit code 2.
#[derive(Debug, Default)]
pub struct Failure {
    pub message: String,
    pub help: Option<String>,
    /// Whether it may be over by itself soon.
    pub may_pass: bool,
    /// How long whoever was asked wants nobody to ask again.
    pub wait: Option<Duration>,
    /// `name:line:column: what is there`
    places: Vec<String>,
}

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            ..Self::default()
        }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Shows a place: its line, and a mark under it.
    pub fn at(mut self, sources: &Sources, span: Span, label: &str) -> Self {
        const WIDEST: usize = 100;
        let place = sources.start(span);
        let line = sources.get(span.file).line(place.line);
        let shown: String = line
            .chars()
            .take(WIDEST)
            .map(|char| if is_unsafe(char) { '·' } else { char })
            .collect();
        let mut text = format!(
            "{}:{}:{}: {label}",
            harmless(sources.name(span.file)),
            place.line,
            place.column
        );
        let column = place.column as usize;
        if column <= WIDEST {
            let length = sources
                .slice(span)
                .lines()
                .next()
                .unwrap_or_default()
                .chars()
                .count();
            let length = length.clamp(1, WIDEST + 1 - column);
            let gutter = format!("{:>5} │ ", place.line);
            let _ = write!(
                text,
                "\n{gutter}{shown}\n{:>5} │ {}{}",
                "",
                " ".repeat(column - 1),
                "^".repeat(length)
            );
        }
        self.places.push(text);
        self
    }

    pub fn print(&self) {
        let mut text = format!("error: {}\n", clean(&self.message));
        for place in &self.places {
            let _ = writeln!(text, "{}", clean(place));
        }
        if let Some(help) = &self.help {
            let _ = writeln!(text, "help: {}", clean(help));
        }
        // Where not even standard error takes it, there is nobody to tell.
        let _ = io::stderr().write_all(text.as_bytes());
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(format!("the output could not be written: {error}"))
    }
}

/// Without characters that a terminal would obey; line breaks are ours.
pub fn clean(text: &str) -> String {
    text.chars()
        .map(|char| {
            if char != '\n' && is_unsafe(char) {
                '\u{fffd}'
            } else {
                char
            }
        })
        .collect()
}
