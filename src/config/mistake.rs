//! `ConfigError`: everything that is wrong with a configuration, each mistake with its place.

use std::borrow::Cow;

use crate::sort;
use crate::source::{FileId, Span};
use crate::text;

/// Why a configuration cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the configuration has {}", text::count(.mistakes.len() + .omitted, "mistake"))]
pub struct ConfigError {
    /// At least one, in the order of their places.
    pub mistakes: Vec<Mistake>,
    /// How many more there are: a file that is something else altogether is not shown whole.
    pub omitted: usize,
}

/// One thing that is wrong, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub span: Span,
    /// A clause that is whole if it is all that is shown.
    pub message: Cow<'static, str>,
    /// In the imperative.
    pub help: Option<Cow<'static, str>>,
}

/// How many mistakes are kept; also bounds the search for near words.
const MOST: usize = 50;

/// The mistakes of one file as they are found.
#[derive(Debug)]
pub(super) struct Mistakes {
    file: FileId,
    kept: Vec<Mistake>,
    omitted: usize,
}

impl Mistakes {
    pub(super) fn new(file: FileId) -> Self {
        Self {
            file,
            kept: Vec::new(),
            omitted: 0,
        }
    }

    pub(super) fn span(&self, range: std::ops::Range<usize>) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.file, offset(range.start), offset(range.end))
    }

    pub(super) fn add(&mut self, span: Span, message: impl Into<Cow<'static, str>>) {
        self.push(span, message.into(), None);
    }

    pub(super) fn add_with_help(
        &mut self,
        span: Span,
        message: impl Into<Cow<'static, str>>,
        help: impl Into<Cow<'static, str>>,
    ) {
        self.push(span, message.into(), Some(help.into()));
    }

    /// A word that is none of `candidates`: names the nearest, or else gives `help`.
    pub(super) fn add_unknown<'c>(
        &mut self,
        span: Span,
        message: &str,
        word: &str,
        candidates: impl IntoIterator<Item = &'c str>,
        help: impl FnOnce() -> String,
    ) {
        if self.kept.len() >= MOST {
            self.omitted += 1;
            return;
        }
        match text::nearest(word, candidates) {
            Some(near) => self.add(span, format!("{message}; did you mean `{near}`?")),
            None => self.add_with_help(span, message.to_owned(), help()),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// `value` if nothing is wrong.
    pub(super) fn or<T>(mut self, value: T) -> Result<T, ConfigError> {
        if self.is_empty() {
            return Ok(value);
        }
        sort::by_key(&mut self.kept, |mistake| {
            (mistake.span.start, mistake.span.end)
        });
        Err(ConfigError {
            mistakes: self.kept,
            omitted: self.omitted,
        })
    }

    fn push(&mut self, span: Span, message: Cow<'static, str>, help: Option<Cow<'static, str>>) {
        if self.kept.len() >= MOST {
            self.omitted += 1;
            return;
        }
        self.kept.push(Mistake {
            span,
            message,
            help,
        });
    }
}

/// `` `a`, `b` and `c` ``
pub(super) fn names<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    text::list(&quoted)
}
