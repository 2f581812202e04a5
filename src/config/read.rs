//! `read`: from the text of `iamsure.toml` to a `Config`, or to everything that is wrong with it.

use std::path::Path;

use toml::de::DeTable;

use super::mistake::Mistakes;
use super::{Config, ConfigError, Known, resolve, written};
use crate::source::{Encoding, FileId, Source};

/// Reads a configuration.
///
/// `folder` is the absolute path of the file's folder, which its patterns are relative to; `known` are the rules that
/// it may speak of. The error holds every mistake of the file; those of TOML's grammar come alone, since what
/// such a text says is a guess.
pub fn read(
    file: FileId,
    source: &Source,
    folder: &Path,
    known: &[Known],
) -> Result<Config, ConfigError> {
    let mut mistakes = Mistakes::new(file);
    match source.encoding {
        Encoding::Utf8 => {}
        Encoding::Broken { start, end } => mistakes.add_with_help(
            mistakes.span(start as usize..end as usize),
            "a configuration is UTF-8 text, and these bytes are not",
            "save the file as UTF-8",
        ),
        Encoding::Utf16 => mistakes.add_with_help(
            mistakes.span(0..0),
            "a configuration is UTF-8 text, and this is UTF-16",
            "save the file as UTF-8",
        ),
        Encoding::Utf32 => mistakes.add_with_help(
            mistakes.span(0..0),
            "a configuration is UTF-8 text, and this is UTF-32",
            "save the file as UTF-8",
        ),
    }
    if !mistakes.is_empty() {
        return mistakes.or(Config::default());
    }

    let (table, errors) = DeTable::parse_recoverable(&source.text);
    for error in errors {
        let span = mistakes.span(error.span().unwrap_or_default());
        mistakes.add(
            span,
            format!("the TOML cannot be read: {}", error.message()),
        );
    }
    if !mistakes.is_empty() {
        return mistakes.or(Config::default());
    }

    let written = written::read(table.get_ref(), &mut mistakes);
    let config = resolve::resolve(written, folder, known, &mut mistakes);
    mistakes.or(config)
}
