//! Template values that were left in a text: what has to be replaced before the policy means anything.
//!
//! Two kinds of reader ask. `Text` wants to know whether a string says what it will say when applied; the rule
//! `placeholder-value` names every one. Both err on the side of real names: `todo-app` and `replacement` are names.

mod brackets;
mod words;

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::Span;
use aho_corasick::packed::Searcher;
use memchr::memmem;

use crate::sort;

/// A template value in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    pub kind: PlaceholderKind,
}

/// Who was meant to fill it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceholderKind {
    /// A person: `<bucket-name>`, `YOUR-BUCKET`, `REPLACE_ME`, `ACCOUNT_ID`.
    Person,
    /// Terraform: `${var.bucket}`, `${aws_s3_bucket.data.arn}`, `var.external_id`.
    Terraform,
    /// CloudFormation: `${AWS::AccountId}`.
    CloudFormation,
    /// A shell or another engine that knows names alone: `${Bucket}`, `$BUCKET_NAME`. No policy variable looks like it.
    Variable,
    /// A template engine: `{{ bucket }}`, `%(bucket)s`, `__BUCKET__`, `@@BUCKET@@`, `${self:custom.bucket}`.
    Engine,
}

/// Whether a document can hold a template value at all: one quick look at the whole text. `has_escapes`: it has a backslash.
///
/// A document that holds one answers yes; a yes promises little, since escapes could spell anything.
/// `has_dollars`: it has a dollar sign; `has_angles`: a `<`.
pub(super) fn possible(
    document: &str,
    has_escapes: bool,
    has_dollars: bool,
    has_angles: bool,
) -> bool {
    let has_brackets = has_angles || BRACKETS.is_in(document);
    (has_brackets && brackets::all(document).next().is_some())
        || (has_dollars && brackets::dollars(document).next().is_some())
        || (has_escapes && words_possible(document))
        || (has_escapes && memmem::find(document.as_bytes(), b"\\u00").is_some())
        || (!has_escapes && words_in_strings(document))
}

/// The first template value in a text.
#[must_use]
pub fn find(text: &str) -> Option<Placeholder> {
    find_all(text).next()
}

/// Every template value in a text, in order; none overlaps another.
pub fn find_all(text: &str) -> impl Iterator<Item = Placeholder> + use<> {
    let mut found: Vec<Placeholder> = brackets::all(text).collect();
    if words_possible(text) || text.starts_with(words::NOTE) {
        words::find(text, &mut found);
    }
    sort::by_key(&mut found, |placeholder| {
        (placeholder.range.start, placeholder.range.end)
    });
    let mut end = 0;
    found.into_iter().filter(move |placeholder| {
        let apart = placeholder.range.start >= end;
        end = end.max(placeholder.range.end);
        apart
    })
}

/// Whether an `AWS` principal is a dummy by its form: an IAM ARN without an account, or the account of twelve zeros.
#[must_use]
pub fn is_dummy_principal(principal: &str) -> bool {
    empty_account(principal).is_some() || zero_account(principal).is_some()
}

/// Where an IAM or STS ARN should name an account and names none: the colons around the empty place.
///
/// `arn:aws:iam:::role/x`, and `arn:aws:iam::role/x`, where the empty field is gone altogether.
#[must_use]
pub fn empty_account(arn: &str) -> Option<Range<usize>> {
    let rest = arn.strip_prefix("arn:")?;
    let (partition, rest) = rest.split_once(':')?;
    let (service, rest) = rest.split_once(':')?;
    if !matches!(service, "iam" | "sts") {
        return None;
    }
    let colons = rest.len() - rest.trim_start_matches(':').len();
    let resource = &rest[colons..];
    let names_identity = ["role/", "user/", "assumed-role/", "federated-user/"]
        .into_iter()
        .any(|kind| resource.starts_with(kind))
        || resource == "root";
    let start = "arn:".len() + partition.len() + 1 + service.len();
    match colons {
        1 if names_identity => Some(start..start + 2),
        2 if names_identity => Some(start + 1..start + 3),
        _ => None,
    }
}

/// Where a principal, a bare account ID or an ARN, names the account of twelve zeros, which nobody has.
#[must_use]
pub fn zero_account(principal: &str) -> Option<Range<usize>> {
    const ZEROS: &str = "000000000000";
    if principal == ZEROS {
        return Some(0..ZEROS.len());
    }
    let arn = super::Arn::parse(principal)?;
    (arn.account == ZEROS).then(|| super::Arn::range(principal, arn.account))
}

