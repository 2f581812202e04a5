//! What is said of each mistake.

use std::borrow::Cow;

use crate::syntax::{MAX_DEPTH, ProblemKind};
use crate::text::quote;

pub(super) struct Words {
    pub(super) message: Cow<'static, str>,
    pub(super) label: Cow<'static, str>,
    pub(super) help: Cow<'static, str>,
}

/// The words for a mistake of this kind; `written` is the text of its place.
pub(super) fn of(kind: ProblemKind, written: &str) -> Words {
    match kind {
        ProblemKind::Empty => fixed(
            "the document is empty",
            "a policy belongs here",
            "write an object with `Version` and `Statement`",
        ),
        ProblemKind::NotUtf8 => fixed(
            "the text is not UTF-8",
            "these bytes are no character",
            "save the document as UTF-8",
        ),
        ProblemKind::Utf16 => fixed(
            "the text is UTF-16, and JSON is read as UTF-8",
            "only UTF-16 begins like this",
            "save the document as UTF-8",
        ),
        ProblemKind::Utf32 => fixed(
            "the text is UTF-32, and JSON is read as UTF-8",
            "only UTF-32 begins like this",
            "save the document as UTF-8",
        ),
        ProblemKind::ControlInString(char) => control(char),
        ProblemKind::StrayCharacter(char) => stray(char),
        ProblemKind::BadEscape => worded(
            format!("{} is no escape in JSON", quote(written)),
            "a backslash begins an escape",
            r"write `\\` for a backslash",
        ),
        ProblemKind::BadUnicodeEscape => worded(
            format!("{} is an escape cut short", quote(written)),
            r"`\u` takes four hexadecimal digits",
            "add the missing digits, or write the character itself",
        ),
        ProblemKind::LoneSurrogate => worded(
            format!("{} is half a character", quote(written)),
            "its other half is missing",
            "write both escapes of the pair, or the character itself",
        ),
        ProblemKind::NumberTooLarge => fixed(
            "the number is larger than a 64-bit float can hold",
            "no reader keeps its value",
            "write it as a string if it is an ID",
        ),
        ProblemKind::BadNumber => number(written),
        ProblemKind::UnknownWord => word(written),
        _ => structure(kind, written),
    }
}

/// The JSON literal that a word of another language stands for.
pub(super) fn literal(word: &str) -> Option<&'static str> {
    match word {
        "True" | "TRUE" => Some("true"),
        "False" | "FALSE" => Some("false"),
        _ => None,
    }
}

/// Mistakes in what stands between the values.
fn structure(kind: ProblemKind, written: &str) -> Words {
    match kind {
        ProblemKind::TrailingComma => fixed(
            "AWS refuses a comma after the last value",
            "nothing follows it",
            "remove the comma",
        ),
        ProblemKind::ExtraComma => fixed(
            "a comma stands where a value was expected",
            "no value before it",
            "remove the comma, or add the value",
        ),
        ProblemKind::Comment => fixed(
            "AWS refuses comments: JSON has none",
            "no part of the policy language",
            "remove it; `Sid` can name what a statement is for",
        ),
        ProblemKind::UnquotedKey => worded(
            format!("AWS refuses the key {} without quotes", quote(written)),
            "double quotes belong around it",
            "put the key in double quotes",
        ),
        ProblemKind::KeyNotString => fixed(
            "a member of an object has no key",
            "a string was expected here",
            "write the key in double quotes before the colon",
        ),
        ProblemKind::SingleQuotes => fixed(
            "AWS refuses a string in single quotes",
            "JSON has double quotes alone",
            "use double quotes",
        ),
        ProblemKind::CurlyQuotes => fixed(
            "AWS refuses a string in curly quotes",
            "a word processor or web page made these",
            "use straight double quotes",
        ),
        ProblemKind::MissingComma if written == ":" => fixed(
            "a colon stands where a comma or a closing bracket was expected",
            "no key before it",
            "put keys and their values between `{` and `}`",
        ),
        ProblemKind::MissingComma => fixed(
            "a comma is missing between two values",
            "expected `,` here",
            "add the comma",
        ),
        ProblemKind::MissingColon if !written.is_empty() => worded(
            format!("{} stands between a key and its value", quote(written)),
            "expected `:` here",
            "write a colon",
        ),
        ProblemKind::MissingColon => fixed(
            "a colon is missing between a key and its value",
            "expected `:` here",
            "add the colon",
        ),
        ProblemKind::MissingValue => fixed(
            "a key has no value",
            "a value was expected after it",
            "add the value, or remove the key",
        ),
        ProblemKind::UnterminatedString => fixed(
            "a string has no closing quote",
            "its line ends first",
            "add the closing double quote",
        ),
        _ => brackets(kind, written),
    }
}

