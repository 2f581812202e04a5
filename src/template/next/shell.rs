//! A text as one word of a POSIX shell.

use std::fmt::{self, Write as _};

use crate::text::is_unsafe;

/// The word that stands for exactly this text, and that a terminal can show.
pub(super) struct Word<'a>(pub &'a str);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        // `=` begins a word that zsh expands.
        let is_plain = |char: char| char.is_ascii_alphanumeric() || "_@%+=:,./-".contains(char);
        if !self.0.is_empty() && !self.0.starts_with('=') && self.0.chars().all(is_plain) {
            f.write_str(self.0)
        } else if self.0.chars().any(is_unsafe) {
            write_escaped(f, self.0)
        } else {
            write!(f, "'{}'", self.0.replace('\'', r"'\''"))
        }
    }
}

/// With dollar-single-quotes, of POSIX since 2024 and of bash, zsh and ksh before. A quote stands by its number too: to a
/// shell that does not know them it would end the word.
fn write_escaped(f: &mut fmt::Formatter, text: &str) -> fmt::Result {
    f.write_str("$'")?;
    for char in text.chars() {
        if !is_unsafe(char) && !matches!(char, '\'' | '\\') {
            f.write_char(char)?;
            continue;
        }
        let mut bytes = [0; 4];
        for byte in char.encode_utf8(&mut bytes).bytes() {
            write!(f, "\\{byte:03o}")?;
        }
    }
    f.write_char('\'')
}

#[cfg(test)]
mod tests {
    use super::Word;

    #[test]
    fn words_stand_for_themselves() {
        for (text, word) in [
            ("orders-lake", "orders-lake"),
            ("", "''"),
            ("two words", "'two words'"),
            ("it's", r"'it'\''s'"),
            ("$(reboot)", "'$(reboot)'"),
            ("=ls", "'=ls'"),
            ("a\nb", r"$'a\012b'"),
            ("\u{1b}[2J'\\", r"$'\033[2J\047\134'"),
            ("\u{202e}", r"$'\342\200\256'"),
        ] {
            assert_eq!(Word(text).to_string(), word, "{text:?}");
        }
    }
}
