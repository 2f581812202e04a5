//! Where reports go: standard output or a file, in colour or not, and how wide.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use crate::text::{harmless, quote, slashed};

use super::arguments::Colour;
use super::failure::Failure;

/// How many columns a report takes where no terminal says.
const PLAIN_WIDTH: usize = 100;

/// Whether to colour what goes to standard output.
pub fn is_coloured(choice: Colour, to_file: bool) -> bool {
    match choice {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            !to_file
                && !refused
                && io::stdout().is_terminal()
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

/// The columns of the terminal; a fixed number where there is none, so that the output is the same everywhere.
pub fn width(to_file: bool) -> usize {
    if to_file || !io::stdout().is_terminal() {
        return PLAIN_WIDTH;
    }
    terminal_width().map_or(PLAIN_WIDTH, |columns| columns.clamp(40, 160))
}

fn terminal_width() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok()
}

/// Prints to standard output. A reader that has seen enough and closes the pipe is success.
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Says what a reader has to know besides, on standard error.
pub fn notes(notes: &[String]) {
    let mut text = String::new();
    for note in notes {
        let _ = writeln!(text, "note: {}", harmless(note));
    }
    // Where not even standard error takes it, there is nobody to tell.
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Writes a file in one step: whoever reads it sees the old text or the new one, never half of it.
pub fn write_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut text = Vec::new();
    write(&mut text)?;
    let failed = |error: io::Error| {
        let name = quote(&slashed(path));
        Failure::new(format!("{name} could not be written: {error}"))
    };
    if !path.metadata().map_or(true, |metadata| metadata.is_file()) {
        // A pipe, a terminal, /dev/null: nothing to replace.
        return std::fs::write(path, text).map_err(failed);
    }
    // Behind a link stands the file that is meant.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = target.with_file_name(name);
    let written = std::fs::write(&beside, text).and_then(|()| {
        if let Ok(metadata) = target.metadata() {
            std::fs::set_permissions(&beside, metadata.permissions())?;
        }
        std::fs::rename(&beside, &target)
    });
    if written.is_err() {
        // What is left of the attempt is of no use to anybody.
        let _ = std::fs::remove_file(&beside);
    }
    written.map_err(failed)
}