/// Whether an external ID is a word that stands for one: `placeholder`, `changeme`, the nil UUID.
#[must_use]
pub fn is_dummy_external_id(id: &str) -> bool {
    const DUMMIES: [&str; 16] = [
        "placeholder",
        "changeme",
        "external-id",
        "externalid",
        "my-external-id",
        "myexternalid",
        "your-external-id",
        "example-external-id",
        "sts-external-id",
        "dummy",
        "todo",
        "tbd",
        "fixme",
        "replaceme",
        "external-id-placeholder",
        "00000000-0000-0000-0000-000000000000",
    ];
    let same = |dummy: &str| {
        dummy.len() == id.len()
            && dummy.bytes().zip(id.bytes()).all(|(dummy, byte)| {
                dummy == byte.to_ascii_lowercase() || (dummy == b'-' && byte == b'_')
            })
    };
    DUMMIES.iter().any(|dummy| same(dummy))
}

/// Whether there is something that every template value made of words holds.
fn words_possible(text: &str) -> bool {
    WORDS.is_in(text)
}

static WORDS: Words = Words::new(&words::NEEDLES);
static BRACKETS: Words = Words::new(&brackets::NEEDLES);

/// Whether a string of a document without escapes holds words that were left to be replaced.
///
/// Each string is looked at once, and only if something in it looks like such a word: `ec2:ReplacementTasks` does.
fn words_in_strings(document: &str) -> bool {
    if WORDS.has_no_searcher() {
        // Without it every look at the rest of the document takes as long as the first.
        return words_possible(document);
    }
    let bytes = document.as_bytes();
    let (mut from, mut next) = (0, 0);
    let mut found = Vec::new();
    while let Some(at) = WORDS.next(document, next..document.len()) {
        if words::is_other_verb(bytes.get(at..).unwrap_or_default()) {
            next = at + 1;
            continue;
        }
        let quote = bytes.get(at) == Some(&b'"');
        let before = bytes.get(from..at + usize::from(quote));
        let start = before.and_then(|before| memchr::memrchr(b'"', before));
        let start = start.map_or(from, |start| from + start + 1);
        let rest = bytes.get(start..).unwrap_or_default();
        let end = start + memchr::memchr(b'"', rest).unwrap_or(rest.len());
        words::find(document.get(start..end).unwrap_or_default(), &mut found);
        if !found.is_empty() {
            return true;
        }
        from = end.max(at + 1);
        next = from;
    }
    false
}

/// Many words searched for at once.
///
/// A vector searcher does it fastest, and takes longer to build than one small policy takes to check. So it is built when
/// the texts seen so far were worth it; until then the words are searched for one by one. Both find the same.
#[derive(Debug)]
pub(super) struct Words {
    patterns: &'static [&'static str],
    /// `None` inside on processors without the vector instructions.
    searcher: OnceLock<Option<Searcher>>,
    /// How many bytes were searched without it.
    seen: AtomicUsize,
}

impl Words {
    /// From this many bytes on the searcher has paid for itself.
    const WORTH: usize = 32 * 1024;

    pub(super) const fn new(patterns: &'static [&'static str]) -> Self {
        Self {
            patterns,
            searcher: OnceLock::new(),
            seen: AtomicUsize::new(0),
        }
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        self.next(text, 0..text.len()).is_some()
    }

    /// The start of the first one in a part of a text.
    pub(super) fn next(&self, text: &str, part: Range<usize>) -> Option<usize> {
        let from = part.start;
        if let Some(searcher) = self.searcher(part.len()) {
            let found = searcher.find_in(text.as_bytes(), Span::from(part));
            return found.map(|found| found.start());
        }
        let rest = text.as_bytes().get(part)?;
        let starts = self.patterns.iter();
        let starts = starts.filter_map(|pattern| memmem::find(rest, pattern.as_bytes()));
        starts.min().map(|start| from + start)
    }

    /// Whether the vector searcher is there, so that even short texts are searched fast.
    pub(super) fn is_quick(&self) -> bool {
        matches!(self.searcher.get(), Some(Some(_)))
    }

    /// Whether this processor has no vector searcher. As long as one is not worth building, the texts are short.
    fn has_no_searcher(&self) -> bool {
        matches!(self.searcher.get(), Some(None))
    }

    /// The vector searcher, if there is one and it is worth it.
    fn searcher(&self, length: usize) -> Option<&Searcher> {
        if let Some(searcher) = self.searcher.get() {
            return searcher.as_ref();
        }
        let seen = self
            .seen
            .fetch_add(length, Ordering::Relaxed)
            .saturating_add(length);
        if seen < Self::WORTH {
            return None;
        }
        self.searcher
            .get_or_init(|| Searcher::new(self.patterns))
            .as_ref()
    }
}

#[cfg(test)]
mod tests;
