//! The edit that cures a mistake, where only one cure is thinkable.

use crate::finding::{Edit, Safety};
use crate::source::Span;
use crate::syntax::ProblemKind;

/// Its title, its safety and the edit.
pub(super) fn of(
    kind: ProblemKind,
    span: Span,
    written: &str,
) -> Option<(&'static str, Safety, Edit)> {
    let replace = |text: String| Edit::replace(span, text);
    match kind {
        ProblemKind::TrailingComma | ProblemKind::ExtraComma => {
            Some(("remove the comma", Safety::Safe, replace(String::new())))
        }
        // A note may matter to somebody.
        ProblemKind::Comment => {
            Some(("remove the comment", Safety::Unsafe, replace(String::new())))
        }
        ProblemKind::UnquotedKey if is_plain(written) => Some((
            "put the key in double quotes",
            Safety::Safe,
            replace(format!("\"{written}\"")),
        )),
        ProblemKind::SingleQuotes | ProblemKind::CurlyQuotes => {
            let mut inner = written.chars();
            inner.next();
            inner.next_back();
            let inner = inner.as_str();
            let sound = written.chars().count() > 1 && is_plain(inner);
            let text = format!("\"{inner}\"");
            sound.then(|| ("use double quotes", Safety::Safe, replace(text)))
        }
        ProblemKind::UnknownWord => {
            let word = super::words::literal(written)?;
            Some((
                "write it as JSON does",
                Safety::Safe,
                replace(word.to_owned()),
            ))
        }
        ProblemKind::MissingComma if written.is_empty() => {
            Some(("add the comma", Safety::Unsafe, replace(",".to_owned())))
        }
        ProblemKind::MissingColon => {
            Some(("write a colon", Safety::Unsafe, replace(":".to_owned())))
        }
        _ => None,
    }
}

/// Whether it means the same between double quotes.
fn is_plain(text: &str) -> bool {
    !text.contains(['"', '\\']) && !text.contains(char::is_control)
}
