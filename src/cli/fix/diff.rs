//! `write()`: what fixes change in a text, as a unified diff.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use similar::ChangeTag;
use similar::algorithms::{Capture, Compact, Replace, myers};
use similar::udiff::UnifiedHunkHeader;

use crate::text::is_unsafe;

/// Lines around a change.
const CONTEXT: usize = 3;

/// For whom a diff is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// `patch` and `git apply` take it: every byte counts.
    Program,
    /// Nothing in it may move the cursor.
    Terminal { color: bool },
}

impl Reader {
    /// Who reads standard output, or a file.
    pub fn of(to_file: bool, color: bool) -> Self {
        if color || (!to_file && io::stdout().is_terminal()) {
            Self::Terminal { color }
        } else {
            Self::Program
        }
    }
}

/// A name as `git` and `patch` read it: one that could break its line, or that a terminal would obey, in quotes with escapes.
fn header_name(name: &str) -> String {
    if !name.chars().any(is_unsafe) {
        return name.to_owned();
    }
    let mut quoted = String::from("\"");
    for char in name.chars() {
        match char {
            '\n' => quoted.push_str("\\n"),
            '"' | '\\' => quoted.extend(['\\', char]),
            char if is_unsafe(char) => {
                for byte in char.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(quoted, "\\{byte:03o}");
                }
            }
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

/// Writes what turns `before` into `after`.
pub fn write(
    name: &str,
    before: &str,
    after: &str,
    reader: Reader,
    out: &mut dyn Write,
) -> io::Result<()> {
    // A carriage return by itself ends no line for `patch`.
    let [before, after] =
        [before, after].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    // As `TextDiff` does it, which brings every other algorithm along.
    let mut changes = Compact::new(Replace::new(Capture::new()), &before, &after);
    let Ok(()) = myers::diff(
        &mut changes,
        &before,
        0..before.len(),
        &after,
        0..after.len(),
    );
    let hunks = changes.into_inner().into_inner().into_grouped_ops(CONTEXT);
    let name = header_name(name);
    line(reader, Some(Style::Bold), &format!("--- {name}"), out)?;
    line(reader, Some(Style::Bold), &format!("+++ {name}"), out)?;
    for hunk in hunks.iter().filter(|hunk| !hunk.is_empty()) {
        let header = UnifiedHunkHeader::new(hunk).to_string();
        line(reader, Some(Style::Cyan), &header, out)?;
        for change in hunk.iter().flat_map(|op| op.iter_changes(&before, &after)) {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', Some(Style::Red)),
                ChangeTag::Insert => ('+', Some(Style::Green)),
                ChangeTag::Equal => (' ', None),
            };
            let text = change.value();
            let whole = text.strip_suffix('\n');
            let text = whole.unwrap_or(text);
            line(reader, style, &format!("{sign}{text}"), out)?;
            if whole.is_none() {
                line(reader, None, "\\ No newline at end of file", out)?;
            }
        }
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Style {
    Bold,
    Cyan,
    Red,
    Green,
}

impl Style {
    fn ansi(self) -> anstyle::Style {
        match self {
            Self::Bold => anstyle::Style::new().bold(),
            Self::Cyan => anstyle::AnsiColor::Cyan.on_default(),
            Self::Red => anstyle::AnsiColor::Red.on_default(),
            Self::Green => anstyle::AnsiColor::Green.on_default(),
        }
    }
}

fn line(reader: Reader, style: Option<Style>, text: &str, out: &mut dyn Write) -> io::Result<()> {
    match (reader, style) {
        (Reader::Program, _) => writeln!(out, "{text}"),
        (Reader::Terminal { color: true }, Some(style)) => {
            let style = style.ansi();
            writeln!(out, "{style}{}{style:#}", shown(text))
        }
        (Reader::Terminal { .. }, _) => writeln!(out, "{}", shown(text)),
    }
}

/// Without what a terminal would obey.
fn shown(text: &str) -> String {
    text.trim_end_matches('\r').chars().map(visible).collect()
}

fn visible(char: char) -> char {
    if char != '\t' && is_unsafe(char) {
        '\u{fffd}'
    } else {
        char
    }
}