fn brackets(kind: ProblemKind, written: &str) -> Words {
    match kind {
        ProblemKind::Unclosed { .. } => fixed(
            "the text ends before its last bracket is closed",
            "a closing bracket is missing here, if no more than that",
            "copy the document again if its end is missing, or close the bracket",
        ),
        ProblemKind::WrongBracket { .. } => {
            let (what, expected) = match written {
                "]" => ("an object", "`}`"),
                _ => ("a list", "`]`"),
            };
            worded(
                format!("{} cannot close {what}", quote(written)),
                format!("expected {expected}, which"),
                format!("write {expected}, or close what is still open before it"),
            )
        }
        ProblemKind::ExtraBracket => worded(
            format!("{} closes nothing", quote(written)),
            "every bracket before it is closed already",
            "remove it, or add the bracket that it was meant to close",
        ),
        ProblemKind::TooDeep => worded(
            format!("values nest more than {MAX_DEPTH} levels deep"),
            "one level too many",
            "flatten it: a policy needs no more than seven levels",
        ),
        _ if written.starts_with(['{', '[']) => fixed(
            "a second document follows the first: AWS takes one",
            "another one begins",
            "put each policy in a file of its own",
        ),
        _ => fixed(
            "text follows the end of the policy",
            "no part of the document",
            "remove it",
        ),
    }
}

fn control(char: char) -> Words {
    match char {
        '\n' | '\r' => fixed(
            "a string goes on past the end of its line",
            "no line break is allowed in a string",
            r"join the lines, or write the break as `\n`",
        ),
        '\t' => fixed(
            "a tab stands in a string",
            "control characters have to be escaped",
            r"remove it, or write it as `\t`",
        ),
        _ => worded(
            format!("the control character {} stands in a string", code(char)),
            "control characters have to be escaped",
            "remove it",
        ),
    }
}

fn stray(char: char) -> Words {
    let name = match char {
        '\0' => "a NUL character",
        '\u{a0}' => "a no-break space",
        '\u{feff}' => "a byte-order mark",
        '\u{200b}'..='\u{200f}' | '\u{2060}' => "an invisible character",
        char if char.is_whitespace() => "an unusual space",
        _ => "a control character",
    };
    worded(
        format!("{name} ({}) stands between values", code(char)),
        "JSON has spaces, tabs and line breaks alone here",
        "remove it, or put a plain space in its place",
    )
}

fn number(written: &str) -> Words {
    let digits = written.bytes().all(|byte| byte.is_ascii_digit());
    let help = if digits {
        "put it in double quotes if it is an ID, else drop the leading zeros"
    } else {
        "write digits alone, with `-`, `.` or `e` where needed"
    };
    let label = if digits {
        "JSON allows no leading zero"
    } else {
        "not in JSON's notation"
    };
    worded(
        format!("{} is no number in JSON", quote(written)),
        label,
        help,
    )
}

fn word(written: &str) -> Words {
    let message = format!("{} is no value in JSON", quote(written));
    if let Some(literal) = literal(written) {
        return worded(message, "letter case counts", format!("write `{literal}`"));
    }
    match written {
        ":" => worded(
            "a colon stands where a value was expected",
            "one too many",
            "remove it",
        ),
        "None" | "nil" | "undefined" | "NaN" | "Infinity" => worded(
            message,
            "no policy element takes an empty value",
            "give the value, or remove the key",
        ),
        _ if written.starts_with(['<', '$']) => worded(
            message,
            "a placeholder that was never filled in",
            "put the real value here, in double quotes",
        ),
        _ => worded(
            message,
            "strings stand in double quotes",
            "put it in double quotes",
        ),
    }
}

fn code(char: char) -> String {
    format!("U+{:04X}", u32::from(char))
}

fn fixed(message: &'static str, label: &'static str, help: &'static str) -> Words {
    worded(message, label, help)
}

fn worded(
    message: impl Into<Cow<'static, str>>,
    label: impl Into<Cow<'static, str>>,
    help: impl Into<Cow<'static, str>>,
) -> Words {
    Words {
        message: message.into(),
        label: label.into(),
        help: help.into(),
    }
}
